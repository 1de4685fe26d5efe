CREATE TABLE support_program (
    name TEXT PRIMARY KEY,
    parent TEXT NOT NULL,
    revision BIGINT NOT NULL,
    create_time BIGINT NOT NULL,
    update_time BIGINT NOT NULL,
    delete_time BIGINT NOT NULL,
    titles TEXT NOT NULL,
    kind_code TEXT NOT NULL,
    responsible_body TEXT NOT NULL,
    co_authors TEXT NOT NULL,
    start_date BIGINT NOT NULL,
    end_date BIGINT NOT NULL,
    form_codes TEXT NOT NULL,
    state BIGINT NOT NULL,
    adopt_date BIGINT NOT NULL
);

CREATE INDEX support_program_created ON support_program (create_time, name);

CREATE TABLE support_measure (
    name TEXT PRIMARY KEY,
    parent TEXT NOT NULL,
    revision BIGINT NOT NULL,
    create_time BIGINT NOT NULL,
    update_time BIGINT NOT NULL,
    delete_time BIGINT NOT NULL,
    form_code TEXT NOT NULL,
    recipient TEXT NOT NULL,
    funder_kind_code TEXT NOT NULL,
    start_date BIGINT NOT NULL,
    end_date BIGINT NOT NULL,
    currency_code TEXT NOT NULL,
    amount BIGINT NOT NULL
);

CREATE INDEX support_measure_parent ON support_measure (parent, create_time, name);
CREATE INDEX support_measure_created ON support_measure (create_time, name);
CREATE INDEX support_measure_recipient ON support_measure (recipient, name);

CREATE TABLE privilege (
    name TEXT PRIMARY KEY,
    parent TEXT NOT NULL,
    revision BIGINT NOT NULL,
    create_time BIGINT NOT NULL,
    update_time BIGINT NOT NULL,
    delete_time BIGINT NOT NULL,
    titles TEXT NOT NULL,
    kind_code TEXT NOT NULL,
    legal_form_codes TEXT NOT NULL,
    group_codes TEXT NOT NULL,
    start_date BIGINT NOT NULL,
    end_date BIGINT NOT NULL
);

CREATE INDEX privilege_created ON privilege (create_time, name);

-- GRANT is a word of SQL.
CREATE TABLE support_grant (
    name TEXT PRIMARY KEY,
    parent TEXT NOT NULL,
    revision BIGINT NOT NULL,
    create_time BIGINT NOT NULL,
    update_time BIGINT NOT NULL,
    delete_time BIGINT NOT NULL,
    titles TEXT NOT NULL,
    support_program TEXT NOT NULL,
    funder TEXT NOT NULL,
    funder_kind_code TEXT NOT NULL,
    recipient TEXT NOT NULL,
    currency_code TEXT NOT NULL,
    amount_awarded BIGINT NOT NULL,
    award_date BIGINT NOT NULL,
    start_date BIGINT NOT NULL,
    end_date BIGINT NOT NULL,
    subdivision_code TEXT NOT NULL
);

CREATE INDEX support_grant_created ON support_grant (create_time, name);
CREATE INDEX support_grant_awarded ON support_grant (award_date, name);
CREATE INDEX support_grant_recipient ON support_grant (recipient, name);
CREATE INDEX support_grant_funder ON support_grant (funder, name);
CREATE INDEX support_grant_program ON support_grant (support_program, name);

CREATE TABLE budget_allocation (
    name TEXT PRIMARY KEY,
    parent TEXT NOT NULL,
    revision BIGINT NOT NULL,
    create_time BIGINT NOT NULL,
    update_time BIGINT NOT NULL,
    delete_time BIGINT NOT NULL,
    year BIGINT NOT NULL,
    support_program TEXT NOT NULL,
    body TEXT NOT NULL,
    level_code TEXT NOT NULL,
    currency_code TEXT NOT NULL,
    planned_amount BIGINT NOT NULL,
    amount_in_force BIGINT NOT NULL,
    executed_amount BIGINT NOT NULL,
    overspent BIGINT NOT NULL
);

CREATE INDEX budget_allocation_created ON budget_allocation (create_time, name);
CREATE INDEX budget_allocation_year ON budget_allocation (year, name);
CREATE INDEX budget_allocation_program ON budget_allocation (support_program, name);
CREATE INDEX budget_allocation_body ON budget_allocation (body) WHERE body <> '';

-- How many grants and measures there are and what they come to, kept as they are written. Whole units and hundredths stand
-- apart, so that no sum is too large. Where measures have no amount, the currency is empty.
CREATE TABLE support_sum (
    subject TEXT NOT NULL,
    year BIGINT NOT NULL,
    funder_kind_code TEXT NOT NULL,
    form_code TEXT NOT NULL,
    currency_code TEXT NOT NULL,
    records BIGINT NOT NULL,
    units BIGINT NOT NULL,
    hundredths BIGINT NOT NULL,
    PRIMARY KEY (subject, year, funder_kind_code, form_code, currency_code)
);
