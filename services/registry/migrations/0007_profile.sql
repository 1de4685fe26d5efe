-- What lists of organizations filter by. Of organizations that were written before, the values come with the columns that are
-- derived again.
ALTER TABLE organization ADD COLUMN region_code TEXT NOT NULL DEFAULT '';
ALTER TABLE organization ADD COLUMN activity_subdivision_codes TEXT NOT NULL DEFAULT '';
ALTER TABLE organization ADD COLUMN legal_form_code TEXT NOT NULL DEFAULT '';
ALTER TABLE organization ADD COLUMN classifications TEXT NOT NULL DEFAULT '';
ALTER TABLE organization ADD COLUMN activity_status BIGINT NOT NULL DEFAULT 0;
ALTER TABLE organization ADD COLUMN settlement_kind_code TEXT NOT NULL DEFAULT '';
ALTER TABLE organization ADD COLUMN target_group_codes TEXT NOT NULL DEFAULT '';
ALTER TABLE organization ADD COLUMN established_by TEXT NOT NULL DEFAULT '';
ALTER TABLE organization ADD COLUMN founders TEXT NOT NULL DEFAULT '';

CREATE INDEX organization_established_by ON organization (established_by);
CREATE INDEX organization_founders ON organization (founders) WHERE founders <> '';

-- How NGOs were judged, by days: status is that of NgoActivity, and a last_day of 0 none.
CREATE TABLE organization_activity (
    organization TEXT NOT NULL,
    first_day BIGINT NOT NULL,
    last_day BIGINT NOT NULL,
    status BIGINT NOT NULL,
    PRIMARY KEY (organization, first_day)
);

-- first_day and last_day are those on which it is in force; a draft has a first day that never comes.
CREATE TABLE agreement (
    name TEXT PRIMARY KEY,
    parent TEXT NOT NULL,
    revision BIGINT NOT NULL,
    create_time BIGINT NOT NULL,
    update_time BIGINT NOT NULL,
    delete_time BIGINT NOT NULL,
    titles TEXT NOT NULL,
    kind_code TEXT NOT NULL,
    sign_date BIGINT NOT NULL,
    start_date BIGINT NOT NULL,
    end_date BIGINT NOT NULL,
    terminate_date BIGINT NOT NULL,
    first_day BIGINT NOT NULL,
    last_day BIGINT NOT NULL,
    sector_codes TEXT NOT NULL
);

CREATE INDEX agreement_created ON agreement (create_time, name);

-- The organizations that are parties of agreements.
CREATE TABLE agreement_party (
    organization TEXT NOT NULL,
    agreement TEXT NOT NULL,
    PRIMARY KEY (organization, agreement)
);

CREATE INDEX agreement_party_agreement ON agreement_party (agreement);

CREATE TABLE project (
    name TEXT PRIMARY KEY,
    parent TEXT NOT NULL,
    revision BIGINT NOT NULL,
    create_time BIGINT NOT NULL,
    update_time BIGINT NOT NULL,
    delete_time BIGINT NOT NULL,
    titles TEXT NOT NULL,
    organizations TEXT NOT NULL,
    start_date BIGINT NOT NULL,
    end_date BIGINT NOT NULL,
    complete_date BIGINT NOT NULL,
    cancel_date BIGINT NOT NULL
);

CREATE INDEX project_parent ON project (parent, create_time, name);
CREATE INDEX project_created ON project (create_time, name);
