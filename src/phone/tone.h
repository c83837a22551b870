#pragma once
// What the phone says when nobody gave it a file.

#include "protocols/rtp/wav.h"

namespace filo::phone {

inline constexpr double kToneDbfs = -23.0;  ///< Soft, but well above any silence detector.

/// One second of `hz` at 8 kHz that repeats without a seam; silence when `hz` is 0.
rtp::Sound soft_tone(int hz);

/// Root mean square of `sum_of_squares` over `samples` in dB below full scale; kSilenceDbfs at
/// least, also for no samples at all.
inline constexpr double kSilenceDbfs = -96.0;
double level_dbfs(double sum_of_squares, std::size_t samples);

}  // namespace filo::phone
