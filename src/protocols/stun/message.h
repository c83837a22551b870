#pragma once
// STUN messages: reading, writing, integrity and fingerprint. Source: RFC 8489 §5, §14; the ICE
// attributes RFC 8445 §16.1. Nothing here allocates; views point into the datagram.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace filo::stun {

using Bytes = std::span<const std::uint8_t>;
using TransactionId = std::array<std::uint8_t, 12>;

enum Type : std::uint16_t {
  kBindingRequest = 0x0001,
  kBindingIndication = 0x0011,
  kBindingSuccess = 0x0101,
  kBindingError = 0x0111,
};

enum Attribute : std::uint16_t {
  kUsername = 0x0006,
  kMessageIntegrity = 0x0008,
  kErrorCode = 0x0009,
  kUnknownAttributes = 0x000a,
  kXorMappedAddress = 0x0020,
  kPriority = 0x0024,
  kUseCandidate = 0x0025,
  kFingerprint = 0x8028,
  kIceControlled = 0x8029,
  kIceControlling = 0x802a,
};

inline constexpr std::size_t kMessageBytesMax = 1'280;  ///< Longer is no STUN of a browser.
inline constexpr std::size_t kAttributesMax = 32;

/// An IP address with its port, family as in the attribute.
struct Endpoint {
  bool v6 = false;
  std::array<std::uint8_t, 16> ip{};  ///< Network order; IPv4 in the first four bytes.
  std::uint16_t port = 0;
  friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

/// A message whose framing is right; who sent it is not proven before integrity_is().
struct Message {
  std::uint16_t type = 0;
  TransactionId id{};
  std::string_view username;  ///< Empty when absent.
  bool has_integrity = false, has_fingerprint = false;
  bool use_candidate = false, controlling = false, controlled = false;
  std::optional<Endpoint> mapped;  ///< XOR-MAPPED-ADDRESS of a response.
  std::uint16_t error_code = 0;
  std::uint16_t unknown = 0;         ///< First attribute that must be understood and is not.
  std::size_t integrity_offset = 0;  ///< Where MESSAGE-INTEGRITY begins.
};

/// First byte 0..3 and the magic cookie. Source: RFC 7983 §7, RFC 8489 §5.
bool is_stun(Bytes datagram);

/// nullopt unless header, lengths and padding fit exactly, and a FINGERPRINT, where present, is
/// last and right. What follows MESSAGE-INTEGRITY is ignored but for the fingerprint (§14.5).
std::optional<Message> parse(Bytes datagram);

/// Is MESSAGE-INTEGRITY (HMAC-SHA1) the one of `password`? Constant time in the compared bytes.
bool integrity_is(Bytes datagram, const Message& message, std::string_view password);

/// Writes one message into a fixed buffer: begin(), attributes, then finish().
class Writer {
 public:
  Writer(std::uint16_t type, const TransactionId& id);
  /// REQUIRES: it fits into the 256 bytes that our messages are bounded by.
  void attribute(Attribute type, Bytes value);
  void attribute(Attribute type, std::string_view value);
  void xor_mapped_address(const Endpoint& endpoint);
  void error(std::uint16_t code, std::string_view reason);
  /// Appends MESSAGE-INTEGRITY (unless `password` is empty) and FINGERPRINT.
  Bytes finish(std::string_view password);

 private:
  void set_length(std::size_t body);

  std::array<std::uint8_t, 256> bytes_{};
  std::size_t size_ = 20;
};

}  // namespace filo::stun
