-- Where registered phones can be reached, kept so that they ring at once after a restart.
--
-- Only datagram flows: a connection dies with the server. SIP users are unique in the whole server.

CREATE TABLE sip_binding (
  sip_user    @word NOT NULL,
  contact     TEXT NOT NULL,
  remote      TEXT NOT NULL,                 -- where its datagrams come from: "192.0.2.7:5060"
  call_id     TEXT NOT NULL,
  cseq        @bigint NOT NULL,
  expires_at  @ts NOT NULL,
  place       @bigint NOT NULL,              -- the largest of a user is the newest
  user_agent  TEXT NOT NULL,
  PRIMARY KEY (sip_user, contact)
) @strict;
