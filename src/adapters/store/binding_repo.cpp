#include "adapters/store/binding_repo.h"

namespace filo::store {

Status SqlBindingRepo::replace(const std::string& sip_user, const std::vector<BindingRow>& rows) {
  auto gone = tx_.run("DELETE FROM sip_binding WHERE sip_user = $1", sip_user);
  if (!gone) return gone.error();
  for (const BindingRow& row : rows) {
    auto added = tx_.run(
        "INSERT INTO sip_binding (sip_user, contact, remote, call_id, cseq, expires_at, place, "
        "user_agent) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        row.sip_user, row.contact, row.remote, row.call_id, row.cseq, row.expires_at, row.place,
        row.user_agent);
    if (!added) return added.error();
  }
  return {};
}

Result<std::vector<BindingRow>> SqlBindingRepo::standing(Instant now) {
  return tx_.exec<BindingRow>(
      "SELECT sip_user, contact, remote, call_id, cseq, expires_at, place, user_agent "
      "FROM sip_binding WHERE expires_at > $1 ORDER BY sip_user, place",
      now);
}

Status SqlBindingRepo::remove_expired(Instant now) {
  auto gone = tx_.run("DELETE FROM sip_binding WHERE expires_at <= $1", now);
  return gone ? Status{} : Status{gone.error()};
}

}  // namespace filo::store
