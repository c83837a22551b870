// What a caller would hear of a flow, as far as the desk shows it: the server's trial without its
// limits, variables and calendars (it is always open).

const kStepsMax = 300;

/**
 * The answer of POST /admin/flows/test.
 * @param {{ document: any, language?: string, inputs?: { kind: string, digits?: string }[] }} wish
 */
export function tryFlow({ document, language, inputs = [] }) {
  const trial = { steps: [], left_out: 0, awaits: "digits", node: document.start, language: language ?? document.language ?? "it", timeout_ms: null };
  const nodeOf = (name) => document.nodes[name];
  const note = (kind, more = {}) => trial.steps.push({ node: trial.node, kind, text: "", file: "", language: trial.language, detail: "", ...more });
  const heard = (prompt) => {
    const said = prompt?.text ?? (prompt?.file ? "" : (prompt ?? ""));
    return { text: typeof said === "string" ? said : said[trial.language], file: prompt?.file ?? "" };
  };
  const speak = (kind, prompt) => prompt && note(kind, heard(prompt));
  const end = (awaits) => Object.assign(trial, { awaits, timeout_ms: null });
  const leave = (detail) => (note("hang_up", { detail }), end("ended"));
  let tries = 0, digits = "";

  const enter = (name) => {
    for (let next = name; next !== undefined && trial.steps.length < kStepsMax; ) {
      const node = nodeOf(next);
      if (!node) return leave("flow_end");
      Object.assign(trial, { node: next, timeout_ms: null });
      [tries, digits] = [0, ""];
      next = arrive(node);
    }
  };
  /** The next node; undefined where the caller stays. */
  function arrive(node) {
    if (node.type === "hours") return note("hours", { detail: "open" }), node.open;
    if (node.type === "set") {
      for (const name of ["language", "service"]) if (node[name]) note("set", { detail: `${name}=${node[name]}` });
      if (node.variable) note("set", { detail: `${node.variable}=${node.value ?? ""}` });
      trial.language = node.language ?? trial.language;
      return node.next;
    }
    if (node.type === "queue" || node.type === "transfer") {
      note(node.type, { ...heard(node.prompt), detail: node.queue ?? node.number });
      return void end("nothing");
    }
    speak(node.type, node.prompt);
    if (node.type === "hang_up") return void leave("flow_end");
    if (node.type === "menu" || node.type === "collect") return void (trial.timeout_ms = node.timeout_ms ?? 5_000);
    if (node.type === "answer") note("answer");
    return node.next ?? "";
  }
  const again = (node) => {
    if (++tries > (node.retries ?? 2)) return node.otherwise ? enter(node.otherwise) : leave("no_input");
    digits = "";
    speak(node.type, node.invalid);
    speak(node.type, node.prompt);
  };
  const press = (digit) => {
    const node = nodeOf(trial.node);
    if (node.type === "menu") return node.options?.[digit] ? enter(node.options[digit]) : again(node);
    const closes = digit === (node.terminator ?? "#");
    if (!closes) digits += digit;
    if (!closes && digits.length < (node.digits_max ?? node.digits_min ?? 1)) return;
    if (digits.length < (node.digits_min ?? 1)) return again(node);
    note("set", { detail: `${node.variable}=${node.secret ? "•".repeat(digits.length) : digits}` });
    enter(node.next);
  };

  enter(document.start);
  for (const input of inputs) {
    if (trial.awaits !== "digits") break;
    if (input.kind === "hang_up") {
      leave("caller");
      break;
    }
    note("caller", { detail: input.digits ?? input.kind });
    if (input.kind === "wait") again(nodeOf(trial.node));
    else for (const digit of input.digits) if (trial.awaits === "digits") press(digit);
  }
  return trial;
}
