#include "adapters/media/sound_cache.h"

#include <filesystem>
#include <system_error>

#include "base/limits.h"
#include "base/log.h"

namespace filo::media {
namespace {

std::int64_t stamp_of(const std::string& path) {
  std::error_code fault;
  const auto time = std::filesystem::last_write_time(path, fault);
  return fault ? 0 : static_cast<std::int64_t>(time.time_since_epoch().count());
}

}  // namespace

SoundPtr SoundCache::find(const std::string& path,
                          std::vector<std::pair<std::string, std::int64_t>>& stale) {
  const auto found = by_path_.find(path);
  if (found == by_path_.end()) return nullptr;
  Entry& entry = *found->second;
  entries_.splice(entries_.begin(), entries_, found->second);
  const MonoTime now = core_.clock().mono();
  if (now - entry.checked > kFreshFor) {
    entry.checked = now;
    stale.emplace_back(path, entry.stamp);
  }
  return entry.sound;
}

void SoundCache::keep(Loaded loaded) {
  if (!loaded.sound) return;
  if (const auto old = by_path_.find(loaded.path); old != by_path_.end()) {
    bytes_ -= old->second->sound->bytes();
    entries_.erase(old->second);
    by_path_.erase(old);
  }
  bytes_ += loaded.sound->bytes();
  entries_.push_front({loaded.path, std::move(loaded.sound), loaded.stamp, core_.clock().mono()});
  by_path_[entries_.front().path] = entries_.begin();
  while (bytes_ > limits::kSoundCacheBytes && entries_.size() > 1) {
    bytes_ -= entries_.back().sound->bytes();
    by_path_.erase(entries_.back().path);
    entries_.pop_back();
  }
}

SoundCache::Batch SoundCache::load(const std::vector<std::pair<std::string, std::int64_t>>& files) {
  std::vector<Loaded> loaded;
  for (const auto& [path, known_stamp] : files) {
    const std::int64_t stamp = stamp_of(path);
    if (stamp != 0 && stamp == known_stamp) {
      loaded.push_back({path, stamp, nullptr});
      continue;
    }
    Result<SoundPtr> sound = load_sound(path);
    if (!sound) return sound.error();
    loaded.push_back({path, stamp, std::move(sound).value()});
  }
  return loaded;
}

void SoundCache::complain(const std::string& fault) {
  if (told_.size() >= kToldMax) told_.clear();
  if (told_.insert(fault).second)
    FILO_LOG_WARN("media", "sound not loaded, callers do not hear it: {}", log_safe(fault, 200));
}

void SoundCache::get(const std::vector<std::string>& paths, Done done) {
  std::vector<SoundPtr> sounds;
  std::vector<std::pair<std::string, std::int64_t>> stale, missing;
  for (const std::string& path : paths) {
    sounds.push_back(find(path, stale));
    if (!sounds.back()) missing.emplace_back(path, 0);
  }
  const bool ready = missing.empty();
  if (ready) done(std::move(sounds));
  if (ready && stale.empty()) return;

  auto job = [files = ready ? stale : missing] { return load(files); };
  auto take = [this, alive = std::weak_ptr(alive_), ready, paths, sounds, done](Batch batch) {
    if (alive.expired()) return;
    if (!batch) {
      complain(batch.error().detail);
      if (!ready) done(batch.error());
      return;
    }
    std::vector<Loaded> loaded = std::move(batch).value();
    std::vector<SoundPtr> all = sounds;
    std::size_t next = 0;
    for (SoundPtr& sound : all) {
      if (!sound && next < loaded.size()) sound = loaded[next++].sound;
    }
    for (Loaded& one : loaded) keep(std::move(one));
    if (!ready) done(std::move(all));
  };
  if (!workers_.run(std::move(job), core_, std::move(take)) && !ready) {
    done(Error{Errc::limit, "no worker is free to read a sound"});
  }
}

}  // namespace filo::media
