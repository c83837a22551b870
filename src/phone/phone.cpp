#include "phone/phone.h"

#include <filesystem>
#include <fstream>
#include <limits>

#include "base/text.h"
#include "phone/tone.h"

namespace filo::phone {
namespace {

constexpr Duration kBetweenCalls = std::chrono::milliseconds{200};
constexpr Duration kQuietCheck = std::chrono::milliseconds{10};
constexpr int kBusyHere = 486;

sip::Endpoint listen_address(const PhoneOptions& options, const Server& server) {
  if (!options.listen.empty()) return parse_endpoint(options.listen).value();
  const sip::Endpoint& to = server.endpoint;
  const bool loopback = to.v6 ? to.ip_str() == "::1" : to.ip[0] == 127;
  const char* any = to.v6 ? "::" : "0.0.0.0";
  const char* home = to.v6 ? "::1" : "127.0.0.1";
  return *sip::Endpoint::parse(loopback ? home : any, 0);
}

Line::Config line_config(const PhoneOptions& options, const Server& server) {
  return {
      .server = server,
      .listen = listen_address(options, server),
      .transport = iequals(options.transport, "tcp") ? sip::Transport::tcp : sip::Transport::udp};
}

}  // namespace

Phone::Phone(EpollLoop& loop, PhoneOptions options, Server server, std::ostream& out)
    : loop_(loop),
      options_(std::move(options)),
      server_(std::move(server)),
      reporter_(out, loop.clock(), options_.json),
      line_(loop, line_config(options_, server_), [this](const sip::Event& e) { on_event(e); }) {}

Phone::~Phone() {
  loop_.cancel(duration_timer_);
  loop_.cancel(step_timer_);
}

Status Phone::start() {
  if (const Status sound = load_sound(); !sound) return sound;
  if (const Status recording = check_recording(); !recording) return recording;
  if (const Status bound = line_.start(); !bound) return bound;
  reporter_.event("ready", {{"local", line_.local().str()}, {"server", server_.endpoint.str()}});
  if (options_.duration_s) {
    const Duration whole{static_cast<std::int64_t>(*options_.duration_s * 1e6)};
    duration_timer_ = loop_.call_after(whole, [this] { stop(); });
  }
  // From within the loop, which sends what was gathered after each of its rounds.
  step_timer_ = loop_.call_after({}, [this] {
    if (options_.register_wanted) return register_now();
    next_step();
  });
  return {};
}

Status Phone::load_sound() {
  if (options_.play.empty()) {
    sound_ = media::encode_sound(soft_tone(options_.tone_hz));
    return {};
  }
  Result<media::SoundPtr> sound = media::load_sound(options_.play);
  if (!sound) return sound.error();
  sound_ = std::move(sound).value();
  return {};
}

/// Told before the call rather than in it.
Status Phone::check_recording() const {
  const std::string& path = options_.record;
  if (path.empty()) return {};
  std::error_code ignored;
  const bool was_there = std::filesystem::exists(path, ignored);
  if (!std::ofstream(path, std::ios::app)) return Error{Errc::invalid, "cannot write " + path};
  if (!was_there) std::filesystem::remove(path, ignored);
  return {};
}

// --- registration ------------------------------------------------------------------------------

void Phone::register_now() {
  if (stopping_) return;
  sip::RegisterClient request;
  request.flow = line_.flow();
  request.server_uri = "sip:" + server_.name;
  request.user = options_.user;
  request.password = options_.password;
  client_ = line_.core().register_client(std::move(request), line_.now());
}

void Phone::on_registered(const sip::RegisteredAtServer& event) {
  const auto expires = std::chrono::duration_cast<std::chrono::seconds>(event.expires).count();
  reporter_.event("registered", {{"user", options_.user}, {"expires_s", std::int64_t{expires}}});
  if (registered_) return;
  registered_ = true;
  next_step();
}

void Phone::on_register_failed(const sip::RegisterFailed& event) {
  reporter_.event("register_failed",
                  {{"status", std::int64_t{event.status}}, {"reason", event.reason}});
  failed_ = true;
  if (!registered_) stop();  // later failures are tried again by the core
}

// --- calls -------------------------------------------------------------------------------------

int Phone::calls_wanted() const {
  const int unless_told = options_.call.empty() ? std::numeric_limits<int>::max() : 1;
  return options_.repeat.value_or(unless_told);
}

/// "calls.wav", "calls-2.wav", "calls-3.wav" ...
std::string Phone::record_path() const {
  const std::string& path = options_.record;
  if (path.empty() || calls_begun_ <= 1) return path;
  const std::size_t slash = path.rfind('/');
  const std::size_t dot = path.rfind('.');
  const bool has_suffix = dot != path.npos && (slash == path.npos || dot > slash);
  const std::size_t cut = has_suffix ? dot : path.size();
  return path.substr(0, cut) + '-' + std::to_string(calls_begun_) + path.substr(cut);
}

Call::Context Phone::context() {
  return {.loop = loop_,
          .line = line_,
          .reporter = reporter_,
          .options = options_,
          .server = server_,
          .sound = sound_};
}

void Phone::dial() {
  if (stopping_ || call_) return;
  ++calls_begun_;
  call_ = std::make_unique<Call>(context(), record_path());
  const Status begun = call_->dial();
  if (begun) return;
  reporter_.event("problem", {{"what", begun.error().detail}});
  failed_ = true;
  stop();
}

void Phone::refuse(const sip::IncomingCall& incoming, int status) {
  reporter_.event("incoming", {{"from", incoming.invite->from().uri.user},
                               {"to", incoming.invite->request_uri().user},
                               {"refused", std::int64_t{status}}});
  line_.core().refuse(incoming.leg, status, {}, {}, line_.now());
}

void Phone::on_incoming(const sip::IncomingCall& incoming) {
  if (options_.refuse) {
    refuse(incoming, *options_.refuse);
    ++calls_done_;
    return next_step();
  }
  if (stopping_ || call_ || calls_begun_ >= calls_wanted()) return refuse(incoming, kBusyHere);
  ++calls_begun_;
  call_ = std::make_unique<Call>(context(), record_path());
  if (call_->ring(incoming)) return;
  call_.reset();
  failed_ = true;
  refuse(incoming, 500);
}

void Phone::on_leg_event(sip::LegId leg, const sip::Event& event) {
  if (!call_ || !call_->owns(leg)) return;
  call_->on_event(event);
  if (call_->ended()) finish_call();
}

void Phone::finish_call() {
  const bool outgoing = !options_.call.empty();
  if (call_->went_well()) {
    ++calls_done_;
  } else if (outgoing || call_->answered() || call_->broken()) {
    failed_ = true;
    ++calls_done_;
  } else {
    --calls_begun_;  // the caller gave up before we answered: that call did not happen
  }
  past_.push_back(std::move(call_));
  loop_.post([this] { past_.clear(); });
  next_step();
}

/// What comes after registering, after a call, or at once: the next call, the end, or waiting.
void Phone::next_step() {
  if (stopping_) return;
  if (calls_done_ >= calls_wanted()) return stop();
  if (options_.call.empty()) return;
  loop_.cancel(step_timer_);
  const Duration wait = calls_begun_ == 0 ? Duration{} : kBetweenCalls;
  step_timer_ = loop_.call_after(wait, [this] { dial(); });
}

void Phone::on_event(const sip::Event& event) {
  std::visit(
      overloaded{[&](const sip::IncomingCall& e) { on_incoming(e); },
                 [&](const sip::RegisteredAtServer& e) { on_registered(e); },
                 [&](const sip::RegisterFailed& e) { on_register_failed(e); },
                 [](const sip::Registered&) {},  // nobody registers with a phone
                 [](const sip::Unregistered&) {}, [](const sip::Pinged&) {},  // we ping nobody
                 [&](const auto& e) { on_leg_event(e.leg, event); }},
      event);
}

void Phone::key(char key) {
  if (key == 'q') return stop();
  if (!call_) return;
  if (key == 'a') return call_->answer();
  if (key == 'h') return call_->hang_up();
  if (key == 'o') return call_->toggle_hold();
  if (rtp::event_of(key)) call_->press({&key, 1});
}

// --- the end -----------------------------------------------------------------------------------

void Phone::stop() {
  if (stopping_) return;
  stopping_ = true;
  farewell_until_ = loop_.clock().mono() + kFarewellMax;
  if (client_ && !registered_ && !failed_) {
    reporter_.event("problem", {{"what", "the server has not answered the registration"}});
  }
  if (call_) call_->hang_up();
  if (client_) line_.core().unregister_client(client_, line_.now());
  wait_for_quiet();
}

void Phone::wait_for_quiet() {
  if (!line_.quiet() && loop_.clock().mono() < farewell_until_) {
    step_timer_ = loop_.call_after(kQuietCheck, [this] { wait_for_quiet(); });
    return;
  }
  if (registered_ && line_.core().clients() == 0) reporter_.event("unregistered");
  loop_.stop();
}

int Phone::exit_code() const {
  if (failed_ || (options_.register_wanted && !registered_)) return 1;
  const bool counted = options_.repeat || !options_.call.empty();
  return counted && calls_done_ < calls_wanted() ? 1 : 0;
}

}  // namespace filo::phone
