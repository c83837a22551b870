#include "base/log.h"

#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>

namespace filo {

namespace {

constexpr std::size_t kFileBytesMax = 20u * 1024 * 1024;
constexpr std::size_t kFiles = 5;

std::atomic<LogLevel> g_level{LogLevel::warn};

spdlog::level::level_enum spd(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return spdlog::level::debug;
    case LogLevel::info:
      return spdlog::level::info;
    case LogLevel::warn:
      return spdlog::level::warn;
    case LogLevel::error:
      return spdlog::level::err;
    case LogLevel::off:
      return spdlog::level::off;
  }
  return spdlog::level::off;
}

std::shared_ptr<spdlog::logger>& logger() {
  static std::shared_ptr<spdlog::logger> instance = [] {
    auto made = std::make_shared<spdlog::logger>(
        "filo", std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
    made->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
    made->set_level(spdlog::level::debug);
    return made;
  }();
  return instance;
}

}  // namespace

void init_log(LogLevel level, const std::string& file) {
  g_level = level;
  if (file.empty()) return;
  auto sink = std::make_shared<spdlog::sinks::rotating_file_sink_mt>(file, kFileBytesMax, kFiles);
  auto made = std::make_shared<spdlog::logger>("filo", sink);
  made->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
  made->set_level(spdlog::level::debug);
  made->flush_on(spdlog::level::info);
  made->set_error_handler([](const std::string&) {});  // a full log disk never stops anything
  logger() = std::move(made);
}

void set_log_level(LogLevel level) {
  g_level = level;
}

bool log_enabled(LogLevel level) {
  return level >= g_level.load(std::memory_order_relaxed);
}

void log_line(LogLevel level, const char* module, std::string_view text) {
  logger()->log(spd(level), "{} {}", module, text);
}

std::string log_safe(std::string_view text, std::size_t max) {
  std::string safe;
  safe.reserve(std::min(text.size(), max));
  for (const char c : text.substr(0, max)) {
    const auto byte = static_cast<unsigned char>(c);
    safe += byte < 0x20 || byte == 0x7f || (byte >= 0x80 && byte < 0xa0) ? '?' : c;
  }
  if (text.size() > max) safe += "...";
  return safe;
}

std::string log_masked(std::string_view number) {
  std::string shown{number.substr(number.size() - std::min<std::size_t>(3, number.size()))};
  for (char& c : shown) {  // no parts of characters either
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte >= 0x7f) c = '?';
  }
  return number.size() <= 3 ? shown : "..." + shown;
}

}  // namespace filo
