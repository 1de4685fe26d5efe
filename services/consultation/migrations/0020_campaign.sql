-- Comments of a consultation that say the same, or nearly so.
CREATE TABLE campaign (
    name TEXT PRIMARY KEY,
    parent TEXT NOT NULL,
    revision BIGINT NOT NULL,
    create_time BIGINT NOT NULL,
    update_time BIGINT NOT NULL,
    delete_time BIGINT NOT NULL,
    state BIGINT NOT NULL,
    comment_count BIGINT NOT NULL,
    organization_count BIGINT NOT NULL,
    verified_organization_count BIGINT NOT NULL,
    response_count BIGINT NOT NULL
);

CREATE INDEX campaign_parent ON campaign (parent, comment_count, name);
CREATE INDEX campaign_size ON campaign (comment_count, name);

-- Which comments belong to which campaign: difference is 1000 less the thousandths that they share with its core. Nothing of what
-- they say is kept, and a row goes when its comment is withdrawn, disavowed or redacted.
CREATE TABLE campaign_comment (
    comment TEXT PRIMARY KEY,
    campaign TEXT NOT NULL,
    difference BIGINT NOT NULL,
    submit_time BIGINT NOT NULL
);

CREATE INDEX campaign_comment_order ON campaign_comment (campaign, difference, submit_time, comment);

-- The consultations whose campaigns are looked for: next_time is when that is due, 0 for never; seen is the last entry of the record
-- that made it so; lease_time is until when somebody is at it; comment_count is how many comments there were the last time.
CREATE TABLE campaign_round (
    consultation TEXT PRIMARY KEY,
    seen BIGINT NOT NULL,
    next_time BIGINT NOT NULL,
    lease_time BIGINT NOT NULL,
    comment_count BIGINT NOT NULL
);

CREATE INDEX campaign_round_next ON campaign_round (next_time, consultation);

-- How far the record was read for that, one row: the last entry.
CREATE TABLE campaign_position (entry BIGINT NOT NULL);

INSERT INTO campaign_position (entry) VALUES (-1);
