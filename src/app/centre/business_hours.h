#pragma once
// The opening hours of a calendar as the domain reads them.

#include "app/centre/types.h"
#include "domain/ivr/session.h"
#include "domain/sla/business_calendar.h"

namespace filo::app::centre {

/// Times and dates that are none are left out: rules.h tells them first.
sla::CalendarRules hours_of(const Calendar& calendar);

/// What a flow asks. A calendar that is gone or cannot be used (null) counts as closed: callers
/// hear the closing words instead of waiting for agents who went home.
ivr::Hours hours_at(const sla::BusinessCalendar* calendar, Instant at);

/// Whether there is any hour at which it is open.
bool ever_opens(const Calendar& calendar);

}  // namespace filo::app::centre
