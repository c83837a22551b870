#!/usr/bin/env python3
"""Fails when the desk has no words for something that the server names: the key of an error or fault
(`error.<key>` in the catalogues) or the cause of a call's end (`cause.<word>`)."""
import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
LANGUAGES = ("it", "fr", "en")

# Dotted words in C++ that are no keys of errors.
SETTINGS = {"src/server/config.cpp", "src/server/config_check.cpp", "src/server/config.h"}
NOT_KEYS = {
    "calls.wav",  # a file
    "http.listen", "sip.listen", "rtp.ports",  # settings, in messages at the start
    "phone.answer", "phone.close", "phone.offer", "phone.refused",  # messages of the event socket
    # What was refused, in the detail of a `forbidden`.
    "customer.change", "customer.create", "identity.check", "organisation.change",
    "organisation.create", "ticket.change", "ticket.open",
    # Told at the start or inside the house, never to a browser.
    "store.in_use", "store.retry", "store.url", "store.version", "store.stopped",
}
DOTTED = re.compile(r'"([a-z_]+(?:\.[a-z0-9_]+)+)"')
FLOW_FAULT = re.compile(r'faults_\.add\(([^;]*);')
FLOW_KEY = re.compile(r',\s*"([a-z_]+)",')
END_OF_CALL = re.compile(r'\b(?:finish|say_farewell|hang_up_all|overflow)\(([^;]*);')
WORD = re.compile(r'"([a-z_]+)"')


def sources():
    for file in sorted((ROOT / "src").rglob("*")):
        rel = file.relative_to(ROOT).as_posix()
        skipped = "/tests/" in rel or "/testing/" in rel or file.stem.endswith(("_fuzz", "_bench"))
        if file.suffix in (".h", ".cpp") and not skipped:
            text = re.sub(r"//[^\n]*", "", file.read_text(errors="replace"))
            yield rel, text


def error_keys():
    keys = {}
    for rel, text in sources():
        if rel in SETTINGS or rel.startswith("src/phone/"):
            continue
        for key in DOTTED.findall(text):
            if key not in NOT_KEYS and not key.startswith("t."):  # t.id: a column
                keys.setdefault(key, rel)
        if rel.endswith("ivr/flow_reader.cpp"):
            for arguments in FLOW_FAULT.findall(text):
                for key in FLOW_KEY.findall(arguments):
                    keys.setdefault("flow." + key, rel)
    return keys


def causes():
    words = {"server_restart": "src/domain/calls/call_log.cpp"}
    for rel, text in sources():
        if rel.startswith(("src/app/live/", "src/server/server")):
            for arguments in END_OF_CALL.findall(text):
                for word in WORD.findall(arguments):
                    words.setdefault(word, rel)
        if rel == "src/domain/calls/dialling.cpp":
            for word in re.findall(r'return \{"([a-z_]+)"', text):
                words.setdefault(word, rel)
        if rel == "src/domain/calls/types.cpp":
            flow_outs = re.search(r"kFlowOuts\{([^}]*)\}", text).group(1)
            for word in WORD.findall(flow_outs):
                words.setdefault(word, rel)
    return words


def main():
    wanted = {"error." + key: where for key, where in error_keys().items()}
    wanted |= {"cause." + word: where for word, where in causes().items()}
    faults = []
    for language in LANGUAGES:
        path = f"web/packages/i18n/src/{language}.json"
        texts = json.loads((ROOT / path).read_text())
        faults += [f"{path}: no \"{key}\", which {where} names"
                   for key, where in sorted(wanted.items()) if key not in texts]
    print("\n".join(faults) if faults else f"keys: {len(wanted)} have words in every language")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
