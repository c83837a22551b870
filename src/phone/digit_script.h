#pragma once
// The keys that the user asked for, with their waits, as a packet or nothing every 20 ms.

#include <deque>
#include <optional>
#include <string_view>

#include "protocols/rtp/telephone_event.h"

namespace filo::phone {

/// "1,w,2": keys 0-9 * # A-D, 'w' waits a second, commas and blanks only separate. Loop thread.
class DigitScript {
 public:
  static constexpr int kWaitTicks = 50;

  /// Appends. REQUIRES: checked by check_options() or a single key of the keyboard.
  void add(std::string_view keys) {
    for (const char c : keys) {
      if (c != ',' && c != ' ') waiting_.push_back(c);
    }
  }
  /// A key is on the line (or in the pause after it): the sound must keep quiet meanwhile.
  bool pressing() const { return sender_.busy(); }
  /// What to send now. Call every 20 ms.
  std::optional<rtp::DigitSender::Out> tick() {
    if (!sender_.busy()) begin_next();
    return sender_.busy() ? sender_.tick() : std::nullopt;
  }

 private:
  void begin_next() {
    if (wait_ticks_ > 0) {
      --wait_ticks_;
      return;
    }
    if (waiting_.empty()) return;
    const char next = waiting_.front();
    waiting_.pop_front();
    if (next == 'w' || next == 'W') {
      wait_ticks_ = kWaitTicks - 1;
    } else {
      sender_.add({&next, 1});
    }
  }

  std::deque<char> waiting_;
  rtp::DigitSender sender_;
  int wait_ticks_ = 0;
};

}  // namespace filo::phone
