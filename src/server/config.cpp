#include "server/config.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <fstream>
#include <sstream>

#include "base/endpoint.h"
#include "base/text.h"

namespace filo::server {

namespace {

std::string section_of(const Property& p) {
  const std::string_view name = p.name;
  return std::string(name.substr(0, name.find('.')));
}

std::string key_of(const Property& p) {
  const std::string_view name = p.name;
  return std::string(name.substr(name.find('.') + 1));
}

bool is_number(const Property& p) {
  return std::holds_alternative<std::int64_t Config::*>(p.member);
}

Error fault(const std::string& origin, const toml::node& node, std::string text) {
  return {Errc::invalid, fmt::format("{}:{}: {}", origin, node.source().begin.line, text)};
}

Error unknown_key(const std::string& origin, const toml::node& node, const std::string& name) {
  std::vector<std::string> names;
  for (const Property& p : properties()) names.emplace_back(p.name);
  const std::string near = nearest(name, names);
  return fault(origin, node,
               near.empty()
                   ? fmt::format("there is no setting \"{}\"", name)
                   : fmt::format("there is no setting \"{}\"; did you mean \"{}\"?", name, near));
}

/// `listen = ...` above any [section], or `http = ...` where a section is meant.
Error outside_section(const std::string& origin, const toml::node& node, const std::string& name) {
  std::vector<std::string> keys;
  for (const Property& p : properties()) {
    if (section_of(p) == name)
      return fault(origin, node,
                   fmt::format("{0} is a section: write [{0}] on its own line", name));
    keys.push_back(key_of(p));
  }
  const std::string near = nearest(name, keys);
  std::string meant;
  for (const Property& p : properties())
    if (!near.empty() && key_of(p) == near)
      meant += fmt::format("{}\"{}\"", meant.empty() ? "" : " or ", p.name);
  if (meant.empty()) return unknown_key(origin, node, name);
  return fault(origin, node,
               fmt::format("\"{}\" stands outside of a section; did you mean {}? Put it below its "
                           "[section]",
                           name, meant));
}

Status assign(Config& config,
              const Property& p,
              const toml::node& node,
              const std::string& origin) {
  if (is_number(p)) {
    const auto value = node.value_exact<std::int64_t>();
    if (!value) return fault(origin, node, fmt::format("{} needs a whole number", p.name));
    if (*value < p.min || *value > p.max)
      return fault(origin, node, fmt::format("{} must be between {} and {}", p.name, p.min, p.max));
    config.*std::get<std::int64_t Config::*>(p.member) = *value;
    return {};
  }
  const auto value = node.value_exact<std::string>();
  if (!value) return fault(origin, node, fmt::format("{} needs a text in quotes", p.name));
  config.*std::get<std::string Config::*>(p.member) = *value;
  return {};
}

const Property* find_property(const std::string& name) {
  for (const Property& p : properties()) {
    if (name == p.name) return &p;
  }
  return nullptr;
}

Status read_section(Config& config,
                    const std::string& section,
                    const toml::table& table,
                    const std::string& origin) {
  for (const auto& [key, node] : table) {
    const std::string name = section + "." + std::string(key.str());
    const Property* property = find_property(name);
    if (!property) return unknown_key(origin, node, name);
    const Status done = assign(config, *property, node, origin);
    if (!done) return done;
  }
  return {};
}

std::string shown_default(const Property& p) {
  return is_number(p) ? p.fallback : fmt::format("\"{}\"", p.fallback);
}

}  // namespace

const std::vector<Property>& properties() {
  static const std::vector<Property> table = {
      {"server.data_dir", &Config::data_dir, "", "/var/lib/filodiretto", 0, 0, false,
       "Where the embedded database, prompts, music and keys are kept. One server per directory."},
      {"database.url", &Config::database_url, "", "sqlite", 0, 0, true,
       "\"sqlite\" keeps everything in the data directory; "
       "\"postgresql://user:password@host/name\" uses "
       "PostgreSQL 15 or newer."},
      {"http.listen", &Config::http_listen, "", "127.0.0.1:8080", 0, 0, false,
       "Address and port of the desk and the API. Put nginx or HAProxy with TLS in front for other "
       "machines: "
       "browsers give the microphone only to https pages and to 127.0.0.1."},
      {"http.public_url", &Config::http_public_url, "", "", 0, 0, false,
       "How browsers reach the desk, such as \"https://desk.example.org\": scheme and host, no "
       "path. "
       "Empty: http://<listen>. "
       "With https "
       "the session cookie is marked Secure."},
      {"http.threads", &Config::http_threads, "", "1", 1, 64, false,
       "Threads that serve HTTP and WebSocket."},
      {"http.trusted_proxies", &Config::http_trusted_proxies, "", "127.0.0.1, ::1", 0, 0, false,
       "IP addresses of the reverse proxies in front, whose X-Forwarded-For is believed. Wrong "
       "log-ins are slowed down by the address that is told there."},
      {"http.metrics_token", &Config::http_metrics_token, "", "", 0, 0, true,
       "A bearer token for /metrics. Empty: only from this machine."},
      {"http.web_dir", &Config::web_dir, "", "", 0, 0, false,
       "Serves the desk from this directory instead of the built-in files; for development."},
      {"sip.listen", &Config::sip_listen, "", "0.0.0.0:5060", 0, 0, false,
       "Address and port for SIP over UDP and TCP. \"[::]:5060\" listens on IPv6 and IPv4."},
      {"sip.realm", &Config::sip_realm, "", "filodiretto", 0, 0, false,
       "The realm of the phones' passwords. Changing it makes all phone passwords invalid."},
      {"sip.advertise", &Config::sip_advertise, "", "", 0, 0, false,
       "The IP address that peers are told when the server stands behind a NAT. Empty: the address "
       "that "
       "routes to the peer."},
      {"sip.new_calls_per_second", &Config::sip_new_calls_per_second, "calls/s", "0", 0, 100000,
       false,
       "New calls above this rate are refused by 503 with Retry-After. 0: as many as the machine "
       "carries."},
      {"sip.registration_max_s", &Config::sip_registration_max_s, "s", "3600", 60, 86400, false,
       "A phone must register again within this time. One behind NAT within 120 s, which keeps the "
       "way to it "
       "open. Registrations survive a restart."},
      {"rtp.ports", &Config::rtp_ports, "", "20000-29999", 0, 0, false,
       "UDP ports for sound. Two per call leg; open them in the firewall."},
      {"rtp.advertise", &Config::rtp_advertise, "", "", 0, 0, false,
       "The IP address for sound that peers are told; as sip.advertise."},
      {"rtp.silence_s", &Config::rtp_silence_s, "s", "60", 5, 3600, false,
       "A call whose phone sends no sound and no report for so long is ended."},
      {"log.level", &Config::log_level, "", "info", 0, 0, false, "debug, info, warn or error."},
      {"log.file", &Config::log_file, "", "", 0, 0, false,
       "Log file, rotated at 20 MB, five kept. Empty: standard error."},
      {"desk.session_hours", &Config::session_hours, "h", "12", 1, 720, false,
       "A log-in ends after so long without use."},
      {"desk.recurrence_days", &Config::recurrence_days, "days", "14", 0, 3650, false,
       "A new ticket of the same customer and category (of the same queue while neither has a "
       "category) this soon after a solution is the same problem and goes to level 2. 0: never."},
      {"desk.identity_questions", &Config::identity_questions, "", "3", 1, 10, false,
       "Questions proposed in one identity check; fewer when the customer's record knows less."},
      {"desk.identity_right", &Config::identity_right, "", "2", 1, 10, false,
       "Right answers that prove who the caller is; all of them when fewer can be asked."},
      {"desk.identity_wrong", &Config::identity_wrong, "", "3", 1, 100, false,
       "Wrong answers in a row, also over several checks, that lock the customer."},
      {"desk.identity_lock_min", &Config::identity_lock_min, "min", "15", 1, 10080, false,
       "How long a customer stays locked after too many wrong answers."},
  };
  return table;
}

Config default_config() {
  Config config;
  for (const Property& p : properties()) {
    if (is_number(p)) {
      config.*std::get<std::int64_t Config::*>(p.member) =
          parse_int<std::int64_t>(p.fallback).value_or(0);
    } else {
      config.*std::get<std::string Config::*>(p.member) = p.fallback;
    }
  }
  return config;
}

Result<Config> read_config(std::string_view text, const std::string& origin) {
  Config config = default_config();
  try {
    const toml::table root = toml::parse(text, origin);
    for (const auto& [section, node] : root) {
      const toml::table* table = node.as_table();
      if (!table) return outside_section(origin, node, std::string(section.str()));
      const Status done = read_section(config, std::string(section.str()), *table, origin);
      if (!done) return done.error();
    }
  } catch (const toml::parse_error& wrong) {
    return Error{Errc::invalid,
                 fmt::format("{}:{}: {}", origin, wrong.source().begin.line, wrong.description())};
  }
  return config;
}

Result<Config> read_config_file(const std::string& path) {
  std::ifstream file(path);
  if (!file)
    return Error{Errc::not_found, fmt::format("cannot read the configuration file {}", path)};
  std::ostringstream text;
  text << file.rdbuf();
  return read_config(text.str(), path);
}

std::string sqlite_file(const Config& config) {
  return config.data_dir + "/filodiretto.db";
}

std::string database_url(const Config& config) {
  return config.database_url == "sqlite" ? "sqlite:" + sqlite_file(config) : config.database_url;
}

std::string example_toml() {
  std::string out =
      "# Filodiretto: every setting with its default. Remove the # in front of what you change.\n";
  std::string section;
  for (const Property& p : properties()) {
    if (section_of(p) != section) {
      section = section_of(p);
      out += fmt::format("\n[{}]\n", section);
    }
    out +=
        fmt::format("# {}{}\n#{} = {}\n", p.doc, *p.unit ? fmt::format(" Unit: {}.", p.unit) : "",
                    key_of(p), shown_default(p));
  }
  return out;
}

std::string reference_markdown() {
  std::string out =
      "# Configuration\n\nMade by `filodiretto config --reference` from the table in "
      "`src/server/config.cpp`. "
      "A change takes effect at the next start.\n\n| setting | default | meaning "
      "|\n|---|---|---|\n";
  for (const Property& p : properties()) {
    out += fmt::format("| `{}` | `{}` {} | {}{} |\n", p.name, shown_default(p), p.unit, p.doc,
                       is_number(p) ? fmt::format(" {} to {}.", p.min, p.max) : "");
  }
  return out;
}

Result<HostPort> parse_listen(std::string_view text, const std::string& what) {
  const std::size_t colon = text.rfind(':');
  const auto port = colon == std::string_view::npos
                        ? std::nullopt
                        : parse_int<std::uint16_t>(text.substr(colon + 1));
  std::string_view host = text.substr(0, colon == std::string_view::npos ? 0 : colon);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']')
    host = host.substr(1, host.size() - 2);
  if (host == "localhost") host = "127.0.0.1";
  if (!port || !Endpoint::parse(host, 0))
    return Error{Errc::invalid, fmt::format("{} = \"{}\": write an IP address and a port, such as "
                                            "\"127.0.0.1:8080\" or \"[::1]:8080\"",
                                            what, text)};
  return HostPort{std::string(host), *port};
}

std::vector<std::string> parse_list(std::string_view text) {
  std::vector<std::string> words;
  for (const std::string_view word : split(text, ',')) {
    if (!trim(word).empty()) words.emplace_back(trim(word));
  }
  return words;
}

Result<PortRange> parse_ports(std::string_view text, const std::string& what) {
  const std::size_t dash = text.find('-');
  const auto first = parse_int<std::uint16_t>(text.substr(0, dash));
  const auto last = dash == std::string_view::npos
                        ? std::nullopt
                        : parse_int<std::uint16_t>(text.substr(dash + 1));
  if (!first || !last || *first < 1024 || *last <= *first)
    return Error{Errc::invalid,
                 fmt::format("{} = \"{}\": write it as \"20000-29999\", above 1024", what, text)};
  return PortRange{*first, *last};
}

}  // namespace filo::server
