#include "phone/keyboard.h"

#include <sys/epoll.h>
#include <unistd.h>

namespace filo::phone {

bool Keyboard::is_there() {
  return isatty(STDIN_FILENO) == 1;
}

Keyboard::Keyboard(EpollLoop& loop, std::function<void(char)> on_key)
    : loop_(loop), on_key_(std::move(on_key)) {
  tcgetattr(STDIN_FILENO, &before_);
  termios raw = before_;
  raw.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
  raw.c_cc[VMIN] = 0;  // read() never blocks the loop
  raw.c_cc[VTIME] = 0;
  tcsetattr(STDIN_FILENO, TCSANOW, &raw);
  loop_.watch(STDIN_FILENO, EPOLLIN, [this](std::uint32_t) { read_keys(); });
}

Keyboard::~Keyboard() {
  loop_.unwatch(STDIN_FILENO);
  tcsetattr(STDIN_FILENO, TCSANOW, &before_);
}

void Keyboard::read_keys() {
  char key = 0;
  const ssize_t n = read(STDIN_FILENO, &key, 1);
  if (n == 1) return on_key_(key);
  loop_.unwatch(STDIN_FILENO);  // the terminal is gone; the loop would spin
}

}  // namespace filo::phone
