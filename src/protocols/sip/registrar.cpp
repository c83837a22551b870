#include "protocols/sip/registrar.h"

#include <algorithm>
#include <optional>

#include "base/clean_words.h"
#include "base/limits.h"
#include "base/text.h"

namespace filo::sip {

namespace {

constexpr std::size_t kAgentBytes = 200;  ///< Of a phone's name for itself; it is shown and stored.
constexpr std::int64_t kExpiresDefaultSeconds = 3'600;  // RFC 3261 §10.2.1.1 leaves it to us

/// A number of seconds; malformed counts as the default, too large as the largest (§20.19).
std::int64_t expires_seconds(std::string_view text) {
  const std::string_view digits = trim(text);
  if (digits.empty() || digits.find_first_not_of("0123456789") != std::string_view::npos)
    return kExpiresDefaultSeconds;
  return parse_int<std::uint32_t>(digits).value_or(0xffff'ffffU);
}

bool same_contact(const std::string& a, const std::string& b) {
  if (a == b) return true;
  const auto left = Uri::parse(a);
  const auto right = Uri::parse(b);
  return left && right && Uri::equal(*left, *right);
}

/// Do datagrams come from elsewhere than the contact says? A name may be anything.
bool behind_nat(const Uri& contact, const Flow& flow) {
  if (is_stream(flow.transport)) return false;
  const auto named = Endpoint::parse(contact.host, flow.remote.port);
  return !named || named->ip != flow.remote.ip || named->v6 != flow.remote.v6;
}

bool out_of_order(const Registrar::Entry& entry, const Message& request) {
  return entry.call_id == request.call_id() && request.cseq().number <= entry.cseq;
}

}  // namespace

Registrar::Outcome Registrar::apply(std::string_view user,
                                    const Message& request,
                                    const Flow& flow,
                                    MonoTime now) {
  const std::vector<std::string_view> contacts = request.list(HeaderId::contact);
  const std::string_view expires_header = request.header(HeaderId::expires);
  const std::int64_t expires_default =
      expires_header.empty() ? kExpiresDefaultSeconds : expires_seconds(expires_header);

  if (contacts.empty()) return {};  // only asks what stands
  if (std::find(contacts.begin(), contacts.end(), "*") != contacts.end()) {
    if (contacts.size() != 1 || expires_header.empty() || expires_default != 0)
      return {.status = 400, .reason = "Contact * needs Expires 0"};
    return remove_all(users_.find(user), request);
  }
  if (contacts.size() > kContactsPerUser) return {.status = 400, .reason = "Too Many Contacts"};

  std::vector<Wanted> wanted;
  for (const std::string_view value : contacts) {
    const auto contact = parse_name_addr(value);
    if (!contact) return {.status = 400, .reason = "Bad Contact"};
    const auto param = contact->param("expires");
    const std::chrono::seconds asked{param ? expires_seconds(*param) : expires_default};
    if (asked.count() > 0 && asked < bounds_.expires_min)
      return {.status = 423, .reason = "Interval Too Brief"};
    const Duration most = behind_nat(contact->uri, flow)
                              ? std::min(bounds_.expires_nat, bounds_.expires_max)
                              : bounds_.expires_max;
    wanted.push_back({std::string{contact->uri_text}, std::min<Duration>(asked, most)});
  }
  return store(user, wanted, request, flow, now);
}

Registrar::Outcome Registrar::remove_all(Users::iterator found, const Message& request) {
  if (found == users_.end()) return {};
  for (const Entry& entry : found->second) {
    if (out_of_order(entry, request)) return {.status = 500, .reason = "CSeq Out Of Order"};
  }
  users_.erase(found);
  return {.status = 200, .reason = {}, .removed = true};
}

Registrar::Outcome Registrar::store(std::string_view user,
                                    const std::vector<Wanted>& wanted,
                                    const Message& request,
                                    const Flow& flow,
                                    MonoTime now) {
  auto found = users_.find(user);
  Entries entries = found == users_.end() ? Entries{} : found->second;
  std::erase_if(entries, [&](const Entry& e) { return e.expires <= now; });
  const bool had_any = !entries.empty();
  Outcome outcome;
  for (const Wanted& want : wanted) {
    auto entry = std::find_if(entries.begin(), entries.end(), [&](const Entry& e) {
      return same_contact(e.contact, want.contact);
    });
    if (entry != entries.end() && out_of_order(*entry, request))
      return {.status = 500, .reason = "CSeq Out Of Order"};
    if (entry != entries.end()) {
      entries.erase(entry);
      outcome.lessened = want.expires == Duration{};
    }
    if (want.expires == Duration{}) continue;
    if (entries.size() >= kContactsPerUser) entries.erase(entries.begin());  // the oldest
    entries.push_back(
        {.contact = want.contact,
         .flow = flow,
         .call_id = std::string{request.call_id()},
         .cseq = request.cseq().number,
         .expires = now + want.expires,
         .order = ++last_order_,
         .user_agent = clean_words(request.header(HeaderId::user_agent), kAgentBytes)});
    outcome.added = true;
  }
  if (entries.empty()) {
    if (found != users_.end()) users_.erase(found);
    outcome.removed = had_any;
    return outcome;
  }
  if (found == users_.end()) {
    if (users_.size() >= limits::kAgents) return {.status = 503, .reason = "Too Many Users"};
    found = users_.emplace(std::string{user}, Entries{}).first;
  }
  found->second = std::move(entries);
  return outcome;
}

std::vector<std::string> Registrar::contacts(std::string_view user, MonoTime now) const {
  std::vector<std::string> values;
  const auto found = users_.find(user);
  if (found == users_.end()) return values;
  for (const Entry& entry : found->second) {
    if (entry.expires <= now) continue;
    const auto left = std::chrono::ceil<std::chrono::seconds>(entry.expires - now).count();
    values.push_back('<' + entry.contact + ">;expires=" + std::to_string(left));
  }
  return values;
}

const Registrar::Entry* Registrar::newest(std::string_view user, MonoTime now) const {
  const auto found = users_.find(user);
  if (found == users_.end()) return nullptr;
  const Entry* best = nullptr;
  for (const Entry& entry : found->second) {
    if (entry.expires > now && (best == nullptr || entry.order > best->order)) best = &entry;
  }
  return best;
}

template <class Gone>
std::vector<std::string> Registrar::erase_if(Gone gone) {
  std::vector<std::string> left;
  for (auto user = users_.begin(); user != users_.end();) {
    std::erase_if(user->second, gone);
    if (user->second.empty()) {
      left.push_back(user->first);
      user = users_.erase(user);
    } else {
      ++user;
    }
  }
  std::sort(left.begin(), left.end());  // the table's order is not part of the behaviour
  return left;
}

std::vector<std::string> Registrar::expire(MonoTime now) {
  return erase_if([&](const Entry& e) { return e.expires <= now; });
}

std::vector<std::string> Registrar::drop_flow(const Flow& flow) {
  return erase_if([&](const Entry& e) { return e.flow == flow; });
}

std::vector<SavedBinding> Registrar::saved(std::string_view user, Moment now) const {
  std::vector<SavedBinding> all;
  const auto found = users_.find(user);
  if (found == users_.end()) return all;
  for (const Entry& entry : found->second) {
    if (entry.expires <= now.mono) continue;
    all.push_back({.user = std::string{user},
                   .contact = entry.contact,
                   .flow = entry.flow,
                   .call_id = entry.call_id,
                   .cseq = entry.cseq,
                   .expires = now.utc + (entry.expires - now.mono),
                   .order = entry.order,
                   .user_agent = entry.user_agent});
  }
  return all;
}

/// The clock may have been wrong then or be wrong now: nothing lasts longer than it could be
/// granted.
bool Registrar::restore(const SavedBinding& saved, Moment now) {
  const Duration left = std::min<Duration>(saved.expires - now.utc, bounds_.expires_max);
  if (left <= Duration{}) return false;
  auto found = users_.find(saved.user);
  if (found == users_.end()) {
    if (users_.size() >= limits::kAgents) return false;
    found = users_.emplace(saved.user, Entries{}).first;
  }
  Entries& entries = found->second;
  const bool known = std::any_of(entries.begin(), entries.end(), [&](const Entry& e) {
    return same_contact(e.contact, saved.contact);
  });
  if (known || entries.size() >= kContactsPerUser) return false;
  entries.push_back({.contact = saved.contact,
                     .flow = saved.flow,
                     .call_id = saved.call_id,
                     .cseq = saved.cseq,
                     .expires = now.mono + left,
                     .order = saved.order,
                     .user_agent = saved.user_agent});
  last_order_ = std::max(last_order_, saved.order);
  return true;
}

bool Registrar::has_source(const Endpoint& remote) const {
  for (const auto& [user, entries] : users_) {
    for (const Entry& e : entries) {
      if (e.flow.remote.ip == remote.ip && e.flow.remote.v6 == remote.v6) return true;
    }
  }
  return false;
}

}  // namespace filo::sip
