-- Files that were uploaded: what is known of each while it comes, and until it goes. named is 1 once a resource named it.
CREATE TABLE attachment (
    name TEXT PRIMARY KEY,
    uploader TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size BIGINT NOT NULL,
    sha256 BYTEA NOT NULL,
    received BIGINT NOT NULL,
    state BIGINT NOT NULL,
    named BIGINT NOT NULL,
    create_time BIGINT NOT NULL
);

CREATE INDEX attachment_hash ON attachment (sha256, name);
CREATE INDEX attachment_uploader ON attachment (uploader, named, size);
CREATE INDEX attachment_waiting ON attachment (named, create_time, name);
CREATE INDEX attachment_state ON attachment (state, name);

-- Which resources name them, now or in an earlier revision; hidden is 1 where a redaction hides that.
CREATE TABLE attachment_use (
    resource TEXT NOT NULL,
    attachment TEXT NOT NULL,
    hidden BIGINT NOT NULL,
    PRIMARY KEY (resource, attachment)
);

CREATE INDEX attachment_use_of ON attachment_use (attachment, hidden);
