#pragma once
// The SIP endpoint: transactions, dialogs, registrar and digest behind one door, sans-I/O.
//
// Owned by the core thread (or the simulator's). Bytes and time come in by datagram() (one
// whole message: a datagram, or what StreamFramer cut), flow_closed() and advance(); bytes go out
// through SipOutput::send; what an application must know comes as events through
// SipOutput::on_event, always after the call that caused it has finished its own work (never
// re-entrant: commands may be given from inside on_event).
//
// A leg is one INVITE dialog with its usages: CallDirector speaks of legs only, never of
// transactions. Everything refers to a leg by LegId; a leg that is gone makes a command a no-op.
//
// Source: RFC 3261, 6026, 3264, 3581, 7616, 8760, 5626 §4.4.1. Bounds: base/limits.h.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/id.h"
#include "base/result.h"
#include "base/time.h"
#include "protocols/sip/flow.h"
#include "protocols/sip/message.h"

namespace filo::sip {

using LegId = Id<struct LegTag>;
using ClientId = Id<struct SipClientTag>;  ///< One of our own registrations at another server.

/// A header that the application adds to a message, ready text.
struct ExtraHeader {
  std::string name;
  std::string value;
};

/// What a new outgoing INVITE needs. `flow` decides where it goes; the Request-URI is only text.
struct Invite {
  Flow flow;
  std::string request_uri;  ///< "sip:anna@192.0.2.7:5062"
  std::string to_uri;       ///< Empty: as request_uri.
  std::string from_user;    ///< E.164 or a name; the host part is ours.
  std::string from_display;
  std::string sdp;  ///< Our offer.
  int max_forwards = 70;
  Duration answer_timeout_max{180'000'000};  ///< Then CANCEL and LegEnded{408}.
  /// Not a word from the target so long, not even 100: LegEnded{408}, and CANCEL with its first
  /// word. Timer B would wait 32 s. Then answer_timeout_max begins. 0: no such limit.
  Duration first_response_max{};
  std::string auth_user, auth_password;  ///< For trunks that challenge; empty: give up on 401/407.
  std::vector<ExtraHeader> headers;
};

// --- events, past tense --------------------------------------------------------------------------

/// A new call from outside. The core has already answered 100 and checked the sender:
/// `auth_user` is the digest user, empty for a trusted trunk.
struct IncomingCall {
  LegId leg;
  Flow flow;
  MessagePtr invite;
  std::string trunk;  ///< As trusted_peer() named it; empty for a registered phone.
  std::string auth_user;
  std::string sdp;  ///< Empty: the caller wants our offer.
};
struct LegRinging {
  LegId leg;
  int status = 180;
  std::string sdp;
};
/// The other side answered our INVITE; ACK is sent. `sdp` is its answer.
struct LegAnswered {
  LegId leg;
  std::string sdp;
};
/// The caller's ACK for our 200 arrived (`sdp` not empty when it carried the answer).
struct LegConfirmed {
  LegId leg;
  std::string sdp;
};
/// A re-INVITE or UPDATE with an offer; answer with accept_reoffer() or refuse_reoffer().
struct LegReoffered {
  LegId leg;
  std::string sdp;
};
/// Our reinvite() was answered (`status` 200 and their SDP) or refused (`status` >= 300).
struct LegReofferDone {
  LegId leg;
  int status = 200;
  std::string sdp;
};
/// INFO with application/dtmf-relay: a digit.
struct LegDigit {
  LegId leg;
  char digit = 0;
};
enum class EndKind : std::uint8_t {
  cancelled,  ///< The caller gave up before an answer (CANCEL).
  remote_bye,
  rejected,   ///< Our INVITE was refused: `status`.
  timeout,    ///< No answer, no ACK, or a dead peer: 408 semantics.
  transport,  ///< The flow is gone.
  local,      ///< We ended it.
};
/// Always the last event of a leg, exactly once.
struct LegEnded {
  LegId leg;
  EndKind kind{};
  int status = 0;
  std::string reason;
};
struct Registered {
  std::string user;
  Flow flow;
  std::string contact;
  Duration expires{};
  std::string user_agent;
};
struct Unregistered {
  std::string user;
  bool expired = false;
};
/// Our registration at another server stands (again) until about `expires` from now.
struct RegisteredAtServer {
  ClientId client;
  Duration expires{};
};
/// It was refused or not answered (`status` 408); we try again by ourselves after `retry_after`.
struct RegisterFailed {
  ClientId client;
  int status = 0;
  std::string reason;
  Duration retry_after{};
};
/// The answer to ping(): any final response counts as alive; `status` 408 when none came.
struct Pinged {
  Flow flow;
  bool alive = false;
  int status = 0;
  Duration round_trip{};
};

using Event = std::variant<IncomingCall,
                           LegRinging,
                           LegAnswered,
                           LegConfirmed,
                           LegReoffered,
                           LegReofferDone,
                           LegDigit,
                           LegEnded,
                           Registered,
                           Unregistered,
                           RegisteredAtServer,
                           RegisterFailed,
                           Pinged>;

/// What our own phone needs to be reachable at another server.
struct RegisterClient {
  Flow flow;
  std::string server_uri;  ///< "sip:example.org": the Request-URI.
  std::string user, password, display;
  Duration expires{300'000'000};
};

/// Where bytes and events go. Implemented by the shell; called on the core thread. send() and
/// on_auth_failed() must not call into the core; on_event() may.
class SipOutput {
 public:
  virtual ~SipOutput() = default;
  virtual void send(const Flow& flow, std::string_view bytes) = 0;
  virtual void on_event(const Event& event) = 0;
  /// May a new call come in? Asked before anything is made for it; no is answered by 503 with
  /// Retry-After. Must not call into the core.
  virtual bool may_take_call() { return true; }
  /// Somebody at this address gave a wrong password or an unknown user: food for bans.
  virtual void on_auth_failed(const Flow& flow, std::string_view user) { (void)flow, (void)user; }
};

/// A binding of a registered phone as it is kept over a restart: see Core::restore().
struct SavedBinding {
  std::string user;
  std::string contact;
  Flow flow;
  std::string call_id;
  std::uint32_t cseq = 0;
  Instant expires{};
  std::uint64_t order = 0;  ///< The largest of a user is the newest.
  std::string user_agent;
};

/// Whom we let in. Asked synchronously, in memory.
class SipDirectory {
 public:
  virtual ~SipDirectory() = default;
  /// The stored HA1 values of a SIP user (RFC 7616 §3.4.2), nullopt when there is no such user.
  struct Credentials {
    std::string ha1_md5;
    std::string ha1_sha256;
  };
  virtual std::optional<Credentials> credentials(std::string_view user) const = 0;
  /// Which trunk owns this source address, by a word that comes back in IncomingCall::trunk.
  virtual std::optional<std::string> trusted_peer(const Flow& flow) const = 0;
  /// Does a trunk or a phone with a fixed contact live at this address (any port)? Such a source is
  /// neither limited nor banned; to call it must still be a trusted peer or give its password.
  virtual bool is_home(const Endpoint& source) const { return (void)source, false; }
};

struct CoreConfig {
  std::string realm = "filodiretto";
  std::string user_agent = "Filodiretto";
  std::string host;  ///< In Via, Contact and From when a flow does not tell better.
  Duration t1{500'000}, t2{4'000'000}, t4{5'000'000};
  Duration expires_min{60'000'000}, expires_max{3'600'000'000};
  Duration expires_nat{120'000'000};  ///< At most, for a phone behind NAT: see Registrar.
  bool tcp = false;                   ///< We have it: requests too big for UDP go by it.
  std::size_t legs_max = 20'000;
  std::string nonce_secret;  ///< Kept over restarts; empty: random.
  std::uint64_t seed = 0;    ///< 0: tags and branches from the system's generator.
};

class Core {
 public:
  Core(CoreConfig config, const SipDirectory& directory, SipOutput& output);
  ~Core();

  // Bytes and time in.
  void datagram(const Flow& flow, std::string_view bytes, Moment now);
  void flow_closed(const Flow& flow, Moment now);
  void advance(Moment now);
  MonoTime next_deadline() const;

  // Commands of the application. All are no-ops on a leg that is gone or where they make no sense.
  /// Also a call that is refused at once (legs_max) has its leg, whose LegEnded comes later.
  LegId invite(Invite request, Moment now);
  void ring(LegId leg, int status, std::string_view sdp, Moment now);  ///< 180 or 183.
  void answer(LegId leg, std::string_view sdp, Moment now);            ///< 200.
  void refuse(LegId leg,
              int status,
              std::string_view reason,
              const std::vector<ExtraHeader>& headers,
              Moment now);
  void hang_up(LegId leg,
               std::string_view reason,
               Moment now);  ///< CANCEL, BYE or a final refusal.
  void reinvite(LegId leg, std::string_view sdp, Moment now);
  void accept_reoffer(LegId leg, std::string_view sdp, Moment now);
  void refuse_reoffer(LegId leg, int status, Moment now);

  /// Registers now and again before each expiry, until unregister_client() (which sends Expires 0).
  ClientId register_client(RegisterClient request, Moment now);
  void unregister_client(ClientId client, Moment now);
  /// Sends OPTIONS; exactly one Pinged follows.
  void ping(const Flow& flow, Moment now);

  /// New calls get 503 + Retry-After while true; dialogs go on.
  void set_overloaded(bool overloaded);

  /// The contact to reach a registered user by; nullopt when there is no live binding.
  struct Binding {
    Flow flow;
    std::string contact;
    MonoTime expires;
    std::string user_agent;
  };
  std::optional<Binding> binding(std::string_view user) const;
  /// All that stands of a user, to be kept. Ask whenever Registered or Unregistered names him.
  std::vector<SavedBinding> bindings(std::string_view user, Moment now) const;
  /// At start: takes back what an earlier life kept, each for the time that remains; Registered
  /// follows for each user. Left out are those that ran out, those by streams (they died with their
  /// connections) and those of users who are no more.
  void restore(const std::vector<SavedBinding>& saved, Moment now);
  /// Does a registered phone live at this address (any port)? Such a source is never banned.
  bool has_registration_from(const Endpoint& remote) const;
  /// Legs, also those whose BYE or CANCEL still waits for an answer; transactions, also those that
  /// only absorb late copies. Both are 0 when all is quiet.
  std::size_t legs() const;
  std::size_t transactions() const;
  /// Our own registrations elsewhere, also those whose last REGISTER still waits for an answer.
  std::size_t clients() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace filo::sip
