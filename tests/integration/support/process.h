#pragma once
// Child processes of a test: started with their output in a file, ended with the test.

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include <sys/types.h>

namespace filo::test {

/// Starts a program (searched in PATH); ends it in the destructor, by its own pid.
class Process {
 public:
  Process(std::vector<std::string> command,
          std::string output_file,
          std::map<std::string, std::string> environment = {},
          std::string directory = {});
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  pid_t pid() const { return pid_; }
  bool running();
  /// Waits for the end; the exit status (128 + signal), or -1 when it still runs after `limit`.
  int wait(std::chrono::milliseconds limit);
  void signal(int number) const;
  /// SIGTERM, then SIGKILL after `grace`.
  void stop(std::chrono::milliseconds grace = std::chrono::seconds{15});
  std::string output() const;

 private:
  pid_t pid_ = -1;
  int status_ = -1;
  bool done_ = false;
  std::string output_file_;
};

/// How long a test waits for what must come: it costs nothing when it comes, and a busy machine may
/// be many times slower than an idle one. What must not come is waited for briefly instead.
inline constexpr std::chrono::seconds kPatience{20};

/// Polls until `condition` holds; false after `limit`.
bool eventually(const std::function<bool()>& condition,
                std::chrono::milliseconds limit = kPatience);

/// A UDP+TCP port on 127.0.0.1 that nobody uses now, and that no other program of these tests takes
/// while this one runs.
std::uint16_t free_port();
/// The first of `count` neighbouring free UDP ports, even.
std::uint16_t free_port_range(std::uint16_t count);

/// A directory that vanishes with the object.
class TempDir {
 public:
  TempDir();
  ~TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  const std::string& path() const { return path_; }
  std::string file(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

}  // namespace filo::test
