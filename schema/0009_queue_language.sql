-- A queue has no language: the call has one, by its number and its flow. Nobody read this.

ALTER TABLE queue DROP COLUMN language;
