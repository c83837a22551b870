#pragma once
// Two cores and raw peers on a virtual wire. Everything is virtual: time moves only in run_for().

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "protocols/sip/core.h"
#include "protocols/sip/digest.h"
#include "protocols/sip/testing/virtual_wire.h"
#include "protocols/sip/writer.h"

namespace filo::sip::test {

using std::chrono::milliseconds;
using std::chrono::seconds;

inline constexpr const char* kOffer = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=offer\r\n";
inline constexpr const char* kAnswer = "v=0\r\no=- 1 1 IN IP4 192.0.2.2\r\ns=answer\r\n";

inline Endpoint endpoint(const char* ip, std::uint16_t port = 5060) {
  return *Endpoint::parse(ip, port);
}

class World;

/// A core with its application: records events, and does what `behave` says.
class Node final : public SipOutput, public SipDirectory {
 public:
  Node(World& world, Endpoint at, std::uint64_t seed, CoreConfig config = {});

  void send(const Flow& flow, std::string_view bytes) override;
  void on_event(const Event& event) override;
  void on_auth_failed(const Flow&, std::string_view) override { ++auth_failures; }
  std::optional<Credentials> credentials(std::string_view user) const override;
  std::optional<std::string> trusted_peer(const Flow& flow) const override;

  void add_user(const std::string& user, const std::string& password);
  Flow flow_to(const Endpoint& remote, Transport transport = Transport::udp) const {
    return {.transport = transport, .connection = 0, .local = at, .remote = remote};
  }
  LegId call(const Endpoint& remote, Invite invite = {});
  Moment now() const;

  template <class E>
  std::vector<E> all() const {
    std::vector<E> found;
    for (const Event& event : events) {
      if (const E* e = std::get_if<E>(&event)) found.push_back(*e);
    }
    return found;
  }
  template <class E>
  E last() const {
    const std::vector<E> found = all<E>();
    if (found.empty()) {
      ADD_FAILURE() << "no such event";
      return {};
    }
    return found.back();
  }

  World& world;
  const Endpoint at;
  std::set<Endpoint> trusts;
  std::map<std::string, Credentials> users;
  std::function<void(const Event&)> behave;
  std::vector<Event> events;
  std::vector<std::string> sent;
  int auth_failures = 0;
  bool keep_sent = true;
  Core core;
};

class World {
 public:
  explicit World(std::uint64_t seed = 1, Faults faults = {}, CoreConfig config = {})
      : wire(seed, faults),
        a(*this, endpoint("192.0.2.1"), seed * 2 + 1, config),
        b(*this, endpoint("192.0.2.2"), seed * 2 + 2, config) {
    a.trusts = {b.at, raw};
    b.trusts = {a.at};
    wire.attach(raw,
                [this](const Flow&, std::string_view bytes) { raw_received.emplace_back(bytes); });
  }

  void run_for(Duration span) { run_until(clock.mono() + span); }
  void run_until(MonoTime end) {
    for (;;) {
      const MonoTime next = std::min({wire.next(), a.core.next_deadline(), b.core.next_deadline()});
      if (next > end) break;
      if (next > clock.mono()) clock.advance(next - clock.mono());
      wire.deliver(clock.mono());
      a.core.advance(clock.moment());
      b.core.advance(clock.moment());
    }
    if (end > clock.mono()) clock.advance(end - clock.mono());
    a.core.advance(clock.moment());
    b.core.advance(clock.moment());
  }
  /// Nothing may outlive its RFC time: after this both cores are empty.
  void expect_quiet() {
    run_for(seconds{140});
    EXPECT_EQ(a.core.legs(), 0U);
    EXPECT_EQ(b.core.legs(), 0U);
    EXPECT_EQ(a.core.transactions(), 0U);
    EXPECT_EQ(b.core.transactions(), 0U);
  }

