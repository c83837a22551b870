"""Messages in the manner of RFC 4475 and RFC 5118, section by section, written anew, each with what must
come back on the wire.

In a message @AT@ is the sender's host:port, @BR@ a fresh branch, @ID@ a fresh word, @TR@ the transport,
@TO@ the server's host:port. An expectation is a set of final status codes; SILENCE may be among them.
"""
SILENCE = 0
UNDERSTOOD = frozenset({200, 401, 403, 404, 405, 480, 481, 486, 488, 501, 503})
BAD = frozenset({400})
DROPPED = frozenset({SILENCE})

VIA = "Via: SIP/2.0/@TR@ @AT@;branch=z9hG4bK@BR@\r\n"


def head(method, uri="sip:100@@TO@", *, via=VIA, frm='"T" <sip:t@example.org>;tag=f@ID@', to="<sip:100@@TO@>",
         call="@ID@@wire", cseq=None, hops="70", version="SIP/2.0"):
    lines = f"{method} {uri} {version}\r\n{via}"
    for name, value in (("Max-Forwards", hops), ("From", frm), ("To", to), ("Call-ID", call),
                        ("CSeq", cseq or f"1 {method}")):
        if value is not None:
            lines += f"{name}: {value}\r\n"
    return lines


def msg(method, uri="sip:100@@TO@", more="Contact: <sip:t@@AT@>\r\n", body="", **parts):
    length = "" if "Content-Length" in more or "l:" in more else f"Content-Length: {len(body)}\r\n"
    return head(method, uri, **parts) + more + length + "\r\n" + body


SDP = ("v=0\r\no=t 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
       "m=audio 40000 RTP/AVP 8 0 101\r\na=rtpmap:101 telephone-event/8000\r\n")
WITH_SDP = "Contact: <sip:t@@AT@>\r\nContent-Type: application/sdp\r\n"

