#include "server/call_gate.h"

#include "base/log.h"
#include "base/metrics.h"

namespace filo::server {

namespace {

Counter g_refused{"filo_calls_refused_total", "New calls refused by 503 for want of capacity."};

}  // namespace

void OverloadGate::waited(Duration lag, MonoTime now) {
  overload_.waited(lag, now);
  if (overload_.is_limiting() == told_limiting_) return;
  told_limiting_ = overload_.is_limiting();
  if (told_limiting_) {
    FILO_LOG_WARN("sip", "overloaded: new calls limited to {:.0f}/s", overload_.rate());
  } else {
    FILO_LOG_INFO("sip", "no longer overloaded refused={}", overload_.refused());
  }
}

bool OverloadGate::admit(MonoTime now) {
  const bool yes = overload_.admit(now);
  if (!yes) g_refused.add();
  return yes;
}

}  // namespace filo::server
