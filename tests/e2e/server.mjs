// A real server of one's own: free ports, an empty data directory, the demo centre, callers on a
// trunk of its own. Whoever starts it stops it; nothing survives the run.
import { spawn } from "node:child_process";
import dgram from "node:dgram";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const kStartMs = 60_000;
const kRtpPorts = 200;

export const serverProgram = process.env.FILO_SERVER ?? join(root, "build/release/src/server/filodiretto");

export function chromiumProgram() {
  const names = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
  return names.find((each) => each && existsSync(each)) ?? null;
}

/** Starts the server and waits until it answers; throws with its log when it does not. */
export async function startServer({ webDir = join(root, "web/apps/desk/dist") } = {}) {
  if (!existsSync(serverProgram)) throw new Error(`no server at ${serverProgram}; FILO_SERVER names it`);
  if (!existsSync(join(webDir, "index.html"))) throw new Error(`no pages in ${webDir}; run: npm run build`);
  const data = mkdtempSync(join(tmpdir(), "filodiretto-e2e-"));
  const [http, sip, trunk, rtp] = [await freePort(isTcpFree), await freePort(isUdpFree), await freePort(isUdpFree), await freeUdpRange()];
  const args = ["serve", "--demo", "--data", data, "--http", `127.0.0.1:${http}`, "--sip", `127.0.0.1:${sip}`,
    "--rtp", `${rtp}-${rtp + kRtpPorts - 1}`, "--web-dir", webDir];
  const child = spawn(serverProgram, args, { stdio: ["ignore", "pipe", "pipe"] });
  let log = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => void (log = (log + text).slice(-20_000)));
  const ended = new Promise((done) => child.once("exit", done));
  const stop = async () => {
    child.kill("SIGTERM");
    const patience = setTimeout(() => child.kill("SIGKILL"), 20_000);
    await ended;
    clearTimeout(patience);
    rmSync(data, { recursive: true, force: true });
  };
  const base = `http://127.0.0.1:${http}`;
  try {
    const logins = join(data, "first-logins.txt"); // written when the server already answers
    await answers(base, child, logins);
    const people = readLogins(logins);
    await moveTrunk(base, people.admin, trunk);
    return { base, sip, trunk, people, stop, pid: child.pid, log: () => log };
  } catch (error) {
    await stop();
    throw new Error(`the server did not start: ${error.message}\n${log}`);
  }
}

async function answers(base, child, logins) {
  const until = Date.now() + kStartMs;
  while (Date.now() < until && child.exitCode === null) {
    const health = await fetch(`${base}/health`).catch(() => null);
    if (health?.ok && existsSync(logins) && readFileSync(logins, "utf8").endsWith("\n")) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(child.exitCode === null ? "no answer in time" : `exit code ${child.exitCode}`);
}

/** {anna: {login, password}, …} and under `sip` the accounts of desk phones. */
function readLogins(file) {
  const people = { sip: {} };
  for (const line of readFileSync(file, "utf8").split("\n").filter(Boolean)) {
    const [kind, login, password, name] = line.split("\t");
    if (kind === "sip") people.sip[login] = { login, password };
    else people[login] = { login, password, name };
  }
  return people;
}

/** The demo trusts callers from port 5070; here several servers may run side by side. */
async function moveTrunk(base, admin, port) {
  const client = await logIn(base, admin);
  const [trunk] = (await client("GET", "/admin/trunks")).items;
  const { id, etag, ...fields } = trunk;
  await client("PUT", `/admin/trunks/${id}`, { ...fields, port }, etag);
}

/** A function that speaks to the API as this person. */
export async function logIn(base, { login, password }) {
  let cookie = "";
  const ask = async (method, path, body, etag) => {
    const headers = { Origin: base, Cookie: cookie };
    if (body !== undefined) headers["Content-Type"] = "application/json";
    if (etag) headers["If-Match"] = `"${etag}"`;
    const answer = await fetch(`${base}/api/v1${path}`, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    cookie ||= (answer.headers.get("set-cookie") ?? "").split(";")[0];
    return text ? JSON.parse(text) : undefined;
  };
  await ask("POST", "/session", { login, password });
  return ask;
}

/** A port below the range that the kernel gives to connections and that tests/integration takes, for which `isFree` answers true. */
async function freePort(isFree) {
  for (let tries = 0; tries < 200; ++tries) {
    const port = 10_000 + Math.floor(Math.random() * 2_000);
    if (await isFree(port)) return port;
  }
  throw new Error("no free port");
}

export const freeUdpPort = () => freePort(isUdpFree);

async function isTcpFree(port) {
  const socket = net.createServer();
  const free = await new Promise((done) => {
    socket.once("error", () => done(false));
    socket.listen(port, "127.0.0.1", () => done(true));
  });
  await new Promise((done) => socket.close(done));
  return free;
}

async function isUdpFree(port) {
  const socket = dgram.createSocket("udp4");
  const free = await new Promise((done) => {
    socket.once("error", () => done(false));
    socket.bind(port, "127.0.0.1", () => done(true));
  });
  await new Promise((done) => socket.close(done));
  return free;
}

/** An even first port with a free stretch behind it; the ends and the middle are tried. */
async function freeUdpRange() {
  for (let tries = 0; tries < 50; ++tries) {
    const first = 30_000 + 2 * Math.floor(Math.random() * 400);
    const samples = [0, 1, kRtpPorts / 2, kRtpPorts - 1].map((offset) => isUdpFree(first + offset));
    if ((await Promise.all(samples)).every(Boolean)) return first;
  }
  throw new Error("no free ports for sound");
}
