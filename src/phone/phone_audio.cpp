#include "phone/phone_audio.h"

#include <sys/epoll.h>

#include <array>

#include "base/prng.h"
#include "base/text.h"
#include "phone/tone.h"
#include "protocols/rtp/g711.h"
#include "protocols/rtp/rtcp.h"

namespace filo::phone {
namespace {

constexpr std::uint16_t kPortFirst = 30'000;  // 30000-49999, from a random place on
constexpr std::uint16_t kPortSpan = 400;
constexpr std::uint64_t kPortStarts = 49;
constexpr int kDatagramsPerWake = 64;
constexpr std::size_t kDatagramBytes = 2'048;
constexpr Duration kReportEvery = std::chrono::seconds{5};
constexpr std::int64_t kNtpOffsetSeconds = 2'208'988'800;  // 1900 to 1970

std::uint64_t random64() {
  const std::string bytes = secure_random(8);
  return rtp::read32(reinterpret_cast<const std::uint8_t*>(bytes.data())) |
         std::uint64_t{rtp::read32(reinterpret_cast<const std::uint8_t*>(bytes.data()) + 4)} << 32;
}

std::uint64_t ntp(Instant now) {
  const std::int64_t micros = to_micros(now);
  const auto seconds = static_cast<std::uint64_t>(micros / 1'000'000 + kNtpOffsetSeconds);
  const auto fraction = (static_cast<std::uint64_t>(micros % 1'000'000) << 32) / 1'000'000;
  return seconds << 32 | fraction;
}

rtp::OutStream new_stream() {
  const std::uint64_t random = random64();
  return {static_cast<std::uint32_t>(random), static_cast<std::uint16_t>(random >> 32 & 0x7fff),
          static_cast<std::uint32_t>(random >> 40)};
}

/// One datagram; its length, or -1 when none waits.
ssize_t receive(int fd, std::span<std::uint8_t> buffer, media::Address& from) {
  socklen_t size = media::Address::capacity();
  return recvfrom(fd, buffer.data(), buffer.size(), MSG_DONTWAIT, from.raw(), &size);
}

void transmit(int fd, std::span<const std::uint8_t> bytes, const media::Address& to) {
  // A full socket loses a packet, as networks do.
  [[maybe_unused]] const ssize_t sent =
      sendto(fd, bytes.data(), bytes.size(), MSG_DONTWAIT, to.raw(), to.size());
}

}  // namespace

PhoneAudio::PhoneAudio(EpollLoop& loop, media::SoundPtr sound, bool repeat, OnDigit on_digit)
    : loop_(loop),
      on_digit_(std::move(on_digit)),
      player_(1, {std::move(sound)}, repeat),
      out_(new_stream()) {}

PhoneAudio::~PhoneAudio() {
  loop_.cancel(timer_);
  if (!ports_.rtp) return;
  loop_.unwatch(ports_.rtp.get());
  loop_.unwatch(ports_.rtcp.get());
  if (recording_) recording_->update(loop_.clock().mono());
}

Status PhoneAudio::open(const std::string& ip) {
  const auto address = media::Address::parse(ip, 0);
  if (!address) return Error{Errc::unavailable, "no address for sound: " + ip};
  const auto first =
      static_cast<std::uint16_t>(kPortFirst + kPortSpan * (random64() % kPortStarts));
  media::PortPool pool(first, static_cast<std::uint16_t>(first + kPortSpan - 1));
  Result<media::PortPair> pair = pool.take(*address);
  if (!pair) return pair.error();
  ports_ = std::move(pair).value();
  watch();
  return {};
}

void PhoneAudio::watch() {
  loop_.watch(ports_.rtp.get(), EPOLLIN, [this](std::uint32_t) { receive_rtp(); });
  loop_.watch(ports_.rtcp.get(), EPOLLIN, [this](std::uint32_t) { receive_rtcp(); });
}

void PhoneAudio::connect(const sdp::AudioSelection& agreed) {
  agreed_ = agreed;
  remote_ = {};
  heard_from_ = {};
  out_.restart();  // time may have passed in silence
  if (agreed.sendable) {
    remote_ = media::Address::parse(agreed.ip, agreed.port).value_or(media::Address{});
    remote_rtcp_ = remote_;
    if (remote_rtcp_) remote_rtcp_.set_port(static_cast<std::uint16_t>(agreed.port + 1));
  }
  if (connected_) return;
  connected_ = true;
  const MonoTime now = loop_.clock().mono();
  pacer_.start(now);
  next_report_ = now + kReportEvery;
  tick();
}

bool PhoneAudio::press(std::string_view keys) {
  if (agreed_.dtmf_payload_type == 0) return false;
  keys_.add(keys);
  return true;
}

app::Codec PhoneAudio::codec() const {
  return iequals(agreed_.codec, "PCMU") ? app::Codec::pcmu : app::Codec::pcma;
}

// --- out ---------------------------------------------------------------------------------------

void PhoneAudio::tick() {
  const MonoTime now = loop_.clock().mono();
  const bool sending = remote_ && sdp::sends(agreed_.ours);
  for (int due = pacer_.due(now); due > 0 && sending; --due) send_frame(now);
  if (now >= next_report_) send_report(now);
  timer_ = loop_.call_at(pacer_.next(), [this] { tick(); });
}

void PhoneAudio::send_frame(MonoTime now) {
  if (const auto key = keys_.tick()) {
    return send_packet(out_.event(agreed_.dtmf_payload_type, key->first, now), key->payload);
  }
  if (keys_.pressing()) return;
  std::array<std::uint8_t, rtp::kFrameSamples> silence{};
  silence.fill(codec() == app::Codec::pcma ? rtp::kAlawSilence : rtp::kUlawSilence);
  std::span<const std::uint8_t> frame;
  if (!muted_) frame = player_.next(codec());
  send_packet(out_.own(agreed_.payload_type, rtp::kFrameSamples, now),
              frame.empty() ? std::span<const std::uint8_t>{silence} : frame);
}

void PhoneAudio::send_packet(const rtp::Header& header, std::span<const std::uint8_t> payload) {
  std::array<std::uint8_t, rtp::kHeaderBytes + rtp::kFrameSamples> bytes{};
  rtp::write_header(header, bytes);
  std::copy(payload.begin(), payload.end(), bytes.begin() + rtp::kHeaderBytes);
  transmit(ports_.rtp.get(), std::span{bytes}.first(rtp::kHeaderBytes + payload.size()), remote_);
  ++second_.packets_out;
  ++total_.packets_out;
  octets_out_ += static_cast<std::uint32_t>(payload.size());
}

void PhoneAudio::send_report(MonoTime now) {
  next_report_ = now + kReportEvery;
  if (!remote_rtcp_) return;
  rtp::Report report;
  report.ssrc = out_.ssrc();
  report.cname = "filodiretto-phone";
  if (out_.started()) {
    report.sender = rtp::SenderInfo{.ntp = ntp(loop_.clock().now()),
                                    .timestamp = out_.timestamp(),
                                    .packets = static_cast<std::uint32_t>(total_.packets_out),
                                    .octets = octets_out_};
  }
  if (stats_.any()) {
    report.blocks[0] = stats_.block(now);
    report.block_count = 1;
  }
  std::array<std::uint8_t, rtp::kReportBytesMax> bytes{};
  transmit(ports_.rtcp.get(), std::span{bytes}.first(rtp::write_report(report, bytes)),
           remote_rtcp_);
}

// --- in ----------------------------------------------------------------------------------------

void PhoneAudio::receive_rtp() {
  std::array<std::uint8_t, kDatagramBytes> buffer;
  for (int i = 0; i < kDatagramsPerWake; ++i) {
    media::Address from;
    const ssize_t n = receive(ports_.rtp.get(), buffer, from);
    if (n < 0) return;
    on_packet(std::span{buffer}.first(static_cast<std::size_t>(n)), from, loop_.clock().mono());
  }
}

void PhoneAudio::receive_rtcp() {
  std::array<std::uint8_t, kDatagramBytes> buffer;
  for (int i = 0; i < kDatagramsPerWake; ++i) {
    media::Address from;
    const ssize_t n = receive(ports_.rtcp.get(), buffer, from);
    if (n < 0) return;
    const auto report = rtp::parse_report(std::span{buffer}.first(static_cast<std::size_t>(n)));
    if (report && report->sender) {
      stats_.sender_report(report->sender->ntp, loop_.clock().mono());
    }
  }
}

void PhoneAudio::on_packet(std::span<const std::uint8_t> bytes,
                           const media::Address& from,
                           MonoTime now) {
  if (!connected_ || rtp::is_rtcp(bytes)) return;
  const auto packet = rtp::parse(bytes);
  if (!packet) return;
  if (!heard_from_) heard_from_ = from;
  if (!(heard_from_ == from)) return;
  const std::uint8_t type = packet->header.payload_type;
  const bool key = agreed_.dtmf_payload_type != 0 && type == agreed_.dtmf_payload_type;
  if (!key && type != agreed_.payload_type) return;
  stats_.push(packet->header, !key, now);
  ++second_.packets_in;
  ++total_.packets_in;
  total_.lost = static_cast<std::int64_t>(stats_.lost());
  if (!key) return on_sound(*packet, now);
  const auto heard = digits_in_.push(packet->header, packet->payload);
  if (heard.pressed) on_digit_(*heard.pressed);
}

void PhoneAudio::on_sound(const rtp::Packet& packet, MonoTime now) {
  std::array<std::int16_t, kDatagramBytes> samples;
  const bool alaw = codec() == app::Codec::pcma;
  std::size_t n = 0;
  for (const std::uint8_t byte : packet.payload) {
    const std::int16_t sample = alaw ? rtp::alaw_decode(byte) : rtp::ulaw_decode(byte);
    samples[n++] = sample;
    squares_ += static_cast<double>(sample) * sample;
  }
  samples_ += n;
  if (recording_) recording_->push(packet.header, std::span{samples}.first(n), now);
}

SoundCount PhoneAudio::take_second() {
  SoundCount second = second_;
  second.lost = total_.lost;
  second.level_dbfs = level_dbfs(squares_, samples_);
  total_squares_ += squares_;
  total_samples_ += samples_;
  total_.level_dbfs = level_dbfs(total_squares_, total_samples_);
  second_ = {};
  squares_ = 0;
  samples_ = 0;
  if (recording_) recording_->update(loop_.clock().mono());
  return second;
}

}  // namespace filo::phone
