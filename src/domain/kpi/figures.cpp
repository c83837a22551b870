#include "domain/kpi/figures.h"

namespace filo::kpi {
namespace {

/// Calls f with each member of `a` beside that of `b`: one list for + and -.
template <class A, class B, class F>
void each(A& a, B& b, F f) {
  f(a.offered, b.offered);
  f(a.answered, b.answered);
  f(a.answered_in_time, b.answered_in_time);
  f(a.abandoned, b.abandoned);
  f(a.abandoned_in_time, b.abandoned_in_time);
  f(a.flow_out, b.flow_out);
  f(a.waiting, b.waiting);
  f(a.answered_wait, b.answered_wait);
  f(a.handled, b.handled);
  f(a.talk, b.talk);
  f(a.hold, b.hold);
  f(a.wrap_up, b.wrap_up);
  f(a.forecasts, b.forecasts);
  f(a.forecast_error, b.forecast_error);
  f(a.taken, b.taken);
  f(a.take_charge, b.take_charge);
  f(a.resolved, b.resolved);
  f(a.resolve, b.resolve);
  f(a.first_contact, b.first_contact);
}

std::optional<double> ratio(std::int64_t part, std::int64_t whole) {
  if (whole <= 0) return std::nullopt;
  return static_cast<double>(part) / static_cast<double>(whole);
}
std::optional<Duration> mean(Duration sum, std::int64_t count) {
  if (count <= 0) return std::nullopt;
  return sum / count;
}

}  // namespace

Figures& Figures::operator+=(const Figures& other) {
  each(*this, other, [](auto& mine, const auto& theirs) { mine += theirs; });
  return *this;
}
Figures& Figures::operator-=(const Figures& other) {
  each(*this, other, [](auto& mine, const auto& theirs) { mine -= theirs; });
  return *this;
}

std::optional<double> Figures::service_level() const {
  return ratio(answered_in_time, answered + abandoned - abandoned_in_time);
}
std::optional<Duration> Figures::speed_of_answer() const {
  return mean(answered_wait, answered);
}
std::optional<Duration> Figures::handling_time() const {
  return mean(handling(), handled);
}
std::optional<double> Figures::abandon_rate() const {
  return ratio(abandoned, offered);
}
std::optional<double> Figures::answer_rate() const {
  return ratio(answered, offered);
}
std::optional<Duration> Figures::time_to_take_charge() const {
  return mean(take_charge, taken);
}
std::optional<Duration> Figures::time_to_resolve() const {
  return mean(resolve, resolved);
}
std::optional<double> Figures::first_contact_resolution() const {
  return ratio(first_contact, resolved);
}
std::optional<Duration> Figures::forecast_error_mean() const {
  return mean(forecast_error, forecasts);
}

bool adds_up(const Figures& f) {
  return f.offered == f.answered + f.abandoned + f.flow_out + f.waiting &&
         f.answered_in_time <= f.answered && f.abandoned_in_time <= f.abandoned &&
         f.forecasts <= f.answered && f.first_contact <= f.resolved && f.waiting >= 0;
}

}  // namespace filo::kpi
