CREATE TABLE tender (
    name TEXT PRIMARY KEY,
    parent TEXT NOT NULL,
    revision BIGINT NOT NULL,
    create_time BIGINT NOT NULL,
    update_time BIGINT NOT NULL,
    delete_time BIGINT NOT NULL,
    state BIGINT NOT NULL,
    number TEXT NOT NULL,
    titles TEXT NOT NULL,
    level_code TEXT NOT NULL,
    form_code TEXT NOT NULL,
    area_codes TEXT NOT NULL,
    buyer TEXT NOT NULL,
    support_program TEXT NOT NULL,
    value BIGINT NOT NULL,
    submission_start_time BIGINT NOT NULL,
    submission_end_time BIGINT NOT NULL,
    opening_time BIGINT NOT NULL,
    commission_members TEXT NOT NULL
);

CREATE INDEX tender_created ON tender (create_time, name);
CREATE INDEX tender_buyer ON tender (buyer);
-- Those whose applications are to be opened.
CREATE INDEX tender_opening ON tender (state, opening_time);

-- While an application is sealed, what the applicant said is in no column.
CREATE TABLE application (
    name TEXT PRIMARY KEY,
    parent TEXT NOT NULL,
    revision BIGINT NOT NULL,
    create_time BIGINT NOT NULL,
    update_time BIGINT NOT NULL,
    delete_time BIGINT NOT NULL,
    state BIGINT NOT NULL,
    applicant TEXT NOT NULL,
    lot TEXT NOT NULL,
    value BIGINT NOT NULL,
    applicant_tag TEXT NOT NULL
);

CREATE INDEX application_parent ON application (parent, create_time, name);
CREATE INDEX application_created ON application (create_time, name);
CREATE INDEX application_applicant ON application (applicant);
CREATE INDEX application_tag ON application (parent, applicant_tag);

CREATE TABLE score (
    name TEXT PRIMARY KEY,
    parent TEXT NOT NULL,
    revision BIGINT NOT NULL,
    create_time BIGINT NOT NULL,
    update_time BIGINT NOT NULL,
    delete_time BIGINT NOT NULL,
    state BIGINT NOT NULL,
    person TEXT NOT NULL,
    total BIGINT NOT NULL
);

CREATE INDEX score_parent ON score (parent, create_time, name);
CREATE INDEX score_created ON score (create_time, name);
CREATE INDEX score_person ON score (person);

-- What tells the secret by which applications are sealed from others, and nothing of it. One row.
CREATE TABLE seal (
    id BIGINT PRIMARY KEY,
    check_value BYTEA NOT NULL
);
