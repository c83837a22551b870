// The contract of /api/v1, written after docs/reference/api.md. `npm run generate` makes
// generated.ts from web/openapi.json; when it exists these names become aliases of its schemas.

export type Id = string;
/** RFC 3339 in UTC. */
export type Time = string;
export type Language = "it" | "fr" | "en";
export type Theme = "auto" | "light" | "dark";
export type Role = "agent" | "supervisor" | "admin";

export interface Named {
  id: Id;
  name: string;
}

export interface Page<T> {
  items: T[];
  next: string | null;
}

export interface Session {
  user: { id: Id; name: string; login: string; role: Role; language: Language; theme: Theme };
  agent: { id: Id; name: string; extension: string; phone_kind: "browser" | "sip" } | null;
  tenant: Named;
  expires_at: Time;
}

export interface CustomerRef {
  id: Id;
  name: string;
  organisation: string | null;
}

export type Presence = "ready" | "paused" | "offline";
export type AgentState = "offline" | "paused" | "ready" | "offered" | "busy" | "wrap_up";
export type CallState = "ivr" | "waiting" | "ringing" | "talking" | "held" | "ended";

export interface Offer {
  id: Id;
  call_id: Id;
  queue: Named;
  service: string;
  ani: string;
  dnis: string;
  customer: CustomerRef | null;
  candidates: CustomerRef[];
  offered_at: Time;
  expires_at: Time;
  waited_ms: number;
  why: string;
}

export interface LiveCall {
  id: Id;
  direction: "in" | "out";
  ani: string;
  dnis: string;
  service: string;
  queue: Named | null;
  customer: CustomerRef | null;
  ticket_id: Id | null;
  state: CallState;
  started_at: Time;
  state_since: Time;
  answered_at: Time | null;
  muted: boolean;
  agent: Named | null;
}

export interface MyState {
  agent_id: Id;
  presence: Presence;
  presence_since: Time;
  pause_reason_id: Id | null;
  phone: { kind: "browser" | "sip"; registered: boolean; since: Time | null };
  state: AgentState;
  state_since: Time;
  wrap_up_ends_at: Time | null;
  offer: Offer | null;
  call: LiveCall | null;
}

/** Ratios are 0..1; null where nothing was counted. */
export interface Figures {
  offered: number;
  answered: number;
  answered_in_time: number;
  abandoned: number;
  abandoned_in_time: number;
  flow_out: number;
  waiting: number;
  service_level: number | null;
  speed_of_answer_ms: number | null;
  handling_time_ms: number | null;
  take_charge_ms: number | null;
  resolve_ms: number | null;
  resolved: number;
  first_contact_resolution: number | null;
}

export interface BoardQueue {
  id: Id;
  name: string;
  waiting: { call_id: Id; ani: string; customer: CustomerRef | null; since: Time; position: number }[];
  waiting_count: number;
  longest_wait_ms: number;
  estimated_wait_ms: number | null;
  agents_ready: number;
  agents_busy: number;
  today: Figures;
}

export interface BoardAgent {
  id: Id;
  name: string;
  extension: string;
  state: AgentState;
  state_since: Time;
  presence: Presence;
  pause_reason: string | null;
  registered: boolean;
  call: LiveCall | null;
  queues: Id[];
  today: { answered: number; handling_ms: number };
}

export interface Board {
  at: Time;
  queues: BoardQueue[];
  agents: BoardAgent[];
  calls: LiveCall[];
  today: Figures;
}

export type TicketStatus = "new" | "open" | "pending" | "solved" | "closed";
export type Level = "1" | "2" | "3" | "vendor";
export type Priority = "low" | "normal" | "high" | "urgent";

export interface Stopwatch {
  running: boolean;
  total_ms: number;
  level_ms: number;
  by_level: Record<Level, number>;
  by_state: Record<"new" | "open" | "pending" | "solved", number>;
  as_of: Time;
}

export interface TicketRow {
  id: Id;
  number: string | number;
  subject: string;
  status: TicketStatus;
  level: Level;
  priority: Priority;
  category: Named | null;
  customer: CustomerRef | null;
  owner: Named | null;
  team: Named | null;
  created_at: Time;
  updated_at: Time;
  stopwatch: Stopwatch;
}

export interface Article {
  id: Id;
  kind: "public" | "note";
  author: Named;
  body: string;
  created_at: Time;
}

export type ProcedureOutcome = "worked" | "failed" | "partly";

export interface Procedure {
  id: Id;
  text: string;
  outcome: ProcedureOutcome;
  author: Named;
  created_at: Time;
}

