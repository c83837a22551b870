"""One sound request, one element of it, one fault: thousands of cases, chosen by seed."""
import random

from torture import SDP, WITH_SDP, msg

FAULTS = [
    "", " ", "x", "\x00", "\xff\xfe\x80", "-1", "0", "4294967296", "99999999999999999999", "1e9", "0x10", "a" * 300,
    "9" * 5000, '"open', "<sip:open", "<sip:[::1", "<>", "sip:", "sip:%zz@h", "sip:a@h:99999", "sip:a@[1:2:3]", ";;;;", ",,,",
    ";=;=", "%s%s%n", "../../etc/passwd", "'; DROP TABLE calls;--", "<script>alert(1)</script>", "\u202e\u0000", "a\rb", "a\nb",
    "*", "SIP/2.0/UDP", "SIP/2.0/UDP h;branch=", "z9hG4bK", "${jndi:ldap://127.0.0.1/}", "tel:+", "\t" * 50, "\\", '"\\"',
]
SDP_FAULTS = [
    "", "v=1\r\n", "m=audio 99999 RTP/AVP 8\r\n", "m=audio 0 RTP/AVP 8\r\n", "m=audio -1 RTP/AVP 8\r\n", "m=audio 1 RTP/AVP 999\r\n",
    "m=audio 40000 RTP/AVP\r\n", "m=audio 40000 RTP/SAVP 8\r\n", "c=IN IP4 0.0.0.0\r\n", "c=IN IP4 255.255.255.255\r\n",
    "c=IN IP4 224.0.0.1/127\r\n", "c=IN IP4 999.1.1.1\r\n", "c=IN IP6 ::\r\n", "c=IN IP4 localhost\r\n", "a=ptime:0\r\n", "a=ptime:-20\r\n",
    "a=ptime:99999999999\r\n", "a=maxptime:0\r\n", "a=rtpmap:8 PCMA/0\r\n", "a=rtpmap:8 PCMA/8000/0\r\n", "a=rtpmap:8 \r\n", "a=rtpmap:\r\n",
    "a=fmtp:101 0-999999999\r\n", "a=crypto:1 AES_CM_128 inline:x\r\n", "a=" + "x" * 9000 + "\r\n", "a=x\r\n" * 3000, "\x00", "o=\r\n",
    "t=9999999999999999999999 0\r\n", "b=AS:-1\r\n", "a=sendrecv\r\na=inactive\r\n", "m=audio 1 RTP/AVP 8\r\n" * 40, "=", "a", "Z=1\r\n",
    "a=rtcp:99999\r\n", "a=rtcp:1 IN IP4 127.0.0.1\r\n", "a=candidate:1 1 UDP 1 127.0.0.1 1 typ host\r\n",
]
MORE_HEADERS = ["Route", "Record-Route", "Require", "Expires", "Authorization", "Session-Expires", "P-Asserted-Identity", "Diversion",
                "Content-Encoding", "Replaces", "RAck", "Identity", "Alert-Info", "Subject"]


def one_element(line, fault):
    name, _, _ = line.partition(":")
    return f"{name}: {fault}"


def broken(seed, method, uri):
    """(what was done, the message)"""
    dice = random.Random(seed)
    body = SDP if method == "INVITE" else ""
    more = WITH_SDP if body else "Contact: <sip:t@@AT@>\r\n"
    kind = dice.choice(["header", "header", "header", "twice", "drop", "add", "parameter", "sdp", "byte", "cut", "uri"])
    fault = dice.choice(FAULTS)
    if kind == "sdp" and body:
        lines = [line + "\r\n" for line in body.split("\r\n") if line]
        at, fault = dice.randrange(len(lines)), dice.choice(SDP_FAULTS)
        lines[at:at + dice.randrange(2)] = [fault]
        return f"sdp line {at} = {fault[:40]!r}", msg(method, uri, more, "".join(lines))
    if kind == "uri":
        return f"Request-URI = {fault[:40]!r}", msg(method, fault or "sip:", more, body)
    if kind == "add":
        name = dice.choice(MORE_HEADERS)
        return f"{name} = {fault[:40]!r}", msg(method, uri, more + f"{name}: {fault}\r\n", body)
    message = msg(method, uri, more, body)
    head, _, rest = message.partition("\r\n\r\n")
    lines = head.split("\r\n")
    at = dice.randrange(1, len(lines))
    what = f"{kind} of {lines[at].split(':')[0]} {fault[:40]!r}"
    if kind == "twice":
        lines.insert(at, lines[at])
    elif kind == "drop":
        del lines[at]
    elif kind == "parameter":
        lines[at] += ";" + fault
    elif kind == "byte":
        text = lines[at]
        place = dice.randrange(len(text))
        lines[at] = text[:place] + chr(dice.randrange(256)) + text[place + dice.randrange(2):]
    elif kind == "cut":
        return what, message[:dice.randrange(20, len(message))]
    else:
        lines[at] = one_element(lines[at], fault)
    return what, "\r\n".join(lines) + "\r\n\r\n" + rest
