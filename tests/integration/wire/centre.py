"""A contact centre of the test's own: the real server with the demo centre on free ports, a call that
goes on while it is attacked, and plain sockets to attack it with."""
import http.client
import json
import os
import pathlib
import random
import signal
import socket
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[3]
PROGRAM = os.environ.get("FILO_SERVER") or str(ROOT / "build/release/src/server/filodiretto")
ITALIAN_NUMBER = "+39800100200"


def free_port():
    """A port that neither UDP nor TCP uses now, and that neither the kernel nor the tests in C++ take."""
    while True:
        port = random.randrange(10_000, 12_000)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp, socket.socket() as tcp:
            try:
                udp.bind(("127.0.0.1", port))
                tcp.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


def free_range(count):
    """The first, even, of `count` neighbouring UDP ports below the range that the kernel gives away."""
    for first in range(30_000 + 2 * (os.getpid() % 300), 31_000 - count, count):
        held = []
        try:
            for port in range(first, first + count):
                held.append(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
                held[-1].bind(("127.0.0.1", port))
            return first
        except OSError:
            continue
        finally:
            for one in held:
                one.close()
    raise RuntimeError("no free ports")


def eventually(condition, seconds=20.0):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False


class Client:
    """A browser without a page: keeps its cookie and sends the Origin that a page would."""

    def __init__(self, port):
        self.port, self.cookie = port, ""

    def request(self, method, path, body=None, headers=None, raw=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        fields = {"Origin": f"http://127.0.0.1:{self.port}", "Connection": "close"}
        if self.cookie:
            fields["Cookie"] = self.cookie
        if body is not None or raw is not None:
            fields["Content-Type"] = "application/json"
        fields.update(headers or {})
        payload = raw if raw is not None else (None if body is None else json.dumps(body))
        try:
            connection.request(method, path, payload, fields)
            answer = connection.getresponse()
            answer.text = answer.read().decode("utf-8", "replace")
        finally:
            connection.close()
        cookie = answer.getheader("Set-Cookie")
        if cookie:
            self.cookie = cookie.split(";")[0]
        return answer

    def json(self, method, path, body=None, headers=None):
        return json.loads(self.request(method, path, body, headers).text or "null")


class Centre:
    RTP_PORTS = 100

    def __init__(self, data=None, environment=None):
        self.directory = tempfile.TemporaryDirectory(prefix="filo-wire-")
        self.path = pathlib.Path(self.directory.name)
        self.data = pathlib.Path(data) if data else self.path / "data"
        self.http, self.sip, self.rtp = free_port(), free_port(), free_range(self.RTP_PORTS)
        self.trunk = free_port()
        self.environment = environment or {}
        self.server, self.logins, self.sip_logins, self.clients, self.phones = None, {}, {}, {}, []

    def __enter__(self):
        self.start()
        self.move_trunk()
        return self

    def __exit__(self, *_):
        for phone in self.phones:
            phone.end()
        self.stop()
        self.directory.cleanup()

    def start(self):
        command = [PROGRAM, "serve", "--demo", "--data", str(self.data), "--http", f"127.0.0.1:{self.http}", "--sip",
                   f"127.0.0.1:{self.sip}", "--rtp", f"{self.rtp}-{self.rtp + self.RTP_PORTS - 1}"]
        self.output = open(self.path / "server.log", "ab")
        self.server = subprocess.Popen(command, stdout=self.output, stderr=subprocess.STDOUT,
                                       env={**os.environ, **self.environment})
        if not eventually(self.is_up, 60):
            raise RuntimeError("the server did not start\n" + self.log()[-4000:])
        eventually(lambda: "Filodiretto is ready" in self.log())
        for line in (self.data / "first-logins.txt").read_text().splitlines():
            kind, login, password = line.split("\t")[:3]
            (self.sip_logins if kind == "sip" else self.logins)[login] = password

    def is_up(self):
        try:
            return Client(self.http).request("GET", "/health").status == 200
        except OSError:
            return False

    def running(self):
        return self.server.poll() is None

    def kill(self):
        self.server.send_signal(signal.SIGKILL)
        self.server.wait()

    def stop(self):
        """The exit code; SIGTERM first."""
        if self.running():
            self.server.terminate()
            try:
                self.server.wait(40)
            except subprocess.TimeoutExpired:
                self.kill()
        self.output.close()
        return self.server.returncode

    def log(self):
        return (self.path / "server.log").read_text(errors="replace")

    def rss_kib(self):
        for line in pathlib.Path(f"/proc/{self.server.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1])
        return 0

    def metric(self, name):
        for line in Client(self.http).request("GET", "/metrics").text.splitlines():
            if line.startswith(name + " "):
                return float(line.split()[-1])
        return -1.0

    def as_(self, login):
        if login not in self.clients:
            client = Client(self.http)
            answer = client.request("POST", "/api/v1/session", {"login": login, "password": self.logins[login]})
            if answer.status // 100 != 2:
                raise RuntimeError(f"log-in of {login}: {answer.status} {answer.text}")
            self.clients[login] = client
        return self.clients[login]

    def move_trunk(self):
        """The demo trusts callers from port 5070; here several servers may run side by side."""
        admin = self.as_("admin")
        for row in admin.json("GET", "/api/v1/admin/trunks")["items"]:
            path = f"/api/v1/admin/trunks/{row['id']}"
            whole = admin.json("GET", path)
            whole["port"] = self.trunk
            for key in ("id", "etag"):
                whole.pop(key, None)
            answer = admin.request("PUT", path, whole, {"If-Match": "*"})
            if answer.status != 200:
                raise RuntimeError(f"PUT {path}: {answer.status} {answer.text}")

    def phone(self, *arguments, password=""):
        phone = Phone(self, [str(one) for one in arguments], password)
        self.phones.append(phone)
        return phone

    def running_call(self, seconds=600):
        """A caller whom Luca's desk phone has answered: (caller, agent)."""
        luca = self.phone("--register", "--user", "102", "--answer", "--duration", seconds,
                          password=self.sip_logins["102"])
        luca.wait_for("registered")
        answer = self.as_("luca").request("PUT", "/api/v1/live/me/presence", {"presence": "ready"})
        if answer.status != 200:
            raise RuntimeError(f"presence: {answer.status} {answer.text}")
        caller = self.phone("--listen", f"127.0.0.1:{self.trunk}", "--call", ITALIAN_NUMBER, "--from", "0551234567",
                            "--digits", "1", "--duration", seconds)
        luca.wait_for("answered", 30)
        return caller, luca


class Phone:
    """`filodiretto phone`, with its events."""

    def __init__(self, centre, arguments, password):
        self.file = centre.path / f"phone-{len(centre.phones)}.log"
        with open(self.file, "wb") as output:
            self.process = subprocess.Popen(
                [PROGRAM, "phone", "--json", "--server", f"127.0.0.1:{centre.sip}", *arguments], stdout=output,
                stderr=subprocess.STDOUT, env={**os.environ, "FILO_PHONE_PASSWORD": password})

    def events(self, name):
        found = []
        for line in self.file.read_text(errors="replace").splitlines():
            try:
                event = json.loads(line)
            except ValueError:
                continue
            if event.get("event") == name:
                found.append(event)
        return found

    def wait_for(self, name, seconds=20, times=1):
        if not eventually(lambda: len(self.events(name)) >= times, seconds):
            raise RuntimeError(f"the phone saw no {name}:\n" + self.file.read_text(errors="replace")[-3000:])

    def end(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


class Tally:
    """Counts, tells each fault at once, ends in the one line that the test run reads."""

    def __init__(self):
        self.passed, self.failed = 0, 0

    def check(self, good, what):
        if good:
            self.passed += 1
        else:
            self.failed += 1
            print("FAIL", what, flush=True)
        return good

    def result(self):
        print(f"{self.passed} passed, {self.failed} failed", flush=True)
        return 1 if self.failed or not self.passed else 0
