// Work beside the loops: done once, and an end that loses nothing.

#include "base/workers.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>

#include "base/epoll_loop.h"

namespace filo {
namespace {

TEST(Workers, TheAnswerOfAJobComesBackToTheLoopThatAsked) {
  EpollLoop loop;
  Workers workers(2, 10);
  bool on_loop = false;
  int answer = 0;
  ASSERT_TRUE(workers.run([] { return 7; }, loop,
                          [&](int result) {
                            answer = result;
                            on_loop = loop.on_this_thread();
                            loop.stop();
                          }));
  loop.run();
  EXPECT_EQ(answer, 7);
  EXPECT_TRUE(on_loop);
}

TEST(Workers, AStopFinishesWhatWaitsAndRefusesWhatComesLater) {
  Workers workers(1, 10);
  std::promise<void> gate;
  std::atomic<int> done = 0;
  ASSERT_TRUE(workers.run([&, open = gate.get_future().share()] {
    open.wait();
    ++done;
    // Asked while it stops: refused, and nobody waits for it.
    workers.run([&] { ++done; });
  }));
  ASSERT_TRUE(workers.run([&] { ++done; }));
  gate.set_value();
  workers.stop();
  EXPECT_GE(done, 2);
  const int before = done;
  EXPECT_FALSE(workers.run([&] { ++done; }));
  workers.stop();
  EXPECT_EQ(done, before);
}

TEST(Workers, AFullQueueRefuses) {
  Workers workers(1, 1);
  std::promise<void> started, gate;
  ASSERT_TRUE(workers.run([&, open = gate.get_future().share()] {
    started.set_value();
    open.wait();
  }));
  started.get_future().wait();
  EXPECT_TRUE(workers.run([] {}));
  EXPECT_FALSE(workers.run([] {}));
  gate.set_value();
}

TEST(Workers, AJobThatThrowsIsNotTheEnd) {
  std::atomic<bool> went_on = false;
  {
    Workers workers(1, 10);
    workers.run([] { throw std::runtime_error("as a test"); });
    workers.run([&] { went_on = true; });
  }
  EXPECT_TRUE(went_on);
}

}  // namespace
}  // namespace filo
