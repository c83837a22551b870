#pragma once
// A loop that forgets: what a dead server had posted or timed never runs. One per life of a server
// in the simulator; the real thing gets this for free by dying.

#include <memory>

#include "base/loop.h"

namespace filo::sim {

class LifeLoop final : public Loop {
 public:
  explicit LifeLoop(Loop& below) : below_(below) {}
  ~LifeLoop() override { *alive_ = false; }

  bool post(Task task) override { return below_.post(guarded(std::move(task))); }
  TimerId call_at(MonoTime when, Task task) override {
    return below_.call_at(when, guarded(std::move(task)));
  }
  void cancel(TimerId timer) override { below_.cancel(timer); }
  const Clock& clock() const override { return below_.clock(); }
  bool on_this_thread() const override { return true; }

 private:
  Task guarded(Task task) const {
    return [alive = alive_, task = std::move(task)] {
      if (*alive) task();
    };
  }

  Loop& below_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace filo::sim
