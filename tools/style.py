#!/usr/bin/env python3
"""Checks what the formatter decides, every C++ file of the tree equals its formatted form, and that the
files which docs/internals/promises.md names as its proofs exist."""
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def missing_proofs():
    page = "docs/internals/promises.md"
    named = re.findall(r"`(\w+/[\w./]+)`", (ROOT / page).read_text())
    return [f"{page}: there is no {name}" for name in dict.fromkeys(named) if not (ROOT / name).exists()]


def main():
    tool = shutil.which("clang-format-14") or shutil.which("clang-format")
    if tool is None:
        print("style: clang-format-14 is not installed")
        return 1
    files = subprocess.run(["git", "ls-files", "*.h", "*.cpp"], cwd=ROOT, capture_output=True, text=True, check=True)
    run = subprocess.run([tool, "--dry-run", "--Werror", *files.stdout.split()], cwd=ROOT, capture_output=True, text=True)
    unformatted = sorted({line.split(":")[0] for line in run.stderr.splitlines() if "error:" in line})
    wrong = [f"{name}: run ./dev fmt" for name in unformatted] + missing_proofs()
    print("\n".join(wrong) if wrong else "style: formatted")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
