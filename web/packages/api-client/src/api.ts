import { request } from "./http";
import type {
  AdminKind, AdminRow, Article, AuditEntry, Board, BulkItem, BulkOutcome, Call, CallFilter, Customer, CustomerInput, FlowTrial, FlowTrialRequest, HistoryItem, Id,
  IdentityCheck, KpiDay, Language, Level, MyState, Named, Organisation, OrganisationInput, Page, Presence, Procedure,
  ProcedureOutcome, SavedView, SearchResult, Session, Theme, Ticket, TicketFilter, TicketPatch, TicketRow,
  TimelineItem, TimelineKind,
} from "./types";

const get = <T>(path: string, query?: object, signal?: AbortSignal) =>
  request<T>("GET", path, { query, signal });
const post = <T>(path: string, body: unknown = {}) => request<T>("POST", path, { body });
const callCommand = (name: string) => (id: Id) => post<void>(`/live/calls/${id}/${name}`);

/** Every call of the desk to the server, one line each. */
const step = (id: Id, word: string, etag: string, body?: unknown) =>
  request<Ticket>("POST", `/tickets/${id}/${word}`, { body, ifMatch: etag });

export const api = {
  session: {
    get: () => get<Session>("/session"),
    logIn: (login: string, password: string) => post<Session>("/session", { login, password }),
    logOut: () => request<void>("DELETE", "/session"),
    change: (body: { language?: Language; theme?: Theme }) =>
      request<Session>("PATCH", "/session", { body }),
  },
  live: {
    me: () => get<MyState | null>("/live/me"),
    setPresence: (presence: Presence, pause_reason_id?: Id) =>
      request<MyState>("PUT", "/live/me/presence", { body: pause_reason_id ? { presence, pause_reason_id } : { presence } }),
    endWrapUp: () => post<void>("/live/me/end-wrap-up"),
    accept: (offer: Id) => post<void>(`/live/offers/${offer}/accept`),
    decline: (offer: Id) => post<void>(`/live/offers/${offer}/decline`),
    /** A number outside or an extension; what becomes of the call comes as my_state. */
    dial: (body: { number: string; customer_id?: Id; ticket_id?: Id }) => post<MyState>("/live/calls", body),
    hold: callCommand("hold"),
    resume: callCommand("resume"),
    mute: callCommand("mute"),
    unmute: callCommand("unmute"),
    hangup: callCommand("hangup"),
    digits: (id: Id, digits: string) => post<void>(`/live/calls/${id}/digits`, { digits }),
    board: () => get<Board>("/live/board"),
    release: (agent: Id) => post<void>(`/live/agents/${agent}/release`),
  },
  tickets: {
    list: (filter: TicketFilter, after?: string | null, limit?: number) =>
      get<Page<TicketRow>>("/tickets", { ...filter, after, limit }),
    get: (id: Id) => get<Ticket>(`/tickets/${id}`),
    create: (body: { subject: string; customer_id?: Id; category_id?: Id; priority?: string; body?: string; call_id?: Id }) =>
      post<Ticket>("/tickets", body),
    patch: (id: Id, etag: string, body: TicketPatch) =>
      request<Ticket>("PATCH", `/tickets/${id}`, { body, ifMatch: etag }),
    write: (id: Id, kind: "public" | "note", body: string) =>
      post<Article>(`/tickets/${id}/articles`, { kind, body }),
    addProcedure: (id: Id, text: string, outcome: ProcedureOutcome) =>
      post<Procedure>(`/tickets/${id}/procedures`, { text, outcome }),
    /** `from`: the colleague from whom it is taken over. The steps are refused (412) when the ticket is no longer of version `etag`. */
    take: (id: Id, etag: string, from?: Id) => step(id, "take", etag, from ? { from } : {}),
    escalate: (id: Id, etag: string, level: Level, reason: string) => step(id, "escalate", etag, { level, reason }),
    solve: (id: Id, etag: string, solution: string) => step(id, "solve", etag, { solution }),
    reopen: (id: Id, etag: string, reason: string) => step(id, "reopen", etag, { reason }),
    close: (id: Id, etag: string) => step(id, "close", etag),
    history: (id: Id) => get<Page<HistoryItem>>(`/tickets/${id}/history`),
    /** One step for many, each ticket with its own outcome; at most 200. */
    bulkEdit: (items: BulkItem[]) => post<{ items: BulkOutcome[] }>("/tickets/bulk/edit", { items }),
    bulkTake: (ids: Id[]) => post<{ items: BulkOutcome[] }>("/tickets/bulk/take", { ids }),
    bulkEscalate: (ids: Id[], level: Level, reason: string) =>
      post<{ items: BulkOutcome[] }>("/tickets/bulk/escalate", { ids, level, reason }),
  },
  views: {
    list: () => get<{ items: SavedView[] }>("/views"),
    create: (name: string, query: string) => post<SavedView>("/views", { name, query }),
    change: (id: Id, body: { name?: string; query?: string }) =>
      request<SavedView>("PATCH", `/views/${id}`, { body }),
    remove: (id: Id) => request<void>("DELETE", `/views/${id}`),
    order: (ids: Id[]) => request<{ items: SavedView[] }>("PUT", "/views/order", { body: { ids } }),
  },
  customers: {
    list: (filter: { q?: string; number?: string; organisation_id?: Id }, after?: string | null, limit?: number) =>
      get<Page<Customer>>("/customers", { ...filter, after, limit }),
    get: (id: Id) => get<Customer>(`/customers/${id}`),
    create: (body: CustomerInput) => post<Customer>("/customers", body),
    patch: (id: Id, etag: string, body: CustomerInput) =>
      request<Customer>("PATCH", `/customers/${id}`, { body, ifMatch: etag }),
    timeline: (id: Id, kind?: TimelineKind | "", after?: string | null) =>
      get<Page<TimelineItem>>(`/customers/${id}/timeline`, { kind, after, limit: 20 }),
    addNote: (id: Id, body: string) => post<unknown>(`/customers/${id}/notes`, { body }),
  },
  organisations: {
    list: (q: string, after?: string | null, limit?: number) =>
      get<Page<Organisation>>("/organisations", { q, after, limit }),
    get: (id: Id) => get<Organisation>(`/organisations/${id}`),
    create: (body: OrganisationInput) => post<Organisation>("/organisations", body),
    patch: (id: Id, etag: string, body: OrganisationInput) =>
      request<Organisation>("PATCH", `/organisations/${id}`, { body, ifMatch: etag }),
    timeline: (id: Id, kind?: TimelineKind | "", after?: string | null) =>
      get<Page<TimelineItem>>(`/organisations/${id}/timeline`, { kind, after, limit: 20 }),
  },
  identity: {
    start: (customer_id: Id, call_id?: Id) =>
      post<IdentityCheck>("/identity-checks", call_id ? { customer_id, call_id } : { customer_id }),
    answer: (id: Id, question_id: Id, answer: string) =>
      post<IdentityCheck>(`/identity-checks/${id}/answers`, { question_id, answer }),
    judge: (id: Id, question_id: Id, verdict: "right" | "wrong") =>
      post<IdentityCheck>(`/identity-checks/${id}/answers`, { question_id, verdict }),
  },
  calls: {
    list: (filter: CallFilter, after?: string | null) => get<Page<Call>>("/calls", { ...filter, after }),
    get: (id: Id) => get<Call>(`/calls/${id}`),
    bind: (id: Id, body: { customer_id: Id } | { name: string }) =>
      post<unknown>(`/calls/${id}/customer`, body),
    /** The call is about this ticket; the one that it opened by itself is merged into it. */
    attach: (id: Id, ticket_id: Id) => post<Ticket>(`/calls/${id}/ticket`, { ticket_id }),
  },
  drafts: {
    get: (key: string) => get<{ body: string }>(`/drafts/${encodeURIComponent(key)}`),
    put: (key: string, body: string) =>
      request<void>("PUT", `/drafts/${encodeURIComponent(key)}`, { body: { body } }),
    remove: (key: string) => request<void>("DELETE", `/drafts/${encodeURIComponent(key)}`),
  },
  kpi: {
    day: (date: string, queue_id?: Id) => get<KpiDay>("/kpi/day", { date, queue_id }),
  },
  search: (q: string, signal?: AbortSignal) => get<SearchResult>("/search", { q }, signal),
  /** Ids and names of all things of a kind, for menus; every role may read them. */
  names: (kind: AdminKind) => get<{ items: Named[] }>(`/names/${kind}`),
  /** Who changed what: one row's history, or that of all rows of a kind. */
  audit: (kind: AdminKind, entity_id: Id | null, after?: string | null) =>
    get<Page<AuditEntry>>("/audit", { kind, entity_id, after, limit: 20 }),
  admin: {
    list: (kind: AdminKind, after?: string | null) =>
      get<Page<AdminRow>>(`/admin/${kind}`, { after, limit: 200 }),
    get: (kind: AdminKind, id: Id) => get<AdminRow>(`/admin/${kind}/${id}`),
    create: (kind: AdminKind, body: object) => post<AdminRow>(`/admin/${kind}`, body),
    replace: (kind: AdminKind, id: Id, etag: string | undefined, body: object) =>
      request<AdminRow>("PUT", `/admin/${kind}/${id}`, { body, ifMatch: etag ?? "*" }),
    remove: (kind: AdminKind, id: Id, etag?: string) =>
      request<void>("DELETE", `/admin/${kind}/${id}`, { ifMatch: etag ?? "*" }),
    /** What a caller of this unsaved flow hears. */
    tryFlow: (body: FlowTrialRequest) => post<FlowTrial>("/admin/flows/test", body),
  },
};
