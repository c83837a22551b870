#!/usr/bin/env python3
"""Checks what the formatter decides: every C++ file of the tree equals its formatted form."""
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def main():
    tool = shutil.which("clang-format-14") or shutil.which("clang-format")
    if tool is None:
        print("style: clang-format-14 is not installed")
        return 1
    files = subprocess.run(["git", "ls-files", "*.h", "*.cpp"], cwd=ROOT, capture_output=True, text=True, check=True)
    run = subprocess.run([tool, "--dry-run", "--Werror", *files.stdout.split()], cwd=ROOT, capture_output=True, text=True)
    wrong = sorted({line.split(":")[0] for line in run.stderr.splitlines() if "error:" in line})
    print("\n".join(f"{name}: run ./dev fmt" for name in wrong) if wrong else "style: formatted")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
