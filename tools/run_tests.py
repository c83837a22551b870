#!/usr/bin/env python3
"""Runs every test of the product and ends in one line: N passed, N failed.

Kinds: checks (style, layers), e2e (Chromium against a real server), integration (stories in programs of
their own, and tests/integration/wire/*_test.py, which attack a running server), unit (all *_test programs
of the build) and web (vitest, stale generated files). Three programs run at a time, the longest first: most
of them wait more than they work. Each has a time limit; a crash counts as one failure, and so does a
report of a sanitizer, whichever process wrote it (a server that a story started, too).
"""
import argparse
import concurrent.futures
import functools
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent

# Of the sanitizers, when a program was built with one. What is set outside comes last and wins.
SANITIZERS = {
    "ASAN_OPTIONS": "detect_stack_use_after_return=1:strict_string_checks=1:detect_leaks=1",
    "UBSAN_OPTIONS": "print_stacktrace=1",
    "TSAN_OPTIONS": f"suppressions={ROOT}/tools/tsan.supp:second_deadlock_stack=1",
}


class Reports:
    """Where sanitizers write while one program of tests runs."""

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="filo-reports-")
        return self

    def __exit__(self, *_):
        self.folder.cleanup()

    def env(self):
        return {name: f"{options}:log_path={self.folder.name}/report:{os.environ.get(name, '')}"
                for name, options in SANITIZERS.items()}

    def text(self):
        return "\n".join(f.read_text(errors="replace") for f in sorted(pathlib.Path(self.folder.name).iterdir()))


class Tally:
    def __init__(self):
        self.passed = 0
        self.failed = 0
        self.lock = threading.Lock()

    def add(self, name, passed, failed, seconds, output=""):
        with self.lock:
            self.passed += passed
            self.failed += failed
            mark = "ok  " if failed == 0 else "FAIL"
            print(f"{mark} {name}: {passed} passed, {failed} failed ({seconds:.1f} s)", flush=True)
            if failed:
                print(output[-12000:], flush=True)


def run(command, seconds, env=None, cwd=ROOT):
    started = time.monotonic()
    try:
        done = subprocess.run(command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=seconds,
                              env={**os.environ, **(env or {})}, errors="replace", text=True)
        return done.returncode, done.stdout, time.monotonic() - started
    except subprocess.TimeoutExpired as late:
        text = late.stdout or b""
        text = text.decode(errors="replace") if isinstance(text, bytes) else text
        return 124, text + f"\nended after {seconds} s", time.monotonic() - started


def gtest(tally, program, seconds, env=None, name=None):
    with tempfile.NamedTemporaryFile(suffix=".json") as report, Reports() as sanitizers:
        command = [str(program), f"--gtest_output=json:{report.name}", "--gtest_brief=1"]
        code, output, took = run(command, seconds, {**sanitizers.env(), **(env or {})})
        found = sanitizers.text()
        try:
            result = json.loads(pathlib.Path(report.name).read_text())
            failed, ran = result["failures"] + result.get("errors", 0), result["tests"] - result.get("disabled", 0)
        except (ValueError, KeyError):
            failed, ran = 1, 1
    if failed == 0 and (code != 0 or found):
        failed, ran = 1, ran + 1
    tally.add(name or program.name, ran - failed, failed, took, f"{output}\n{found}" if found else output)


def plain(tally, name, command, seconds, env=None, cwd=ROOT):
    """A program that prints its own 'N passed, N failed', or only has an exit code."""
    code, output, took = run(command, seconds, env, cwd)
    counts = re.findall(r"^(\d+) passed, (\d+) failed$", output, re.M)
    passed, failed = (int(counts[-1][0]), int(counts[-1][1])) if counts else ((1, 0) if code == 0 else (0, 1))
    if code != 0 and failed == 0:
        failed = 1
    tally.add(name, passed, failed, took, output)


# Each kind gives the jobs to do, as calls without arguments.

def checks(tally, _):
    for name in ("style", "layers", "error_keys"):
        yield functools.partial(plain, tally, name, [sys.executable, f"tools/{name}.py"], 120)


def unit(tally, options):
    for program in sorted(options.build.glob("src/**/*_test")):
        if program.is_file() and os.access(program, os.X_OK):
            yield functools.partial(gtest, tally, program, 600)


def integration(tally, options):
    env = {"FILO_SERVER": str(options.server)}
    programs = sorted(options.build.glob("tests/integration/*_test"), key=lambda p: p.name != "thread_test")
    for program in programs:
        yield functools.partial(gtest, tally, program, 900, env)
    for script in sorted(ROOT.glob("tests/integration/wire/*_test.py")):
        yield functools.partial(plain, tally, f"wire/{script.stem}", [sys.executable, str(script)], 300, env)


def web(tally, options):
    yield functools.partial(plain, tally, "openapi is current", ["node", "tools/check_openapi.mjs"], 60,
                            {"FILO_SERVER": str(options.server)})
    yield functools.partial(web_units, tally)


def web_units(tally):
    code, output, took = run(["npm", "run", "--silent", "test:unit", "--", "--reporter=json"], 300, cwd=ROOT / "web")
    passed = re.search(r'"numPassedTests":(\d+)', output)
    failed = re.search(r'"numFailedTests":(\d+)', output)
    failures = int(failed.group(1)) if failed else 1
    if code != 0 and failures == 0:
        failures = 1
    tally.add("web", int(passed.group(1)) if passed else 0, failures, took, output)


def e2e(tally, options):
    """In two halves, each with a server of its own: the stories with calls, which wait for ringing and
    talking, and the pages, which work."""
    stories = sorted(f.name.removesuffix(".test.ts") for f in ROOT.glob("tests/e2e/*.test.ts"))
    calls = [name for name in stories if name in {"pauses", "sound", "story"}]
    for half, names in (("calls", calls), ("pages", [name for name in stories if name not in calls])):
        command = ["node", "tests/e2e/run.mjs", *(f"{name}.test" for name in names)]
        yield functools.partial(plain, tally, f"e2e {half}", command, 900, {"FILO_SERVER": str(options.server)})


KINDS = {"checks": checks, "e2e": e2e, "integration": integration, "unit": unit, "web": web}
AT_ONCE = 3


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--server", type=pathlib.Path)
    parser.add_argument("--only", choices=KINDS, nargs="+", help="kinds; all without it")
    options = parser.parse_args()
    options.build = options.build.resolve()
    options.server = options.server.resolve() if options.server else None
    tally = Tally()
    kinds = [kind for name, kind in KINDS.items() if not options.only or name in options.only]
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        waiting = [pool.submit(job) for kind in kinds for job in kind(tally, options)]
        for job in waiting:
            job.result()  # a fault of this program itself must not look like a pass
    print(f"{tally.passed} passed, {tally.failed} failed", flush=True)
    return 1 if tally.failed or tally.passed == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