export interface Ticket extends TicketRow {
  etag: string;
  channel: "phone" | "desk";
  call_id: Id | null;
  work_around: string | null;
  solution: string | null;
  reopened_count: number;
  escalation_reason: string | null;
  taken_at: Time | null;
  solved_at: Time | null;
  articles: Article[];
  procedures: Procedure[];
}

export interface TicketPatch {
  subject?: string;
  category_id?: Id | null;
  priority?: Priority;
  status?: TicketStatus;
  owner_id?: Id | null;
  team_id?: Id | null;
  customer_id?: Id | null;
  work_around?: string | null;
}

export interface TicketFilter {
  status?: string;
  level?: string;
  priority?: string;
  category_id?: Id;
  owner_id?: Id;
  team_id?: Id;
  customer_id?: Id;
  queue_id?: Id;
  mine?: boolean;
  q?: string;
  sort?: "updated" | "created" | "priority";
}

export interface HistoryItem {
  at: Time;
  actor: Named | string | null;
  event: string;
  detail: string;
}

export interface Customer {
  id: Id;
  etag: string;
  name: string;
  code: string | null;
  language: Language | null;
  email: string | null;
  organisation: Named | null;
  numbers: { e164: string; label: string }[];
  note: string | null;
  vip: boolean;
  identity_locked_until: Time | null;
  open_tickets: number;
  created_at: Time;
}

export interface CustomerInput {
  name?: string;
  code?: string | null;
  language?: Language | null;
  email?: string | null;
  organisation_id?: Id | null;
  numbers?: { e164: string; label: string }[];
  note?: string | null;
  vip?: boolean;
}

export interface TimelineItem {
  id: Id;
  at: Time;
  kind: "call" | "ticket" | "note" | "procedure" | "identity";
  title: string;
  detail: string;
  ticket_id?: Id | null;
  call_id?: Id | null;
  author?: Named | string | null;
  duration_ms?: number | null;
  outcome?: string | null;
}

export interface IdentityCheck {
  id: Id;
  customer_id: Id;
  questions: { id: Id; text: string; answered: null | "right" | "wrong" }[];
  result: "open" | "passed" | "failed" | "locked";
  wrong: number;
  asked_by: Named | string | null;
  started_at: Time;
}

export type SegmentKind = "ivr" | "queue" | "ring" | "talk" | "hold" | "wrap_up";
export type CallOutcome = "answered" | "abandoned" | "flow_out" | "ivr" | "failed";

export interface Call {
  id: Id;
  direction: "in" | "out";
  ani: string;
  dnis: string;
  service: string;
  customer: CustomerRef | null;
  queue: Named | null;
  agent: Named | null;
  ticket_id: Id | null;
  started_at: Time;
  answered_at: Time | null;
  ended_at: Time | null;
  outcome: CallOutcome | null;
  cause: string | null;
  segments: { kind: SegmentKind; agent: Named | null; queue: Named | null; started_at: Time; duration_ms: number }[];
}

export interface CallFilter {
  from?: string;
  to?: string;
  queue_id?: Id;
  agent_id?: Id;
  ani?: string;
}

export interface KpiDay {
  date: string;
  zone: string;
  total: Figures;
  queues: { queue: Named; figures: Figures }[];
  agents: { agent: Named; figures: Figures }[];
}

export interface SearchResult {
  customers: CustomerRef[];
  tickets: { id: Id; number: string | number; subject: string; status: TicketStatus }[];
}

export const adminKinds = [
  "users", "agents", "queues", "skills", "numbers", "flows", "calendars", "identity-questions",
  "categories", "teams", "pause-reasons", "sites", "trunks",
] as const;
export type AdminKind = (typeof adminKinds)[number];

/** A row of administration: its fields depend on the kind and are described by the form. */
export type AdminRow = { id: Id; etag?: string } & Record<string, unknown>;

/** What the server says on the event socket. Live states carry no id and are sent whole. */
export type ServerEvent =
  | { id?: string; at: Time; type: "my_state"; data: MyState }
  | { id?: string; at: Time; type: "board"; data: Board }
  | { id?: string; at: Time; type: "ticket_changed"; data: { ticket_id: Id; event: string; actor_id: Id | null } }
  | { id?: string; at: Time; type: "customer_changed"; data: { customer_id: Id } }
  | { id?: string; at: Time; type: "notice"; data: { key: string; params?: Record<string, string>; severity: "info" | "warning" | "error" } }
  | { id?: string; at?: Time; type: "resync" }
  | { id?: string; at?: Time; type: "phone.answer"; sdp: string }
  | { id?: string; at?: Time; type: "phone.refused"; key: string }
  | { id?: string; at?: Time; type: "phone.close" };

export type ClientMessage =
  | { type: "resume"; after: string }
  | { type: "phone.offer"; sdp: string }
  | { type: "phone.close" };
