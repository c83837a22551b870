// A script of requests, answers, commands and waits against one Core, so that transactions,
// dialogs, registrations and digest are reached and not only the parser. Whatever happens: what we
// send is sound SIP, each leg ends exactly once, time goes on, and nothing is left when all is
// over.

#include <algorithm>
#include <cstdio>
#include <deque>
#include <set>
#include <string>
#include <string_view>

#include "base/check.h"
#include "protocols/sip/core.h"
#include "protocols/sip/digest.h"
#include "protocols/sip/writer.h"

namespace filo::sip {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr const char* kSdp = "v=0\r\no=- 1 1 IN IP4 192.0.2.9\r\ns=-\r\n";
constexpr std::size_t kKept = 8;     // sent requests that can be answered, legs that get commands
constexpr int kStepsMax = 20'000;    // of timers within one wait: more is a busy loop
constexpr std::size_t kOpsMax = 96;  // keeps one input quick

/// Told at the end, so that everybody sees that scripts get behind the parser.
struct Depth {
  unsigned long calls = 0, confirmed = 0, answered = 0, reoffered = 0, registered = 0, ended = 0;
  ~Depth() {
    std::fprintf(stderr,
                 "depth: calls in %lu, confirmed %lu, out answered %lu, reoffers %lu, "
                 "registrations %lu, legs ended %lu\n",
                 calls, confirmed, answered, reoffered, registered, ended);
  }
  void count(const Event& event) {
    calls += std::holds_alternative<IncomingCall>(event);
    confirmed += std::holds_alternative<LegConfirmed>(event);
    answered += std::holds_alternative<LegAnswered>(event);
    reoffered += std::holds_alternative<LegReoffered>(event) ||
                 std::holds_alternative<LegReofferDone>(event);
    registered += std::holds_alternative<Registered>(event) ||
                  std::holds_alternative<RegisteredAtServer>(event);
    ended += std::holds_alternative<LegEnded>(event);
  }
};
Depth g_depth;

Endpoint at(const char* ip, std::uint16_t port) {
  return *Endpoint::parse(ip, port);
}

class Script {
 public:
  Script(const unsigned char* data, std::size_t size) : data_(data), size_(size) {}
  unsigned next() { return at_ < size_ ? data_[at_++] : 0; }
  bool empty() const { return at_ >= size_; }
  std::string_view text(std::size_t length) {
    length = std::min(length, size_ - at_);
    const std::string_view out(reinterpret_cast<const char*>(data_) + at_, length);
    at_ += length;
    return out;
  }
  template <class T, std::size_t N>
  T pick(const T (&choices)[N]) {
    return choices[next() % N];
  }

 private:
  const unsigned char* data_;
  std::size_t size_, at_ = 0;
};

/// Both sides of the wire: the application of the core, and the peers that the script plays.
class Play final : public SipOutput, public SipDirectory {
 public:
  explicit Play(Script script) : in_(script), core_(config(), *this, *this) {}

  void run() {
    for (std::size_t n = 0; n < kOpsMax && !in_.empty(); ++n) step();
    finish();
  }

