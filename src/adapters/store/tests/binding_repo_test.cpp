// Registrations of phones on both engines.

#include "adapters/store/binding_repo.h"

#include "adapters/store/tests/test_databases.h"

namespace filo::store {
namespace {

class BindingRepoContract : public DatabaseTest {
 protected:
  const Instant now_ = from_micros(1'790'000'000'000'000);
  BindingRow row(const std::string& user, const std::string& contact, Duration left) {
    return {.sip_user = user,
            .contact = contact,
            .remote = "[2001:db8::7]:5060",
            .call_id = "c",
            .cseq = 4'294'967'295,
            .expires_at = now_ + left,
            .place = 2,
            .user_agent = "Phone è 1.0"};
  }
  std::vector<std::string> standing() {
    std::vector<std::string> contacts;
    const Status read = db().read([&](Tx& tx) -> Status {
      auto rows = SqlBindingRepo(tx).standing(now_);
      if (!rows) return rows.error();
      for (const BindingRow& r : *rows) contacts.push_back(r.contact);
      return {};
    });
    EXPECT_TRUE(read);
    return contacts;
  }
};

TEST_P(BindingRepoContract, AUsersBindingsAreReplacedAsAWhole) {
  using std::chrono::seconds;
  must_write([&](Tx& tx) -> Status {
    SqlBindingRepo repo(tx);
    const Status first =
        repo.replace("anna", {row("anna", "a1", seconds{60}), row("anna", "a2", seconds{60})});
    return first ? repo.replace("bea", {row("bea", "b1", seconds{1})}) : first;
  });
  EXPECT_EQ(standing(), (std::vector<std::string>{"a1", "a2", "b1"}));
  must_write(
      [&](Tx& tx) { return SqlBindingRepo(tx).replace("anna", {row("anna", "a3", seconds{60})}); });
  EXPECT_EQ(standing(), (std::vector<std::string>{"a3", "b1"}));
  must_write([&](Tx& tx) { return SqlBindingRepo(tx).replace("anna", {}); });
  EXPECT_EQ(standing(), std::vector<std::string>{"b1"});
  must_write([&](Tx& tx) { return SqlBindingRepo(tx).remove_expired(now_ + seconds{1}); });
  EXPECT_TRUE(standing().empty());
}

FILO_ON_EACH_ENGINE(BindingRepoContract);

}  // namespace
}  // namespace filo::store
