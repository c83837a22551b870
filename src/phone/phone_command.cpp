#include "phone/phone_command.h"

#include <pthread.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <memory>

#include "base/log.h"
#include "phone/keyboard.h"
#include "phone/phone.h"

namespace filo::phone {
namespace {

/// SIGINT and SIGTERM as events of the loop, for as long as this lives.
class Signals {
 public:
  Signals(EpollLoop& loop, Task on_signal) : loop_(loop) {
    sigset_t wanted;
    sigemptyset(&wanted);
    sigaddset(&wanted, SIGINT);
    sigaddset(&wanted, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &wanted, &before_);
    fd_ = signalfd(-1, &wanted, SFD_CLOEXEC | SFD_NONBLOCK);
    loop_.watch(fd_, EPOLLIN, [this, on_signal = std::move(on_signal)](std::uint32_t) {
      signalfd_siginfo info{};
      if (read(fd_, &info, sizeof info) == sizeof info) on_signal();
    });
  }
  ~Signals() {
    loop_.unwatch(fd_);
    close(fd_);
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

 private:
  EpollLoop& loop_;
  sigset_t before_{};
  int fd_ = -1;
};

int complain(const Error& error) {
  std::cerr << "filodiretto phone: " << error.detail << '\n';
  const bool environment = error.code == Errc::unavailable || error.code == Errc::internal;
  return environment ? kFailed : kUsage;
}

}  // namespace

int run_phone(PhoneOptions options) {
  const Status fine = check_options(options, std::getenv("FILO_PHONE_PASSWORD"));
  if (!fine) return complain(fine.error());
  if (options.interactive && !Keyboard::is_there()) {
    return complain({Errc::invalid, "--interactive needs a terminal as its standard input."});
  }
  const Result<Server> server = resolve_server(options.server);
  if (!server) return complain(server.error());
  init_log(LogLevel::warn, "");

  EpollLoop loop;
  Phone phone(loop, options, *server, std::cout);
  const Signals signals(loop, [&] { phone.stop(); });
  std::unique_ptr<Keyboard> keyboard;
  if (options.interactive) {
    keyboard = std::make_unique<Keyboard>(loop, [&](char key) { phone.key(key); });
  }
  if (const Status up = phone.start(); !up) return complain(up.error());
  loop.run();
  return phone.exit_code();
}

void add_phone_command(CLI::App& app, std::function<void(int)> exit_code) {
  CLI::App* command = app.add_subcommand("phone", "A SIP phone on the command line");
  auto options = std::make_shared<PhoneOptions>();
  add_phone_options(*command, *options);
  command->callback(
      [options, exit_code = std::move(exit_code)] { exit_code(run_phone(*options)); });
}

}  // namespace filo::phone
