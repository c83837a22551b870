#pragma once
// One RTP peer on the media thread: its sockets, who may speak to it, what it hears, its figures.
//
// What a leg hears comes from one of three sources, the first that has something: digits we send,
// its player, the leg it is bridged to. One OutStream numbers them all, so the peer hears one
// continuous stream whatever happens behind it.

#include <memory>
#include <optional>
#include <string>

#include "adapters/media/datagrams.h"
#include "adapters/media/latch.h"
#include "adapters/media/port_pool.h"
#include "adapters/media/sound.h"
#include "adapters/media/web_transport.h"
#include "app/ports/media.h"
#include "base/prng.h"
#include "protocols/rtp/out_stream.h"
#include "protocols/rtp/receiver_stats.h"
#include "protocols/rtp/telephone_event.h"

namespace filo::media {

/// What the peer's SDP said, in the engine's words.
struct Remote {
  Address rtp;         ///< None for a browser: ICE tells.
  Address sip_source;  ///< None, or where its SIP came from.
  app::Codec codec = app::Codec::pcma;
  std::uint8_t payload_type = 8;
  std::uint8_t dtmf_payload_type = 0;
  bool send = true, receive = true;
};

/// What a leg needs from its thread. All of it is the thread's own.
class LegHost {
 public:
  virtual ~LegHost() = default;
  virtual void emit(app::MediaEvent event) = 0;
  virtual Prng& prng() = 0;
  /// NTP time (32.32) of a moment; moves with the monotonic clock.
  virtual std::uint64_t ntp(MonoTime now) const = 0;
  virtual Duration silence_limit() const = 0;
  virtual DatagramSender& sender() = 0;
};

/// Made on the core thread, then handed over; from start() on the media thread's alone.
class Leg {
 public:
  struct Setup {
    app::MediaLegId id;
    PortPair ports;
    std::string cname;                  ///< RTCP name, random (RFC 7022).
    std::unique_ptr<WebTransport> web;  ///< Null for plain RTP.
  };
  explicit Leg(Setup setup);
  ~Leg();
  Leg(const Leg&) = delete;
  Leg& operator=(const Leg&) = delete;

  void start(LegHost& host, MonoTime now);
  app::MediaLegId id() const { return id_; }
  int rtp_fd() const { return ports_.rtp.get(); }
  int rtcp_fd() const { return ports_.rtcp.get(); }

  // --- commands ---
  void set_remote(const Remote& remote, MonoTime now);
  /// The player starts now, its first packet goes out at once. Ends a bridge.
  void play(Player player, MonoTime now);
  void stop_playing();
  /// From now on each hears the other. Ends both players.
  static void bridge(Leg& a, Leg& b);
  void unbridge();
  /// The other side hears silence instead of this leg, and none of its keys.
  void mute(bool muted);
  void send_digits(const std::string& digits);
  /// Says good-bye and emits the last MediaStats. Only the destructor may follow.
  void finish(MonoTime now);

  // --- events ---
  void read_rtp(DatagramReader& reader, MonoTime now);
  void read_rtcp(DatagramReader& reader, MonoTime now);
  /// 20 ms have passed: one frame of digits or music. False when nothing is left to tick for.
  bool tick(MonoTime now);
  bool wants_ticks() const { return player_.playing() || digits_out_.busy(); }
  /// About ten times a second: reports, watchdog, DTLS timers.
  void sweep(MonoTime now);

  // Places in the thread's lists; the thread's own.
  int slot = -1;
  std::size_t slot_index = 0, list_index = 0;

 private:
  enum class Kind { audio, event, other };
  struct Sorted {
    Kind kind = Kind::other;
    app::Codec codec = app::Codec::pcma;
  };
  Sorted sort(std::uint8_t payload_type) const;

  void on_plain(Buffer datagram, const Address& source, MonoTime now);
  void on_web(Buffer datagram, const Address& source, MonoTime now);
  void on_packet(const rtp::Packet& packet, Sorted what, Buffer datagram, MonoTime now);
  void on_report(Bytes datagram, MonoTime now);
  void heard(MonoTime now);
  void drop(bool stranger);
  void watch_web();

  bool is_connected() const;  // the peer is known and, for a browser, ICE and DTLS are done
  bool may_send() const;      // ... and it wants to hear us
  const Address& target() const { return web_ ? web_->remote() : rtp_latch_.remote(); }
  void relay(const rtp::Packet& packet, Sorted what, Buffer datagram, MonoTime now);
  void send_frame(std::span<const std::uint8_t> payload, MonoTime now);
  void send_digit_packet(MonoTime now);
  void send_own(const rtp::Header& header, std::span<const std::uint8_t> payload);
  void count_out(std::size_t payload_bytes);
  void send_report(MonoTime now, bool bye);
  void schedule_report(MonoTime now);
  void check_silence(MonoTime now);
  app::MediaStats stats() const;

  app::MediaLegId id_;
  PortPair ports_;
  std::string cname_;
  std::unique_ptr<WebTransport> web_;
  WebTransport::State web_state_ = WebTransport::State::connecting;
  LegHost* host_ = nullptr;

  std::optional<Remote> remote_;
  Latch rtp_latch_, rtcp_latch_;
  Leg* peer_ = nullptr;
  bool muted_ = false;
  Player player_;

  rtp::OutStream out_;
  rtp::DigitSender digits_out_;
  std::uint64_t packets_out_ = 0, octets_out_ = 0, packets_reported_ = 0;

  rtp::ReceiverStats in_;
  rtp::DigitReceiver digits_in_;
  std::uint64_t dropped_ = 0;
  int round_trip_ms_ = -1;
  MonoTime last_heard_{}, next_report_{};
  bool silent_ = false;
};

}  // namespace filo::media
