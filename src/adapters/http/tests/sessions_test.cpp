// Log-ins against a fake repository, with cheap hashes.

#include "adapters/http/sessions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "adapters/http/tests/fakes.h"

namespace filo::http {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr PasswordCost kCheap{.memory_kib = 64, .passes = 1};

class SessionsTest : public testing::Test {
 protected:
  SessionsTest() {
    app::LoginUser anna;
    anna.actor = {TenantId{1}, UserId{2}, AgentId{3}, Role::agent};
    anna.login = "anna";
    anna.password_hash = hash_password("segreta", kCheap).value();
    repo_.add_user(anna);
  }
  Result<Sessions::LoggedIn> log_in(std::string password,
                                    std::string login = "Anna",
                                    std::string old_token = "",
                                    std::string address = "10.0.0.1") {
    std::promise<Result<Sessions::LoggedIn>> promise;
    sessions_.log_in(std::move(login), std::move(password), std::move(address),
                     std::move(old_token),
                     [&](Result<Sessions::LoggedIn> done) { promise.set_value(std::move(done)); });
    return promise.get_future().get();
  }
  static std::string token_of(const std::string& cookie) {
    return cookie.substr(13, cookie.find(';') - 13);
  }
  void wait_for_workers() {
    std::promise<void> done;
    ASSERT_TRUE(workers_.run([&] { done.set_value(); }));
    done.get_future().wait();
  }

