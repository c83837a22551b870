#pragma once
// Inside of Core: who does what, one file per subject. Not for users of the module.
//
//   core.cpp           doors, time, events, tables of legs, names (tags, branches)
//   core_requests.cpp  what comes from outside: checks in the order of §8.2, then the right hands
//   core_incoming.cpp  INVITE as server: ring, answer, refuse, CANCEL, ACK
//   core_outgoing.cpp  INVITE as client: responses, CANCEL, forks, digest
//   core_dialog.cpp    inside a dialog: BYE, INFO, re-INVITE and UPDATE both ways, glare
//   core_auth.cpp      digest as server, REGISTER
//   core_client.cpp    our own registration elsewhere, ping

#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/prng.h"
#include "protocols/sip/challenge_choice.h"
#include "protocols/sip/core.h"
#include "protocols/sip/dialog.h"
#include "protocols/sip/digest.h"
#include "protocols/sip/leg.h"
#include "protocols/sip/registrar.h"
#include "protocols/sip/timer_wheel.h"
#include "protocols/sip/transaction.h"
#include "protocols/sip/writer.h"

namespace filo::sip {

inline constexpr std::string_view kAllow =
    "INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, INFO, REGISTER";
inline constexpr std::string_view kSdpType = "application/sdp";
inline constexpr std::size_t kForksMax = 8;  ///< Other branches of one INVITE that we end.
inline constexpr int kGlareTriesMax = 5;     ///< 491 more often than this: tell the application.
inline constexpr int kAuthTriesMax = 2;      ///< One challenge, one stale nonce.
inline constexpr std::size_t kClientsMax = 1'000;             ///< Our own registrations elsewhere.
inline constexpr std::chrono::seconds kProvisionalEvery{60};  ///< §13.3.1.1

/// The body when it is SDP, else empty; and whether there is a body that we cannot read (415).
std::string sdp_of(const Message& message);
bool body_is_foreign(const Message& message);
/// All values of a header as they stand: challenges must not be split at commas.
std::vector<std::string_view> whole_values(const Message& message, HeaderId id);

/// Timer kinds above those of Transactions.
enum CoreTimer : std::uint32_t {
  kOkResend = 10,
  kOkDeadline,
  kPatience,
  kGlare,
  kRegistrarSweep,
  kClientRefresh,
};

struct Core::Impl final : TransactionUser {
  Impl(CoreConfig config, const SipDirectory& directory, SipOutput& output);

  /// Runs one door: takes the time, fires what is due, does `work`, then hands out the events.
  template <class Work>
  void run(Moment moment, Work&& work) {
    enter(moment);
    std::forward<Work>(work)();
    hand_out();
  }
  void enter(Moment moment);
  void hand_out();
  void emit(Event event) { events.push_back(std::move(event)); }
  void fire(TimerPayload timer);
  TimerHandle start(Duration wait, std::uint32_t kind, std::uint32_t subject) {
    return wheel.start(now.mono + wait, {.kind = kind, .subject = subject});
  }

  // --- core.cpp: names and tables ---
  std::uint64_t random();
  std::uint64_t random_below(std::uint64_t n) { return random() % n; }
  std::string new_tag();
  std::string new_branch(std::string_view called);
  std::string loop_mark(std::string_view called) const;
  std::string host(const Flow& flow) const;
  std::string contact_for(const Flow& flow, std::string_view user) const;
  Leg* new_leg();
  Leg* find_leg(LegId id);
  /// The leg if the application may still command it.
  Leg* open_leg(LegId id);
  Leg* leg_of_tag(std::string_view local_tag);
  void index_leg(Leg& leg, const Message* invite);
  void free_leg(Leg& leg);
  /// Tells LegEnded once.
  void tell_ended(Leg& leg, EndKind kind, int status, std::string reason);
  void end_leg(Leg& leg, EndKind kind, int status, std::string reason) {
    tell_ended(leg, kind, status, std::move(reason));
    free_leg(leg);
  }

  // --- core_requests.cpp ---
  void receive(const Flow& flow, std::string_view bytes);
  void on_request(const MessagePtr& request, const Flow& flow);
  bool refuse_early(const Message& request, const Flow& flow);
  void on_options(const Message& request, const Flow& flow);
  void on_cancel(const Message& request, const Flow& flow);
  MessageWriter response(const Message& request,
                         const Flow& flow,
                         int status,
                         std::string_view reason,
                         std::string_view tag);
  /// Answers without a transaction: a repeated request is simply answered again (§8.2.7).
  void reply(const Message& request,
             const Flow& flow,
             int status,
             std::string_view reason = {},
             const std::vector<ExtraHeader>& headers = {});
  std::string stateless_tag(const Message& request) const;
  bool looped(const Message& request) const;

