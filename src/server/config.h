#pragma once
// The settings of one server: one table (config.cpp) from which come the reader of the TOML file,
// the commented example file and the reference page. Everything else that an administrator sets
// (queues, numbers, agents ...) lives in the database and is edited in the desk.

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "base/result.h"

namespace filo::server {

struct Config {
  std::string data_dir;
  std::string database_url;
  std::string http_listen;
  std::string http_public_url;
  std::int64_t http_threads = 0;
  std::string http_metrics_token;
  std::string web_dir;
  std::string sip_listen;
  std::string sip_realm;
  std::string sip_advertise;
  std::int64_t sip_new_calls_per_second = 0;
  std::int64_t sip_registration_max_s = 0;
  std::string rtp_ports;
  std::string rtp_advertise;
  std::int64_t rtp_silence_s = 0;
  std::string log_level;
  std::string log_file;
  std::int64_t session_hours = 0;
  std::int64_t recurrence_days = 0;
  std::int64_t identity_questions = 0;
  std::int64_t identity_right = 0;
  std::int64_t identity_wrong = 0;
  std::int64_t identity_lock_min = 0;
};

using Member = std::variant<std::string Config::*, std::int64_t Config::*>;

/// One setting. Names are "section.key".
struct Property {
  const char* name;
  Member member;
  const char* unit;       ///< "" when there is none.
  const char* fallback;   ///< The default, as text.
  std::int64_t min, max;  ///< Of numbers.
  bool secret;            ///< Never printed.
  const char* doc;
};

const std::vector<Property>& properties();

/// Every setting at its default.
Config default_config();

/// Reads TOML. Errc::invalid names the line, the key and the remedy; an unknown key names the
/// nearest known one. `origin` stands in messages.
Result<Config> read_config(std::string_view toml, const std::string& origin);
Result<Config> read_config_file(const std::string& path);

/// The embedded database's file in the data directory.
std::string sqlite_file(const Config& config);
/// What the store opens: that file, or the PostgreSQL address.
std::string database_url(const Config& config);

/// The commented example file; the reference page of the documentation.
std::string example_toml();
std::string reference_markdown();

/// "127.0.0.1:8080", "[::1]:8080" -> IP address and port; "localhost" is 127.0.0.1, other names are
/// not resolved. `what` names the setting in the error.
struct HostPort {
  std::string host;
  std::uint16_t port = 0;
};
Result<HostPort> parse_listen(std::string_view text, const std::string& what);
/// "20000-29999".
struct PortRange {
  std::uint16_t first = 0, last = 0;
};
Result<PortRange> parse_ports(std::string_view text, const std::string& what);

}  // namespace filo::server
