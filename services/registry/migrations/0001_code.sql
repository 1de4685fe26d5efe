CREATE TABLE code (
    name TEXT PRIMARY KEY,
    parent TEXT NOT NULL,
    revision BIGINT NOT NULL,
    create_time BIGINT NOT NULL,
    update_time BIGINT NOT NULL,
    delete_time BIGINT NOT NULL,
    titles TEXT NOT NULL,
    valid_from_date BIGINT NOT NULL,
    valid_until_date BIGINT NOT NULL,
    successor TEXT NOT NULL,
    parent_code TEXT NOT NULL
);

CREATE INDEX code_parent ON code (parent, create_time, name);
