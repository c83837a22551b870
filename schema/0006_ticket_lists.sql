-- Any filter of the ticket list in any order, and words by their first letter.
--
-- Every index below holds all columns by which a list is filtered, so that a list is found without
-- touching a ticket (src/adapters/store/ticket_finder.h). Owner, team and so on come with the order
-- of the last change; ticket_created also answers searches by words.

DROP INDEX ticket_updated;
DROP INDEX ticket_bucket_updated;
DROP INDEX ticket_bucket_created;
DROP INDEX ticket_customer;
DROP INDEX ticket_owner;
DROP INDEX ticket_team;
DROP INDEX ticket_category;
DROP INDEX ticket_queue;

CREATE INDEX ticket_created ON ticket (tenant_id, id, bucket, owner_id, team_id, category_id, queue_id, customer_id, search_text);
CREATE INDEX ticket_updated ON ticket (tenant_id, updated_at, id, bucket, owner_id, team_id, category_id, queue_id, customer_id);
CREATE INDEX ticket_bucket ON ticket (tenant_id, bucket, updated_at, id, owner_id, team_id, category_id, queue_id, customer_id);
CREATE INDEX ticket_owner ON ticket (tenant_id, owner_id, updated_at, id, bucket, team_id, category_id, queue_id, customer_id);
CREATE INDEX ticket_team ON ticket (tenant_id, team_id, updated_at, id, bucket, owner_id, category_id, queue_id, customer_id);
CREATE INDEX ticket_category ON ticket (tenant_id, category_id, updated_at, id, bucket, owner_id, team_id, queue_id, customer_id);
CREATE INDEX ticket_queue ON ticket (tenant_id, queue_id, updated_at, id, bucket, owner_id, team_id, category_id, customer_id);
CREATE INDEX ticket_customer ON ticket (tenant_id, customer_id, category_id, solved_at, updated_at, id, bucket, owner_id, team_id, queue_id);

-- One letter finds the words that begin with it, like any longer beginning ('m*' beside 'mo*').
INSERT INTO ticket_word (tenant_id, word, id)
  SELECT DISTINCT tenant_id, substr(word, 1, 1) || '*', id FROM ticket_word WHERE word NOT LIKE '%*';
INSERT INTO customer_word (tenant_id, word, id)
  SELECT DISTINCT tenant_id, substr(word, 1, 1) || '*', id FROM customer_word WHERE word NOT LIKE '%*';
