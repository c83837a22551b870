#!/usr/bin/env python3
"""Fails when an include points up: reads tools/layers.toml and every #include below src/."""
import fnmatch
import pathlib
import re
import sys
import tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent
INCLUDE = re.compile(r'^\s*#\s*include\s+(["<])([^">]+)[">]', re.M)


def module_of(path, modules):
    """The longest known module that holds `path` (both relative to src/)."""
    for parent in [path.parent, *path.parent.parents]:
        name = parent.as_posix()
        for pattern in modules:
            if fnmatch.fnmatch(name, pattern):
                return name, pattern
    return None, None


def main():
    rules = tomllib.loads((ROOT / "tools/layers.toml").read_text())
    layers, forbidden = rules["layers"], rules["forbidden"]
    faults = []
    for file in sorted((ROOT / "src").rglob("*")):
        if file.suffix not in (".h", ".cpp"):
            continue
        rel = file.relative_to(ROOT / "src")
        own, pattern = module_of(rel, layers)
        if own is None:
            faults.append(f"src/{rel}: belongs to no module of tools/layers.toml")
            continue
        in_tests = "tests" in rel.parts or rel.stem.endswith(("_bench", "_fuzz"))
        for kind, name in INCLUDE.findall(file.read_text(errors="replace")):
            pure = any(rel.as_posix().startswith(where) for where in forbidden["where"])
            if pure and not in_tests and name in forbidden["headers"]:
                faults.append(f"src/{rel}: pure code includes <{name}>")
            if kind != '"':
                continue
            target, _ = module_of(pathlib.Path(name), layers)
            if target is None or target == own or in_tests:
                continue
            if not any(fnmatch.fnmatch(target, allowed) for allowed in layers[pattern]):
                faults.append(f"src/{rel}: {own} may not include {name}")
    print("\n".join(faults) if faults else "layers: every arrow points down")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