VALID = [
    ("3.1.1.1 tortuous",
     "INVITE sip:vivekg@@TO@;unknownparam SIP/2.0\r\nTO :\r\n sip:vivekg@example.com ;   tag    = 19@ID@\r\n"
     "from   : \"J Rosenberg \\\\\\\"\"       <sip:jdrosen@example.com>\r\n  ;\r\n  tag = 98asjd8@ID@\r\n"
     "MaX-fOrWaRdS: 0068\r\nCall-ID: wsinv.@ID@@192.0.2.1\r\nContent-Length   : 4\r\ncseq: 0009\r\n  INVITE\r\n"
     "Via  : SIP  /   2.0\r\n /@TR@\r\n    @AT@;branch=z9hG4bK@BR@\r\ns :\r\nNewFangledHeader:   newfangled value\r\n"
     " continued newfangled value\r\nUnknownHeaderWithUnusualValue: ;;,,;;,;\r\nContent-Type: application/sdp\r\n"
     "Route:\r\n <sip:services.example.com;lr;unknownwith=value;unknown-no-value>\r\n"
     "v:  SIP  / 2.0  / TCP     spindle.example.com   ;\r\n  branch  =   z9hG4bK9ikj8  ,\r\n"
     " SIP  /    2.0   / UDP  192.168.255.111   ; branch=\r\n z9hG4bK30239\r\n"
     "m:\"Quoted string \\\"\\\"\" <sip:jdrosen@example.com> ; newparam\r\n      =\r\n       newvalue ;\r\n"
     "  secondparam ; q = 0.33\r\n\r\nv=0\n", UNDERSTOOD),
    ("3.1.1.2 wide range of characters in a method",
     msg("!interesting-Method0123456789_*+`.%indeed'~", "sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*:"
         "&it+has=1,weird!*pas$wo~d_too.(doesn't-it)@@TO@",
         to='"BEL:\\\x07 NUL:\\\x00 DEL:\\\x7f" <sip:1_unusual.URI~@example.com>',
         frm="token1~` token2'+_ token3*%!.- <sip:mundane@example.com>;fromParam''~+*_!.-%=\"\u0440\u0430\u0431\u043e\u0442\u0430\""
             ";tag=_token~1'+`*%!-.@ID@"), UNDERSTOOD),
    ("3.1.1.3 valid %-escapes", msg("INVITE", "sip:sips%3Auser%40example.com@@TO@", WITH_SDP, SDP,
                                    to="sip:%75se%72@example.com", frm="<sip:I%20have%20spaces@example.net>;tag=@ID@"),
     UNDERSTOOD),
    ("3.1.1.4 escaped nulls", msg("REGISTER", "sip:@TO@", "Contact: <sip:%00@@AT@>\r\nContact: <sip:%00%00@@AT@>\r\n",
                                  to="sip:null-%00-null@example.com", frm="sip:null-%00-null@example.com;tag=@ID@"),
     UNDERSTOOD),
    ("3.1.1.5 % that is no escape in a method", msg("RE%47IST%45R", "sip:registrar.example.com",
                                                    to='"%Z%45" <sip:resource@example.com>',
                                                    frm='"%Z%45" <sip:resource@example.com>;tag=@ID@'), UNDERSTOOD),
    ("3.1.1.6 no blank before <", msg("OPTIONS", to="sip:user@example.com", frm="caller<sip:caller@example.com>;tag=@ID@"),
     {200}),
    ("3.1.1.7 long values", msg("INVITE", more=WITH_SDP + "Unknown-" + "Long" * 60 + "-Name: " + "unknown-value " * 200 +
                                "\r\nRoute: " + ",".join(f"<sip:h{i}.example.com;lr>" for i in range(40)) + "\r\n", body=SDP,
                                frm='sip:' + "amazinglylong" * 20 + '@example.net;tag=12982@ID@' + "x" * 400,
                                to='"I have a user name of ' + "extreme " * 30 + '" <sip:user@example.com:6000;p=' + "v" * 300
                                   + ">"), UNDERSTOOD),
    ("3.1.1.8 bytes behind the body", msg("REGISTER", "sip:@TO@", "Content-Length: 0\r\nContact: <sip:j@@AT@>\r\n")
     + "INVITE sip:joe@example.com SIP/2.0\r\nt: sip:joe@example.com\r\nfrom: sip:caller@example.net;tag=1\r\n\r\n",
     UNDERSTOOD),
    ("3.1.1.9 semicolon in the user", msg("OPTIONS", "sip:user;par=u%40example.net@@TO@", "Accept: application/sdp\r\n"), {200}),
    ("3.1.1.10 many transports", msg("OPTIONS", more="Via: SIP/2.0/SCTP t2.example.com;branch=z9hG4bKk1\r\nVia: SIP/2.0/TLS "
                                     "t3.example.com;branch=z9hG4bKk2\r\nVia: SIP/2.0/UNKNOWN t4.example.com;branch=z9hG4bKk3\r\n"),
     {200}),
    ("3.1.1.11 multipart body", msg("MESSAGE", more="Content-Type: multipart/mixed;boundary=7a9\r\n",
                                    body="--7a9\r\n\r\nHello\r\n--7a9\r\nContent-Type: application/octet-stream\r\n\r\n\x00\x01\r\n--7a9--\r\n"),
     UNDERSTOOD | {415}),
    ("3.1.1.12 odd reason", "SIP/2.0 200 = 2**3 * 5**2 \u043d\u043e \u0441\u0442\u043e\r\n" + VIA +
     "Call-ID: @ID@\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>;tag=2\r\nCSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n", DROPPED),
    ("3.1.1.13 empty reason", "SIP/2.0 100 \r\n" + VIA +
     "Call-ID: @ID@\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>;tag=2\r\nCSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n", DROPPED),
    ("compact headers", "OPTIONS sip:100@@TO@ SIP/2.0\r\nv: SIP/2.0/@TR@ @AT@;branch=z9hG4bK@BR@\r\nf: <sip:a@b>;tag=1\r\n"
     "t: <sip:100@c>\r\ni: @ID@\r\nCSeq: 4 OPTIONS\r\nMax-Forwards: 7\r\nm: <sip:a@@AT@>\r\nl: 0\r\nk: timer, 100rel\r\n\r\n", {200}),
    ("lower-case version", msg("OPTIONS", version="sip/2.0"), {200}),
    ("leading zeros", msg("OPTIONS", cseq="0000000001 OPTIONS", hops="0000070"), {200}),
    ("highest CSeq", msg("OPTIONS", cseq="2147483647 OPTIONS"), {200}),
    ("Max-Forwards 255", msg("OPTIONS", hops="255"), {200}),
    ("header nobody knows", msg("OPTIONS", more="X-: \r\nX-A:\r\n !#$%&'*+-.^_`|~: 1\r\n".replace(" !#", "X-!#").replace("&", "")
                                .replace("#$", "").replace("^", "").replace("|", "")), {200}),
    ("folded by tabs", msg("OPTIONS", more="Subject: a\r\n\tb\r\n \t c\r\n"), {200}),
    ("UTF-8 in a display name", msg("OPTIONS", frm='"Ren\u00e9e \u6f22" <sip:r@example.org>;tag=@ID@'), {200}),
    ("comma inside quotes and brackets", msg("OPTIONS", more='Contact: "a, b" <sip:a,b@@AT@>, <sip:c@d>\r\n'), {200}),
    ("methods are case-sensitive", msg("options"), {405, 501}),
    ("Max-Forwards missing", msg("OPTIONS", hops=None), {200}),
]

