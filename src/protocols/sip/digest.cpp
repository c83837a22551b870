#include "protocols/sip/digest.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/check.h"
#include "base/limits.h"
#include "base/prng.h"
#include "base/text.h"
#include "protocols/sip/digest_text.h"
#include "protocols/sip/writer.h"

namespace filo::sip {
namespace {

constexpr std::size_t kMacBytes = 16;
constexpr std::uint32_t kWindow = 64;  // Requests of one nonce may overtake each other this far.

bool same_text(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

void append_big_endian(std::string& out, std::uint64_t value, int bytes) {
  for (int i = bytes - 1; i >= 0; --i) out += static_cast<char>(value >> (8 * i) & 0xff);
}

std::optional<std::uint64_t> parse_hex(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
  if (text.empty() || fault != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<DigestAlgorithm> algorithm_of(const DigestFields& fields) {
  if (fields.algorithm.empty() || iequals(fields.algorithm, "MD5")) return DigestAlgorithm::md5;
  if (iequals(fields.algorithm, "SHA-256")) return DigestAlgorithm::sha256;
  return std::nullopt;
}

bool same_uri(std::string_view given, std::string_view request_uri) {
  if (given == request_uri) return true;
  const auto a = Uri::parse(given);
  const auto b = Uri::parse(request_uri);
  return a && b && Uri::equal(*a, *b);
}

/// The parts that RFC 7616 demands of an answer to our challenge.
std::optional<std::uint32_t> nonce_count(const DigestFields& fields) {
  if (!iequals(fields.qop, "auth") || fields.cnonce.empty() || fields.nc.size() != 8) {
    return std::nullopt;
  }
  const auto nc = parse_hex(fields.nc);
  if (!nc || *nc == 0) return std::nullopt;
  return static_cast<std::uint32_t>(*nc);
}

bool response_fits(const DigestFields& fields,
                   std::string_view method,
                   DigestAlgorithm algorithm,
                   const std::optional<SipDirectory::Credentials>& known) {
  const std::size_t length = algorithm == DigestAlgorithm::md5 ? 32 : 64;
  std::string secret;
  if (known) secret = algorithm == DigestAlgorithm::md5 ? known->ha1_md5 : known->ha1_sha256;
  const bool usable = secret.size() == length;
  if (!usable) secret.assign(length, '0');  // The same work for users that do not exist.
  const std::string expected = digest_response({.ha1 = to_lower(secret),
                                                .method = method,
                                                .uri = fields.uri,
                                                .nonce = fields.nonce,
                                                .nc = fields.nc,
                                                .cnonce = fields.cnonce,
                                                .qop = fields.qop},
                                               algorithm);
  return same_text(to_lower(fields.response), expected) && usable;
}

}  // namespace

DigestServer::DigestServer(std::string realm, std::string secret, Duration nonce_life)
    : realm_(std::move(realm)),
      secret_(secret.empty() ? secure_random(32) : std::move(secret)),
      nonce_life_(nonce_life) {}

std::string DigestServer::sign(const NonceKey& key, const Endpoint& source) const {
  std::string signed_part;
  append_big_endian(signed_part, static_cast<std::uint64_t>(key.first), 8);
  append_big_endian(signed_part, key.second, 4);
  std::string text = signed_part;
  text += source.v6 ? '6' : '4';
  text.append(reinterpret_cast<const char*>(source.ip.data()), source.ip.size());
  text += realm_;
  std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
  unsigned length = 0;
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  FILO_CHECK(HMAC(EVP_sha256(), secret_.data(), static_cast<int>(secret_.size()), bytes,
                  text.size(), mac.data(), &length) != nullptr);
  signed_part.append(reinterpret_cast<const char*>(mac.data()), kMacBytes);
  return hex(signed_part);
}

std::vector<std::string> DigestServer::challenge(Instant now,
                                                 const Endpoint& source,
                                                 bool stale,
                                                 bool only_md5) {
  const std::string nonce = sign({to_micros(now), ++serial_}, source);
  std::vector<std::string> values;
  for (const auto algorithm : {DigestAlgorithm::sha256, DigestAlgorithm::md5}) {
    if (only_md5 && algorithm != DigestAlgorithm::md5) continue;
    std::string value =
        "Digest realm=" + quoted(realm_) + ", nonce=\"" + nonce + "\", qop=\"auth\", algorithm=";
    value += to_string(algorithm);
    if (stale) value += ", stale=true";
    values.push_back(std::move(value));
  }
  return values;
}

std::optional<DigestServer::NonceKey> DigestServer::fresh_nonce(std::string_view nonce,
                                                                Instant now,
                                                                const Endpoint& source) const {
  if (nonce.size() != 2 * (8 + 4 + kMacBytes)) return std::nullopt;
  const auto time = parse_hex(nonce.substr(0, 16));
  const auto serial = parse_hex(nonce.substr(16, 8));
  if (!time || !serial) return std::nullopt;
  const NonceKey key{static_cast<std::int64_t>(*time), static_cast<std::uint32_t>(*serial)};
  if (!same_text(nonce, sign(key, source))) return std::nullopt;
  const Instant made = from_micros(key.first);
  if (made > now || now - made > nonce_life_) return std::nullopt;
  return key;
}

bool DigestServer::use(const NonceKey& key, std::uint32_t nc, Instant now) {
  const std::int64_t too_old = to_micros(now - nonce_life_);
  while (!used_.empty() && used_.begin()->first.first < too_old) used_.erase(used_.begin());
  auto found = used_.find(key);
  if (found == used_.end()) {
    if (key <= forgotten_) return false;
    found = used_.emplace(key, Window{}).first;
  }
  Window& window = found->second;
  bool first_time = true;
  if (nc > window.highest) {
    const std::uint32_t step = nc - window.highest;
    window.seen = (step < kWindow ? window.seen << step : 0) | 1;
    window.highest = nc;
  } else {
    const std::uint32_t behind = window.highest - nc;
    const std::uint64_t mask = behind < kWindow ? std::uint64_t{1} << behind : 0;
    first_time = mask != 0 && (window.seen & mask) == 0;
    window.seen |= mask;
  }
  if (used_.size() > limits::kDigestNonces) {
    forgotten_ = std::max(forgotten_, used_.begin()->first);
    used_.erase(used_.begin());
  }
  return first_time;
}

DigestServer::Verdict DigestServer::verify(std::string_view method,
                                           std::string_view request_uri,
                                           const std::vector<std::string_view>& authorizations,
                                           const Lookup& lookup,
                                           Instant now,
                                           const Endpoint& source) {
  Verdict verdict;
  for (const std::string_view value : authorizations) {
    const auto fields = parse_digest(value);
    if (!fields || digest_unquoted(fields->realm) != realm_) continue;
    const auto algorithm = algorithm_of(*fields);
    verdict = {Outcome::wrong, algorithm.value_or(DigestAlgorithm::md5),
               digest_unquoted(fields->username)};
    const auto nc = nonce_count(*fields);
    if (!algorithm || !nc || !same_uri(fields->uri, request_uri)) continue;
    if (!response_fits(*fields, method, *algorithm, lookup(verdict.user))) continue;
    const auto key = fresh_nonce(fields->nonce, now, source);
    verdict.outcome = key && use(*key, *nc, now) ? Outcome::ok : Outcome::stale;
    return verdict;
  }
  return verdict;
}

bool Digest::learn(const std::vector<std::string_view>& challenges, bool proxy) {
  bool found = false;
  for (const std::string_view value : challenges) {
    const auto fields = parse_digest(value);
    if (!fields || fields->nonce.empty()) continue;
    const auto algorithm = algorithm_of(*fields);
    const bool usable = algorithm && (!fields->qop_present || digest_offers_auth(fields->qop));
    if (!usable || (found && *algorithm <= algorithm_)) continue;
    found = true;
    if (nonce_ != fields->nonce) nc_ = 0;
    proxy_ = proxy;
    stale_ = iequals(fields->stale, "true");
    qop_ = fields->qop_present;
    algorithm_ = *algorithm;
    realm_ = fields->realm;
    nonce_ = fields->nonce;
    opaque_present_ = fields->opaque.data() != nullptr;
    opaque_ = fields->opaque;
  }
  return found;
}

std::string Digest::authorization(std::string_view method,
                                  std::string_view uri,
                                  std::string_view user,
                                  std::string_view password,
                                  std::string_view cnonce) {
  FILO_CHECK(ready());
  ++nc_;
  std::string count;
  append_big_endian(count, nc_, 4);
  count = hex(count);
  const std::string secret = ha1(user, digest_unquoted(realm_), password, algorithm_);
  const std::string response = digest_response({.ha1 = secret,
                                                .method = method,
                                                .uri = uri,
                                                .nonce = nonce_,
                                                .nc = count,
                                                .cnonce = cnonce,
                                                .qop = qop_ ? "auth" : ""},
                                               algorithm_);
  // realm, nonce and opaque go back as they came, escapes included.
  std::string value = "Digest username=" + quoted(user) + ", realm=\"" + realm_ + "\", nonce=\"" +
                      nonce_ + "\", uri=\"" + std::string(uri) + "\", response=\"" + response +
                      "\", algorithm=";
  value += to_string(algorithm_);
  if (qop_) value += ", qop=auth, nc=" + count + ", cnonce=\"" + std::string(cnonce) + "\"";
  if (opaque_present_) value += ", opaque=\"" + opaque_ + "\"";
  return value;
}

}  // namespace filo::sip
