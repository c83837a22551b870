#include "adapters/speech/render.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include "base/limits.h"
#include "protocols/rtp/wav.h"

namespace filo::speech {
namespace {

namespace fs = std::filesystem;

/// Files of one rendering; whatever is left of them goes away.
struct Scratch {
  explicit Scratch(const std::string& path) {
    static std::atomic<unsigned> count{0};
    const std::string stem =
        path + "." + std::to_string(getpid()) + "." + std::to_string(count.fetch_add(1));
    text = stem + ".txt";
    raw = stem + ".raw";
    ready = stem + ".tmp";
  }
  ~Scratch() {
    std::error_code ignored;
    for (const std::string& file : {text, raw, ready}) fs::remove(file, ignored);
  }
  std::string text, raw, ready;
};

bool write_file(const std::string& path, const std::string& bytes) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << bytes;
  file.close();
  return !file.fail();
}

/// The exit status of a process, or an error when it had to be killed.
Result<int> wait_for(pid_t pid, Duration limit) {
  const int watch = static_cast<int>(syscall(SYS_pidfd_open, pid, 0));
  int status = 0;
  if (watch >= 0) {
    pollfd ready{watch, POLLIN, 0};
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(limit).count();
    const bool ended = poll(&ready, 1, static_cast<int>(ms)) > 0;
    close(watch);
    if (ended) {
      waitpid(pid, &status, 0);
      return status;
    }
  }
  kill(pid, SIGKILL);
  waitpid(pid, &status, 0);
  return Error{Errc::timeout, "the speech engine took too long"};
}

Result<int> run(const Rendering& job, const Scratch& files) {
  std::vector<std::string> words = {
      job.program, "-b",      "1",      "-v", job.voice, "-s", std::to_string(job.words_per_minute),
      "-w",        files.raw, "--stdin"};
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  char locale[] = "LC_ALL=C.UTF-8";
  char* environment[] = {locale, nullptr};

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, files.text.c_str(), O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  pid_t pid = 0;
  const int fault =
      posix_spawnp(&pid, job.program.c_str(), &actions, nullptr, arguments.data(), environment);
  posix_spawn_file_actions_destroy(&actions);
  if (fault != 0) {
    return Error{Errc::unavailable,
                 "the speech engine did not start: " + job.program + ": " + std::strerror(fault)};
  }
  return wait_for(pid, job.time_limit);
}

Result<rtp::Sound> read_sound(const std::string& path) {
  std::error_code fault;
  const auto size = fs::file_size(path, fault);
  if (fault || size > limits::kSoundFileBytes) {
    return Error{Errc::unavailable, "the speech engine wrote nothing usable"};
  }
  std::ifstream file(path, std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(file)), {});
  return rtp::parse_wav({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
}

}  // namespace

Result<std::string> render(const Rendering& job) {
  std::error_code fault;
  fs::create_directories(fs::path(job.path).parent_path(), fault);
  const Scratch files(job.path);
  if (!write_file(files.text, job.text)) {
    return Error{Errc::unavailable, "cannot write beside " + job.path};
  }
  const Result<int> status = run(job, files);
  if (!status) return status.error();
  if (!WIFEXITED(*status) || WEXITSTATUS(*status) != 0) {
    return Error{Errc::unavailable, "the speech engine failed"};
  }
  const Result<rtp::Sound> sound = read_sound(files.raw);
  if (!sound || sound->samples.empty()) {
    return Error{Errc::unavailable, "the speech engine made no sound"};
  }
  if (!write_file(files.ready, rtp::write_wav(rtp::resample(*sound, rtp::kClock)))) {
    return Error{Errc::unavailable, "cannot write " + job.path};
  }
  fs::rename(files.ready, job.path, fault);
  if (fault) return Error{Errc::unavailable, "cannot keep " + job.path};
  return job.path;
}

void prune(const std::string& folder, std::size_t max) {
  std::error_code fault;
  std::vector<std::pair<fs::file_time_type, fs::path>> files;
  for (const auto& entry : fs::directory_iterator(folder, fault)) {
    if (entry.path().extension() != ".wav") continue;
    const auto time = entry.last_write_time(fault);
    if (!fault) files.emplace_back(time, entry.path());
  }
  if (files.size() <= max) return;
  std::sort(files.begin(), files.end());
  for (std::size_t i = 0; i + max < files.size(); ++i) fs::remove(files[i].second, fault);
}

}  // namespace filo::speech
