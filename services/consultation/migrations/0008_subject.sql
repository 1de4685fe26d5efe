-- What a consultation is about that has no text in versions, and the phase of policy in which it asks.
ALTER TABLE consultation ADD COLUMN phase BIGINT NOT NULL DEFAULT 0;
ALTER TABLE consultation ADD COLUMN subject_draft_law TEXT NOT NULL DEFAULT '';
