#!/usr/bin/env python3
"""Writes assets.S and assets.cpp: the files of the built web applications, compressed, as one table.

  embed_assets.py OUT_DIR [NAME=DIST_DIR ...]

Each DIST_DIR appears below /NAME, the application "desk" at the root. Compressed forms are
kept beside the output by content hash, so an unchanged file is not compressed again.
"""
import gzip
import hashlib
import pathlib
import subprocess
import sys

MIME = {".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8",
        ".mjs": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".json": "application/json",
        ".map": "application/json", ".webmanifest": "application/manifest+json", ".svg": "image/svg+xml",
        ".png": "image/png", ".jpg": "image/jpeg", ".webp": "image/webp", ".ico": "image/x-icon",
        ".woff2": "font/woff2", ".woff": "font/woff", ".txt": "text/plain; charset=utf-8", ".wav": "audio/wav",
        ".mp3": "audio/mpeg", ".wasm": "application/wasm"}
COMPRESSIBLE = {".html", ".js", ".mjs", ".css", ".json", ".map", ".webmanifest", ".svg", ".txt", ".wasm"}


def compressed(cache, data, digest, kind):
    """The file with the compressed form, or None when it saves less than a tenth."""
    target = cache / f"{digest}.{kind}"
    if not target.exists():
        if kind == "gz":
            packed = gzip.compress(data, 9, mtime=0)
        else:
            packed = subprocess.run(["brotli", "-q", "11", "-c"], input=data, capture_output=True, check=True).stdout
        target.write_bytes(packed)
    return target if target.stat().st_size < len(data) * 0.9 else None


def collect(applications):
    """(path on the server, file), sorted by path as bytes."""
    found = {}
    for application in applications:
        name, dist = application.split("=", 1)
        root = pathlib.Path(dist)
        for file in sorted(root.rglob("*")):
            if file.is_file():
                prefix = "" if name == "desk" else f"/{name}"
                found[f"{prefix}/{file.relative_to(root).as_posix()}"] = file
    return sorted(found.items(), key=lambda entry: entry[0].encode())


def text(value):
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def main():
    out = pathlib.Path(sys.argv[1])
    cache = out / "assets"
    cache.mkdir(parents=True, exist_ok=True)
    assembly = ['.section .rodata']
    declarations, rows = [], []

    def embed(symbol, file):
        if file is None:
            return "{}"
        size = file.stat().st_size
        assembly.extend([f".balign 16", f".global {symbol}", f"{symbol}:", f".incbin {text(str(file.resolve()))}"])
        declarations.append(f'extern "C" const char {symbol}[];')
        return f"{{{symbol}, {size}}}"

    for number, (path, file) in enumerate(collect(sys.argv[2:])):
        data = file.read_bytes()
        digest = hashlib.sha256(data).hexdigest()
        packable = file.suffix in COMPRESSIBLE and len(data) > 256
        br = compressed(cache, data, digest, "br") if packable else None
        gz = compressed(cache, data, digest, "gz") if packable else None
        raw = cache / f"{digest}.raw"
        if not raw.exists():
            raw.write_bytes(data)
        parts = [embed(f"filo_asset_{number}_{kind}", source) for kind, source in (("br", br), ("gz", gz), ("raw", raw))]
        mime = MIME.get(file.suffix, "application/octet-stream")
        rows.append(f'    {{{text(path)}, {text(mime)}, {text(chr(34) + digest[:32] + chr(34))}, {", ".join(parts)}}},')
    assembly.append('.section .note.GNU-stack,"",@progbits\n')
    table = "\n".join(rows)
    source = ['#include "adapters/http/static_assets.h"', ""] + declarations + ["", "namespace filo::http {", ""]
    if rows:
        source += [f"static const Asset kAssets[] = {{\n{table}\n}};", "",
                   "std::span<const Asset> embedded_assets() {\n  return kAssets;\n}"]
    else:
        source += ["std::span<const Asset> embedded_assets() {\n  return {};\n}"]
    source += ["", "}  // namespace filo::http", ""]
    write_if_changed(out / "assets.S", "\n".join(assembly))
    write_if_changed(out / "assets.cpp", "\n".join(source))


def write_if_changed(path, content):
    if not path.exists() or path.read_text() != content:
        path.write_text(content)


if __name__ == "__main__":
    main()
