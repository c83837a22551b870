import type { AdminKind } from "@filodiretto/api-client";
import { currentLanguage, type Key } from "@filodiretto/i18n";

// What each kind of thing consists of: one description from which the form, its checks and the
// body that is saved are made. Names are those of the API.

interface Common {
  name: string;
  label: Key;
  help?: Key;
  required?: boolean;
  /** Shown only when another field of the same group has one of these values. */
  when?: [field: string, values: string[]];
}
export type Field = Common &
  (
    | { type: "text" | "password" | "switch" | "date" | "time" | "words"; mono?: boolean }
    | { type: "number"; min: number; max: number; optional?: boolean }
    | { type: "seconds"; min: number; max: number; optional?: boolean }
    | { type: "select"; options: [value: string, label: Key | { plain: string }][] }
    | { type: "ref"; ref: AdminKind; refText?: boolean }
    | { type: "refs"; ref: AdminKind }
    | { type: "group"; fields: Field[] }
    | { type: "list"; fields: Field[]; add: Key; blank: Record<string, unknown> }
    | { type: "flow" }
  );

export interface Kind {
  title: Key;
  one: Key;
  /** What changes when I save. */
  effect: Key;
  help: Key;
  fields: Field[];
  blank: Record<string, unknown>;
  nameOf?: (row: Record<string, unknown>) => string;
  /** What the list shows beside the name, the most telling first: fields by JSON pointer, or what only the server writes. */
  columns?: (string | Field)[];
}

const name: Field = { name: "name", label: "f.name", type: "text", required: true };
const language: Field = { name: "language", label: "settings.language", type: "select", options: [["it", { plain: "Italiano" }], ["fr", { plain: "Français" }], ["en", { plain: "English" }]] };
const levels: [string, Key][] = [["1", "level.1"], ["2", "level.2"], ["3", "level.3"], ["vendor", "level.vendor"]];
const days: [string, Key][] = [["mon", "day.mon"], ["tue", "day.tue"], ["wed", "day.wed"], ["thu", "day.thu"], ["fri", "day.fri"], ["sat", "day.sat"], ["sun", "day.sun"]];
/** Every zone the browser knows (the server knows them too), Europe's first. */
const zones = [...new Set(["UTC", ...Intl.supportedValuesOf("timeZone")])]
  .sort((a, b) => Number(b.startsWith("Europe/")) - Number(a.startsWith("Europe/")) || a.localeCompare(b))
  .map((name): [string, { plain: string }] => [name, { plain: name.replaceAll("_", " ") }]);
const zone: Field = { name: "zone", label: "f.zone", type: "select", options: zones };

