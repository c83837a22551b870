#pragma once
// What every message passes before it is parsed: size, first bytes, guard, scanners. Counts what it
// refuses and says so at most once a minute.

#include <string_view>

#include "adapters/sip_transport/source_guard.h"
#include "base/metrics.h"
#include "base/time.h"
#include "protocols/sip/flow.h"

namespace filo {

class Door {
 public:
  Door(SourceGuard::Policy policy, SourceGuard::IsProtected is_protected);

  /// May this message go on to the parser?
  bool admit(const sip::Endpoint& source, std::string_view bytes, MonoTime now);
  /// May this source open one more connection?
  bool admit_connection(const sip::Endpoint& source, MonoTime now);
  void note_failure(const sip::Endpoint& source, MonoTime now);
  /// Writes the summary line when a minute has passed and something was refused.
  void maybe_log(MonoTime now);

 private:
  bool refuse(Counter& counter, const sip::Endpoint& source);

  SourceGuard guard_;
  std::uint64_t refused_ = 0, refused_told_ = 0;
  sip::Endpoint last_refused_;
  MonoTime last_log_{};
};

}  // namespace filo
