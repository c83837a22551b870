// Digest on both sides of a leg, and REGISTER (RFC 3261 §10.3, §22; RFC 8760).

#include <algorithm>
#include <set>

#include "protocols/sip/core_impl.h"

namespace filo::sip {

namespace {

ChallengeChoice::Asker asker_of(const Message& request, const Flow& flow) {
  return {.user = request.from().uri.user,
          .source = flow.remote,
          .user_agent = request.header(HeaderId::user_agent)};
}

}  // namespace

std::vector<std::string_view> whole_values(const Message& message, HeaderId id) {
  std::vector<std::string_view> values;
  for (const Header& h : message.headers()) {
    if (h.id == id) values.push_back(h.value);
  }
  return values;
}

/// Who is not known is challenged; an unknown user and a wrong password look alike.
Core::Impl::Checked Core::Impl::authenticate(const Message& request, const Flow& flow) {
  const auto lookup = [this](std::string_view user) { return directory.credentials(user); };
  DigestServer::Verdict verdict =
      digest.verify(to_string(request.method()), request.request_uri_text(),
                    whole_values(request, HeaderId::authorization), lookup, now.utc, flow.remote);
  if (verdict.outcome == DigestServer::Outcome::ok) {
    challenges.succeeded(asker_of(request, flow), verdict.algorithm, now.mono);
    return {.ok = true, .user = std::move(verdict.user)};
  }
  if (verdict.outcome == DigestServer::Outcome::wrong) output.on_auth_failed(flow, verdict.user);
  challenge(request, flow, verdict);
  return {};
}

/// Credentials tell by themselves what their phone knows.
void Core::Impl::challenge(const Message& request,
                           const Flow& flow,
                           const DigestServer::Verdict& verdict) {
  const bool stale = verdict.outcome == DigestServer::Outcome::stale;
  const bool only_md5 = verdict.outcome == DigestServer::Outcome::missing
                            ? challenges.only_md5(asker_of(request, flow), request.call_id(),
                                                  request.cseq().number, now.mono)
                            : verdict.algorithm == DigestAlgorithm::md5;
  std::vector<ExtraHeader> headers;
  for (std::string& value : digest.challenge(now.utc, flow.remote, stale, only_md5)) {
    headers.push_back({"WWW-Authenticate", std::move(value)});
  }
  reply(request, flow, 401, {}, headers);
}

void Core::Impl::on_register(const Message& request, const Flow& flow) {
  const Checked checked = authenticate(request, flow);
  if (!checked.ok) return;
  if (request.to().uri.user != checked.user) return reply(request, flow, 403);
  const Registrar::Outcome outcome = registrar.apply(checked.user, request, flow, now.mono);
  if (outcome.status != 200) {
    std::vector<ExtraHeader> headers;
    if (outcome.status == 423) {
      const auto seconds = std::chrono::ceil<std::chrono::seconds>(config.expires_min).count();
      headers.push_back({"Min-Expires", std::to_string(seconds)});
    }
    if (outcome.status == 503) headers.push_back({"Retry-After", "60"});
    return reply(request, flow, outcome.status, outcome.reason, headers);
  }
  std::vector<ExtraHeader> headers;
  for (std::string& contact : registrar.contacts(checked.user, now.mono)) {
    headers.push_back({"Contact", std::move(contact)});
  }
  reply(request, flow, 200, {}, headers);
  if (outcome.added || outcome.lessened) tell_registered(checked.user);
  if (outcome.removed) emit(Unregistered{.user = checked.user, .expired = false});
}

/// Names the newest binding of a user who has one.
void Core::Impl::tell_registered(const std::string& user) {
  const Registrar::Entry* entry = registrar.newest(user, now.mono);
  if (entry == nullptr) return;
  emit(Registered{.user = user,
                  .flow = entry->flow,
                  .contact = entry->contact,
                  .expires = entry->expires - now.mono,
                  .user_agent = entry->user_agent});
  if (!sweep) sweep = start(std::chrono::seconds{1}, kRegistrarSweep, 0);
}

std::vector<SavedBinding> Core::bindings(std::string_view user, Moment now) const {
  return impl_->registrar.saved(user, now);
}

void Core::restore(const std::vector<SavedBinding>& saved, Moment now) {
  impl_->run(now, [&] {
    std::set<std::string> users;
    for (const SavedBinding& binding : saved) {
      const bool wanted = !is_stream(binding.flow.transport) &&
                          impl_->directory.credentials(binding.user).has_value();
      if (wanted && impl_->registrar.restore(binding, impl_->now)) users.insert(binding.user);
    }
    for (const std::string& user : users) impl_->tell_registered(user);
  });
}

/// Once a second while anybody is registered.
void Core::Impl::sweep_registrar() {
  sweep = {};
  for (std::string& user : registrar.expire(now.mono)) {
    emit(Unregistered{.user = std::move(user), .expired = true});
  }
  if (registrar.users() > 0) sweep = start(std::chrono::seconds{1}, kRegistrarSweep, 0);
}

// --- towards trunks that challenge
// ------------------------------------------------------------------

bool Core::Impl::retry_with_digest(Leg& leg, const Message& response, Method method) {
  const bool proxy = response.status() == 407;
  if (leg.invite.auth_user.empty() || leg.auth_tries >= kAuthTriesMax) return false;
  const HeaderId id = proxy ? HeaderId::proxy_authenticate : HeaderId::www_authenticate;
  if (!leg.digest.learn(whole_values(response, id), proxy)) return false;
  // A second challenge that does not blame the nonce refuses the password.
  if (leg.auth_tries > 0 && !leg.digest.stale() && method == Method::invite) return false;
  ++leg.auth_tries;
  return true;
}

void Core::Impl::authorize(Leg& leg, MessageWriter& request, Method method) {
  if (!leg.digest.ready()) return;
  const HeaderId id = leg.digest.proxy() ? HeaderId::proxy_authorization : HeaderId::authorization;
  request.header(
      id, leg.digest.authorization(to_string(method), leg.dialog.target, leg.invite.auth_user,
                                   leg.invite.auth_password, new_tag()));
}

}  // namespace filo::sip
