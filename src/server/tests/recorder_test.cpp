// What live calls leave in the store, up to the last moment.

#include "server/recorder.h"

#include <gtest/gtest.h>

#include <future>
#include <map>

#include "adapters/store/call_repo.h"
#include "base/epoll_loop.h"
#include "server/tests/demo_centre.h"

namespace filo::server {
namespace {

constexpr CallId kFirst{101}, kSecond{102};

class RecorderTest : public testing::Test {
 protected:
  void starts(CallId call) {
    calls::CallStarted fact;
    fact.call = call;
    fact.at = core_.clock().moment();
    fact.ani = "+390551234567";
    fact.dnis = "+39800100200";
    ledger_.append(tenant_, fact);
  }
  void ends(CallId call, const std::string& cause) {
    ledger_.append(tenant_, calls::CallEnded{.call = call,
                                             .at = core_.clock().moment(),
                                             .by = calls::EndedBy::server,
                                             .cause = cause});
  }
  /// Causes of all stored calls in order of their ids; empty while a call lasts.
  std::vector<std::string> causes() {
    std::map<CallId, std::string> found;
    const Status read = demo_.database().read([&](store::Tx& tx) {
      return store::SqlCallRepo(tx).for_each(
          Instant{}, core_.clock().now() + std::chrono::hours{1},
          [&](const calls::CallRecord& record) { found[record.id] = record.cause; });
    });
    EXPECT_TRUE(read);
    std::vector<std::string> all;
    for (const auto& [id, cause] : found) all.push_back(cause);
    return all;
  }

  EpollLoop core_;
  app::CallLedger ledger_{system_clock()};
  DemoCentre demo_;
  const TenantId tenant_ = demo_.tenant();
};

TEST_F(RecorderTest, AStopWaitsForTheBatchUnderWayAndStoresWhatCameMeanwhile) {
  Recorder recorder(demo_.database(), core_, ledger_);
  std::promise<void> gate;  // the writer is busy until then
  demo_.database().write(
      [open = gate.get_future().share()](store::Tx&) -> Status {
        open.wait();
        return {};
      },
      {});
  core_.post([&] {
    starts(kFirst);
    recorder.flush();  // under way: it stands behind the gate
    ends(kFirst, "server_stop");
    starts(kSecond);
    ends(kSecond, "server_stop");
    recorder.finish([&] { core_.stop(); });
    gate.set_value();
  });
  core_.run();
  EXPECT_EQ(causes(), (std::vector<std::string>{"server_stop", "server_stop"}));
}

TEST_F(RecorderTest, AStopWithNothingToTellEnds) {
  Recorder recorder(demo_.database(), core_, ledger_);
  int ended = 0;
  core_.post([&] {
    recorder.finish([&] {
      ++ended;
      core_.stop();
    });
  });
  core_.run();
  EXPECT_EQ(ended, 1);
}

TEST_F(RecorderTest, AStopEndsAlsoWhenTheStoreRefuses) {
  Recorder recorder(demo_.database(), core_, ledger_);
  const Status broken = store::write_and_wait(demo_.database(), [](store::Tx& tx) -> Status {
    auto gone = tx.run("ALTER TABLE call_segment RENAME TO elsewhere");
    return gone ? Status{} : gone.error();
  });
  ASSERT_TRUE(broken) << broken.error().detail;
  int ended = 0;
  core_.post([&] {
    starts(kFirst);
    recorder.flush();
    ends(kFirst, "server_stop");
    recorder.finish([&] {
      ++ended;
      core_.stop();
    });
  });
  core_.run();
  EXPECT_EQ(ended, 1);
}

}  // namespace
}  // namespace filo::server
