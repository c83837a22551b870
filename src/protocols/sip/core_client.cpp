// What we ask of other servers for ourselves: REGISTER of our own phone, OPTIONS as a ping.

#include <algorithm>

#include "base/text.h"
#include "protocols/sip/core_impl.h"

namespace filo::sip {

namespace {

constexpr Duration kRetryAfter = std::chrono::seconds{30};
constexpr Duration kExpiresFloor = std::chrono::seconds{10};

std::optional<Duration> seconds_of(std::string_view text) {
  const auto seconds = parse_int<std::uint32_t>(trim(text));
  if (!seconds) return std::nullopt;
  return std::chrono::seconds{*seconds};
}

/// What the server granted to our contact (§10.2.4).
Duration granted(const Message& response, const Dialog& ours, Duration asked) {
  const auto own = parse_name_addr(ours.contact);
  for (const std::string_view value : response.list(HeaderId::contact)) {
    const auto contact = parse_name_addr(value);
    if (!contact || !own || !Uri::equal(contact->uri, own->uri)) continue;
    if (const auto param = contact->param("expires")) return seconds_of(*param).value_or(asked);
  }
  return seconds_of(response.header(HeaderId::expires)).value_or(asked);
}

}  // namespace

void Core::Impl::send_register(Client& client) {
  const RegisterClient& want = client.request;
  Dialog& names = client.dialog;
  if (names.call_id.empty()) {
    const auto server = Uri::parse(want.server_uri);
    Uri address;
    address.scheme_text = "sip";
    address.user = want.user;
    address.host = server ? server->host : host(want.flow);
    names.flow = want.flow;
    names.call_id = new_tag() + new_tag();
    names.local = name_addr(want.display, address.str());
    names.remote = '<' + address.str() + '>';
    names.target = want.server_uri;
    names.contact = contact_for(want.flow, want.user);
  }
  names.local_tag = new_tag();
  const std::string branch = new_branch({});
  MessageWriter out = names.next_request(Method::register_, branch);
  const Duration expires = client.stopping ? Duration{} : client.expires;
  out.header(HeaderId::contact, names.contact)
      .header(HeaderId::expires,
              static_cast<std::uint64_t>(
                  std::chrono::duration_cast<std::chrono::seconds>(expires).count()))
      .header(HeaderId::allow, kAllow)
      .header(HeaderId::user_agent, config.user_agent);
  if (client.digest.ready()) {
    out.header(
        client.digest.proxy() ? HeaderId::proxy_authorization : HeaderId::authorization,
        client.digest.authorization("REGISTER", names.target, want.user, want.password, new_tag()));
  }
  txns.open_client(Method::register_, branch, out.finish(), names.flow,
                   {TxnOwner::Kind::client, client.id.raw()}, now.mono);
}

void Core::Impl::on_client_response(Client& client, const Message& response) {
  const int status = response.status();
  if (status < 200) return;
  const bool proxy = status == 407;
  if ((status == 401 || proxy) && client.auth_tries < kAuthTriesMax) {
    const bool first = client.auth_tries == 0;
    const HeaderId id = proxy ? HeaderId::proxy_authenticate : HeaderId::www_authenticate;
    if (client.digest.learn(whole_values(response, id), proxy) &&
        (first || client.digest.stale())) {
      ++client.auth_tries;
      return send_register(client);
    }
  }
  if (client.stopping) {
    clients.erase(client.id.raw());
    return;
  }
  if (status == 423) {
    const auto least = seconds_of(response.header(HeaderId::min_expires));
    if (least && *least > client.expires && *least <= std::chrono::hours{24}) {
      client.expires = *least;
      return send_register(client);
    }
  }
  if (status >= 300) return register_failed(client, status, std::string{response.reason()});
  client.auth_tries = 0;
  const Duration expires =
      std::max(granted(response, client.dialog, client.expires), kExpiresFloor);
  const Duration margin = std::max<Duration>(expires / 10, std::chrono::seconds{5});
  wheel.cancel(client.refresh);
  client.refresh =
      start(expires - margin, kClientRefresh, static_cast<std::uint32_t>(client.id.raw()));
  emit(RegisteredAtServer{.client = client.id, .expires = expires});
}

void Core::Impl::register_failed(Client& client, int status, std::string reason) {
  if (client.stopping) {
    clients.erase(client.id.raw());
    return;
  }
  client.auth_tries = 0;
  client.digest.forget();
  wheel.cancel(client.refresh);
  client.refresh = start(kRetryAfter, kClientRefresh, static_cast<std::uint32_t>(client.id.raw()));
  emit(RegisterFailed{.client = client.id,
                      .status = status,
                      .reason = std::move(reason),
                      .retry_after = kRetryAfter});
}

void Core::Impl::send_ping(const Flow& flow) {
  const std::int64_t id = ++last_number;
  pings[id] = {.flow = flow, .sent = now.mono};
  Dialog names;
  names.flow = flow;
  names.call_id = new_tag();
  names.local = "<sip:ping@" + host(flow) + '>';
  names.local_tag = new_tag();
  names.target = "sip:" + flow.remote.str();
  names.remote = '<' + names.target + '>';
  const std::string branch = new_branch({});
  MessageWriter out = names.next_request(Method::options, branch);
  out.header(HeaderId::contact, contact_for(flow, "ping"))
      .header(HeaderId::accept, kSdpType)
      .header(HeaderId::user_agent, config.user_agent);
  txns.open_client(Method::options, branch, out.finish(), flow, {TxnOwner::Kind::ping, id},
                   now.mono);
}

void Core::Impl::pinged(std::int64_t id, int status) {
  const auto found = pings.find(id);
  if (found == pings.end()) return;
  const Ping ping = found->second;
  pings.erase(found);
  emit(Pinged{.flow = ping.flow,
              .alive = status != 408,
              .status = status,
              .round_trip = now.mono - ping.sent});
}

}  // namespace filo::sip
