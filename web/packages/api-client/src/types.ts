// The contract of /api/v1. What the server says of itself stands in generated.ts (`npm run generate`
// makes it from web/openapi.json); here it gets the desk's names, and narrower types where the
// document only says "string".
import type { components } from "./generated";

type Schemas = components["schemas"];
type Narrow<T, Fields> = Omit<T, keyof Fields> & Fields;

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

export type Session = Narrow<Schemas["Session"], {
  user: Narrow<Schemas["SessionPerson"], { role: Role; language: Language; theme: Theme }>;
}>;
export type CustomerRef = Schemas["CustomerRef"];

export type MyState = Schemas["MyState"];
export type Presence = MyState["presence"];
export type AgentState = MyState["state"];
export type Offer = Schemas["OfferView"];
export type LiveCall = Schemas["CallView"];
export type CallState = LiveCall["state"];
/** Ratios are 0..1; null where nothing was counted. */
export type Figures = Schemas["FiguresView"];
export type Board = Schemas["Board"];
export type BoardQueue = Schemas["QueueView"];
export type BoardAgent = Schemas["AgentView"];

/** A flow that is tried: what was done, and what came of it. */
export type FlowTrialInput = Narrow<Schemas["FlowTrialInput"], { digits?: string }>;
export type FlowTrialRequest = Narrow<Schemas["FlowTrial"], { document: object; inputs: FlowTrialInput[] }>;
export type FlowTrial = Schemas["FlowTrialView"];
export type FlowTrialStep = Schemas["FlowStepView"];

export type Stopwatch = Schemas["StopwatchView"];
export type TicketRow = Schemas["TicketRowView"];
export type TicketStatus = TicketRow["status"];
export type Level = TicketRow["level"];
export type Priority = TicketRow["priority"];
export type Article = Schemas["ArticleView"];
export type Procedure = Schemas["ProcedureView"];
export type ProcedureOutcome = Procedure["outcome"];
export type Ticket = Narrow<Schemas["TicketView"], { channel: "phone" | "desk" }>;
export type TicketPatch = Schemas["PatchTicket"];

export interface TicketFilter {
  status?: string;
  level?: string;
  priority?: string;
  category_id?: Id;
  owner_id?: Id;
  team_id?: Id;
  customer_id?: Id;
  queue_id?: Id;
  organisation_id?: Id;
  mine?: boolean;
  my_teams?: boolean;
  unassigned?: boolean;
  q?: string;
  sort?: TicketSort;
  order?: SortOrder;
}
export type TicketSort = "updated" | "created" | "priority" | "status" | "level";
export type SortOrder = "asc" | "desc";

export type BulkItem = Schemas["BulkPatch"];
export type BulkOutcome = Schemas["BulkOutcomeView"];
export type SavedView = Schemas["SavedViewView"];

export type HistoryItem = Schemas["HistoryView"];

export type Customer = Narrow<Schemas["CustomerView"], { language: Language | "" }>;
export type CustomerInput = Schemas["PatchCustomer"];
export type Organisation = Schemas["OrganisationView"];
export type OrganisationInput = Schemas["PatchOrganisation"];
export const timelineKinds = ["call", "ticket", "note", "procedure", "identity"] as const;
export type TimelineKind = (typeof timelineKinds)[number];
export type TimelineItem = Narrow<Schemas["TimelineView"], { kind: TimelineKind }>;
export type IdentityCheck = Narrow<Schemas["IdentityCheckView"], { result: "open" | "passed" | "failed" | "locked" }>;

export type Call = Schemas["CallRecordView"];
export type SegmentKind = Schemas["CallSegmentView"]["kind"];
export type CallOutcome = NonNullable<Call["outcome"]>;

export interface CallFilter {
  from?: string;
  to?: string;
  queue_id?: Id;
  agent_id?: Id;
  ani?: string;
}

export type KpiDay = Schemas["KpiDayView"];
export type SearchResult = Schemas["Found"];

export const adminKinds = [
  "users", "agents", "queues", "skills", "numbers", "flows", "calendars", "identity-questions",
  "categories", "teams", "pause-reasons", "sites", "trunks",
] as const;
export type AdminKind = (typeof adminKinds)[number];

/** A row of administration: its fields depend on the kind and are described by the form. */
export type AdminRow = { id: Id; etag?: string } & Record<string, unknown>;

/** One change: fields by JSON pointer, from what to what, ids already as names. */
export type AuditEntry = Narrow<Schemas["AuditView"], { changes: { field: string; from: unknown; to: unknown }[] }>;

/** What the server says on the event socket. Live states carry no id and are sent whole. */
export type ServerEvent =
  | { id?: string; at: Time; type: "my_state"; data: MyState }
  | { id?: string; at: Time; type: "board"; data: Board }
  | { id?: string; at: Time; type: "ticket_changed"; data: { ticket_id: Id; event: string; actor_id: Id | null } }
  | { id?: string; at: Time; type: "customer_changed"; data: { customer_id: Id } }
  | { id?: string; at?: Time; type: "resync" }
  | { id?: string; at?: Time; type: "phone.answer"; sdp: string }
  | { id?: string; at?: Time; type: "phone.refused"; key: string }
  | { id?: string; at?: Time; type: "phone.close" };

export type ClientMessage =
  | { type: "resume"; after: string }
  | { type: "phone.offer"; sdp: string }
  | { type: "phone.close" };
