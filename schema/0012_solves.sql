-- Solutions as figures count them: one row each, which no later step of the ticket changes; and who
-- took a ticket first and who solved it, whoever owns it now.

CREATE TABLE ticket_solve (
  tenant_id        @id NOT NULL,
  ticket_id        @id NOT NULL,
  id               @id NOT NULL,
  at               @ts NOT NULL,
  solved_by        @id,                     -- agent
  queue_id         @id,
  time_to_resolve  @bigint NOT NULL,        -- microseconds, like must_last
  first_contact    @bool NOT NULL,          -- at that moment; stays so unless somebody comes back
  must_last        @bigint NOT NULL,        -- ... within this time
  came_back_at     @ts,
  PRIMARY KEY (tenant_id, ticket_id, id),
  FOREIGN KEY (tenant_id, ticket_id) REFERENCES ticket (tenant_id, id)
) @strict;
CREATE INDEX ticket_solve_at ON ticket_solve (tenant_id, at);

ALTER TABLE ticket ADD COLUMN taken_by @id;   -- agent
ALTER TABLE ticket ADD COLUMN solved_by @id;  -- agent

UPDATE ticket SET taken_by = COALESCE(
    (SELECT CAST(h.after AS @id) FROM ticket_history h WHERE h.tenant_id = ticket.tenant_id
     AND h.ticket_id = ticket.id AND h.event = 'taken' ORDER BY h.id LIMIT 1), owner_id)
  WHERE taken_at IS NOT NULL;

-- Solutions of before, two weeks to last: the length of the last one is known, that of an earlier
-- one is the time since the opening.
INSERT INTO ticket_solve (tenant_id, ticket_id, id, at, solved_by, queue_id, time_to_resolve,
                          first_contact, must_last, came_back_at)
  SELECT h.tenant_id, h.ticket_id, h.id, h.at,
    COALESCE((SELECT a.id FROM agent a WHERE a.tenant_id = h.tenant_id AND a.user_id = h.actor_id),
             t.owner_id),
    t.queue_id,
    CASE WHEN h.at = t.solved_at AND t.time_to_resolve IS NOT NULL THEN t.time_to_resolve
         ELSE h.at - t.created_at END,
    t.recurrence_of IS NULL
      AND NOT EXISTS (SELECT 1 FROM ticket_history b WHERE b.tenant_id = h.tenant_id
                      AND b.ticket_id = h.ticket_id AND b.event = 'reopened' AND b.id < h.id)
      AND (SELECT COUNT(*) FROM call c WHERE c.tenant_id = h.tenant_id
           AND c.ticket_id = h.ticket_id) <= 1,
    1209600000000,
    COALESCE((SELECT MIN(b.at) FROM ticket_history b WHERE b.tenant_id = h.tenant_id
              AND b.ticket_id = h.ticket_id AND b.event = 'reopened' AND b.id > h.id),
             (SELECT MIN(r.created_at) FROM ticket r WHERE r.tenant_id = h.tenant_id
              AND r.recurrence_of = h.ticket_id))
  FROM ticket_history h JOIN ticket t ON t.tenant_id = h.tenant_id AND t.id = h.ticket_id
  WHERE h.event = 'solved';

UPDATE ticket SET solved_by =
    (SELECT s.solved_by FROM ticket_solve s WHERE s.tenant_id = ticket.tenant_id
     AND s.ticket_id = ticket.id ORDER BY s.id DESC LIMIT 1)
  WHERE solved_at IS NOT NULL;

DROP INDEX ticket_solved;
