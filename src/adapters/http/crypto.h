#pragma once
// The three primitives of OpenSSL that this module needs. Internal.

#include <string>
#include <string_view>

namespace filo::http {

std::string sha256(std::string_view bytes);
std::string hmac_sha256(std::string_view key, std::string_view bytes);
/// In time that depends only on the lengths.
bool equal_secret(std::string_view a, std::string_view b);

}  // namespace filo::http
