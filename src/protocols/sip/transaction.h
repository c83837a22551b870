#pragma once
// The four transaction machines: RFC 3261 §17 as amended by RFC 6026 (Accepted) and RFC 4320.
//
// What: retransmits, absorbs retransmissions, acknowledges refusals of our INVITEs, gives up in
//   time. Knows nothing of dialogs; what a transaction means is told by its owner word.
// Owner: Core; one thread; time is an argument.
// Bounds: a transaction ends at the latest 64*T1 (INVITE client: after CANCEL or answer) plus its
//   wait state after its last message. What has ended keeps its key, the last bytes to resend and a
//   deadline, nothing else. A retransmission re-sends kept bytes and allocates nothing.
//
// Timers (§17 table 4): A/E resend request, B/F give up, D/K/M wait; G resend response, H give up
// waiting for ACK, I/J/L wait. Here: `resend` is A, E or G; `deadline` is the others.

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "protocols/sip/flow.h"
#include "protocols/sip/message.h"
#include "protocols/sip/size_rule.h"
#include "protocols/sip/timer_wheel.h"

namespace filo::sip {

class SipOutput;

/// Names a transaction; one that has ended makes every command on it a no-op.
struct TxnRef {
  std::uint32_t index = 0;
  std::uint32_t generation = 0;  ///< 0: none.
  explicit operator bool() const { return generation != 0; }
  friend bool operator==(const TxnRef&, const TxnRef&) = default;
};

/// Whose transaction it is: a number that only the owner understands.
struct TxnOwner {
  enum class Kind : std::uint8_t { none, leg, client, ping };
  Kind kind = Kind::none;
  std::int64_t id = 0;
};

enum class TxnState : std::uint8_t { trying, proceeding, completed, confirmed, accepted };

/// Hears what happens to client transactions.
class TransactionUser {
 public:
  virtual ~TransactionUser() = default;
  /// Every provisional response, the first final one, and each 2xx to INVITE while Accepted.
  virtual void on_response(TxnOwner owner, TxnRef txn, const Message& response) = 0;
  /// No final response in time (408), or the flow is gone (503). The transaction has ended.
  virtual void on_no_response(TxnOwner owner, TxnRef txn, Method method, int status) = 0;
};

struct TxnTimers {
  Duration t1{500'000}, t2{4'000'000}, t4{5'000'000};
  Duration give_up() const { return 64 * t1; }
};

class Transactions {
 public:
  /// Payload kinds that the wheel's owner has to hand to fire().
  static constexpr std::uint32_t kResendTimer = 1, kDeadlineTimer = 2;

  /// `tcp`: we have it, and requests too big for UDP may go by it (SizeRule).
  Transactions(TxnTimers timers,
               TimerWheel& wheel,
               SipOutput& output,
               TransactionUser& user,
               bool tcp = false);

  // --- server side ---
  /// True when `request` is a retransmission or an ACK that belongs to a server transaction: all
  /// that is needed has been done. An ACK for a 2xx is never absorbed: it is the dialog's.
  bool absorb(const Message& request, MonoTime now);
  /// Makes the server transaction of a request that absorb() has just not known.
  TxnRef open_server(const Message& request, const Flow& flow, TxnOwner owner, MonoTime now);
  /// The INVITE transaction that `cancel` is meant for (§9.2), with its owner.
  TxnRef find_cancelled(const Message& cancel) const;
  /// Sends and keeps a response. Of INVITE: a 2xx is sent once, the dialog resends it (RFC 6026).
  void respond(TxnRef txn, int status, std::string bytes, MonoTime now);

  /// Sends the kept provisional response once more (§13.3.1.1).
  void repeat(TxnRef txn);

  // --- client side ---
  /// Sends `bytes`, a request whose top Via has `branch`; one too big for UDP by TCP, and by UDP
  /// after all when the peer takes no TCP. A CANCEL goes the way of its INVITE.
  TxnRef open_client(Method method,
                     std::string_view branch,
                     std::string bytes,
                     const Flow& flow,
                     TxnOwner owner,
                     MonoTime now);
  /// False when no transaction waits for this response.
  bool receive(const Message& response, MonoTime now);
  /// An INVITE that was cancelled and still gets no final response ends after 64*T1 (§9.1).
  void limit_wait(TxnRef txn, MonoTime now);

  /// Ends client transactions on a dead flow with 503 and server ones silently. `flow` may name a
  /// connection, or the peer towards which none could be opened (connection 0).
  void flow_closed(const Flow& flow, MonoTime now);
  void fire(TimerPayload timer, MonoTime now);

  bool alive(TxnRef txn) const;
  /// Final response not yet sent (server) or seen (client).
  bool open(TxnRef txn) const;
  TxnState state(TxnRef txn) const;
  TxnOwner owner(TxnRef txn) const;
  std::size_t size() const { return live_; }

 private:
  struct Txn {
    std::uint32_t generation = 1;
    bool live = false, client = false, invite = false, cancelled = false;
    bool by_size = false;  ///< Left UDP for TCP because of its size.
    TxnState state = TxnState::trying;
    Method method = Method::unknown;
    TxnOwner owner;
    Flow flow;
    std::string key;
    std::string bytes;  ///< To resend: the request, the last response, or the ACK.
    Duration interval{};
    TimerHandle resend, deadline;
  };
  using Table = std::unordered_map<std::string_view, std::uint32_t>;

  Txn* find(TxnRef txn);
  const Txn* find(TxnRef txn) const;
  std::uint32_t make(std::string key, bool client, Method method, const Flow& flow, TxnOwner owner);
  void end(std::uint32_t index);
  void wait_then_end(std::uint32_t index, TxnState state, Duration wait, MonoTime now);
  void set_resend(std::uint32_t index, Duration interval, MonoTime now);
  void set_deadline(std::uint32_t index, Duration wait, MonoTime now);
  void resend(std::uint32_t index, MonoTime now);
  void expire(std::uint32_t index);
  void client_final(std::uint32_t index, const Message& response, MonoTime now);
  void fail(std::uint32_t index, int status);
  bool leaves_udp(Method method,
                  std::string_view branch,
                  const Flow& flow,
                  std::size_t bytes,
                  MonoTime now) const;
  void go_back_to_udp(std::uint32_t index, MonoTime now);
  std::string_view server_key(const Message& request, Method method) const;

  TxnTimers timers_;
  TimerWheel& wheel_;
  SipOutput& output_;
  TransactionUser& user_;
  SizeRule size_rule_;
  std::deque<Txn> txns_;
  std::vector<std::uint32_t> free_;
  Table servers_, clients_;
  mutable std::string scratch_;
  std::size_t live_ = 0;
};

/// Where a response to `request` goes: back along a stream; on UDP to the source address and, when
/// the client asked for it, port (RFC 3261 §18.2.2, RFC 3581 §4). Never to a third address, so
/// `maddr` is not followed.
Flow reply_flow(const Message& request, const Flow& from);

/// The ACK for a refusal, made from the INVITE that was refused (§17.1.1.3).
std::string ack_for_refusal(const Message& invite, const Message& response);

}  // namespace filo::sip
