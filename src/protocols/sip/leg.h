#pragma once
// A leg: one INVITE dialog with everything that is under way in it. Plain data, owned by Core.
//
// Life: `calling` (our INVITE, no answer) or `offered` (theirs, we have not answered), then
// `answered` (we sent 200 and wait for the ACK), `established`, and `closing` (the application has
// heard LegEnded; BYE or CANCEL still waits for its answer). A leg that is not found has ended.

#include <string>
#include <vector>

#include "protocols/sip/core.h"
#include "protocols/sip/dialog.h"
#include "protocols/sip/digest.h"
#include "protocols/sip/timer_wheel.h"
#include "protocols/sip/transaction.h"

namespace filo::sip {

struct Leg {
  enum class Phase : std::uint8_t { calling, offered, answered, established, closing };

  LegId id;
  std::uint32_t index = 0;
  std::uint32_t generation = 1;
  bool live = false;
  bool outgoing = false;
  bool ended_told = false;  ///< LegEnded has been sent to the application.
  Phase phase = Phase::calling;
  Dialog dialog;

  // Their request that waits for the application: the INVITE, a re-INVITE or an UPDATE.
  MessagePtr request;
  TxnRef request_txn;
  Flow request_flow;
  bool initial_request = false;

  // Our 200 to an INVITE, resent by the dialog until its ACK (§13.3.1.4).
  std::string ok_bytes;
  Flow ok_flow;
  std::uint32_t ok_seq = 0;
  bool ok_pending = false;
  Duration ok_interval{};
  TimerHandle ok_resend, ok_deadline;
  bool bye_after_ack = false;

  // Our INVITE or re-INVITE.
  Invite invite;  ///< Of an outgoing leg: what was asked, for a second try with digest.
  TxnRef invite_txn;
  std::string invite_branch;
  std::uint32_t invite_seq = 0;
  bool provisional_seen = false, cancel_wanted = false, cancel_sent = false;
  std::string ack_bytes;  ///< Sent again for each repeated 2xx.
  std::uint32_t ack_seq = 0;
  std::vector<std::string> fork_tags;  ///< Other branches of a fork that we have ended.

  // Our offer inside the dialog.
  std::string offer;           ///< Under way or waiting for its second try.
  bool offer_waiting = false;  ///< `offer` has not been sent yet (glare, or something is open).
  int glare_tries = 0;

  int auth_tries = 0;
  Digest digest;  ///< What the peer's challenge taught us; used in later requests too.

  TimerHandle patience;  ///< answer_timeout_max, or the next 1xx that keeps proxies waiting.
  TimerHandle glare;
};

}  // namespace filo::sip
