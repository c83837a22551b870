#pragma once
// Today's figures, kept up to date with every change of a call and given what the store counts of
// tickets, and rebuilt from the store at start
// by feeding the day's records: both give the same sums (property test).
//
// A call belongs to the day on which it started. Owner: one thread. Memory: one table per call that
// is not complete.

#include <unordered_map>

#include "domain/kpi/count.h"

namespace filo::kpi {

class LiveFigures {
 public:
  /// The day [from, to) in UTC; forgets all that was counted.
  void start_day(Instant from, Instant to);
  /// The call as it is now; replaces what it counted for before. Calls of other days are ignored.
  void update(const calls::CallRecord& call);
  /// The tickets of this day, counted anew: they take the place of those before.
  void set_tickets(const Table& tickets);

  /// Calls and tickets together.
  const Table& table() const { return table_; }
  Instant day_begins() const { return from_; }
  Instant day_ends() const { return to_; }

 private:
  Instant from_{}, to_{};
  Table table_;  // with tickets_
  Table tickets_;
  std::unordered_map<CallId, Table> open_;
};

}  // namespace filo::kpi
