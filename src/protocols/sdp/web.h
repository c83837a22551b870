#pragma once
// Answers to a browser's offer: one audio stream with ICE-lite, DTLS-SRTP and BUNDLE
// (RFC 8829, 8445, 8842, 8843). Pure, any thread.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "protocols/sdp/offer_answer.h"
#include "protocols/sdp/sdp.h"

namespace filo::sdp {

/// a=candidate (RFC 8839 §5.1); `ip` may be an mDNS name.
struct Candidate {
  std::string foundation, transport, ip, type;
  int component = 1;
  std::uint32_t priority = 0;
  std::uint16_t port = 0;
};

/// What an m-line says about ICE and DTLS, with the session's attributes where it is silent.
struct WebMedia {
  std::string ufrag, pwd;
  std::string fingerprint_algorithm;  ///< Lower case: "sha-256"
  std::string fingerprint;            ///< Upper case hex with colons.
  std::string setup;                  ///< "actpass", "active", "passive"
  std::string mid;
  bool rtcp_mux = false;
  bool bundled = false;               ///< `mid` is in the BUNDLE group.
  std::vector<Candidate> candidates;  ///< Those that can be read, at most 32.
};
/// Errc::invalid when ICE credentials or fingerprint are missing or break their grammar.
Result<WebMedia> web_media(const Session& session, const Media& media);

struct WebLocal {
  std::string ip;
  std::uint16_t port = 0;
  std::string ufrag, pwd;
  std::string fingerprint_sha256;  ///< "AB:CD:..."
  std::vector<std::string> codecs{"PCMA", "PCMU"};
  Direction direction = Direction::sendrecv;
  std::uint64_t session_id = 1;
  std::uint32_t version = 1;
};

struct WebNegotiated {
  std::string text;      ///< The answer.
  AudioSelection audio;  ///< Without address: ICE tells where they are.
  WebMedia theirs;
};

/// Accepts the first audio m-line: ice-lite, setup:passive, one host candidate, rtcp-mux. The
/// other m-lines are refused. Errc::invalid: broken. Errc::conflict: no shared codec, no rtcp-mux,
/// no SHA-256 fingerprint, or the browser insists on being the DTLS server.
Result<WebNegotiated> answer_web(std::string_view offer, const WebLocal& local);

}  // namespace filo::sdp
