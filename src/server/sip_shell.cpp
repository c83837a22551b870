#include "server/sip_shell.h"

#include "base/log.h"
#include "base/metrics.h"
#include "base/text.h"

namespace filo::server {

namespace {

Counter g_refused{"filo_calls_refused_total", "New calls refused by 503 for want of capacity."};

}  // namespace

SipShell::SipShell(EpollLoop& loop,
                   Config config,
                   const sip::SipDirectory& directory,
                   OnEvent on_event)
    : loop_(loop),
      on_event_(std::move(on_event)),
      overload_(config.new_calls_per_second),
      core_(std::move(config.core), directory, *this),
      transport_(loop,
                 std::move(config.transport),
                 *this,
                 [this, &directory](const sip::Endpoint& source) {
                   return directory.is_home(source) || core_.has_registration_from(source);
                 }) {}

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
  const bool yes = overload_.admit(loop_.clock().mono());
  if (!yes) g_refused.add();
  return yes;
}

/// One line when it begins and one when it is over.
void SipShell::note_overload() {
  if (overload_.is_limiting() == told_limiting_) return;
  told_limiting_ = overload_.is_limiting();
  if (told_limiting_) {
    FILO_LOG_WARN("sip", "overloaded: new calls limited to {:.0f}/s", overload_.rate());
  } else {
    FILO_LOG_INFO("sip", "no longer overloaded refused={}", overload_.refused());
  }
}

void SipShell::on_message(const sip::Flow& flow, std::string_view bytes) {
  overload_.waited(transport_.lag(), loop_.clock().mono());
  note_overload();
  core_.datagram(flow, bytes, loop_.clock().moment());
}

void SipShell::on_flow_closed(const sip::Flow& flow) {
  core_.flow_closed(flow, loop_.clock().moment());
}

}  // namespace filo::server
