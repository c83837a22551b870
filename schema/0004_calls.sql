-- Calls with their segments, and when agents were ready or paused.
--
-- Queues, agents, flows, customers and tickets are referred to without foreign keys: a call's record
-- outlives them. Durations are microseconds.

CREATE TABLE call (
  tenant_id        @id NOT NULL REFERENCES tenant (id),
  id               @id NOT NULL,
  direction        TEXT NOT NULL CHECK (direction IN ('in', 'out')),
  ani              @word NOT NULL,
  dnis             TEXT NOT NULL,
  service          TEXT NOT NULL,
  language         TEXT NOT NULL,
  flow_id          @id,
  queue_id         @id,                     -- the last one
  agent_id         @id,                     -- the last one who spoke
  customer_id      @id,
  ticket_id        @id,
  started_at       @ts NOT NULL,
  answered_at      @ts,
  ended_at         @ts,                     -- none: runs, or was cut off and waits to be closed
  complete         @bool NOT NULL,          -- ended, and no wrap-up runs
  outcome          TEXT CHECK (outcome IN ('answered', 'abandoned', 'flow_out', 'ivr', 'failed')),
  ended_by         TEXT NOT NULL CHECK (ended_by IN ('caller', 'agent', 'server')),
  cause            TEXT NOT NULL,
  transferred_to   TEXT NOT NULL,
  announced_wait   @bigint,
  announced_after  @bigint NOT NULL,
  PRIMARY KEY (tenant_id, id)
) @strict;
CREATE INDEX call_started ON call (tenant_id, started_at, id);
CREATE INDEX call_ani ON call (tenant_id, ani, started_at, id);
CREATE INDEX call_queue ON call (tenant_id, queue_id, started_at, id);
CREATE INDEX call_agent ON call (tenant_id, agent_id, started_at, id);
CREATE INDEX call_customer ON call (tenant_id, customer_id, started_at, id);
CREATE INDEX call_ticket ON call (tenant_id, ticket_id);
CREATE INDEX call_open ON call (tenant_id, id) WHERE NOT complete;

CREATE TABLE call_segment (
  tenant_id   @id NOT NULL,
  call_id     @id NOT NULL,
  place       @bigint NOT NULL,
  kind        TEXT NOT NULL CHECK (kind IN ('ivr', 'queue', 'ring', 'talk', 'hold', 'wrap_up')),
  agent_id    @id,
  queue_id    @id,
  started_at  @ts NOT NULL,
  duration    @bigint NOT NULL,
  ended_as    TEXT NOT NULL CHECK (ended_as IN ('continued', 'answered', 'declined', 'no_answer',
                'phone_failed', 'withdrawn', 'abandoned', 'flow_out', 'ended')),
  running     @bool NOT NULL,
  PRIMARY KEY (tenant_id, call_id, place),
  FOREIGN KEY (tenant_id, call_id) REFERENCES call (tenant_id, id)
) @strict;

CREATE TABLE agent_state_log (
  tenant_id        @id NOT NULL REFERENCES tenant (id),
  agent_id         @id NOT NULL,
  started_at       @ts NOT NULL,
  id               @id NOT NULL,
  presence         TEXT NOT NULL CHECK (presence IN ('ready', 'paused')),
  pause_reason_id  @id,
  ended_at         @ts,
  PRIMARY KEY (tenant_id, agent_id, started_at, id)
) @strict;
CREATE INDEX agent_state_log_open ON agent_state_log (tenant_id, agent_id) WHERE ended_at IS NULL;

CREATE INDEX ticket_taken ON ticket (tenant_id, taken_at);
CREATE INDEX ticket_solved ON ticket (tenant_id, solved_at);
CREATE INDEX ticket_recurrence ON ticket (tenant_id, recurrence_of) WHERE recurrence_of IS NOT NULL;
