-- Which numbers outside an agent may dial. Nobody may until somebody says so: a stolen phone
-- password must not cost money.

ALTER TABLE agent ADD COLUMN calls_out TEXT NOT NULL DEFAULT 'none'
  CHECK (calls_out IN ('none', 'national', 'international'));
