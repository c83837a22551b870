-- Where a trunk ends: numbers without a plus are of its site's country. None: the first site's.

ALTER TABLE trunk ADD COLUMN site_id @id;
