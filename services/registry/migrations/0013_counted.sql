-- What each resource adds to the kept counters of statistics, organizations and others. Of those that were written before, the
-- rows come with the columns that are derived again.
CREATE TABLE counted (
    name TEXT PRIMARY KEY,
    counted TEXT NOT NULL
);

INSERT INTO counted (name, counted) SELECT organization, counted FROM organization_counted;

DROP TABLE organization_counted;
