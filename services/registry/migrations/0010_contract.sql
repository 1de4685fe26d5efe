CREATE TABLE award (
    name TEXT PRIMARY KEY,
    parent TEXT NOT NULL,
    revision BIGINT NOT NULL,
    create_time BIGINT NOT NULL,
    update_time BIGINT NOT NULL,
    delete_time BIGINT NOT NULL,
    application TEXT NOT NULL,
    supplier TEXT NOT NULL,
    lot TEXT NOT NULL,
    award_date BIGINT NOT NULL,
    state BIGINT NOT NULL,
    recorded_from_source BIGINT NOT NULL,
    hundredths BIGINT NOT NULL
);

CREATE INDEX award_parent ON award (parent, create_time, name);
CREATE INDEX award_created ON award (create_time, name);
CREATE INDEX award_application ON award (application);
CREATE INDEX award_supplier ON award (supplier);

-- sign_date is 0 until it is signed; last_day is 0 where none is known.
CREATE TABLE contract (
    name TEXT PRIMARY KEY,
    parent TEXT NOT NULL,
    revision BIGINT NOT NULL,
    create_time BIGINT NOT NULL,
    update_time BIGINT NOT NULL,
    delete_time BIGINT NOT NULL,
    award TEXT NOT NULL,
    tender TEXT NOT NULL,
    buyer TEXT NOT NULL,
    supplier TEXT NOT NULL,
    number TEXT NOT NULL,
    sign_date BIGINT NOT NULL,
    start_date BIGINT NOT NULL,
    end_date BIGINT NOT NULL,
    close_date BIGINT NOT NULL,
    state BIGINT NOT NULL,
    value BIGINT NOT NULL,
    currency TEXT NOT NULL,
    last_day BIGINT NOT NULL
);

CREATE INDEX contract_created ON contract (create_time, name);
CREATE INDEX contract_award ON contract (award);
CREATE INDEX contract_tender ON contract (tender);
CREATE INDEX contract_buyer ON contract (buyer);
CREATE INDEX contract_supplier ON contract (supplier, sign_date);
CREATE INDEX contract_number ON contract (number);

CREATE TABLE milestone (
    name TEXT PRIMARY KEY,
    parent TEXT NOT NULL,
    revision BIGINT NOT NULL,
    create_time BIGINT NOT NULL,
    update_time BIGINT NOT NULL,
    delete_time BIGINT NOT NULL,
    start_date BIGINT NOT NULL,
    due_date BIGINT NOT NULL,
    state BIGINT NOT NULL,
    accept_date BIGINT NOT NULL,
    accepted_by TEXT NOT NULL
);

CREATE INDEX milestone_parent ON milestone (parent, create_time, name);
CREATE INDEX milestone_due ON milestone (due_date, name);
CREATE INDEX milestone_created ON milestone (create_time, name);
CREATE INDEX milestone_accepted_by ON milestone (accepted_by);

CREATE TABLE payment (
    name TEXT PRIMARY KEY,
    parent TEXT NOT NULL,
    revision BIGINT NOT NULL,
    create_time BIGINT NOT NULL,
    update_time BIGINT NOT NULL,
    delete_time BIGINT NOT NULL,
    pay_date BIGINT NOT NULL,
    payer TEXT NOT NULL,
    milestone TEXT NOT NULL,
    number TEXT NOT NULL,
    state BIGINT NOT NULL,
    amount BIGINT NOT NULL,
    counted BIGINT NOT NULL
);

CREATE INDEX payment_parent ON payment (parent, create_time, name);
CREATE INDEX payment_paid ON payment (pay_date, name);
CREATE INDEX payment_created ON payment (create_time, name);
CREATE INDEX payment_payer ON payment (payer);
CREATE INDEX payment_milestone ON payment (milestone);

CREATE TABLE complaint (
    name TEXT PRIMARY KEY,
    parent TEXT NOT NULL,
    revision BIGINT NOT NULL,
    create_time BIGINT NOT NULL,
    update_time BIGINT NOT NULL,
    delete_time BIGINT NOT NULL,
    complainant TEXT NOT NULL,
    application TEXT NOT NULL,
    award TEXT NOT NULL,
    file_date BIGINT NOT NULL,
    state BIGINT NOT NULL,
    decided_by TEXT NOT NULL,
    decide_date BIGINT NOT NULL
);

CREATE INDEX complaint_parent ON complaint (parent, create_time, name);
CREATE INDEX complaint_created ON complaint (create_time, name);
CREATE INDEX complaint_complainant ON complaint (complainant);
CREATE INDEX complaint_application ON complaint (application);
CREATE INDEX complaint_award ON complaint (award);
CREATE INDEX complaint_decided_by ON complaint (decided_by);

CREATE TABLE evaluation (
    name TEXT PRIMARY KEY,
    parent TEXT NOT NULL,
    revision BIGINT NOT NULL,
    create_time BIGINT NOT NULL,
    update_time BIGINT NOT NULL,
    delete_time BIGINT NOT NULL,
    evaluator TEXT NOT NULL,
    evaluate_date BIGINT NOT NULL
);

CREATE INDEX evaluation_parent ON evaluation (parent, create_time, name);
CREATE INDEX evaluation_created ON evaluation (create_time, name);
CREATE INDEX evaluation_evaluator ON evaluation (evaluator);
