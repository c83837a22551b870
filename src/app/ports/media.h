#pragma once
// What live calls need from the media engine. Implemented by adapters/media (threads, sockets) and
// by the simulator. All methods and the listener: core thread only, none blocks. A media leg is one
// RTP peer; what happens to its sound is decided by bridge() and play().

#include <cstdint>
#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "base/id.h"
#include "base/result.h"
#include "base/time.h"

namespace filo::app {

using MediaLegId = Id<struct MediaLegTag>;

/// G.711 and telephone-event; more codecs join here.
enum class Codec : std::uint8_t { pcma, pcmu };

/// Where we receive: goes into our SDP.
struct MediaAddress {
  std::string ip;
  std::uint16_t port = 0;  ///< RTP; RTCP is port + 1.
};

/// What the peer's SDP said.
struct RemoteMedia {
  std::string ip;
  std::uint16_t port = 0;
  std::string signalled_from;  ///< Source IP of the SIP message: latching may also accept it.
  Codec codec = Codec::pcma;
  std::uint8_t payload_type = 8;
  std::uint8_t dtmf_payload_type = 0;  ///< 0: none agreed.
  bool send = true;                    ///< The peer wants to hear us.
  bool receive = true;                 ///< The peer will send.
};

/// What a leg hears while it is not bridged.
struct Play {
  std::uint32_t id = 0;            ///< Comes back in PlayEnded; chosen by the caller of play().
  std::vector<std::string> files;  ///< WAV, 8 kHz mono S16 or G.711; one after the other.
  bool repeat = false;             ///< Music: all legs of one file share one encoder.
};

struct DigitPressed {
  MediaLegId leg;
  char digit = 0;
};
/// Played to its end, or a file could not be read. Not when another play or a bridge replaced it.
struct PlayEnded {
  MediaLegId leg;
  std::uint32_t id = 0;
  bool failed = false;
};
struct MediaSilent {
  MediaLegId leg;
};  ///< No RTP or RTCP for the watchdog's time.
struct WebLegUp {
  MediaLegId leg;
};  ///< ICE and DTLS are done; sound can flow.
struct WebLegLost {
  MediaLegId leg;
};  ///< No valid STUN check for 30 s, or DTLS closed.
struct MediaStats {
  MediaLegId leg;
  std::uint64_t packets_in = 0, packets_out = 0, lost = 0, dropped = 0;
  double jitter_ms = 0, mos = 0;
  int round_trip_ms = -1;
};
using MediaEvent =
    std::variant<DigitPressed, PlayEnded, MediaSilent, WebLegUp, WebLegLost, MediaStats>;

class Media {
 public:
  virtual ~Media() = default;

  /// Opens a leg with its own port pair. `toward` is the peer's IP, to choose family and address.
  /// Errc::limit: no port is free.
  virtual Result<MediaLegId> open(const std::string& toward) = 0;
  virtual MediaAddress address(MediaLegId leg) const = 0;
  virtual void set_remote(MediaLegId leg, const RemoteMedia& remote) = 0;

  /// A browser's leg (ICE-lite, DTLS-SRTP): answers its offer. Errc::invalid: no usable audio.
  struct WebAnswer {
    MediaLegId leg;
    std::string sdp;
  };
  virtual Result<WebAnswer> open_web(const std::string& offer_sdp) = 0;

  /// Joins two legs until one is bridged elsewhere, plays, or closes. Ends their players.
  virtual void bridge(MediaLegId a, MediaLegId b) = 0;
  virtual void unbridge(MediaLegId leg) = 0;
  /// Replaces what the leg hears. An empty list of files means silence. Begins when the peer is
  /// known (a browser: connected), so that not a word is clipped. Digits heard meanwhile do not end
  /// it.
  virtual void play(MediaLegId leg, Play what) = 0;
  /// Nothing of what this leg says is passed on.
  virtual void mute(MediaLegId leg, bool muted) = 0;
  /// RFC 4733 towards the peer, 100 ms each with pauses.
  virtual void send_digits(MediaLegId leg, const std::string& digits) = 0;
  /// Gives the ports back; a last MediaStats follows.
  virtual void close(MediaLegId leg) = 0;

  virtual void set_listener(std::function<void(const MediaEvent&)> listener) = 0;
};

}  // namespace filo::app
