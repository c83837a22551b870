#include "server/binding_keeper.h"

#include <memory>
#include <utility>
#include <vector>

#include "adapters/store/binding_repo.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/text.h"

namespace filo::server {

namespace {

using Rows = std::vector<store::BindingRow>;

Counter g_kept{"filo_sip_registrations_kept_total",
               "Registrations and their ends that the store has taken."};

/// Databases take text only; one phone that names itself in odd bytes must not keep the others from
/// being stored.
bool is_storable(const std::string& text) {
  return text.size() <= limits::kSipUriBytes && is_utf8(text) &&
         text.find('\0') == std::string::npos;
}

/// Connections die with the server: only datagram flows are worth keeping.
Rows rows_of(const std::vector<sip::SavedBinding>& bindings) {
  Rows rows;
  for (const sip::SavedBinding& binding : bindings) {
    if (sip::is_stream(binding.flow.transport)) continue;
    if (!is_storable(binding.contact) || !is_storable(binding.call_id)) continue;
    rows.push_back({.sip_user = binding.user,
                    .contact = binding.contact,
                    .remote = binding.flow.remote.str(),
                    .call_id = binding.call_id,
                    .cseq = binding.cseq,
                    .expires_at = binding.expires,
                    .place = static_cast<std::int64_t>(binding.order),
                    .user_agent = is_storable(binding.user_agent) ? binding.user_agent : ""});
  }
  return rows;
}

std::optional<sip::Endpoint> endpoint_of(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos) return std::nullopt;
  const auto port = parse_int<std::uint16_t>(std::string_view{text}.substr(colon + 1));
  return port ? sip::Endpoint::parse(text.substr(0, colon), *port) : std::nullopt;
}

}  // namespace

Status BindingKeeper::restore(const FlowTo& flow_to) {
  const Moment now = core_.clock().moment();
  auto rows = std::make_shared<Rows>();
  const Status read = store::write_and_wait(database_, [rows, now](store::Tx& tx) -> Status {
    store::SqlBindingRepo repo(tx);
    auto standing = repo.standing(now.utc);
    if (!standing) return standing.error();
    *rows = std::move(*standing);
    return repo.remove_expired(now.utc);
  });
  if (!read) return read;
  std::vector<sip::SavedBinding> bindings;
  for (store::BindingRow& row : *rows) {
    const auto remote = endpoint_of(row.remote);
    const auto flow = remote ? flow_to(*remote) : std::nullopt;
    if (!flow) continue;
    bindings.push_back({.user = std::move(row.sip_user),
                        .contact = std::move(row.contact),
                        .flow = *flow,
                        .call_id = std::move(row.call_id),
                        .cseq = static_cast<std::uint32_t>(row.cseq),
                        .expires = row.expires_at,
                        .order = static_cast<std::uint64_t>(row.place),
                        .user_agent = std::move(row.user_agent)});
  }
  sip_.restore(bindings, now);
  if (!bindings.empty()) FILO_LOG_INFO("sip", "registrations taken back: {}", bindings.size());
  return {};
}

void BindingKeeper::on_sip(const sip::Event& event) {
  if (const auto* here = std::get_if<sip::Registered>(&event)) changed(here->user);
  if (const auto* gone = std::get_if<sip::Unregistered>(&event)) changed(gone->user);
}

void BindingKeeper::changed(const std::string& user) {
  changed_.insert(user);
  arm(kFlush);
}

void BindingKeeper::arm(Duration wait) {
  if (std::exchange(armed_, true)) return;
  core_.call_after(wait, [this, alive = alive_] {
    if (!*alive) return;
    armed_ = false;
    flush();
  });
}

void BindingKeeper::flush() {
  if (writing_ || changed_.empty()) return;
  writing_ = true;
  const auto users = std::make_shared<std::set<std::string>>(std::exchange(changed_, {}));
  auto rows = std::make_shared<std::vector<std::pair<std::string, Rows>>>();
  const Moment now = core_.clock().moment();
  for (const std::string& user : *users)
    rows->emplace_back(user, rows_of(sip_.bindings(user, now)));
  const bool queued = database_.write(
      [rows](store::Tx& tx) -> Status {
        store::SqlBindingRepo repo(tx);
        for (const auto& [user, standing] : *rows) {
          const Status done = repo.replace(user, standing);
          if (!done) return done;
        }
        return {};
      },
      [this, users, alive = alive_](const Status& done) {
        core_.post([this, users, alive, done] {
          if (*alive) written(*users, done);
        });
      });
  if (!queued) written(*users, Error{Errc::unavailable, "the write queue is full"});
}

void BindingKeeper::written(const std::set<std::string>& users, const Status& done) {
  writing_ = false;
  if (done) {
    g_kept.add(users.size());
    if (!changed_.empty()) arm(kFlush);
    return;
  }
  FILO_LOG_WARN("sip", "registrations of {} users wait for the store: {}", users.size(),
                done.error().detail);
  changed_.insert(users.begin(), users.end());
  arm(kRetry);
}

}  // namespace filo::server
