#pragma once
// The sound of one call: one RTP stream out, one in, on the phone's loop.
//
// Loop thread. Owned by a Call; sockets open from open() to the end of the object. Sends 20 ms
// frames by an absolute grid (pacer.h) once connect() has told where; hears the first address that
// speaks after each connect() and nobody else. Reports by RTCP every five seconds.

#include <functional>
#include <memory>
#include <string>

#include "adapters/media/port_pool.h"
#include "adapters/media/sound.h"
#include "base/epoll_loop.h"
#include "phone/digit_script.h"
#include "phone/pacer.h"
#include "phone/recording.h"
#include "protocols/rtp/out_stream.h"
#include "protocols/rtp/receiver_stats.h"
#include "protocols/sdp/offer_answer.h"

namespace filo::phone {

/// What went by since the last look (Second) or since the beginning (totals).
struct SoundCount {
  std::int64_t packets_in = 0, packets_out = 0;
  std::int64_t lost = 0;      ///< Expected but not here, since the beginning.
  double level_dbfs = -96.0;  ///< RMS of what was heard.
};

class PhoneAudio {
 public:
  using OnDigit = std::function<void(char)>;

  /// `sound`: 8 kHz, played once or again and again; then silence.
  PhoneAudio(EpollLoop& loop, media::SoundPtr sound, bool repeat, OnDigit on_digit);
  ~PhoneAudio();
  PhoneAudio(const PhoneAudio&) = delete;
  PhoneAudio& operator=(const PhoneAudio&) = delete;

  /// Takes a free pair of ports at `ip`. Errc::unavailable, Errc::limit.
  Status open(const std::string& ip);
  std::uint16_t port() const { return ports_.local.port(); }

  /// Sends and hears what was agreed on, from now on; again after each offer and answer.
  void connect(const sdp::AudioSelection& agreed);
  bool connected() const { return connected_; }
  /// Keeps what is heard from now on in a file.
  void record_to(std::unique_ptr<Recording> recording) { recording_ = std::move(recording); }
  /// Sends silence instead of the sound, which keeps the path open while the other side is held.
  void mute(bool muted) { muted_ = muted; }
  /// False: the other side takes no telephone-event, nothing was queued.
  bool press(std::string_view keys);

  /// Since the last call of this; `lost` since the beginning.
  SoundCount take_second();
  SoundCount totals() const { return total_; }

 private:
  void watch();
  void tick();
  void send_frame(MonoTime now);
  void send_packet(const rtp::Header& header, std::span<const std::uint8_t> payload);
  void receive_rtp();
  void receive_rtcp();
  void on_packet(std::span<const std::uint8_t> bytes, const media::Address& from, MonoTime now);
  void on_sound(const rtp::Packet& packet, MonoTime now);
  void send_report(MonoTime now);
  app::Codec codec() const;

  EpollLoop& loop_;
  OnDigit on_digit_;
  media::PortPair ports_;
  bool connected_ = false, muted_ = false;
  sdp::AudioSelection agreed_;
  media::Address remote_, remote_rtcp_, heard_from_;

  media::Player player_;
  DigitScript keys_;
  Pacer pacer_;
  rtp::OutStream out_;
  std::uint32_t octets_out_ = 0;
  TimerId timer_ = TimerId::none;

  rtp::ReceiverStats stats_;
  rtp::DigitReceiver digits_in_;
  std::unique_ptr<Recording> recording_;
  SoundCount second_, total_;
  double squares_ = 0, total_squares_ = 0;
  std::size_t samples_ = 0, total_samples_ = 0;
  MonoTime next_report_{};
};

}  // namespace filo::phone
