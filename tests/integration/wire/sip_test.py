#!/usr/bin/env python3
"""Attacks SIP and the media ports on the wire while a call goes on. Each message gets what the RFCs say,
nobody else hears of it, memory and log stay as they were. Uses FILO_SERVER or the release build."""
import os
import re
import struct
import sys
import time

import torture
from centre import Centre, Tally, eventually
from generator import broken
from wire import OPTIONS, Tcp, Udp, answers, status_of

QUIET = 0.05  # how long silence is listened to; the control question behind it proves the order
STRANGERS = iter(f"127.{a}.{b}.{c}" for a in range(10, 250) for b in range(250) for c in range(1, 250))
STREAM_WAITS = {"invalid 3.1.2.2 Content-Length too large", "invalid cut in the headers"}


def judge(tally, name, link, control, message, expected):
    link.send(link.bytes_of(message))
    status = status_of(link.receive(QUIET if torture.SILENCE in expected else 15))
    tally.check(status in expected, f"{name}: {status or 'silence'}, expected {sorted(expected)}")
    tally.check(answers(control), f"{name}: afterwards a correct OPTIONS is not answered")


def torture_by_udp(tally, centre, control):
    for name, message, expected in torture.CASES:
        link = Udp(centre.sip, next(STRANGERS))
        judge(tally, f"udp {name}", link, control, message, expected)
        link.close()


def torture_by_tcp(tally, centre, control):
    for name, message, expected in torture.CASES:
        link = Tcp(centre.sip, next(STRANGERS))
        judge(tally, f"tcp {name}", link, control, message, torture.DROPPED if name in STREAM_WAITS else expected)
        link.close()


def one_fault_each(tally, centre, control, count=600):
    for seed in range(count):
        method = ("INVITE", "OPTIONS", "REGISTER", "BYE")[seed % 4]
        what, message = broken(seed, method, "sip:+390000@@TO@")
        link = Udp(centre.sip, next(STRANGERS))
        link.send(link.bytes_of(message))
        good = answers(control)
        reply = link.receive(0)
        tally.check(good, f"seed {seed} ({what}): a correct OPTIONS is not answered")
        tally.check(not reply or status_of(reply) >= 200, f"seed {seed} ({what}): {reply[:60]!r}")
        link.close()


def streams(tally, centre, control):
    """Any split and any gluing; lies about the length; peers that stop in the middle."""
    link = Tcp(centre.sip, next(STRANGERS))
    for byte in link.bytes_of(OPTIONS):
        link.send(bytes([byte]))
    tally.check(status_of(link.receive(15)) == 200, "byte by byte")
    link.send(b"".join(link.bytes_of(OPTIONS) for _ in range(20)) + b"\r\n\r\n")
    heard = [status_of(link.receive(15)) for _ in range(20)]
    tally.check(heard == [200] * 20, f"twenty in one segment: {heard}")
    body = torture.msg("MESSAGE", more="Content-Type: text/plain\r\nContent-Length: 5\r\n", body="ab\r\n\r")
    link.send(link.bytes_of(body) + link.bytes_of(OPTIONS))
    tally.check([status_of(link.receive(15)) for _ in range(2)] == [405, 200], "a body that looks like an end")
    for length in ("x", "-1", "99999999", "4\r\nContent-Length: 9", "0x1", "+5"):
        liar = Tcp(centre.sip, next(STRANGERS))
        liar.send(liar.bytes_of(torture.msg("OPTIONS", more=f"Content-Length: {length}\r\n", body="abcd")))
        tally.check(status_of(liar.receive(15)) == 400, f"Content-Length {length!r} is refused aloud")
        liar.receive(15)
        tally.check(liar.closed, f"Content-Length {length!r} ends the stream")
        liar.close()
    halves = [Tcp(centre.sip, next(STRANGERS)) for _ in range(50)]
    for half in halves:
        half.send(b"INVITE sip:half@127.0.0.1 SIP/2.0\r\nVia: ")
    tally.check(answers(link) and answers(control), "beside fifty halves of a message")
    for noise in (b"\x16\x03\x01\x02\x00\x01\x00", b"GET / HTTP/1.1\r\n\r\n", b"x" * 70000, b"\x00" * 5000):
        other = Tcp(centre.sip, next(STRANGERS))
        other.send(noise)
        other.close()
    tally.check(answers(control), "beside noise on streams")
    for one in halves + [link]:
        one.close()


