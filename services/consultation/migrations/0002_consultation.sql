CREATE TABLE consultation (
    name TEXT PRIMARY KEY,
    parent TEXT NOT NULL,
    revision BIGINT NOT NULL,
    create_time BIGINT NOT NULL,
    update_time BIGINT NOT NULL,
    delete_time BIGINT NOT NULL,
    titles TEXT NOT NULL,
    organizer TEXT NOT NULL,
    open_time BIGINT NOT NULL,
    close_time BIGINT NOT NULL,
    announce_time BIGINT NOT NULL,
    cancel_time BIGINT NOT NULL,
    draft_law_versions TEXT NOT NULL
);

CREATE INDEX consultation_create ON consultation (create_time, name);

-- The hot table: three secondary indexes and no more. Lists go by submit_time, within a consultation and over all; a trace goes
-- by what comments speak about. The first of them holds all that a page of a consultation needs but the bodies.
CREATE TABLE comment (
    name TEXT PRIMARY KEY,
    parent TEXT NOT NULL,
    revision BIGINT NOT NULL,
    create_time BIGINT NOT NULL,
    update_time BIGINT NOT NULL,
    delete_time BIGINT NOT NULL,
    person TEXT NOT NULL,
    on_behalf_of TEXT NOT NULL,
    verification BIGINT NOT NULL,
    stance BIGINT NOT NULL,
    state BIGINT NOT NULL,
    target_version TEXT NOT NULL,
    target_eid TEXT NOT NULL,
    target_wid TEXT NOT NULL,
    submit_time BIGINT NOT NULL
);

CREATE INDEX comment_parent ON comment (parent, submit_time, name, revision, delete_time);
CREATE INDEX comment_submit ON comment (submit_time, name);
CREATE INDEX comment_target ON comment (target_version, target_wid, submit_time, name);

-- Comments whose claim to speak for an organization waits for the registry. A row goes when its comment is resolved.
CREATE TABLE pending (
    comment TEXT PRIMARY KEY,
    subject TEXT NOT NULL,
    organization TEXT NOT NULL,
    as_of BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    next_time BIGINT NOT NULL
);

CREATE INDEX pending_next ON pending (next_time, comment);

-- Answers to comments and to recommendations: an organization answers once.
CREATE TABLE response (
    name TEXT PRIMARY KEY,
    parent TEXT NOT NULL,
    revision BIGINT NOT NULL,
    create_time BIGINT NOT NULL,
    update_time BIGINT NOT NULL,
    delete_time BIGINT NOT NULL,
    responder TEXT NOT NULL,
    outcome BIGINT NOT NULL,
    respond_date BIGINT NOT NULL
);

CREATE UNIQUE INDEX response_responder ON response (parent, responder);
CREATE INDEX response_date ON response (respond_date, name);

-- Where answers were carried out.
CREATE TABLE response_provision (
    version TEXT NOT NULL,
    eid TEXT NOT NULL,
    response TEXT NOT NULL,
    PRIMARY KEY (version, eid, response)
);

CREATE INDEX response_provision_response ON response_provision (response);
