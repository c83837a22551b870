#!/usr/bin/env python3
"""Attacks HTTP, the API and the event socket: each request gets the standard's answer, no input makes a
5xx, nothing outside is readable, slow ones are cut off. Uses FILO_SERVER or the release build."""
import json
import os
import random
import re
import select
import socket
import sys
import time

import http_cases as cases
from centre import Centre, Client, Tally, eventually
from frames import BROKEN, Socket, frame


class Raw:
    def __init__(self, port):
        self.host = f"Host: 127.0.0.1:{port}\r\n"
        self.socket = socket.create_connection(("127.0.0.1", port), 15)

    def send(self, text):
        try:
            self.socket.sendall(text.replace("@H@", self.host).encode("latin-1"))
        except OSError:
            pass

    def answer(self, seconds=15.0):
        """What comes up to the end of the first header; b"" when it is closed or silent."""
        data = b""
        while b"\r\n\r\n" not in data and select.select([self.socket], [], [], seconds)[0]:
            try:
                more = self.socket.recv(65536)
            except OSError:
                break
            if not more:
                break
            data += more
        return data

    def close(self):
        self.socket.close()


def status_of(data):
    return int(data.split(b" ", 2)[1]) if data.startswith(b"HTTP/1.1 ") else cases.CLOSED


def framing(tally, centre):
    for name, request, expected in cases.CASES:
        raw = Raw(centre.http)
        raw.send(request)
        status = status_of(raw.answer())
        tally.check(status in expected, f"http {name}: {status}, expected {sorted(expected)}")
        raw.close()
    tally.check(centre.is_up(), "after broken requests")
    raw = Raw(centre.http)
    raw.send("GET /health HTTP/1.1\r\n@H@\r\n" * 20)
    seen = b""
    while seen.count(b"HTTP/1.1 200") < 20 and select.select([raw.socket], [], [], 15)[0]:
        seen += raw.socket.recv(65536)
    tally.check(seen.count(b"HTTP/1.1 200") == 20, "twenty requests in one segment")
    raw.close()


def pages(tally, centre):
    for path in cases.TRAVERSALS:
        raw = Raw(centre.http)
        raw.send(f"GET {path} HTTP/1.1\r\n@H@Connection: close\r\n\r\n")
        data = b""
        while select.select([raw.socket], [], [], 15)[0] and (more := raw.socket.recv(65536)):
            data += more
        tally.check(b"root:" not in data and b"\tadmin\t" not in data and data, f"{path} is readable: {data[:80]!r}")
        raw.close()
    for path in ("/", "/health", "/api/v1/session", "/api/v1/nonsense", "/assets/nope.js"):
        answer = Client(centre.http).request("GET", path)
        for name, part in cases.SECURITY.items():
            tally.check(part in (answer.getheader(name) or "-"), f"{path}: {name} is {answer.getheader(name)}")


