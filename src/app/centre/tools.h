#pragma once
// What the rules and documents of the centre need from outside: JSON, flow checks, secrets. Filled
// by the wiring (adapters/centre_json has the first two); tests use small ones.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "app/centre/types.h"
#include "base/result.h"
#include "domain/ivr/flow_reader.h"
#include "domain/ivr/value.h"

namespace filo::app::centre {

/// A fault in what an administrator wrote: JSON pointer, translated key, English detail.
using ivr::Fault;

struct Tools {
  /// Strict JSON. Errc::invalid with the place in the detail.
  std::function<Result<ivr::Value>(std::string_view text)> parse_json;
  /// Faults of a flow document, pointers from its root; empty when it is sound.
  std::function<std::vector<Fault>(const std::string& document, const Centre& centre)> check_flow;
  /// The flow itself, or the same faults.
  std::function<Result<ivr::Flow, std::vector<Fault>>(const std::string& document,
                                                      const Centre& centre)>
      read_flow;
  /// Whether the data directory has this file in prompts/ or music/. Not set: nobody looks.
  std::function<bool(const std::string&file)> has_prompt, has_music;
  /// Argon2id in PHC form. Slow on purpose.
  std::function<std::string(std::string_view password)> hash_password;
  /// HA1 of RFC 7616 for the server's realm, by MD5 and by SHA-256.
  std::function<PhoneSecret(const std::string& sip_user, std::string_view password)> phone_secret;
  /// A new password that people can type, with at least 60 bits of chance.
  std::function<std::string()> random_password;
};

}  // namespace filo::app::centre
