#pragma once
// Digest authentication, both sides (RFC 7616 and 8760; RFC 3261 §22).
//
// Pure: time, addresses and random text are arguments. qop is always "auth", algorithms are
// SHA-256 and MD5 (phones still need it), passwords are never stored: only HA1 values.

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.h"
#include "protocols/sip/core.h"
#include "protocols/sip/flow.h"

namespace filo::sip {

enum class DigestAlgorithm : std::uint8_t { md5, sha256 };
std::string_view to_string(DigestAlgorithm algorithm);  ///< "MD5", "SHA-256"

/// H(user:realm:password) in lower-case hex; what the directory stores (RFC 7616 §3.4.2).
std::string ha1(std::string_view user,
                std::string_view realm,
                std::string_view password,
                DigestAlgorithm algorithm);

/// What the response is computed from; `qop` is "auth" or, towards RFC 2069 peers, empty.
struct DigestInput {
  std::string_view ha1, method, uri, nonce, nc, cnonce, qop;
};
std::string digest_response(const DigestInput& in, DigestAlgorithm algorithm);

/// The parts of "Digest a=b, c="d"" in a challenge or an Authorization; views into the value, still
/// escaped. Absent parts are empty views.
struct DigestFields {
  std::string_view username, realm, nonce, uri, response, algorithm, qop, nc, cnonce, opaque, stale;
  bool qop_present = false;
};
/// nullopt when the scheme is another one, the grammar is broken or a part stands twice.
std::optional<DigestFields> parse_digest(std::string_view value);

/// The side that challenges. One owner thread. Memory is bounded by limits::kDigestNonces: nonces
/// are not stored but signed (time, serial number, HMAC over them, the realm and the source
/// address); only the counters of nonces that were used rightly are kept. A nonce too old for the
/// table is stale, never open to replay. After a restart with the same secret, nonces of the last
/// minutes go on to work.
class DigestServer {
 public:
  /// An empty `secret` is replaced by a random one.
  explicit DigestServer(std::string realm,
                        std::string secret = {},
                        Duration nonce_life = std::chrono::minutes{5});

  /// Values for WWW-Authenticate or Proxy-Authenticate, one header each, SHA-256 first
  /// (RFC 8760 §2.4). `only_md5` for a phone that stumbles over two, see ChallengeChoice.
  std::vector<std::string> challenge(Instant now,
                                     const Endpoint& source,
                                     bool stale = false,
                                     bool only_md5 = false);

  enum class Outcome : std::uint8_t {
    ok,
    missing,  ///< Nothing for our realm: challenge.
    stale,    ///< The password is right, the nonce is old, foreign or used: challenge with stale.
    wrong,    ///< Unknown user, wrong password, or broken: challenge without stale, or 403.
  };
  struct Verdict {
    Outcome outcome = Outcome::missing;
    DigestAlgorithm algorithm{};  ///< Of the credentials; MD5 when missing or unknown.
    std::string user;             ///< As given, also when wrong (for the log); empty when missing.
  };
  using Lookup = std::function<std::optional<SipDirectory::Credentials>(std::string_view user)>;
  /// `authorizations`: all values of Authorization (or Proxy-Authorization) of the request. An
  /// unknown user costs the same time as a wrong password.
  Verdict verify(std::string_view method,
                 std::string_view request_uri,
                 const std::vector<std::string_view>& authorizations,
                 const Lookup& lookup,
                 Instant now,
                 const Endpoint& source);

  std::size_t nonces() const { return used_.size(); }

 private:
  using NonceKey = std::pair<std::int64_t, std::uint32_t>;  // time in us, serial
  struct Window {
    std::uint32_t highest = 0;
    std::uint64_t seen = 0;  // bit i: highest - i was used
  };

  std::string sign(const NonceKey& key, const Endpoint& source) const;
  std::optional<NonceKey> fresh_nonce(std::string_view nonce,
                                      Instant now,
                                      const Endpoint& source) const;
  bool use(const NonceKey& key, std::uint32_t nc, Instant now);

  std::string realm_;
  std::string secret_;
  Duration nonce_life_;
  std::uint32_t serial_ = 0;
  std::map<NonceKey, Window> used_;
  NonceKey forgotten_{};  // Nonces up to here are refused unless in used_.
};

/// The side that answers challenges: one per server we authenticate to. Remembers the challenge so
/// that later requests carry credentials at once, with a growing nonce count.
class Digest {
 public:
  /// Takes the best challenge (SHA-256 before MD5) of a 401 or 407. False when none can be
  /// answered: other schemes, -sess, or auth-int only.
  bool learn(const std::vector<std::string_view>& challenges, bool proxy);
  bool ready() const { return !nonce_.empty(); }
  bool proxy() const { return proxy_; }  ///< Proxy-Authorization rather than Authorization.
  bool stale() const { return stale_; }  ///< The last challenge blamed the nonce, not the password.
  const std::string& realm() const { return realm_; }
  const std::string& nonce() const { return nonce_; }
  void forget() { *this = {}; }

  /// The value of the (Proxy-)Authorization header; each call counts the nonce once more.
  /// `cnonce` is random text without quotes. REQUIRES: ready().
  std::string authorization(std::string_view method,
                            std::string_view uri,
                            std::string_view user,
                            std::string_view password,
                            std::string_view cnonce);

 private:
  bool proxy_ = false, stale_ = false, qop_ = false;
  DigestAlgorithm algorithm_ = DigestAlgorithm::md5;
  std::string realm_, nonce_, opaque_;
  bool opaque_present_ = false;
  std::uint32_t nc_ = 0;
};

}  // namespace filo::sip
