-- Every accepted write of a resource is one immutable row; body is the exact protobuf bytes of that revision.
CREATE TABLE revision (
    name TEXT NOT NULL,
    revision BIGINT NOT NULL,
    time BIGINT NOT NULL,
    actor TEXT NOT NULL,
    method TEXT NOT NULL,
    request_id BYTEA,
    request_digest BYTEA,
    body BYTEA NOT NULL,
    PRIMARY KEY (name, revision)
);

-- A retry finds the revision its first try wrote: the answer of a request id is kept for good.
CREATE UNIQUE INDEX revision_request ON revision (request_id) WHERE request_id IS NOT NULL;

-- Kept counters. A counter's value is its row here plus its rows in counter_delta.
CREATE TABLE counter (
    name TEXT PRIMARY KEY,
    value BIGINT NOT NULL
);

-- Additions not yet folded into counter, where many writers add at once (PostgreSQL).
CREATE TABLE counter_delta (
    name TEXT NOT NULL,
    delta BIGINT NOT NULL
);

CREATE INDEX counter_delta_name ON counter_delta (name);