INVALID = [
    ("3.1.2.1 extraneous separators", msg("INVITE", more='Contact: "Joe" <sip:joe@example.org>;;;;\r\nContent-Length: 0\r\n',
                                          via="Via: SIP/2.0/@TR@ @AT@;branch=z9hG4bK@BR@;;,;,,\r\n"), BAD),
    ("3.1.2.2 Content-Length too large", msg("INVITE", more=WITH_SDP + "Content-Length: 9999\r\n", body=SDP), BAD),
    ("3.1.2.3 Content-Length negative", msg("INVITE", more=WITH_SDP + "Content-Length: -999\r\n", body=SDP), BAD),
    ("3.1.2.4 scalar fields overlarge", msg("REGISTER", "sip:@TO@", "Expires: 1000000000000000000000000000000000000\r\nContact: "
                                           "<sip:u@@AT@>;expires=280297596632815\r\n", cseq="36893488147419103232 REGISTER",
                                           hops="300"), BAD),
    ("3.1.2.5 response with overlarge scalars", "SIP/2.0 503 Service Unavailable\r\n" + VIA + "Via: SIP/2.0/UDP host129;branch="
     "z9hG4bKz\r\nFrom: <sip:u@example.com>;tag=2\r\nTo: sip:u@example.com;tag=1\r\nCall-ID: @ID@\r\n"
     "CSeq: 9292394834772304023312 OPTIONS\r\nRetry-After: 949302838503028349304023988\r\nContent-Length: 0\r\n\r\n", DROPPED),
    ("3.1.2.6 unterminated quote", msg("INVITE", to='"Mr. J. User <sip:j.user@example.com>'), BAD),
    ("3.1.2.7 <> around the Request-URI", msg("INVITE", "<sip:user@example.com>"), BAD),
    ("3.1.2.8 blank inside the Request-URI", msg("INVITE", "sip:user@example.com; lr"), BAD),
    ("3.1.2.9 several blanks in the request line", msg("INVITE", " sip:user@example.com "), BAD),
    ("3.1.2.10 blanks behind the request line", msg("OPTIONS", version="SIP/2.0  "), BAD | {200}),
    ("3.1.2.11 escaped headers in the Request-URI", msg("INVITE", "sip:user@example.com?Route=%3Csip:example.com%3E"), BAD),
    ("3.1.2.12 invalid time zone", msg("OPTIONS", more="Date: Fri, 01 Jan 2010 16:00:00 EST\r\n"), {200, 400}),
    ("3.1.2.13 name-addr without brackets", msg("REGISTER", "sip:@TO@",
                                               "Contact: sip:user@example.com?Route=%3Csip:sip.example.com%3E\r\n"), BAD),
    ("3.1.2.14 blanks inside the brackets", msg("OPTIONS", to='"Watson, Thomas" < sip:t.watson@example.org >'), {200, 400}),
    ("3.1.2.15 bad display name", msg("OPTIONS", frm="Bell, Alexander <sip:a.g.bell@example.com>;tag=43"), BAD),
    ("3.1.2.16 unknown version", msg("OPTIONS", version="SIP/7.0"), {505}),
    ("3.1.2.17 CSeq of another method", msg("OPTIONS", cseq="8 INVITE"), BAD),
    ("3.1.2.18 unknown method, CSeq of another", msg("NEWMETHOD", cseq="8 INVITE"), BAD | {501}),
    ("3.1.2.19 overlarge status", "SIP/2.0 4294967301 better not break\r\n" + VIA + "From: <sip:u@example.com>;tag=2\r\n"
     "To: sip:u@example.com;tag=1\r\nCall-ID: @ID@\r\nCSeq: 3 INVITE\r\nContent-Length: 0\r\n\r\n", DROPPED),
    ("no Via", msg("OPTIONS", via=""), DROPPED),
    ("a Via of another world", msg("OPTIONS", via="Via: HTTP/1.1/@TR@ @AT@\r\n"), DROPPED | BAD),
    ("no From", msg("OPTIONS", frm=None), BAD),
    ("no To", msg("OPTIONS", to=None), BAD),
    ("no Call-ID", msg("OPTIONS", call=None), BAD),
    ("no CSeq", "OPTIONS sip:@TO@ SIP/2.0\r\n" + VIA + "From: <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\nCall-ID: @ID@\r\n\r\n", BAD),
    ("two CSeq", msg("OPTIONS", more="CSeq: 2 OPTIONS\r\n"), BAD),
    ("header without colon", msg("OPTIONS", more="Nonsense\r\n"), BAD),
    ("header with a blank name", msg("OPTIONS", more=": x\r\n"), BAD),
    ("control byte", msg("OPTIONS", more="Subject: a\x07b\r\n"), BAD),
    ("NUL in a header", msg("OPTIONS", more="Subject: a\x00b\r\n"), BAD),
    ("port 65536", msg("OPTIONS", "sip:100@127.0.0.1:65536"), BAD),
    ("half an escape", msg("OPTIONS", "sip:1%0@127.0.0.1"), BAD),
    ("an empty user", msg("OPTIONS", "sip:@127.0.0.1"), BAD | {200}),
    ("cut in the headers", msg("OPTIONS")[:-40], BAD | DROPPED),
    ("not SIP", "GET / HTTP/1.1\r\nHost: x\r\n\r\n", DROPPED),
    ("only noise", "\x80\x00\x01" * 100, DROPPED),
    ("bare line feeds", msg("OPTIONS").replace("\r\n", "\n"), DROPPED | BAD | {200}),
    ("300 headers", msg("OPTIONS", more="".join(f"X-{i}: x\r\n" for i in range(300))), DROPPED | BAD | {513}),
    ("60 kB header", msg("OPTIONS", more="X: " + "x" * 60000 + "\r\n"), {200, 400, 513, SILENCE}),
    ("Request-URI of 5 kB", msg("OPTIONS", "sip:" + "a" * 5000 + "@@TO@"), {414}),
    ("status line with a letter", "SIP/2.0 2xx OK\r\n" + VIA + "\r\n", DROPPED),
]

