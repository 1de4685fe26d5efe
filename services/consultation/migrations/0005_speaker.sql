-- Who speaks, and whether the registry confirmed it: also in hearings, and of persons whose words another wrote down.
ALTER TABLE pending RENAME COLUMN comment TO name;
ALTER TABLE pending ADD COLUMN person TEXT NOT NULL DEFAULT '';
ALTER TABLE pending ADD COLUMN power TEXT NOT NULL DEFAULT 'comment';
-- The reason for which the registry refuses to say; '' where it was only silent.
ALTER TABLE pending ADD COLUMN refusal TEXT NOT NULL DEFAULT '';

ALTER TABLE hearing ADD COLUMN access BIGINT NOT NULL DEFAULT 0;
ALTER TABLE hearing ADD COLUMN draft_laws TEXT NOT NULL DEFAULT '';
-- What a hearing is part of was always kept with its revisions, with spaces between.
UPDATE hearing SET draft_laws = '|' || replace((SELECT r.topic FROM revision r WHERE r.name = hearing.name
    AND r.revision = hearing.revision), ' ', '|') || '|'
    WHERE EXISTS (SELECT 1 FROM revision r WHERE r.name = hearing.name AND r.revision = hearing.revision AND r.topic <> '');

ALTER TABLE participation ADD COLUMN state BIGINT NOT NULL DEFAULT 0;
ALTER TABLE participation ADD COLUMN verification BIGINT NOT NULL DEFAULT 0;
ALTER TABLE participation ADD COLUMN sector_code TEXT NOT NULL DEFAULT '';

ALTER TABLE agenda_item ADD COLUMN state BIGINT NOT NULL DEFAULT 0;
-- A number on an agenda is given once. Points that were withdrawn, or recorded before there were states, do not count: of
-- those some may have the same.
CREATE UNIQUE INDEX agenda_item_place ON agenda_item (parent, place) WHERE state = 1;
