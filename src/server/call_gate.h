#pragma once
// Overload in front of sip::Core: counts what it refuses, says once when it begins and once when it
// is over. Core thread.

#include "adapters/sip_transport/sip_shell.h"
#include "server/overload.h"

namespace filo::server {

class OverloadGate final : public CallGate {
 public:
  /// `cap`: new calls per second, 0 for none.
  explicit OverloadGate(double cap) : overload_(cap) {}

  void waited(Duration lag, MonoTime now) override;
  bool admit(MonoTime now) override;

 private:
  Overload overload_;
  bool told_limiting_ = false;
};

}  // namespace filo::server
