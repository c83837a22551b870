// What a few weeks leave behind at the demo company, an internet provider: customers with their
// numbers, tickets of all kinds. Written through the API as the demo's own people.
import { logIn } from "./server.mjs";

export const knownCaller = { name: "Maria Colombo", number: "+390557654321" };

const kOrganisations = ["Officine Brambilla", "Studio Conti Rossi", "Hôtel du Lac", "Comune di Lecco"];

// name, organisation, language, number, VIP, note
const kCustomers = [
  [knownCaller.name, null, "it", knownCaller.number, false, "Preferisce essere richiamata dopo le 14."],
  ["Giuseppe Ferrero", 0, "it", "+390341555010", false, ""],
  ["Claire Laurent", 2, "fr", "+33472009911", true, "Réception ouverte jour et nuit."],
  ["Paolo Brambilla", 0, "it", "+393391234501", true, "Titolare; due linee in fibra e un numero verde."],
  ["Lucia Fontana", null, "it", "+393471234502", false, ""],
  ["Andrea Galli", null, "it", "+393481234503", false, ""],
  ["Sophie Girard", null, "fr", "+33612345601", false, ""],
  ["Francesca Riva", 1, "it", "+390234567804", false, "Amministrazione dello studio."],
  ["Tom Baker", null, "en", "+447700900105", false, "Speaks English only."],
  ["Elena Marchetti", null, "it", "+393281234506", false, ""],
  ["Davide Longoni", 3, "it", "+390341481207", false, "Ufficio sistemi del Comune."],
  ["Camille Bernard", null, "fr", "+33698765408", false, ""],
  ["Roberto Villa", null, "it", "+393331234509", false, ""],
  ["Chiara Sala", 1, "it", "+393401234510", false, ""],
  ["Alice Martin", 2, "fr", "+33472009912", false, ""],
  ["Stefano Corti", null, "it", "+393491234511", false, ""],
];

// subject, customer, category, priority, who, what happens: [verb, text, …]
const kTickets = [
  ["Modem con luce rossa dopo il temporale", 4, "Internet", "high", "luca", ["note", "Luce rossa fissa sulla fibra. Cavo controllato dal cliente.", "failed", "Riavvio del modem"]],
  ["Linea lenta la sera", 5, "Internet lento", "normal", "anna", ["public", "Abbiamo misurato la linea: dalle 20 alle 22 la banda scende a 12 Mbit/s. La teniamo sotto controllo per tre giorni."]],
  ["Panne de fibre à la réception", 2, "Internet assente", "urgent", "claire", ["note", "Trente chambres sans réseau.", "escalate", "Le répartiteur ne répond plus"]],
  ["Fattura di ottobre pagata due volte", 7, "Fatture", "normal", "claire", ["note", "Bonifico e addebito nello stesso giorno.", "solve", "Rimborso disposto, valuta cinque giorni."]],
  ["Trasloco della linea in via Manzoni", 9, "Appuntamenti", "low", "claire", []],
  ["No dial tone on the second handset", 8, "Telefono", "normal", "james", ["partly", "Handset registered again with the base"]],
  ["Configurazione del centralino nuovo", 3, "Telefono", "high", "luca", ["escalate", "Serve la configurazione del gruppo di chiamata"]],
  ["Déménagement prévu en décembre", 6, "Appuntamenti", "low", "claire", ["pending", ""]],
  ["Wi-Fi che non copre il primo piano", 12, "Internet", "low", "anna", ["worked", "Canale cambiato da 1 a 11", "solve", "Canale cambiato, ripetitore consigliato."]],
  ["Posta elettronica ferma da ieri", 10, "Internet", "high", "luca", ["note", "Casella piena, avviso non letto.", "solve", "Casella svuotata e quota alzata."]],
  ["Indirizzo IP fisso per le telecamere", 13, "Internet lento", "normal", "anna", ["pending", ""]],
  ["Facture introuvable dans l'espace client", 11, "Fatture", "normal", "claire", []],
  ["Caduta di linea ogni mattina", 1, "Internet assente", "high", "luca", ["failed", "Filtro cambiato", "escalate", "Profilo di linea da rifare"]],
  ["Cambio del nome sulla bolletta", 15, "Fatture", "low", "anna", ["solve", "Nome cambiato dalla prossima bolletta."]],
  ["Téléphone de la chambre 12 muet", 14, "Telefono", "normal", "claire", ["note", "Testé avec un autre combiné : même résultat."]],
];

/** Fills an empty demo centre. Lists get long enough to scroll: `more` tickets are added. */
export async function fillDesk(base, people, { more = 70 } = {}) {
  const as = {};
  for (const login of ["anna", "luca", "claire", "james"]) as[login] = await logIn(base, people[login]);
  const organisations = [];
  for (const name of kOrganisations) organisations.push(await as.anna("POST", "/organisations", { name }));
  const customers = [];
  for (const [i, [name, at, language, number, vip, note]] of kCustomers.entries()) {
    const email = `${name.toLowerCase().normalize("NFD").replace(/[^a-z ]/g, "").replace(/ /g, ".")}@example.org`;
    customers.push(await as.anna("POST", "/customers", {
      name, language, vip, note, email, code: `FD-${10_412 + i * 7}`, numbers: [{ e164: number, label: "" }],
      ...(at === null ? {} : { organisation_id: organisations[at].id }),
    }));
  }
  const { items: categories } = await as.anna("GET", "/names/categories");
  const idOf = (word) => categories.find((each) => each.name.toLowerCase().includes(word.toLowerCase()))?.id;
  // The past is written first, so that the newest rows are the ones worth looking at.
  for (let i = 0; i < more; ++i) {
    const [subject, , category, priority] = kTickets[i % kTickets.length];
    const who = as[["anna", "luca", "claire", "james"][i % 4]];
    const ticket = await open(who, { subject, customer_id: customers[(i * 5) % customers.length].id, category_id: idOf(category), priority });
    if (i % 3) await who("POST", `/tickets/${ticket.id}/solve`, { solution: "Risolto al telefono." });
  }
  for (const [subject, at, category, priority, login, steps] of kTickets) {
    const ticket = await open(as[login], { subject, customer_id: customers[at].id, category_id: idOf(category), priority });
    for (let i = 0; i < steps.length; i += 2) await step(as[login], ticket.id, steps[i], steps[i + 1]);
  }
  return { customers };
}

function open(ask, fields) {
  return ask("POST", "/tickets", Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)));
}

async function step(ask, id, verb, text) {
  const path = `/tickets/${id}`;
  if (verb === "note" || verb === "public") return ask("POST", `${path}/articles`, { kind: verb, body: text });
  if (["worked", "failed", "partly"].includes(verb)) return ask("POST", `${path}/procedures`, { text, outcome: verb });
  if (verb === "solve") return ask("POST", `${path}/solve`, { solution: text });
  const { etag, level } = await ask("GET", path); // a recurring ticket is on level 2 already
  if (verb === "escalate") return ask("POST", `${path}/escalate`, { level: level === "1" ? "2" : "3", reason: text });
  return ask("PATCH", path, { status: verb }, etag);
}
