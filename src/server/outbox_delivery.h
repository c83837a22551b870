#pragma once
// What happened to records, told to browsers; and to the server itself when its configuration
// changed.

#include <atomic>
#include <functional>
#include <mutex>

#include "adapters/http/socket_hub.h"
#include "app/ports/outbox.h"

namespace filo::server {

/// Follows the outbox from its end at start. deliver() on a worker; one at a time.
class OutboxDelivery {
 public:
  static constexpr std::size_t kResumeMax = 500;

  /// What the server itself wants to know; called by deliver().
  struct Listener {
    std::function<void()> centre_changed;
    std::function<void(TenantId)> tickets_changed;
  };

  OutboxDelivery(app::Outbox& outbox, http::SocketHub& hub, Listener listener)
      : outbox_(outbox), hub_(hub), listener_(std::move(listener)) {}

  /// Only what happens from now on matters to live screens. Blocks.
  Status begin();
  /// Something was written: is a deliver() needed that was not asked for yet? Any thread.
  bool ask() { return !asked_.exchange(true); }
  /// The deliver() that was needed could not be queued: the next write asks again.
  void take_back() { asked_ = false; }
  /// Tells everything since the last time.
  void deliver();
  /// A browser came back and saw everything up to `after`: it gets what it missed, or `resync` when
  /// that is more than kResumeMax or no longer kept.
  void resume(const http::SocketPeer& peer, std::int64_t after);

 private:
  app::Outbox& outbox_;
  http::SocketHub& hub_;
  Listener listener_;
  std::atomic<bool> asked_{false};
  std::mutex one_at_a_time_;
  std::int64_t position_ = 0;
};

}  // namespace filo::server
