-- Who follows the bodies that ended; a body ends once.
CREATE TABLE succession (
    name TEXT PRIMARY KEY,
    parent TEXT NOT NULL,
    revision BIGINT NOT NULL,
    create_time BIGINT NOT NULL,
    update_time BIGINT NOT NULL,
    delete_time BIGINT NOT NULL,
    body TEXT NOT NULL,
    end_date BIGINT NOT NULL,
    successors TEXT NOT NULL
);

CREATE UNIQUE INDEX succession_body ON succession (body);
CREATE INDEX succession_end ON succession (end_date, name);

-- What was passed on or closed by a succession: kind is that of the matter, and an empty successor says that it was closed.
CREATE TABLE handover (
    succession TEXT NOT NULL,
    kind BIGINT NOT NULL,
    subject TEXT NOT NULL,
    successor TEXT NOT NULL,
    PRIMARY KEY (succession, kind, subject)
);

CREATE INDEX handover_subject ON handover (subject);

-- Which stages are before whom: end_time is 0 while it runs.
ALTER TABLE stage ADD COLUMN responsible TEXT NOT NULL DEFAULT '';
ALTER TABLE stage ADD COLUMN end_time BIGINT NOT NULL DEFAULT 0;

CREATE INDEX stage_responsible ON stage (responsible, name);
