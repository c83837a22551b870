#include "adapters/sip_transport/sip_transport.h"

#include <algorithm>

#include "adapters/sip_transport/address.h"
#include "adapters/sip_transport/door.h"
#include "adapters/sip_transport/probe.h"
#include "adapters/sip_transport/stream_ports.h"
#include "adapters/sip_transport/udp_port.h"
#include "base/check.h"

namespace filo {

namespace {
constexpr Duration kReapEvery = std::chrono::seconds{1};
}

struct SipTransport::Impl {
  Impl(EpollLoop& l, Config c, Sink& s, SourceGuard::IsProtected is_protected)
      : loop(l),
        config(std::move(c)),
        sink(s),
        door(config.guard, std::move(is_protected)),
        streams(l, config, door, s, addresses) {}

  Status open_all();
  void on_datagram(const UdpPort& port, const sip::Endpoint& source, std::string_view bytes);
  UdpPort* port_for(const sip::Flow& flow);
  void send_stream(const sip::Flow& flow, std::string_view bytes);
  void tick();

  EpollLoop& loop;
  const Config config;
  Sink& sink;
  SourceAddress addresses;
  Door door;
  std::vector<std::unique_ptr<UdpPort>> ports;
  StreamPorts streams;
  TimerId timer = TimerId::none;
  std::shared_ptr<bool> alive = std::make_shared<bool>(true);
};

Status SipTransport::Impl::open_all() {
  for (std::size_t i = 0; i < config.udp.size(); ++i) {
    ports.push_back(std::make_unique<UdpPort>(
        loop, kSendQueue, [this, i](const sip::Endpoint& source, std::string_view bytes) {
          on_datagram(*ports[i], source, bytes);
        }));
    if (Status opened = ports[i]->open(config.udp[i]); !opened) return opened;
  }
  for (const sip::Endpoint& at : config.tcp) {
    if (Status opened = streams.listen(at); !opened) return opened;
  }
  return {};
}

void SipTransport::Impl::on_datagram(const UdpPort& port,
                                     const sip::Endpoint& source,
                                     std::string_view bytes) {
  // CRLF and single bytes are what phones send to keep NAT open: no message, no offence.
  if (bytes.size() <= 4) return;
  if (!door.admit(source, bytes, loop.clock().mono())) return;
  sink.on_message({.transport = sip::Transport::udp,
                   .connection = 0,
                   .local = addresses.towards(source, port.local()),
                   .remote = source},
                  bytes);
}

/// The socket by which the flow came, else any of the family.
UdpPort* SipTransport::Impl::port_for(const sip::Flow& flow) {
  UdpPort* any = nullptr;
  for (const auto& port : ports) {
    if (port->local().v6 != flow.remote.v6) continue;
    const bool same_port = port->local().port == flow.local.port;
    const bool same_ip = is_wildcard(port->local()) || port->local().ip == flow.local.ip;
    if (same_port && same_ip) return port.get();
    if (any == nullptr) any = port.get();
  }
  return any;
}

/// What cannot be tried is told as a closed flow, but not from inside send().
void SipTransport::Impl::send_stream(const sip::Flow& flow, std::string_view bytes) {
  const bool known = flow.transport == sip::Transport::tcp;
  if (known && streams.send(flow, bytes)) return;
  sip_probe::dropped_send.add();
  loop.post([this, flow, still = alive] {
    if (*still) sink.on_flow_closed(flow);
  });
}

void SipTransport::Impl::tick() {
  const MonoTime now = loop.clock().mono();
  streams.reap(now);
  door.maybe_log(now);
  timer = loop.call_after(kReapEvery, [this] { tick(); });
}

SipTransport::SipTransport(EpollLoop& loop,
                           Config config,
                           Sink& sink,
                           SourceGuard::IsProtected is_protected)
    : impl_(std::make_unique<Impl>(loop, std::move(config), sink, std::move(is_protected))) {}

SipTransport::~SipTransport() {
  stop();
  *impl_->alive = false;
}

Status SipTransport::start() {
  Status opened = impl_->open_all();
  if (!opened) {
    stop();
    return opened;
  }
  impl_->timer = impl_->loop.call_after(kReapEvery, [this] { impl_->tick(); });
  return {};
}

void SipTransport::stop() {
  impl_->loop.cancel(impl_->timer);
  impl_->timer = TimerId::none;
  for (const auto& port : impl_->ports) port->close();
  impl_->ports.clear();
  impl_->streams.close();
}

void SipTransport::send(const sip::Flow& flow, std::string_view bytes) {
  if (sip::is_stream(flow.transport)) return impl_->send_stream(flow, bytes);
  UdpPort* port = impl_->port_for(flow);
  if (port == nullptr || !port->send(flow.remote, bytes)) sip_probe::dropped_send.add();
}

void SipTransport::flush() {
  for (const auto& port : impl_->ports) port->flush();
}

Duration SipTransport::lag() const {
  Duration most{};
  for (const auto& port : impl_->ports) most = std::max(most, port->lag());
  return most;
}

Result<sip::Flow> SipTransport::flow_to(sip::Transport transport, const sip::Endpoint& remote) {
  sip::Flow flow{.transport = transport, .connection = 0, .local = {}, .remote = remote};
  sip::Endpoint bound;
  if (transport == sip::Transport::tcp) {
    bound = impl_->streams.listener(remote.v6);
  } else if (transport == sip::Transport::udp) {
    for (const auto& port : impl_->ports) {
      if (bound.port == 0 && port->local().v6 == remote.v6) bound = port->local();
    }
  }
  if (bound.port == 0) {
    return Error{
        Errc::unavailable,
        "no SIP listener for " + std::string{sip::to_string(transport)} + " to " + remote.str()};
  }
  flow.local = impl_->addresses.towards(remote, bound);
  return flow;
}

void SipTransport::note_auth_failure(const sip::Flow& flow) {
  impl_->door.note_failure(flow.remote, impl_->loop.clock().mono());
}

sip::Endpoint SipTransport::udp_local(std::size_t i) const {
  FILO_CHECK(i < impl_->ports.size());
  return impl_->ports[i]->local();
}

sip::Endpoint SipTransport::tcp_local(std::size_t i) const {
  return impl_->streams.local(i);
}

std::size_t SipTransport::connections() const {
  return impl_->streams.size();
}

}  // namespace filo
