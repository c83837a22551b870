#include "adapters/http/password.h"

#include <argon2.h>
#include <fmt/format.h>

#include "base/prng.h"

namespace filo::http {
namespace {

constexpr std::size_t kPasswordBytes = 1'024, kSaltBytes = 16, kHashBytes = 32;

}  // namespace

Result<std::string> hash_password(const std::string& password, const PasswordCost& cost) {
  if (password.size() > kPasswordBytes) {
    return Error{Errc::invalid, "a password has at most 1024 bytes", "/password", "field.too_long"};
  }
  const std::string salt = secure_random(kSaltBytes);
  std::string out(
      argon2_encodedlen(cost.passes, cost.memory_kib, 1, kSaltBytes, kHashBytes, Argon2_id), '\0');
  const int fault =
      argon2id_hash_encoded(cost.passes, cost.memory_kib, 1, password.data(), password.size(),
                            salt.data(), salt.size(), kHashBytes, out.data(), out.size());
  if (fault != ARGON2_OK) return Error{Errc::internal, argon2_error_message(fault)};
  out.resize(out.find('\0'));
  return out;
}

bool verify_password(const std::string& hash, const std::string& password) {
  return password.size() <= kPasswordBytes &&
         argon2id_verify(hash.c_str(), password.data(), password.size()) == ARGON2_OK;
}

bool needs_rehash(const std::string& hash, const PasswordCost& cost) {
  return !hash.starts_with(
      fmt::format("$argon2id$v=19$m={},t={},p=1$", cost.memory_kib, cost.passes));
}

}  // namespace filo::http
