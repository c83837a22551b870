#include "sim/sip_node.h"

namespace filo::sim {

SipNode::SipNode(Loop& loop,
                 Network& network,
                 const sip::Endpoint& at,
                 const sip::SipDirectory& directory,
                 sip::CoreConfig config,
                 OnEvent on_event)
    : loop_(loop),
      network_(network),
      at_(at),
      on_event_(std::move(on_event)),
      core_(std::move(config), directory, *this) {
  network_.plug(at_, [this](const sip::Flow& flow, const std::string& bytes) {
    core_.datagram(flow, bytes, loop_.clock().moment());
    rearm();
  });
}

SipNode::~SipNode() {
  network_.unplug(at_);
  loop_.cancel(timer_);
}

sip::Flow SipNode::flow_to(const sip::Endpoint& remote) const {
  return {sip::Transport::udp, 0, at_, remote};
}

void SipNode::send(const sip::Flow& flow, std::string_view bytes) {
  network_.send(flow, bytes);
}

void SipNode::on_event(const sip::Event& event) {
  on_event_(event);
}

void SipNode::rearm() {
  const MonoTime next = core_.next_deadline();
  if (next == armed_ && timer_ != TimerId::none) return;
  loop_.cancel(timer_);
  timer_ = TimerId::none;
  armed_ = next;
  if (next == MonoTime::max()) return;
  timer_ = loop_.call_at(next, [this] {
    timer_ = TimerId::none;
    core_.advance(loop_.clock().moment());
    rearm();
  });
}

}  // namespace filo::sim
