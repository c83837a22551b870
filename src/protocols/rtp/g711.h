#pragma once
// G.711 by tables: A-law (PCMA), mu-law (PCMU) and 16-bit linear. Source: ITU-T G.711.

#include <array>
#include <cstdint>
#include <span>

namespace filo::rtp {

inline constexpr std::uint8_t kPcmuPayload = 0, kPcmaPayload = 8;  ///< RFC 3551 table 4.
inline constexpr std::uint8_t kAlawSilence = 0xd5, kUlawSilence = 0xff;

std::uint8_t alaw_encode(std::int16_t sample);
std::uint8_t ulaw_encode(std::int16_t sample);
std::int16_t alaw_decode(std::uint8_t byte);
std::int16_t ulaw_decode(std::uint8_t byte);

/// Converts in place, one table look-up a byte.
void alaw_to_ulaw(std::span<std::uint8_t> bytes);
void ulaw_to_alaw(std::span<std::uint8_t> bytes);

}  // namespace filo::rtp
