-- The desk: organisations, customers with their dossier, identity checks, tickets, drafts.
--
-- Agents, teams, categories, queues and calls are referred to without foreign keys: they may be
-- deleted or pruned, and a ticket outlives them.

CREATE TABLE organisation (
  tenant_id    @id NOT NULL REFERENCES tenant (id),
  id           @id NOT NULL,
  version      @bigint NOT NULL,
  name         TEXT NOT NULL,
  name_folded  @word NOT NULL,
  code         TEXT NOT NULL DEFAULT '',
  note         TEXT NOT NULL DEFAULT '',
  search_text  TEXT NOT NULL,               -- ' word word word ', folded
  created_at   @ts NOT NULL,
  updated_at   @ts NOT NULL,
  PRIMARY KEY (tenant_id, id)
) @strict;
CREATE INDEX organisation_name ON organisation (tenant_id, name_folded, id);

CREATE TABLE customer (
  tenant_id             @id NOT NULL REFERENCES tenant (id),
  id                    @id NOT NULL,
  version               @bigint NOT NULL,
  name                  TEXT NOT NULL,
  name_folded           @word NOT NULL,      -- order of lists
  code                  TEXT NOT NULL DEFAULT '',
  language              TEXT NOT NULL DEFAULT '' CHECK (language IN ('', 'it', 'fr', 'en')),
  email                 TEXT NOT NULL DEFAULT '',
  organisation_id       @id,
  vip                   @bool NOT NULL DEFAULT FALSE,
  open_tickets          @bigint NOT NULL DEFAULT 0,
  identity_wrong        @bigint NOT NULL DEFAULT 0,
  identity_locked_until @ts,
  birth_date            TEXT NOT NULL DEFAULT '',
  tax_code              TEXT NOT NULL DEFAULT '',
  last_invoice          TEXT NOT NULL DEFAULT '',
  secret                TEXT NOT NULL DEFAULT '',
  address               TEXT NOT NULL DEFAULT '',
  created_at            @ts NOT NULL,
  updated_at            @ts NOT NULL,
  search_text           TEXT NOT NULL,      -- ' word word word ', folded
  note                  TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, organisation_id) REFERENCES organisation (tenant_id, id)
) @strict;
CREATE INDEX customer_name ON customer (tenant_id, name_folded, id);
CREATE INDEX customer_organisation ON customer (tenant_id, organisation_id, name_folded, id);
CREATE UNIQUE INDEX customer_code ON customer (tenant_id, code) WHERE code <> '';

CREATE TABLE customer_number (
  tenant_id    @id NOT NULL,
  customer_id  @id NOT NULL,
  e164         @word NOT NULL,
  label        TEXT NOT NULL DEFAULT '',
  place        @bigint NOT NULL,            -- order in which people wrote them
  PRIMARY KEY (tenant_id, customer_id, e164),
  FOREIGN KEY (tenant_id, customer_id) REFERENCES customer (tenant_id, id)
) @strict;
CREATE INDEX customer_number_e164 ON customer_number (tenant_id, e164, customer_id);

-- Posting lists: one row per (word, record), so that every search is a range of an index. Besides
-- each word stands its beginning of two letters, marked '*', for the first keys that people type.
CREATE TABLE customer_word (
  tenant_id  @id NOT NULL,
  word       @word NOT NULL,
  id         @id NOT NULL,
  PRIMARY KEY (tenant_id, word, id)
) @strict;

-- The dossier: all that happened with a customer, written by whoever did it.
CREATE TABLE timeline (
  tenant_id    @id NOT NULL,
  customer_id  @id NOT NULL,
  at           @ts NOT NULL,
  id           @id NOT NULL,
  kind         TEXT NOT NULL CHECK (kind IN ('call', 'ticket', 'note', 'procedure', 'identity')),
  ticket_id    @id,
  call_id      @id,
  author_id    @id,                         -- app_user
  duration     @bigint,                     -- microseconds
  outcome      TEXT NOT NULL DEFAULT '',
  title        TEXT NOT NULL DEFAULT '',
  detail       TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (tenant_id, customer_id, at, id),
  FOREIGN KEY (tenant_id, customer_id) REFERENCES customer (tenant_id, id)
) @strict;

CREATE TABLE identity_check (
  tenant_id    @id NOT NULL,
  id           @id NOT NULL,
  customer_id  @id NOT NULL,
  call_id      @id,
  asked_by     @id,
  result       TEXT NOT NULL CHECK (result IN ('open', 'passed', 'failed', 'locked')),
  wrong        @bigint NOT NULL,
  started_at   @ts NOT NULL,
  ended_at     @ts,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, customer_id) REFERENCES customer (tenant_id, id)
) @strict;
CREATE INDEX identity_check_customer ON identity_check (tenant_id, customer_id, id);

-- What was asked in which words: the configured question may change afterwards.
CREATE TABLE identity_check_question (
  tenant_id    @id NOT NULL,
  check_id     @id NOT NULL,
  place        @bigint NOT NULL,
  question_id  @id NOT NULL,
  field        TEXT NOT NULL,
  text         TEXT NOT NULL,
  answered     TEXT NOT NULL CHECK (answered IN ('none', 'right', 'wrong')),
  PRIMARY KEY (tenant_id, check_id, place),
  FOREIGN KEY (tenant_id, check_id) REFERENCES identity_check (tenant_id, id)
) @strict;

CREATE TABLE ticket_counter (
  tenant_id    @id NOT NULL PRIMARY KEY REFERENCES tenant (id),
  last_number  @bigint NOT NULL
) @strict;

