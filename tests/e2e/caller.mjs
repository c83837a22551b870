// Customers who call: `filodiretto phone` on the demo trunk, a soft tone in their voice.
import { spawn } from "node:child_process";
import { serverProgram } from "./server.mjs";

export const kNumbers = { it: "+39800100200", fr: "+33800100200", en: "+442038070200" };

/** A call that presses 1 in the menu. `hangUp` ends it; it also ends by itself after two minutes. `record` keeps what it hears. */
export function call({ sip, trunk, from, number = kNumbers.it, tone = 440, record = "" }) {
  const args = ["phone", "--server", `127.0.0.1:${sip}`, "--listen", `127.0.0.1:${trunk}`, "--call", number, "--from", from,
    "--tone", String(tone), "--digits", "1", "--digits-after", "600", "--duration", "120", "--json"];
  if (record) args.push("--record", record);
  return run(args);
}

/** Whoever is called outside: every number rings here. Answers after `answerAfter` ms, or refuses with the SIP status `refuse`. */
export function customer({ sip, trunk, tone = 440, record = "", answerAfter = 1_500, refuse = 0 }) {
  const args = ["phone", "--server", `127.0.0.1:${sip}`, "--listen", `127.0.0.1:${trunk}`, "--tone", String(tone), "--duration", "120", "--json"];
  args.push(...(refuse ? ["--refuse", String(refuse)] : ["--answer", "--answer-after", String(answerAfter)]));
  if (record) args.push("--record", record);
  return run(args);
}

function run(args) {
  const child = spawn(serverProgram, args, { stdio: ["ignore", "pipe", "pipe"] });
  let log = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => void (log += text));
  const ended = new Promise((done) => child.once("exit", done));
  return {
    ended,
    events: () => log.split("\n").filter((line) => line.startsWith("{")).map((line) => JSON.parse(line)),
    hangUp: async () => {
      child.kill("SIGINT");
      await ended;
    },
  };
}
