// Compares web/openapi.json, from which the desk's types are made, with what the server says today.
// FILO_SERVER names the server. Ends in `1 passed, 0 failed`, or the first difference and the way out.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../", import.meta.url));
const server = process.env.FILO_SERVER ?? `${root}build/release/src/server/filodiretto`;
const kept = `${root}web/openapi.json`;

function fail(message) {
  console.log(message);
  console.log("0 passed, 1 failed");
  process.exit(1);
}

const isObject = (value) => typeof value === "object" && value !== null;

/** The path and both sides of the first difference, or null. */
function difference(kept, said, path = "") {
  if (!isObject(kept) || !isObject(said) || Array.isArray(kept) !== Array.isArray(said)) {
    return kept === said ? null : { path, kept, said };
  }
  for (const key of new Set([...Object.keys(kept), ...Object.keys(said)])) {
    const found = difference(kept[key], said[key], `${path}/${key.replace(/~/g, "~0").replace(/\//g, "~1")}`);
    if (found) return found;
  }
  return null;
}

const short = (value) => (value === undefined ? "nothing" : JSON.stringify(value).slice(0, 200));

if (!existsSync(server)) fail(`no server at ${server}; FILO_SERVER names it`);
if (!existsSync(kept)) fail("web/openapi.json is missing");
const said = JSON.parse(execFileSync(server, ["openapi"], { encoding: "utf8", maxBuffer: 64 << 20 }));
const found = difference(JSON.parse(readFileSync(kept, "utf8")), said);
if (found) {
  fail(`web/openapi.json is stale at ${found.path}\n  it has:          ${short(found.kept)}\n  the server says: ${short(found.said)}\n` +
    "Run: filodiretto openapi > web/openapi.json && (cd web && npm run generate)");
}
console.log("1 passed, 0 failed");
