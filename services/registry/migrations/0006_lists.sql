-- Found by its number, whatever else is asked.
CREATE INDEX organization_bin ON organization (bin);
-- The parts of a code.
CREATE INDEX code_part ON code (parent_code);
-- The order of lists over all parents.
CREATE INDEX membership_created ON membership (create_time, name);
CREATE INDEX mandate_created ON mandate (create_time, name);
CREATE INDEX nomination_created ON nomination (create_time, name);

-- The groups of organizations, by their full names: those of a wider group are found through its parts. Of organizations that were
-- written before, the rows come with the columns that are derived again.
CREATE TABLE organization_group (
    code TEXT NOT NULL,
    organization TEXT NOT NULL,
    PRIMARY KEY (code, organization)
);

CREATE INDEX organization_group_organization ON organization_group (organization);
ALTER TABLE organization DROP COLUMN group_codes;

-- The version of how the columns of all resources were read out of them: 0 is that of the releases before this.
CREATE TABLE derivation (version BIGINT NOT NULL);

INSERT INTO derivation (version) VALUES (0);
