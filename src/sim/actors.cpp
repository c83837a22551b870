#include "sim/actors.h"

#include <fmt/format.h>

namespace filo::sim {

Phone::Phone(
    Loop& loop, Network& network, const sip::Endpoint& at, std::string user, std::uint64_t seed)
    : loop_(loop), user_(std::move(user)), ip_(at.ip_str()) {
  sip::CoreConfig config;
  config.seed = seed | 1;
  config.host = at.host_str();
  node_ = std::make_unique<SipNode>(loop, network, at, directory_, config,
                                    [this](const sip::Event& event) { on_event(event); });
}

std::string Phone::local_sdp(sdp::Direction direction) const {
  sdp::LocalAudio local;
  local.ip = ip_;
  local.port = rtp_port_;
  local.codecs = {"PCMA", "PCMU"};
  local.direction = direction;
  return sdp::make_offer(local);
}

void Phone::register_at(const sip::Endpoint& server, const std::string& password) {
  sip::RegisterClient request;
  request.flow = node_->flow_to(server);
  request.server_uri = "sip:" + server.host_str();
  request.user = user_;
  request.password = password;
  client_ = node_->core().register_client(request, loop_.clock().moment());
  node_->rearm();
}

void Phone::dial(const sip::Endpoint& server, const std::string& number, const std::string& from) {
  sip::Invite invite;
  invite.from_user = from;
  place(std::move(invite), server, number);
}

void Phone::dial_as_user(const sip::Endpoint& server,
                         const std::string& number,
                         const std::string& password) {
  sip::Invite invite;
  invite.from_user = invite.auth_user = user_;
  invite.auth_password = password;
  place(std::move(invite), server, number);
}

void Phone::place(sip::Invite invite, const sip::Endpoint& server, const std::string& number) {
  invite.flow = node_->flow_to(server);
  invite.request_uri = fmt::format("sip:{}@{}", number, server.host_str());
  invite.sdp = local_sdp();
  line_ = Line::dialling;
  was_answered_ = early_ = false;
  last_status_ = last_progress_ = 0;
  leg_ = node_->core().invite(std::move(invite), loop_.clock().moment());
  node_->rearm();
}

void Phone::hang_up() {
  if (!node_ || line_ == Line::idle) return;
  node_->core().hang_up(leg_, "", loop_.clock().moment());
  node_->rearm();
}

void Phone::hold(bool on) {
  if (!node_ || line_ != Line::talking) return;
  reoffer_status_ = 0;
  const auto direction = on ? sdp::Direction::sendonly : sdp::Direction::sendrecv;
  node_->core().reinvite(leg_, local_sdp(direction), loop_.clock().moment());
  node_->rearm();
}

void Phone::unregister() {
  if (!node_) return;
  node_->core().unregister_client(client_, loop_.clock().moment());
  node_->rearm();
  registered_ = false;
}

void Phone::die() {
  node_.reset();
  line_ = Line::idle;
}

void Phone::on_event(const sip::Event& event) {
  std::visit(overloaded{
                 [this](const sip::IncomingCall& e) { rung(e); },
                 [this](const sip::LegAnswered& e) {
                   if (e.leg == leg_) talking();
                 },
                 [this](const sip::LegConfirmed& e) {
                   if (e.leg == leg_) talking();
                 },
                 [this](const sip::LegRinging& e) {
                   if (e.leg != leg_) return;
                   early_ = early_ || !e.sdp.empty();
                   last_progress_ = e.status;
                 },
                 [this](const sip::LegReofferDone& e) {
                   if (e.leg == leg_) reoffer_status_ = e.status;
                 },
                 [this](const sip::LegReoffered& e) {
                   node_->core().accept_reoffer(e.leg, local_sdp(), loop_.clock().moment());
                 },
                 [this](const sip::LegEnded& e) {
                   if (e.leg != leg_) return;
                   line_ = Line::idle;
                   last_status_ = e.status;
                   leg_ = {};
                 },
                 [this](const sip::RegisteredAtServer&) { registered_ = true; },
                 [this](const sip::RegisterFailed&) { registered_ = false; },
                 [](const auto&) {},
             },
             event);
}

void Phone::rung(const sip::IncomingCall& e) {
  if (line_ != Line::idle) {
    node_->core().refuse(e.leg, 486, "Busy Here", {}, loop_.clock().moment());
    return;
  }
  ++times_rung_;
  leg_ = e.leg;
  line_ = Line::ringing;
  dialled_ = e.invite->request_uri().user;
  called_by_ = e.invite->from().uri.user;
  if (manners_.rings) node_->core().ring(e.leg, 180, "", loop_.clock().moment());
  if (manners_.early) node_->core().ring(e.leg, 183, answer_to(e.sdp), loop_.clock().moment());
  if (manners_.reaction == Reaction::ignore) return;
  loop_.call_after(manners_.after, [this, leg = e.leg, offer = e.sdp] { react(leg, offer); });
}

void Phone::react(sip::LegId leg, const std::string& offer) {
  if (!node_ || leg_ != leg || line_ != Line::ringing) return;
  const Moment now = loop_.clock().moment();
  if (manners_.reaction == Reaction::refuse) {
    node_->core().refuse(leg, manners_.refuse_with, "No", {}, now);
  } else {
    const std::string answer = answer_to(offer);
    if (!answer.empty()) node_->core().answer(leg, answer, now);
  }
  node_->rearm();
}

std::string Phone::answer_to(const std::string& offer) const {
  sdp::LocalAudio local;
  local.ip = ip_;
  local.port = rtp_port_;
  local.codecs = {"PCMA", "PCMU"};
  const auto answer = sdp::answer(offer, local);
  return answer ? answer->text : std::string{};
}

void Phone::talking() {
  if (line_ == Line::talking) return;
  line_ = Line::talking;
  was_answered_ = true;
  if (manners_.talk_max <= Duration{0}) return;
  loop_.call_after(manners_.talk_max, [this, leg = leg_] {
    if (leg_ == leg) hang_up();
  });
}

}  // namespace filo::sim
