-- A call's own ticket that turned out to be about another one: closed, and the call found there.

ALTER TABLE ticket ADD COLUMN merged_into @id;
