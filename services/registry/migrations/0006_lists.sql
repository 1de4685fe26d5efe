-- Found by its number, whatever else is asked.
CREATE INDEX organization_bin ON organization (bin);
-- The parts of a code.
CREATE INDEX code_part ON code (parent_code);
-- The order of lists over all parents.
CREATE INDEX membership_created ON membership (create_time, name);
CREATE INDEX mandate_created ON mandate (create_time, name);
CREATE INDEX nomination_created ON nomination (create_time, name);
