-- The session at which a recommendation was adopted; empty where none was recorded.
ALTER TABLE recommendation ADD COLUMN session TEXT NOT NULL DEFAULT '';

CREATE INDEX recommendation_session ON recommendation (session);
