#include "support/process.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace filo::test {

namespace {

[[noreturn]] void run_child(const std::vector<std::string>& command,
                            const std::string& output,
                            const std::map<std::string, std::string>& environment,
                            const std::string& directory) {
  const int out = open(output.c_str(), O_CREAT | O_WRONLY | O_APPEND, 0644);
  const int in = open("/dev/null", O_RDONLY);
  dup2(in, 0);
  dup2(out, 1);
  dup2(out, 2);
  for (const auto& [name, value] : environment) setenv(name.c_str(), value.c_str(), 1);
  if (!directory.empty() && chdir(directory.c_str()) != 0) _exit(126);
  std::vector<char*> arguments;
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  execvp(arguments[0], arguments.data());
  _exit(127);
}

bool bindable(std::uint16_t port, int type) {
  const int fd = socket(AF_INET, type | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  const bool ok = bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  close(fd);
  return ok;
}

constexpr std::uint16_t kFirstPort = 12'000, kPortsOfOne = 1'500;
constexpr int kPrograms = 12;

/// Which part of the ports is this program's: the first whose lock nobody holds. The lock goes with
/// the program, however that ends.
int own_part() {
  const std::string locks = std::filesystem::temp_directory_path().string() + "/filo-test-ports";
  for (int part = 0; part < kPrograms; ++part) {
    const std::string name = locks + "-" + std::to_string(part);
    const int fd = open(name.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0666);
    if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0) return part;
    if (fd >= 0) close(fd);
  }
  return static_cast<int>(getpid() % kPrograms);  // so many at a time: luck must do
}

/// Below the range from which the kernel gives ports away (32,768 and up): another program's
/// connection must not take what a server is about to use. Different test programs may run side by
/// side: each has a part of its own.
std::uint16_t next_candidate(std::uint16_t step) {
  static const auto first = static_cast<std::uint16_t>(kFirstPort + own_part() * kPortsOfOne);
  static std::uint16_t next = first;
  if (next + step > first + kPortsOfOne) next = first;
  const std::uint16_t taken = next;
  next = static_cast<std::uint16_t>(next + step);
  return taken;
}

}  // namespace

Process::Process(std::vector<std::string> command,
                 std::string output_file,
                 std::map<std::string, std::string> environment,
                 std::string directory)
    : output_file_(std::move(output_file)) {
  pid_ = fork();
  if (pid_ < 0) throw std::runtime_error("fork failed");
  if (pid_ == 0) run_child(command, output_file_, environment, directory);
}

Process::~Process() {
  stop();
}

bool Process::running() {
  return wait(std::chrono::milliseconds{0}) == -1;
}

int Process::wait(std::chrono::milliseconds limit) {
  const auto end = std::chrono::steady_clock::now() + limit;
  while (!done_) {
    int status = 0;
    const pid_t got = waitpid(pid_, &status, WNOHANG);
    if (got == pid_) {
      done_ = true;
      status_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
      break;
    }
    if (std::chrono::steady_clock::now() >= end) return -1;
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
  }
  return status_;
}

void Process::signal(int number) const {
  if (!done_) kill(pid_, number);
}

void Process::stop(std::chrono::milliseconds grace) {
  if (done_) return;
  signal(SIGTERM);
  if (wait(grace) != -1) return;
  signal(SIGKILL);
  wait(kPatience);
}

std::string Process::output() const {
  std::ifstream file(output_file_);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

bool eventually(const std::function<bool()>& condition, std::chrono::milliseconds limit) {
  const auto end = std::chrono::steady_clock::now() + limit;
  while (!condition()) {
    if (std::chrono::steady_clock::now() >= end) return condition();
    std::this_thread::sleep_for(std::chrono::milliseconds{20});
  }
  return true;
}

std::uint16_t free_port() {
  for (;;) {
    const std::uint16_t port = next_candidate(2);
    if (bindable(port, SOCK_DGRAM) && bindable(port, SOCK_STREAM)) return port;
  }
}

std::uint16_t free_port_range(std::uint16_t count) {
  for (;;) {
    const auto first = static_cast<std::uint16_t>(next_candidate(count) & ~1u);
    bool all = true;
    for (std::uint16_t i = 0; i < count && all; ++i)
      all = bindable(static_cast<std::uint16_t>(first + i), SOCK_DGRAM);
    if (all) return first;
  }
}

TempDir::TempDir() {
  std::string pattern = std::filesystem::temp_directory_path().string() + "/filo-test-XXXXXX";
  if (!mkdtemp(pattern.data())) throw std::runtime_error("mkdtemp failed");
  path_ = pattern;
}

TempDir::~TempDir() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace filo::test
