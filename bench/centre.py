"""A centre of our own for one measurement: a directory, a document, a server process, its CPU time."""
import json
import os
import pathlib
import re
import shutil
import socket
import sqlite3
import subprocess
import tempfile
import time
import urllib.request

NUMBER = "+39800100200"
TICKS = os.sysconf("SC_CLK_TCK")


def free_port(kind=socket.SOCK_DGRAM, host="127.0.0.1"):
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind((host, 0))
        return probe.getsockname()[1]


def document(agents, trunk_port, agents_port, phones="fixed", waiting_max=5000):
    """One number that leads straight into one queue; agents with fixed phones, no wrap-up time."""
    people = range(1, agents + 1)
    login = [f"agent{i}" for i in people]
    return {
        "tenant": {"name": "Bench"},
        "sites": [{"name": "Here", "country": "IT", "zone": "Europe/Rome"}],
        "users": [{"login": name, "name": name, "role": "agent", "language": "it"} for name in login],
        "queues": [{"name": "calls", "strategy": "longest_idle", "wrap_up_ms": 0,
                    "ring_timeout_ms": 20000, "waiting_max": waiting_max}],
        "agents": [{"user_id": name, "name": name, "extension": str(10000 + i),
                    "phone": {"kind": "sip", "contact": f"sip:{name}@127.0.0.1:{agents_port}"},
                    "queue_ids": ["calls"]} for i, name in zip(people, login)],
        "flows": [{"name": "straight", "document": {"language": "it", "start": "q",
                   "nodes": {"q": {"type": "queue", "queue": "calls"}}}}],
        "numbers": [{"e164": NUMBER, "name": "Bench", "service": "Bench", "language": "it",
                     "flow_id": "straight", "site_id": "Here"}],
        "trunks": [{"name": "trunk", "host": "127.0.0.1", "port": trunk_port, "transport": "udp",
                    "numbers_out": NUMBER, "max_calls": 10000}],
    }


class Centre:
    def __init__(self, program, agents=100, demo=False, settings="", prefix="filo-bench-"):
        self.program, self.demo = str(program), demo
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix=prefix, dir=os.environ.get("FILO_BENCH_DIR")))
        self.data = self.folder / "data"
        self.trunk, self.phones = free_port(), free_port()
        self.http, self.sip = free_port(socket.SOCK_STREAM), free_port()
        self.settings = self.folder / "filodiretto.toml"
        self.settings.write_text(settings)
        self.process = None
        if not demo:
            path = self.folder / "centre.json"
            path.write_text(json.dumps(document(agents, self.trunk, self.phones)))
            done = subprocess.run([self.program, "admin", "import", str(path), "--data", str(self.data)],
                                  capture_output=True, text=True)
            if done.returncode:
                raise RuntimeError(done.stdout + done.stderr)
            self._make_ready()

    def _make_ready(self):
        """Every agent ready, as if he had been at the last stop: the server restores that."""
        with sqlite3.connect(self.data / "filodiretto.db") as db:
            now = int(time.time() * 1e6)
            db.execute("""INSERT INTO agent_state_log (tenant_id, agent_id, started_at, id, presence)
                          SELECT tenant_id, id, ?, id, 'ready' FROM agent""", (now,))
        db.close()

    def command(self):
        words = [self.program, "serve", "--config", str(self.settings), "--data", str(self.data),
                 "--http", f"127.0.0.1:{self.http}", "--sip", f"127.0.0.1:{self.sip}", "--rtp", "20000-49999"]
        return words + (["--demo"] if self.demo else [])

    def start(self, wait=True):
        self.log = open(self.folder / "server.log", "w")
        self.started = time.monotonic()
        self.process = subprocess.Popen(self.command(), stdout=self.log, stderr=self.log)
        if wait:
            self.wait_healthy()
        return self

    def healthy(self):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.http}/health", timeout=1) as answer:
                return answer.status == 200
        except OSError:
            return False

    def wait_healthy(self):
        while not self.healthy():
            if self.process.poll() is not None:
                raise RuntimeError((self.folder / "server.log").read_text()[-4000:])
            time.sleep(0.002)

    def cpu(self):
        """Seconds of user and system time so far."""
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def resident_mb(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1024

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process = None

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()
        if not os.environ.get("FILO_BENCH_KEEP"):
            shutil.rmtree(self.folder, ignore_errors=True)


class Narrow:
    """Leaves a running centre a small share of one core: two processes spin there at a better priority."""

    def __init__(self, centre, core=0):
        self.centre, self.core, self.spinners = centre, core, []

    def __enter__(self):
        pid = self.centre.process.pid
        for thread in os.listdir(f"/proc/{pid}/task"):
            os.sched_setaffinity(int(thread), {self.core})
            os.setpriority(os.PRIO_PROCESS, int(thread), os.getpriority(os.PRIO_PROCESS, 0) + 8)
        for _ in range(2):
            spinner = subprocess.Popen(["sh", "-c", "while :; do :; done"])
            os.sched_setaffinity(spinner.pid, {self.core})
            self.spinners.append(spinner)
        return self

    def __exit__(self, *_):
        for spinner in self.spinners:
            spinner.kill()
            spinner.wait()
