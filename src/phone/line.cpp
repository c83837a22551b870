#include "phone/line.h"

namespace filo::phone {
namespace {

SipShell::Config shell_config(const Line::Config& config) {
  SipShell::Config shell;
  shell.core.user_agent = "Filodiretto phone";
  shell.core.legs_max = 16;  // one call, and the answers to those that come meanwhile
  SipTransport::Config& sockets = shell.transport;
  (config.transport == sip::Transport::tcp ? sockets.tcp : sockets.udp) = {config.listen};
  sockets.connections_max = 16;
  return shell;
}

}  // namespace

Line::Line(EpollLoop& loop, Config config, SipShell::OnEvent on_event)
    : loop_(loop),
      config_(std::move(config)),
      shell_(loop, shell_config(config_), *this, std::move(on_event)) {
  loop_.set_after_batch([this] { shell_.after_batch(); });
}

Line::~Line() {
  loop_.set_after_batch({});
}

Status Line::start() {
  if (const Status bound = shell_.start(); !bound) return bound;
  const auto flow = shell_.transport().flow_to(config_.transport, config_.server.endpoint);
  if (!flow) return flow.error();
  flow_ = *flow;
  return {};
}

sip::Endpoint Line::local() const {
  const SipTransport& sockets = shell_.transport();
  return config_.transport == sip::Transport::tcp ? sockets.tcp_local() : sockets.udp_local();
}

bool Line::is_home(const sip::Endpoint& source) const {
  return source.v6 == config_.server.endpoint.v6 && source.ip == config_.server.endpoint.ip;
}

std::optional<std::string> Line::trusted_peer(const sip::Flow& flow) const {
  if (!is_home(flow.remote)) return std::nullopt;
  return "server";
}

}  // namespace filo::phone
