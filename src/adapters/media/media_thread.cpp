#include "adapters/media/media_thread.h"

#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "adapters/media/probe.h"
#include "base/check.h"
#include "base/limits.h"
#include "base/log.h"

namespace filo::media {
namespace {

constexpr long kTickNanoseconds = 5'000'000;
constexpr std::uint64_t kWakeTag = 0, kTimerTag = 1;  // smaller than any leg's address
constexpr std::uint64_t kRtcpBit = 1;
constexpr std::int64_t kNtpOfUnixEpoch = 2'208'988'800;  // RFC 5905 §6

std::uint64_t fixed_point(std::int64_t micros) {
  const auto seconds = static_cast<std::uint64_t>(micros / 1'000'000);
  const auto rest = static_cast<std::uint64_t>(micros % 1'000'000);
  return seconds << 32 | (rest << 32) / 1'000'000;
}

std::uint64_t seed() {
  const std::string bytes = secure_random(8);
  std::uint64_t value = 0;
  for (const char byte : bytes) value = value << 8 | static_cast<unsigned char>(byte);
  return value;
}

/// NTP time when the monotonic clock stood at zero.
std::uint64_t ntp_at_boot(const Clock& clock) {
  const Moment now = clock.moment();
  const std::int64_t at_boot = to_micros(now.utc) - now.mono.time_since_epoch().count();
  return fixed_point(at_boot + kNtpOfUnixEpoch * 1'000'000);
}

}  // namespace

MediaThread::MediaThread(const Clock& clock, Duration silence_limit, Sink sink)
    : clock_(clock),
      silence_limit_(silence_limit),
      sink_(std::move(sink)),
      ntp_base_(ntp_at_boot(clock)),
      epoll_(epoll_create1(EPOLL_CLOEXEC)),
      wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      timer_(timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK)),
      commands_(limits::kMediaCommands),
      prng_(seed()) {
  FILO_CHECK(epoll_ && wake_ && timer_);
  for (const auto& [fd, tag] : {std::pair{wake_.get(), kWakeTag}, {timer_.get(), kTimerTag}}) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = tag;
    FILO_CHECK(epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event) == 0);
  }
  thread_ = std::thread([this] { run(); });
  pthread_setname_np(thread_.native_handle(), "media");
}

MediaThread::~MediaThread() {
  stopping_ = true;
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = write(wake_.get(), &one, sizeof one);
  thread_.join();
}

bool MediaThread::push(Command&& command) {
  bool first = false;
  if (!commands_.push(std::move(command), &first)) return false;
  if (!first || ticking_) return true;
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = write(wake_.get(), &one, sizeof one);
  return true;
}

void MediaThread::emit(app::MediaEvent event) {
  // The last figures of a leg give its port back: they are never the ones to be lost.
  if (events_.size() >= limits::kMediaEvents && !std::holds_alternative<app::MediaStats>(event)) {
    return probe::events_lost.add();
  }
  events_.push_back(std::move(event));
}

std::uint64_t MediaThread::ntp(MonoTime now) const {
  return ntp_base_ + fixed_point(now.time_since_epoch().count());
}

void MediaThread::run() {
  while (!stopping_.load(std::memory_order_relaxed)) wait_and_read();
}

void MediaThread::wait_and_read() {
  std::array<epoll_event, 256> ready{};
  // With events that core could not take yet, look again soon.
  const int timeout = events_.empty() ? -1 : 10;
  const int n = epoll_wait(epoll_.get(), ready.data(), static_cast<int>(ready.size()), timeout);
  const MonoTime now = clock_.mono();
  bool commands = false;
  std::uint64_t expired = 0;
  for (int i = 0; i < n; ++i) {
    const std::uint64_t tag = ready[static_cast<std::size_t>(i)].data.u64;
    if (tag == kWakeTag) {
      std::uint64_t count = 0;
      commands = read(wake_.get(), &count, sizeof count) > 0;
    } else if (tag == kTimerTag) {
      if (read(timer_.get(), &expired, sizeof expired) < 0) expired = 0;
    } else {
      Leg& leg = *reinterpret_cast<Leg*>(tag & ~kRtcpBit);
      (tag & kRtcpBit) != 0 ? leg.read_rtcp(reader_, now) : leg.read_rtp(reader_, now);
    }
  }
  // After the sockets: a command may destroy a leg that `ready` still names.
  if (commands || expired > 0) run_commands(now);
  run_ticks(expired, now);
  flush_events();
}

void MediaThread::run_commands(MonoTime now) {
  // Once more when the last leg has gone: who pushed before he could see it has woken nobody.
  while (commands_.take_all(batch_)) {
    for (Command& command : batch_) {
      std::visit([&](auto& one) { apply(one, now); }, command);
    }
    batch_.clear();
    if (ticking_) return;
  }
}

void MediaThread::run_ticks(std::uint64_t expired, MonoTime now) {
  if (expired > kSlots) probe::late_ticks.add();
  // After a long stall the rest is left out: timestamps go on, the listener hears a gap.
  const std::uint64_t ticks = std::min<std::uint64_t>(expired, kCatchUpTicks);
  for (std::uint64_t i = 0; i < ticks; ++i) tick_once(now);
}

