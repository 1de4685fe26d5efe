-- The law is the index: what lists filter by. What stands in the bodies of older rows is derived again, after all migrations.
ALTER TABLE consultation ADD COLUMN reply_due_date BIGINT NOT NULL DEFAULT 0;

-- No index more on the hot table: the draft law is a range of comment_target, and the rest is found within one consultation or
-- one draft law.
ALTER TABLE comment ADD COLUMN hearing TEXT NOT NULL DEFAULT '';
ALTER TABLE comment ADD COLUMN response_count BIGINT NOT NULL DEFAULT 0;
-- How the organization spoken for stood on the day it spoke.
ALTER TABLE comment ADD COLUMN region TEXT NOT NULL DEFAULT '';
ALTER TABLE comment ADD COLUMN group_codes TEXT NOT NULL DEFAULT '';
ALTER TABLE comment ADD COLUMN associations TEXT NOT NULL DEFAULT '';

ALTER TABLE participation ADD COLUMN region TEXT NOT NULL DEFAULT '';
ALTER TABLE participation ADD COLUMN group_codes TEXT NOT NULL DEFAULT '';
ALTER TABLE participation ADD COLUMN associations TEXT NOT NULL DEFAULT '';

-- The order of lists over all parents.
CREATE INDEX participation_created ON participation (create_time, name);

CREATE INDEX response_by ON response (responder, respond_date, name);
-- The numbers of points that an answer leaves open.
ALTER TABLE response ADD COLUMN open_points BIGINT NOT NULL DEFAULT 0;

-- The number in its normal form.
ALTER TABLE provision ADD COLUMN num TEXT NOT NULL DEFAULT '';

ALTER TABLE recommendation ADD COLUMN number TEXT NOT NULL DEFAULT '';
ALTER TABLE recommendation ADD COLUMN response_count BIGINT NOT NULL DEFAULT 0;
ALTER TABLE recommendation ADD COLUMN addressees TEXT NOT NULL DEFAULT '';
ALTER TABLE recommendation ADD COLUMN draft_laws TEXT NOT NULL DEFAULT '';

-- Whom a recommendation still asks, and by when: 0 is no day.
CREATE TABLE recommendation_addressee (
    recommendation TEXT NOT NULL,
    organization TEXT NOT NULL,
    due_date BIGINT NOT NULL,
    PRIMARY KEY (recommendation, organization)
);

ALTER TABLE consultation_proposal ADD COLUMN subject_draft_law TEXT NOT NULL DEFAULT '';