  ManualClock clock_;
  FakeSessionRepo repo_;
  Workers workers_{1, 100};
  Sessions sessions_{{.cost = kCheap}, repo_, workers_, clock_, nullptr};
};

TEST_F(SessionsTest, RightPasswordGivesACookieThatFindsTheUser) {
  auto in = log_in("segreta");
  ASSERT_TRUE(in);
  EXPECT_THAT(in->set_cookie, HasSubstr("; Path=/; HttpOnly; SameSite=Strict; Max-Age=43200"));
  EXPECT_THAT(in->set_cookie, Not(HasSubstr("Secure")));
  const std::string token = token_of(in->set_cookie);
  EXPECT_EQ(token.size(), 43u) << "256 bits";
  EXPECT_EQ(sessions_.find(token)->actor.user, UserId{2});
  EXPECT_EQ(sessions_.find(token + "x"), nullptr);
  EXPECT_THAT(repo_.dump(), Not(HasSubstr(token))) << "only its hash is stored";
}

TEST_F(SessionsTest, UnknownUserAndWrongPasswordLookTheSame) {
  auto wrong = log_in("sbagliata");
  auto unknown = log_in("segreta", "nobody");
  ASSERT_FALSE(wrong);
  ASSERT_FALSE(unknown);
  EXPECT_EQ(wrong.error().key, unknown.error().key);
  EXPECT_EQ(wrong.error().code, Errc::unauthenticated);
}

TEST_F(SessionsTest, GuessingCostsWaitingAndAlsoTheRightPasswordWaits) {
  for (int i = 0; i < 5; ++i) EXPECT_EQ(log_in("x").error().code, Errc::unauthenticated);
  EXPECT_EQ(log_in("segreta").error().code, Errc::limit);
  EXPECT_EQ(sessions_.retry_after("ANNA", "10.0.0.1"), 2);
  clock_.advance(std::chrono::seconds{3});
  EXPECT_TRUE(log_in("segreta"));
  EXPECT_EQ(sessions_.retry_after("anna", "10.0.0.1"), 0);
}

TEST_F(SessionsTest, OneAddressThatTriesManyNamesWaitsToo) {
  for (int i = 0; i < 30; ++i) (void)log_in("x", "user" + std::to_string(i));
  EXPECT_EQ(log_in("segreta").error().code, Errc::limit);
  EXPECT_TRUE(log_in("segreta", "anna", "", "10.0.0.2"));
}

TEST_F(SessionsTest, NewLoginEndsTheOldTokenOfTheSameBrowser) {
  const std::string first = token_of(log_in("segreta")->set_cookie);
  const std::string second = token_of(log_in("segreta", "anna", first)->set_cookie);
  EXPECT_NE(first, second);
  EXPECT_EQ(sessions_.find(first), nullptr);
  EXPECT_NE(sessions_.find(second), nullptr);
}

TEST_F(SessionsTest, ExpirySlidesWithUse) {
  const std::string token = token_of(log_in("segreta")->set_cookie);
  clock_.advance(std::chrono::hours{11});
  EXPECT_NE(sessions_.find(token), nullptr);
  clock_.advance(std::chrono::hours{11});
  EXPECT_NE(sessions_.find(token), nullptr);
  clock_.advance(std::chrono::hours{13});
  EXPECT_EQ(sessions_.find(token), nullptr);
  sessions_.tidy();
  EXPECT_EQ(sessions_.size(), 0u);
}

TEST_F(SessionsTest, ARestartLogsNobodyOut) {
  const std::string token = token_of(log_in("segreta")->set_cookie);
  clock_.advance(std::chrono::hours{11});
  (void)sessions_.find(token);
  sessions_.tidy();
  wait_for_workers();
  clock_.advance(std::chrono::hours{2});  // past the first end, written back meanwhile
  Sessions restarted({.cost = kCheap}, repo_, workers_, clock_, nullptr);
  ASSERT_TRUE(restarted.load());
  EXPECT_NE(restarted.find(token), nullptr);
}

TEST_F(SessionsTest, LogOutAndDropEndIt) {
  const auto in = log_in("segreta");
  std::promise<Status> done;
  sessions_.log_out(*in->user, [&](Status s) { done.set_value(s); });
  EXPECT_TRUE(done.get_future().get());
  EXPECT_EQ(sessions_.find(token_of(in->set_cookie)), nullptr);
  EXPECT_EQ(repo_.size(), 0u);
  const std::string other = token_of(log_in("segreta")->set_cookie);
  sessions_.drop_user(UserId{2});
  EXPECT_EQ(sessions_.find(other), nullptr);
}

TEST_F(SessionsTest, AStoreThatIsAwayIsSaid) {
  repo_.away = true;
  EXPECT_EQ(log_in("segreta").error().code, Errc::unavailable);
}

TEST_F(SessionsTest, OnlyOurOwnPagesChangeThings) {
  Guard guard(sessions_, {"https://desk.example.org"});
  const auto status = [&](std::string method, const char* origin) {
    Request request;
    request.method = std::move(method);
    request.headers = {{"Host", "desk.local:8080"}};
    if (origin != nullptr) request.headers.emplace_back("Origin", origin);
    auto refused = guard(request);
    return refused ? refused->status : 0;
  };
  EXPECT_EQ(status("POST", "http://desk.local:8080"), 0);
  EXPECT_EQ(status("POST", "https://desk.example.org"), 0);
  EXPECT_EQ(status("POST", "http://evil.example"), 403);
  EXPECT_EQ(status("POST", "http://desk.local"), 403);
  EXPECT_EQ(status("POST", "null"), 403);
  EXPECT_EQ(status("DELETE", nullptr), 403);
  EXPECT_EQ(status("GET", "http://evil.example"), 0);
}

TEST(Passwords, HashesVerifyAndTellTheirCost) {
  const std::string hash = hash_password("pàssword", kCheap).value();
  EXPECT_TRUE(hash.starts_with("$argon2id$v=19$m=64,t=1,p=1$")) << hash;
  EXPECT_TRUE(verify_password(hash, "pàssword"));
  EXPECT_FALSE(verify_password(hash, "password"));
  EXPECT_FALSE(verify_password("nonsense", "x"));
  EXPECT_FALSE(needs_rehash(hash, kCheap));
  EXPECT_TRUE(needs_rehash(hash));
  EXPECT_FALSE(hash_password(std::string(2'000, 'x'), kCheap));
}

}  // namespace
}  // namespace filo::http
