#pragma once
// One run of the engine, on a worker: text in, an 8 kHz mono WAV at `path` out.

#include <string>

#include "base/result.h"
#include "base/time.h"

namespace filo::speech {

struct Rendering {
  std::string program, voice, text, path;
  int words_per_minute = 155;
  Duration time_limit{};
};

/// Blocks until the file stands complete at `path` (written beside it and renamed), and returns the
/// path. Errc::timeout, Errc::unavailable (engine absent or
/// failed, disk full).
Result<std::string> render(const Rendering& job);

/// Removes the oldest files of `folder` until `max` are left.
void prune(const std::string& folder, std::size_t max);

}  // namespace filo::speech
