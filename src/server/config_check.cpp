#include "server/config_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>

#include "base/endpoint.h"

namespace filo::server {
namespace {

Error fault(const char* setting, std::string_view value, std::string_view remedy) {
  return {Errc::invalid, fmt::format("{} = \"{}\": {}", setting, value, remedy)};
}

Status check_level(const Config& config) {
  constexpr std::array<std::string_view, 4> kLevels = {"debug", "info", "warn", "error"};
  if (std::find(kLevels.begin(), kLevels.end(), config.log_level) != kLevels.end()) return {};
  return fault("log.level", config.log_level, "write debug, info, warn or error");
}

Status check_log_file(const Config& config) {
  if (config.log_file.empty()) return {};
  std::error_code ignored;
  const auto folder = std::filesystem::path(config.log_file).parent_path();
  if (!folder.empty()) std::filesystem::create_directories(folder, ignored);
  if (std::ofstream(config.log_file, std::ios::app)) return {};
  return fault("log.file", config.log_file,
               "cannot be written; give the server the right to write in its directory, or "
               "leave it empty for standard error");
}

/// A browser's Origin is compared with it, so it is written as browsers write theirs: RFC 6454
/// §6.2.
Status check_public_url(const Config& config) {
  const std::string_view url = config.http_public_url;
  if (url.empty()) return {};
  const auto rest = url.starts_with("https://")  ? url.substr(8)
                    : url.starts_with("http://") ? url.substr(7)
                                                 : std::string_view{};
  const bool sound =
      !rest.empty() && rest.front() != ':' && rest.find_first_of("/?#@ ") == std::string_view::npos;
  if (sound) return {};
  return fault("http.public_url", url,
               "write http:// or https:// and the host, without a path or a / at the end, such as "
               "\"https://desk.example.org\"");
}

Status check_address(const char* setting, const std::string& value) {
  if (value.empty() || Endpoint::parse(value, 0)) return {};
  return fault(setting, value, "write an IP address such as \"203.0.113.7\", or nothing");
}

Status check_database(const Config& config) {
  const std::string_view url = config.database_url;
  for (const std::string_view known : {"sqlite:", "postgresql://", "postgres://"})
    if (url.starts_with(known) && url.size() > known.size()) return {};
  if (url == "sqlite" || url.find("dbname=") != std::string_view::npos ||
      url.find("host=") != std::string_view::npos)
    return {};
  return Error{Errc::invalid,
               "database.url: write \"sqlite\" or \"postgresql://user:password@host/name\""};
}

Status check_listeners(const Config& config) {
  auto web = parse_listen(config.http_listen, "http.listen");
  if (!web) return web.error();
  auto sip = parse_listen(config.sip_listen, "sip.listen");
  if (!sip) return sip.error();
  auto ports = parse_ports(config.rtp_ports, "rtp.ports");
  if (!ports) return ports.error();
  return {};
}

}  // namespace

Status check_config(const Config& config) {
  Status done = check_listeners(config);
  if (done) done = check_database(config);
  if (done) done = check_public_url(config);
  if (done) done = check_address("sip.advertise", config.sip_advertise);
  if (done) done = check_address("rtp.advertise", config.rtp_advertise);
  if (done) done = check_level(config);
  if (done) done = check_log_file(config);
  return done;
}

}  // namespace filo::server
