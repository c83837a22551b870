// A stand-in for the server while the desk is developed and tested: /api/v1 in memory plus the
// built files. `node mock/server.mjs [port]`; POST /mock/ring {ani?} lets a call arrive.
import { createReadStream, existsSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { WebSocketServer } from "ws";
import { figures, makeWorld } from "./data.mjs";
import { tryFlow } from "./trial.mjs";

const dist = fileURLToPath(new URL("../apps/desk/dist/", import.meta.url));
const csp = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; media-src 'self' blob:; connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";
const mime = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".json": "application/json", ".webmanifest": "application/manifest+json" };

class Problem extends Error {
  constructor(status, code, extra = {}) {
    super(code);
    Object.assign(this, { status, code, extra });
  }
}
const missing = () => new Problem(404, "not_found");

export function startMock(port = 0) {
  let world = makeWorld(Date.now());
  let states = new Map();
  const sessions = new Map();
  const drafts = new Map();
  const checks = new Map();
  const sockets = new Set();
  let eventId = 0;

  const iso = () => new Date().toISOString();
  const find = (list, id) => list.find((row) => row.id === id) ?? (() => { throw missing(); })();
  const page = (list, query) => {
    const limit = Number(query.get("limit") ?? 50), from = Number(query.get("after") ?? 0);
    return { items: list.slice(from, from + limit), next: from + limit < list.length ? String(from + limit) : null };
  };
  const say = (type, data, to = () => true, live = false) => {
    const text = JSON.stringify({ ...(live ? {} : { id: String(++eventId) }), at: iso(), type, data });
    for (const socket of sockets) if (to(socket.user)) socket.send(text);
  };

  // ---- live state of one agent
  const me = (user) => {
    if (!states.has(user.id)) {
      const agent = world.admin.agents.find((each) => each.user_id === user.id);
      states.set(user.id, { agent_id: agent.id, presence: "offline", presence_since: iso(), pause_reason_id: null, auto_paused_until: null, phone: { kind: agent.phone.kind, registered: agent.phone.kind === "sip", since: null }, state: "offline", state_since: iso(), wrap_up_ends_at: null, offer: null, call: null, calls_out: "national", failed_dial: null });
    }
    return states.get(user.id);
  };
  const set = (user, changes) => {
    const state = me(user);
    if (changes.state && changes.state !== state.state) changes.state_since = iso();
    Object.assign(state, changes);
    say("my_state", state, (to) => to.id === user.id, true);
    say("board", board(), (to) => to.role !== "agent", true);
    return state;
  };
  const rest = (state) => (state.presence === "ready" ? "ready" : state.presence);

  const board = () => {
    const now = Date.now();
    const waitFor = (q, i) => (i > 2 ? [] : world.calls.slice(i * 4, i * 4 + [3, 1, 0][i]).map((call, n) => ({ call_id: call.id, ani: call.ani, customer: call.customer, since: new Date(now - (95 - n * 30) * 1000).toISOString(), position: n + 1 })));
    const queues = world.admin.queues.map((q, i) => {
      const waiting = waitFor(q, i);
      return { id: q.id, name: q.name, waiting, waiting_count: waiting.length, longest_wait_ms: waiting.length ? 95000 : 0, estimated_wait_ms: [140000, 60000, 0, null][i], agents_ready: [0, 1, 1, 1][i], agents_busy: [3, 1, 1, 0][i], today: figures([128, 41, 57, 0][i], waiting.length) };
    });
    const fixed = ["busy", "ready", "paused", "wrap_up", "busy", "offline"];
    const agents = world.admin.agents.map((agent, i) => {
      const own = states.get(agent.user_id);
      const call = fixed[i] === "busy" ? { ...live(world.calls[i], agent), started_at: new Date(now - 400000).toISOString(), state_since: new Date(now - 187000).toISOString(), answered_at: new Date(now - 187000).toISOString() } : null;
      return { id: agent.id, name: agent.name, extension: agent.extension, state: own?.state ?? fixed[i], state_since: own?.state_since ?? new Date(now - (i + 1) * 71000).toISOString(), presence: own?.presence ?? "ready", pause_reason: fixed[i] === "paused" ? "Pranzo" : "", auto_paused: false, registered: i !== 5, call: own ? own.call : call, queues: agent.queue_ids, today: { answered: 24 - i * 3, handling_ms: 250000 + i * 9000 } };
    });
    return { at: iso(), queues, agents, calls: agents.map((a) => a.call).filter(Boolean), today: figures(226, 4) };
  };
  const live = (call, agent) => ({ id: call.id, direction: call.direction, ani: call.ani, dnis: call.dnis, service: call.service, queue: call.queue, customer: call.customer, ticket_id: call.ticket_id, state: "talking", started_at: iso(), state_since: iso(), answered_at: iso(), muted: false, agent: world.named(agent) });

  const ring = (body) => {
    const ani = body.ani ?? world.customers[0].numbers[0].e164;
    const customer = world.customers.find((c) => c.numbers.some((n) => n.e164 === ani)) ?? null;
    const user = world.admin.users.find((u) => u.login === (body.login ?? "anna"));
    const q = world.named(world.admin.queues[0]);
    const call = { id: world.id(), direction: "in", ani, dnis: "+39800100200", service: "Assistenza", customer: world.ref(customer), queue: q, agent: null, ticket_id: null, started_at: iso(), answered_at: null, ended_at: null, outcome: "answered", cause: null, segments: [] };
    world.calls.unshift(call);
    set(user, { state: "offered", offer: { id: world.id(), call_id: call.id, queue: q, service: "Assistenza", ani, dnis: call.dnis, customer: call.customer, candidates: [], offered_at: iso(), expires_at: new Date(Date.now() + 20000).toISOString(), waited_ms: 42000, why: "" } });
    return { call_id: call.id };
  };

  // ---- tickets
  const advance = (ticket) => {
    const watch = ticket.stopwatch, now = Date.now();
    if (watch.running) {
      const passed = now - Date.parse(watch.as_of);
      watch.total_ms += passed; watch.level_ms += passed; watch.by_level[ticket.level] += passed;
      if (watch.by_state[ticket.status] !== undefined) watch.by_state[ticket.status] += passed;
    }
    watch.as_of = new Date(now).toISOString();
    return ticket;
  };
  const touch = (ticket, user, event, detail = "") => {
    ticket.etag = world.etag(); ticket.updated_at = iso();
    ticket.history.push({ at: iso(), actor: world.named(world.admin.users.find((u) => u.id === user.id)), event, detail: { from: "", to: "", reason: detail ?? "" } });
    say("ticket_changed", { ticket_id: ticket.id, event, actor_id: user.id });
    return full(ticket);
  };
  const full = ({ history, ...ticket }) => (void history, ticket);
  const setStatus = (ticket, status) => { advance(ticket); ticket.status = status; ticket.stopwatch.running = status !== "solved" && status !== "closed"; };
  const agentOf = (user) => world.admin.agents.find((a) => a.user_id === user.id);
  const openTicket = (user, body, call) => {
    const customer = body.customer_id ? find(world.customers, body.customer_id) : null;
    const ticket = {
      id: world.id(), number: String(20264300 + world.tickets.length), subject: body.subject, status: call ? "open" : "new", level: "1", priority: body.priority ?? "normal", category: world.named(world.admin.categories.find((c) => c.id === body.category_id)) ?? null, customer: world.ref(customer) ?? null,
      owner: call ? world.named(agentOf(user)) : null, team: world.named(world.admin.teams[0]), created_at: iso(), updated_at: iso(), stopwatch: { running: true, total_ms: 0, level_ms: 0, by_level: { 1: 0, 2: 0, 3: 0, vendor: 0 }, by_state: { new: 0, open: 0, pending: 0, solved: 0 }, as_of: iso() },
      etag: world.etag(), channel: call ? "phone" : "desk", call_id: call?.id ?? null, work_around: null, solution: null, reopened_count: 0, escalation_reason: null, taken_at: call ? iso() : null, solved_at: null,
      articles: body.body ? [{ id: world.id(), kind: "public", author: world.named(agentOf(user)), body: body.body, created_at: iso() }] : [], procedures: [], history: [],
    };
    world.tickets.unshift(ticket);
    touch(ticket, user, "opened");
    return ticket;
  };
  const match = (request, row) => {
    const tag = request.headers["if-match"];
    if (!tag) throw new Problem(428, "invalid");
    if (tag !== "*" && tag.replaceAll('"', "") !== row.etag) throw new Problem(412, "conflict", { current: full({ history: 0, ...row }) });
  };
  const required = (body, field) => {
    if (!String(body[field] ?? "").trim()) throw new Problem(422, "invalid", { errors: [{ pointer: `/${field}`, key: "error.required", detail: "" }] });
  };
  const answerCheck = (check, body) => {
    const question = find(check.questions, body.question_id);
    question.answered = body.verdict ?? (/^(ok|giusto|via roma|c-)/i.test(body.answer) ? "right" : "wrong");
    check.wrong = check.questions.filter((q) => q.answered === "wrong").length;
    const right = check.questions.filter((q) => q.answered === "right").length;
    check.result = check.wrong >= 3 ? "locked" : right >= 2 ? "passed" : check.questions.every((q) => q.answered) ? "failed" : "open";
    return check;
  };
  const checkFlow = (document) => {
    const names = Object.keys(document.nodes ?? {});
    for (const [name, node] of Object.entries(document.nodes ?? {})) {
      for (const key of ["next", "open", "closed", "holiday", "otherwise"]) if (node[key] && !names.includes(node[key])) throw new Problem(422, "invalid", { errors: [{ pointer: `/document/nodes/${name}/${key}`, key: "error.flow.unknown_node", detail: node[key] }] });
      if (node.type === "queue" && !node.queue) throw new Problem(422, "invalid", { errors: [{ pointer: `/document/nodes/${name}/queue`, key: "error.required", detail: "" }] });
    }
  };

  // ---- routes: [method, pattern, role, handler]
  const ranks = ["agent", "supervisor", "admin"];
  const routes = [
    ["GET", "/session", "agent", ({ user }) => session(user)],
    ["DELETE", "/session", "agent", ({ request }) => void sessions.delete(cookie(request))],
    ["PATCH", "/session", "agent", ({ user, body }) => (Object.assign(user, body), session(user))],
    ["GET", "/live/me", "agent", ({ user }) => me(user)],
    ["PUT", "/live/me/presence", "agent", ({ user, body }) => set(user, { presence: body.presence, presence_since: iso(), pause_reason_id: body.pause_reason_id ?? null, ...(me(user).call || me(user).offer ? {} : { state: body.presence }) })],
    ["POST", "/live/me/end-wrap-up", "agent", ({ user }) => void set(user, { state: rest(me(user)), wrap_up_ends_at: null })],
    ["POST", "/live/offers/:id/accept", "agent", ({ user, params }) => {
      const { offer } = me(user);
      if (offer?.id !== params.id) throw missing();
      const call = find(world.calls, offer.call_id);
      const ticket = openTicket(user, { subject: offer.customer ? `${offer.service}: ${offer.customer.name}` : offer.service, customer_id: offer.customer?.id }, call);
      Object.assign(call, { ticket_id: ticket.id, agent: world.named(agentOf(user)), answered_at: iso() });
      set(user, { state: "busy", offer: null, call: { ...live(call, agentOf(user)), started_at: call.started_at } });
    }],
    ["POST", "/live/offers/:id/decline", "agent", ({ user }) => void set(user, { state: rest(me(user)), offer: null })],
    ["POST", "/live/calls", "agent", ({ user, body }) => {
      const state = me(user);
      if (state.call || state.offer) throw new Problem(409, "conflict", { errors: [{ pointer: "", key: "call.agent_busy", detail: "" }] });
      const customer = world.customers.find((each) => each.id === body.customer_id || each.numbers.some(({ e164 }) => e164 === body.number));
      const call = { id: String(Date.now()), direction: "out", ani: "+39800100200", dnis: body.number, service: "", queue: null, customer: customer ? { id: customer.id, name: customer.name, organisation: customer.organisation?.name ?? "" } : null, ticket_id: body.ticket_id ?? null };
      set(user, { state: "busy", call: { ...live(call, agentOf(user)), candidates: [], state: "ringing", answered_at: null, ringing_back: true } });
      setTimeout(() => me(user).call?.id === call.id && set(user, { call: { ...me(user).call, state: "talking", answered_at: iso(), ringing_back: false } }), 4_000).unref();
      return me(user);
    }],
    ["POST", "/live/calls/:id/:command", "agent", ({ user, params, body }) => {
      const { call } = me(user);
      if (call?.id !== params.id) throw missing();
      const does = { hold: { state: "held", state_since: iso() }, resume: { state: "talking", state_since: iso() }, mute: { muted: true }, unmute: { muted: false } };
      if (params.command === "digits") return void required(body, "digits");
      if (params.command === "hangup" && call.direction === "out") return void set(user, { state: rest(me(user)), call: null });
      if (params.command === "hangup") return void set(user, { state: "wrap_up", call: null, wrap_up_ends_at: new Date(Date.now() + 30000).toISOString() });
      set(user, { call: { ...call, ...does[params.command] } });
    }],
    ["GET", "/live/board", "supervisor", () => board()],
    ["POST", "/live/agents/:id/release", "supervisor", () => undefined],
    ["GET", "/tickets", "agent", ({ user, query }) => {
      const is = (field, value) => !query.get(field) || query.get(field).split(",").includes(value);
      const needle = query.get("q")?.toLowerCase();
      return page(world.tickets.filter((row) => is("status", row.status) && is("level", row.level) && is("priority", row.priority) && is("owner_id", row.owner?.id) && is("customer_id", row.customer?.id) && is("category_id", row.category?.id) && is("team_id", row.team?.id) &&
        (!query.get("mine") || row.owner?.id === agentOf(user).id) && (!query.get("my_teams") || teamsOf(user).includes(row.team?.id)) && (!query.get("unassigned") || !row.owner) && (!query.get("organisation_id") || organisationOf(row.customer) === query.get("organisation_id")) && (!query.get("queue_id") || row.team) && (!needle || `${row.number} ${row.subject} ${row.customer?.name}`.toLowerCase().includes(needle))).sort(byQuery(query)).map((row) => full(advance(row))), query);
    }],
    ["POST", "/tickets/bulk/:step", "agent", ({ user, params, body }) => ({ items: (body.items ?? body.ids.map((id) => ({ id }))).map((item) => changeMany(user, params.step, item, body)) })],
    ["GET", "/views", "agent", ({ user }) => ({ items: viewsOf(user) })],
    ["POST", "/views", "agent", ({ user, body }) => { required(body, "name"); const view = { id: world.id(), ...body }; viewsOf(user).push(view); return view; }],
    ["PUT", "/views/order", "agent", ({ user, body }) => ({ items: viewsOf(user).sort((a, b) => body.ids.indexOf(a.id) - body.ids.indexOf(b.id)) })],
    ["PATCH", "/views/:id", "agent", ({ user, params, body }) => Object.assign(find(viewsOf(user), params.id), body)],
    ["DELETE", "/views/:id", "agent", ({ user, params }) => { const own = viewsOf(user); own.splice(own.indexOf(find(own, params.id)), 1); }],
    ["POST", "/tickets", "agent", ({ user, body }) => (required(body, "subject"), full(openTicket(user, body)))],
    ["GET", "/tickets/:id", "agent", ({ params }) => full(advance(find(world.tickets, params.id)))],
    ["PATCH", "/tickets/:id", "agent", ({ user, params, body, request }) => {
      const ticket = find(world.tickets, params.id);
      match(request, ticket);
      if ("subject" in body) required(body, "subject");
      if (body.status) setStatus(ticket, body.status);
      for (const [field, list] of [["category", "categories"], ["team", "teams"], ["owner", "agents"]]) if (`${field}_id` in body) ticket[field] = world.named(world.admin[list].find((row) => row.id === body[`${field}_id`])) ?? null;
      if (body.customer_id) ticket.customer = world.ref(find(world.customers, body.customer_id));
      for (const field of ["subject", "priority", "work_around"]) if (field in body) ticket[field] = body[field];
      return touch(ticket, user, "changed", Object.keys(body).join(", "));
    }],
    ["POST", "/tickets/:id/articles", "agent", ({ user, params, body }) => {
      required(body, "body");
      const ticket = find(world.tickets, params.id);
      const article = { id: world.id(), kind: body.kind, author: world.named(agentOf(user)), body: body.body, created_at: iso() };
      ticket.articles.push(article);
      touch(ticket, user, body.kind === "note" ? "note" : "article");
      return article;
    }],
    ["POST", "/tickets/:id/procedures", "agent", ({ user, params, body }) => {
      required(body, "text");
      const ticket = find(world.tickets, params.id);
      const done = { id: world.id(), ...body, author: world.named(agentOf(user)), created_at: iso() };
      ticket.procedures.push(done);
      touch(ticket, user, "procedure", body.text);
      return done;
    }],
    ["POST", "/tickets/:id/:action", "agent", ({ user, params, body }) => {
      const ticket = advance(find(world.tickets, params.id));
      if (params.action === "take") { ticket.owner = world.named(agentOf(user)); ticket.taken_at ??= iso(); if (ticket.status === "new") setStatus(ticket, "open"); }
      else if (params.action === "escalate") { required(body, "reason"); ticket.level = body.level; ticket.escalation_reason = body.reason; ticket.stopwatch.level_ms = 0; }
      else if (params.action === "solve") { required(body, "solution"); setStatus(ticket, "solved"); ticket.solution = body.solution; ticket.solved_at = iso(); }
      else if (params.action === "reopen") { required(body, "reason"); setStatus(ticket, "open"); ticket.level = "2"; ticket.reopened_count++; ticket.stopwatch.level_ms = 0; }
      else if (params.action === "close") setStatus(ticket, "closed");
      else throw missing();
      return touch(ticket, user, { take: "taken", escalate: "escalated", solve: "solved", reopen: "reopened", close: "closed" }[params.action], body.reason ?? body.solution ?? "");
    }],
    ["GET", "/tickets/:id/history", "agent", ({ params, query }) => page([...find(world.tickets, params.id).history].reverse(), query)],
    ["GET", "/customers", "agent", ({ query }) => {
      const needle = (query.get("q") ?? query.get("number") ?? "").toLowerCase();
      return page(world.customers.filter((c) => (!query.get("organisation_id") || c.organisation?.id === query.get("organisation_id")) && `${c.name} ${c.code} ${c.organisation?.name} ${c.numbers.map((n) => n.e164)}`.toLowerCase().includes(needle)), query);
    }],
    ["POST", "/customers", "agent", ({ body }) => {
      required(body, "name");
      const row = { id: world.id(), etag: world.etag(), code: null, language: null, email: null, organisation: null, numbers: [], note: null, vip: false, identity_locked_until: null, identity_set: [], identity: null, open_tickets: 0, created_at: iso(), ...body };
      world.customers.unshift(row); world.timelines.set(row.id, []);
      return row;
    }],
    ["GET", "/customers/:id", "agent", ({ params }) => find(world.customers, params.id)],
    ["PATCH", "/customers/:id", "agent", ({ params, body, request }) => {
      const row = find(world.customers, params.id);
      match(request, row);
      if ("name" in body) required(body, "name");
      Object.assign(row, body, { etag: world.etag() });
      say("customer_changed", { customer_id: row.id });
      return row;
    }],
    ["GET", "/customers/:id/timeline", "agent", ({ params, query }) => page(lineOf(world.customers.filter((c) => c.id === params.id), query), query)],
    ["POST", "/customers/:id/notes", "agent", ({ user, params, body }) => {
      required(body, "body");
      world.timelines.get(params.id).unshift({ id: world.id(), at: iso(), kind: "note", title: body.body, detail: "", author: user.name });
      say("customer_changed", { customer_id: params.id });
    }],
    ["POST", "/calls/:id/customer", "agent", ({ user, params, body }) => {
      const call = find(world.calls, params.id);
      const customer = body.customer_id ? find(world.customers, body.customer_id) : { id: world.id(), etag: world.etag(), name: body.name, code: null, language: null, email: null, organisation: null, numbers: [{ e164: call.ani, label: "" }], note: null, vip: false, identity_locked_until: null, identity_set: [], identity: null, open_tickets: 0, created_at: iso() };
      if (!body.customer_id) { world.customers.unshift(customer); world.timelines.set(customer.id, []); }
      call.customer = world.ref(customer);
      const state = me(user);
      if (state.call?.id === call.id) set(user, { call: { ...state.call, customer: call.customer } });
      if (state.offer?.call_id === call.id) set(user, { offer: { ...state.offer, customer: call.customer } });
      const ticket = world.tickets.find((row) => row.id === call.ticket_id);
      if (ticket) { ticket.customer = call.customer; touch(ticket, user, "changed", "customer"); }
      return customer;
    }],
    ["POST", "/calls/:id/ticket", "agent", ({ user, params, body }) => {
      const call = find(world.calls, params.id), ticket = find(world.tickets, body.ticket_id), state = me(user);
      const own = world.tickets.find((row) => row.id === call.ticket_id && row !== ticket);
      if (own) { setStatus(own, "closed"); own.merged_into = ticket.id; touch(own, user, "merged"); }
      call.ticket_id = ticket.id;
      if (state.call?.id === call.id) set(user, { call: { ...state.call, ticket_id: ticket.id } });
      return touch(ticket, user, "call_attached");
    }],
    ["GET", "/organisations", "agent", ({ query }) => page(world.organisations.filter((o) => o.name.toLowerCase().includes((query.get("q") ?? "").toLowerCase())).map(organisation), query)],
    ["POST", "/organisations", "agent", ({ body }) => { required(body, "name"); const row = { id: world.id(), etag: world.etag(), code: "", note: "", created_at: iso(), ...body }; world.organisations.push(row); return organisation(row); }],
    ["GET", "/organisations/:id", "agent", ({ params }) => organisation(find(world.organisations, params.id))],
    ["PATCH", "/organisations/:id", "agent", ({ params, body, request }) => { const row = find(world.organisations, params.id); match(request, row); Object.assign(row, body, { etag: world.etag() }); return organisation(row); }],
    ["GET", "/organisations/:id/timeline", "agent", ({ params, query }) => page(lineOf(peopleOf(params.id), query), query)],
    ["GET", "/audit", "admin", ({ query }) => page(audit.filter((each) => each.kind === query.get("kind") && (!query.get("entity_id") || each.object.id === query.get("entity_id"))), query)],
    ["POST", "/identity-checks", "agent", ({ user, body }) => {
      const check = { id: world.id(), customer_id: body.customer_id, questions: world.questions.map((q) => ({ id: q.id, text: q.text[user.language], answered: null })), result: "open", wrong: 0, asked_by: { id: user.id, name: user.name }, started_at: iso() };
      checks.set(check.id, check);
      return check;
    }],
    ["POST", "/identity-checks/:id/answers", "agent", ({ params, body }) => answerCheck(checks.get(params.id), body)],
    ["GET", "/drafts/:key", "agent", ({ user, params }) => { const body = drafts.get(user.id + params.key); if (body === undefined) throw missing(); return { body }; }],
    ["PUT", "/drafts/:key", "agent", ({ user, params, body }) => void drafts.set(user.id + params.key, body.body)],
    ["DELETE", "/drafts/:key", "agent", ({ user, params }) => void drafts.delete(user.id + params.key)],
    ["GET", "/calls", "agent", ({ query }) => page(world.calls.filter((c) => (!query.get("queue_id") || c.queue?.id === query.get("queue_id")) && (!query.get("agent_id") || c.agent?.id === query.get("agent_id")) && (!query.get("ani") || c.ani.includes(query.get("ani")))), query)],
    ["GET", "/calls/:id", "agent", ({ params }) => find(world.calls, params.id)],
    ["GET", "/kpi/day", "supervisor", ({ query }) => ({ date: query.get("date"), zone: "Europe/Rome", total: figures(226), queues: world.admin.queues.map((q, i) => ({ queue: world.named(q), figures: figures([128, 41, 57, 0][i]) })), agents: world.admin.agents.map((a, i) => ({ agent: world.named(a), figures: figures(i === 5 ? 0 : 52 - i * 7) })) })],
    ["GET", "/search", "agent", ({ query }) => {
      const needle = (query.get("q") ?? "").toLowerCase();
      return { customers: world.customers.filter((c) => c.name.toLowerCase().includes(needle)).slice(0, 6).map(world.ref), tickets: world.tickets.filter((row) => `${row.number} ${row.subject}`.toLowerCase().includes(needle)).slice(0, 8).map(({ id, number, subject, status }) => ({ id, number, subject, status })) };
    }],
    ["GET", "/names/:kind", "agent", ({ params }) => ({ items: (world.admin[params.kind] ?? []).map((row) => ({ id: row.id, name: row.name ?? Object.values(row.text ?? {})[0] })) })],
    ["GET", "/admin/:kind", "agent", ({ params, query }) => page(kind(params), query)],
    ["POST", "/admin/flows/test", "admin", ({ body }) => (checkFlow(body.document), tryFlow(body))],
    ["POST", "/admin/:kind", "admin", ({ user, params, body }) => { required(body, "name" in body || params.kind !== "identity-questions" ? "name" : "field"); const row = { ...body, id: world.id(), etag: world.etag() }; kind(params).push(row); note(user, params.kind, "create", {}, row); return row; }],
    ["GET", "/admin/:kind/:id", "admin", ({ params }) => find(kind(params), params.id)],
    ["PUT", "/admin/:kind/:id", "admin", ({ user, params, body, request }) => {
      const row = find(kind(params), params.id);
      match(request, row);
      if ("name" in row) required(body, "name");
      if (params.kind === "flows") checkFlow(body.document);
      note(user, params.kind, "update", { ...row }, { ...row, ...body });
      return Object.assign(row, body, { id: row.id, etag: world.etag() });
    }],
    ["DELETE", "/admin/:kind/:id", "admin", ({ params }) => { const list = kind(params); list.splice(list.indexOf(find(list, params.id)), 1); }],
  ].map(([method, pattern, role, run]) => ({ method, role, run, keys: [...pattern.matchAll(/:(\w+)/g)].map((m) => m[1]), match: new RegExp(`^${pattern.replace(/:\w+/g, "([^/]+)")}$`) }));
  // ---- lists of tickets, saved views, many at once
  const views = new Map();
  const viewsOf = (user) => views.get(user.id) ?? (views.set(user.id, []), views.get(user.id));
  const teamsOf = (user) => world.admin.teams.filter((team) => team.member_ids?.includes(agentOf(user).id)).map((team) => team.id);
  const organisationOf = (customer) => world.customers.find((c) => c.id === customer?.id)?.organisation?.id;
  const orders = { priority: ["low", "normal", "high", "urgent"], status: ["new", "open", "pending", "solved", "closed"], level: ["1", "2", "3", "vendor"] };
  const byQuery = (query) => {
    const by = query.get("sort") ?? "updated", sign = query.get("order") === "asc" ? 1 : -1;
    const rank = (row) => (orders[by] ? orders[by].indexOf(row[by]) : Date.parse(row[`${by}_at`]));
    return (a, b) => sign * (rank(a) - rank(b));
  };
  const stateOf = ({ etag, status, level, priority, category, owner, team }) => ({ etag, status, level, priority, category, owner, team });
  const changeMany = (user, step, item, { level, reason }) => {
    const ticket = world.tickets.find((row) => row.id === item.id);
    const refuse = (key) => ({ id: item.id, number: ticket?.number ?? 0, subject: ticket?.subject ?? "", result: "refused", before: null, after: null, key, detail: "" });
    if (!ticket) return refuse("not_found");
    if (item.etag && item.etag !== ticket.etag) return refuse("changed_meanwhile");
    if (ticket.status === "closed" || (step !== "edit" && ticket.status === "solved")) return refuse(step === "edit" ? "ticket.is_closed" : "ticket.not_running");
    const before = stateOf(advance(ticket)), plain = JSON.stringify(before);
    if (step === "take") { ticket.owner = world.named(agentOf(user)); if (ticket.status === "new") setStatus(ticket, "open"); }
    else if (step === "escalate") { if (ticket.level !== level) Object.assign(ticket, { level, escalation_reason: reason, owner: null }); }
    else {
      for (const [field, list] of [["category", "categories"], ["team", "teams"], ["owner", "agents"]]) if (`${field}_id` in item) ticket[field] = world.named(world.admin[list].find((row) => row.id === item[`${field}_id`])) ?? null;
      if (item.priority) ticket.priority = item.priority;
      if (item.status) setStatus(ticket, item.status);
    }
    const changed = JSON.stringify(stateOf(ticket)) !== plain;
    if (changed) touch(ticket, user, "status_changed");
    return { id: ticket.id, number: ticket.number, subject: ticket.subject, result: changed ? "changed" : "unchanged", before, after: stateOf(ticket), key: "", detail: "" };
  };
  // ---- organisations, time lines, history of changes
  const peopleOf = (id) => world.customers.filter((c) => c.organisation?.id === id);
  const organisation = (row) => ({ code: "", note: "", created_at: iso(), ...row, customers: peopleOf(row.id).length, open_tickets: peopleOf(row.id).reduce((sum, each) => sum + each.open_tickets, 0) });
  const lineOf = (people, query) => people.flatMap((c) => (world.timelines.get(c.id) ?? []).map((item) => ({ ...item, customer: world.ref(c) }))).filter((item) => !query.get("kind") || query.get("kind").split(",").includes(item.kind)).sort((a, b) => b.at.localeCompare(a.at));
  const audit = [];
  const note = (user, of, action, from, to) => {
    const changes = Object.keys(to).filter((name) => name !== "id" && name !== "etag" && JSON.stringify(from[name]) !== JSON.stringify(to[name])).map((name) => ({ field: `/${name}`, from: from[name] ?? null, to: to[name] ?? null }));
    audit.unshift({ kind: of, id: world.id(), at: iso(), actor: { id: user.id, name: user.name }, action, object: { id: to.id, name: to.name ?? "" }, changes, more: false });
  };
  const kind = ({ kind: name }) => world.admin[name] ?? (() => { throw missing(); })();
  const session = (user) => ({ user: { id: user.id, name: user.name, login: user.login, role: user.role, language: user.language, theme: user.theme ?? "auto" }, agent: { id: agentOf(user).id, name: user.name, extension: agentOf(user).extension, phone_kind: agentOf(user).phone.kind }, tenant: { id: "1", name: "Lario Fibra" }, expires_at: new Date(Date.now() + 8 * 3600e3).toISOString() });
  const cookie = (request) => /filo_session=(\w+)/.exec(request.headers.cookie ?? "")?.[1];
  const userOf = (request) => world.admin.users.find((u) => u.id === sessions.get(cookie(request)));

  async function api(request, response, url) {
    const body = await readBody(request);
    const path = url.pathname.slice("/api/v1".length);
    if (path === "/session" && request.method === "POST") {
      const user = world.admin.users.find((u) => u.login === body.login && body.password === "demo");
      if (!user) throw new Problem(401, "unauthenticated");
      const token = `s${world.id()}${Math.random().toString(36).slice(2)}`;
      sessions.set(token, user.id);
      response.setHeader("Set-Cookie", `filo_session=${token}; HttpOnly; SameSite=Strict; Path=/`);
      return session(user);
    }
    const user = userOf(request);
    if (!user) throw new Problem(401, "unauthenticated");
    const route = routes.find((each) => each.method === request.method && each.match.test(path));
    if (!route) throw new Problem(404, "no_route");
    if (ranks.indexOf(user.role) < ranks.indexOf(route.role)) throw new Problem(403, "forbidden");
    const values = route.match.exec(path).slice(1).map(decodeURIComponent);
    return route.run({ user, body, request, query: url.searchParams, params: Object.fromEntries(route.keys.map((key, i) => [key, values[i]])) });
  }

  const server = createServer(async (request, response) => {
    const url = new URL(request.url, "http://mock");
    try {
      if (url.pathname.startsWith("/api/v1/")) return reply(response, 200, await api(request, response, url));
      if (url.pathname === "/mock/ring") return reply(response, 200, ring(await readBody(request)));
      if (url.pathname === "/mock/reset") { world = makeWorld(Date.now()); states = new Map(); drafts.clear(); return reply(response, 200, {}); }
      serveFile(response, url.pathname);
    } catch (error) {
      if (!(error instanceof Problem)) console.error(error);
      const problem = error instanceof Problem ? error : new Problem(500, "internal");
      reply(response, problem.status, { title: problem.code, status: problem.status, code: problem.code, trace_id: "mock", errors: [], ...problem.extra }, "application/problem+json");
    }
  });
  const hub = new WebSocketServer({ noServer: true });
  server.on("upgrade", (request, socket, head) => {
    const user = userOf(request);
    if (!user || !request.url.startsWith("/api/v1/events")) return socket.destroy();
    hub.handleUpgrade(request, socket, head, (client) => {
      client.user = user;
      sockets.add(client);
      client.send(JSON.stringify({ at: iso(), type: "my_state", data: me(user) }));
      client.on("close", () => sockets.delete(client));
      client.on("message", (text) => listen(client, JSON.parse(text)));
    });
  });
  /** No media here: the offer is checked like the server would and answered as a closed port. */
  function listen(client, message) {
    if (message.type === "phone.offer") {
      const fine = /a=candidate/.test(message.sdp) && /PCM[AU]\/8000/.test(message.sdp) && /a=fingerprint/.test(message.sdp);
      if (!fine) return client.send(JSON.stringify({ type: "phone.refused", key: "phone.bad_offer", at: iso() }));
      set(client.user, { phone: { kind: "browser", registered: true, since: iso() } });
      const mid = /a=mid:(\S+)/.exec(message.sdp)?.[1] ?? "0";
      const sdp = ["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0", `a=group:BUNDLE ${mid}`, "a=ice-lite", "m=audio 9 UDP/TLS/RTP/SAVPF 8 0", "c=IN IP4 127.0.0.1", `a=mid:${mid}`, "a=sendrecv", "a=rtcp-mux", "a=rtpmap:8 PCMA/8000", "a=rtpmap:0 PCMU/8000", "a=ice-ufrag:mock", "a=ice-pwd:mockmockmockmockmockmock", `a=fingerprint:sha-256 ${Array(32).fill("AB").join(":")}`, "a=setup:passive", "a=candidate:1 1 udp 2130706431 127.0.0.1 9 typ host", "a=end-of-candidates", ""].join("\r\n");
      client.send(JSON.stringify({ type: "phone.answer", sdp, at: iso() }));
    } else if (message.type === "phone.close") set(client.user, { phone: { kind: "browser", registered: false, since: null } });
  }
  const ticker = setInterval(() => say("board", board(), (user) => user.role !== "agent", true), 1000);
  server.on("close", () => (clearInterval(ticker), hub.close()));
  return new Promise((done) => server.listen(port, "127.0.0.1", () => done({ port: server.address().port, stop: () => { for (const each of sockets) each.terminate(); server.closeAllConnections(); server.close(); } })));
}

function reply(response, status, body, type = "application/json") {
  response.writeHead(status, { "Content-Type": type, "Cache-Control": "no-store" });
  response.end(body === undefined ? "" : JSON.stringify(body));
}

async function readBody(request) {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text ? JSON.parse(text) : {};
}

function serveFile(response, path) {
  const wanted = join(dist, normalize(path));
  const file = extname(path) && existsSync(wanted) ? wanted : join(dist, "index.html");
  response.writeHead(200, { "Content-Type": mime[extname(file)] ?? "application/octet-stream", "Content-Security-Policy": csp, "Cache-Control": "no-cache" });
  createReadStream(file).pipe(response);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { port } = await startMock(Number(process.argv[2] ?? 8095));
  console.log(`http://127.0.0.1:${port}  (anna, luc, marco or admin; password demo)`);
}
