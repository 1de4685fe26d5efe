-- What a consultation is about that has no text in versions, and the phase of policy in which it asks.
ALTER TABLE consultation ADD COLUMN phase BIGINT NOT NULL DEFAULT 0;
ALTER TABLE consultation ADD COLUMN subject_draft_law TEXT NOT NULL DEFAULT '';
-- The proposal that a consultation follows.
ALTER TABLE consultation ADD COLUMN proposal TEXT NOT NULL DEFAULT '';

CREATE TABLE consultation_proposal (
    name TEXT PRIMARY KEY,
    parent TEXT NOT NULL,
    revision BIGINT NOT NULL,
    create_time BIGINT NOT NULL,
    update_time BIGINT NOT NULL,
    delete_time BIGINT NOT NULL,
    titles TEXT NOT NULL,
    body TEXT NOT NULL,
    on_behalf_of TEXT NOT NULL,
    phase BIGINT NOT NULL,
    state BIGINT NOT NULL,
    submit_time BIGINT NOT NULL
);

CREATE INDEX consultation_proposal_submit ON consultation_proposal (submit_time, name);
CREATE INDEX consultation_proposal_body ON consultation_proposal (body, submit_time, name);