CREATE TABLE ticket (
  tenant_id            @id NOT NULL REFERENCES tenant (id),
  id                   @id NOT NULL,
  version              @bigint NOT NULL,
  number               @bigint NOT NULL,
  status               TEXT NOT NULL CHECK (status IN ('new', 'open', 'pending', 'solved', 'closed')),
  level                TEXT NOT NULL CHECK (level IN ('1', '2', '3', 'vendor')),
  priority             TEXT NOT NULL CHECK (priority IN ('low', 'normal', 'high', 'urgent')),
  bucket               @bigint NOT NULL,    -- status * 16 + level * 4 + priority, for lists
  channel              TEXT NOT NULL CHECK (channel IN ('phone', 'desk')),
  customer_id          @id,
  category_id          @id,
  owner_id             @id,                 -- agent
  team_id              @id,
  queue_id             @id,
  call_id              @id,
  recurrence_of        @id,
  reopened_count       @bigint NOT NULL,
  created_at           @ts NOT NULL,
  updated_at           @ts NOT NULL,
  taken_at             @ts,
  solved_at            @ts,
  closed_at            @ts,
  time_to_take_charge  @bigint,             -- microseconds, like all durations here
  time_to_resolve      @bigint,
  -- The stopwatch: sums up to `watch_since` (ticks); the rest follows from status and level.
  watch_since          @bigint NOT NULL,
  watch_level_1        @bigint NOT NULL,
  watch_level_2        @bigint NOT NULL,
  watch_level_3        @bigint NOT NULL,
  watch_level_vendor   @bigint NOT NULL,
  watch_new            @bigint NOT NULL,
  watch_open           @bigint NOT NULL,
  watch_pending        @bigint NOT NULL,
  watch_solved         @bigint NOT NULL,
  escalation_cause     TEXT NOT NULL CHECK (escalation_cause IN ('none', 'by_hand', 'reopened', 'recurrence')),
  subject              TEXT NOT NULL,
  search_text          TEXT NOT NULL,       -- ' word word word ', folded
  escalation_reason    TEXT NOT NULL DEFAULT '',
  work_around          TEXT NOT NULL DEFAULT '',
  solution             TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, customer_id) REFERENCES customer (tenant_id, id)
) @strict;
CREATE UNIQUE INDEX ticket_number ON ticket (tenant_id, number);
CREATE UNIQUE INDEX ticket_call ON ticket (tenant_id, call_id) WHERE call_id IS NOT NULL;
-- Lists. Ids grow with time, so they stand for created_at. Filters on state, level and priority are
-- ranges of `bucket`; the trailing columns answer combined filters without touching the table.
CREATE INDEX ticket_updated ON ticket (tenant_id, updated_at, id);
CREATE INDEX ticket_bucket_updated ON ticket (tenant_id, bucket, updated_at, id);
CREATE INDEX ticket_bucket_created ON ticket (tenant_id, bucket, id);
CREATE INDEX ticket_customer ON ticket (tenant_id, customer_id, category_id, solved_at, updated_at, id, bucket);
CREATE INDEX ticket_owner ON ticket (tenant_id, owner_id, updated_at, id, bucket);
CREATE INDEX ticket_team ON ticket (tenant_id, team_id, updated_at, id, bucket, category_id, queue_id);
CREATE INDEX ticket_category ON ticket (tenant_id, category_id, updated_at, id, bucket, queue_id);
CREATE INDEX ticket_queue ON ticket (tenant_id, queue_id, updated_at, id, bucket);

CREATE TABLE ticket_word (
  tenant_id  @id NOT NULL,
  word       @word NOT NULL,
  id         @id NOT NULL,
  PRIMARY KEY (tenant_id, word, id)
) @strict;

CREATE TABLE article (
  tenant_id   @id NOT NULL,
  ticket_id   @id NOT NULL,
  id          @id NOT NULL,
  kind        TEXT NOT NULL CHECK (kind IN ('public', 'note')),
  author_id   @id,                          -- app_user; none is the product itself
  created_at  @ts NOT NULL,
  body        TEXT NOT NULL,
  PRIMARY KEY (tenant_id, ticket_id, id),
  FOREIGN KEY (tenant_id, ticket_id) REFERENCES ticket (tenant_id, id)
) @strict;

CREATE TABLE procedure_done (
  tenant_id   @id NOT NULL,
  ticket_id   @id NOT NULL,
  id          @id NOT NULL,
  outcome     TEXT NOT NULL CHECK (outcome IN ('worked', 'failed', 'partly')),
  author_id   @id,
  created_at  @ts NOT NULL,
  text        TEXT NOT NULL,
  PRIMARY KEY (tenant_id, ticket_id, id),
  FOREIGN KEY (tenant_id, ticket_id) REFERENCES ticket (tenant_id, id)
) @strict;

CREATE TABLE ticket_history (
  tenant_id   @id NOT NULL,
  ticket_id   @id NOT NULL,
  id          @id NOT NULL,
  at          @ts NOT NULL,
  actor_id    @id,                          -- app_user; none is the product itself
  event       TEXT NOT NULL,
  before      TEXT NOT NULL DEFAULT '',
  after       TEXT NOT NULL DEFAULT '',
  reason      TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (tenant_id, ticket_id, id),
  FOREIGN KEY (tenant_id, ticket_id) REFERENCES ticket (tenant_id, id)
) @strict;

CREATE TABLE draft (
  tenant_id   @id NOT NULL,
  user_id     @id NOT NULL,
  key         TEXT NOT NULL,
  updated_at  @ts NOT NULL,
  body        TEXT NOT NULL,
  PRIMARY KEY (tenant_id, user_id, key)
) @strict;
