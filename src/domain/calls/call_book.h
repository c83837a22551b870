#pragma once
// The calls that are being recorded: facts of all calls in, changed records out. What a FactSink
// keeps between the live services and the store.
//
//   if (const CallRecord* record = book.apply(tenant, fact)) save(*record);
//
// A record is handed out whenever it changed in a way worth saving; saving is idempotent by id. A
// complete call is forgotten after it was handed out.
// Owner: one thread. Bound: limits::kCalls plus those in wrap-up; when full the oldest is
// forgotten.

#include <deque>
#include <unordered_map>

#include "domain/calls/call_log.h"

namespace filo::calls {

class CallBook {
 public:
  /// The record after the fact, valid until the next call; nullptr when the fact is of no known
  /// call (and is not its start).
  const CallRecord* apply(TenantId tenant, const Event& fact);

  const CallRecord* find(CallId call) const;
  std::size_t size() const { return logs_.size(); }
  /// Facts that belonged to no call or did not fit their call.
  unsigned long ignored() const { return ignored_; }

 private:
  void forget_oldest();

  static constexpr std::size_t kBound = 2 * limits::kCalls;

  std::unordered_map<CallId, CallLog> logs_;
  std::deque<CallId> order_;
  CallRecord last_;  // the complete call just handed out
  unsigned long ignored_ = 0;
};

}  // namespace filo::calls
