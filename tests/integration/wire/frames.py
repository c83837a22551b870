"""A WebSocket by hand: the handshake as it likes, frames as it likes (RFC 6455 §5)."""
import select
import socket
import struct


class Socket:
    def __init__(self, port, cookie="", origin=None):
        own = f"http://127.0.0.1:{port}"
        self.socket = socket.create_connection(("127.0.0.1", port), 5)
        lines = ["GET /api/v1/events HTTP/1.1", f"Host: 127.0.0.1:{port}", "Upgrade: websocket", "Connection: Upgrade",
                 "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="]
        if origin != "":
            lines.append(f"Origin: {origin or own}")
        if cookie:
            lines.append(f"Cookie: {cookie}")
        self.socket.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        head = b""
        while b"\r\n\r\n" not in head:
            byte = self.socket.recv(1)
            if not byte:
                break
            head += byte
        self.status = int(head.split(b" ", 2)[1]) if head else 0

    def send(self, data):
        try:
            self.socket.sendall(data)
        except OSError:
            pass

    def ends(self, seconds=15):
        """True when the server says goodbye or closes."""
        data = b""
        while select.select([self.socket], [], [], seconds)[0]:
            try:
                more = self.socket.recv(65536)
            except OSError:
                return True
            data += more
            if not more or (data and data[-4:-2] == b"\x88\x02"):
                return True
        return False

    def close(self):
        self.socket.close()


def frame(opcode, data=b"", *, fin=1, mask=1, rsv=0, length=None, long_form=False):
    size = len(data) if length is None else length
    head = bytes([fin << 7 | rsv << 4 | opcode])
    if size < 126 and not long_form:
        head += bytes([mask << 7 | size])
    elif size < 65536 and not long_form:
        head += bytes([mask << 7 | 126]) + struct.pack("!H", size)
    else:
        head += bytes([mask << 7 | 127]) + struct.pack("!Q", size)
    return head + (b"\0\0\0\0" if mask else b"") + data


BROKEN = [
    ("without a mask", frame(1, b"{}", mask=0)), ("2^63 bytes", frame(1, b"x", length=2**63)),
    ("2^63-1 bytes", frame(1, b"x", length=2**63 - 1)), ("a length in the wrong form", frame(1, b"{}", long_form=True)),
    ("a reserved bit", frame(1, b"{}", rsv=4)), ("opcode 3", frame(3, b"x")), ("opcode 11", frame(11, b"x")),
    ("a continuation of nothing", frame(0, b"x")), ("a ping of 126 bytes", frame(9, b"x" * 126)),
    ("a ping in pieces", frame(9, b"x", fin=0)), ("no UTF-8", frame(1, b"\xff\xfe")), ("binary", frame(2, b"x")),
    ("half a close code", frame(8, b"\x03")), ("close code 999", frame(8, struct.pack("!H", 999))),
    ("a text inside a text", frame(1, b"{", fin=0) + frame(1, b"}")),
    ("65,537 bytes in pieces", frame(1, b"a", fin=0) + frame(0, b"a", fin=0) * 65536),
]
