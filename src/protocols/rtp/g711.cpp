#include "protocols/rtp/g711.h"

#include <bit>

namespace filo::rtp {
namespace {

using Table = std::array<std::uint8_t, 256>;
using LinearTable = std::array<std::int16_t, 256>;

constexpr std::int16_t decode_alaw(std::uint8_t byte) {
  const int a = byte ^ 0x55;
  const int segment = (a >> 4) & 7;
  int value = ((a & 0x0f) << 4) + 8;
  if (segment > 0) value = (value + 0x100) << (segment - 1);
  return static_cast<std::int16_t>((a & 0x80) != 0 ? value : -value);
}

constexpr std::int16_t decode_ulaw(std::uint8_t byte) {
  const int u = ~byte & 0xff;
  const int value = (((u & 0x0f) << 3) + 0x84) << ((u >> 4) & 7);
  return static_cast<std::int16_t>((u & 0x80) != 0 ? 0x84 - value : value - 0x84);
}

constexpr std::uint8_t encode_alaw(std::int16_t sample) {
  const bool positive = sample >= 0;
  // One's complement keeps -32768 in range and the two halves symmetric.
  const auto magnitude = static_cast<unsigned>(positive ? sample : ~sample) >> 4;
  unsigned a = magnitude;
  if (magnitude >= 0x20) {
    const auto segment = static_cast<unsigned>(std::bit_width(magnitude)) - 4;
    a = segment << 4 | ((magnitude >> (segment - 1)) & 0x0f);
  }
  return static_cast<std::uint8_t>((a | (positive ? 0x80u : 0u)) ^ 0x55);
}

constexpr std::uint8_t encode_ulaw(std::int16_t sample) {
  constexpr unsigned kBias = 0x84, kClip = 32'635;
  const bool positive = sample >= 0;
  unsigned magnitude = static_cast<unsigned>(positive ? sample : ~sample);
  if (magnitude > kClip) magnitude = kClip;
  magnitude += kBias;
  const auto segment = static_cast<unsigned>(std::bit_width(magnitude)) - 8;
  const unsigned u = segment << 4 | ((magnitude >> (segment + 3)) & 0x0f);
  return static_cast<std::uint8_t>(~(u | (positive ? 0u : 0x80u)));
}

template <auto decode>
constexpr LinearTable linear_table() {
  LinearTable table{};
  for (unsigned i = 0; i < 256; ++i) table[i] = decode(static_cast<std::uint8_t>(i));
  return table;
}

template <auto decode, auto encode>
constexpr Table conversion_table() {
  Table table{};
  for (unsigned i = 0; i < 256; ++i) table[i] = encode(decode(static_cast<std::uint8_t>(i)));
  return table;
}

constexpr LinearTable kFromAlaw = linear_table<decode_alaw>();
constexpr LinearTable kFromUlaw = linear_table<decode_ulaw>();
constexpr Table kAlawToUlaw = conversion_table<decode_alaw, encode_ulaw>();
constexpr Table kUlawToAlaw = conversion_table<decode_ulaw, encode_alaw>();

}  // namespace

std::uint8_t alaw_encode(std::int16_t sample) {
  return encode_alaw(sample);
}
std::uint8_t ulaw_encode(std::int16_t sample) {
  return encode_ulaw(sample);
}
std::int16_t alaw_decode(std::uint8_t byte) {
  return kFromAlaw[byte];
}
std::int16_t ulaw_decode(std::uint8_t byte) {
  return kFromUlaw[byte];
}

void alaw_to_ulaw(std::span<std::uint8_t> bytes) {
  for (std::uint8_t& byte : bytes) byte = kAlawToUlaw[byte];
}
void ulaw_to_alaw(std::span<std::uint8_t> bytes) {
  for (std::uint8_t& byte : bytes) byte = kUlawToAlaw[byte];
}

}  // namespace filo::rtp
