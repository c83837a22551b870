#pragma once
// Keeps the registrations of phones over a restart, a crash included: afterwards a registered phone
// rings at once instead of being lost until it registers again by itself.
//
// What changes is written kFlush later, all users at once in one transaction; while one is under
// way the next waits. When the store refuses, the users are tried again after kRetry: phones go on
// registering meanwhile. Lost by a crash are the registrations of the last kFlush.
// Owner: core thread. Bounds: a set of user names, at most the registrar's limits::kAgents.

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "adapters/store/database.h"
#include "base/loop.h"
#include "protocols/sip/core.h"

namespace filo::server {

class BindingKeeper {
 public:
  static constexpr Duration kFlush = std::chrono::milliseconds{100};
  static constexpr Duration kRetry = std::chrono::seconds{2};
  /// Our socket towards a peer's address; nullopt when we have none of its family.
  using FlowTo = std::function<std::optional<sip::Flow>(const sip::Endpoint& remote)>;

  /// All outlive it.
  BindingKeeper(store::Database& database, Loop& core, sip::Core& sip)
      : database_(database), core_(core), sip_(sip) {}
  ~BindingKeeper() { *alive_ = false; }
  BindingKeeper(const BindingKeeper&) = delete;
  BindingKeeper& operator=(const BindingKeeper&) = delete;

  /// At start, with the sockets open and before messages are read: gives the core what stood.
  /// Blocks. The core tells Registered for each phone.
  Status restore(const FlowTo& flow_to);
  /// Every event of the core; Registered and Unregistered count.
  void on_sip(const sip::Event& event);
  /// Writes what has changed now; before a planned stop.
  void flush();

 private:
  void changed(const std::string& user);
  void arm(Duration wait);
  void written(const std::set<std::string>& users, const Status& done);

  store::Database& database_;
  Loop& core_;
  sip::Core& sip_;
  std::set<std::string> changed_;
  bool armed_ = false, writing_ = false;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace filo::server
