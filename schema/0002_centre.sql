-- Everything an administrator sets up. Lists inside a row are tables of their own with `place`, the
-- order in which people wrote them. Names are unique per kind: documents refer by name.

CREATE TABLE skill (
  tenant_id  @id NOT NULL REFERENCES tenant (id),
  id         @id NOT NULL,
  etag       @bigint NOT NULL,
  name       TEXT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) @strict;
CREATE UNIQUE INDEX skill_name ON skill (tenant_id, name);

CREATE TABLE queue (
  tenant_id           @id NOT NULL REFERENCES tenant (id),
  id                  @id NOT NULL,
  etag                @bigint NOT NULL,
  name                TEXT NOT NULL,
  language            TEXT NOT NULL,
  priority            @bigint NOT NULL,
  strategy            TEXT NOT NULL CHECK (strategy IN ('longest_idle', 'most_skilled', 'round_robin')),
  ring_timeout_ms     @bigint NOT NULL,
  wrap_up_ms          @bigint NOT NULL,
  wait_max_ms         @bigint NOT NULL,       -- 0: no limit
  waiting_max         @bigint NOT NULL,
  no_agents_after_ms  @bigint,                -- NULL: callers wait
  music               TEXT NOT NULL,
  service_level_ms    @bigint NOT NULL,
  announce_position   @bool NOT NULL,
  overflow_kind       TEXT NOT NULL CHECK (overflow_kind IN ('hang_up', 'queue', 'number')),
  overflow_target     TEXT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) @strict;
CREATE UNIQUE INDEX queue_name ON queue (tenant_id, name);

CREATE TABLE queue_skill (
  tenant_id  @id NOT NULL,
  owner_id   @id NOT NULL,
  place      @bigint NOT NULL,
  skill_id   @id NOT NULL,
  level_min  @bigint NOT NULL,
  PRIMARY KEY (tenant_id, owner_id, place),
  FOREIGN KEY (tenant_id, owner_id) REFERENCES queue (tenant_id, id),
  FOREIGN KEY (tenant_id, skill_id) REFERENCES skill (tenant_id, id)
) @strict;

CREATE TABLE agent (
  tenant_id         @id NOT NULL REFERENCES tenant (id),
  id                @id NOT NULL,
  etag              @bigint NOT NULL,
  user_id           @id,
  name              TEXT NOT NULL,
  extension         TEXT NOT NULL,
  phone_kind        TEXT NOT NULL CHECK (phone_kind IN ('browser', 'sip')),
  phone_sip_user    TEXT NOT NULL,            -- registers with it; empty: fixed contact
  phone_contact     TEXT NOT NULL,
  phone_ha1_md5     TEXT NOT NULL DEFAULT '', -- never the password; RFC 7616
  phone_ha1_sha256  TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, user_id) REFERENCES app_user (tenant_id, id)
) @strict;
CREATE UNIQUE INDEX agent_extension ON agent (tenant_id, extension);
CREATE UNIQUE INDEX agent_user ON agent (tenant_id, user_id) WHERE user_id IS NOT NULL;
-- One realm serves all tenants, so a SIP user name is taken once on the whole server.
CREATE UNIQUE INDEX agent_sip_user ON agent (phone_sip_user) WHERE phone_sip_user <> '';

CREATE TABLE agent_skill (
  tenant_id  @id NOT NULL,
  owner_id   @id NOT NULL,
  place      @bigint NOT NULL,
  skill_id   @id NOT NULL,
  level      @bigint NOT NULL,
  PRIMARY KEY (tenant_id, owner_id, place),
  FOREIGN KEY (tenant_id, owner_id) REFERENCES agent (tenant_id, id),
  FOREIGN KEY (tenant_id, skill_id) REFERENCES skill (tenant_id, id)
) @strict;

CREATE TABLE agent_queue (
  tenant_id  @id NOT NULL,
  owner_id   @id NOT NULL,
  place      @bigint NOT NULL,
  value      @id NOT NULL,
  PRIMARY KEY (tenant_id, owner_id, place),
  FOREIGN KEY (tenant_id, owner_id) REFERENCES agent (tenant_id, id),
  FOREIGN KEY (tenant_id, value) REFERENCES queue (tenant_id, id)
) @strict;

CREATE TABLE team (
  tenant_id  @id NOT NULL REFERENCES tenant (id),
  id         @id NOT NULL,
  etag       @bigint NOT NULL,
  name       TEXT NOT NULL,
  level      TEXT NOT NULL CHECK (level IN ('1', '2', '3', 'vendor')),
  PRIMARY KEY (tenant_id, id)
) @strict;
CREATE UNIQUE INDEX team_name ON team (tenant_id, name);

CREATE TABLE team_member (
  tenant_id  @id NOT NULL,
  owner_id   @id NOT NULL,
  place      @bigint NOT NULL,
  value      @id NOT NULL,
  PRIMARY KEY (tenant_id, owner_id, place),
  FOREIGN KEY (tenant_id, owner_id) REFERENCES team (tenant_id, id),
  FOREIGN KEY (tenant_id, value) REFERENCES agent (tenant_id, id)
) @strict;

