#pragma once
// Reading and hashing the parts of Digest headers; inside of digest. Pure, any thread.

#include <string>
#include <string_view>

namespace filo::sip {

/// The text inside a quoted-string without its escapes.
std::string digest_unquoted(std::string_view inner);
/// Whether "auth" is among the comma list of qop options.
bool digest_offers_auth(std::string_view options);

}  // namespace filo::sip