void MediaThread::tick_once(MonoTime now) {
  std::vector<Leg*>& due = slots_[tick_count_ % kSlots];
  for (std::size_t i = due.size(); i-- > 0;) {
    Leg& leg = *due[i];
    if (!leg.tick(now)) leave_slot(leg);
  }
  const std::size_t part = tick_count_ % kSweepTicks;
  const std::size_t end = list_.size() * (part + 1) / kSweepTicks;
  for (std::size_t i = list_.size() * part / kSweepTicks; i < end; ++i) list_[i]->sweep(now);
  ++tick_count_;
}

void MediaThread::flush_events() {
  if (!events_.empty() && sink_(events_)) events_.clear();
}

void MediaThread::arm_timer(bool on) {
  itimerspec spec{};
  if (on) {
    clock_gettime(CLOCK_MONOTONIC, &spec.it_value);
    spec.it_value.tv_nsec += kTickNanoseconds;
    if (spec.it_value.tv_nsec >= 1'000'000'000) {
      spec.it_value.tv_nsec -= 1'000'000'000;
      ++spec.it_value.tv_sec;
    }
    spec.it_interval.tv_nsec = kTickNanoseconds;
  }
  FILO_CHECK(timerfd_settime(timer_.get(), TFD_TIMER_ABSTIME, &spec, nullptr) == 0);
  ticking_ = on;
}

// --- commands ----------------------------------------------------------------------------------

Leg* MediaThread::find(app::MediaLegId leg) {
  const auto found = legs_.find(leg);
  return found == legs_.end() ? nullptr : found->second.get();
}

void MediaThread::watch(Leg& leg, int fd, std::uint64_t tag) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u64 = reinterpret_cast<std::uint64_t>(&leg) | tag;
  if (epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event) != 0) {
    FILO_LOG_ERROR("media", "leg cannot be watched leg={}", leg.id().str());
  }
}

/// Closing is not enough: a child that is being made (speech) holds copies of all sockets until its
/// exec, and so long the kernel would go on naming the leg.
void MediaThread::unwatch(const Leg& leg) {
  epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, leg.rtp_fd(), nullptr);
  epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, leg.rtcp_fd(), nullptr);
}

void MediaThread::apply(OpenLeg& command, MonoTime now) {
  static_assert(alignof(Leg) > kRtcpBit);
  Leg& leg = *command.leg;
  legs_[leg.id()] = std::move(command.leg);
  leg.list_index = list_.size();
  list_.push_back(&leg);
  leg.start(*this, now);
  watch(leg, leg.rtp_fd(), 0);
  watch(leg, leg.rtcp_fd(), kRtcpBit);
  probe::legs.set(static_cast<std::int64_t>(list_.size()));
  if (list_.size() == 1) arm_timer(true);
}

void MediaThread::apply(SetRemote& command, MonoTime now) {
  if (Leg* leg = find(command.leg)) leg->set_remote(command.remote, now);
}

void MediaThread::apply(BridgeLegs& command, MonoTime) {
  Leg* a = find(command.a);
  Leg* b = find(command.b);
  if (a != nullptr && b != nullptr) Leg::bridge(*a, *b);
}

void MediaThread::apply(UnbridgeLeg& command, MonoTime) {
  if (Leg* leg = find(command.leg)) leg->unbridge();
}

void MediaThread::apply(StartPlaying& command, MonoTime now) {
  Leg* leg = find(command.leg);
  if (leg == nullptr) return;
  leg->play(std::move(command.player), now);
  enter_slot(*leg);
}

void MediaThread::apply(StopPlaying& command, MonoTime) {
  if (Leg* leg = find(command.leg)) leg->stop_playing();
}

void MediaThread::apply(MuteLeg& command, MonoTime) {
  if (Leg* leg = find(command.leg)) leg->mute(command.muted);
}

void MediaThread::apply(SendDigits& command, MonoTime) {
  Leg* leg = find(command.leg);
  if (leg == nullptr) return;
  leg->send_digits(command.digits);
  enter_slot(*leg);
}

void MediaThread::apply(CloseLeg& command, MonoTime now) {
  const auto found = legs_.find(command.leg);
  if (found == legs_.end()) return;
  Leg& leg = *found->second;
  leg.finish(now);
  leave_slot(leg);
  list_[leg.list_index] = list_.back();
  list_[leg.list_index]->list_index = leg.list_index;
  list_.pop_back();
  unwatch(leg);
  legs_.erase(found);
  probe::legs.set(static_cast<std::int64_t>(list_.size()));
  if (list_.empty()) arm_timer(false);
}

// --- phases ------------------------------------------------------------------------------------

void MediaThread::enter_slot(Leg& leg) {
  if (leg.slot >= 0 || !leg.wants_ticks()) return;
  const auto emptiest =
      std::min_element(std::begin(slots_), std::end(slots_),
                       [](const auto& a, const auto& b) { return a.size() < b.size(); });
  leg.slot = static_cast<int>(emptiest - std::begin(slots_));
  leg.slot_index = emptiest->size();
  emptiest->push_back(&leg);
}

void MediaThread::leave_slot(Leg& leg) {
  if (leg.slot < 0) return;
  std::vector<Leg*>& slot = slots_[leg.slot];
  slot[leg.slot_index] = slot.back();
  slot[leg.slot_index]->slot_index = leg.slot_index;
  slot.pop_back();
  leg.slot = -1;
}

}  // namespace filo::media
