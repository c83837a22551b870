// Registrations of one life of the server are there in the next.

#include "server/binding_keeper.h"

#include <gtest/gtest.h>

#include <functional>

#include "adapters/store/binding_repo.h"
#include "adapters/store/tests/test_sqlite.h"
#include "base/check.h"
#include "base/epoll_loop.h"

namespace filo::server {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

const sip::Endpoint kUs = *sip::Endpoint::parse("192.0.2.1", 5060);

/// One life: a core without a network, and what keeps its registrations.
class Life final : public sip::SipOutput, public sip::SipDirectory {
 public:
  Life(store::Database& database, Loop& loop)
      : core({}, *this, *this), keeper(database, loop, core) {}

  void send(const sip::Flow&, std::string_view) override {}
  void on_event(const sip::Event& event) override { keeper.on_sip(event); }
  std::optional<Credentials> credentials(std::string_view user) const override {
    if (user == "gone") return std::nullopt;
    return Credentials{};
  }
  std::optional<std::string> trusted_peer(const sip::Flow&) const override { return std::nullopt; }

  Status restore() {
    return keeper.restore([](const sip::Endpoint& remote) {
      return std::optional(sip::Flow{.local = kUs, .remote = remote});
    });
  }

  sip::Core core;
  BindingKeeper keeper;
};

sip::SavedBinding binding(const std::string& user, Instant expires) {
  return {.user = user,
          .contact = "sip:" + user + "@10.0.0.4:5060",
          .flow = {.local = kUs, .remote = *sip::Endpoint::parse("2001:db8::7", 61'234)},
          .call_id = "call-" + user,
          .cseq = 4'000'000'000,
          .expires = expires,
          .order = 3,
          .user_agent = "Phone 1.0"};
}

class BindingKeeperTest : public testing::Test {
 protected:
  Moment now() { return loop_.clock().moment(); }
  std::vector<store::BindingRow> rows() {
    std::vector<store::BindingRow> all;
    FILO_CHECK(database_->read([&](store::Tx& tx) -> Status {
      all = store::SqlBindingRepo(tx).standing(Instant{}).value();
      return {};
    }));
    return all;
  }
  /// Calls `then` on the loop once the store shows so many rows.
  void when_rows(std::size_t count, std::function<void()> then) {
    if (rows().size() == count) return then();
    loop_.call_after(std::chrono::milliseconds{10},
                     [this, count, then = std::move(then)] { when_rows(count, then); });
  }
  /// Runs the loop, once in a test, from `begin` until something stops it.
  void run(std::function<void()> begin) {
    loop_.post(std::move(begin));
    loop_.run();
  }

  EpollLoop loop_;
  store::TestSqlite database_;
};

TEST_F(BindingKeeperTest, TheNextLifeReachesThePhonesOfThisOne) {
  {
    Life first(*database_, loop_);
    run([&] {
      first.core.restore({binding("anna", now().utc + minutes{50})}, now());
      when_rows(1, [this] { loop_.stop(); });
    });
  }
  Life second(*database_, loop_);
  ASSERT_TRUE(second.restore());
  const auto found = second.core.binding("anna");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->contact, "sip:anna@10.0.0.4:5060");
  EXPECT_EQ(found->flow.remote, *sip::Endpoint::parse("2001:db8::7", 61'234)) << "through its NAT";
  EXPECT_EQ(found->user_agent, "Phone 1.0");
  const auto kept = second.core.bindings("anna", now());
  ASSERT_EQ(kept.size(), 1u);
  EXPECT_EQ(kept[0].call_id, "call-anna");
  EXPECT_EQ(kept[0].cseq, 4'000'000'000u);
  EXPECT_GT(kept[0].expires, now().utc + minutes{45});
}

TEST_F(BindingKeeperTest, WhatRanOutAndWhoIsGoneStayAway) {
  ASSERT_TRUE(store::write_and_wait(*database_, [this](store::Tx& tx) -> Status {
    store::SqlBindingRepo repo(tx);
    const Instant past = now().utc - seconds{1}, later = now().utc + minutes{5};
    const auto row = [](const char* user, Instant expires) {
      store::BindingRow made;
      made.sip_user = user;
      made.contact = "sip:phone@h";
      made.remote = "192.0.2.9:5060";
      made.expires_at = expires;
      return made;
    };
    const Status first = repo.replace("old", {row("old", past)});
    return first ? repo.replace("gone", {row("gone", later)}) : first;
  }));
  Life life(*database_, loop_);
  ASSERT_TRUE(life.restore());
  EXPECT_FALSE(life.core.binding("old"));
  EXPECT_FALSE(life.core.binding("gone"));
  EXPECT_EQ(rows().size(), 1u) << "what ran out was cleared away";
}

TEST_F(BindingKeeperTest, APhoneThatNamesItselfInOddBytesDoesNotHinderTheOthers) {
  Life life(*database_, loop_);
  sip::SavedBinding odd = binding("odd", now().utc + minutes{5});
  odd.contact = "sip:\xff@10.0.0.4";
  run([&] {
    life.core.restore({odd, binding("anna", now().utc + minutes{5})}, now());
    when_rows(1, [this] { loop_.stop(); });
  });
  EXPECT_EQ(rows()[0].sip_user, "anna");
  EXPECT_TRUE(life.core.binding("odd")) << "it can be called, until a restart";
}

TEST_F(BindingKeeperTest, AnEndIsKeptToo) {
  Life life(*database_, loop_);
  run([&] {
    life.core.restore({binding("anna", now().utc + seconds{2})}, now());
    when_rows(1, [&] {
      Moment later = now();
      later.utc += seconds{4};
      later.mono += seconds{4};
      life.core.advance(later);
      EXPECT_FALSE(life.core.binding("anna"));
      when_rows(0, [this] { loop_.stop(); });
    });
  });
  EXPECT_TRUE(rows().empty());
}

TEST_F(BindingKeeperTest, AStoreThatRefusesIsAskedAgain) {
  Life life(*database_, loop_);
  const auto alter = [this](const char* sql) {
    ASSERT_TRUE(store::write_and_wait(*database_, [sql](store::Tx& tx) -> Status {
      auto done = tx.run(sql);
      return done ? Status{} : Status{done.error()};
    }));
  };
  alter("ALTER TABLE sip_binding RENAME TO elsewhere");
  run([&] {
    life.core.restore({binding("anna", now().utc + minutes{5})}, now());
    loop_.call_after(BindingKeeper::kFlush * 5, [&] {
      alter("ALTER TABLE elsewhere RENAME TO sip_binding");
      EXPECT_TRUE(rows().empty()) << "it was refused";
      when_rows(1, [this] { loop_.stop(); });
    });
  });
  EXPECT_EQ(rows().size(), 1u);
}

}  // namespace
}  // namespace filo::server
