// A customer with a telephone that we did not write: baresip without a head, as in
// tests/integration/tests/baresip_test.cpp. It speaks from a file, hears into another, and its keys
// are datagrams.
import { spawn } from "node:child_process";
import dgram from "node:dgram";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freeUdpPort } from "./server.mjs";

const kModules = "/usr/lib/baresip/modules";

/** Calls `number` at once; all its files lie in `folder`. `voice`: 8 kHz, mono. */
export async function callByBaresip({ sip, trunk, from, number, folder, voice }) {
  const heard = join(folder, "heard");
  mkdirSync(heard, { recursive: true });
  const keys = await freeUdpPort();
  const config = [
    `sip_listen 127.0.0.1:${trunk}`, `module_path ${kModules}`, `audio_source aufile,${voice}`, "audio_player aubridge,heard",
    "audio_alert aubridge,alert", "ausrc_srate 8000", "auplay_srate 8000", "ausrc_channels 1", "auplay_channels 1",
    `snd_path ${heard}`, `cons_listen 127.0.0.1:${keys}`, "module g711.so", "module aufile.so", "module aubridge.so",
    "module sndfile.so", "module cons.so", "module_app account.so", "module_app menu.so",
  ];
  writeFileSync(join(folder, "config"), `${config.join("\n")}\n`);
  writeFileSync(join(folder, "accounts"), `<sip:${from}@127.0.0.1:${sip}>;regint=0\n`);
  writeFileSync(join(folder, "contacts"), "\n");
  const child = spawn("baresip", ["-f", folder, "-t", "120", "-e", `/dial sip:${number}@127.0.0.1:${sip}`], { stdio: ["ignore", "pipe", "pipe"] });
  let log = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => void (log += text));
  const ended = new Promise((done) => child.once("exit", done).once("error", done));
  return {
    ended,
    log: () => log,
    /** Where it writes what it hears, once it hears something. */
    recording: () => readdirSync(heard).filter((name) => name.endsWith("dec.wav")).map((name) => join(heard, name))[0],
    press: (key) => {
      const socket = dgram.createSocket("udp4");
      socket.send(key, keys, "127.0.0.1", () => socket.close());
    },
    hangUp: async () => {
      child.kill("SIGTERM");
      const patience = setTimeout(() => child.kill("SIGKILL"), 5_000);
      await ended;
      clearTimeout(patience);
    },
  };
}