  /// Gives `text` to core A as from the raw peer, and lets it answer.
  void inject(const std::string& text, Transport transport = Transport::udp) {
    raw_received.clear();
    wire.send({.transport = transport, .connection = 0, .local = raw, .remote = a.at}, text,
              clock.mono());
    run_for(milliseconds{10});
  }
  int raw_status() const {
    if (raw_received.empty()) return 0;
    const auto parsed = Message::parse(raw_received.back());
    return parsed ? parsed.value()->status() : -1;
  }
  MessagePtr raw_last() const {
    if (raw_received.empty()) {
      ADD_FAILURE() << "the raw peer got nothing";
      return nullptr;
    }
    return Message::parse(raw_received.back()).value();
  }

  ManualClock clock;
  VirtualWire wire;
  const Endpoint raw = endpoint("192.0.2.9", 5070);
  std::vector<std::string> raw_received;
  Node a, b;
};

inline Node::Node(World& w, Endpoint where, std::uint64_t seed, CoreConfig config)
    : world(w),
      at(where),
      core(
          [&] {
            config.seed = seed;
            config.nonce_secret = "test secret";
            return config;
          }(),
          *this,
          *this) {
  world.wire.attach(
      at, [this](const Flow& flow, std::string_view bytes) { core.datagram(flow, bytes, now()); });
}

inline Moment Node::now() const {
  return world.clock.moment();
}
inline void Node::send(const Flow& flow, std::string_view bytes) {
  if (keep_sent) sent.emplace_back(bytes);
  world.wire.send(flow, bytes, world.clock.mono());
}
inline void Node::on_event(const Event& event) {
  events.push_back(event);
  if (behave) behave(event);
}
inline std::optional<SipDirectory::Credentials> Node::credentials(std::string_view user) const {
  const auto found = users.find(std::string{user});
  if (found == users.end()) return std::nullopt;
  return found->second;
}
inline std::optional<std::string> Node::trusted_peer(const Flow& flow) const {
  if (trusts.count(flow.remote) == 0) return std::nullopt;
  return "trunk";
}
inline void Node::add_user(const std::string& user, const std::string& password) {
  users[user] = {.ha1_md5 = ha1(user, "filodiretto", password, DigestAlgorithm::md5),
                 .ha1_sha256 = ha1(user, "filodiretto", password, DigestAlgorithm::sha256)};
}
inline LegId Node::call(const Endpoint& remote, Invite invite) {
  invite.flow = flow_to(remote);
  if (invite.request_uri.empty()) invite.request_uri = "sip:800100200@" + remote.str();
  if (invite.from_user.empty()) invite.from_user = "+39021234567";
  if (invite.sdp.empty()) invite.sdp = kOffer;
  return core.invite(std::move(invite), now());
}

/// Rings after 10 ms of its own and answers at once.
inline void answer_calls(Node& node) {
  node.behave = [&node](const Event& event) {
    if (const auto* call = std::get_if<IncomingCall>(&event)) {
      node.core.ring(call->leg, 180, {}, node.now());
      node.core.answer(call->leg, kAnswer, node.now());
    }
  };
}

/// A request from the raw peer; `extra` are whole header lines.
struct Raw {
  std::string method = "INVITE";
  std::string uri = "sip:100@192.0.2.1";
  std::string branch = "z9hG4bKraw1";
  std::string to_tag = {};
  int cseq = 1;
  std::string extra = {};
  std::string body = {};
  std::string type = "application/sdp";
  std::string call_id = "raw-call";
  std::string max_forwards = "70";
  std::string from = "<sip:raw@192.0.2.9>;tag=rawtag";

  std::string str() const {
    std::string text = method + ' ' + uri + " SIP/2.0\r\n";
    text += "Via: SIP/2.0/UDP 192.0.2.9:5070;branch=" + branch + ";rport\r\n";
    text += "From: " + from + "\r\nTo: <sip:100@192.0.2.1>";
    if (!to_tag.empty()) text += ";tag=" + to_tag;
    text += "\r\nCall-ID: " + call_id + "\r\nCSeq: " + std::to_string(cseq) + ' ' + method + "\r\n";
    text += "Contact: <sip:raw@192.0.2.9:5070>\r\nMax-Forwards: " + max_forwards + "\r\n" + extra;
    if (!body.empty()) text += "Content-Type: " + type + "\r\n";
    return text + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  }
};

}  // namespace filo::sip::test
