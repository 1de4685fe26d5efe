ALTER TABLE organization ADD COLUMN sector_code TEXT NOT NULL DEFAULT '';
ALTER TABLE organization ADD COLUMN seated_by TEXT NOT NULL DEFAULT '';

-- What follows from the kind: NGO and ASSOCIATION, STATE_BODY.
UPDATE organization SET sector_code = 'nongovernmental' WHERE kind IN (1, 2);
UPDATE organization SET sector_code = 'state' WHERE kind = 4;

CREATE INDEX organization_seated_by ON organization (seated_by) WHERE seated_by <> '';

-- first_day is the first day on which a membership counts.
ALTER TABLE membership ADD COLUMN approval BIGINT NOT NULL DEFAULT 0;

CREATE INDEX membership_approved_by ON membership (approved_by) WHERE approved_by <> '';

CREATE TABLE nomination (
    name TEXT PRIMARY KEY,
    parent TEXT NOT NULL,
    revision BIGINT NOT NULL,
    create_time BIGINT NOT NULL,
    update_time BIGINT NOT NULL,
    delete_time BIGINT NOT NULL,
    person TEXT NOT NULL,
    nominated_by TEXT NOT NULL,
    post TEXT NOT NULL,
    nominate_date BIGINT NOT NULL,
    state BIGINT NOT NULL,
    membership TEXT NOT NULL
);

CREATE INDEX nomination_parent ON nomination (parent, create_time, name);
CREATE INDEX nomination_person ON nomination (person);
CREATE INDEX nomination_nominated_by ON nomination (nominated_by);
