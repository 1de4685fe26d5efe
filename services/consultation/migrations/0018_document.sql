-- Calendars have the consultations of a span of days, whoever holds them.
CREATE INDEX consultation_close ON consultation (close_time, name);

-- What happened, for those who follow all ('' in followed), a draft law or a body. What is to come stands here before its time.
CREATE TABLE happening (
    followed TEXT NOT NULL,
    time BIGINT NOT NULL,
    name TEXT NOT NULL,
    what BIGINT NOT NULL,
    PRIMARY KEY (followed, time, name, what)
);

CREATE INDEX happening_name ON happening (name);
