#pragma once
// Calendars as administrators write them, in the form in which the domain reckons with them. Pure.

#include "app/centre/types.h"
#include "domain/ivr/session.h"
#include "domain/sla/business_calendar.h"

namespace filo::app::centre {

/// Times and dates that cannot be read are left out; save_row() lets none of them in.
sla::CalendarRules calendar_rules(const Calendar& from);

/// What a flow asks.
ivr::Hours hours_at(const sla::BusinessCalendar& calendar, Instant at);

}  // namespace filo::app::centre
