"""Requests that break HTTP/1.1, each with the statuses that may come back. @H@ is the Host line."""

POST = "POST /api/v1/session HTTP/1.1\r\n@H@"
CHUNKED = POST + "Transfer-Encoding: chunked\r\n\r\n"
CLOSED = 0  # without a word

CASES = [
    ("a sound one", "GET /health HTTP/1.1\r\n@H@\r\n", {200}),
    ("HTTP/1.0", "GET /health HTTP/1.0\r\n\r\n", {200}),
    ("HTTP/9.9", "GET /health HTTP/9.9\r\n@H@\r\n", {505}),
    ("the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", {400, 505}),
    ("TLS", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + "\x00" * 100, {400, CLOSED}),
    ("no Host", "GET /health HTTP/1.1\r\n\r\n", {400}),
    ("two Host", "GET /health HTTP/1.1\r\n@H@Host: b\r\n\r\n", {400}),
    ("blank before the colon", "GET /health HTTP/1.1\r\n@H@Content-Length : 5\r\n\r\nhello", {400}),
    ("empty header name", "GET /health HTTP/1.1\r\n@H@: b\r\n\r\n", {400}),
    ("NUL in a header", "GET /health HTTP/1.1\r\n@H@X: a\x00b\r\n\r\n", {400}),
    ("CR in a header", "GET /health HTTP/1.1\r\n@H@X: a\rb\r\n\r\n", {400}),
    ("length and chunks", POST + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /health HTTP/1.1\r\n@H@\r\n", {400}),
    ("two lengths", POST + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello1", {400}),
    ("+5", POST + "Content-Length: +5\r\n\r\nhello", {400}),
    ("-5", POST + "Content-Length: -5\r\n\r\nhello", {400}),
    ("0x5", POST + "Content-Length: 0x5\r\n\r\nhello", {400}),
    ("2^64", POST + "Content-Length: 18446744073709551616\r\n\r\nhello", {400, 413}),
    ("2^64-1", POST + "Content-Length: 18446744073709551615\r\n\r\nhello", {413}),
    ("xchunked", POST + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", {501}),
    ("chunked, identity", POST + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n", {400, 501}),
    ("gzip, chunked", POST + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", {501}),
    ("two codings", POST + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n", {400, 501}),
    ("chunks in HTTP/1.0", POST.replace("1.1", "1.0") + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", {400}),
    ("a negative chunk", CHUNKED + "-1\r\nabc\r\n0\r\n\r\n", {400}),
    ("a chunk of 2^64-1", CHUNKED + "FFFFFFFFFFFFFFFF\r\nabc\r\n0\r\n\r\n", {400, 413}),
    ("a chunk of more", CHUNKED + "100000000000000000\r\nabc\r\n0\r\n\r\n", {400, 413}),
    ("a chunk longer than it says", CHUNKED + "3\r\nabcd\r\n0\r\n\r\n", {400}),
    ("an endless chunk extension", CHUNKED + "1;" + "x" * 100000, {400, 431}),
    ("endless trailers", CHUNKED + "2\r\n{}\r\n0\r\n" + "X: y\r\n" * 20000, {400, 431}),
    ("64 kB in one header", "GET /health HTTP/1.1\r\n@H@X: " + "x" * 65536 + "\r\n\r\n", {431}),
    ("10,000 headers", "GET /health HTTP/1.1\r\n@H@" + "X: x\r\n" * 10000 + "\r\n", {431}),
    ("a target of 70 kB", "GET /" + "a" * 70000 + " HTTP/1.1\r\n@H@\r\n", {414, 431}),
    ("3,000 query fields", "GET /health?" + "a=b&" * 3000 + " HTTP/1.1\r\n@H@\r\n", {400}),
    ("a method of 20 kB", "A" * 20000 + " /health HTTP/1.1\r\n@H@\r\n", {400, 431, 501}),
    ("a control byte in the method", "G\x01T /health HTTP/1.1\r\n@H@\r\n", {400}),
    ("BREW", "BREW /health HTTP/1.1\r\n@H@\r\n", {405, 501}),
    ("TRACE", "TRACE /health HTTP/1.1\r\n@H@X-Secret: s\r\n\r\n", {405, 501}),
    ("CONNECT", "CONNECT 10.0.0.1:22 HTTP/1.1\r\n@H@\r\n", {400, 405, 501}),
    ("another authority", "GET evil.example:80 HTTP/1.1\r\n@H@\r\n", {400}),
    ("NUL in the path", "GET /index.html%00.png HTTP/1.1\r\n@H@\r\n", {400, 404}),
    ("no UTF-8 in the path", "GET /%ff%fe HTTP/1.1\r\n@H@\r\n", {400, 404}),
    ("half an escape", "GET /%f HTTP/1.1\r\n@H@\r\n", {400}),
    ("an unknown route of the API", "GET /api/v1/nonsense HTTP/1.1\r\n@H@\r\n", {404}),
    ("an unknown expectation", POST + "Expect: wonders\r\nContent-Length: 2\r\n\r\n{}", {417}),
]

TRAVERSALS = ["/../first-logins.txt", "/..%2ffirst-logins.txt", "/..%2f..%2f..%2f..%2fetc/passwd", "/assets/%2e%2e/%2e%2e/first-logins.txt",
              "/assets\\..\\..\\first-logins.txt", "/%5c..%5c..%5cetc/passwd", "//etc/passwd", "/./../../etc/passwd", "/assets/..;/x",
              "/%252e%252e%252fetc/passwd", "/desk/../../etc/passwd", "/file:///etc/passwd"]

SECURITY = {"Content-Security-Policy": "frame-ancestors 'none'", "X-Content-Type-Options": "nosniff", "Referrer-Policy": ""}

BODIES = [b"", b"null", b"[]", b'"x"', b"1", b"{", b"\xff\xfe", b'{"a":"\xff"}', b'{"a":"\\u0000"}', b'{"a":"\\ud800"}', b"[" * 100_000,
          b'{"a":' * 50 + b"1" + b"}" * 50, b'{"a":1,"a":2}', b"1e99999", b'{"__proto__":1}', b"\x00", b"{}{}", b'{"a":NaN}', b"{/**/}",
          b"{'a':1}", b'{"a":1,}', b"\xef\xbb\xbf{}"]

VALUES = [None, True, -1, 1.5, 2**53, 2**63, 2**64, 1e308, "", " ", "\x00", "\ud800", "a" * 1_000_000, "\u202e",
          "'; DROP TABLE tickets;--", "<script>alert(1)</script>", "../../etc/passwd", "9999-99-99T99:99:99Z", [], {}, [None], {"id": 1},
          ["a"] * 2000]
IDS = ["1", "0", "-1", "9223372036854775807", "99999999999999999999", "abc", "%f0%9f%92%a9", "1%20OR%201=1", "'", "+1", "1.0", "a" * 3000]
QUERIES = ["", "-1", "0", "99999999999999999999", "abc", "%00", "%ff", "x" * 6000, "'%20OR%201=1--", "null"]
