-- Sessions that follow each other, and what they brought into being.
ALTER TABLE hearing ADD COLUMN previous_session TEXT NOT NULL DEFAULT '';
ALTER TABLE hearing ADD COLUMN established TEXT NOT NULL DEFAULT '';

CREATE INDEX hearing_previous_session ON hearing (previous_session);

-- Delegates: in which role, from where, and of which organization.
ALTER TABLE participation ADD COLUMN role_code TEXT NOT NULL DEFAULT '';
ALTER TABLE participation ADD COLUMN place_region TEXT NOT NULL DEFAULT '';
ALTER TABLE participation ADD COLUMN organization TEXT NOT NULL DEFAULT '';

CREATE TABLE decision (
    name TEXT PRIMARY KEY,
    parent TEXT NOT NULL,
    revision BIGINT NOT NULL,
    create_time BIGINT NOT NULL,
    update_time BIGINT NOT NULL,
    delete_time BIGINT NOT NULL,
    number TEXT NOT NULL,
    titles TEXT NOT NULL,
    decide_date BIGINT NOT NULL,
    due_date BIGINT NOT NULL,
    agenda_item TEXT NOT NULL,
    state BIGINT NOT NULL,
    executors TEXT NOT NULL
);

CREATE INDEX decision_parent ON decision (parent, create_time, name);
CREATE INDEX decision_created ON decision (create_time, name);
CREATE INDEX decision_due ON decision (due_date, name);
-- A number is given once among the decisions of a session that stand.
CREATE UNIQUE INDEX decision_number ON decision (parent, number) WHERE state = 1 AND number <> '';

CREATE TABLE initiative (
    name TEXT PRIMARY KEY,
    parent TEXT NOT NULL,
    revision BIGINT NOT NULL,
    create_time BIGINT NOT NULL,
    update_time BIGINT NOT NULL,
    delete_time BIGINT NOT NULL,
    titles TEXT NOT NULL,
    state BIGINT NOT NULL,
    decision TEXT NOT NULL,
    organizations TEXT NOT NULL,
    on_behalf_of TEXT NOT NULL,
    results TEXT NOT NULL
);

CREATE INDEX initiative_parent ON initiative (parent, create_time, name);
CREATE INDEX initiative_created ON initiative (create_time, name);
