#include "phone/options.h"

#include <netdb.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <string_view>

#include "adapters/sip_transport/address.h"
#include "base/text.h"
#include "protocols/rtp/telephone_event.h"

namespace filo::phone {
namespace {

constexpr std::uint16_t kSipPort = 5060;

struct HostPort {
  std::string host;
  std::optional<std::uint16_t> port;
};

/// Cuts at the port's colon; an IPv6 address with a port needs its brackets.
std::optional<HostPort> cut(std::string_view text) {
  std::string_view host = text, port;
  if (text.starts_with('[')) {
    const std::size_t close = text.find(']');
    if (close == text.npos) return std::nullopt;
    host = text.substr(1, close - 1);
    const std::string_view rest = text.substr(close + 1);
    if (!rest.empty() && rest.front() != ':') return std::nullopt;
    if (!rest.empty()) port = rest.substr(1);
    if (!rest.empty() && port.empty()) return std::nullopt;
  } else if (const std::size_t colon = text.find(':');
             colon != text.npos && text.find(':', colon + 1) == text.npos) {
    host = text.substr(0, colon);
    port = text.substr(colon + 1);
    if (port.empty()) return std::nullopt;
  }
  if (host.empty()) return std::nullopt;
  if (port.empty()) return HostPort{std::string{host}, std::nullopt};
  const auto number = parse_int<std::uint16_t>(port);
  if (!number) return std::nullopt;
  return HostPort{std::string{host}, *number};
}

Error wrong(std::string sentence) {
  return Error{Errc::invalid, std::move(sentence)};
}

Status check_digits(std::string_view digits) {
  std::size_t count = 0;
  for (const char c : digits) {
    if (c == ',' || c == ' ') continue;
    ++count;
    if (c != 'w' && c != 'W' && !rtp::event_of(c)) {
      return wrong(std::string{"--digits has '"} + c +
                   "': use 0-9 * # A-D, w for a second's wait.");
    }
  }
  if (count > kDigitsMax) return wrong("--digits takes at most 64 keys.");
  return {};
}

Status check_seconds(const std::optional<double>& value, const char* name) {
  if (value && !(*value >= 0 && *value <= kSecondsMax)) {
    return wrong(std::string{name} + " must be between 0 and 604800 seconds (a week).");
  }
  return {};
}

Status check_times(const PhoneOptions& o) {
  for (const auto& [value, name] :
       {std::pair{&o.hang_up_after_s, "--hang-up-after"}, std::pair{&o.duration_s, "--duration"},
        std::pair{&o.hold_after_s, "--hold-after"},
        std::pair{&o.resume_after_s, "--resume-after"}}) {
    if (const Status fine = check_seconds(*value, name); !fine) return fine;
  }
  if (o.resume_after_s && !o.hold_after_s) return wrong("--resume-after needs --hold-after.");
  if (o.answer_after_ms < 0 || o.digits_after_ms < 0) return wrong("A delay cannot be negative.");
  return {};
}

Status check_number(const PhoneOptions& o) {
  if (o.call.find_first_of(" \t\r\n<>\"") != o.call.npos) {
    return wrong("--call takes a number or a sip: URI without blanks.");
  }
  if (o.call.starts_with("sip:") && !sip::Uri::parse(o.call)) {
    return wrong("--call has a sip: URI that cannot be read.");
  }
  return {};
}

Status check_work(const PhoneOptions& o) {
  if (o.call.empty() && !o.answer && !o.refuse && !o.register_wanted && !o.interactive) {
    return wrong("Nothing to do: give --call NUMBER, --answer, --refuse STATUS or --register.");
  }
  if (o.answer && o.refuse) return wrong("Give --answer or --refuse, not both.");
  if (o.refuse && (*o.refuse < 300 || *o.refuse > 699)) {
    return wrong("--refuse takes a final SIP status: 300 to 699, for instance 486 (busy).");
  }
  if (o.register_wanted && o.user.empty()) return wrong("--register needs --user.");
  if (o.repeat && (*o.repeat < 1 || *o.repeat > kRepeatMax)) {
    return wrong("--repeat must be between 1 and 100000.");
  }
  return {};
}

Status check_sound(const PhoneOptions& o) {
  if (o.loop && o.play.empty()) return wrong("--loop needs --play FILE.wav.");
  if (o.tone_hz != 0 && (o.tone_hz < 100 || o.tone_hz > 3'400)) {
    return wrong("--tone takes 100 to 3400 Hz, or 0 for silence.");
  }
  if (!o.codec.empty() && !iequals(o.codec, "pcma") && !iequals(o.codec, "pcmu")) {
    return wrong("--codec takes pcma or pcmu.");
  }
  return {};
}

Status check_line(const PhoneOptions& o) {
  if (!iequals(o.transport, "udp") && !iequals(o.transport, "tcp")) {
    return wrong("--transport takes udp or tcp.");
  }
  if (!cut(o.server)) return wrong("--server takes HOST or HOST:PORT; IPv6 as [::1]:5060.");
  if (!o.listen.empty()) {
    if (const auto listen = parse_endpoint(o.listen); !listen) {
      return wrong("--listen takes an IP address of this machine, with or without :PORT.");
    }
  }
  return {};
}

}  // namespace

void add_phone_options(CLI::App& app, PhoneOptions& o) {
  app.add_option("--server", o.server, "HOST[:PORT] of the server (127.0.0.1:5060)");
  app.add_option("--listen", o.listen, "IP[:PORT] of this phone (any free port)");
  app.add_option("--transport", o.transport, "udp or tcp (udp)");
  app.add_flag("--register", o.register_wanted, "Register as --user and stay registered");
  app.add_option("--user", o.user, "SIP user of the phone");
  app.add_option("--password", o.password, "Its password; better in FILO_PHONE_PASSWORD");
  app.add_option("--call", o.call, "Call this number (or sip: URI)");
  app.add_option("--from", o.from, "Calling number to show (the user, or 'phone')");
  app.add_flag("--answer", o.answer, "Answer calls");
  app.add_option("--answer-after", o.answer_after_ms, "Ring this many milliseconds first");
  app.add_option("--refuse", o.refuse, "Refuse calls with this SIP status, e.g. 486");
  app.add_option("--play", o.play, "WAV file to play to the other side");
  app.add_flag("--loop", o.loop, "Play it again and again");
  app.add_option("--tone", o.tone_hz,
                 "Without --play: a soft tone of so many Hz (440); 0 is silence");
  app.add_option("--digits", o.digits, "Keys to press after the answer: 1,w,2 (w waits a second)");
  app.add_option("--digits-after", o.digits_after_ms, "Milliseconds from the answer (500)");
  app.add_option("--record", o.record, "WAV file for what is heard; later calls get -2, -3 ...");
  app.add_option("--hang-up-after", o.hang_up_after_s, "Hang up so many seconds after the answer");
  app.add_option("--duration", o.duration_s, "End the whole run after so many seconds");
  app.add_option("--repeat", o.repeat, "Number of calls (1 with --call, else no end)");
  app.add_option("--codec", o.codec, "pcma or pcmu alone (both, pcma first)");
  app.add_option("--hold-after", o.hold_after_s, "Hold so many seconds after the answer");
  app.add_option("--resume-after", o.resume_after_s, "Resume so many seconds after the hold");
  app.add_flag("--interactive", o.interactive, "Keys: a answer, h hang up, o hold, q quit, digits");
  app.add_flag("--json", o.json, "One JSON object per event");
}

Result<sip::Endpoint> parse_endpoint(const std::string& text) {
  const auto parts = cut(text);
  const auto endpoint =
      parts ? sip::Endpoint::parse(parts->host, parts->port.value_or(0)) : std::nullopt;
  if (!endpoint) return Error{Errc::invalid, "not an IP address: " + text};
  return *endpoint;
}

Result<Server> resolve_server(const std::string& text) {
  const auto parts = cut(text);
  if (!parts || parts->port == 0) return Error{Errc::invalid, "not HOST or HOST:PORT: " + text};
  const std::uint16_t port = parts->port.value_or(kSipPort);
  if (const auto endpoint = sip::Endpoint::parse(parts->host, port)) {
    return Server{endpoint->host_str(), *endpoint};
  }
  addrinfo hints{};
  hints.ai_socktype = SOCK_DGRAM;
  addrinfo* found = nullptr;
  if (getaddrinfo(parts->host.c_str(), nullptr, &hints, &found) != 0 || found == nullptr) {
    return Error{Errc::not_found, "there is no host " + parts->host};
  }
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(found, &freeaddrinfo);
  sockaddr_storage address{};
  std::copy_n(reinterpret_cast<const char*>(found->ai_addr), found->ai_addrlen,
              reinterpret_cast<char*>(&address));
  sip::Endpoint endpoint = from_sockaddr(address);
  endpoint.port = port;
  return Server{parts->host, endpoint};
}

Status check_options(PhoneOptions& options, const char* environment_password) {
  if (options.password.empty() && environment_password != nullptr) {
    options.password = environment_password;
  }
  for (const auto& check : {check_work, check_line, check_number, check_times, check_sound}) {
    if (const Status fine = check(options); !fine) return fine;
  }
  return check_digits(options.digits);
}

}  // namespace filo::phone