def answers_go_home(tally, centre):
    """RFC 3261 §18.2, RFC 3581: to the source's address, never to one that a header names."""
    victim = Udp(centre.sip, "127.0.0.77")
    sender = Udp(centre.sip, next(STRANGERS))
    second = Udp(centre.sip, sender.at.split(":")[0])
    for name, via, home in (
            ("rport", f"Via: SIP/2.0/UDP {victim.at};rport;branch=z9hG4bK@BR@\r\n", sender),
            ("sent-by port", f"Via: SIP/2.0/UDP {second.at};branch=z9hG4bK@BR@\r\n", second),
            ("a foreign host", f"Via: SIP/2.0/UDP {victim.at.split(':')[0]}:{second.at.split(':')[1]};branch=z9hG4bK@BR@\r\n", second),
            ("maddr", f"Via: SIP/2.0/UDP {second.at};maddr=127.0.0.77;branch=z9hG4bK@BR@\r\n", second),
            ("received", f"Via: SIP/2.0/UDP {second.at};received=127.0.0.77;branch=z9hG4bK@BR@\r\n", second),
            ("a name that nobody resolves", "Via: SIP/2.0/UDP nowhere.invalid;rport;branch=z9hG4bK@BR@\r\n", sender)):
        sender.send(sender.bytes_of(torture.msg("OPTIONS", via=via)))
        answer = home.receive(15)
        tally.check(status_of(answer) == 200, f"{name}: the answer did not come home")
        if name in ("rport", "a foreign host", "a name that nobody resolves"):
            source = sender.at.split(":")[0]
            tally.check(f"received={source}".encode() in answer, f"{name}: received= is missing: {answer[:200]!r}")
    tally.check(victim.receive(QUIET) == b"", "somebody else got an answer")
    for one in (victim, sender, second):
        one.close()


def scanners(tally, centre, control):
    for spelling in ("User-Agent: friendly-scanner", "user-agent : sipvicious", "USER-AGENT:\r\n sipcli/v1.8"):
        scanner = Udp(centre.sip, next(STRANGERS))
        tally.check(answers(scanner), "who has shown nothing yet is answered")
        scanner.send(scanner.bytes_of(torture.msg("OPTIONS", more=spelling + "\r\n")))
        tally.check(scanner.receive(QUIET) == b"", f"{spelling!r} is answered")
        tally.check(not answers(scanner, QUIET), f"{spelling!r} is not banned")
        scanner.close()
    home = Udp(centre.sip)  # the address of the trunk and of the registered phone
    home.send(home.bytes_of(torture.msg("OPTIONS", more="User-Agent: friendly-scanner\r\n")))
    tally.check(home.receive(QUIET) == b"", "a scanner at a trusted address is answered")
    tally.check(answers(control) and answers(home), "a forged scanner banned the trusted address")
    home.close()


def words_of_strangers(tally, centre):
    """What the network says of a caller is stored and shown without harm: the calls are real ones."""
    trunk = Udp(centre.sip, "127.0.0.1", 0)
    admin = centre.as_("admin")
    row = admin.json("GET", "/api/v1/admin/trunks")["items"][0]
    body = {"name": "stranger", "host": "127.0.0.1", "port": int(trunk.at.split(":")[1]), "transport": "udp"}
    tally.check(admin.request("POST", "/api/v1/admin/trunks", {**body, "max_calls": row["max_calls"]}).status == 201, "a second trunk")
    callers = ["%ff%fe%00%0d%0aForged", "%3Cscript%3Ealert(1)%3C%2Fscript%3E%E2%80%AE", "9" * 20000, "';DROP%20TABLE%20calls;--"]
    for user in callers:
        invite = torture.msg("INVITE", "sip:+39800100200@@TO@", torture.WITH_SDP, torture.SDP, frm=f"<sip:{user}@example.org>;tag=@ID@")
        answer = b""
        for _ in range(50):  # until the live centre knows the new trunk
            data = trunk.bytes_of(invite)
            trunk.send(data)
            answer = trunk.receive(15)
            if status_of(answer) != 401:
                break
            time.sleep(0.1)
        tally.check(status_of(answer) == 200, f"a caller named {user[:30]!r}: {answer[:40]!r}")
        call, sender = (re.search(rb"\r\n%s: ([^\r]+)" % name, data).group(1).decode() for name in (b"Call-ID", b"From"))
        to = re.search(rb"\r\nTo: ([^\r]+)", answer).group(1).decode()
        for method, number in (("ACK", 1), ("BYE", 2)):
            trunk.send(trunk.bytes_of(torture.msg(method, frm=sender, to=to, call=call, cseq=f"{number} {method}", more="")))
        tally.check(status_of(trunk.receive(15)) == 200, f"the BYE of {user[:30]!r}")

    def recorded():
        return [one["ani"] for one in centre.as_("marco").json("GET", "/api/v1/calls?limit=50")["items"]]

    tally.check(eventually(lambda: any("DROP TABLE" in ani for ani in recorded())), "the calls are recorded")
    for ani in recorded():
        tally.check(len(ani) <= 64 and not re.search(r"[\x00-\x1f\x7f\ufffd\u202e]", ani), f"a caller is recorded as {ani[:80]!r}")
    trunk.close()


