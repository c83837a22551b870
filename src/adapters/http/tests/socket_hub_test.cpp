// The hub with a shard that runs at once and sinks that count.

#include "adapters/http/socket_hub.h"

#include <gtest/gtest.h>

#include "base/limits.h"

namespace filo::http {
namespace {

struct Sink final : SocketSink {
  void wake() override { ++wakes; }
  void close(int code) override { closed = code; }
  int wakes = 0, closed = 0;
};

class HubTest : public testing::Test {
 protected:
  HubTest() {
    hub_.add_shard([this](Task task) {
      if (hold_) {
        held_.push_back(std::move(task));
      } else {
        task();
      }
      return true;
    });
  }
  SocketId open(std::int64_t user, Role role = Role::agent) {
    auto who = std::make_shared<SessionUser>();
    who->session = SessionId{user * 10};
    who->actor = {TenantId{1}, UserId{user}, {}, role};
    sinks_.push_back(std::make_shared<Sink>());
    return hub_.open(0, who, sinks_.back());
  }
  std::vector<std::string> drain(SocketId socket) {
    std::vector<std::string> out;
    while (auto text = hub_.next(socket)) out.push_back(*text);
    return out;
  }

  SocketHub hub_;
  std::vector<std::shared_ptr<Sink>> sinks_;
  std::vector<Task> held_;
  bool hold_ = false;
};

using Texts = std::vector<std::string>;

TEST_F(HubTest, OneTextIsSharedByAllWhoMayHear) {
  const SocketId agent = open(1), supervisor = open(2, Role::supervisor);
  hub_.publish({.tenant = TenantId{1}}, "all");
  const SharedText first = hub_.next(agent), second = hub_.next(supervisor);
  ASSERT_TRUE(first);
  EXPECT_EQ(first.get(), second.get());
  hub_.publish({.tenant = TenantId{1}, .role = Role::supervisor}, "board");
  EXPECT_EQ(drain(agent), Texts{});
  EXPECT_EQ(drain(supervisor), Texts{"board"});
}

TEST_F(HubTest, OfOneKeyOnlyTheNewestIsKept) {
  const SocketId socket = open(1);
  for (int i = 0; i < 5'000; ++i) {
    hub_.publish({.tenant = TenantId{1}}, "b" + std::to_string(i), "board");
  }
  hub_.publish({.tenant = TenantId{1}}, "event");
  EXPECT_EQ(drain(socket), (Texts{"event", "b4999"}));
}

TEST_F(HubTest, ASlowClientLosesItsQueueAndIsToldOnce) {
  const SocketId socket = open(1);
  for (std::size_t i = 0; i <= limits::kSocketEvents; ++i) {
    hub_.publish({.tenant = TenantId{1}}, "e");
  }
  hub_.publish({.tenant = TenantId{1}}, "later");
  EXPECT_EQ(drain(socket), (Texts{R"({"type":"resync"})", "later"}));
  const std::string big(limits::kSocketBytes / 2 + 1, 'x');
  hub_.publish({.tenant = TenantId{1}}, big);
  hub_.publish({.tenant = TenantId{1}}, big);
  EXPECT_EQ(drain(socket), Texts{R"({"type":"resync"})"});
}

TEST_F(HubTest, AStuckThreadCostsBoundedMemory) {
  const SocketId socket = open(1);
  hold_ = true;
  for (std::size_t i = 0; i < limits::kSocketBacklog + 500; ++i) {
    hub_.publish({.tenant = TenantId{1}}, "e");
  }
  EXPECT_EQ(held_.size(), limits::kSocketBacklog);
  hold_ = false;
  for (Task& task : held_) task();
  EXPECT_EQ(drain(socket).front(), R"({"type":"resync"})");
}

TEST_F(HubTest, LogOutClosesOnlyTheSocketsOfThatSession) {
  open(1);
  open(2);
  hub_.close_session(SessionId{10});
  EXPECT_EQ(sinks_[0]->closed, 1008);
  EXPECT_EQ(sinks_[1]->closed, 0);
  hub_.close_user(UserId{2});
  EXPECT_EQ(sinks_[1]->closed, 1008);
}

TEST_F(HubTest, AFloodOfTabsClosesTheOldest) {
  for (std::size_t i = 0; i <= limits::kSocketsPerUser; ++i) open(1);
  EXPECT_EQ(sinks_.front()->closed, 1001);
  EXPECT_EQ(sinks_.back()->closed, 0);
}

TEST_F(HubTest, AClosedSocketHearsNothing) {
  const SocketId socket = open(1);
  hub_.closed(socket);
  hub_.closed(socket);
  hub_.send(socket, "x");
  EXPECT_EQ(hub_.next(socket), nullptr);
  EXPECT_EQ(hub_.sockets(), 0u);
}

TEST_F(HubTest, WhoComesBackHearsWhatHeMissedAndNothingTwice) {
  const SocketId socket = open(1);
  const Audience all{.tenant = TenantId{1}};
  hub_.publish_event(all, 527, "527");  // live, before the browser has told what it knows
  hub_.publish_event(all, 528, "528");
  EXPECT_EQ(drain(socket), (Texts{"527", "528"}));
  hub_.send_missed(socket, {{525, "525"}, {526, "526"}, {527, "527"}, {528, "528"}}, 528);
  EXPECT_EQ(drain(socket), (Texts{"525", "526"}));
  hub_.publish_event(all, 529, "529");
  EXPECT_EQ(drain(socket), Texts{"529"});
}

TEST_F(HubTest, WhatWasReadForHimIsNotToldAgainWhenItComesLive) {
  const SocketId socket = open(1);
  hub_.send_missed(socket, {{7, "7"}, {9, "9"}}, 9);
  hub_.publish_event({.tenant = TenantId{1}}, 9, "9");
  hub_.publish_event({.tenant = TenantId{1}}, 10, "10");
  EXPECT_EQ(drain(socket), (Texts{"7", "9", "10"}));
}

}  // namespace
}  // namespace filo::http
