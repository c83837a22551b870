#pragma once
// The figures of calls and tickets, defined once. Numerators and denominators are kept and added;
// ratios are made at the end and are nothing where nothing was counted. Formulas and sources:
// docs/reference/kpi.md. Req: KPI.

#include <cstdint>
#include <optional>

#include "base/time.h"

namespace filo::kpi {

/// Sums over any set of calls and tickets. Merging is addition; subtraction takes a part out again.
struct Figures {
  // Stays in queues (or, in totals, calls that reached a queue).
  std::int64_t offered = 0;  ///< = answered + abandoned + flow_out + waiting
  std::int64_t answered = 0;
  std::int64_t answered_in_time = 0;  ///< Within the queue's service level time.
  std::int64_t abandoned = 0;
  std::int64_t abandoned_in_time = 0;
  std::int64_t flow_out = 0;
  std::int64_t waiting = 0;
  Duration answered_wait{0};  ///< Sum over answered.

  // Conversations.
  std::int64_t handled = 0;
  Duration talk{0}, hold{0}, wrap_up{0};

  // Forecasts that were announced and came true or not (answered calls only).
  std::int64_t forecasts = 0;
  Duration forecast_error{0};  ///< Sum of |announced - real|.

  // Tickets.
  std::int64_t taken = 0;
  Duration take_charge{0};  ///< Sum over taken.
  std::int64_t resolved = 0;
  Duration resolve{0};             ///< Sum over resolved.
  std::int64_t first_contact = 0;  ///< Resolved with one contact, neither re-opened nor back.

  Figures& operator+=(const Figures& other);
  Figures& operator-=(const Figures& other);
  friend bool operator==(const Figures&, const Figures&) = default;

  /// V4, only late abandons hurt: answered_in_time / (answered + abandoned - abandoned_in_time).
  std::optional<double> service_level() const;
  std::optional<Duration> speed_of_answer() const;  ///< answered_wait / answered
  std::optional<Duration> handling_time() const;    ///< (talk + hold + wrap_up) / handled
  std::optional<double> abandon_rate() const;       ///< abandoned / offered
  std::optional<double> answer_rate() const;        ///< answered / offered
  std::optional<Duration> time_to_take_charge() const;
  std::optional<Duration> time_to_resolve() const;
  std::optional<double> first_contact_resolution() const;  ///< first_contact / resolved
  std::optional<Duration> forecast_error_mean() const;
  Duration handling() const { return talk + hold + wrap_up; }
};

/// Offered = answered + abandoned + flow-outs + waiting, and no part is larger than its whole.
/// Holds for queues and totals at any instant; agents' figures have no abandons of their own.
bool adds_up(const Figures& figures);

}  // namespace filo::kpi
