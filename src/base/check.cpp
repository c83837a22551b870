#include "base/check.h"

#include <execinfo.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

namespace filo {

void check_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "FILO_CHECK failed: %s at %s:%d\n", condition, file, line);
  void* frames[32];
  const int depth = backtrace(frames, 32);
  backtrace_symbols_fd(frames, depth, STDERR_FILENO);
  std::abort();
}

}  // namespace filo
