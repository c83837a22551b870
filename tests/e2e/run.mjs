// node tests/e2e/run.mjs: a real server, real calls, a real browser. One line a story, then
// `N passed, N failed`. FILO_SERVER names the server, CHROMIUM the browser; words given as
// arguments choose stories whose file name holds one of them.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { fillDesk } from "./demo_day.mjs";
import { chromiumProgram, startServer } from "./server.mjs";

const web = fileURLToPath(new URL("../../web/", import.meta.url));
const kLongestRunMs = 720_000;

function give(message) {
  console.log(message);
  console.log("0 passed, 1 failed");
  process.exit(1);
}

function killGroup(pid) {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // nothing of it is left
  }
}

/** A process that waits for our end, also by SIGKILL, and then ends the group and the server. */
function watchdog(group, serverPid) {
  const script = 'read word; [ "$word" = done ] && exit; kill -KILL "-$1"; kill -KILL "$2"';
  return spawn("sh", ["-c", script, "watchdog", String(group), String(serverPid)], { stdio: ["pipe", "ignore", "ignore"], detached: true });
}

/** Runs the stories and gives what vitest counted. */
async function stories(server, browser, words) {
  const folder = mkdtempSync(join(tmpdir(), "filodiretto-stories-"));
  const report = join(folder, "report.json");
  const env = { ...process.env, FILO_RUN: JSON.stringify({ base: server.base, sip: server.sip, trunk: server.trunk, people: server.people }), CHROMIUM: browser };
  const args = ["node_modules/vitest/vitest.mjs", "run", "--config", "e2e.config.ts", "--reporter=verbose", "--reporter=json", `--outputFile.json=${report}`, ...words];
  // A group of its own: vitest, its workers and their Chromium end together, however this run ends.
  const child = spawn(process.execPath, args, { cwd: web, env, stdio: "inherit", detached: true });
  const endAll = () => killGroup(child.pid);
  const limit = setTimeout(endAll, kLongestRunMs);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, endAll);
  const heart = watchdog(child.pid, server.pid);
  const code = await new Promise((done) => child.once("exit", done));
  clearTimeout(limit);
  endAll(); // a browser that outlived its story
  heart.stdin.end("done\n");
  try {
    const { numPassedTests: passed, numFailedTests: failed, numFailedTestSuites: broken, success } = JSON.parse(readFileSync(report, "utf8"));
    return { passed, failed: failed || (success && code === 0 ? 0 : Math.max(1, broken)) };
  } catch {
    return { passed: 0, failed: 1 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const browser = chromiumProgram();
if (!browser) give("Chromium is missing: install it (apt-get install chromium) or name it in CHROMIUM.");
const server = await startServer().catch((error) => give(error.message));
let result = { passed: 0, failed: 1 };
try {
  await fillDesk(server.base, server.people);
  result = await stories(server, browser, process.argv.slice(2));
  if (result.failed) console.log(server.log().slice(-4_000));
} catch (error) {
  console.log(error);
} finally {
  await server.stop();
}
console.log(`${result.passed} passed, ${result.failed} failed`);
process.exit(result.failed || result.passed === 0 ? 1 : 0);