export const kinds: Record<AdminKind, Kind> = {
  users: {
    title: "admin.users", one: "admin.users.one", effect: "admin.users.effect", help: "admin.users.help", columns: ["/role", "/login", "/language", "/active"],
    blank: { login: "", name: "", role: "agent", language: "it", active: true },
    fields: [
      { name: "login", label: "f.login", type: "text", required: true, help: "f.login.help" }, name,
      { name: "role", label: "f.role", type: "select", help: "f.role.help", options: [["agent", "role.agent"], ["supervisor", "role.supervisor"], ["admin", "role.admin"]] },
      language, { name: "active", label: "f.active", type: "switch", help: "f.active.help" },
      { name: "password", label: "login.password", type: "password", help: "f.password.help" },
    ],
  },
  agents: {
    title: "admin.agents", one: "admin.agents.one", effect: "admin.agents.effect", help: "admin.agents.help", columns: ["/extension", "/phone/kind", "/queue_ids"],
    blank: { user_id: "", name: "", extension: "", phone: { kind: "browser" }, calls_out: "none", skills: [], queue_ids: [] },
    fields: [
      { name: "user_id", label: "f.user", type: "ref", ref: "users", required: true, help: "f.user.help" }, name,
      { name: "extension", label: "f.extension", type: "text", required: true, mono: true, help: "f.extension.help" },
      { name: "phone", label: "f.phone", type: "group", fields: [
        { name: "kind", label: "f.phoneKind", type: "select", options: [["browser", "phone.kind.browser"], ["sip", "phone.kind.sip"]] },
        { name: "sip_user", label: "f.sipUser", type: "text", mono: true, when: ["kind", ["sip"]] },
        { name: "sip_password", label: "f.sipPassword", type: "password", help: "f.password.help", when: ["kind", ["sip"]] },
        { name: "contact", label: "f.contact", type: "text", mono: true, help: "f.contact.help", when: ["kind", ["sip"]] },
      ] },
      { name: "calls_out", label: "f.callsOut", type: "select", help: "f.callsOut.help", options: [["none", "callsOut.none"], ["national", "callsOut.national"], ["international", "callsOut.international"]] },
      { name: "queue_ids", label: "f.queues", type: "refs", ref: "queues", help: "f.queues.help" },
      { name: "skills", label: "admin.skills", type: "list", add: "f.addSkill", blank: { skill_id: "", level: 3 }, fields: [
        { name: "skill_id", label: "admin.skills.one", type: "ref", ref: "skills", required: true }, { name: "level", label: "f.skillLevel", type: "number", min: 1, max: 5 },
      ] },
    ],
  },
  queues: {
    title: "admin.queues", one: "queue.title", effect: "admin.queues.effect", help: "admin.queues.help", columns: ["/strategy", "/priority", "/service_level_ms"],
    blank: { name: "", skills: [], priority: 0, strategy: "longest_idle", ring_timeout_ms: 20000, wrap_up_ms: 30000, wait_max_ms: 0, waiting_max: 100, no_agents_after_ms: null, music: "", service_level_ms: 20000, announce_position: true, overflow: { kind: "hang_up", target: "" } },
    fields: [
      name,
      { name: "priority", label: "ticket.priority", type: "number", min: 0, max: 100, help: "f.queuePriority.help" },
      { name: "strategy", label: "f.strategy", type: "select", help: "f.strategy.help", options: [["longest_idle", "strategy.longest_idle"], ["most_skilled", "strategy.most_skilled"], ["round_robin", "strategy.round_robin"]] },
      { name: "ring_timeout_ms", label: "f.ringTimeout", type: "seconds", min: 5, max: 120, help: "f.ringTimeout.help" },
      { name: "wrap_up_ms", label: "f.wrapUp", type: "seconds", min: 0, max: 1800, help: "f.wrapUp.help" },
      { name: "service_level_ms", label: "f.serviceLevel", type: "seconds", min: 1, max: 3600, help: "f.serviceLevel.help" },
      { name: "wait_max_ms", label: "f.waitMax", type: "seconds", min: 0, max: 14400, help: "f.waitMax.help" },
      { name: "waiting_max", label: "f.waitingMax", type: "number", min: 1, max: 2000, help: "f.waitingMax.help" },
      { name: "no_agents_after_ms", label: "f.noAgentsAfter", type: "seconds", min: 0, max: 3600, optional: true, help: "f.noAgentsAfter.help" },
      { name: "announce_position", label: "f.announcePosition", type: "switch" },
      { name: "music", label: "f.music", type: "text", help: "f.music.help" },
      { name: "overflow", label: "f.overflow", type: "group", help: "f.overflow.help", fields: [
        { name: "kind", label: "f.overflowKind", type: "select", options: [["hang_up", "overflow.hang_up"], ["queue", "overflow.queue"], ["number", "overflow.number"]] },
        { name: "target", label: "queue.title", type: "ref", ref: "queues", when: ["kind", ["queue"]] },
        { name: "target", label: "phone.number", type: "text", mono: true, when: ["kind", ["number"]] },
      ] },
      { name: "skills", label: "f.requiredSkills", type: "list", add: "f.addSkill", blank: { skill_id: "", level_min: 1 }, fields: [
        { name: "skill_id", label: "admin.skills.one", type: "ref", ref: "skills", required: true }, { name: "level_min", label: "f.skillLevelMin", type: "number", min: 1, max: 5 },
      ] },
    ],
  },
  skills: { title: "admin.skills", one: "admin.skills.one", effect: "admin.skills.effect", help: "admin.skills.help", blank: { name: "" }, fields: [name] },
  numbers: {
    title: "admin.numbers", one: "phone.number", effect: "admin.numbers.effect", help: "admin.numbers.help", columns: ["/e164", "/service", "/flow_id", "/language"],
    blank: { e164: "", name: "", service: "", language: "it", flow_id: "", site_id: "" },
    fields: [
      { name: "e164", label: "phone.number", type: "text", required: true, mono: true, help: "f.e164.help" }, name,
      { name: "service", label: "call.service", type: "text", help: "f.service.help" }, language,
      { name: "flow_id", label: "admin.flows.one", type: "ref", ref: "flows", required: true, help: "f.flow.help" },
      { name: "site_id", label: "admin.sites.one", type: "ref", ref: "sites", required: true },
    ],
  },
  flows: {
    title: "admin.flows", one: "admin.flows.one", effect: "admin.flows.effect", help: "admin.flows.help", columns: [{ name: "version", label: "f.version", type: "number", min: 1, max: Number.MAX_SAFE_INTEGER }],
    blank: { name: "", document: { start: "welcome", nodes: { welcome: { type: "say", prompt: { text: { it: "", fr: "", en: "" } }, next: "bye" }, bye: { type: "hang_up" } } } },
    fields: [name, { name: "document", label: "flow.nodes", type: "flow" }],
  },
  calendars: {
    title: "admin.calendars", one: "admin.calendars.one", effect: "admin.calendars.effect", help: "admin.calendars.help", columns: ["/zone"],
    blank: { name: "", zone: "Europe/Rome", weekly: [], holidays: [] },
    fields: [
      name, zone,
      { name: "weekly", label: "f.weekly", type: "list", add: "f.addHours", help: "f.weekly.help", blank: { day: "mon", open: "09:00", close: "18:00" }, fields: [
        { name: "day", label: "figures.day", type: "select", options: days }, { name: "open", label: "f.open", type: "time", required: true }, { name: "close", label: "f.close", type: "time", required: true },
      ] },
      { name: "holidays", label: "f.holidays", type: "list", add: "f.addHoliday", help: "f.holidays.help", blank: { date: "", name: "" }, fields: [
        { name: "date", label: "f.date", type: "date", required: true }, name, { name: "open", label: "f.open", type: "time" }, { name: "close", label: "f.close", type: "time" },
      ] },
    ],
  },
  "identity-questions": {
    title: "admin.questions", one: "admin.questions.one", effect: "admin.questions.effect", help: "admin.questions.help", columns: ["/field", "/active"],
    blank: { text: { it: "", fr: "", en: "" }, field: "code", active: true },
    nameOf: (row) => inWords((row["text"] as Record<string, string>) ?? {}),
    fields: [
      { name: "text", label: "f.question", type: "words", required: true },
      { name: "field", label: "f.questionField", type: "select", help: "f.questionField.help", options: [["code", "customer.code"], ["birth_date", "qfield.birth_date"], ["tax_code", "qfield.tax_code"], ["address", "qfield.address"], ["last_invoice", "qfield.last_invoice"], ["secret", "qfield.secret"], ["by_ear", "qfield.by_ear"]] },
      { name: "active", label: "f.active", type: "switch" },
    ],
  },
  categories: {
    title: "admin.categories", one: "ticket.category", effect: "admin.categories.effect", help: "admin.categories.help", columns: ["/parent_id"], blank: { name: "", parent_id: null },
    fields: [name, { name: "parent_id", label: "f.parent", type: "ref", ref: "categories", help: "f.parent.help" }],
  },
  teams: {
    title: "admin.teams", one: "ticket.team", effect: "admin.teams.effect", help: "admin.teams.help", columns: ["/level", "/member_ids"], blank: { name: "", level: "1", member_ids: [] },
    fields: [name, { name: "level", label: "ticket.level", type: "select", options: levels, help: "f.teamLevel.help" }, { name: "member_ids", label: "f.members", type: "refs", ref: "agents" }],
  },
  "pause-reasons": { title: "admin.pauses", one: "admin.pauses.one", effect: "admin.pauses.effect", help: "admin.pauses.help", blank: { name: "" }, fields: [name] },
  sites: {
    title: "admin.sites", one: "admin.sites.one", effect: "admin.sites.effect", help: "admin.sites.help", columns: ["/country", "/zone"], blank: { name: "", country: "IT", zone: "Europe/Rome" },
    fields: [name, { name: "country", label: "f.country", type: "text", required: true, help: "f.country.help" }, zone],
  },
  trunks: {
    title: "admin.trunks", one: "admin.trunks.one", effect: "admin.trunks.effect", help: "admin.trunks.help", columns: ["/host", "/port", "/transport", "/max_calls"], blank: { name: "", host: "", port: 5060, transport: "udp", numbers_out: "", max_calls: 100, site_id: null },
    fields: [
      name, { name: "host", label: "f.host", type: "text", required: true, mono: true, help: "f.host.help" }, { name: "port", label: "f.port", type: "number", min: 1, max: 65535 },
      { name: "transport", label: "f.transport", type: "select", options: [["udp", { plain: "UDP" }], ["tcp", { plain: "TCP" }]] },
      { name: "numbers_out", label: "f.numbersOut", type: "text", mono: true, help: "f.numbersOut.help" }, { name: "max_calls", label: "f.maxCalls", type: "number", min: 1, max: 10000 },
      { name: "site_id", label: "admin.sites.one", type: "ref", ref: "sites", help: "f.trunkSite.help" },
    ],
  },
};

/** A text in the reader's language, else in any. */
const inWords = (texts: Record<string, string>) => texts[currentLanguage()] || (Object.values(texts).find(Boolean) ?? "");

export function nameOfRow(kind: Kind, row: Record<string, unknown>): string {
  return kind.nameOf?.(row) ?? String(row["name"] ?? "");
}
