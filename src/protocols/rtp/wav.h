#pragma once
// WAV in memory: what prompts, music and small recordings are made of. Bytes in, bytes out; files
// are the adapters' matter. Source: Microsoft RIFF/WAVE, RFC 2361.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "protocols/rtp/packet.h"

namespace filo::rtp {

/// samples: mono, S16.
struct Sound {
  std::uint32_t rate = kClock;  ///< Hz.
  std::vector<std::int16_t> samples;
};

inline constexpr std::uint32_t kWavSecondsMax = 1'200;  ///< A twenty-minute music file.

/// Reads PCM S16, A-law or mu-law with one or two channels (two are mixed to one) at 8 to 48 kHz.
/// A data chunk that claims more than there is counts as what there is: a recording cut short by a
/// crash still plays. Errc::invalid: not such a file. Errc::limit: longer than kWavSecondsMax.
Result<Sound> parse_wav(Bytes file);

/// The same sound at another rate, by a windowed-sinc filter (Hann, 16 zero crossings a side).
/// Cost: about 32 multiplications a sample, more when reducing. REQUIRES: rates within 8 to 48 kHz.
Sound resample(const Sound& sound, std::uint32_t rate);

/// A whole WAV file, mono S16.
std::string write_wav(const Sound& sound);

}  // namespace filo::rtp
