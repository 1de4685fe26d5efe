-- Every accepted write of a resource is one immutable row; body is the exact protobuf bytes of that revision, and all but an
-- erasure leaves it as it was written.
CREATE TABLE revision (
    name TEXT NOT NULL,
    revision BIGINT NOT NULL,
    time BIGINT NOT NULL,
    actor TEXT NOT NULL,
    method TEXT NOT NULL,
    request_id BYTEA,
    request_digest BYTEA,
    -- Its place in the record.
    entry BIGINT NOT NULL,
    -- Its leaf, which is never erased, and the salts of the leaf's commitments, which are.
    leaf BYTEA NOT NULL,
    body_salt BYTEA,
    identity_salt BYTEA,
    caller_salt BYTEA,
    -- What it is part of, for those who watch: the draft law.
    topic TEXT NOT NULL,
    -- 1: hidden by a redaction.
    withheld BIGINT NOT NULL,
    -- Where in body the part begins that says who: it can be erased by itself.
    identity_at BIGINT NOT NULL,
    body BYTEA NOT NULL,
    PRIMARY KEY (name, revision)
);

-- A retry finds the revision its first try wrote: the answer of a request id is kept for good.
CREATE UNIQUE INDEX revision_request ON revision (request_id) WHERE request_id IS NOT NULL;

-- The record in its order.
CREATE UNIQUE INDEX revision_entry ON revision (entry);

-- Full tiles of the record's tree: 256 hashes of one level, one after the other. They never change.
CREATE TABLE tile (
    level BIGINT NOT NULL,
    number BIGINT NOT NULL,
    hashes BYTEA NOT NULL,
    PRIMARY KEY (level, number)
);

-- The last checkpoint that was signed and how many entries it has, one row, for the replicas that share this database.
CREATE TABLE record_head (
    size BIGINT NOT NULL,
    checkpoint TEXT NOT NULL
);

INSERT INTO record_head (size, checkpoint) VALUES (0, '');

-- Kept counters.
CREATE TABLE counter (
    name TEXT PRIMARY KEY,
    value BIGINT NOT NULL
);

-- Redactions of what the service keeps. Those that are approved and not carried out are looked for at every start.
CREATE TABLE redaction (
    name TEXT PRIMARY KEY,
    parent TEXT NOT NULL,
    revision BIGINT NOT NULL,
    create_time BIGINT NOT NULL,
    update_time BIGINT NOT NULL,
    delete_time BIGINT NOT NULL,
    action BIGINT NOT NULL,
    state BIGINT NOT NULL,
    basis_code TEXT NOT NULL
);

CREATE INDEX redaction_parent ON redaction (parent, create_time, name);
CREATE INDEX redaction_unfinished ON redaction (name) WHERE state = 2;
