-- What recommendations grew out of, for those who ask from there. Of recommendations that were written before, the rows come with
-- the columns that are derived again.
CREATE TABLE recommendation_origin (
    origin TEXT NOT NULL,
    recommendation TEXT NOT NULL,
    PRIMARY KEY (origin, recommendation)
);

CREATE INDEX recommendation_origin_recommendation ON recommendation_origin (recommendation);

-- The recommendations about each draft law, whether or not they name a provision of it. Those of before come in the same way.
CREATE TABLE recommendation_draft_law (
    draft_law TEXT NOT NULL,
    recommendation TEXT NOT NULL,
    PRIMARY KEY (draft_law, recommendation)
);

CREATE INDEX recommendation_draft_law_recommendation ON recommendation_draft_law (recommendation);

-- The answers that are counted as those with reasons, so that a correction takes away what was counted. All answers but the
-- accepting ones had to give reasons. Which of those did stands in their bodies only: they are left out, until they are
-- corrected.
CREATE TABLE reasoned_response (response TEXT PRIMARY KEY);

INSERT INTO reasoned_response (response) SELECT name FROM response WHERE outcome <> 1;

-- Answers to comments are counted as they come, for the consultation, draft law, version and provision of the comment. Those
-- given before are counted here.
INSERT INTO counter (name, value)
SELECT 'answers/' || s.subject || '/by/' || CAST(r.outcome AS TEXT) || '/' || m.measure || '/' || r.responder, count(*)
FROM (
    SELECT c.name, c.parent AS subject FROM comment c
    UNION ALL SELECT c.name, c.target_version FROM comment c WHERE c.target_version <> ''
    UNION ALL SELECT c.name, v.parent FROM comment c JOIN draft_law_version v ON v.name = c.target_version
    UNION ALL SELECT c.name, c.target_version || '/provisions/' || c.target_eid FROM comment c WHERE c.target_eid <> ''
) s
JOIN response r ON r.parent = s.name
JOIN (SELECT 'given' AS measure UNION ALL SELECT 'reasoned' UNION ALL SELECT 'carried-out') m
    ON m.measure = 'given'
    OR (m.measure = 'reasoned' AND r.outcome <> 1)
    OR (m.measure = 'carried-out' AND EXISTS (SELECT 1 FROM response_provision p WHERE p.response = r.name))
GROUP BY s.subject, r.outcome, m.measure, r.responder;

INSERT INTO counter (name, value)
SELECT 'answered/' || s.subject, count(*)
FROM (
    SELECT c.name, c.parent AS subject FROM comment c WHERE c.state = 2
    UNION ALL SELECT c.name, c.target_version FROM comment c WHERE c.state = 2 AND c.target_version <> ''
    UNION ALL SELECT c.name, v.parent FROM comment c JOIN draft_law_version v ON v.name = c.target_version WHERE c.state = 2
    UNION ALL SELECT c.name, c.target_version || '/provisions/' || c.target_eid FROM comment c
        WHERE c.state = 2 AND c.target_eid <> ''
) s
GROUP BY s.subject;
