CREATE TABLE post (
    name TEXT PRIMARY KEY,
    parent TEXT NOT NULL,
    revision BIGINT NOT NULL,
    create_time BIGINT NOT NULL,
    update_time BIGINT NOT NULL,
    delete_time BIGINT NOT NULL,
    role_code TEXT NOT NULL,
    quota BIGINT NOT NULL,
    seat_number BIGINT NOT NULL,
    start_date BIGINT NOT NULL,
    end_date BIGINT NOT NULL
);

CREATE INDEX post_parent ON post (parent, create_time, name);

-- first_day is start_date where there is one; a membership that has not begun has a first day that never comes.
CREATE TABLE membership (
    name TEXT PRIMARY KEY,
    parent TEXT NOT NULL,
    revision BIGINT NOT NULL,
    create_time BIGINT NOT NULL,
    update_time BIGINT NOT NULL,
    delete_time BIGINT NOT NULL,
    member_person TEXT NOT NULL,
    member_organization TEXT NOT NULL,
    on_behalf_of TEXT NOT NULL,
    post TEXT NOT NULL,
    role_code TEXT NOT NULL,
    start_date BIGINT NOT NULL,
    end_date BIGINT NOT NULL,
    first_day BIGINT NOT NULL,
    approved_by TEXT NOT NULL
);

CREATE INDEX membership_parent ON membership (parent, create_time, name);
CREATE INDEX membership_person ON membership (member_person, parent);
CREATE INDEX membership_organization ON membership (member_organization, parent);
CREATE INDEX membership_on_behalf_of ON membership (on_behalf_of, parent);
