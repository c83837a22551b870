#include "protocols/stun/message.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <cstring>

#include "base/check.h"

namespace filo::stun {
namespace {

constexpr std::array<std::uint8_t, 4> kCookie = {0x21, 0x12, 0xa4, 0x42};
constexpr std::size_t kHeader = 20, kHmacBytes = 20;
constexpr std::uint32_t kFingerprintMask = 0x5354554e;

using Hmac = std::array<std::uint8_t, kHmacBytes>;

std::uint16_t read16(const std::uint8_t* p) {
  return static_cast<std::uint16_t>(p[0] << 8 | p[1]);
}
std::uint32_t read32(const std::uint8_t* p) {
  return static_cast<std::uint32_t>(read16(p)) << 16 | read16(p + 2);
}
void put16(std::uint8_t* p, std::size_t v) {
  p[0] = static_cast<std::uint8_t>(v >> 8);
  p[1] = static_cast<std::uint8_t>(v);
}

constexpr std::array<std::uint32_t, 256> crc_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t c = i;
    for (int k = 0; k < 8; ++k) c = (c & 1) != 0 ? 0xedb88320u ^ (c >> 1) : c >> 1;
    table[i] = c;
  }
  return table;
}

/// CRC-32 of ITU-T V.42, as §14.7 asks.
std::uint32_t crc32(Bytes bytes) {
  static constexpr auto kTable = crc_table();
  std::uint32_t c = 0xffffffffu;
  for (const std::uint8_t byte : bytes) c = kTable[(c ^ byte) & 0xff] ^ (c >> 8);
  return c ^ 0xffffffffu;
}

/// HMAC-SHA1 over the message up to `end`, with the header's length as if it ended after the
/// integrity attribute (§14.5).
Hmac hmac_up_to(Bytes message, std::size_t end, std::string_view password) {
  std::array<std::uint8_t, kMessageBytesMax> copy{};
  FILO_CHECK(end >= kHeader && end <= copy.size() && end <= message.size());
  std::memcpy(copy.data(), message.data(), end);
  put16(&copy[2], end - kHeader + 4 + kHmacBytes);
  Hmac out{};
  unsigned size = 0;
  FILO_CHECK(HMAC(EVP_sha1(), password.data(), static_cast<int>(password.size()), copy.data(), end,
                  out.data(), &size) != nullptr);
  return out;
}

std::optional<Endpoint> read_xor_address(Bytes value, const TransactionId& id) {
  if (value.size() < 8) return std::nullopt;
  Endpoint endpoint;
  endpoint.v6 = value[1] == 2;
  if (!endpoint.v6 && value[1] != 1) return std::nullopt;
  const std::size_t length = endpoint.v6 ? 16 : 4;
  if (value.size() != 4 + length) return std::nullopt;
  endpoint.port = static_cast<std::uint16_t>(read16(&value[2]) ^ read16(kCookie.data()));
  for (std::size_t i = 0; i < length; ++i) {
    endpoint.ip[i] = value[4 + i] ^ (i < 4 ? kCookie[i] : id[i - 4]);
  }
  return endpoint;
}

void read_attribute(std::uint16_t type, Bytes value, Message& message) {
  switch (type) {
    case kUsername:
      message.username = {reinterpret_cast<const char*>(value.data()), value.size()};
      break;
    case kUseCandidate:
      message.use_candidate = true;
      break;
    case kIceControlled:
      message.controlled = true;
      break;
    case kIceControlling:
      message.controlling = true;
      break;
    case kXorMappedAddress:
      message.mapped = read_xor_address(value, message.id);
      break;
    case kErrorCode:
      if (value.size() >= 4) {
        message.error_code = static_cast<std::uint16_t>((value[2] & 7) * 100 + value[3]);
      }
      break;
    case kPriority:
    case kUnknownAttributes:
      break;
    default:
      // Below 0x8000 an attribute must be understood (§14).
      if (type < 0x8000 && message.unknown == 0) message.unknown = type;
  }
}

}  // namespace

bool is_stun(Bytes datagram) {
  return datagram.size() >= kHeader && datagram[0] < 4 &&
         std::equal(kCookie.begin(), kCookie.end(), &datagram[4]);
}

