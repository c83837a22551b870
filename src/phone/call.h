#pragma once
// One call of the phone: its leg, its offers and answers, its sound, and what was asked to happen
// in it (digits, hold, hang-up).
//
// Loop thread; owned by Phone, which hands it the events of its leg. A Call never ends itself: it
// tells Phone through `ended`, and Phone drops it when nothing of it is on the stack.

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "phone/line.h"
#include "phone/options.h"
#include "phone/phone_audio.h"
#include "phone/reporter.h"

namespace filo::phone {

class Call {
 public:
  /// What all calls share; outlives them.
  struct Context {
    EpollLoop& loop;
    Line& line;
    Reporter& reporter;
    const PhoneOptions& options;
    const Server& server;
    media::SoundPtr sound;
  };

  /// `record_path`: empty for none.
  Call(const Context& context, std::string record_path);
  ~Call();
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  // How it begins. Errors (no port for sound) leave nothing behind.
  Status dial();
  Status ring(const sip::IncomingCall& incoming);

  // What a user can do. No-ops where they make no sense.
  void answer();
  void hang_up();
  void toggle_hold();
  void press(std::string_view keys);

  void on_event(const sip::Event& event);
  /// Is this our leg? While dialling, whatever comes first is.
  bool owns(sip::LegId leg) const { return leg_ == leg || dialling_; }

  bool ended() const { return ended_; }
  bool answered() const { return answered_; }
  /// It was answered, nothing went wrong, and one of the two sides hung up.
  bool went_well() const { return ended_ && answered_ && ended_normally_ && !broken_; }
  /// Something that was asked could not be done.
  bool broken() const { return broken_; }

 private:
  void on(const sip::LegRinging& event);
  void on(const sip::LegAnswered& event);
  void on(const sip::LegConfirmed& event);
  void on(const sip::LegReoffered& event);
  void on(const sip::LegReofferDone& event);
  void on(const sip::LegDigit& event);
  void on(const sip::LegEnded& event);
  template <class Other>
  void on(const Other&) {}  // of lines and registrations, not of legs

  Status open_audio();
  sdp::LocalAudio local();
  std::string new_offer();
  void connect(const sdp::AudioSelection& agreed);
  bool adopt_answer(std::string_view sdp);
  void tell_their_hold(bool held);
  void talk();
  void after(std::optional<double> seconds, Task task);
  void each_second();
  void problem(std::string what);
  std::string remote() const;

  Context context_;
  std::string record_path_;
  PhoneAudio audio_;
  sip::LegId leg_;
  bool dialling_ = false;
  bool answering_ = false, answered_ = false, ended_ = false;
  bool ended_normally_ = false, broken_ = false;
  bool hold_wanted_ = false, held_ = false;  ///< By us.
  bool held_by_them_ = false;
  bool recording_begun_ = false;
  std::string their_offer_, our_offer_;
  std::uint32_t version_ = 0;
  sdp::AudioSelection agreed_;
  MonoTime answered_at_{};
  std::vector<TimerId> timers_;
  TimerId second_timer_ = TimerId::none;
};

}  // namespace filo::phone
