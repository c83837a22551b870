#pragma once
// The phone itself: registers, calls, answers or refuses as its options say, one call at a time,
// and knows in the end whether that worked.
//
//   EpollLoop loop;
//   Phone phone(loop, options, server, std::cout);
//   if (const Status up = phone.start(); !up) ...;
//   loop.run();                       // the phone stops the loop when it is done
//   return phone.exit_code();
//
// Loop thread; stop() may be posted from anywhere. A second call that comes meanwhile is refused
// with 486. Options were checked by check_options().

#include <memory>
#include <ostream>
#include <vector>

#include "phone/call.h"
#include "phone/line.h"
#include "phone/options.h"
#include "phone/reporter.h"

namespace filo::phone {

class Phone {
 public:
  /// How long hanging up and unregistering may take in the end.
  static constexpr Duration kFarewellMax = std::chrono::seconds{2};

  Phone(EpollLoop& loop, PhoneOptions options, Server server, std::ostream& out);
  ~Phone();
  Phone(const Phone&) = delete;
  Phone& operator=(const Phone&) = delete;

  /// Loads the sound, binds, begins. Errc::invalid, not_found, limit: a file that cannot be used;
  /// unavailable: an address.
  Status start();
  /// Hangs up, unregisters, then stops the loop. Idempotent.
  void stop();
  /// A key of the keyboard: a h o q or a digit.
  void key(char key);

  /// 0: what was asked has happened; 1: not.
  int exit_code() const;
  sip::Endpoint local() const { return line_.local(); }

 private:
  void on_event(const sip::Event& event);
  void on_incoming(const sip::IncomingCall& incoming);
  void on_leg_event(sip::LegId leg, const sip::Event& event);
  void on_registered(const sip::RegisteredAtServer& event);
  void on_register_failed(const sip::RegisterFailed& event);
  void refuse(const sip::IncomingCall& incoming, int status);
  void register_now();
  void dial();
  void finish_call();
  void next_step();
  void wait_for_quiet();
  Status load_sound();
  Status check_recording() const;
  std::string record_path() const;
  int calls_wanted() const;
  Call::Context context();

  EpollLoop& loop_;
  const PhoneOptions options_;
  const Server server_;
  Reporter reporter_;
  Line line_;
  media::SoundPtr sound_;
  sip::ClientId client_;
  bool registered_ = false;
  std::unique_ptr<Call> call_;
  std::vector<std::unique_ptr<Call>> past_;  ///< Ended; dropped when nothing of them runs.
  int calls_begun_ = 0, calls_done_ = 0;
  bool failed_ = false, stopping_ = false;
  MonoTime farewell_until_{};
  TimerId duration_timer_ = TimerId::none, step_timer_ = TimerId::none;
};

}  // namespace filo::phone
