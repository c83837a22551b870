#pragma once
// What the user asks the phone to do: one struct, filled by CLI11, checked as a whole before
// anything is opened.

#include <optional>
#include <string>

#include "base/result.h"
#include "base/time.h"
#include "protocols/sip/flow.h"
#include "protocols/sip/uri.h"

namespace CLI {
class App;
}

namespace filo::phone {

using Milliseconds = std::chrono::milliseconds;

/// As typed. Times that were not given are nullopt.
struct PhoneOptions {
  std::string server = "127.0.0.1:5060";
  std::string listen;  ///< Empty: 127.0.0.1 when the server is there, else every address.
  std::string transport = "udp";

  bool register_wanted = false;
  std::string user, password;

  std::string call;  ///< Number, or a whole sip: URI.
  std::string from;
  bool answer = false;
  int answer_after_ms = 0;
  std::optional<int> refuse;

  std::string play;
  bool loop = false;
  int tone_hz = 440;  ///< When there is no `play`; 0: silence.
  std::string digits;
  int digits_after_ms = 500;
  std::string record;
  std::optional<double> hang_up_after_s, duration_s, hold_after_s, resume_after_s;
  std::optional<int> repeat;
  std::string codec;

  bool interactive = false;
  bool json = false;
};

/// Bounds of numbers, so that a slip of the keyboard is told and not obeyed.
inline constexpr int kRepeatMax = 100'000;
inline constexpr double kSecondsMax = 7 * 86'400.0;  ///< A week of standing test.
inline constexpr std::size_t kDigitsMax = 64;

/// Adds the phone's options to `app`, writing into `options`, which must outlive the parsing.
void add_phone_options(CLI::App& app, PhoneOptions& options);

/// A server by address, ready to be called. `name` is as typed, for URIs.
struct Server {
  std::string name;
  sip::Endpoint endpoint;
};
/// "host", "host:port", "192.0.2.1:5060", "[::1]:5060". Asks the resolver for names: blocks.
/// Errc::invalid: not of that form; Errc::not_found: no such host.
Result<Server> resolve_server(const std::string& text);
/// "192.0.2.1", "192.0.2.1:5060", "[::1]:5060"; port 0 when absent. Errc::invalid.
Result<sip::Endpoint> parse_endpoint(const std::string& text);

/// Do these options make sense together? Errc::invalid holds one sentence for the user. Fills
/// `password` from `environment_password` when it was not given.
Status check_options(PhoneOptions& options, const char* environment_password);

}  // namespace filo::phone