CREATE TABLE category (
  tenant_id  @id NOT NULL REFERENCES tenant (id),
  id         @id NOT NULL,
  etag       @bigint NOT NULL,
  name       TEXT NOT NULL,
  parent_id  @id,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, parent_id) REFERENCES category (tenant_id, id)
) @strict;
CREATE UNIQUE INDEX category_name ON category (tenant_id, name);

CREATE TABLE pause_reason (
  tenant_id  @id NOT NULL REFERENCES tenant (id),
  id         @id NOT NULL,
  etag       @bigint NOT NULL,
  name       TEXT NOT NULL,
  PRIMARY KEY (tenant_id, id)
) @strict;
CREATE UNIQUE INDEX pause_reason_name ON pause_reason (tenant_id, name);

CREATE TABLE identity_question (
  tenant_id  @id NOT NULL REFERENCES tenant (id),
  id         @id NOT NULL,
  etag       @bigint NOT NULL,
  text_it    TEXT NOT NULL,
  text_fr    TEXT NOT NULL,
  text_en    TEXT NOT NULL,
  field      TEXT NOT NULL CHECK (field IN ('code', 'birth_date', 'tax_code', 'address', 'last_invoice', 'secret', 'by_ear')),
  active     @bool NOT NULL,
  PRIMARY KEY (tenant_id, id)
) @strict;

CREATE TABLE calendar (
  tenant_id  @id NOT NULL REFERENCES tenant (id),
  id         @id NOT NULL,
  etag       @bigint NOT NULL,
  name       TEXT NOT NULL,
  zone       TEXT NOT NULL,                   -- IANA name
  PRIMARY KEY (tenant_id, id)
) @strict;
CREATE UNIQUE INDEX calendar_name ON calendar (tenant_id, name);

CREATE TABLE calendar_weekly (
  tenant_id  @id NOT NULL,
  owner_id   @id NOT NULL,
  place      @bigint NOT NULL,
  day        TEXT NOT NULL CHECK (day IN ('mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun')),
  open       TEXT NOT NULL,                   -- HH:MM
  close      TEXT NOT NULL,                   -- HH:MM, at most 24:00
  PRIMARY KEY (tenant_id, owner_id, place),
  FOREIGN KEY (tenant_id, owner_id) REFERENCES calendar (tenant_id, id)
) @strict;

CREATE TABLE calendar_holiday (
  tenant_id  @id NOT NULL,
  owner_id   @id NOT NULL,
  place      @bigint NOT NULL,
  date       TEXT NOT NULL,                   -- YYYY-MM-DD
  name       TEXT NOT NULL,
  open       TEXT,                            -- NULL: closed all day
  close      TEXT,
  PRIMARY KEY (tenant_id, owner_id, place),
  FOREIGN KEY (tenant_id, owner_id) REFERENCES calendar (tenant_id, id)
) @strict;

-- The current version; every save also adds a row to flow_version, which is never changed.
CREATE TABLE flow (
  tenant_id  @id NOT NULL REFERENCES tenant (id),
  id         @id NOT NULL,
  etag       @bigint NOT NULL,
  name       TEXT NOT NULL,
  version    @bigint NOT NULL,
  document   @json NOT NULL,
  PRIMARY KEY (tenant_id, id)
) @strict;
CREATE UNIQUE INDEX flow_name ON flow (tenant_id, name);

CREATE TABLE flow_version (
  tenant_id   @id NOT NULL,
  flow_id     @id NOT NULL,
  version     @bigint NOT NULL,
  saved_at    @ts NOT NULL,
  saved_by    @id,
  document    @json NOT NULL,
  PRIMARY KEY (tenant_id, flow_id, version)
) @strict;

CREATE TABLE number (
  tenant_id  @id NOT NULL REFERENCES tenant (id),
  id         @id NOT NULL,
  etag       @bigint NOT NULL,
  e164       TEXT NOT NULL,
  name       TEXT NOT NULL,
  service    TEXT NOT NULL,
  language   TEXT NOT NULL,
  flow_id    @id NOT NULL,
  site_id    @id NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, flow_id) REFERENCES flow (tenant_id, id),
  FOREIGN KEY (tenant_id, site_id) REFERENCES site (tenant_id, id)
) @strict;
-- A call is told apart only by the number it dialled, so a number belongs to one tenant.
CREATE UNIQUE INDEX number_e164 ON number (e164);

CREATE TABLE trunk (
  tenant_id    @id NOT NULL REFERENCES tenant (id),
  id           @id NOT NULL,
  etag         @bigint NOT NULL,
  name         TEXT NOT NULL,
  host         TEXT NOT NULL,
  port         @bigint NOT NULL,
  transport    TEXT NOT NULL CHECK (transport IN ('udp', 'tcp', 'tls')),
  numbers_out  TEXT NOT NULL,
  max_calls    @bigint NOT NULL,
  PRIMARY KEY (tenant_id, id)
) @strict;
CREATE UNIQUE INDEX trunk_name ON trunk (tenant_id, name);
