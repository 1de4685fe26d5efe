CREATE TABLE mandate (
    name TEXT PRIMARY KEY,
    parent TEXT NOT NULL,
    revision BIGINT NOT NULL,
    create_time BIGINT NOT NULL,
    update_time BIGINT NOT NULL,
    delete_time BIGINT NOT NULL,
    person TEXT NOT NULL,
    subject TEXT NOT NULL,
    start_date BIGINT NOT NULL,
    end_date BIGINT NOT NULL
);

CREATE INDEX mandate_parent ON mandate (parent, create_time, name);
CREATE INDEX mandate_subject ON mandate (subject, parent);
CREATE INDEX mandate_person ON mandate (person, parent);
