#include "domain/calls/dialling.h"

#include "base/phone.h"

namespace filo::calls {

namespace {

// By code, not by plan: several countries may share one (Italy and the Vatican).
bool is_of(std::string_view e164, std::string_view country) {
  const DialPlan* there = plan_of(e164);
  const DialPlan* here = dial_plan(country);
  return there != nullptr && here != nullptr && there->code == here->code;
}

}  // namespace

Dialled dialled(std::string_view text, CallsOut right, std::string_view country) {
  PhoneNumber number = read_phone(text, country);
  if (number.kind == PhoneKind::emergency)
    return {.verdict = Verdict::allowed, .number = std::move(number.digits), .is_emergency = true};
  if (number.kind != PhoneKind::global) return {};
  const bool may = right == CallsOut::international ||
                   (right == CallsOut::national && is_of(number.e164, country));
  return {.verdict = may ? Verdict::allowed : Verdict::not_allowed,
          .number = std::move(number.e164)};
}

DialEnd dial_end(int status) {
  switch (status) {
    case 486:
    case 600:
      return {"busy", status};
    case 404:
    case 410:
    case 484:
    case 485:
    case 604:
      return {"wrong_number", status};
    case 408:
    case 480:
    case 487:
      return {"no_answer", 480};
    case 603:
    case 607:
    case 608:
      return {"declined", 603};
    case 488:
    case 606:
      return {"no_common_codec", 488};
    default:
      return {"no_route", 503};
  }
}

}  // namespace filo::calls