def memory(tally, centre):
    before = centre.rss_kib()
    for begin, unit in (("1;", "x"), ("1\r\nx\r\n0\r\n", "X: y\r\n"), ("", "1\r\nx\r\n")):
        raw = Raw(centre.http)
        raw.send(cases.CHUNKED + begin)
        for _ in range(400):
            raw.send(unit * (50_000 // len(unit)))
        raw.close()
    grown = centre.rss_kib() - before
    tally.check(grown < 15_000, f"twenty megabytes around a chunk cost {grown} KiB")


def slow_ones(tally, centre):
    """A thousand idle connections, and one that dribbles: others are served, the dribble is cut off."""
    idle = [socket.create_connection(("127.0.0.1", centre.http), 15) for _ in range(1000)]
    slow = Raw(centre.http)
    slow.send("GET /health HTTP/1.1\r\n@H@X: ")
    started = time.monotonic()
    tally.check(centre.is_up(), "beside a thousand idle connections")
    while time.monotonic() - started < 30 and not select.select([slow.socket], [], [], 0.5)[0]:
        slow.send("a")
    tally.check(status_of(slow.answer(0)) == 408, "a header that dribbles for ten seconds is refused")
    tally.check(all(select.select([one], [], [], 15)[0] for one in idle[:100]), "idle connections are closed")
    for one in idle:
        one.close()
    slow.close()


# --- the API -------------------------------------------------------------------------------------


def resolved(spec, schema):
    while schema and "$ref" in schema:
        node = spec
        for part in schema["$ref"][2:].split("/"):
            node = node[part]
        schema = node
    return schema or {}


def example(spec, schema, depth=0):
    """Something that the schema allows."""
    schema = resolved(spec, schema)
    for key in ("oneOf", "anyOf", "allOf"):
        if key in schema:
            return example(spec, schema[key][0], depth + 1)
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type")
    if kind == "object":
        return {name: example(spec, part, depth + 1) for name, part in schema.get("properties", {}).items()} if depth < 6 else {}
    if kind == "array":
        return [example(spec, schema["items"], depth + 1)] if depth < 6 and "items" in schema else []
    if kind == "string":
        return "1" if "pattern" in schema else "x" * max(1, schema.get("minLength", 1))
    return {"integer": max(1, schema.get("minimum", 1)), "number": 1.0, "boolean": True}.get(kind)


def well_refused(tally, client, method, path, what, raw=None, headers=None):
    try:
        answer = client.request(method, path, raw=raw, headers=headers)
    except OSError as fault:
        return tally.check(False, f"{method} {path} {what}: {fault}")
    if answer.status < 400:
        return tally.check(answer.status >= 200, f"{method} {path} {what}: {answer.status}")
    problem = answer.getheader("Content-Type") == "application/problem+json" and json.loads(answer.text)
    good = problem and answer.status < 500 and problem["status"] == answer.status
    if answer.status == 422:
        good = good and problem["errors"] and all("pointer" in one and one["key"] for one in problem["errors"])
    return tally.check(good, f"{method} {path} {what}: {answer.status} {answer.text[:120]}")


def routes(tally, centre, seed=1):
    """Every route of the OpenAPI document with ids, filters and bodies that it does not want."""
    dice = random.Random(seed)
    admin, anna = centre.as_("admin"), centre.as_("anna")
    spec = admin.json("GET", "/api/v1/openapi.json")
    for template, operations in spec["paths"].items():
        for method, operation in operations.items():
            if (template, method) in (("/session", "delete"), ("/session", "post")):
                continue
            path, any_match = "/api/v1" + re.sub(r"\{[^}]+\}", "7", template), {"If-Match": "*"}
            for client in (admin, anna):
                if "{" in template:
                    for one in dice.sample(cases.IDS, 4):
                        well_refused(tally, client, method.upper(), "/api/v1" + re.sub(r"\{[^}]+\}", one, template), "id",
                                     None if method == "get" else b"{}", any_match)
                for query in [one["name"] for one in operation.get("parameters", []) if one.get("in") == "query"]:
                    for value in dice.sample(cases.QUERIES, 3):
                        well_refused(tally, client, method.upper(), f"{path}?{query}={value}", "query")
                if method == "get":
                    continue
                for body in dice.sample(cases.BODIES, 5):
                    well_refused(tally, client, method.upper(), path, repr(body[:30]), body, any_match)
                content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
                whole = example(spec, content.get("schema"))
                if not isinstance(whole, dict):
                    continue
                for name in whole:
                    for value in dice.sample(cases.VALUES, 3):
                        raw = json.dumps({**whole, name: value}).encode()
                        well_refused(tally, client, method.upper(), path, f"{name}={value!r}"[:60], raw, any_match)
    tally.check(centre.is_up() and centre.running(), "after all routes")


def sessions(tally, centre):
    credentials = {"login": "anna", "password": centre.logins["anna"]}
    client = Client(centre.http)
    client.cookie = planted = "filo_session=" + "A" * 43
    answer = client.request("POST", "/api/v1/session", credentials)
    tally.check(answer.status == 200 and client.cookie != planted, "a planted session id is not taken over")
    flags = answer.getheader("Set-Cookie") or ""
    tally.check("HttpOnly" in flags and "SameSite=Strict" in flags, f"cookie flags: {flags.split(';')[1:]}")
    old = Client(centre.http)
    old.cookie = client.cookie
    client.request("POST", "/api/v1/session", credentials)
    tally.check(old.cookie != client.cookie and old.request("GET", "/api/v1/session").status == 401, "a log-in renews the session")
    for origin in ("https://evil.example", "null", f"http://127.0.0.1:{centre.http}.evil.example", f"httpx://127.0.0.1:{centre.http}", ""):
        answer = client.request("POST", "/api/v1/tickets", {"subject": "forged"}, {"Origin": origin})
        tally.check(answer.status == 403, f"a POST from {origin!r}: {answer.status}")
    for header in ("X-Remote-User", "X-Forwarded-User", "Remote-User", "X-Forwarded-For"):
        tally.check(Client(centre.http).request("GET", "/api/v1/session", headers={header: "admin"}).status == 401, f"{header} is believed")
    listening = Socket(centre.http, client.cookie)
    tally.check(listening.status == 101, "a socket of one's own")
    client.request("DELETE", "/api/v1/session")
    tally.check(listening.ends(), "log-out ends the socket")
    tally.check(client.request("GET", "/api/v1/session").status == 401, "a session that was logged out")
    listening.close()


def sockets(tally, centre):
    cookie, port = centre.as_("luca").cookie, centre.http
    for name, keys, expected in (("no cookie", {}, 401), ("a wrong cookie", {"cookie": "filo_session=x"}, 401),
                                 ("no Origin", {"cookie": cookie, "origin": ""}, 403), ("null", {"cookie": cookie, "origin": "null"}, 403),
                                 ("a foreign Origin", {"cookie": cookie, "origin": "https://evil.example"}, 403)):
        one = Socket(port, **keys)
        tally.check(one.status == expected, f"socket with {name}: {one.status}")
        one.close()
    for name, data in BROKEN:
        one = Socket(port, cookie)
        one.send(data)
        tally.check(one.ends(), f"socket: {name} goes on")
        one.close()
    before = centre.rss_kib()
    for data in (frame(9, b"x" * 100) * 20000, frame(1, b"", fin=0) + frame(0, b"", fin=0) * 20000, frame(1, b"[" * 60000),
                 frame(1, b'{"type":"x"}') * 5000):
        one = Socket(port, cookie)
        one.socket.settimeout(0.5)  # who does not read the answers is not fed for ever
        one.send(data)
        one.close()
    tally.check(centre.is_up() and centre.rss_kib() - before < 20_000, "floods on a socket cost memory")


def main():
    tally = Tally()
    with Centre() as centre:
        for attack in (framing, pages, memory, sessions, sockets, routes, slow_ones):
            started = time.monotonic()
            attack(tally, centre)
            if os.environ.get("FILO_WIRE_TIMES"):
                print(f"{attack.__name__}: {time.monotonic() - started:.1f} s", flush=True)
        tally.check(len(centre.log()) < 200_000, f"the log has {len(centre.log())} bytes")
        tally.check(centre.running(), "the server died\n" + centre.log()[-3000:])
        tally.check(eventually(lambda: centre.metric("filo_http_connections") < 5, 15), "connections are left behind")
    tally.check(centre.server.returncode == 0, f"the server ended with {centre.server.returncode}")
    return tally.result()


if __name__ == "__main__":
    sys.exit(main())
