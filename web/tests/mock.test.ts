import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startMock } from "../mock/server.mjs";
import { tryFlow } from "../mock/trial.mjs";

// The stand-in answers whatever the desk may ask of the server.

interface Contract {
  paths: Record<string, Record<string, { operationId: string }>>;
}
const { paths } = JSON.parse(readFileSync(new URL("../openapi.json", import.meta.url), "utf8")) as Contract;
const operations = Object.entries(paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, { operationId }]) => ({ method: method.toUpperCase(), path, operationId })));

describe("the mock", () => {
  let mock: { port: number; stop: () => void };
  beforeAll(async () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined); // bodies are empty here: some handlers stumble
    mock = await startMock();
  });
  afterAll(() => mock.stop());

  it("has a route for each operation of the contract", async () => {
    const base = `http://127.0.0.1:${mock.port}/api/v1`;
    const ask = (method: string, path: string, cookie: string, body: object) =>
      fetch(base + path, { method, headers: { Cookie: cookie }, ...(method !== "GET" && { body: JSON.stringify(body) }) });
    const unknown: string[] = [];
    for (const { method, path, operationId } of operations) {
      const login = await ask("POST", "/session", "", { login: "admin", password: "demo" });
      expect(login.status).toBe(200);
      const answer = await ask(method, path.replace(/\{\w+\}/g, "0"), login.headers.get("set-cookie") ?? "", operationId === "logIn" ? { login: "admin", password: "demo" } : {});
      if ((await answer.text()).includes("no_route")) unknown.push(`${method} ${path}`);
    }
    expect(operations.length).toBeGreaterThan(100);
    expect(unknown).toEqual([]);
  });
});

describe("its trial of a flow", () => {
  const document = {
    language: "it",
    start: "menu",
    nodes: {
      menu: { type: "menu", prompt: { text: { it: "Prema 1", en: "Press 1" } }, retries: 0, options: { 1: "code" }, otherwise: "bye" },
      code: { type: "collect", variable: "code", digits_min: 2, digits_max: 2, next: "wait" },
      wait: { type: "queue", queue: "guasti", prompt: "Attenda" },
      bye: { type: "hang_up" },
    },
  };
  const told = (inputs: { kind: string; digits?: string }[]) => {
    const { steps, awaits } = tryFlow({ document, inputs });
    return [...steps.map(({ kind, text, detail }) => [kind, text || detail].join(" ")), awaits];
  };

  it("goes where digits lead", () => {
    expect(told([{ kind: "digits", digits: "142" }])).toEqual(["menu Prema 1", "caller 142", "set code=42", "queue Attenda", "nothing"]);
  });
  it("gives up on a caller who says nothing", () => {
    expect(told([{ kind: "wait" }])).toEqual(["menu Prema 1", "caller wait", "hang_up flow_end", "ended"]);
    expect(told([{ kind: "hang_up" }, { kind: "wait" }])).toEqual(["menu Prema 1", "hang_up caller", "ended"]);
  });
});
