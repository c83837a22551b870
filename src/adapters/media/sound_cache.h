#pragma once
// Sounds in memory, by path, so that a prompt starts at once and no file is read twice a day.

#include <functional>
#include <list>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "adapters/media/sound.h"
#include "base/loop.h"
#include "base/workers.h"

namespace filo::media {

/// Core thread only; files are read on workers. Holds at most limits::kSoundCacheBytes, the least
/// recently used go first (legs that still hear them keep them alive). A cached file is played at
/// once; every kFreshFor its time stamp is looked at behind the scenes, so that a changed file is
/// heard from the next time on.
class SoundCache {
 public:
  SoundCache(Loop& core, Workers& workers) : core_(core), workers_(workers) {}

  using Done = std::function<void(Result<std::vector<SoundPtr>>)>;
  /// Calls `done` with all sounds of `paths`, at once when they are cached, else later. The first
  /// fault decides. Errc::limit also when the workers are too busy.
  void get(const std::vector<std::string>& paths, Done done);

  std::size_t bytes() const { return bytes_; }

 private:
  static constexpr std::size_t kToldMax = 1'000;
  static constexpr Duration kFreshFor = std::chrono::seconds{5};
  struct Entry {
    std::string path;
    SoundPtr sound;
    std::int64_t stamp = 0;  // modification time of the file
    MonoTime checked{};
  };
  using Entries = std::list<Entry>;  // most recently used first
  struct Loaded {
    std::string path;
    std::int64_t stamp;
    SoundPtr sound;  // null: unchanged
  };
  using Batch = Result<std::vector<Loaded>>;

  SoundPtr find(const std::string& path, std::vector<std::pair<std::string, std::int64_t>>& stale);
  void keep(Loaded loaded);
  /// Once for each fault: a thousand callers of a flow whose prompt is gone are one line.
  void complain(const std::string& fault);
  static Batch load(const std::vector<std::pair<std::string, std::int64_t>>& files);

  Loop& core_;
  Workers& workers_;
  Entries entries_;
  std::unordered_map<std::string, Entries::iterator> by_path_;
  std::size_t bytes_ = 0;
  std::set<std::string> told_;  // faults that the log knows; at most kToldMax
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace filo::media
