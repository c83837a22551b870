#!/usr/bin/env python3
"""The disk and the database fail while a call goes on: writes get a clear error soon, nothing is half
done, the log stays small, and all comes back by itself. Uses FILO_SERVER or the release build."""
import contextlib
import json
import sqlite3
import subprocess
import sys
import tempfile
import time

from centre import Centre, Client, Tally, eventually


def subjects(centre):
    return [one["subject"] for one in centre.as_("anna").json("GET", "/api/v1/tickets?limit=200")["items"]]


def write(centre, subject):
    """(status, key of the error, seconds)"""
    started = time.monotonic()
    answer = centre.as_("anna").request("POST", "/api/v1/tickets", {"subject": subject})
    took = time.monotonic() - started
    errors = json.loads(answer.text).get("errors") or [{}]
    return answer.status, errors[0].get("key", ""), took


def sound_goes_on(tally, what, *phones):
    for phone in phones:
        before = len(phone.events("sound"))
        phone.wait_for("sound", times=before + 2)
        heard = [event["packets_in"] for event in phone.events("sound")[before:]]
        tally.check(min(heard) > 5, f"{what}: packets a second {heard}")


def refused(tally, centre, what, key, times=6):
    log = len(centre.log())
    for n in range(times):
        status, told, took = write(centre, f"{what} {n}")
        tally.check((status, told) == (503, key), f"{what}: a write got {status} {told}")
        tally.check(took < 12, f"{what}: a write hung for {took:.1f} s")
    tally.check(centre.as_("anna").request("GET", "/api/v1/tickets").status == 200, f"{what}: reads go on")
    health = Client(centre.http).request("GET", "/health")
    tally.check(health.status == 503 and json.loads(health.text)["checks"] == {"store": False}, f"{what}: /health {health}")
    return log


def healed(tally, centre, what, log):
    name = f"after {what}"
    tally.check(eventually(lambda: write(centre, name)[0] == 201), f"{what}: writes come back")
    tally.check(Client(centre.http).request("GET", "/health").status == 200, f"{what}: /health afterwards")
    there = subjects(centre)
    tally.check(there.count(name) == 1 and not any(one.startswith(f"{what} ") for one in there), f"{what}: {there[:8]}")
    tally.check(len(centre.log()) - log < 8_000, f"{what}: the log grew by {len(centre.log()) - log} bytes")


def locked(tally, centre, *phones):
    tool = sqlite3.connect(centre.data / "filodiretto.db", timeout=30, isolation_level=None)
    tool.execute("BEGIN EXCLUSIVE")
    log = refused(tally, centre, "locked", "store.unavailable")
    sound_goes_on(tally, "locked", *phones)
    tool.execute("ROLLBACK")
    tool.close()
    healed(tally, centre, "locked", log)


def moved_away(tally, centre, *phones):
    file = centre.data / "filodiretto.db"
    away = file.with_suffix(".away")
    file.rename(away)
    log = refused(tally, centre, "moved", "store.file_gone")
    sound_goes_on(tally, "moved", *phones)
    away.rename(file)
    healed(tally, centre, "moved", log)


def full(tally, centre, *phones):
    with open(centre.data / "filler", "wb", buffering=0) as filler:
        with contextlib.suppress(OSError):
            while True:
                filler.write(b"x" * 4096)
        log = refused(tally, centre, "full", "store.disk_full")
        sound_goes_on(tally, "full", *phones)
    (centre.data / "filler").unlink()
    healed(tally, centre, "full", log)


@contextlib.contextmanager
def small_disk():
    """(a folder of 48 MB, True), or any folder and False where nobody may mount one."""
    with tempfile.TemporaryDirectory(prefix="filo-disk-") as path:
        mount = ["mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", path]
        good = subprocess.run(mount, stderr=subprocess.DEVNULL, check=False).returncode == 0
        try:
            yield path, good
        finally:
            if good:
                subprocess.run(["umount", "-l", path], check=False)


def main():
    tally = Tally()
    with small_disk() as (disk, small), Centre(data=disk + "/data") as centre:
        for login in ("anna", "marco"):
            centre.as_(login)
        caller, luca = centre.running_call()
        locked(tally, centre, caller, luca)
        moved_away(tally, centre, caller, luca)
        if small:
            full(tally, centre, caller, luca)
        else:
            print("SKIPPED the full disk: mounting a small one needs root")
        tally.check(not caller.events("ended"), "the running call was cut")
        caller.end()
        tally.check(eventually(lambda: any(one["cause"] for one in centre.as_("marco").json("GET", "/api/v1/calls?limit=5")["items"])),
                    "the call is recorded after all")
        tally.check(centre.running(), "the server died\n" + centre.log()[-3000:])
    return tally.result()


if __name__ == "__main__":
    sys.exit(main())
