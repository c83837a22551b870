#pragma once
// Single keys of a terminal, without waiting for Enter.

#include <termios.h>

#include <functional>

#include "base/epoll_loop.h"

namespace filo::phone {

/// Loop thread. Puts the terminal back in its destructor.
class Keyboard {
 public:
  static bool is_there();  ///< Standard input is a terminal.

  /// REQUIRES: is_there().
  Keyboard(EpollLoop& loop, std::function<void(char)> on_key);
  ~Keyboard();
  Keyboard(const Keyboard&) = delete;
  Keyboard& operator=(const Keyboard&) = delete;

 private:
  void read_keys();

  EpollLoop& loop_;
  std::function<void(char)> on_key_;
  termios before_{};
};

}  // namespace filo::phone
