#include "protocols/sip/core.h"

#include <algorithm>
#include <cstring>

#include "base/check.h"
#include "base/text.h"
#include "protocols/sip/core_impl.h"

namespace filo::sip {

namespace {

constexpr std::size_t kEntropyBlock = 4'096;

std::string hex64(std::uint64_t value) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string out(16, '0');
  for (std::size_t i = 16; i-- > 0; value >>= 4) out[i] = kDigits[value & 0xf];
  return out;
}

/// Strangers must not know which of them share an entry of a table.
std::uint64_t hash_seed() {
  std::uint64_t seed = 0;
  std::memcpy(&seed, secure_random(sizeof seed).data(), sizeof seed);
  return seed;
}

LegId leg_id(const Leg& leg) {
  return LegId{(static_cast<std::int64_t>(leg.generation & 0x7fff'ffff) << 32) | (leg.index + 1)};
}

}  // namespace

// --- doors -------------------------------------------------------------------------------------

Core::Core(CoreConfig config, const SipDirectory& directory, SipOutput& output)
    : impl_(std::make_unique<Impl>(std::move(config), directory, output)) {}
Core::~Core() = default;

void Core::datagram(const Flow& flow, std::string_view bytes, Moment now) {
  impl_->run(now, [&] { impl_->receive(flow, bytes); });
}

void Core::advance(Moment now) {
  impl_->run(now, [] {});
}

MonoTime Core::next_deadline() const {
  return impl_->events.empty() ? impl_->wheel.next_deadline() : impl_->now.mono;
}

void Core::flow_closed(const Flow& flow, Moment now) {
  impl_->run(now, [&] {
    for (const std::string& user : impl_->registrar.drop_flow(flow)) {
      impl_->emit(Unregistered{.user = user, .expired = true});
    }
    // An established call outlives its connection: the next request opens a new one, or comes in
    // by the peer's.
    for (Leg& leg : impl_->legs) {
      if (leg.live && leg.dialog.flow == flow) leg.dialog.flow.connection = 0;
    }
    impl_->txns.flow_closed(flow, now.mono);
    for (Leg& leg : impl_->legs) {
      if (leg.live && leg.phase == Leg::Phase::offered && !impl_->txns.alive(leg.request_txn))
        impl_->end_leg(leg, EndKind::transport, 503, "connection lost");
    }
  });
}

/// A leg that ends at once does so in advance(): nobody hears of it before he knows its name.
LegId Core::invite(Invite request, Moment now) {
  impl_->enter(now);
  return impl_->do_invite(std::move(request));
}

void Core::ring(LegId id, int status, std::string_view sdp, Moment now) {
  impl_->run(now, [&] {
    if (Leg* leg = impl_->open_leg(id)) impl_->do_ring(*leg, status, sdp);
  });
}

void Core::answer(LegId id, std::string_view sdp, Moment now) {
  impl_->run(now, [&] {
    if (Leg* leg = impl_->open_leg(id)) impl_->do_answer(*leg, sdp);
  });
}

void Core::refuse(LegId id,
                  int status,
                  std::string_view reason,
                  const std::vector<ExtraHeader>& headers,
                  Moment now) {
  impl_->run(now, [&] {
    Leg* leg = impl_->open_leg(id);
    if (leg == nullptr || leg->phase != Leg::Phase::offered || status < 300 || status > 699) return;
    impl_->refuse_request(*leg, status, reason, headers);
    impl_->end_leg(*leg, EndKind::local, status, std::string{reason});
  });
}

void Core::hang_up(LegId id, std::string_view reason, Moment now) {
  impl_->run(now, [&] {
    if (Leg* leg = impl_->open_leg(id)) impl_->do_hang_up(*leg, reason);
  });
}

void Core::reinvite(LegId id, std::string_view sdp, Moment now) {
  impl_->run(now, [&] {
    if (Leg* leg = impl_->open_leg(id)) impl_->do_reinvite(*leg, sdp);
  });
}

void Core::accept_reoffer(LegId id, std::string_view sdp, Moment now) {
  impl_->run(now, [&] {
    Leg* leg = impl_->open_leg(id);
    if (leg == nullptr || !leg->request || leg->initial_request) return;
    impl_->send_ok(*leg, sdp);
  });
}

void Core::refuse_reoffer(LegId id, int status, Moment now) {
  impl_->run(now, [&] {
    Leg* leg = impl_->open_leg(id);
    if (leg == nullptr || !leg->request || leg->initial_request) return;
    impl_->refuse_request(*leg, status >= 300 && status <= 699 ? status : 488, {});
    impl_->maybe_send_offer(*leg);
  });
}

ClientId Core::register_client(RegisterClient request, Moment now) {
  ClientId id;
  impl_->run(now, [&] {
    if (impl_->clients.size() >= kClientsMax) return;
    id = ClientId{++impl_->last_number};
    Impl::Client& client = impl_->clients[id.raw()];
    client.id = id;
    client.request = std::move(request);
    client.expires = client.request.expires;
    impl_->send_register(client);
  });
  return id;
}

void Core::unregister_client(ClientId id, Moment now) {
  impl_->run(now, [&] {
    const auto found = impl_->clients.find(id.raw());
    if (found == impl_->clients.end() || found->second.stopping) return;
    found->second.stopping = true;
    found->second.auth_tries = 0;
    impl_->wheel.cancel(found->second.refresh);
    impl_->send_register(found->second);
  });
}

void Core::ping(const Flow& flow, Moment now) {
  impl_->run(now, [&] { impl_->send_ping(flow); });
}

void Core::set_overloaded(bool overloaded) {
  impl_->overloaded = overloaded;
}

std::optional<Core::Binding> Core::binding(std::string_view user) const {
  const Registrar::Entry* entry = impl_->registrar.newest(user, impl_->now.mono);
  if (entry == nullptr) return std::nullopt;
  return Binding{entry->flow, entry->contact, entry->expires, entry->user_agent};
}

bool Core::has_registration_from(const Endpoint& remote) const {
  return impl_->registrar.has_source(remote);
}

std::size_t Core::legs() const {
  return impl_->legs_live;
}
std::size_t Core::transactions() const {
  return impl_->txns.size();
}
std::size_t Core::clients() const {
  return impl_->clients.size();
}

// --- time and events ---------------------------------------------------------------------------

Core::Impl::Impl(CoreConfig settings, const SipDirectory& who, SipOutput& out)
    : config(std::move(settings)),
      directory(who),
      output(out),
      txns({.t1 = config.t1, .t2 = config.t2, .t4 = config.t4}, wheel, out, *this, config.tcp),
      registrar({.expires_min = config.expires_min,
                 .expires_max = config.expires_max,
                 .expires_nat = config.expires_nat}),
      digest(config.realm, config.nonce_secret.empty() ? secure_random(32) : config.nonce_secret),
      challenges(config.seed != 0 ? config.seed : hash_seed()),
      seeded(config.seed != 0),
      prng(config.seed) {
  instance = hex64(random()).substr(0, 8);
}

void Core::Impl::enter(Moment moment) {
  now = moment;
  wheel.advance(now.mono, [this](TimerPayload timer) { fire(timer); });
}

/// Events go out when all work is done; what they cause is appended and goes out in turn.
void Core::Impl::hand_out() {
  if (handing_out) return;
  handing_out = true;
  while (!events.empty()) {
    const Event event = std::move(events.front());
    events.pop_front();
    output.on_event(event);
  }
  handing_out = false;
}

void Core::Impl::fire(TimerPayload timer) {
  if (timer.kind < kOkResend) return txns.fire(timer, now.mono);
  if (timer.kind == kRegistrarSweep) return sweep_registrar();
  if (timer.kind == kClientRefresh) {
    const auto found = clients.find(timer.subject);
    if (found != clients.end()) send_register(found->second);
    return;
  }
  Leg& leg = legs[timer.subject];
  FILO_CHECK(leg.live);  // a leg takes its timers along
  if (timer.kind == kOkResend) ok_resend(leg);
  if (timer.kind == kOkDeadline) ok_expired(leg);
  if (timer.kind == kPatience) patience_over(leg);
  if (timer.kind == kGlare) {
    leg.glare = {};
    maybe_send_offer(leg);
  }
}

// --- names -------------------------------------------------------------------------------------

std::uint64_t Core::Impl::random() {
  if (seeded) return prng.next();
  if (entropy_used + sizeof(std::uint64_t) > entropy.size()) {
    entropy = secure_random(kEntropyBlock);
    entropy_used = 0;
  }
  std::uint64_t value = 0;
  std::memcpy(&value, entropy.data() + entropy_used, sizeof value);
  entropy_used += sizeof value;
  return value;
}

std::string Core::Impl::new_tag() {
  return hex64(random());
}

std::string Core::Impl::loop_mark(std::string_view called) const {
  return "z9hG4bK" + instance + hex64(std::hash<std::string_view>{}(called)).substr(8);
}

std::string Core::Impl::new_branch(std::string_view called) {
  return loop_mark(called) + hex64(random());
}

std::string Core::Impl::host(const Flow& flow) const {
  if (!config.host.empty()) return config.host;
  return flow.local.host_str();
}

std::string Core::Impl::contact_for(const Flow& flow, std::string_view user) const {
  Uri uri;
  uri.scheme = Uri::Scheme::sip;
  uri.scheme_text = "sip";
  uri.user = user;
  uri.host = flow.local.host_str();
  uri.port = flow.local.port;
  if (flow.transport != Transport::udp) {
    uri.set_param("transport", to_lower(to_string(flow.transport)));
  }
  return '<' + uri.str() + '>';
}

// --- legs --------------------------------------------------------------------------------------

Leg* Core::Impl::new_leg() {
  std::uint32_t index = 0;
  if (free_legs.empty()) {
    index = static_cast<std::uint32_t>(legs.size());
    legs.emplace_back();
  } else {
    index = free_legs.back();
    free_legs.pop_back();
  }
  Leg& leg = legs[index];
  const std::uint32_t generation = leg.generation;
  leg = Leg{};
  leg.index = index;
  leg.generation = generation;
  leg.live = true;
  leg.id = leg_id(leg);
  ++legs_live;
  return &leg;
}

Leg* Core::Impl::find_leg(LegId id) {
  const auto index = static_cast<std::uint32_t>(id.raw() & 0xffff'ffff) - 1;
  if (id.raw() <= 0 || index >= legs.size()) return nullptr;
  Leg& leg = legs[index];
  return leg.live && leg.id == id ? &leg : nullptr;
}

Leg* Core::Impl::open_leg(LegId id) {
  Leg* leg = find_leg(id);
  return leg != nullptr && !leg->ended_told ? leg : nullptr;
}

Leg* Core::Impl::leg_of_tag(std::string_view local_tag) {
  const auto found = by_tag.find(local_tag);
  return found == by_tag.end() ? nullptr : &legs[found->second];
}

void Core::Impl::index_leg(Leg& leg, const Message* invite) {
  by_tag.emplace(leg.dialog.local_tag, leg.index);
  if (invite == nullptr) return;
  by_remote[std::string{invite->call_id()} + '\n' + std::string{invite->from().tag}] = leg.index;
}

void Core::Impl::free_leg(Leg& leg) {
  for (TimerHandle* timer : {&leg.ok_resend, &leg.ok_deadline, &leg.patience, &leg.glare}) {
    wheel.cancel(*timer);
  }
  txns.limit_wait(leg.invite_txn, now.mono);  // the 487 that a BYE brings may never come (§15.1.2)
  by_tag.erase(leg.dialog.local_tag);
  if (!leg.outgoing) {
    const auto found = by_remote.find(leg.dialog.call_id + '\n' + leg.dialog.remote_tag);
    if (found != by_remote.end() && found->second == leg.index) by_remote.erase(found);
  }
  const std::uint32_t index = leg.index;
  const std::uint32_t generation = (leg.generation + 1) & 0x7fff'ffff;
  leg = Leg{};
  leg.index = index;
  leg.generation = generation == 0 ? 1 : generation;
  free_legs.push_back(index);
  --legs_live;
}

void Core::Impl::tell_ended(Leg& leg, EndKind kind, int status, std::string reason) {
  if (leg.ended_told) return;
  leg.ended_told = true;
  leg.phase = Leg::Phase::closing;
  wheel.cancel(leg.glare);
  leg.offer_waiting = false;
  emit(LegEnded{.leg = leg.id, .kind = kind, .status = status, .reason = std::move(reason)});
}

// --- who hears of client transactions
// -------------------------------------------------------------

void Core::Impl::on_response(TxnOwner owner, TxnRef txn, const Message& response) {
  if (owner.kind == TxnOwner::Kind::ping && response.status() >= 200) {
    pinged(owner.id, response.status());
  } else if (owner.kind == TxnOwner::Kind::client) {
    const auto found = clients.find(owner.id);
    if (found != clients.end()) on_client_response(found->second, response);
  }
  if (owner.kind != TxnOwner::Kind::leg) return;
  Leg* leg = find_leg(LegId{owner.id});
  if (response.method() == Method::invite) {
    if (leg == nullptr) return ack_orphan(response);
    if (txn == leg->invite_txn || response.status() / 100 == 2) on_invite_response(*leg, response);
  } else if (response.method() == Method::bye && leg != nullptr && response.status() >= 200) {
    on_bye_response(*leg, response);
  }
}

void Core::Impl::on_no_response(TxnOwner owner, TxnRef txn, Method method, int status) {
  if (owner.kind == TxnOwner::Kind::ping) return pinged(owner.id, 408);
  if (owner.kind == TxnOwner::Kind::client) {
    const auto found = clients.find(owner.id);
    if (found != clients.end()) register_failed(found->second, 408, "no answer");
    return;
  }
  Leg* leg = find_leg(LegId{owner.id});
  if (owner.kind != TxnOwner::Kind::leg || leg == nullptr) return;
  const EndKind kind = status == 503 ? EndKind::transport : EndKind::timeout;
  if (method == Method::bye) return free_leg(*leg);
  if (method != Method::invite || txn != leg->invite_txn) return;
  if (leg->phase == Leg::Phase::established) {  // a re-INVITE without answer: the peer is dead
    tell_ended(*leg, kind, 408, "no answer to re-INVITE");
    return send_bye(*leg, "no answer to re-INVITE");
  }
  // While closing after an established call the BYE decides; else nothing more can come.
  if (leg->phase == Leg::Phase::calling || leg->cancel_wanted)
    end_leg(*leg, kind, 408, "no answer");
}

}  // namespace filo::sip