APPLICATION = [
    ("3.2.1 branch without its rest", msg("OPTIONS", via="Via: SIP/2.0/@TR@ @AT@;branch=z9hG4bK\r\n"), BAD | {200}),
    ("3.3.1 missing required headers", "INVITE sip:user@example.com SIP/2.0\r\nCSeq: 193942 INVITE\r\n" + VIA +
     "Content-Type: application/sdp\r\nl: 0\r\n\r\n", BAD),
    ("3.3.2 unknown scheme", msg("OPTIONS", "nobodyKnowsThisScheme:totallyopaquecontent"), {416}),
    ("3.3.3 known but atypical scheme", msg("OPTIONS", "soap.beep://192.0.2.103:3002"), {416}),
    ("3.3.4 unknown schemes in headers", msg("REGISTER", "sip:@TO@", "Contact: <name:John_Smith>\r\n", to="isbn:2983792873",
                                            frm="<http://www.example.com>;tag=@ID@"), UNDERSTOOD | BAD),
    ("3.3.5 Proxy-Require and Require", msg("OPTIONS", more="Require: nothingSupportsThis, nothingSupportsThisEither\r\n"
                                           "Proxy-Require: noProxiesSupportThis, norDoAnyProxiesSupportThis\r\n"), {420}),
    ("3.3.6 unknown content type", msg("INVITE", more="Contact: <sip:t@@AT@>\r\nContent-Type: application/unknownformat\r\n",
                                      body="<audio>\r\n"), {415}),
    ("3.3.7 unknown authorization", msg("REGISTER", "sip:@TO@", "Contact: <sip:j@@AT@>\r\nAuthorization: NoOneKnowsThisScheme "
                                       "opaque-data=here\r\n"), {401}),
    ("3.3.8 several values of single headers", msg("INVITE", more="CSeq: 59 INVITE\r\nCall-ID: x\r\nTo: sip:other@example.com\r\n"
                                                   "From: sip:other@example.net;tag=3\r\nMax-Forwards: 5\r\n"), BAD),
    ("3.3.9 two Content-Length", msg("OPTIONS", more="Content-Length: 13\r\nContent-Length: 5\r\n", body="There's no way"), BAD),
    ("3.3.10 response with a foreign Via", "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 192.0.2.198;branch=z9hG4bK1324923\r\nVia: SIP/2.0/"
     "UDP 255.255.255.255;branch=z9hG4bK1saber23\r\nFrom: sip:u@example.com;tag=1\r\nTo: <sip:v@e>;tag=2\r\nCall-ID: @ID@\r\n"
     "CSeq: 35 INVITE\r\nContact: sip:a@b\r\n\r\n", DROPPED),
    ("3.3.11 Max-Forwards 0", msg("OPTIONS", hops="0"), {200, 483}),
    ("3.3.12 Contact with an unknown parameter", msg("REGISTER", "sip:@TO@", "Contact: sip:+19725552222@@AT@;unknownparam\r\n"),
     {401, 403}),
    ("3.3.13 Contact parameter inside brackets", msg("REGISTER", "sip:@TO@", "Contact: <sip:+19725552222@@AT@;unknownparam>\r\n"),
     {401, 403}),
    ("3.3.14 escaped Contact", msg("REGISTER", "sip:@TO@", "Contact: <sip:%75ser@@AT@>\r\n"), {401, 403}),
    ("3.3.15 unacceptable Accept", msg("INVITE", "sip:+39800100200@@TO@", WITH_SDP + "Accept: text/nobodyKnowsThis\r\n", SDP),
     {401, 406}),
    ("3.4.1 RFC 2543", "OPTIONS sip:100@@TO@ SIP/2.0\r\nVia: SIP/2.0/@TR@ @AT@\r\nFrom: sip:jbrown@example.net\r\nTo: sip:100@@TO@"
     "\r\nCall-ID: @ID@@example.com\r\nCSeq: 8 OPTIONS\r\n\r\n", {200}),
    ("BYE for nothing", msg("BYE", to="<sip:100@@TO@>;tag=nothing"), {481}),
    ("BYE without tag", msg("BYE"), {481}),
    ("CANCEL for nothing", msg("CANCEL"), {481}),
    ("ACK for nothing", msg("ACK", to="<sip:100@@TO@>;tag=nothing"), DROPPED),
    ("UPDATE, INFO, PRACK for nothing", msg("INFO", to="<sip:100@@TO@>;tag=nothing"), {481}),
    ("INVITE into nothing", msg("INVITE", to="<sip:100@@TO@>;tag=nothing", more=WITH_SDP, body=SDP), {481}),
    ("MESSAGE from a stranger", msg("MESSAGE", more="Content-Type: text/plain\r\n", body="hello"), {401, 405}),
    ("SUBSCRIBE from a stranger", msg("SUBSCRIBE", more="Event: presence\r\n"), {401, 405, 489}),
    ("REFER from a stranger", msg("REFER", more="Refer-To: <sip:x@y>\r\n"), {401, 405}),
    ("NOTIFY from a stranger", msg("NOTIFY", more="Event: presence\r\n"), {401, 405, 481, 489}),
    ("PUBLISH from a stranger", msg("PUBLISH", more="Event: presence\r\n"), {401, 405, 489}),
    ("INVITE from a stranger", msg("INVITE", more=WITH_SDP, body=SDP), {401}),
    ("INVITE to tel:", msg("INVITE", "tel:+39800100200", WITH_SDP, SDP), {401}),
    ("INVITE without hops", msg("INVITE", more=WITH_SDP, body=SDP, hops="0"), {483, 401}),
    ("encoded body", msg("INVITE", more=WITH_SDP + "Content-Encoding: gzip\r\n", body=SDP), {415}),
]

