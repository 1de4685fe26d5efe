CREATE TABLE reported_figure (
    name TEXT PRIMARY KEY,
    parent TEXT NOT NULL,
    revision BIGINT NOT NULL,
    create_time BIGINT NOT NULL,
    update_time BIGINT NOT NULL,
    delete_time BIGINT NOT NULL,
    indicator TEXT NOT NULL,
    dimension BIGINT NOT NULL,
    code TEXT NOT NULL,
    start_date BIGINT NOT NULL,
    end_date BIGINT NOT NULL,
    reporter TEXT NOT NULL
);

CREATE INDEX reported_figure_created ON reported_figure (create_time, name);
CREATE INDEX reported_figure_indicator ON reported_figure (indicator, dimension, end_date);
CREATE INDEX reported_figure_reporter ON reported_figure (reporter);

-- What each organization adds to the kept counters of statistics, so that it can be taken off again when the organization
-- changes. Of organizations that were written before, the rows come with the columns that are derived again.
CREATE TABLE organization_counted (
    organization TEXT PRIMARY KEY,
    counted TEXT NOT NULL
);