  // --- core_incoming.cpp ---
  void on_new_invite(const MessagePtr& invite, const Flow& flow);
  void on_ack(const Message& ack);
  void open_incoming(const MessagePtr& invite,
                     const Flow& flow,
                     std::string trunk,
                     std::string user);
  void do_ring(Leg& leg, int status, std::string_view sdp);
  void do_answer(Leg& leg, std::string_view sdp);
  void refuse_request(Leg& leg,
                      int status,
                      std::string_view reason,
                      const std::vector<ExtraHeader>& headers = {});
  void send_ok(Leg& leg, std::string_view sdp);
  void ok_resend(Leg& leg);
  void ok_expired(Leg& leg);
  void stop_ok(Leg& leg);
  /// What a 1xx or 2xx that makes or keeps a dialog carries besides (§12.1.1, §13.3.1).
  void dialog_headers(const Leg& leg, MessageWriter& out) const;

  // --- core_outgoing.cpp ---
  LegId do_invite(Invite request);
  void send_first_invite(Leg& leg);
  void send_cancel(Leg& leg);
  void patience_over(Leg& leg);
  void first_response(Leg& leg);
  void on_invite_response(Leg& leg, const Message& response);
  void on_invite_ok(Leg& leg, const Message& response);
  void acknowledge(Leg& leg, const Message& response);
  void end_fork(const Leg& leg, const Message& response);
  void ack_orphan(const Message& response);
  bool retry_with_digest(Leg& leg, const Message& response, Method method);
  void authorize(Leg& leg, MessageWriter& request, Method method);

  // --- core_dialog.cpp ---
  void on_dialog_request(const MessagePtr& request, const Flow& flow);
  void on_closing_request(Leg& leg, const Message& request, const Flow& flow, TxnRef txn);
  void on_bye(Leg& leg, const Message& request, const Flow& flow, TxnRef txn);
  void on_reoffer(Leg& leg, const MessagePtr& request, const Flow& flow, TxnRef txn);
  void on_info(Leg& leg, const Message& request, const Flow& flow, TxnRef txn);
  void answer_in_dialog(Leg& leg,
                        const Message& request,
                        const Flow& flow,
                        TxnRef txn,
                        int status,
                        std::string_view reason = {},
                        const std::vector<ExtraHeader>& headers = {});
  void do_hang_up(Leg& leg, std::string_view reason);
  void send_bye(Leg& leg, std::string_view reason);
  void do_reinvite(Leg& leg, std::string_view sdp);
  void send_reinvite(Leg& leg);
  void maybe_send_offer(Leg& leg);
  bool offer_is_free(const Leg& leg) const;
  void on_reinvite_response(Leg& leg, const Message& response);
  void finish_offer(Leg& leg, int status, std::string sdp);
  bool retry_offer_later(Leg& leg, const Message& response);
  void on_bye_response(Leg& leg, const Message& response);

  // --- core_auth.cpp ---
  struct Checked {
    bool ok = false;
    std::string user;
  };
  /// The digest user of a request; when not ok it has been answered.
  Checked authenticate(const Message& request, const Flow& flow);
  void challenge(const Message& request, const Flow& flow, const DigestServer::Verdict& verdict);
  void on_register(const Message& request, const Flow& flow);
  void tell_registered(const std::string& user);
  void sweep_registrar();

  // --- core_client.cpp ---
  struct Client {
    ClientId id;
    RegisterClient request;
    Dialog dialog;  ///< Only its names: REGISTER makes no dialog.
    Digest digest;
    int auth_tries = 0;
    bool stopping = false;
    Duration expires{};
    TimerHandle refresh;
  };
  struct Ping {
    Flow flow;
    MonoTime sent;
  };
  void send_register(Client& client);
  void on_client_response(Client& client, const Message& response);
  void register_failed(Client& client, int status, std::string reason);
  void send_ping(const Flow& flow);
  void pinged(std::int64_t id, int status);

  // --- TransactionUser ---
  void on_response(TxnOwner owner, TxnRef txn, const Message& response) override;
  void on_no_response(TxnOwner owner, TxnRef txn, Method method, int status) override;

  CoreConfig config;
  const SipDirectory& directory;
  SipOutput& output;
  TimerWheel wheel;
  Transactions txns;
  Registrar registrar;
  DigestServer digest;
  ChallengeChoice challenges;
  Moment now{};
  Flow arrived;  ///< By which the message in work came.
  bool overloaded = false;

  std::deque<Event> events;
  bool handing_out = false;

  bool seeded = false;
  Prng prng;
  std::string entropy;
  std::size_t entropy_used = 0;
  std::string instance;  ///< Marks our branches, so that a loop is seen.

  std::deque<Leg> legs;
  std::vector<std::uint32_t> free_legs;
  std::size_t legs_live = 0;
  std::unordered_map<std::string_view, std::uint32_t> by_tag;  ///< Our tag.
  std::unordered_map<std::string, std::uint32_t> by_remote;    ///< Call-ID + their tag: merges.

  std::unordered_map<std::int64_t, Client> clients;
  std::unordered_map<std::int64_t, Ping> pings;
  std::int64_t last_number = 0;
  TimerHandle sweep;
};

}  // namespace filo::sip
