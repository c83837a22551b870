#pragma once
// The ports of live calls over the store and the sockets: who is calling, the ticket of a call, and
// what browsers are told. Made on the core thread; work that blocks runs on workers or the writer.

#include <functional>
#include <set>
#include <string>
#include <utility>

#include "adapters/http/socket_hub.h"
#include "app/live/call_director.h"
#include "app/ports/live.h"
#include "app/ports/store.h"
#include "base/loop.h"
#include "base/workers.h"
#include "server/desk_clock.h"

namespace filo::server {

class StoreCallers final : public app::CallerLookup {
 public:
  StoreCallers(app::Store& store, Workers& workers, Loop& core)
      : store_(store), workers_(workers), core_(core) {}
  void lookup(TenantId tenant, const std::string& e164, Found done) override;

 private:
  app::Store& store_;
  Workers& workers_;
  Loop& core_;
};

/// A store that is away for a while costs no ticket: it is asked again every kAgain, and the ticket
/// begins when the call was answered. At most kWaitingMax wait.
class StoreCallTickets final : public app::CallTickets {
 public:
  static constexpr Duration kAgain = std::chrono::seconds{1};
  static constexpr std::size_t kWaitingMax = 10'000;

  StoreCallTickets(app::Store& store, Loop& core, DeskClock& clock)
      : store_(store), core_(core), clock_(clock) {}
  void open_for_call(const Opening& opening, Opened done) override;

 private:
  struct Wish {
    Opening opening;
    Opened done;
    Stamp answered;
    bool late = false;
  };
  void open(const Wish& wish);
  void opened(Wish wish, const Result<TicketId>& ticket);

  app::Store& store_;
  Loop& core_;
  DeskClock& clock_;
  std::size_t waiting_ = 0;
};

/// Sends `my_state` and `board` to browsers: at once when something changed, then not again before
/// kAgentPause or kBoardPause; also every kBoardTick while a board changes by time alone.
class SocketPush final : public app::LivePush {
 public:
  static constexpr Duration kAgentPause = std::chrono::milliseconds{20};
  static constexpr Duration kBoardPause = std::chrono::milliseconds{500};

  SocketPush(http::SocketHub& hub, Loop& core) : hub_(hub), core_(core) {}
  /// The director is made after this; nothing is pushed before.
  void set_director(const app::CallDirector* director) { director_ = director; }

  void agent_changed(TenantId tenant, AgentId agent) override;
  void board_changed(TenantId tenant) override;

 private:
  void push_agents();
  void push_boards();

  http::SocketHub& hub_;
  Loop& core_;
  const app::CallDirector* director_ = nullptr;
  std::set<std::pair<TenantId, AgentId>> agents_;
  std::set<TenantId> boards_;
  bool agents_armed_ = false, boards_armed_ = false;
};

}  // namespace filo::server
