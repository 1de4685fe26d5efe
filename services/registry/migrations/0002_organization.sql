CREATE TABLE organization (
    name TEXT PRIMARY KEY,
    parent TEXT NOT NULL,
    revision BIGINT NOT NULL,
    create_time BIGINT NOT NULL,
    update_time BIGINT NOT NULL,
    delete_time BIGINT NOT NULL,
    kind BIGINT NOT NULL,
    state BIGINT NOT NULL,
    bin TEXT NOT NULL,
    titles TEXT NOT NULL,
    subdivision_code TEXT NOT NULL,
    scope BIGINT NOT NULL,
    group_codes TEXT NOT NULL,
    form_code TEXT NOT NULL,
    parent_organization TEXT NOT NULL,
    attached_to TEXT NOT NULL,
    founding_date BIGINT NOT NULL
);

CREATE INDEX organization_created ON organization (create_time, name);

CREATE INDEX organization_part ON organization (parent_organization) WHERE parent_organization <> '';

CREATE INDEX organization_attached ON organization (attached_to) WHERE attached_to <> '';

-- Who has an identifier of another register. Those of soft-deleted organizations stay taken.
CREATE TABLE org_id (
    org_id TEXT PRIMARY KEY,
    organization TEXT NOT NULL
);

CREATE TABLE person (
    name TEXT PRIMARY KEY,
    parent TEXT NOT NULL,
    revision BIGINT NOT NULL,
    create_time BIGINT NOT NULL,
    update_time BIGINT NOT NULL,
    delete_time BIGINT NOT NULL,
    titles TEXT NOT NULL,
    public_profile BIGINT NOT NULL
);

CREATE INDEX person_created ON person (create_time, name);
