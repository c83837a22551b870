#pragma once
// A small real registrar for tests: takes one user's password and calls the phone that registers.

#include <atomic>
#include <optional>
#include <string>
#include <thread>

#include "adapters/sip_transport/sip_transport.h"
#include "base/epoll_loop.h"
#include "protocols/sdp/offer_answer.h"
#include "protocols/sip/core.h"
#include "protocols/sip/digest.h"

namespace filo::phone {

class Registrar final : public sip::SipOutput, SipTransport::Sink, sip::SipDirectory {
 public:
  /// `call`: rings the phone once it has registered and hangs up 200 ms after its answer.
  Registrar(std::string user, std::string password, bool call)
      : user_(std::move(user)),
        password_(std::move(password)),
        call_(call),
        core_(core_config(), *this, *this),
        transport_(loop_, sockets(), *this, [](const sip::Endpoint&) { return true; }) {
    started_ = transport_.start().has_value();
    address_ = transport_.udp_local().str();
    loop_.set_after_batch([this] { transport_.flush(); });
    tick();
    thread_ = std::thread([this] { loop_.run(); });
  }
  ~Registrar() override { stop(); }
  void stop() {
    loop_.stop();
    if (thread_.joinable()) thread_.join();
  }

  bool started() const { return started_; }
  const std::string& address() const { return address_; }
  // After stop().
  int registered = 0, unregistered = 0, answered = 0, hung_up = 0;

 private:
  static constexpr const char* kRealm = "test";

  static sip::CoreConfig core_config() {
    sip::CoreConfig config;
    config.realm = kRealm;
    return config;
  }
  static SipTransport::Config sockets() {
    SipTransport::Config config;
    config.udp = {*sip::Endpoint::parse("127.0.0.1", 0)};
    return config;
  }
  Moment now() const { return loop_.clock().moment(); }
  void tick() {
    core_.advance(now());
    loop_.call_after(std::chrono::milliseconds{20}, [this] { tick(); });
  }

  void send(const sip::Flow& flow, std::string_view bytes) override {
    transport_.send(flow, bytes);
  }
  void on_message(const sip::Flow& flow, std::string_view bytes) override {
    core_.datagram(flow, bytes, now());
  }
  void on_flow_closed(const sip::Flow&) override {}
  std::optional<std::string> trusted_peer(const sip::Flow&) const override { return std::nullopt; }
  std::optional<Credentials> credentials(std::string_view user) const override {
    if (user != user_) return std::nullopt;
    using enum sip::DigestAlgorithm;
    return Credentials{.ha1_md5 = sip::ha1(user, kRealm, password_, md5),
                       .ha1_sha256 = sip::ha1(user, kRealm, password_, sha256)};
  }

  void on_event(const sip::Event& event) override {
    if (const auto* phone = std::get_if<sip::Registered>(&event)) {
      ++registered;
      if (call_) ring(*phone);
    } else if (std::holds_alternative<sip::Unregistered>(event)) {
      ++unregistered;
    } else if (const auto* leg = std::get_if<sip::LegAnswered>(&event)) {
      ++answered;
      loop_.call_after(std::chrono::milliseconds{200},
                       [this, id = leg->leg] { core_.hang_up(id, "done", now()); });
    } else if (std::holds_alternative<sip::LegEnded>(event)) {
      ++hung_up;
    }
  }
  void ring(const sip::Registered& phone) {
    sip::Invite invite;
    invite.flow = phone.flow;
    invite.request_uri = phone.contact;
    invite.from_user = "+39021234567";
    sdp::LocalAudio discard;
    discard.ip = "127.0.0.1";
    discard.port = 9;
    invite.sdp = sdp::make_offer(discard);
    core_.invite(std::move(invite), now());
  }

  const std::string user_, password_;
  const bool call_;
  EpollLoop loop_;
  sip::Core core_;
  SipTransport transport_;
  bool started_ = false;
  std::string address_;
  std::thread thread_;
};

}  // namespace filo::phone
