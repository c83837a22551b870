#include "phone/line.h"

namespace filo::phone {
namespace {

sip::CoreConfig core_config() {
  sip::CoreConfig config;
  config.user_agent = "Filodiretto phone";
  config.legs_max = 16;  // one call, and the answers to those that come meanwhile
  return config;
}

SipTransport::Config sockets(const Line::Config& config) {
  SipTransport::Config sockets;
  (config.transport == sip::Transport::tcp ? sockets.tcp : sockets.udp) = {config.listen};
  sockets.connections_max = 16;
  return sockets;
}

}  // namespace

Line::Line(EpollLoop& loop, Config config, OnEvent on_event)
    : loop_(loop),
      config_(std::move(config)),
      on_event_(std::move(on_event)),
      core_(core_config(), *this, *this),
      transport_(loop, sockets(config_), *this, [this](const sip::Endpoint& source) {
        return is_server(source);
      }) {
  loop_.set_after_batch([this] { after_batch(); });
}

Line::~Line() {
  loop_.set_after_batch({});
  loop_.cancel(timer_);
  transport_.stop();
}

Status Line::start() {
  if (const Status bound = transport_.start(); !bound) return bound;
  const auto flow = transport_.flow_to(config_.transport, config_.server.endpoint);
  if (!flow) return flow.error();
  flow_ = *flow;
  return {};
}

sip::Endpoint Line::local() const {
  return config_.transport == sip::Transport::tcp ? transport_.tcp_local() : transport_.udp_local();
}

bool Line::is_server(const sip::Endpoint& source) const {
  return source.v6 == config_.server.endpoint.v6 && source.ip == config_.server.endpoint.ip;
}

std::optional<std::string> Line::trusted_peer(const sip::Flow& flow) const {
  if (!is_server(flow.remote)) return std::nullopt;
  return "server";
}

void Line::send(const sip::Flow& flow, std::string_view bytes) {
  transport_.send(flow, bytes);
}

void Line::on_message(const sip::Flow& flow, std::string_view bytes) {
  core_.datagram(flow, bytes, now());
}

void Line::on_flow_closed(const sip::Flow& flow) {
  core_.flow_closed(flow, now());
}

/// Sends what waits and keeps the core's next deadline as one timer.
void Line::after_batch() {
  transport_.flush();
  const MonoTime next = core_.next_deadline();
  if (next == armed_) return;
  loop_.cancel(timer_);
  armed_ = next;
  if (next == MonoTime::max()) return;
  timer_ = loop_.call_at(next, [this] {
    armed_ = MonoTime::max();
    core_.advance(now());
  });
}

}  // namespace filo::phone
