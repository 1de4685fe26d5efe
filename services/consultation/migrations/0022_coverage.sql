-- What is declared not to be recorded. 0 is no day: from the beginning, or to this day.
CREATE TABLE coverage_gap (
    name TEXT PRIMARY KEY,
    parent TEXT NOT NULL,
    revision BIGINT NOT NULL,
    create_time BIGINT NOT NULL,
    update_time BIGINT NOT NULL,
    delete_time BIGINT NOT NULL,
    collection TEXT NOT NULL,
    within TEXT NOT NULL,
    organizations TEXT NOT NULL,
    start_date BIGINT NOT NULL,
    end_date BIGINT NOT NULL
);

CREATE INDEX coverage_gap_created ON coverage_gap (create_time, name);
CREATE INDEX coverage_gap_collection ON coverage_gap (collection, name);
