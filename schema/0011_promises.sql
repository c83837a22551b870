-- What a queue promised when the caller came stays with his stay: a new promise changes no past
-- figure. Stays of before get what their queue promises now.

ALTER TABLE call_segment ADD COLUMN answer_within @bigint;  -- microseconds; queue and ring only

UPDATE call_segment SET answer_within =
  COALESCE((SELECT q.service_level_ms * 1000 FROM queue q
            WHERE q.tenant_id = call_segment.tenant_id AND q.id = call_segment.queue_id), 20000000)
  WHERE kind IN ('queue', 'ring') AND queue_id IS NOT NULL;
