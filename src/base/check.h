#pragma once
// FILO_CHECK(condition): what cannot be false. Always on, also in release builds. Logs the place
// with a backtrace and aborts; the service manager restarts us and live state comes back from its
// journal. Never for input from outside: that is a Result.

namespace filo {

[[noreturn]] void check_failed(const char* condition, const char* file, int line);

}  // namespace filo

#define FILO_CHECK(condition) \
  (static_cast<bool>(condition) ? void(0) : ::filo::check_failed(#condition, __FILE__, __LINE__))
