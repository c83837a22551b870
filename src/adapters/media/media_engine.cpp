#include "adapters/media/media_engine.h"

#include <algorithm>
#include <utility>

#include "adapters/media/probe.h"
#include "base/check.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/prng.h"
#include "base/text.h"
#include "protocols/sdp/web.h"

namespace filo::media {
namespace {

constexpr Duration kCloseRetry = std::chrono::milliseconds{100};

Address numeric(const std::string& ip, std::uint16_t port = 0) {
  return Address::parse(ip, port).value_or(Address{});
}

Remote in_our_words(const app::RemoteMedia& remote) {
  Remote out;
  out.rtp = numeric(remote.ip, remote.port);
  // 0.0.0.0 is how old phones say hold; sending there would reach ourselves.
  if (remote.port == 0 || (out.rtp && out.rtp.is_wildcard())) out.rtp = {};
  out.sip_source = numeric(remote.signalled_from);
  out.codec = remote.codec;
  out.payload_type = remote.payload_type;
  out.dtmf_payload_type = remote.dtmf_payload_type;
  out.send = remote.send && out.rtp;
  out.receive = remote.receive;
  return out;
}

Remote in_our_words(const sdp::AudioSelection& audio) {
  Remote out;
  out.codec = iequals(audio.codec, "PCMU") ? app::Codec::pcmu : app::Codec::pcma;
  out.payload_type = audio.payload_type;
  out.dtmf_payload_type = audio.dtmf_payload_type;
  out.send = sdp::receives(audio.theirs);
  out.receive = sdp::sends(audio.theirs);
  return out;
}

app::MediaLegId leg_of(const app::MediaEvent& event) {
  return std::visit([](const auto& one) { return one.leg; }, event);
}

}  // namespace

MediaEngine::MediaEngine(Loop& core, Workers& workers, MediaConfig config)
    : core_(core),
      config_(std::move(config)),
      ports_(config_.port_first, config_.port_last),
      sounds_(core, workers) {
  for (const std::string& ip : config_.bind_ips) {
    const auto address = Address::parse(ip, 0);
    if (!address) FILO_LOG_ERROR("media", "not an address to listen on: {}", log_safe(ip));
    if (address) bind_.push_back(*address);
  }
  FILO_CHECK(!bind_.empty());
  auto sink = [this, alive = std::weak_ptr(alive_)](std::vector<app::MediaEvent>& events) {
    return core_.post([this, alive, events] {
      for (const app::MediaEvent& event : events) {
        if (alive.expired()) return;
        on_event(event);
      }
    });
  };
  thread_ = std::make_unique<MediaThread>(core_.clock(), config_.silence, std::move(sink));
}

MediaEngine::~MediaEngine() = default;

// --- opening -----------------------------------------------------------------------------------

const Address& MediaEngine::bind_for(const Address& toward) const {
  const auto same_family = std::find_if(bind_.begin(), bind_.end(), [&](const Address& one) {
    return one.is_v6() == toward.is_v6();
  });
  return same_family == bind_.end() ? bind_.front() : *same_family;
}

std::string MediaEngine::ip_for(const Address& toward, const Address& local) const {
  const Address advertised = numeric(config_.advertised_ip);
  const bool behind_nat_with_us = toward && toward.is_local() && !advertised.is_local();
  if (advertised && advertised.is_v6() == local.is_v6() && !behind_nat_with_us) {
    return config_.advertised_ip;
  }
  if (!local.is_wildcard()) return local.ip();
  const Address routed = toward ? local_toward(toward) : Address{};
  return routed ? routed.ip() : local.ip();
}

Result<PortPair> MediaEngine::take_ports(const Address& bind_ip) {
  // Leave the commands of the legs that exist room in the queue.
  if (thread_->waiting() > limits::kMediaCommands / 2) {
    return Error{Errc::limit, "the media thread is too busy"};
  }
  Result<PortPair> ports = ports_.take(bind_ip);
  if (!ports) {
    probe::ports_exhausted.add();
    FILO_LOG_WARN("media", "no leg: {}", ports.error().detail);
  }
  return ports;
}

app::MediaLegId MediaEngine::hand_over(PortPair ports,
                                       std::string ip,
                                       std::unique_ptr<WebTransport> web) {
  const app::MediaLegId id{++last_leg_};
  legs_[id].address = {std::move(ip), ports.local.port()};
  Leg::Setup setup{id, std::move(ports), hex(secure_random(8)), std::move(web)};
  send(OpenLeg{std::make_unique<Leg>(std::move(setup))});
  return id;
}

Result<app::MediaLegId> MediaEngine::open(const std::string& toward) {
  const Address peer = numeric(toward);
  Result<PortPair> ports = take_ports(bind_for(peer));
  if (!ports) return ports.error();
  std::string ip = ip_for(peer, ports->local);
  return hand_over(std::move(ports).value(), std::move(ip), nullptr);
}

std::string MediaEngine::web_ip() const {
  if (!config_.advertised_ip.empty()) return config_.advertised_ip;
  const Address& bind = bind_.front();
  if (!bind.is_wildcard()) return bind.ip();
  // The address that leads out of here; nothing is sent to this documentation address (RFC 5737).
  const Address routed = local_toward(numeric(bind.is_v6() ? "2001:db8::1" : "192.0.2.1"));
  return routed ? routed.ip() : bind.is_v6() ? "::1" : "127.0.0.1";
}

Result<app::Media::WebAnswer> MediaEngine::open_web(const std::string& offer_sdp) {
  if (!dtls_) dtls_ = std::make_unique<DtlsContext>();
  const std::string ip = web_ip();
  Result<PortPair> ports = take_ports(bind_for(numeric(ip)));
  if (!ports) return ports.error();
  sdp::WebLocal local;
  local.ip = ip;
  local.port = ports->local.port();
  local.ufrag = hex(secure_random(4));
  local.pwd = hex(secure_random(16));
  local.fingerprint_sha256 = dtls_->fingerprint();
  local.session_id = static_cast<std::uint64_t>(last_leg_ + 1);
  Result<sdp::WebNegotiated> answer = sdp::answer_web(offer_sdp, local);
  if (!answer) {
    ports_.give_back(local.port);
    return Error{Errc::invalid, answer.error().detail};
  }
  WebTransport::Config config{{local.ufrag, local.pwd, answer->theirs.ufrag},
                              {answer->theirs.fingerprint_algorithm, answer->theirs.fingerprint}};
  auto web = std::make_unique<WebTransport>(*dtls_, std::move(config), core_.clock().mono());
  const app::MediaLegId id = hand_over(std::move(ports).value(), ip, std::move(web));
  send(SetRemote{id, in_our_words(answer->audio)});
  return WebAnswer{id, std::move(answer->text)};
}

app::MediaAddress MediaEngine::address(app::MediaLegId leg) const {
  const auto found = legs_.find(leg);
  return found == legs_.end() ? app::MediaAddress{} : found->second.address;
}

// --- commands ----------------------------------------------------------------------------------

bool MediaEngine::send(Command command) {
  FILO_CHECK(core_.on_this_thread());
  if (thread_->waiting() + pending_.size() >= limits::kMediaCommands) {
    probe::commands_lost.add();
    FILO_LOG_ERROR("media", "the media thread has stalled: a command is lost");
    return false;
  }
  if (pending_.empty()) {
    // A timer that is due at once fires at the end of this turn, before its SIP answers leave.
    core_.call_after(Duration{}, [this, alive = std::weak_ptr(alive_)] {
      if (!alive.expired()) flush();
    });
  }
  pending_.push_back(std::move(command));
  return true;
}

void MediaEngine::flush() {
  for (Command& command : pending_) FILO_CHECK(thread_->push(std::move(command)));
  pending_.clear();
}

MediaEngine::Entry* MediaEngine::live(app::MediaLegId leg) {
  const auto found = legs_.find(leg);
  return found == legs_.end() || found->second.closing ? nullptr : &found->second;
}

void MediaEngine::set_remote(app::MediaLegId leg, const app::RemoteMedia& remote) {
  if (live(leg) != nullptr) send(SetRemote{leg, in_our_words(remote)});
}

void MediaEngine::bridge(app::MediaLegId a, app::MediaLegId b) {
  Entry* one = live(a);
  Entry* other = live(b);
  if (one == nullptr || other == nullptr) return;
  ++one->plays;
  ++other->plays;
  send(BridgeLegs{a, b});
}

void MediaEngine::unbridge(app::MediaLegId leg) {
  if (live(leg) != nullptr) send(UnbridgeLeg{leg});
}

void MediaEngine::mute(app::MediaLegId leg, bool muted) {
  if (live(leg) != nullptr) send(MuteLeg{leg, muted});
}

void MediaEngine::send_digits(app::MediaLegId leg, const std::string& digits) {
  if (live(leg) != nullptr) send(SendDigits{leg, digits});
}

void MediaEngine::play(app::MediaLegId leg, app::Play what) {
  Entry* entry = live(leg);
  if (entry == nullptr) return;
  const std::uint64_t plays = ++entry->plays;
  if (what.files.empty()) {
    send(StopPlaying{leg});
    return;
  }
  if (what.files.size() > limits::kFilesPerPlay) {
    send(StopPlaying{leg});
    report_failure(leg, what.id);
    return;
  }
  // Not in the cache: silence until the file is read, never the old sound.
  auto taken = std::make_shared<bool>(false);
  sounds_.get(what.files, [this, leg, plays, what, taken](Result<std::vector<SoundPtr>> sounds) {
    *taken = true;
    start_playing(leg, plays, what, std::move(sounds));
  });
  if (!*taken) send(StopPlaying{leg});
}

void MediaEngine::start_playing(app::MediaLegId leg,
                                std::uint64_t plays,
                                const app::Play& what,
                                Result<std::vector<SoundPtr>> sounds) {
  const Entry* entry = live(leg);
  if (entry == nullptr || entry->plays != plays) return;
  if (!sounds) {
    send(StopPlaying{leg});
    report_failure(leg, what.id);
    return;
  }
  send(StartPlaying{leg, Player(what.id, std::move(sounds).value(), what.repeat)});
}

void MediaEngine::report_failure(app::MediaLegId leg, std::uint32_t play) {
  // Later, so that no listener runs inside play().
  core_.post([this, leg, play, alive = std::weak_ptr(alive_)] {
    if (!alive.expired()) on_event(app::PlayEnded{leg, play, true});
  });
}

void MediaEngine::close(app::MediaLegId leg) {
  Entry* entry = live(leg);
  if (entry == nullptr) return;
  if (send(CloseLeg{leg})) {
    entry->closing = true;
    return;
  }
  core_.call_after(kCloseRetry, [this, leg, alive = std::weak_ptr(alive_)] {
    if (!alive.expired()) close(leg);
  });
}

// --- events ------------------------------------------------------------------------------------

void MediaEngine::on_event(const app::MediaEvent& event) {
  const app::MediaLegId leg = leg_of(event);
  const auto found = legs_.find(leg);
  if (found == legs_.end()) return;
  if (std::holds_alternative<app::MediaStats>(event)) {
    ports_.give_back(found->second.address.port);
    legs_.erase(found);
  } else if (found->second.closing) {
    return;  // it crossed the close on its way
  }
  if (listener_) listener_(event);
}

}  // namespace filo::media
