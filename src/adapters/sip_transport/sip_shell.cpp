#include "adapters/sip_transport/sip_shell.h"

#include "base/text.h"

namespace filo {

SipShell::SipShell(EpollLoop& loop,
                   Config config,
                   const sip::SipDirectory& directory,
                   OnEvent on_event,
                   CallGate* gate)
    : loop_(loop),
      on_event_(std::move(on_event)),
      gate_(gate),
      core_(std::move(config.core), directory, *this),
      transport_(loop,
                 std::move(config.transport),
                 *this,
                 [this, &directory](const sip::Endpoint& source) {
                   return directory.is_home(source) || core_.has_registration_from(source);
                 }) {}

SipShell::~SipShell() {
  stop();
}

void SipShell::stop() {
  loop_.cancel(timer_);
  timer_ = TimerId::none;
  transport_.stop();
}

void SipShell::after_batch() {
  transport_.flush();
  const MonoTime next = core_.next_deadline();
  if (next == armed_) return;
  loop_.cancel(timer_);
  armed_ = next;
  timer_ = next == MonoTime::max() ? TimerId::none : loop_.call_at(next, [this] {
    armed_ = MonoTime::max();
    core_.advance(loop_.clock().moment());
  });
}

std::optional<sip::Flow> SipShell::flow_to(const std::string& text) {
  const auto uri = sip::Uri::parse(text);
  if (!uri) return std::nullopt;
  const auto remote = sip::Endpoint::parse(uri->host, uri->port ? uri->port : 5060);
  if (!remote) return std::nullopt;
  const std::string* wanted = uri->param("transport");
  const bool tcp = wanted && iequals(*wanted, "tcp");
  const auto flow = transport_.flow_to(tcp ? sip::Transport::tcp : sip::Transport::udp, *remote);
  if (!flow) return std::nullopt;
  return *flow;
}

void SipShell::send(const sip::Flow& flow, std::string_view bytes) {
  transport_.send(flow, bytes);
}

void SipShell::on_auth_failed(const sip::Flow& flow, std::string_view) {
  transport_.note_auth_failure(flow);
}

bool SipShell::may_take_call() {
  return gate_ == nullptr || gate_->admit(loop_.clock().mono());
}

void SipShell::on_message(const sip::Flow& flow, std::string_view bytes) {
  if (gate_ != nullptr) gate_->waited(transport_.lag(), loop_.clock().mono());
  core_.datagram(flow, bytes, loop_.clock().moment());
}

void SipShell::on_flow_closed(const sip::Flow& flow) {
  core_.flow_closed(flow, loop_.clock().moment());
}

}  // namespace filo
