-- What recommendations grew out of, for those who ask from there. Of recommendations that were written before, the rows come with
-- the columns that are derived again.
CREATE TABLE recommendation_origin (
    origin TEXT NOT NULL,
    recommendation TEXT NOT NULL,
    PRIMARY KEY (origin, recommendation)
);

CREATE INDEX recommendation_origin_recommendation ON recommendation_origin (recommendation);

-- Answers to comments are counted as they come, for the consultation, draft law, version and provision of the comment. Those
-- given before are counted here. Which of the accepting ones gave reasons stands in their bodies only, so they are taken for
-- answers without; all others had to give them.
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
