#include "phone/call.h"

#include "base/text.h"

namespace filo::phone {
namespace {

constexpr Duration kSecond = std::chrono::seconds{1};

Duration seconds(double value) {
  return Duration{static_cast<std::int64_t>(value * 1e6)};
}

std::string called_uri(const std::string& number, const Server& server) {
  if (number.starts_with("sip:")) return number;
  sip::Uri uri;
  uri.scheme_text = "sip";
  uri.user = number;
  uri.host = server.name;
  uri.port = server.endpoint.port == 5060 ? std::uint16_t{0} : server.endpoint.port;
  return uri.str();
}

const char* word_of(sip::EndKind kind) {
  switch (kind) {
    case sip::EndKind::cancelled:
      return "cancelled";
    case sip::EndKind::remote_bye:
      return "hung_up_by_peer";
    case sip::EndKind::rejected:
      return "refused";
    case sip::EndKind::timeout:
      return "no_answer";
    case sip::EndKind::transport:
      return "connection_lost";
    case sip::EndKind::local:
      return "hung_up";
  }
  return "";
}

}  // namespace

Call::Call(const Context& context, std::string record_path)
    : context_(context),
      record_path_(std::move(record_path)),
      audio_(context_.loop,
             context_.sound,
             context_.options.loop || context_.options.play.empty(),
             [this](char digit) {
               context_.reporter.event("digit", {{"digit", std::string{digit}}, {"by", "rfc4733"}});
             }) {}

Call::~Call() {
  for (const TimerId timer : timers_) context_.loop.cancel(timer);
  context_.loop.cancel(second_timer_);
}

// --- how it begins -----------------------------------------------------------------------------

Status Call::open_audio() {
  return audio_.open(context_.line.flow().local.ip_str());
}

Status Call::dial() {
  if (const Status open = open_audio(); !open) return open;
  const PhoneOptions& o = context_.options;
  sip::Invite invite;
  invite.flow = context_.line.flow();
  invite.request_uri = called_uri(o.call, context_.server);
  invite.from_user = !o.from.empty() ? o.from : !o.user.empty() ? o.user : "phone";
  invite.sdp = new_offer();
  invite.auth_user = o.user;
  invite.auth_password = o.password;
  context_.reporter.event("calling", {{"number", o.call}, {"from", invite.from_user}});
  dialling_ = true;
  const sip::LegId leg = context_.line.core().invite(std::move(invite), context_.line.now());
  leg_ = leg;
  dialling_ = false;
  return {};
}

Status Call::ring(const sip::IncomingCall& incoming) {
  if (const Status open = open_audio(); !open) return open;
  leg_ = incoming.leg;
  their_offer_ = incoming.sdp;
  context_.reporter.event("incoming", {{"from", incoming.invite->from().uri.user},
                                       {"name", incoming.invite->from().display},
                                       {"to", incoming.invite->request_uri().user}});
  context_.line.core().ring(leg_, 180, {}, context_.line.now());
  if (context_.options.answer) after(context_.options.answer_after_ms / 1e3, [this] { answer(); });
  return {};
}

// --- what a user can do ------------------------------------------------------------------------

void Call::answer() {
  if (ended_ || answering_ || leg_ == sip::LegId{} || !our_offer_.empty()) return;
  answering_ = true;
  std::string text;
  if (their_offer_.empty()) {
    text = new_offer();  // they will answer it in their ACK
  } else {
    const auto answer = sdp::answer(their_offer_, local());
    if (!answer) {
      problem(answer.error().detail);
      return context_.line.core().refuse(leg_, answer.error().code == Errc::conflict ? 488 : 400,
                                         {}, {}, context_.line.now());
    }
    text = answer->text;
    connect(answer->audio);
  }
  context_.line.core().answer(leg_, text, context_.line.now());
}

void Call::hang_up() {
  context_.line.core().hang_up(leg_, "hung up", context_.line.now());
}

void Call::toggle_hold() {
  if (!answered_ || ended_) return;
  hold_wanted_ = !hold_wanted_;
  context_.line.core().reinvite(leg_, new_offer(), context_.line.now());
}

void Call::press(std::string_view keys) {
  if (!answered_ || ended_) return;
  if (!audio_.press(keys)) problem("the other side takes no digits (no telephone-event)");
}

// --- offers and answers ------------------------------------------------------------------------

sdp::LocalAudio Call::local() {
  sdp::LocalAudio local;
  local.ip = context_.line.flow().local.ip_str();
  local.port = audio_.port();
  if (iequals(context_.options.codec, "pcma")) local.codecs = {"PCMA"};
  if (iequals(context_.options.codec, "pcmu")) local.codecs = {"PCMU"};
  local.direction = hold_wanted_ ? sdp::Direction::sendonly : sdp::Direction::sendrecv;
  local.session_id = static_cast<std::uint64_t>(audio_.port());
  local.version = ++version_;
  return local;
}

std::string Call::new_offer() {
  our_offer_ = sdp::make_offer(local());
  return our_offer_;
}

void Call::connect(const sdp::AudioSelection& agreed) {
  agreed_ = agreed;
  if (!recording_begun_ && !record_path_.empty()) {
    recording_begun_ = true;
    auto recording = Recording::create(record_path_, context_.loop.clock().mono());
    if (recording) {
      audio_.record_to(std::move(recording).value());
    } else {
      problem("cannot record: " + recording.error().detail);
    }
  }
  audio_.connect(agreed);
  audio_.mute(hold_wanted_);
  tell_their_hold(agreed.held());
}

/// False, and told, when their answer does not fit our offer.
bool Call::adopt_answer(std::string_view sdp) {
  const auto agreed = sdp::accept_answer(our_offer_, sdp);
  if (!agreed) {
    problem(agreed.error().detail);
    return false;
  }
  connect(*agreed);
  return true;
}

void Call::tell_their_hold(bool held) {
  // Our own hold makes the other side's answer recvonly or inactive: that is not theirs.
  if (hold_wanted_ || held == held_by_them_) return;
  held_by_them_ = held;
  context_.reporter.event(held ? "held" : "resumed", {{"by", "them"}});
}

// --- events ------------------------------------------------------------------------------------

void Call::on_event(const sip::Event& event) {
  std::visit([this](const auto& e) { on(e); }, event);
}

void Call::on(const sip::LegRinging& event) {
  context_.reporter.event("ringing", {{"status", std::int64_t{event.status}}});
  if (!event.sdp.empty()) adopt_answer(event.sdp);  // early sound
}

void Call::on(const sip::LegAnswered& event) {
  leg_ = event.leg;
  const bool early = event.sdp.empty() && audio_.connected();
  if (!early && !adopt_answer(event.sdp)) return hang_up();
  talk();
}

void Call::on(const sip::LegConfirmed& event) {
  if (!event.sdp.empty() && their_offer_.empty() && !adopt_answer(event.sdp)) return hang_up();
  if (!audio_.connected()) {
    problem("the caller's ACK has no answer to our offer");
    return hang_up();
  }
  if (!answered_) talk();
}

void Call::on(const sip::LegReoffered& event) {
  sip::Core& core = context_.line.core();
  if (event.sdp.empty()) {
    their_offer_.clear();
    return core.accept_reoffer(leg_, new_offer(), context_.line.now());
  }
  const auto answer = sdp::answer(event.sdp, local());
  if (!answer) {
    const int status = answer.error().code == Errc::conflict ? 488 : 400;
    return core.refuse_reoffer(leg_, status, context_.line.now());
  }
  connect(answer->audio);
  core.accept_reoffer(leg_, answer->text, context_.line.now());
}

void Call::on(const sip::LegReofferDone& event) {
  if (event.status >= 300 || !adopt_answer(event.sdp)) {
    hold_wanted_ = held_;
    if (event.status >= 300) problem("hold was refused: " + std::to_string(event.status));
    return;
  }
  if (held_ == hold_wanted_) return;
  held_ = hold_wanted_;
  context_.reporter.event(held_ ? "held" : "resumed", {{"by", "us"}});
}

void Call::on(const sip::LegDigit& event) {
  context_.reporter.event("digit", {{"digit", std::string{event.digit}}, {"by", "info"}});
}

void Call::on(const sip::LegEnded& event) {
  ended_ = true;
  ended_normally_ = event.kind == sip::EndKind::local || event.kind == sip::EndKind::remote_bye;
  audio_.take_second();
  const SoundCount total = audio_.totals();
  const Duration talked = answered_ ? context_.loop.clock().mono() - answered_at_ : Duration{};
  context_.reporter.event("ended", {{"how", word_of(event.kind)},
                                    {"status", std::int64_t{event.status}},
                                    {"reason", event.reason},
                                    {"seconds", static_cast<double>(talked.count()) / 1e6},
                                    {"packets_in", total.packets_in},
                                    {"packets_out", total.packets_out},
                                    {"lost", total.lost},
                                    {"level_dbfs", total.level_dbfs}});
}

// --- while we talk -----------------------------------------------------------------------------

std::string Call::remote() const {
  const auto endpoint = sip::Endpoint::parse(agreed_.ip, agreed_.port);
  return endpoint ? endpoint->str() : agreed_.ip;
}

void Call::talk() {
  answered_ = true;
  answered_at_ = context_.loop.clock().mono();
  context_.reporter.event("answered", {{"codec", agreed_.codec}, {"remote", remote()}});
  const PhoneOptions& o = context_.options;
  if (!o.digits.empty()) after(o.digits_after_ms / 1e3, [this] { press(context_.options.digits); });
  after(o.hold_after_s, [this] {
    if (!hold_wanted_) toggle_hold();
  });
  if (o.resume_after_s) {
    after(*o.hold_after_s + *o.resume_after_s, [this] {
      if (hold_wanted_) toggle_hold();
    });
  }
  after(o.hang_up_after_s, [this] { hang_up(); });
  second_timer_ = context_.loop.call_after(kSecond, [this] { each_second(); });
}

void Call::each_second() {
  if (ended_) return;
  const SoundCount second = audio_.take_second();
  context_.reporter.event("sound", {{"packets_in", second.packets_in},
                                    {"packets_out", second.packets_out},
                                    {"level_dbfs", second.level_dbfs},
                                    {"lost", second.lost}});
  second_timer_ = context_.loop.call_after(kSecond, [this] { each_second(); });
}

void Call::after(std::optional<double> wait, Task task) {
  if (!wait) return;
  timers_.push_back(context_.loop.call_after(seconds(*wait), [this, task = std::move(task)] {
    if (!ended_) task();
  }));
}

void Call::problem(std::string what) {
  broken_ = true;
  context_.reporter.event("problem", {{"what", std::move(what)}});
}

}  // namespace filo::phone
