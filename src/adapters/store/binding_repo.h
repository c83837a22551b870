#pragma once
// The registrations of phones over one transaction: what server/BindingKeeper keeps and takes back.

#include <cstdint>
#include <string>
#include <vector>

#include "adapters/store/tx.h"

namespace filo::store {

struct BindingRow {
  std::string sip_user;
  std::string contact;
  std::string remote;  ///< "192.0.2.7:5060"
  std::string call_id;
  std::int64_t cseq = 0;
  Instant expires_at{};
  std::int64_t place = 0;
  std::string user_agent;
};
BOOST_DESCRIBE_STRUCT(BindingRow,
                      (),
                      (sip_user, contact, remote, call_id, cseq, expires_at, place, user_agent))

class SqlBindingRepo {
 public:
  explicit SqlBindingRepo(Tx& tx) : tx_(tx) {}

  /// All of a user's bindings; none removes the user.
  Status replace(const std::string& sip_user, const std::vector<BindingRow>& rows);
  /// Those that have not run out, by user and place.
  Result<std::vector<BindingRow>> standing(Instant now);
  Status remove_expired(Instant now);

 private:
  Tx& tx_;
};

}  // namespace filo::store
