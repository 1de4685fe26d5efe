-- Policy documents, and what bodies have taken on in them, in recommendations and in answers.
CREATE TABLE policy_document (
    name TEXT PRIMARY KEY,
    parent TEXT NOT NULL,
    revision BIGINT NOT NULL,
    create_time BIGINT NOT NULL,
    update_time BIGINT NOT NULL,
    delete_time BIGINT NOT NULL,
    kind_code TEXT NOT NULL,
    titles TEXT NOT NULL,
    number TEXT NOT NULL,
    hearing TEXT NOT NULL,
    adopt_date BIGINT NOT NULL,
    start_date BIGINT NOT NULL,
    end_date BIGINT NOT NULL,
    supersedes TEXT NOT NULL
);

CREATE INDEX policy_document_time ON policy_document (create_time, name);
CREATE INDEX policy_document_hearing ON policy_document (hearing, name);

-- act: the document or recommendation that it goes back to, also by way of an answer. settled: the state without the clock.
CREATE TABLE commitment (
    name TEXT PRIMARY KEY,
    parent TEXT NOT NULL,
    revision BIGINT NOT NULL,
    create_time BIGINT NOT NULL,
    update_time BIGINT NOT NULL,
    delete_time BIGINT NOT NULL,
    origin TEXT NOT NULL,
    act TEXT NOT NULL,
    number TEXT NOT NULL,
    commit_date BIGINT NOT NULL,
    due_date BIGINT NOT NULL,
    settled BIGINT NOT NULL,
    draft_laws TEXT NOT NULL
);

CREATE INDEX commitment_time ON commitment (create_time, name);
CREATE INDEX commitment_due ON commitment (due_date, name);
CREATE INDEX commitment_origin ON commitment (origin, name);
CREATE INDEX commitment_act ON commitment (act, name);

-- Who is to carry it out.
CREATE TABLE commitment_body (
    organization TEXT NOT NULL,
    commitment TEXT NOT NULL,
    PRIMARY KEY (organization, commitment)
);

CREATE INDEX commitment_body_of ON commitment_body (commitment);

-- valued: whether it has a number of the indicator.
CREATE TABLE progress_report (
    name TEXT PRIMARY KEY,
    parent TEXT NOT NULL,
    revision BIGINT NOT NULL,
    create_time BIGINT NOT NULL,
    update_time BIGINT NOT NULL,
    delete_time BIGINT NOT NULL,
    report_date BIGINT NOT NULL,
    organization TEXT NOT NULL,
    on_behalf_of TEXT NOT NULL,
    valued BIGINT NOT NULL
);

CREATE INDEX progress_report_parent ON progress_report (parent, report_date, name);
CREATE INDEX progress_report_date ON progress_report (report_date, name);

CREATE TABLE commitment_summary (
    name TEXT PRIMARY KEY,
    parent TEXT NOT NULL,
    revision BIGINT NOT NULL,
    create_time BIGINT NOT NULL,
    update_time BIGINT NOT NULL,
    delete_time BIGINT NOT NULL,
    former_hearing TEXT NOT NULL,
    as_of_date BIGINT NOT NULL
);

CREATE INDEX commitment_summary_parent ON commitment_summary (parent, as_of_date, name);
CREATE INDEX commitment_summary_date ON commitment_summary (as_of_date, name);
CREATE INDEX commitment_summary_former ON commitment_summary (former_hearing, name);
