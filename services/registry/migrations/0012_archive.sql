-- When an application came: in a tender that is an archive, before it was recorded.
ALTER TABLE application ADD COLUMN submit_time BIGINT NOT NULL DEFAULT 0;

CREATE INDEX application_submitted ON application (parent, submit_time, name);