IPV6 = [
    ("4.1 IPv6 reference", msg("REGISTER", "sip:[2001:db8::10]", "Contact: \"C\" <sip:caller@[2001:db8::1]>\r\n"), {401}),
    ("4.2 without its brackets", msg("REGISTER", "sip:2001:db8::10"), BAD),
    ("4.3 port inside the brackets", msg("REGISTER", "sip:[2001:db8::10:5070]"), {401}),
    ("4.4 port behind the brackets", msg("REGISTER", "sip:[2001:db8::10]:5070"), {401}),
    ("4.5 received with brackets", msg("OPTIONS", more="Via: SIP/2.0/UDP [2001:db8::1];received=[2001:db8::9:255];branch="
                                      "z9hG4bKas3-111\r\n"), {200}),
    ("4.5 received without brackets", msg("OPTIONS", more="Via: SIP/2.0/UDP [2001:db8::1];received=2001:db8::9:255;branch="
                                         "z9hG4bKas3\r\n"), {200}),
    ("4.6 IPv6 in SDP", msg("INVITE", more=WITH_SDP, body=SDP.replace("IP4 127.0.0.1", "IP6 2001:db8::20")), {401, 488}),
    ("4.7 several IPs in SDP", msg("INVITE", more=WITH_SDP, body=SDP.replace("c=IN IP4 127.0.0.1", "c=IN IP6 2001:db8::1")
                                   + "m=video 4 RTP/AVP 31\r\nc=IN IP4 192.0.2.1\r\n"), {401, 488}),
    ("4.8 two families in headers", msg("OPTIONS", more="Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\n"
                                       "Record-Route: <sip:[2001:db8::10];lr>\r\n"), {200}),
    ("4.9 mapped address", msg("OPTIONS", more="Contact: <sip:u@[::ffff:192.0.2.10]:19823>\r\n"), {200}),
    ("4.10 three colons", msg("OPTIONS", more="Contact: <sip:u@[2001:db8:::192.0.2.1]>\r\n"), {200, 400}),
    ("a scope", msg("OPTIONS", "sip:100@[fe80::1%25eth0]"), BAD | {200}),
    ("nine groups", msg("OPTIONS", "sip:100@[1:2:3:4:5:6:7:8:9]"), BAD),
    ("an open bracket", msg("OPTIONS", "sip:100@[2001:db8::10"), BAD),
    ("a hidden IPv4", msg("OPTIONS", "sip:100@[::1.2.3.4.5]"), BAD),
]

CASES = [(f"valid {n}", m, e) for n, m, e in VALID] + [(f"invalid {n}", m, e) for n, m, e in INVALID] + \
        [(f"application {n}", m, e) for n, m, e in APPLICATION] + [(f"rfc5118 {n}", m, e) for n, m, e in IPV6]