  void send(const Flow&, std::string_view bytes) override {
    const auto message = Message::parse(bytes);
    // An answer copies what stood in the request, also what was wrong there.
    FILO_CHECK(message || heard_fault_ || bytes.size() > 65'535);
    if (!message) return;
    if (!(*message)->is_request()) return answered(*message);
    FILO_CHECK((*message)->fault().status == 0);
    if (sent_.size() == kKept) sent_.pop_front();
    sent_.push_back(*message);
  }
  void on_event(const Event& event) override {
    g_depth.count(event);
    if (const auto* call = std::get_if<IncomingCall>(&event)) begin(call->leg);
    if (const auto* end = std::get_if<LegEnded>(&event)) FILO_CHECK(alive_.erase(end->leg) == 1);
  }
  bool may_take_call() override { return takes_calls_; }
  std::optional<Credentials> credentials(std::string_view user) const override {
    if (user != "anna") return std::nullopt;
    static const Credentials kAnna{
        .ha1_md5 = ha1("anna", "filodiretto", "pw", DigestAlgorithm::md5),
        .ha1_sha256 = ha1("anna", "filodiretto", "pw", DigestAlgorithm::sha256)};
    return kAnna;
  }
  std::optional<std::string> trusted_peer(const Flow& flow) const override {
    if (flow.remote.port == 5080) return std::nullopt;
    return "trunk";
  }

 private:
  static CoreConfig config() {
    CoreConfig config;
    config.nonce_secret = "fuzz";
    config.seed = 7;
    config.legs_max = 6;
    return config;
  }
  void begin(LegId leg) {
    if (!leg) return;
    FILO_CHECK(alive_.insert(leg).second);
    legs_.push_back(leg);
    if (legs_.size() > kKept) legs_.pop_front();
  }
  void answered(const MessagePtr& message) {
    if (!message->to().tag.empty()) our_tag_ = message->to().tag;
    for (const HeaderId id : {HeaderId::www_authenticate, HeaderId::proxy_authenticate}) {
      if (!message->has(id)) continue;
      // The header may stand twice, one algorithm each.
      std::vector<std::string_view> challenges;
      for (const Header& header : message->headers())
        if (header.id == id) challenges.push_back(header.value);
      digest_.learn(challenges, id == HeaderId::proxy_authenticate);
    }
  }

  Flow flow() {
    const unsigned from = in_.next() % 4;
    Flow flow{.transport = from == 3 ? Transport::tcp : Transport::udp,
              .connection = from == 3 ? 1U : 0U,
              .local = at("192.0.2.1", 5060),
              .remote = at("192.0.2.9", from == 1 ? 5080 : 5070)};
    return flow;
  }
  void receive(const Flow& flow, std::string text) {
    last_ = {flow, text};
    const auto heard = Message::parse(text);
    heard_fault_ = heard && (*heard)->fault().status != 0;
    core_.datagram(flow, text, clock_.moment());
  }

  void step() {
    switch (in_.next() % 10) {
      case 0:
        return raw();
      case 1:
      case 2:
        return request();
      case 3:
      case 4:
        return response();
      case 5:
        return wait(in_.pick({milliseconds{0}, milliseconds{5}, milliseconds{600},
                              milliseconds{5'000}, milliseconds{40'000}, milliseconds{200'000}}));
      case 6:
        return command();
      case 7:
        return leg_command();
      case 8:
        return core_.datagram(last_.first, last_.second, clock_.moment());  // it comes once more
      default:
        return outside();
    }
  }

  /// Bytes of the script itself; 1, 2 and 3 stand for what fits to the dialogs there are.
  void raw() {
    std::string text;
    for (const char c : in_.text(in_.next() * 8)) {
      if (c == 1) {
        text += our_tag_;
      } else if (c == 2) {
        text += branch();
      } else if (c == 3) {
        text += "call-0";
      } else {
        text += c;
      }
    }
    receive(flow(), std::move(text));
  }

  std::string branch() {
    const unsigned choice = in_.next();
    if (choice % 4 != 0) ++branch_;  // else the last one again
    return "z9hG4bK" + std::to_string(branch_ - (choice % 16 == 5 ? 1 : 0));
  }

  /// A request that is mostly right.
  void request() {
    static constexpr const char* kMethods[] = {"INVITE",   "INVITE", "ACK",    "BYE",   "CANCEL",
                                               "REGISTER", "UPDATE", "INFO",   "PRACK", "OPTIONS",
                                               "REFER",    "NOTIFY", "MESSAGE"};
    const std::string method = in_.pick(kMethods);
    const Flow from = flow();
    const std::string uri = method == "REGISTER" ? "sip:192.0.2.1" : "sip:100@192.0.2.1";
    std::string text = method + " " + uri + " SIP/2.0\r\nVia: SIP/2.0/";
    text += from.transport == Transport::tcp ? "TCP" : "UDP";
    text += " 192.0.2.9:5070;branch=" + branch() + ";rport\r\nFrom: <sip:anna@192.0.2.9>;tag=t";
    text += std::to_string(in_.next() % 2) + "\r\nTo: <sip:";
    text += method == "REGISTER" ? "anna@192.0.2.1>" : "100@192.0.2.1>";
    const unsigned tag = in_.next() % 4;
    if (tag == 1 || tag == 2) text += ";tag=" + our_tag_;
    if (tag == 3) text += ";tag=foreign";
    text += "\r\nCall-ID: call-" + std::to_string(in_.next() % 3);
    if (in_.next() % 4 != 0) ++cseq_;
    text += "\r\nCSeq: " + std::to_string(cseq_) + " " + method + "\r\n";
    text += "Contact: <sip:anna@192.0.2.9:5070>\r\nMax-Forwards: 70\r\n";
    text += extra(method, uri);
    receive(from, text + body(method));
  }

  std::string extra(const std::string& method, const std::string& uri) {
    switch (in_.next() % 12) {
      case 1:
        return "Require: 100rel\r\n";
      case 2:
        return "Supported: 100rel, timer\r\nSession-Expires: 90\r\n";
      case 3:
        return "Record-Route: <sip:192.0.2.7;lr>, <sip:192.0.2.8>\r\n";
      case 4:
        return "RAck: 1 " + std::to_string(cseq_) + " INVITE\r\n";
      case 5:
        return "Expires: 0\r\n";
      case 6:
        return "Replaces: call-1;to-tag=" + our_tag_ + ";from-tag=t0\r\n";
      case 7:
      case 8:
      case 9:
        if (!digest_.ready()) return {};
        return (digest_.proxy() ? "Proxy-Authorization: " : "Authorization: ") +
               digest_.authorization(method, uri, "anna", "pw", "cn") + "\r\n";
      case 10: {
        std::string line;
        for (const char c : in_.text(in_.next() % 64)) line += c == '\n' || c == '\r' ? ' ' : c;
        return line + "\r\n";
      }
      default:
        return {};
    }
  }

  std::string body(const std::string& method) {
    std::string body, type = "application/sdp";
    switch (in_.next() % 4) {
      case 0:
        break;
      case 1:
        body = in_.text(in_.next() % 64);
        break;
      default:
        body = kSdp;
    }
    if (method == "INFO") {
      type = "application/dtmf-relay";
      body = "Signal=" + std::string(in_.text(1)) + "\r\nDuration=160\r\n";
    }
    std::string text;
    if (!body.empty()) text = "Content-Type: " + type + "\r\n";
    return text + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  }

  /// An answer to something that we sent.
  void response() {
    if (sent_.empty()) return;
    static constexpr int kStatuses[] = {100, 180, 183, 200, 200, 202, 302, 401, 407, 408,
                                        422, 423, 481, 486, 487, 491, 500, 503, 603, 699};
    const Message& asked = *sent_[in_.next() % sent_.size()];
    const int status = in_.pick(kStatuses);
    const unsigned how = in_.next();
    auto writer = MessageWriter::response_to(asked, status, "", at("192.0.2.1", 5060),
                                             how % 8 == 0   ? ""
                                             : how % 8 == 1 ? "fork"
                                                            : "theirs");
    if (how & 16) writer.header(HeaderId::contact, "<sip:them@192.0.2.9:5070>;expires=70");
    if (how & 32) writer.header(HeaderId::record_route, "<sip:192.0.2.7;lr>");
    if (how & 64) writer.header("RSeq", "1").header("Require", "100rel");
    if (status == 401 || status == 407) {
      writer.header(status == 401 ? HeaderId::www_authenticate : HeaderId::proxy_authenticate,
                    "Digest realm=\"r\", nonce=\"n" + std::to_string(how) + "\", qop=\"auth\"" +
                        (how & 128 ? ", stale=true" : ""));
    }
    if (status == 423) writer.header("Min-Expires", std::to_string(in_.next()));
    if (status == 503) writer.header("Retry-After", std::to_string(in_.next()));
    if (in_.next() % 2 == 0) writer.body("application/sdp", kSdp);
    receive({.transport = Transport::udp,
             .connection = 0,
             .local = at("192.0.2.1", 5060),
             .remote = at("192.0.2.9", 5070)},
            writer.finish());
  }

  void wait(Duration span) {
    const MonoTime end = clock_.mono() + span;
    int steps = 0;
    while (core_.next_deadline() <= end) {
      FILO_CHECK(++steps < kStepsMax);
      clock_.advance(std::max(Duration{}, core_.next_deadline() - clock_.mono()));
      core_.advance(clock_.moment());
    }
    clock_.advance(end - clock_.mono());
    core_.advance(clock_.moment());
  }

  void command() {
    const bool knows = in_.next() % 2 == 0;
    Invite invite;
    invite.flow = flow();
    invite.request_uri = "sip:+39021234567@192.0.2.9:5070";
    invite.from_user = "+39800100200";
    invite.sdp = in_.next() % 4 == 0 ? "" : kSdp;
    if (knows) invite.auth_user = invite.auth_password = "u";
    begin(core_.invite(std::move(invite), clock_.moment()));
  }

  void leg_command() {
    if (legs_.empty()) return;
    const LegId leg = legs_[in_.next() % legs_.size()];
    const Moment now = clock_.moment();
    switch (in_.next() % 9) {
      case 0:
        return core_.ring(leg, in_.next() % 2 ? 180 : 183, in_.next() % 2 ? kSdp : "", now);
      case 1:
      case 2:
        return core_.answer(leg, kSdp, now);
      case 3:
        return core_.refuse(leg, in_.pick({404, 486, 503, 603}), "", {{"X-Why", "fuzz"}}, now);
      case 4:
        return core_.hang_up(leg, "done", now);
      case 5:
      case 6:
        return core_.reinvite(leg, kSdp, now);
      case 7:
        return core_.accept_reoffer(leg, kSdp, now);
      default:
        return core_.refuse_reoffer(leg, 488, now);
    }
  }

  void outside() {
    const Moment now = clock_.moment();
    switch (in_.next() % 6) {
      case 0:
        return core_.flow_closed(flow(), now);
      case 1: {
        const ClientId client = core_.register_client({.flow = flow(),
                                                       .server_uri = "sip:example.org",
                                                       .user = "us",
                                                       .password = "pw",
                                                       .display = "",
                                                       .expires = seconds{120}},
                                                      now);
        if (client) clients_.push_back(client);
        return;
      }
      case 2:
        if (!clients_.empty()) core_.unregister_client(clients_[in_.next() % clients_.size()], now);
        return;
      case 3:
        return core_.ping(flow(), now);
      case 4:
        takes_calls_ = !takes_calls_;
        return;
      default:
        return core_.set_overloaded(in_.next() % 2 == 0);
    }
  }

  /// All is given up: nothing may outlive its time.
  void finish() {
    const std::set<LegId> left = alive_;
    for (const LegId leg : left) core_.hang_up(leg, "over", clock_.moment());
    for (const ClientId client : clients_) core_.unregister_client(client, clock_.moment());
    wait(std::chrono::minutes{10});
    FILO_CHECK(alive_.empty());
    FILO_CHECK(core_.legs() == 0);
    FILO_CHECK(core_.transactions() == 0);
    FILO_CHECK(core_.clients() == 0);
  }

  Script in_;
  ManualClock clock_;
  std::set<LegId> alive_;
  std::deque<LegId> legs_;
  std::deque<MessagePtr> sent_;
  std::vector<ClientId> clients_;
  std::pair<Flow, std::string> last_;
  std::string our_tag_ = "none";
  Digest digest_;
  bool takes_calls_ = true, heard_fault_ = false;
  unsigned branch_ = 1, cseq_ = 1;
  Core core_;
};

}  // namespace
}  // namespace filo::sip

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  filo::sip::Play(filo::sip::Script(data, size)).run();
  return 0;
}
