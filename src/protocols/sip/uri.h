#pragma once
// sip:, sips: and tel: URIs (RFC 3261 §19.1, RFC 3966). Owned strings: URIs are kept long.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace filo::sip {

struct Uri {
  enum class Scheme : std::uint8_t { sip, sips, tel, other };
  Scheme scheme = Scheme::sip;
  std::string scheme_text;  ///< Lower case; for `other` what stood there.
  std::string user;         ///< Unescaped once. Of tel: the number.
  std::string password;
  std::string host;                                         ///< Lower case; IPv6 with brackets.
  std::uint16_t port = 0;                                   ///< 0 when absent.
  std::vector<std::pair<std::string, std::string>> params;  ///< Names lower case, in order.
  std::string headers;                                      ///< Behind '?', raw.

  static std::optional<Uri> parse(std::string_view text);
  /// nullptr when absent; the empty string for a parameter without value.
  const std::string* param(std::string_view name) const;
  void set_param(std::string_view name, std::string value);
  std::string str() const;
  /// RFC 3261 §19.1.4; symmetric.
  static bool equal(const Uri& a, const Uri& b);
};

}  // namespace filo::sip
