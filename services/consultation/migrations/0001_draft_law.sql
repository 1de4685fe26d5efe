CREATE TABLE draft_law (
    name TEXT PRIMARY KEY,
    parent TEXT NOT NULL,
    revision BIGINT NOT NULL,
    create_time BIGINT NOT NULL,
    update_time BIGINT NOT NULL,
    delete_time BIGINT NOT NULL,
    number TEXT NOT NULL,
    titles TEXT NOT NULL,
    act_type_code TEXT NOT NULL,
    initiator TEXT NOT NULL,
    state BIGINT NOT NULL,
    introduce_date BIGINT NOT NULL
);

CREATE INDEX draft_law_time ON draft_law (create_time, name);

CREATE TABLE draft_law_version (
    name TEXT PRIMARY KEY,
    parent TEXT NOT NULL,
    revision BIGINT NOT NULL,
    create_time BIGINT NOT NULL,
    update_time BIGINT NOT NULL,
    delete_time BIGINT NOT NULL,
    ordinal BIGINT NOT NULL,
    version_date BIGINT NOT NULL,
    state BIGINT NOT NULL,
    publish_time BIGINT NOT NULL
);

CREATE INDEX draft_law_version_parent ON draft_law_version (parent, ordinal, name);

-- The documents as imported, byte for byte; a version has one a language.
CREATE TABLE expression (
    version TEXT NOT NULL,
    language_code TEXT NOT NULL,
    file_name TEXT NOT NULL,
    xml BYTEA NOT NULL,
    PRIMARY KEY (version, language_code)
);

-- text_kk, text_ru, text_en are digests of heading and own text in each language: what two versions are compared by.
CREATE TABLE provision (
    name TEXT PRIMARY KEY,
    parent TEXT NOT NULL,
    revision BIGINT NOT NULL,
    create_time BIGINT NOT NULL,
    update_time BIGINT NOT NULL,
    delete_time BIGINT NOT NULL,
    position BIGINT NOT NULL,
    eid TEXT NOT NULL,
    wid TEXT NOT NULL,
    element TEXT NOT NULL,
    parent_provision TEXT NOT NULL,
    change_from_base BIGINT NOT NULL,
    text_kk TEXT NOT NULL,
    text_ru TEXT NOT NULL,
    text_en TEXT NOT NULL
);

CREATE INDEX provision_position ON provision (parent, position, name);
CREATE INDEX provision_wid ON provision (parent, wid);

-- What a later version did to each provision of an earlier one; written once, when the later one is published. Comments
-- look here, so publishing costs the same however many there are.
CREATE TABLE provision_fate (
    from_version TEXT NOT NULL,
    wid TEXT NOT NULL,
    to_version TEXT NOT NULL,
    eid TEXT NOT NULL,
    fate BIGINT NOT NULL,
    time BIGINT NOT NULL,
    PRIMARY KEY (from_version, wid, to_version)
);

CREATE TABLE stage (
    name TEXT PRIMARY KEY,
    parent TEXT NOT NULL,
    revision BIGINT NOT NULL,
    create_time BIGINT NOT NULL,
    update_time BIGINT NOT NULL,
    delete_time BIGINT NOT NULL,
    stage_code TEXT NOT NULL,
    phase BIGINT NOT NULL,
    start_time BIGINT NOT NULL
);

CREATE INDEX stage_parent ON stage (parent, start_time, name);
