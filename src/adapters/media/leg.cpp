#include "adapters/media/leg.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "adapters/media/probe.h"
#include "base/log.h"
#include "protocols/rtp/g711.h"
#include "protocols/rtp/mos.h"

namespace filo::media {
namespace {

constexpr Duration kReportEvery = std::chrono::seconds{5};
/// What the listener's jitter buffer and the two sound cards add to half the round trip.
constexpr double kEarDelayMs = 60.0;

rtp::OutStream random_stream() {
  const std::string seed = secure_random(10);
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(seed.data());
  // A low first number keeps SRTP's roll-over guess right (RFC 3711 §3.3.1).
  const auto first = static_cast<std::uint16_t>(rtp::read16(bytes + 4) & 0x7fff);
  return {rtp::read32(bytes), first, rtp::read32(bytes + 6)};
}

void silence(app::Codec codec, Buffer datagram, const rtp::Packet& packet) {
  const Buffer payload = datagram.subspan(packet.payload_offset, packet.payload.size());
  std::fill(payload.begin(), payload.end(),
            codec == app::Codec::pcma ? rtp::kAlawSilence : rtp::kUlawSilence);
}

void convert(app::Codec from, app::Codec to, Buffer payload) {
  if (from == to) return;
  if (from == app::Codec::pcma) {
    rtp::alaw_to_ulaw(payload);
  } else {
    rtp::ulaw_to_alaw(payload);
  }
}

}  // namespace

Leg::Leg(Setup setup)
    : id_(setup.id),
      ports_(std::move(setup.ports)),
      cname_(std::move(setup.cname)),
      web_(std::move(setup.web)),
      out_(random_stream()) {}

Leg::~Leg() {
  unbridge();
}

void Leg::start(LegHost& host, MonoTime now) {
  host_ = &host;
  last_heard_ = now;
  if (web_) {
    web_->set_sender(
        [this](const Address& to, Bytes datagram) { send_datagram(rtp_fd(), to, datagram); });
  }
  schedule_report(now);
}

// --- commands ----------------------------------------------------------------------------------

void Leg::set_remote(const Remote& remote, MonoTime now) {
  if (!remote_ || (remote.receive && !remote_->receive)) heard(now);
  // Another address is another source, whatever SSRC it uses.
  if (peer_ != nullptr && remote_ && !(remote_->rtp == remote.rtp)) peer_->out_.restart();
  remote_ = remote;
  out_.restart();
  if (web_) return;
  rtp_latch_.arm(remote.rtp, remote.sip_source);
  Address rtcp = remote.rtp;
  rtcp.set_port(static_cast<std::uint16_t>(rtcp.port() + 1));
  rtcp_latch_.arm(rtcp, remote.sip_source);
}

void Leg::play(Player player, MonoTime now) {
  unbridge();
  player_ = std::move(player);
  out_.restart();
  if (slot < 0) tick(now);
}

void Leg::stop_playing() {
  unbridge();
  player_ = {};
  out_.restart();
}

void Leg::bridge(Leg& a, Leg& b) {
  if (&a == &b || (a.peer_ == &b && b.peer_ == &a)) return;
  a.stop_playing();
  b.stop_playing();
  a.peer_ = &b;
  b.peer_ = &a;
}

void Leg::unbridge() {
  if (peer_ == nullptr) return;
  peer_->peer_ = nullptr;
  peer_->out_.restart();
  peer_ = nullptr;
  out_.restart();
}

void Leg::mute(bool muted) {
  muted_ = muted;
}

void Leg::send_digits(const std::string& digits) {
  if (!remote_ || remote_->dtmf_payload_type == 0) {
    FILO_LOG_WARN("media", "digits not sent: telephone-event not agreed leg={}", id_.str());
    return;
  }
  digits_out_.add(digits);
}

void Leg::finish(MonoTime now) {
  if (packets_out_ > 0 || in_.any()) send_report(now, true);
  if (web_) web_->shut();
  host_->emit(stats());
  unbridge();
}

// --- what arrives ------------------------------------------------------------------------------

Leg::Sorted Leg::sort(std::uint8_t payload_type) const {
  if (!remote_) return {};
  if (payload_type == remote_->payload_type) return {Kind::audio, remote_->codec};
  if (remote_->dtmf_payload_type != 0 && payload_type == remote_->dtmf_payload_type) {
    return {Kind::event};
  }
  // Phones that offered both laws may change between them at will.
  if (payload_type == rtp::kPcmaPayload) return {Kind::audio, app::Codec::pcma};
  if (payload_type == rtp::kPcmuPayload) return {Kind::audio, app::Codec::pcmu};
  return {};
}

void Leg::drop(bool stranger) {
  ++dropped_;
  (stranger ? probe::strangers : probe::unusable).add();
}

void Leg::heard(MonoTime now) {
  last_heard_ = now;
  silent_ = false;
}

void Leg::read_rtp(DatagramReader& reader, MonoTime now) {
  const std::size_t count = reader.read(rtp_fd());
  for (std::size_t i = 0; i < count; ++i) {
    if (web_) {
      on_web(reader.bytes(i), reader.source(i), now);
    } else {
      on_plain(reader.bytes(i), reader.source(i), now);
    }
  }
  host_->sender().flush();
}

void Leg::read_rtcp(DatagramReader& reader, MonoTime now) {
  const std::size_t count = reader.read(rtcp_fd());
  for (std::size_t i = 0; i < count; ++i) {
    const Bytes datagram = reader.bytes(i);
    const bool right = !web_ && remote_ && rtp::parse_report(datagram);
    if (!right || !rtcp_latch_.accept(reader.source(i))) {
      drop(right);
      continue;
    }
    on_report(datagram, now);
  }
}

void Leg::on_plain(Buffer datagram, const Address& source, MonoTime now) {
  if (rtp::is_rtcp(datagram)) {  // a peer that muxes unasked
    if (source == rtp_latch_.remote()) return on_report(datagram, now);
    return drop(true);
  }
  const std::optional<rtp::Packet> packet = rtp::parse(datagram);
  const Sorted what = packet ? sort(packet->header.payload_type) : Sorted{};
  if (what.kind == Kind::other) {
    // Comfort noise and keep-alives are signs of life, not sound.
    if (source == rtp_latch_.remote()) heard(now);
    return drop(false);
  }
  if (!rtp_latch_.accept(source)) return drop(true);
  on_packet(*packet, what, datagram, now);
}

void Leg::on_web(Buffer datagram, const Address& source, MonoTime now) {
  const Buffer plain = web_->receive(datagram, source, now);
  watch_web();
  if (plain.empty()) return;
  if (rtp::is_rtcp(plain)) return on_report(plain, now);
  const std::optional<rtp::Packet> packet = rtp::parse(plain);
  const Sorted what = packet ? sort(packet->header.payload_type) : Sorted{};
  if (what.kind == Kind::other) return drop(false);
  on_packet(*packet, what, plain, now);
}

void Leg::watch_web() {
  if (web_state_ == web_->state()) return;
  web_state_ = web_->state();
  if (web_state_ == WebTransport::State::up) {
    out_.restart();
    host_->emit(app::WebLegUp{id_});
  } else if (web_state_ == WebTransport::State::lost) {
    FILO_LOG_INFO("media", "web leg lost leg={} why={}", id_.str(), web_->fault());
    host_->emit(app::WebLegLost{id_});
  }
}

void Leg::on_packet(const rtp::Packet& packet, Sorted what, Buffer datagram, MonoTime now) {
  probe::packets_in.add();
  heard(now);
  in_.push(packet.header, what.kind == Kind::audio, now);
  if (what.kind == Kind::event) {
    const auto digit = digits_in_.push(packet.header, packet.payload).pressed;
    if (digit) host_->emit(app::DigitPressed{id_, *digit});
  }
  if (peer_ == nullptr) return;
  // Silence in place of the voice: a stream that stops looks like a dead call to many a gateway.
  if (muted_ && what.kind == Kind::audio) silence(what.codec, datagram, packet);
  if (muted_ && what.kind != Kind::audio) return peer_->out_.restart();
  peer_->relay(packet, what, datagram, now);
}

void Leg::on_report(Bytes datagram, MonoTime now) {
  const std::optional<rtp::Report> report = rtp::parse_report(datagram);
  if (!report) return drop(false);
  heard(now);
  if (report->sender) in_.sender_report(report->sender->ntp, now);
  for (std::size_t i = 0; i < report->block_count; ++i) {
    if (report->blocks[i].ssrc != out_.ssrc()) continue;
    const auto trip = rtp::round_trip(report->blocks[i], host_->ntp(now));
    if (trip) round_trip_ms_ = static_cast<int>(std::uint64_t{*trip} * 1'000 / 65'536);
  }
}

// --- what leaves -------------------------------------------------------------------------------

bool Leg::is_connected() const {
  return remote_ && (web_ ? web_->state() != WebTransport::State::connecting : true);
}

bool Leg::may_send() const {
  return remote_ && remote_->send && target() &&
         (!web_ || web_->state() == WebTransport::State::up);
}

void Leg::count_out(std::size_t payload_bytes) {
  ++packets_out_;
  octets_out_ += payload_bytes;
}

void Leg::relay(const rtp::Packet& packet, Sorted what, Buffer datagram, MonoTime now) {
  if (!may_send() || digits_out_.busy()) return out_.restart();
  const bool audio = what.kind == Kind::audio;
  const std::uint8_t type = audio ? remote_->payload_type : remote_->dtmf_payload_type;
  if (!audio && type == 0) return out_.restart();
  const std::optional<rtp::Header> header = out_.relay(packet.header, type, now);
  if (!header) return;
  // In place: our header goes right before the payload, over whatever stood there.
  const Buffer payload = datagram.subspan(packet.payload_offset, packet.payload.size());
  if (audio) convert(what.codec, remote_->codec, payload);
  Buffer whole = datagram.subspan(packet.payload_offset - rtp::kHeaderBytes,
                                  rtp::kHeaderBytes + payload.size());
  rtp::write_header(*header, whole);
  count_out(payload.size());
  if (web_) whole = web_->protect(whole);
  if (!whole.empty()) host_->sender().add(rtp_fd(), target(), whole);
}

void Leg::send_own(const rtp::Header& header, std::span<const std::uint8_t> payload) {
  alignas(16) std::array<std::uint8_t, rtp::kHeaderBytes + rtp::kFrameSamples + 160> bytes;
  static_assert(SrtpSession::kTrailerMax <= 160);
  rtp::write_header(header, bytes);
  count_out(payload.size());
  probe::packets_out.add();
  if (!web_) {
    // The payload is shared by all who hear it; only the header is this leg's own.
    return send_datagram(rtp_fd(), target(), Bytes(bytes).first(rtp::kHeaderBytes), payload);
  }
  std::copy(payload.begin(), payload.end(), bytes.begin() + rtp::kHeaderBytes);
  const Buffer whole = web_->protect(Buffer(bytes).first(rtp::kHeaderBytes + payload.size()));
  if (!whole.empty()) send_datagram(rtp_fd(), target(), whole);
}

bool Leg::tick(MonoTime now) {
  if (digits_out_.busy()) {
    send_digit_packet(now);
  } else if (player_.playing() && is_connected()) {  // else it waits: no word is clipped
    const auto frame = player_.next(remote_->codec);
    if (frame.empty()) {
      host_->emit(app::PlayEnded{id_, player_.id(), false});
      player_ = {};
    } else {
      send_frame(frame, now);
    }
  }
  return wants_ticks();
}

void Leg::send_frame(std::span<const std::uint8_t> payload, MonoTime now) {
  if (!may_send()) return out_.restart();
  send_own(out_.own(remote_->payload_type, rtp::kFrameSamples, now), payload);
}

void Leg::send_digit_packet(MonoTime now) {
  const auto packet = digits_out_.tick();
  if (packet && may_send() && remote_->dtmf_payload_type != 0) {
    send_own(out_.event(remote_->dtmf_payload_type, packet->first, now), packet->payload);
  }
  if (!digits_out_.busy()) out_.restart();
}

// --- reports and watchdogs ---------------------------------------------------------------------

void Leg::schedule_report(MonoTime now) {
  // Between half and one and a half of the interval, so that legs do not fall into step (§6.2).
  const auto interval = static_cast<std::uint64_t>(kReportEvery.count());
  next_report_ =
      now + Duration(static_cast<std::int64_t>(interval / 2 + host_->prng().below(interval)));
}

void Leg::send_report(MonoTime now, bool bye) {
  const Address& to = web_ ? web_->remote() : rtcp_latch_.remote();
  if (!to) return;
  rtp::Report report;
  report.ssrc = out_.ssrc();
  report.cname = cname_;
  report.bye = bye;
  if (packets_out_ > packets_reported_) {
    const auto since =
        static_cast<std::uint32_t>((now - out_.last_sent()).count() * rtp::kClock / 1'000'000);
    report.sender = rtp::SenderInfo{host_->ntp(now), out_.timestamp() + since,
                                    static_cast<std::uint32_t>(packets_out_),
                                    static_cast<std::uint32_t>(octets_out_)};
    packets_reported_ = packets_out_;
  }
  if (in_.any()) report.blocks[report.block_count++] = in_.block(now);
  alignas(16) std::array<std::uint8_t, rtp::kReportBytesMax + SrtpSession::kTrailerMax> bytes;
  Buffer whole = Buffer(bytes).first(rtp::write_report(report, bytes));
  if (web_) whole = web_->protect_rtcp(whole);
  if (!whole.empty()) send_datagram(web_ ? rtp_fd() : rtcp_fd(), to, whole);
}

void Leg::check_silence(MonoTime now) {
  if (web_ || silent_ || !remote_ || !remote_->receive) return;
  if (now - last_heard_ < host_->silence_limit()) return;
  silent_ = true;
  host_->emit(app::MediaSilent{id_});
}

void Leg::sweep(MonoTime now) {
  if (web_) {
    web_->tick(now);
    watch_web();
  }
  if (now >= next_report_) {
    send_report(now, false);
    schedule_report(now);
  }
  check_silence(now);
}

app::MediaStats Leg::stats() const {
  app::MediaStats stats;
  stats.leg = id_;
  stats.packets_in = in_.received();
  stats.packets_out = packets_out_;
  stats.lost = in_.lost();
  stats.dropped = dropped_;
  stats.jitter_ms = in_.jitter_ms();
  stats.round_trip_ms = round_trip_ms_;
  if (in_.any()) {
    const double loss =
        100.0 * static_cast<double>(in_.lost()) / static_cast<double>(in_.expected());
    stats.mos = rtp::mos(loss, std::max(round_trip_ms_, 0) / 2.0 + kEarDelayMs);
  }
  return stats;
}

}  // namespace filo::media
