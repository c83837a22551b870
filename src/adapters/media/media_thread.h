#pragma once
// The thread that moves sound: epoll over the legs' sockets, one absolute timer, commands from the
// core thread. It owns every leg between OpenLeg and CloseLeg; nothing else touches them.
//
// One media thread carries all legs, so that any two can be bridged without a lock. It is measured
// to relay some 1,500 calls on one core (bench/README.md); more calls come from more nodes. Should
// one node need more, the way is a thread per group of calls with Leg handed over inside a command,
// which is why legs are held by unique_ptr and refer to nothing but their host.

#include <atomic>
#include <functional>
#include <memory>
#include <thread>
#include <unordered_map>
#include <variant>
#include <vector>

#include "adapters/media/leg.h"
#include "base/bounded_queue.h"

namespace filo::media {

struct OpenLeg {
  std::unique_ptr<Leg> leg;
};
struct SetRemote {
  app::MediaLegId leg;
  Remote remote;
};
struct BridgeLegs {
  app::MediaLegId a, b;
};
struct UnbridgeLeg {
  app::MediaLegId leg;
};
struct StartPlaying {
  app::MediaLegId leg;
  Player player;
};
struct StopPlaying {
  app::MediaLegId leg;
};
struct MuteLeg {
  app::MediaLegId leg;
  bool muted = false;
};
struct SendDigits {
  app::MediaLegId leg;
  std::string digits;
};
struct CloseLeg {
  app::MediaLegId leg;
};
/// Commands for a leg that is gone do nothing.
using Command = std::variant<OpenLeg,
                             SetRemote,
                             BridgeLegs,
                             UnbridgeLeg,
                             StartPlaying,
                             StopPlaying,
                             MuteLeg,
                             SendDigits,
                             CloseLeg>;

class MediaThread final : private LegHost {
 public:
  /// Takes events over to the core thread; false when it cannot now, `events` is then untouched.
  using Sink = std::function<bool(std::vector<app::MediaEvent>& events)>;

  MediaThread(const Clock& clock, Duration silence_limit, Sink sink);
  /// Stops and joins; legs are closed without good-byes.
  ~MediaThread() override;
  MediaThread(const MediaThread&) = delete;
  MediaThread& operator=(const MediaThread&) = delete;

  /// Core thread. False when limits::kMediaCommands wait: the command is lost. Carried out at once
  /// while there is no leg, else at the next tick, 5 ms at most: under load nobody is woken for it.
  bool push(Command&& command);
  std::size_t waiting() const { return commands_.size(); }

 private:
  static constexpr int kSlots = 4;  // a leg's 20 ms begin in one of four phases
  static constexpr int kSweepTicks = 20;
  static constexpr std::size_t kCatchUpTicks = 40;

  void emit(app::MediaEvent event) override;
  Prng& prng() override { return prng_; }
  std::uint64_t ntp(MonoTime now) const override;
  Duration silence_limit() const override { return silence_limit_; }
  DatagramSender& sender() override { return sender_; }

  void run();
  void wait_and_read();
  void run_commands(MonoTime now);
  void run_ticks(std::uint64_t expired, MonoTime now);
  void tick_once(MonoTime now);
  void flush_events();
  void arm_timer(bool on);

  void apply(OpenLeg& command, MonoTime now);
  void apply(SetRemote& command, MonoTime now);
  void apply(BridgeLegs& command, MonoTime now);
  void apply(UnbridgeLeg& command, MonoTime now);
  void apply(StartPlaying& command, MonoTime now);
  void apply(StopPlaying& command, MonoTime now);
  void apply(MuteLeg& command, MonoTime now);
  void apply(SendDigits& command, MonoTime now);
  void apply(CloseLeg& command, MonoTime now);

  Leg* find(app::MediaLegId leg);
  void watch(Leg& leg, int fd, std::uint64_t tag);
  void unwatch(const Leg& leg);
  void enter_slot(Leg& leg);
  void leave_slot(Leg& leg);

  // Set at construction, or safe by themselves.
  const Clock& clock_;
  const Duration silence_limit_;
  const Sink sink_;
  const std::uint64_t ntp_base_;  // NTP time at monotonic zero
  Fd epoll_, wake_, timer_;
  BoundedQueue<Command> commands_;
  std::atomic<bool> stopping_{false};
  std::atomic<bool> ticking_{false};  // the timer runs: the next tick takes the commands

  // The thread's own.
  Prng prng_;
  DatagramReader reader_;
  DatagramSender sender_;
  std::unordered_map<app::MediaLegId, std::unique_ptr<Leg>> legs_;
  std::vector<Leg*> list_;
  std::vector<Leg*> slots_[kSlots];
  std::size_t tick_count_ = 0;
  std::vector<Command> batch_;
  std::vector<app::MediaEvent> events_;

  std::thread thread_;  // last: everything above exists when it starts
};

}  // namespace filo::media
