#include "domain/kpi/live_figures.h"

#include <algorithm>

namespace filo::kpi {
namespace {

bool is_complete(const calls::CallRecord& call) {
  return call.ended_at.has_value() && std::none_of(call.segments.begin(), call.segments.end(),
                                                   [](const auto& s) { return s.open; });
}

}  // namespace

void LiveFigures::start_day(Instant from, Instant to) {
  from_ = from;
  to_ = to;
  table_ = tickets_ = {};
  open_.clear();
}

void LiveFigures::set_tickets(const Table& tickets) {
  table_ -= tickets_;
  table_ += tickets;
  tickets_ = tickets;
}

void LiveFigures::update(const calls::CallRecord& call) {
  if (call.started_at < from_ || call.started_at >= to_) return;
  const auto before = open_.find(call.id);
  if (before != open_.end()) table_ -= before->second;
  Table now = count_call(call);
  table_ += now;
  if (!is_complete(call))
    open_.insert_or_assign(call.id, std::move(now));
  else if (before != open_.end())
    open_.erase(before);
}

}  // namespace filo::kpi
