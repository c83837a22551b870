#pragma once
// The log: constant text with key=value, one logger name per module. spdlog stays behind this door.
//
//   FILO_LOG_INFO("acd", "offer made call={} agent={} why={}", call.str(), agent.str(), why);
//
// debug needs no care; info is the story of a day; warn was handled by itself; error means that a
// person should look. Text from outside passes through log_safe(); phone numbers through
// log_masked() at info and above. Thread-safe; a full disk loses log lines, never calls.

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace filo {

enum class LogLevel { debug, info, warn, error, off };

/// Where lines go (stderr when `file` is empty) and from which level. Once, at start. A file is
/// rotated at 20 MB and five are kept, so the log is bounded.
void init_log(LogLevel level, const std::string& file);
void set_log_level(LogLevel level);
bool log_enabled(LogLevel level);
void log_line(LogLevel level, const char* module, std::string_view text);

/// `text` without control bytes and at most `max` bytes long; for words of strangers.
std::string log_safe(std::string_view text, std::size_t max = 80);
/// A phone number with only its last three digits readable: "…567".
std::string log_masked(std::string_view number);

}  // namespace filo

#define FILO_LOG_(level, module, ...)                                                            \
  do {                                                                                           \
    if (::filo::log_enabled(level)) ::filo::log_line(level, module, ::fmt::format(__VA_ARGS__)); \
  } while (false)
#define FILO_LOG_DEBUG(module, ...) FILO_LOG_(::filo::LogLevel::debug, module, __VA_ARGS__)
#define FILO_LOG_INFO(module, ...) FILO_LOG_(::filo::LogLevel::info, module, __VA_ARGS__)
#define FILO_LOG_WARN(module, ...) FILO_LOG_(::filo::LogLevel::warn, module, __VA_ARGS__)
#define FILO_LOG_ERROR(module, ...) FILO_LOG_(::filo::LogLevel::error, module, __VA_ARGS__)
