-- Which days of a year are worked.
CREATE TABLE working_calendar (
    name TEXT PRIMARY KEY,
    parent TEXT NOT NULL,
    revision BIGINT NOT NULL,
    create_time BIGINT NOT NULL,
    update_time BIGINT NOT NULL,
    delete_time BIGINT NOT NULL,
    year BIGINT NOT NULL,
    projected BIGINT NOT NULL,
    working_day_count BIGINT NOT NULL
);

CREATE INDEX working_calendar_year ON working_calendar (year, name);

-- How long is given for an act.
CREATE TABLE period_rule (
    name TEXT PRIMARY KEY,
    parent TEXT NOT NULL,
    revision BIGINT NOT NULL,
    create_time BIGINT NOT NULL,
    update_time BIGINT NOT NULL,
    delete_time BIGINT NOT NULL,
    act_code TEXT NOT NULL,
    body TEXT NOT NULL,
    body_form_code TEXT NOT NULL,
    asking_form_code TEXT NOT NULL,
    unit BIGINT NOT NULL,
    valid_from_date BIGINT NOT NULL,
    valid_until_date BIGINT NOT NULL
);

CREATE INDEX period_rule_act ON period_rule (act_code, name);

-- The answers that are owed, one a body of a recommendation or a consultation: closed is 1 once all is answered and 2 where
-- there is nothing to answer; due_date is 99991231 where there is none; answer_days is -1 until all is answered; next_time is
-- when something is to be said of it next, 0 for never. It takes the place of recommendation_addressee.
CREATE TABLE duty (
    subject TEXT NOT NULL,
    organization TEXT NOT NULL,
    closed BIGINT NOT NULL,
    due_date BIGINT NOT NULL,
    ask_date BIGINT NOT NULL,
    answer_date BIGINT NOT NULL,
    answer_days BIGINT NOT NULL,
    replied BIGINT NOT NULL,
    reasoned BIGINT NOT NULL,
    extended BIGINT NOT NULL,
    projected BIGINT NOT NULL,
    next_time BIGINT NOT NULL,
    PRIMARY KEY (subject, organization)
);

CREATE INDEX duty_order ON duty (closed, due_date, subject, organization);
CREATE INDEX duty_body ON duty (organization, closed, due_date, subject);
CREATE INDEX duty_next ON duty (next_time, subject, organization);

DROP TABLE recommendation_addressee;
