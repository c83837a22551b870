#include "domain/calls/call_book.h"

namespace filo::calls {

const CallRecord* CallBook::apply(TenantId tenant, const Event& fact) {
  const CallId id = call_of(fact);
  auto it = logs_.find(id);
  if (it == logs_.end()) {
    const auto* started = std::get_if<CallStarted>(&fact);
    if (started == nullptr) {
      ++ignored_;
      return nullptr;
    }
    if (logs_.size() >= kBound) forget_oldest();
    if (order_.size() >= 2 * kBound)
      std::erase_if(order_, [this](CallId old) { return !logs_.contains(old); });
    order_.push_back(id);
    return &logs_.emplace(id, CallLog(tenant, *started)).first->second.record();
  }
  CallLog& log = it->second;
  const unsigned before = log.ignored();
  log.apply(fact);
  ignored_ += log.ignored() - before;
  if (!log.complete()) return &log.record();
  last_ = log.record();
  logs_.erase(it);
  return &last_;
}

const CallRecord* CallBook::find(CallId call) const {
  const auto it = logs_.find(call);
  return it == logs_.end() ? nullptr : &it->second.record();
}

// Complete calls leave their ids in order_; they are skipped here and swept by apply().
void CallBook::forget_oldest() {
  while (!order_.empty()) {
    const CallId oldest = order_.front();
    order_.pop_front();
    if (logs_.erase(oldest) > 0) return;
  }
}

}  // namespace filo::calls