def repetitions(tally, centre, control, count=20_000):
    """The same broken messages again and again, at a pace that the guard lets through."""
    links = [Udp(centre.sip, next(STRANGERS)) for _ in range(100)]
    messages = [broken(seed, "INVITE", "sip:100@@TO@")[1] for seed in range(200)]

    def round_of(number):
        for i in range(number):
            link = links[i % len(links)]
            link.send(link.bytes_of(messages[i % len(messages)]))
            if i % 200 == 199:
                answers(control)
                for one in links:
                    one.drain()

    round_of(count // 4)
    before, log = centre.rss_kib(), len(centre.log())
    round_of(count)
    tally.check(answers(control), "after many repetitions")
    grown = centre.rss_kib() - before
    tally.check(grown < 8_000, f"memory grew by {grown} KiB over {count} repetitions")
    tally.check(len(centre.log()) - log < 20_000, "the log grew with the messages")
    for one in links:
        one.close()


def media_garbage(tally, centre):
    """RTP, RTCP, STUN and DTLS that lie about their lengths, at all media ports, from a stranger."""
    def stun(length, rest=b""):
        return b"\x00\x01" + length + b"\x21\x12\xa4\x42" + os.urandom(12) + rest

    junk = [b"", b"\x80", b"\x80\x08", b"\xbf\x08" + b"\xff" * 10, b"\x90\x08" + b"\x00" * 10 + b"\xff\xff\xff\xff",
            b"\xa0\x08" + b"\x00" * 10 + b"\xff", b"\x80\xc8\xff\xff" + b"\x00" * 8, b"\x81\xcb\x00\x01" + b"\x00" * 4,
            b"\x9f\xc9\x00\x00", stun(b"\x00\x00"), stun(b"\xff\xfc"), stun(b"\x00\x08", b"\x00\x06\xff\xffxxxx"),
            b"\x16\xfe\xff" + b"\x00" * 8 + b"\xff\xff" + b"x" * 100, b"\x16\xfe\xfd" + b"\xff" * 40, os.urandom(1400),
            b"\x80\x65" + b"\x00" * 10 + b"\x0f\x80\xff\xff", struct.pack("!BBHII", 0x80, 8, 1, 1, 1) + b"\x2a" * 160]
    stranger = Udp(centre.sip, "127.0.0.9")
    for port in range(centre.rtp, centre.rtp + centre.RTP_PORTS):
        for packet in junk:
            stranger.socket.sendto(packet, ("127.0.0.1", port))
    tally.check(stranger.receive(QUIET) == b"", "a media port answered a stranger")
    stranger.close()


def call_goes_on(tally, caller, luca):
    tally.check(not caller.events("ended") and not luca.events("ended"), "the running call was cut")
    for phone in (caller, luca):
        seconds = len(phone.events("sound"))
        phone.wait_for("sound", times=seconds + 2)
        heard = [event["packets_in"] for event in phone.events("sound")[seconds:]]
        tally.check(all(5 < packets < 150 for packets in heard), f"packets a second: {heard}")


def main():
    tally = Tally()
    with Centre() as centre:
        control = Udp(centre.sip, "127.0.0.3")
        caller, luca = centre.running_call()
        for attack in (torture_by_udp, torture_by_tcp, one_fault_each, streams, scanners, repetitions):
            started = time.monotonic()
            attack(tally, centre, control)
            if os.environ.get("FILO_WIRE_TIMES"):
                print(f"{attack.__name__}: {time.monotonic() - started:.1f} s")
        answers_go_home(tally, centre)
        words_of_strangers(tally, centre)
        media_garbage(tally, centre)
        call_goes_on(tally, caller, luca)
        tally.check(eventually(lambda: centre.metric("filo_calls") == 1), "calls were begun, or are left behind")
        tally.check(not re.search(r"[\x00-\x08\x0b-\x1f\x7f\u202e\ufffd]", centre.log()), "raw control bytes in the log")
        tally.check(centre.running(), "the server died\n" + centre.log()[-3000:])
    tally.check(centre.server.returncode == 0, f"the server ended with {centre.server.returncode}")
    return tally.result()


if __name__ == "__main__":
    sys.exit(main())
