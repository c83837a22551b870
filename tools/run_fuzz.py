#!/usr/bin/env python3
"""Runs every *_fuzz program of a build for some seconds and ends in one line: N passed, N failed.

Each program starts from the seeds in corpus/<program>/ beside its source, when there are any, and
knows the words of corpus/<program>.dict; what it finds goes into a scratch folder, so a run leaves
nothing behind. A program fails when libFuzzer stops early (crash, leak, time-out, out of memory); the
input that did it is kept and named. Beside the inputs stand the edges of the code that they reached
and, where a program counts it, how deep ("depth: ...") they got.
"""
import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
RSS_MB = 2048
INPUT_SECONDS = 10
# Threads of their own give back what an input cost when it is over: leaks are looked for at the end. On
# a busy machine they are waited for; the program itself says when an answer does not come.
WITH_THREADS = {"http_wire_fuzz"}


def programs_of(build):
    found = [p for p in build.glob("src/**/*_fuzz") if p.is_file() and os.access(p, os.X_OK)]
    return sorted(found, key=lambda p: p.name)


def seeds_of(name):
    return [folder for folder in (ROOT / "src").glob(f"**/corpus/{name}") if folder.is_dir()]


def words_of(name):
    return [f"-dict={file}" for file in (ROOT / "src").glob(f"**/corpus/{name}.dict")]


def settle(scratch, name, kept):
    """Saves the inputs that broke the program where the next run does not remove them."""
    saved = []
    for item in sorted(scratch.glob("fault-*")):
        kept.mkdir(parents=True, exist_ok=True)
        saved.append(kept / f"{name}-{item.name.removeprefix('fault-')}")
        shutil.copyfile(item, saved[-1])
    return saved


def fuzz(program, seconds, kept):
    """True when the program ran its time without a fault."""
    with tempfile.TemporaryDirectory(prefix=f"{program.name}-") as folder:
        scratch = pathlib.Path(folder)
        corpus = scratch / "corpus"
        corpus.mkdir()
        command = [str(program), f"-max_total_time={seconds}", f"-timeout={INPUT_SECONDS}", f"-rss_limit_mb={RSS_MB}",
                   f"-artifact_prefix={scratch}/fault-", "-print_final_stats=1", "-verbosity=1", str(corpus)]
        if program.name in WITH_THREADS:
            command += ["-detect_leaks=0", f"-timeout={6 * INPUT_SECONDS}"]
        command += words_of(program.name) + [str(folder) for folder in seeds_of(program.name)]
        env = {"UBSAN_OPTIONS": "halt_on_error=1:print_stacktrace=1", **os.environ}
        try:
            done = subprocess.run(command, cwd=scratch, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                  timeout=seconds + 60, errors="replace", text=True)
            code, output = done.returncode, done.stdout
        except subprocess.TimeoutExpired as late:
            code, output = 124, (late.stdout or b"").decode(errors="replace") + "\ndoes not end"
        runs = re.findall(r"^stat::number_of_executed_units: +(\d+)", output, re.M)
        edges = re.findall(r" cov: (\d+) ", output)
        depth = re.findall(r"^depth: (.*)$", output, re.M)
        print(f"{'ok  ' if code == 0 else 'FAIL'} {program.name}: {runs[-1] if runs else '?'} inputs, "
              f"{edges[-1] if edges else '?'} edges{''.join(', ' + d for d in depth[-1:])}", flush=True)
        if code != 0:
            print(output[-6000:], flush=True)
            for item in settle(scratch, program.name, kept):
                print(f"input kept in {item}", flush=True)
        return code == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=pathlib.Path, required=True, help="build folder of the fuzz preset")
    parser.add_argument("--seconds", type=int, default=30, help="for each program")
    parser.add_argument("--only", default="", help="programs whose name holds this")
    options = parser.parse_args()
    programs = [p.resolve() for p in programs_of(options.build) if options.only in p.name]
    if not programs:
        print(f"no *_fuzz program below {options.build}: build with the fuzz preset")
        print("0 passed, 1 failed")
        return 1
    results = [fuzz(program, options.seconds, options.build.resolve() / "fuzz-faults") for program in programs]
    print(f"{results.count(True)} passed, {results.count(False)} failed")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
