#include "server/tools.h"

#include <filesystem>

#include "adapters/centre_json/flow_check.h"
#include "adapters/http/password.h"
#include "base/check.h"
#include "base/prng.h"
#include "protocols/sip/digest.h"

namespace filo::server {

namespace {

/// Without letters and digits that look alike; 14 of 54 are 80 bits.
std::string typable_password() {
  constexpr std::string_view kAlphabet = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
  std::string password;
  while (password.size() < 14) {
    const auto byte = static_cast<unsigned char>(secure_random(1).front());
    if (byte < 256 / kAlphabet.size() * kAlphabet.size())
      password += kAlphabet[byte % kAlphabet.size()];
  }
  return password;
}

std::function<bool(const std::string&)> files_in(const std::string& folder) {
  return [folder](const std::string& file) {
    std::error_code ignored;
    return std::filesystem::is_regular_file(folder + "/" + file, ignored);
  };
}

}  // namespace

app::centre::Tools make_tools(const std::string& realm, const std::string& data_dir) {
  app::centre::Tools tools;
  tools.hash_password = [](std::string_view password) {
    auto hash = http::hash_password(std::string(password));
    FILO_CHECK(hash.has_value());  // the length was checked before
    return *hash;
  };
  tools.phone_secret = [realm](const std::string& user, std::string_view password) {
    app::centre::PhoneSecret secret;
    secret.sip_user = user;
    secret.ha1_md5 = sip::ha1(user, realm, password, sip::DigestAlgorithm::md5);
    secret.ha1_sha256 = sip::ha1(user, realm, password, sip::DigestAlgorithm::sha256);
    return secret;
  };
  tools.random_password = typable_password;
  tools.has_prompt = files_in(data_dir + "/prompts");
  tools.has_music = files_in(data_dir + "/music");
  return centre_json::with_json(std::move(tools));
}

}  // namespace filo::server
