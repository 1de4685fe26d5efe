CREATE TABLE hearing (
    name TEXT PRIMARY KEY,
    parent TEXT NOT NULL,
    revision BIGINT NOT NULL,
    create_time BIGINT NOT NULL,
    update_time BIGINT NOT NULL,
    delete_time BIGINT NOT NULL,
    titles TEXT NOT NULL,
    kind BIGINT NOT NULL,
    organizer TEXT NOT NULL,
    state BIGINT NOT NULL,
    start_time BIGINT NOT NULL
);

CREATE INDEX hearing_start ON hearing (start_time, name);
CREATE INDEX hearing_organizer ON hearing (organizer, start_time);

CREATE TABLE participation (
    name TEXT PRIMARY KEY,
    parent TEXT NOT NULL,
    revision BIGINT NOT NULL,
    create_time BIGINT NOT NULL,
    update_time BIGINT NOT NULL,
    delete_time BIGINT NOT NULL,
    on_behalf_of TEXT NOT NULL,
    attended BIGINT NOT NULL
);

CREATE INDEX participation_parent ON participation (parent, create_time, name);
-- Where an organization spoke.
CREATE INDEX participation_on_behalf_of ON participation (on_behalf_of, create_time, name);

CREATE TABLE agenda_item (
    name TEXT PRIMARY KEY,
    parent TEXT NOT NULL,
    revision BIGINT NOT NULL,
    create_time BIGINT NOT NULL,
    update_time BIGINT NOT NULL,
    delete_time BIGINT NOT NULL,
    place BIGINT NOT NULL
);

CREATE INDEX agenda_item_parent ON agenda_item (parent, place, name);
