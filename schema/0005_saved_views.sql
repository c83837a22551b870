-- Saved views of the ticket list: each person's own.

CREATE TABLE saved_view (
  tenant_id  @id NOT NULL,
  user_id    @id NOT NULL,
  id         @id NOT NULL,
  place      @bigint NOT NULL,               -- order in which the person wants them
  name       TEXT NOT NULL,
  query      TEXT NOT NULL,                  -- the filter as the desk's URL holds it
  PRIMARY KEY (tenant_id, user_id, id)
) @strict;
