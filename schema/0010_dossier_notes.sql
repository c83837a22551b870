-- What was written in a customer's tickets stands in his dossier, also what was written before.

INSERT INTO timeline (tenant_id, customer_id, at, id, kind, ticket_id, author_id, outcome, title, detail)
  SELECT a.tenant_id, t.customer_id, a.created_at, a.id, 'note', a.ticket_id, a.author_id, a.kind,
         t.subject, substr(a.body, 1, 200)
  FROM article a JOIN ticket t ON t.tenant_id = a.tenant_id AND t.id = a.ticket_id
  WHERE t.customer_id IS NOT NULL;
