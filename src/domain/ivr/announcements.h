#pragma once
// The sentences the product itself says to callers, in Italian, French and English.
// Never a position or a wait that rises for the same caller: see acd::Dispatcher::announce().

#include <cstddef>
#include <string>

#include "base/time.h"

namespace filo::ivr {

/// "it", "fr" or "en"; any other is spoken in English.
std::string say_position(const std::string& language, std::size_t position);
/// A range rounded up to whole minutes: "between two and four minutes".
std::string say_wait(const std::string& language, Duration low, Duration high);
std::string say_closed(const std::string& language);
std::string say_holiday(const std::string& language);
/// All agents are busy, please hold.
std::string say_please_hold(const std::string& language);
/// We cannot take the call now; please call again.
std::string say_sorry(const std::string& language);
std::string say_invalid_choice(const std::string& language);
std::string say_goodbye(const std::string& language);

}  // namespace filo::ivr
