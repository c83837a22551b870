"""Sockets that say what they like: SIP over UDP and TCP, and the control question after each message."""
import re
import select
import socket
import time

STATUS = re.compile(rb"^SIP/2\.0 (\d{3}) ")
_serial = 0


def fresh():
    global _serial
    _serial += 1
    return f"w{_serial}x{time.monotonic_ns() % 10**9}"


def fill(message, *, at, to, transport):
    word = fresh()
    for key, value in (("@AT@", at), ("@BR@", word), ("@ID@", word), ("@TR@", transport), ("@TO@", to)):
        message = message.replace(key, value)
    return message.encode("utf-8", "surrogateescape")


class Udp:
    def __init__(self, port, ip="127.0.0.1", own_port=0):
        self.target = ("127.0.0.1", port)
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((ip, own_port))
        self.at = "%s:%d" % self.socket.getsockname()

    def bytes_of(self, message):
        return fill(message, at=self.at, to="%s:%d" % self.target, transport="UDP")

    def send(self, data):
        self.socket.sendto(data, self.target)

    def receive(self, seconds):
        """The next datagram that is no provisional answer; b"" when none comes."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if not select.select([self.socket], [], [], left)[0]:
                return b""
            data = self.socket.recv(65536)
            if not data.startswith(b"SIP/2.0 1"):
                return data
        return b""

    def drain(self):
        while select.select([self.socket], [], [], 0)[0]:
            self.socket.recv(65536)

    def close(self):
        self.socket.close()


class Tcp:
    def __init__(self, port, ip="127.0.0.1"):
        self.target = ("127.0.0.1", port)
        self.socket = socket.create_connection(self.target, 15, (ip, 0))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.at = "%s:%d" % self.socket.getsockname()
        self.buffer, self.closed = b"", False

    def bytes_of(self, message):
        return fill(message, at=self.at, to="%s:%d" % self.target, transport="TCP")

    def send(self, data):
        try:
            self.socket.sendall(data)
        except OSError:
            self.closed = True

    def receive(self, seconds):
        end = time.monotonic() + seconds
        while True:
            self.buffer = self.buffer.lstrip(b"\r\n")  # answers to keep-alives
            cut = self.buffer.find(b"\r\n\r\n")
            if cut >= 0:
                length = re.search(rb"\r\nContent-Length: (\d+)", self.buffer[:cut])
                size = cut + 4 + (int(length.group(1)) if length else 0)
                if len(self.buffer) >= size:
                    data, self.buffer = self.buffer[:size], self.buffer[size:]
                    if data.startswith(b"SIP/2.0 1"):
                        continue
                    return data
            left = end - time.monotonic()
            if left <= 0 or self.closed or not select.select([self.socket], [], [], left)[0]:
                return b""
            try:
                more = self.socket.recv(65536)
            except OSError:
                more = b""
            self.closed |= not more
            self.buffer += more

    def close(self):
        self.socket.close()


def status_of(data):
    found = STATUS.match(data)
    return int(found.group(1)) if found else 0


OPTIONS = ("OPTIONS sip:100@@TO@ SIP/2.0\r\nVia: SIP/2.0/@TR@ @AT@;rport;branch=z9hG4bK@BR@\r\nMax-Forwards: 70\r\n"
           "From: <sip:control@example.org>;tag=@ID@\r\nTo: <sip:100@@TO@>\r\nCall-ID: @ID@\r\nCSeq: 1 OPTIONS\r\n"
           "Content-Length: 0\r\n\r\n")


def answers(link, seconds=10.0):
    """Is a correct OPTIONS answered at once?"""
    data = link.bytes_of(OPTIONS)
    call = re.search(rb"Call-ID: (\S+)", data).group(1)
    link.send(data)
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        answer = link.receive(left)
        if call in answer:
            return status_of(answer) == 200
    return False
