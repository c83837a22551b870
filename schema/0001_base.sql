-- Who is kept apart, who logs in, and what the server itself remembers.

CREATE TABLE tenant (
  id          @id PRIMARY KEY,
  name        TEXT NOT NULL,
  created_at  @ts NOT NULL,
  centre_version @bigint NOT NULL DEFAULT 0 -- counts the changes of its configuration
) @strict;

CREATE TABLE site (
  tenant_id   @id NOT NULL REFERENCES tenant (id),
  id          @id NOT NULL,
  etag        @bigint NOT NULL DEFAULT 1,
  name        TEXT NOT NULL,
  country     TEXT NOT NULL,              -- ISO 3166-1 alpha-2
  zone        TEXT NOT NULL,              -- IANA name
  PRIMARY KEY (tenant_id, id)
) @strict;

CREATE TABLE app_user (
  tenant_id     @id NOT NULL REFERENCES tenant (id),
  id            @id NOT NULL,
  etag          @bigint NOT NULL DEFAULT 1,
  login         TEXT NOT NULL,            -- lower case
  name          TEXT NOT NULL,
  role          TEXT NOT NULL CHECK (role IN ('agent', 'supervisor', 'admin')),
  language      TEXT NOT NULL DEFAULT 'it' CHECK (language IN ('it', 'fr', 'en')),
  theme         TEXT NOT NULL DEFAULT 'auto' CHECK (theme IN ('auto', 'light', 'dark')),
  password_hash TEXT NOT NULL,            -- Argon2id in PHC form; empty: cannot log in
  active        @bool NOT NULL DEFAULT TRUE,
  PRIMARY KEY (tenant_id, id)
) @strict;
CREATE UNIQUE INDEX site_name ON site (tenant_id, name);
CREATE UNIQUE INDEX app_user_login ON app_user (login);

CREATE TABLE session (
  token_hash   TEXT NOT NULL PRIMARY KEY, -- the token itself is only in the cookie
  tenant_id    @id NOT NULL,
  id           @id NOT NULL,
  user_id      @id NOT NULL,
  created_at   @ts NOT NULL,
  last_seen_at @ts NOT NULL,
  expires_at   @ts NOT NULL,
  user_agent   TEXT NOT NULL DEFAULT '',
  address      TEXT NOT NULL DEFAULT '',
  FOREIGN KEY (tenant_id, user_id) REFERENCES app_user (tenant_id, id)
) @strict;
CREATE INDEX session_of_user ON session (tenant_id, user_id);
CREATE INDEX session_expiry ON session (expires_at);

-- Wrong tries per login name and per address; key is "login:..." or "address:...".
CREATE TABLE login_throttle (
  key          TEXT NOT NULL PRIMARY KEY,
  failures     @bigint NOT NULL,
  first_at     @ts NOT NULL,
  last_at      @ts NOT NULL,
  locked_until @ts
) @strict;

CREATE TABLE audit (
  tenant_id   @id NOT NULL,
  id          @id NOT NULL,
  at          @ts NOT NULL,
  actor_id    @id NOT NULL DEFAULT 0,     -- app_user; 0 is the server itself
  action      TEXT NOT NULL,
  entity      TEXT NOT NULL,
  entity_id   @id NOT NULL,
  before_json @json,
  after_json  @json,
  address     TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (tenant_id, id)
) @strict;
CREATE INDEX audit_entity ON audit (tenant_id, entity, entity_id, id);

-- position is NULL until the row is numbered: by the writer on SQLite, by the relay on PostgreSQL.
CREATE TABLE outbox (
  tenant_id   @id NOT NULL,
  id          @id NOT NULL,
  topic       TEXT NOT NULL,
  payload     @json NOT NULL,
  created_at  @ts NOT NULL,
  position    @bigint,
  PRIMARY KEY (tenant_id, id)
) @strict;
CREATE UNIQUE INDEX outbox_position ON outbox (position);
CREATE INDEX outbox_waiting ON outbox (id) WHERE position IS NULL;

CREATE TABLE outbox_cursor (
  name        TEXT NOT NULL PRIMARY KEY,  -- '_relay' is the lock row of the numbering relay
  position    @bigint NOT NULL,
  updated_at  @ts NOT NULL
) @strict;

-- The answer kept for a repeated request (Idempotency-Key), in the transaction of what it did.
CREATE TABLE idempotency (
  tenant_id   @id NOT NULL,
  user_id     @id NOT NULL,
  key         TEXT NOT NULL,
  route       TEXT NOT NULL,
  body_hash   TEXT NOT NULL,              -- SHA-256, hex
  status      @bigint NOT NULL,           -- HTTP
  body        TEXT NOT NULL,
  created_at  @ts NOT NULL,
  PRIMARY KEY (tenant_id, user_id, key)
) @strict;
CREATE INDEX idempotency_age ON idempotency (tenant_id, created_at);

CREATE TABLE server_state (
  key         TEXT NOT NULL PRIMARY KEY,  -- 'heartbeat': the last time the server was alive
  value       TEXT NOT NULL,
  updated_at  @ts NOT NULL
) @strict;
