#include "protocols/sip/digest_text.h"

#include <openssl/evp.h>

#include <array>

#include "base/check.h"
#include "base/text.h"
#include "protocols/sip/digest.h"
#include "protocols/sip/headers.h"
#include "protocols/sip/message_chars.h"
#include "protocols/sip/writer.h"

namespace filo::sip {
namespace {

std::string hash(std::string_view text, DigestAlgorithm algorithm) {
  const EVP_MD* kind = algorithm == DigestAlgorithm::md5 ? EVP_md5() : EVP_sha256();
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned length = 0;
  FILO_CHECK(EVP_Digest(text.data(), text.size(), out.data(), &length, kind, nullptr) == 1);
  return hex({reinterpret_cast<const char*>(out.data()), length});
}

std::string joined(std::initializer_list<std::string_view> parts) {
  std::string text;
  bool first = true;
  for (const std::string_view part : parts) {
    if (!first) text += ':';
    text += part;
    first = false;
  }
  return text;
}

/// Where a part of the header goes; nullptr for parts that we do not use.
std::string_view* place(DigestFields& fields, std::string_view name) {
  struct Named {
    std::string_view name;
    std::string_view DigestFields::*field;
  };
  static constexpr Named kNames[] = {
      {"username", &DigestFields::username}, {"realm", &DigestFields::realm},
      {"nonce", &DigestFields::nonce},       {"uri", &DigestFields::uri},
      {"response", &DigestFields::response}, {"algorithm", &DigestFields::algorithm},
      {"qop", &DigestFields::qop},           {"nc", &DigestFields::nc},
      {"cnonce", &DigestFields::cnonce},     {"opaque", &DigestFields::opaque},
      {"stale", &DigestFields::stale}};
  for (const Named& one : kNames) {
    if (iequals(one.name, name)) return &(fields.*one.field);
  }
  return nullptr;
}

bool has_control(std::string_view text) {
  for (const char c : text) {
    if (chars::is(c, chars::control_char)) return true;
  }
  return false;
}

}  // namespace

std::string_view to_string(DigestAlgorithm algorithm) {
  return algorithm == DigestAlgorithm::md5 ? "MD5" : "SHA-256";
}

std::string ha1(std::string_view user,
                std::string_view realm,
                std::string_view password,
                DigestAlgorithm algorithm) {
  return hash(joined({user, realm, password}), algorithm);
}

std::string digest_response(const DigestInput& in, DigestAlgorithm algorithm) {
  const std::string ha2 = hash(joined({in.method, in.uri}), algorithm);
  if (in.qop.empty()) return hash(joined({in.ha1, in.nonce, ha2}), algorithm);
  return hash(joined({in.ha1, in.nonce, in.nc, in.cnonce, in.qop, ha2}), algorithm);
}

std::optional<DigestFields> parse_digest(std::string_view value) {
  value = chars::trim_blanks(value);
  const std::size_t blank = value.find_first_of(" \t");
  if (blank == value.npos || !iequals(value.substr(0, blank), "Digest")) return std::nullopt;
  if (has_control(value)) return std::nullopt;
  DigestFields fields;
  std::string_view rest = value.substr(blank), item;
  bool more = true;
  while (more) {
    more = take_list_item(rest, item);
    if (item.empty()) continue;
    const auto param = take_param(item);
    if (!param || param->value.empty() || !item.empty()) return std::nullopt;
    std::string_view* target = place(fields, param->name);
    if (target == nullptr) continue;
    if (target->data() != nullptr) return std::nullopt;
    const bool in_quotes = param->value.front() == '"';
    *target = in_quotes ? param->value.substr(1, param->value.size() - 2) : param->value;
  }
  fields.qop_present = fields.qop.data() != nullptr;
  return fields;
}

std::string digest_unquoted(std::string_view inner) {
  std::string out;
  for (std::size_t i = 0; i < inner.size(); ++i) {
    if (inner[i] == '\\' && i + 1 < inner.size()) ++i;
    out += inner[i];
  }
  return out;
}

bool digest_offers_auth(std::string_view options) {
  for (const std::string_view one : split(options, ',')) {
    if (iequals(trim(one), "auth")) return true;
  }
  return false;
}

}  // namespace filo::sip
