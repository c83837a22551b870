#pragma once
// Music on hold that belongs to the product: a calm piece of 48 seconds that loops without a seam,
// composed for this program and synthesised from sines by the code below.

#include <string>

#include "base/result.h"
#include "protocols/rtp/wav.h"

namespace filo::speech {

/// 8 kHz mono. Pure and deterministic; a fifth of a second of work or so.
rtp::Sound compose_music();

/// Writes the piece to `path` unless a file is there already (an administrator's own). Blocks; at
/// start-up or on a worker. Errc::unavailable: cannot be written.
Status ensure_music(const std::string& path);

}  // namespace filo::speech
