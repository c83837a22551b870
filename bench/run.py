#!/usr/bin/env python3
"""Measures the product on this machine and prints a markdown table. See README.md.

    python3 bench/run.py --build build/bench [--only NAME] [--quick]

FILO_BENCH_NICE=-10 (root) gives everything that is measured a turn before other work on a machine
that is not quiet; FILO_BENCH_DIR names the disk; FILO_BENCH_KEEP=1 keeps the directories."""
import argparse
import contextlib
import datetime
import json
import os
import pathlib
import platform
import re
import socket
import subprocess
import sys
import threading
import time
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import sip_load  # noqa: E402
import sip_wait  # noqa: E402
from centre import Centre, Narrow  # noqa: E402


class Row:
    def __init__(self, what, figure, target, compare="", note=""):
        self.text = f"| {what} | {figure} | {target} | {compare} | {note} |"


class Bench:
    def __init__(self, build, quick):
        self.build, self.quick = pathlib.Path(build), quick
        self.server = self.build / "src/server/filodiretto"

    def google(self, program, pattern="."):
        path = self.build / program
        if not path.exists():
            raise RuntimeError(f"{path} is not built")
        out = subprocess.run([str(path), f"--benchmark_filter={pattern}", "--benchmark_format=json"],
                             capture_output=True, text=True, check=True).stdout
        return json.loads(out[out.index("{"):])["benchmarks"]

    # --- calls ---------------------------------------------------------------------------------

    def calls(self):
        """The highest rate of a few at which every call is served; CPU per call with it."""
        seconds = 10 if self.quick else 60
        best, tried = None, []
        for rate in (600, 450, 300, 200, 100):
            with Centre(self.server) as centre:
                r = sip_load.run_calls(centre, rate, seconds)
            clean = r["good"] >= r["offered"] and not r["failed"] and not r["refused"]
            tried.append(f"{rate}/s: {r['good']:.0f} of {r['offered']:.0f} served, "
                         f"{r['refused']:.0f} refused, {r['repeats']:.0f} repeats")
            print("  " + tried[-1], file=sys.stderr)
            best = r
            if clean:
                break
        ms = best["cpu"] / max(1, best["good"]) * 1000
        yield Row(f"new calls/s through the queue, 100 agents, {seconds} s",
                  f"{rate}/s" if clean else f"< {rate}/s", "≥ 600/s", "150/s, then collapse",
                  "; ".join(tried))
        yield Row("server CPU per queued call", f"{ms:.2f} ms", "≤ 0.8 ms", "5.0–7.2 ms",
                  f"user and system time of the whole process at {rate}/s")

    def overload(self):
        """Three times what the server takes, twice over: with a capacity that is set
        (sip.new_calls_per_second) and with one that the server has to find out, because it must share
        one core with a spinning process. sipp cannot offer three times what a whole machine carries."""
        seconds = 8 if self.quick else 20
        yield self.overload_row("set to 200/s", 200, seconds,
                                Centre(self.server, settings="[sip]\nnew_calls_per_second = 200\n"))
        with Centre(self.server) as centre, Narrow(centre):
            peak = self.peak(centre)
        yield self.overload_row("found by the server on a share of one core", peak, seconds,
                                Centre(self.server), narrow=True)

    def peak(self, centre):
        """Calls/s that a narrowed server serves without a refusal or a failure."""
        best = 20
        for rate in (40, 60, 80, 100, 130, 160, 200):
            r = sip_load.run_calls(centre, rate, 8)
            print(f"  narrow, {rate}/s: {r['good']:.0f} of {r['offered']:.0f} served", file=sys.stderr)
            if r["good"] < r["offered"] or r["failed"] or r["refused"]:
                break
            best = rate
        return best

    def overload_row(self, how, peak, seconds, centre, narrow=False):
        with centre, (Narrow(centre) if narrow else contextlib.nullcontext()):
            r = sip_load.run_calls(centre, 3 * peak, seconds)
            calm = sip_load.run_calls(centre, max(10, peak // 2), 10)
        goodput = r["good"] / r["seconds"]
        back = next((i + 1 for i, row in enumerate(calm["rows"])
                     if sip_load.figure(row, "refused(C)") ==
                     sip_load.figure(calm["rows"][-1], "refused(C)")), 0)
        return Row(f"overload at 3× capacity, {how}",
                   f"{goodput:.0f}/s = {goodput / peak:.0%} of {peak}/s; {r['refused']:.0f} refused by 503; "
                   f"no refusal {back} s after",
                   "≥ 80 %, rest 503, normal in 5 s", "collapse, no 503",
                   f"offered {r['offered'] / r['seconds']:.0f}/s, {r['failed']:.0f} of "
                   f"{r['offered']:.0f} failed otherwise")

    def wait(self):
        count = 300 if self.quick else 1500
        with Centre(self.server) as centre:
            offers = sip_wait.Exchange(centre, 0.02).run(count, 0.02).offers
        with Centre(self.server, agents=10) as centre:
            gaps = sip_wait.Exchange(centre, 0.02).run(count, 0, at_once=count).gaps
        for what, values, target, compare in (
                ("caller INVITE → agent INVITE, idle agents", offers, "p99 ≤ 5 ms", "p50 2–3.6 ms"),
                ("agent free → next offer while callers wait", gaps, "p99 ≤ 10 ms", "p50 600 ms")):
            yield Row(what, f"p50 {sip_wait.quantile(values, .5):.2f} ms, "
                      f"p99 {sip_wait.quantile(values, .99):.2f} ms", target, compare, f"{len(values)} calls")

    # --- parts ---------------------------------------------------------------------------------

    def media(self):
        for b in self.google("src/adapters/media/media_bench"):
            figures = ", ".join(f"{k} {v:.2f}" for k, v in b.items() if isinstance(v, float)
                                and k not in ("real_time", "cpu_time"))
            target = "≤ 8 µs/packet, ≤ 20 kB" if "Waiting" in b["name"] else "≤ 7 µs"
            yield Row(f"sound: {b['name']}", figures, target,
                      "50 µs, 160 kB" if "Waiting" in b["name"] else "29–32 µs")

    def acd(self):
        for b in self.google("src/domain/acd/acd_bench"):
            figures = ", ".join(f"{k} {v:.3g}" for k, v in b.items() if isinstance(v, float)
                                and k not in ("real_time", "cpu_time")) or f"{b['real_time']:.0f} {b['time_unit']}"
            yield Row(f"ACD: {b['name']}", figures, "p99 ≤ 1 ms", "–")

    def lists(self):
        worst = sorted(self.google("src/adapters/store/store_bench", "^tickets"),
                       key=lambda b: -b.get("p95_ms", 0))
        over = [f"{b['name']} {b['p95_ms']:.0f}" for b in worst if b.get("p95_ms", 0) > 20]
        yield Row("ticket list of 50 out of 100,000, any filter", f"worst p95 {worst[0]['p95_ms']:.1f} ms",
                  "p95 ≤ 20 ms", "1–30 s", f"{len(worst)} shapes; above: {', '.join(over) or 'none'}")

    # --- desk, start, memory -------------------------------------------------------------------

    def tickets(self):
        seconds = 5 if self.quick else 15
        with Centre(self.server, demo=True) as centre:
            cookie = log_in(centre)
            script = centre.folder / "tickets.lua"
            origin = f"http://127.0.0.1:{centre.http}"
            script.write_text(
                'local n = 0\n'
                'local id = tostring({}):sub(8)\n'
                'request = function()\n  n = n + 1\n'
                f'  return wrk.format("POST", "/api/v1/tickets", {{["Cookie"]="{cookie}", '
                f'["Origin"]="{origin}", ["Content-Type"]="application/json"}}, '
                '\'{"subject":"line \' .. n .. \' of \' .. id .. \'"}\')\nend\n')
            out = subprocess.run(["wrk", "-t1", "-c64", f"-d{seconds}s", "-s", str(script), origin],
                                 capture_output=True, text=True).stdout
        rate = float(re.search(r"Requests/sec:\s*([\d.]+)", out).group(1))
        bad = re.search(r"Non-2xx.*?(\d+)", out)
        yield Row("durable ticket creations/s over HTTP, SQLite, 64 clients", f"{rate:.0f}/s", "≥ 2,000/s",
                  "–", f"{bad.group(1)} refused" if bad else "every answer 201")

    def start(self):
        took = []
        centre = Centre(self.server, agents=2000)
        for _ in range(3 if self.quick else 7):
            options = threading.Thread(target=answer_options, args=(centre, answered := []))
            begun = time.monotonic()
            centre.start(wait=False)
            options.start()
            centre.wait_healthy()
            healthy = time.monotonic() - begun
            options.join()
            took.append((max(healthy, answered[0] - begun)) * 1000)
            centre.stop()
        centre.__exit__()
        took.sort()
        yield Row("exec → first answered OPTIONS and /health, 2,000 agents",
                  f"best {took[0]:.0f} ms, median {took[len(took) // 2]:.0f} ms", "≤ 300 ms", "1.2 s")

    def memory(self):
        with Centre(self.server, demo=True) as centre:
            time.sleep(8)
            yield Row("memory, idle with demo data", f"{centre.resident_mb():.0f} MB", "≤ 60 MB",
                      "60 MB (switch alone)", "VmRSS after 8 s")


def log_in(centre):
    """The demo agent's session cookie."""
    path = centre.data / "first-logins.txt"
    while not path.exists() or "agent" not in path.read_text():
        time.sleep(0.05)
    for line in path.read_text().splitlines():
        kind, login, password = line.split("\t")[:3]
        if kind == "agent":
            break
    request = urllib.request.Request(
        f"http://127.0.0.1:{centre.http}/api/v1/session", method="POST",
        data=json.dumps({"login": login, "password": password}).encode(),
        headers={"Content-Type": "application/json", "Origin": f"http://127.0.0.1:{centre.http}"})
    with urllib.request.urlopen(request) as answer:
        return answer.headers["Set-Cookie"].split(";")[0]


def answer_options(centre, answered):
    """Asks every 2 ms until somebody answers."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        sock.settimeout(0.002)
        port = sock.getsockname()[1]
        for n in range(5000):
            text = (f"OPTIONS sip:127.0.0.1:{centre.sip} SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:{port};"
                    f"branch=z9hG4bKo{n}\r\nFrom: <sip:b@127.0.0.1>;tag=1\r\nTo: <sip:127.0.0.1>\r\n"
                    f"Call-ID: o{n}\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n")
            try:
                sock.sendto(text.encode(), ("127.0.0.1", centre.sip))
                if sock.recv(4096).startswith(b"SIP/2.0"):
                    answered.append(time.monotonic())
                    return
            except OSError:
                time.sleep(0.001)
    answered.append(float("inf"))


def machine():
    info = pathlib.Path("/proc/cpuinfo").read_text()
    model = re.search(r"model name\s*:\s*(.*)", info)
    load = ", ".join(f"{x:.1f}" for x in os.getloadavg())
    return (f"{model.group(1) if model else platform.machine()}, {os.cpu_count()} cores, Linux "
            f"{platform.release()}, {datetime.datetime.now():%Y-%m-%d %H:%M}, load at start {load}")


def main():
    names = ["calls", "overload", "wait", "media", "acd", "tickets", "lists", "start", "memory"]
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", default="build/bench")
    parser.add_argument("--only", action="append", choices=names)
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    if os.environ.get("FILO_BENCH_NICE"):
        os.nice(int(os.environ["FILO_BENCH_NICE"]))
    bench, failed = Bench(options.build, options.quick), 0
    print(f"Machine: {machine()}\n\n| what | here | reach | to compare | how |\n|---|---|---|---|---|")
    for name in options.only or names:
        print(f"{name} ...", file=sys.stderr)
        try:
            for row in getattr(bench, name)():
                print(row.text, flush=True)
        except (RuntimeError, OSError, subprocess.SubprocessError, ValueError, AttributeError) as fault:
            failed = 1
            print(f"| {name} | not measured | | | {str(fault).splitlines()[-1][:200]} |", flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(main())
