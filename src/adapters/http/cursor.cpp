#include "adapters/http/cursor.h"

#include "adapters/http/crypto.h"
#include "base/check.h"
#include "base/text.h"

namespace filo::http {
namespace {

constexpr std::size_t kValues = 16, kValueBytes = 200, kTagBytes = 16;

Error wrong_cursor() {
  return {Errc::invalid, "not a cursor of this list", "/after", "cursor.invalid"};
}

/// Each value as one length byte and its bytes.
std::string pack(const std::vector<std::string>& values) {
  FILO_CHECK(values.size() <= kValues);
  std::string out;
  for (const auto& value : values) {
    FILO_CHECK(value.size() <= kValueBytes);
    out += static_cast<char>(value.size());
    out += value;
  }
  return out;
}

std::vector<std::string> unpack(std::string_view packed) {
  std::vector<std::string> out;
  while (!packed.empty()) {
    const std::size_t size = static_cast<unsigned char>(packed.front());
    out.emplace_back(packed.substr(1, size));
    packed.remove_prefix(1 + size);
  }
  return out;
}

}  // namespace

Cursors::Cursors(std::string key) : key_(std::move(key)) {
  FILO_CHECK(key_.size() >= 16);
}

std::string Cursors::sign(std::string_view list, std::string_view payload) const {
  std::string text(list);
  text += '\0';
  text += payload;
  return hmac_sha256(key_, text).substr(0, kTagBytes);
}

std::string Cursors::make(std::string_view list, const std::vector<std::string>& values) const {
  const std::string packed = pack(values);
  return base64url(sign(list, packed) + packed);
}

Result<std::vector<std::string>> Cursors::read(std::string_view list,
                                               std::string_view cursor) const {
  if (cursor.size() > 2 * kValues * kValueBytes) return wrong_cursor();
  const auto bytes = from_base64url(cursor);
  if (!bytes || bytes->size() < kTagBytes) return wrong_cursor();
  const std::string_view tag = std::string_view(*bytes).substr(0, kTagBytes);
  const std::string_view packed = std::string_view(*bytes).substr(kTagBytes);
  if (!equal_secret(tag, sign(list, packed))) return wrong_cursor();
  return unpack(packed);
}

}  // namespace filo::http