std::optional<Message> parse(Bytes datagram) {
  if (!is_stun(datagram) || datagram.size() > kMessageBytesMax) return std::nullopt;
  if (read16(&datagram[2]) + kHeader != datagram.size() || datagram.size() % 4 != 0) {
    return std::nullopt;
  }
  Message message;
  message.type = read16(datagram.data());
  std::copy_n(&datagram[8], message.id.size(), message.id.begin());
  std::size_t at = kHeader;
  for (std::size_t count = 0; at < datagram.size(); ++count) {
    if (count == kAttributesMax || message.has_fingerprint) return std::nullopt;
    const std::uint16_t type = read16(&datagram[at]);
    const std::size_t length = read16(&datagram[at + 2]);
    const std::size_t padded = (length + 3) & ~std::size_t{3};
    if (at + 4 + padded > datagram.size()) return std::nullopt;
    const Bytes value = datagram.subspan(at + 4, length);
    if (type == kFingerprint) {
      if (length != 4) return std::nullopt;
      if (read32(value.data()) != (crc32(datagram.first(at)) ^ kFingerprintMask)) {
        return std::nullopt;
      }
      message.has_fingerprint = true;
    } else if (type == kMessageIntegrity && !message.has_integrity) {
      if (length != kHmacBytes) return std::nullopt;
      message.has_integrity = true;
      message.integrity_offset = at;
    } else if (!message.has_integrity) {
      read_attribute(type, value, message);
    }
    at += 4 + padded;
  }
  return message;
}

bool integrity_is(Bytes datagram, const Message& message, std::string_view password) {
  if (!message.has_integrity) return false;
  const Hmac expected = hmac_up_to(datagram, message.integrity_offset, password);
  return CRYPTO_memcmp(expected.data(), &datagram[message.integrity_offset + 4], kHmacBytes) == 0;
}

Writer::Writer(std::uint16_t type, const TransactionId& id) {
  put16(bytes_.data(), type);
  std::copy(kCookie.begin(), kCookie.end(), &bytes_[4]);
  std::copy(id.begin(), id.end(), &bytes_[8]);
}

void Writer::set_length(std::size_t body) {
  put16(&bytes_[2], body);
}

void Writer::attribute(Attribute type, Bytes value) {
  const std::size_t padded = (value.size() + 3) & ~std::size_t{3};
  FILO_CHECK(size_ + 4 + padded <= bytes_.size());
  put16(&bytes_[size_], type);
  put16(&bytes_[size_ + 2], value.size());
  std::copy(value.begin(), value.end(), &bytes_[size_ + 4]);
  size_ += 4 + padded;
  set_length(size_ - kHeader);
}

void Writer::attribute(Attribute type, std::string_view value) {
  attribute(type, Bytes{reinterpret_cast<const std::uint8_t*>(value.data()), value.size()});
}

void Writer::xor_mapped_address(const Endpoint& endpoint) {
  std::array<std::uint8_t, 20> value{};
  const std::size_t length = endpoint.v6 ? 16 : 4;
  value[1] = endpoint.v6 ? 2 : 1;
  put16(&value[2], endpoint.port ^ read16(kCookie.data()));
  for (std::size_t i = 0; i < length; ++i) {
    value[4 + i] = endpoint.ip[i] ^ bytes_[4 + i];  // the cookie, then the transaction id
  }
  attribute(kXorMappedAddress, Bytes{value.data(), 4 + length});
}

void Writer::error(std::uint16_t code, std::string_view reason) {
  std::array<std::uint8_t, 64> value{};
  FILO_CHECK(reason.size() <= value.size() - 4);
  value[2] = static_cast<std::uint8_t>(code / 100);
  value[3] = static_cast<std::uint8_t>(code % 100);
  std::copy(reason.begin(), reason.end(), &value[4]);
  attribute(kErrorCode, Bytes{value.data(), 4 + reason.size()});
}

Bytes Writer::finish(std::string_view password) {
  if (!password.empty()) {
    const Hmac mac = hmac_up_to(bytes_, size_, password);
    attribute(kMessageIntegrity, mac);
  }
  set_length(size_ - kHeader + 8);
  const std::uint32_t crc = crc32(Bytes{bytes_.data(), size_}) ^ kFingerprintMask;
  std::array<std::uint8_t, 4> value{};
  put16(&value[0], crc >> 16);
  put16(&value[2], crc & 0xffff);
  attribute(kFingerprint, value);
  return {bytes_.data(), size_};
}

}  // namespace filo::stun
