// One believable company for developing and testing the desk: a regional internet provider with
// its customers, calls and tickets. Deterministic: the same on every start, times relative to `now`.

const kMinute = 60_000;
const kHour = 60 * kMinute;
const kDay = 24 * kHour;

export function makeWorld(now) {
  let next = 1000;
  const id = () => String(next++);
  const ago = (ms) => new Date(now - ms).toISOString();
  const etag = () => `"${id()}"`;
  let seed = 7;
  const random = () => ((seed = (seed * 48271) % 2147483647) / 2147483647);
  const pick = (list) => list[Math.floor(random() * list.length)];

  const rows = (fields) => fields.map((each) => ({ id: id(), etag: etag(), ...each }));
  const sites = rows([{ name: "Milano", country: "IT", zone: "Europe/Rome" }, { name: "Lyon", country: "FR", zone: "Europe/Paris" }]);
  const skills = rows([{ name: "Italiano" }, { name: "Français" }, { name: "Fibra" }, { name: "Fatturazione" }]);
  const reasons = rows([{ name: "Pausa caffè" }, { name: "Pranzo" }, { name: "Formazione" }, { name: "Riunione" }]);
  const categories = rows([
    { name: "Guasti", parent_id: null }, { name: "Linea lenta", parent_id: null }, { name: "Fatture", parent_id: null },
    { name: "Trasloco", parent_id: null }, { name: "Posta elettronica", parent_id: null },
  ]);
  const users = rows([
    { login: "anna", name: "Anna Bianchi", role: "agent", language: "it", active: true },
    { login: "luc", name: "Luc Moreau", role: "agent", language: "fr", active: true },
    { login: "marco", name: "Marco Ferri", role: "supervisor", language: "it", active: true },
    { login: "admin", name: "Giulia Conti", role: "admin", language: "it", active: true },
    { login: "emma", name: "Emma Clarke", role: "agent", language: "en", active: true },
    { login: "sara", name: "Sara Greco", role: "agent", language: "it", active: true },
  ]);
  const queue = (name, extra = {}) => ({
    name, skills: [{ skill_id: skills[0].id, level_min: 1 }], priority: 5, ring_timeout_ms: 15000, wrap_up_ms: 30000,
    wait_max_ms: 600000, waiting_max: 50, music: "calm", service_level_ms: 20000, announce_position: true, overflow: { kind: "hang_up", target: "" }, ...extra,
  });
  const queues = rows([queue("Guasti e assistenza"), queue("Fatturazione"), queue("Service client"), queue("Business", { priority: 9 })]);
  const agents = rows(users.map((user, i) => ({
    user_id: user.id, name: user.name, extension: String(201 + i), phone: { kind: i === 1 ? "sip" : "browser", ...(i === 1 ? { sip_user: "luc" } : {}) }, calls_out: "national",
    skills: [{ skill_id: skills[i % 4].id, level: 3 + (i % 3) }], queue_ids: [queues[i % 4].id, queues[0].id].filter((q, at, all) => all.indexOf(q) === at),
  })));
  const teams = rows([
    { name: "Primo livello", level: "1", member_ids: agents.slice(0, 3).map((a) => a.id) },
    { name: "Rete", level: "2", member_ids: [agents[4].id] }, { name: "Sistemi", level: "3", member_ids: [agents[5].id] },
  ]);
  const calendars = rows([{
    name: "Orario d'ufficio", zone: "Europe/Rome", weekly: ["mon", "tue", "wed", "thu", "fri"].map((day) => ({ day, open: "08:30", close: "18:00" })),
    holidays: [{ date: "2026-12-25", name: "Natale" }, { date: "2026-12-24", name: "Vigilia", open: "08:30", close: "13:00" }],
  }]);
  const words = (it, fr, en) => ({ text: { it, fr, en } });
  const flows = rows([{
    name: "Numero verde", document: {
      start: "welcome",
      nodes: {
        welcome: { type: "say", prompt: words("Benvenuti in Lario Fibra.", "Bienvenue chez Lario Fibra.", "Welcome to Lario Fibra."), next: "hours" },
        hours: { type: "hours", calendar: "Orario d'ufficio", open: "menu", closed: "bye", holiday: "bye" },
        menu: { type: "menu", prompt: words("Per i guasti prema 1, per le fatture prema 2.", "Pour une panne, tapez 1 ; pour une facture, tapez 2.", "For faults press 1, for bills press 2."), timeout_ms: 5000, retries: 2, options: { 1: "faults", 2: "billing" }, otherwise: "faults" },
        faults: { type: "queue", queue: "Guasti e assistenza" },
        billing: { type: "queue", queue: "Fatturazione" },
        bye: { type: "hang_up", prompt: words("Arrivederci.", "Au revoir.", "Goodbye.") },
      },
    },
  }]);
  const numbers = rows([
    { e164: "+39800100200", name: "Numero verde guasti", service: "Assistenza", language: "it", flow_id: flows[0].id, site_id: sites[0].id },
    { e164: "+33478001122", name: "Lyon", service: "Service client", language: "fr", flow_id: flows[0].id, site_id: sites[1].id },
  ]);
  const questions = rows([
    { text: { it: "Qual è la sua data di nascita?", fr: "Quelle est votre date de naissance ?", en: "What is your date of birth?" }, field: "birth_date", active: true },
    { text: { it: "Qual è il suo codice cliente?", fr: "Quel est votre code client ?", en: "What is your customer code?" }, field: "code", active: true },
    { text: { it: "In quale via si trova l'impianto?", fr: "Dans quelle rue se trouve l'installation ?", en: "In which street is the line?" }, field: "address", active: true },
  ]);
  const trunks = rows([{ name: "Operatore principale", host: "192.0.2.10", port: 5060, transport: "udp", numbers_out: "+39800100200", max_calls: 30, site_id: null }]);
  const organisations = rows([{ name: "Officine Brambilla" }, { name: "Studio Conti Rossi" }, { name: "Hôtel du Lac" }, { name: "Comune di Lecco" }]);

  const names = ("Maria Rossi|Giuseppe Colombo|Claire Dubois|Paolo Brambilla|Lucia Fontana|Andrea Galli|Sophie Laurent|Francesca Riva|Tom Baker|" +
    "Elena Marchetti|Davide Longoni|Camille Girard|Roberto Villa|Chiara Sala|Hugo Bernard|Stefano Corti|Martina Pozzi|Alice Martin").split("|");
  const customers = names.map((name, i) => ({
    id: id(), etag: etag(), name, code: `C-${10400 + i * 7}`, language: ["it", "it", "fr"][i % 3], email: `${name.toLowerCase().replace(/[^a-z]+/g, ".")}@example.org`,
    organisation: i % 3 === 0 ? { id: organisations[(i / 3) % 4].id, name: organisations[(i / 3) % 4].name } : null,
    numbers: [{ e164: i % 3 === 2 ? `+3361234${1000 + i * 37}` : `+39333${4000000 + i * 91357}`, label: "mobile" }, ...(i % 2 ? [{ e164: `+390341${220000 + i * 911}`, label: "casa" }] : [])],
    note: i === 0 ? "Preferisce essere richiamata dopo le 18." : null, vip: i % 7 === 3, identity_locked_until: i === 5 ? new Date(now + 20 * kMinute).toISOString() : null,
    identity_set: ["code"], identity: null, open_tickets: 0, created_at: ago((400 - i * 9) * kDay),
  }));
  const ref = (c) => c && { id: c.id, name: c.name, organisation: c.organisation?.name ?? null };
  const named = (row) => row && { id: row.id, name: row.name };

  const subjects = ("Internet cade ogni sera|Addebito doppio a ottobre|Il modem resta con la luce rossa|Pas de connexion depuis ce matin|Trasloco della linea in via Manzoni|" +
    "Posta che non parte dal telefono|Télévision saccadée le soir|Velocità molto sotto il contratto|Invoice with the wrong address|Numero fisso muto|" +
    "Cambio dell'intestatario|Débit très faible en Wi-Fi|Richiesta di IP statico|Fattura mai arrivata|Router da sostituire dopo il temporale").split("|");
  const tickets = [];
  for (let i = 0; i < 132; i++) {
    const customer = customers[i % customers.length];
    const age = i < 6 ? (i + 1) * 11 * kMinute : i * i * 9 * kMinute + i * kHour;
    const status = i < 4 ? "new" : i < 60 ? pick(["open", "open", "pending"]) : pick(["solved", "closed", "solved", "open"]);
    const running = status === "new" || status === "open" || status === "pending";
    const level = i % 11 === 4 ? "2" : i % 17 === 9 ? "3" : i % 29 === 13 ? "vendor" : "1";
    const total = running ? age : Math.min(age, (1 + (i % 40)) * 23 * kMinute);
    const owner = status === "new" ? null : agents[i % 6];
    tickets.push({
      id: id(), number: String(20260000 + 4210 - i), subject: subjects[i % subjects.length], status, level, priority: pick(["normal", "normal", "high", "low", i % 9 === 0 ? "urgent" : "normal"]),
      category: named(categories[i % 5]), customer: ref(customer), owner: named(owner), team: named(teams[level === "1" ? 0 : level === "2" ? 1 : 2]), created_at: ago(age), updated_at: ago(age / 3),
      stopwatch: {
        running, total_ms: total, level_ms: Math.round(total * (level === "1" ? 1 : 0.4)), by_level: { 1: Math.round(total * (level === "1" ? 1 : 0.6)), 2: level === "2" ? Math.round(total * 0.4) : 0, 3: level === "3" ? Math.round(total * 0.4) : 0, vendor: level === "vendor" ? Math.round(total * 0.4) : 0 },
        by_state: { new: Math.round(total * 0.05), open: Math.round(total * 0.75), pending: Math.round(total * 0.2), solved: 0 }, as_of: new Date(now).toISOString(),
      },
      etag: etag(), channel: i % 4 ? "phone" : "desk", call_id: null, work_around: i % 8 === 2 ? "Usare l'hotspot del telefono fino alla visita." : null, solution: running ? null : "Porta rifatta in centrale, linea stabile per 24 ore.",
      reopened_count: i % 13 === 4 ? 1 : 0, escalation_reason: level === "1" ? null : "Il profilo della linea va cambiato in centrale.", taken_at: owner ? ago(age * 0.95) : null, solved_at: running ? null : ago(age - total),
      articles: owner ? [
        { id: id(), kind: "public", author: { id: customer.id, name: customer.name }, body: "Da tre giorni la linea cade verso le 20 e torna da sola dopo mezz'ora. Ho già spento e riacceso il modem.", created_at: ago(age * 0.9) },
        { id: id(), kind: "note", author: named(owner), body: "Attenuazione alta dal 18 novembre: visto nello storico della porta. Nessun altro guasto in quella strada.", created_at: ago(age * 0.6) },
        { id: id(), kind: "public", author: named(owner), body: "Abbiamo trovato un disturbo sulla linea e lo stiamo seguendo. La richiamo domani mattina entro le 10.", created_at: ago(age * 0.4) },
      ] : [],
      procedures: owner ? [{ id: id(), text: "Riavvio del modem a distanza", outcome: "partly", author: named(owner), created_at: ago(age * 0.7) }, { id: id(), text: "Cambio del canale Wi-Fi", outcome: "failed", author: named(owner), created_at: ago(age * 0.65) }] : [],
      history: [{ at: ago(age), actor: named(owner ?? agents[0]), event: "opened", detail: "" }, ...(owner ? [{ at: ago(age * 0.95), actor: named(owner), event: "taken", detail: "" }] : []), ...(level !== "1" ? [{ at: ago(age * 0.5), actor: named(owner), event: "escalated", detail: `1 → ${level}` }] : [])],
    });
    if (running) customer.open_tickets++;
  }

  const calls = [];
  for (let i = 0; i < 90; i++) {
    const customer = i % 6 === 5 ? null : customers[(i * 5) % customers.length];
    const started = now - (i * 13 + 4) * kMinute - (i > 40 ? kDay : 0);
    const outcome = i % 9 === 4 ? "abandoned" : i % 23 === 11 ? "ivr" : "answered";
    const talk = (60 + ((i * 37) % 500)) * 1000;
    const at = (ms) => new Date(started + ms).toISOString();
    const q = named(queues[i % 4]);
    const agent = outcome === "answered" ? named(agents[i % 6]) : null;
    const wait = 4000 + ((i * 7919) % 60000);
    const segments = [{ kind: "ivr", agent: null, queue: null, started_at: at(0), duration_ms: 14000 }];
    if (outcome !== "ivr") segments.push({ kind: "queue", agent: null, queue: q, started_at: at(14000), duration_ms: wait });
    if (agent) segments.push(
      { kind: "ring", agent, queue: q, started_at: at(14000 + wait), duration_ms: 5000 }, { kind: "talk", agent, queue: q, started_at: at(19000 + wait), duration_ms: talk },
      ...(i % 3 === 0 ? [{ kind: "hold", agent, queue: q, started_at: at(19000 + wait + talk), duration_ms: 25000 }] : []),
      { kind: "wrap_up", agent, queue: q, started_at: at(19000 + wait + talk + (i % 3 === 0 ? 25000 : 0)), duration_ms: 22000 });
    const end = segments.filter((s) => s.kind !== "wrap_up").reduce((sum, s) => sum + s.duration_ms, 0);
    calls.push({
      id: id(), direction: i % 12 === 7 ? "out" : "in", ani: customer ? customer.numbers[0].e164 : `+39347${2000000 + i * 1371}`, dnis: numbers[i % 2].e164, service: numbers[i % 2].service, customer: ref(customer), queue: outcome === "ivr" ? null : q, agent,
      ticket_id: agent && customer ? tickets.find((each) => each.customer.id === customer.id).id : null, started_at: at(0), answered_at: agent ? at(19000 + wait) : null, ended_at: at(end), outcome, cause: outcome === "answered" ? "caller_hung_up" : outcome === "abandoned" ? "caller_left_queue" : "caller_hung_up", segments,
    });
  }

  const timelines = new Map();
  for (const customer of customers) {
    const items = [];
    for (const call of calls.filter((each) => each.customer?.id === customer.id)) items.push({ id: id(), at: call.started_at, kind: "call", title: call.service, detail: call.queue?.name ?? "", call_id: call.id, author: call.agent?.name ?? null, duration_ms: Date.parse(call.ended_at) - Date.parse(call.started_at), outcome: call.outcome });
    for (const ticket of tickets.filter((each) => each.customer.id === customer.id)) {
      items.push({ id: id(), at: ticket.created_at, kind: "ticket", title: ticket.subject, detail: `#${ticket.number}`, ticket_id: ticket.id, author: ticket.owner?.name ?? null, outcome: ticket.status });
      for (const p of ticket.procedures) items.push({ id: id(), at: p.created_at, kind: "procedure", title: p.text, detail: ticket.subject, ticket_id: ticket.id, author: p.author.name, outcome: p.outcome });
    }
    items.push({ id: id(), at: ago(9 * kDay), kind: "identity", title: "", detail: "", author: "Anna Bianchi", outcome: "passed" });
    items.push({ id: id(), at: ago(40 * kDay), kind: "note", title: "Chiede un preventivo per la seconda sede.", detail: "", author: "Luc Moreau" });
    timelines.set(customer.id, items.sort((a, b) => b.at.localeCompare(a.at)));
  }

  return {
    id, etag, ref, named, customers, tickets, calls, timelines, organisations, questions,
    admin: { users, agents, queues, skills, numbers, flows, calendars, "identity-questions": questions, categories, teams, "pause-reasons": reasons, sites, trunks },
  };
}

const kNames = ["offered", "answered", "answered_in_time", "abandoned", "abandoned_in_time", "flow_out", "waiting", "service_level", "speed_of_answer_ms", "handling_time_ms", "take_charge_ms", "resolve_ms", "resolved", "first_contact_resolution"];
export function figures(offered, waiting = 0) {
  const answered = Math.round(offered * 0.92), inTime = Math.round(offered * 0.81), abandoned = offered - answered - waiting;
  const values = [offered, answered, inTime, abandoned, Math.round(abandoned / 3), 0, waiting, offered ? inTime / (answered + abandoned - Math.round(abandoned / 3)) : null, offered ? 14200 : null, offered ? 263000 : null, offered ? 190000 : null, offered ? 9_840_000 : null, Math.round(answered * 0.6), offered ? 0.71 : null];
  return Object.fromEntries(kNames.map((name, i) => [name, values[i]]));
}
