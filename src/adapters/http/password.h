#pragma once
// Passwords as Argon2id hashes in PHC form. Blocks for tens of milliseconds and some memory:
// workers only. Source: RFC 9106; OWASP password storage (m = 19 MiB, t = 2, p = 1).

#include <cstdint>
#include <string>

#include "base/result.h"

namespace filo::http {

/// 19 MiB and two passes take about 25 ms on a small server and keep 8 workers under 160 MB.
struct PasswordCost {
  std::uint32_t memory_kib = 19'456;
  std::uint32_t passes = 2;
};

/// At most 1,024 bytes; longer is invalid (hashing megabytes would be a gift to attackers).
Result<std::string> hash_password(const std::string& password, const PasswordCost& cost = {});
/// False for a wrong password and for a hash that cannot be read.
bool verify_password(const std::string& hash, const std::string& password);
/// Was the hash made with other costs than these?
bool needs_rehash(const std::string& hash, const PasswordCost& cost = {});

}  // namespace filo::http
