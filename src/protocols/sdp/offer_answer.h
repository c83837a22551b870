#pragma once
// Offer and answer for one audio stream over plain RTP (RFC 3264, 6337).
//
// We answer with exactly one codec (and telephone-event): the offerer's first that we can do, under
// the offerer's payload number, so that packets can pass end to end untouched. Everything else in
// the offer is refused with port 0. Pure, any thread.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "protocols/sdp/sdp.h"

namespace filo::sdp {

/// Our side of the stream.
struct LocalAudio {
  std::string ip;  ///< IPv4 or IPv6, without brackets.
  std::uint16_t port = 0;
  std::vector<std::string> codecs{"PCMA", "PCMU"};  ///< In order of preference; also "G722".
  std::uint8_t dtmf_payload_type = 101;             ///< 0: no RFC 4733 digits.
  Direction direction = Direction::sendrecv;
  std::uint64_t session_id = 1;
  std::uint32_t version = 1;  ///< Grows by one with each changed description of a session.
};

/// What both sides agreed on.
struct AudioSelection {
  std::string ip;  ///< Theirs.
  std::uint16_t port = 0;
  bool sendable = false;  ///< False: never send to `ip` (hold, multicast, broadcast, a name).
  std::string codec;      ///< In our spelling: "PCMA".
  std::uint8_t payload_type = 0;
  std::uint8_t dtmf_payload_type = 0;      ///< 0: none.
  Direction theirs = Direction::sendrecv;  ///< 0.0.0.0 already counted as "does not receive".
  Direction ours = Direction::sendrecv;
  int ptime_ms = 20;

  bool held() const { return !receives(theirs); }  ///< They do not want to hear us.
};

struct Negotiated {
  std::string text;  ///< The answer.
  AudioSelection audio;
};

std::string make_offer(const LocalAudio& local);

/// Errc::invalid or limit: the offer is broken (400). Errc::conflict: nothing in common (488).
Result<Negotiated> answer(std::string_view offer, const LocalAudio& local);

/// Reads the answer to our own offer. Errc::invalid: broken, or its m-lines do not fit the offer.
/// Errc::conflict: the audio was refused or answered with what we did not offer.
Result<AudioSelection> accept_answer(std::string_view our_offer, std::string_view answer);

}  // namespace filo::sdp
