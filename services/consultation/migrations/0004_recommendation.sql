CREATE TABLE recommendation (
    name TEXT PRIMARY KEY,
    parent TEXT NOT NULL,
    revision BIGINT NOT NULL,
    create_time BIGINT NOT NULL,
    update_time BIGINT NOT NULL,
    delete_time BIGINT NOT NULL,
    titles TEXT NOT NULL,
    kind BIGINT NOT NULL,
    body TEXT NOT NULL,
    state BIGINT NOT NULL,
    adopt_date BIGINT NOT NULL
);

CREATE INDEX recommendation_create ON recommendation (create_time, name);
CREATE INDEX recommendation_adopt ON recommendation (adopt_date, name);
CREATE INDEX recommendation_body ON recommendation (body, create_time, name);

-- The comments that recommendations rest on, with what those speak about (an empty wid is the version as a whole).
CREATE TABLE recommendation_comment (
    recommendation TEXT NOT NULL,
    comment TEXT NOT NULL,
    version TEXT NOT NULL,
    wid TEXT NOT NULL,
    PRIMARY KEY (recommendation, comment)
);

CREATE INDEX recommendation_comment_comment ON recommendation_comment (comment);
CREATE INDEX recommendation_comment_place ON recommendation_comment (version, wid, comment);

-- The provisions that recommendations are about.
CREATE TABLE recommendation_provision (
    version TEXT NOT NULL,
    eid TEXT NOT NULL,
    recommendation TEXT NOT NULL,
    PRIMARY KEY (version, eid, recommendation)
);

CREATE INDEX recommendation_provision_recommendation ON recommendation_provision (recommendation);

-- Comments that were answered, by what they speak about: a trace finds them among however many were not.
CREATE TABLE answered_comment (
    version TEXT NOT NULL,
    wid TEXT NOT NULL,
    comment TEXT NOT NULL,
    PRIMARY KEY (version, wid, comment)
);
