#pragma once
// Which numbers outside an agent may dial, how they go to the network, and what its refusals mean.
// Pure.
//
//   dialled("02 9988 7766", CallsOut::national, "IT").number == "+390299887766"
//   dialled("112", CallsOut::none, "IT").number == "112"          // people's lives go first
//   dialled("+33123456789", CallsOut::national, "IT").verdict == Verdict::not_allowed
//
// A right is given to an agent, none unless somebody gives it: a stolen phone password must not
// cost money. "National" goes by the country code, so under +1 it reaches the whole of North
// America and the Caribbean. Emergency numbers (base/phone.h) are everybody's and go out as
// dialled. Premium-rate numbers are not told from others of their country: the network can bar
// them, we do not.

#include <cstdint>
#include <string>
#include <string_view>

namespace filo::calls {

/// What an agent may dial outside; each includes the one before.
enum class CallsOut : std::uint8_t {
  none,
  national,       ///< Numbers with the country code of the trunk's country.
  international,  ///< Every number.
};

enum class Verdict : std::uint8_t { allowed, not_allowed, not_a_number };

struct Dialled {
  Verdict verdict = Verdict::not_a_number;
  std::string number = {};  ///< As it goes out: E.164, or an emergency number as dialled.
  bool is_emergency = false;
};

/// `country`: of the trunk that would carry it, ISO 3166-1 alpha-2. Short numbers other than those
/// of emergency are no numbers outside: what they cost and where they lead only the network knows.
Dialled dialled(std::string_view text, CallsOut right, std::string_view country);

/// How a call that nobody answered ended.
struct DialEnd {
  const char* cause =
      "";          ///< For the record: busy, no_answer, wrong_number, declined, no_route ...
  int status = 0;  ///< For the phone that dialled.
};

/// From the final response of whoever was called. 401, 407 and what is the network's trouble with
/// us is 503 to the phone: it could do nothing about it. Source: RFC 3261 §21.
DialEnd dial_end(int status);

}  // namespace filo::calls
