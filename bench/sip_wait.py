"""How long a caller and a free agent wait for the server: one process is the trunk and all phones.

Times are the kernel's (SO_TIMESTAMPNS) for what arrives and just before sendto() for what leaves, so
this program's own slowness counts against nobody."""
import collections
import re
import select
import socket
import struct
import time

SO_TIMESTAMPNS = 35
SDP = ("v=0\r\no=b 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
       "m=audio 6100 RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\n")


def quantile(values, q):
    values = sorted(values)
    return values[min(len(values) - 1, int(q * len(values)))] if values else float("nan")


def header(text, name):
    found = re.search(rf"^{name}:\s*(.*?)\r?$", text, re.M | re.I)
    return found.group(1) if found else ""


class Peer:
    """A UDP socket with arrival times."""

    def __init__(self, port, server):
        self.port, self.server = port, server
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        self.socket.bind(("127.0.0.1", port))

    def send(self, lines, body=""):
        kind = "Content-Type: application/sdp\r\n" if body else ""
        text = "\r\n".join(lines) + f"\r\n{kind}Content-Length: {len(body)}\r\n\r\n{body}"
        at = time.time()
        self.socket.sendto(text.encode(), self.server)
        return at

    def receive(self):
        data, extra, _, _ = self.socket.recvmsg(65535, 128)
        at = time.time()
        for level, kind, value in extra:
            if level == socket.SOL_SOCKET and kind == SO_TIMESTAMPNS:
                seconds, nanos = struct.unpack("qq", value[:16])
                at = seconds + nanos / 1e9
        return at, data.decode(errors="replace")


class Exchange:
    def __init__(self, centre, talk):
        server = ("127.0.0.1", centre.sip)
        self.trunk, self.phones, self.talk = Peer(centre.trunk, server), Peer(centre.phones, server), talk
        self.uri = f"sip:+39800100200@127.0.0.1:{centre.sip}"
        self.sent, self.offers, self.gaps, self.acks = {}, [], [], {}
        self.freed, self.due, self.ended, self.serial = {}, collections.deque(), 0, 0
        self.calling = {}

    def call(self):
        self.serial += 1
        caller = f"+393331{self.serial:06d}"
        at = self.trunk.send(
            [f"INVITE {self.uri} SIP/2.0", *self._caller_headers(caller, "INVITE", "1"),
             f"To: <{self.uri}>", f"Contact: <sip:trunk@127.0.0.1:{self.trunk.port}>"], SDP)
        self.calling[caller] = at

    def _caller_headers(self, caller, method, seq, mark="i"):
        return [f"Via: SIP/2.0/UDP 127.0.0.1:{self.trunk.port};branch=z9hG4bK{mark}{caller[1:]}",
                f"From: <sip:{caller}@127.0.0.1>;tag=t{caller[1:]}", f"Call-ID: c{caller[1:]}@bench",
                f"CSeq: {seq} {method}", "Max-Forwards: 70"]

    def on_trunk(self, at, text):
        if text.startswith("SIP/2.0 200") and "INVITE" in header(text, "CSeq"):
            caller = re.search(r"sip:(\+\d+)@", header(text, "From")).group(1)
            target = re.search(r"<(.*?)>", header(text, "Contact")).group(1)
            self.trunk.send([f"ACK {target} SIP/2.0", *self._caller_headers(caller, "ACK", "1", "a"),
                             f"To: {header(text, 'To')}"])
        elif text.startswith("BYE"):
            self._answer(self.trunk, text, "200 OK")
            self.ended += 1

    def _answer(self, peer, text, status, tag="", body="", contact=""):
        via = re.findall(r"^Via:\s*.*?\r?$", text, re.M | re.I)
        lines = [f"SIP/2.0 {status}", *[v.strip() for v in via], f"From: {header(text, 'From')}",
                 f"To: {header(text, 'To')}{tag}", f"Call-ID: {header(text, 'Call-ID')}",
                 f"CSeq: {header(text, 'CSeq')}"] + ([contact] if contact else [])
        return peer.send(lines, body)

    def on_phones(self, at, text):
        if text.startswith("INVITE"):
            call_id = header(text, "Call-ID")
            agent = re.match(r"INVITE sip:(\w+)@", text).group(1)
            caller = re.search(r"sip:(\+\d+)@", header(text, "From"))
            if call_id in self.acks:
                return
            if caller and caller.group(1) in self.calling:
                self.offers.append((at - self.calling.pop(caller.group(1))) * 1000)
            if agent in self.freed:
                self.gaps.append((at - self.freed.pop(agent)) * 1000)
            self.acks[call_id] = False
            self._answer(self.phones, text, "200 OK", ";tag=p1", SDP,
                         f"Contact: <sip:{agent}@127.0.0.1:{self.phones.port}>")
            self.sent[call_id] = (agent, text)
        elif text.startswith("ACK"):
            call_id = header(text, "Call-ID")
            if not self.acks.get(call_id, True):
                self.acks[call_id] = True
                self.due.append((time.time() + self.talk, call_id))

    def hang_up(self, call_id):
        agent, invite = self.sent.pop(call_id)
        target = re.search(r"<(.*?)>", header(invite, "Contact")).group(1)
        self.freed[agent] = self.phones.send(
            [f"BYE {target} SIP/2.0",
             f"Via: SIP/2.0/UDP 127.0.0.1:{self.phones.port};branch=z9hG4bKb{abs(hash(call_id))}",
             f"From: {header(invite, 'To')};tag=p1", f"To: {header(invite, 'From')}",
             f"Call-ID: {call_id}", "CSeq: 1 BYE", "Max-Forwards: 70"])

    def run(self, calls, every, at_once=0, limit=60):
        """`calls` calls, one each `every` seconds, `at_once` of them at the start."""
        begun = following = time.time()
        while self.ended < calls and time.time() < begun + limit:
            now = time.time()
            while self.serial < calls and (self.serial < at_once or now >= following):
                self.call()
                if self.serial > at_once:
                    following += every
            while self.due and self.due[0][0] <= now:
                self.hang_up(self.due.popleft()[1])
            ready, _, _ = select.select([self.trunk.socket, self.phones.socket], [], [], 0.0005)
            for sock in ready:
                if sock is self.trunk.socket:
                    self.on_trunk(*self.trunk.receive())
                else:
                    self.on_phones(*self.phones.receive())
        return self
