"""sipp against a centre: calls by the trunk, answered and ended by the agents' phones."""
import csv
import pathlib
import signal
import subprocess
import time

HERE = pathlib.Path(__file__).parent


def start_phones(centre):
    """One sipp is all the agents' phones."""
    return subprocess.Popen(
        ["sipp", f"127.0.0.1:{centre.sip}", "-sf", str(HERE / "sipp/agents.xml"), "-i", "127.0.0.1",
         "-p", str(centre.phones), "-mp", "6000", "-nostdin",
         "-trace_stat", "-stf", str(centre.folder / "phones.csv"), "-fd", "1"],
        cwd=centre.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def start_callers(centre, rate, seconds, name="callers"):
    stats = centre.folder / f"{name}.csv"
    process = subprocess.Popen(
        ["sipp", f"127.0.0.1:{centre.sip}", "-sf", str(HERE / "sipp/trunk.xml"), "-i", "127.0.0.1",
         "-p", str(centre.trunk), "-mp", "6100", "-r", str(rate), "-m", str(rate * seconds),
         "-l", str(rate * 30), "-nostdin", "-trace_stat", "-stf", str(stats), "-fd", "1",
         "-trace_err", "-error_file", str(centre.folder / f"{name}.err"),
         "-timeout", str(seconds + 40)],
        cwd=centre.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return process, stats


def read_stats(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def figure(row, name):
    for key, value in row.items():
        if key and key.startswith(name):
            return float(value)
    return 0.0


def run_calls(centre, rate, seconds):
    """Calls at a steady rate: what came of them, how fast, and the server's CPU time."""
    phones = start_phones(centre)
    try:
        time.sleep(0.3)
        if phones.poll() is not None:
            raise RuntimeError("the agents' sipp did not start")
        cpu, begun = centre.cpu(), time.monotonic()
        callers, stats = start_callers(centre, rate, seconds)
        callers.wait()
        took, cpu = time.monotonic() - begun, centre.cpu() - cpu
        rows = read_stats(stats)
    finally:
        phones.send_signal(signal.SIGUSR1)  # ends what is under way and writes its figures
        try:
            phones.wait(10)
        except subprocess.TimeoutExpired:
            phones.kill()
            phones.wait()
    last = rows[-1]
    answered = figure(read_stats(centre.folder / "phones.csv")[-1], "SuccessfulCall(C)")
    refused = figure(last, "refused(C)")
    ended = figure(last, "SuccessfulCall(C)")
    return {"rows": rows, "offered": figure(last, "OutgoingCall(C)"), "good": min(ended - refused, answered),
            "refused": refused, "failed": figure(last, "FailedCall(C)"), "seconds": took, "cpu": cpu,
            "repeats": figure(last, "Retransmissions(C)")}
