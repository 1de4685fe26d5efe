-- Comments that no longer stand, withdrawn (3), disavowed (4), hidden (5) or redacted (6): what a past count has to look at. The
-- index is of these rows only, so a comment that is accepted pays nothing for it.
CREATE INDEX comment_left ON comment (parent, name) WHERE state > 2;

-- Disavowed comments have a counter of their own; they were counted as withdrawn.
INSERT INTO counter (name, value)
    SELECT 'disavowed/' || parent, count(*) FROM comment WHERE state = 4 GROUP BY parent
    ON CONFLICT (name) DO UPDATE SET value = counter.value + excluded.value;
INSERT INTO counter (name, value)
    SELECT 'withdrawn/' || parent, -count(*) FROM comment WHERE state = 4 GROUP BY parent
    ON CONFLICT (name) DO UPDATE SET value = counter.value + excluded.value;

-- The version of how the columns of all resources were read out of them: 0 is that of the releases before this.
CREATE TABLE derivation (version BIGINT NOT NULL);

INSERT INTO derivation (version) VALUES (0);
