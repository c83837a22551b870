#pragma once
// Figures as browsers see them: the same on the board (today, live) and in reports (any day).

#include "app/live/views.h"
#include "domain/kpi/figures.h"

namespace filo::app {

/// Durations become whole milliseconds; what was not counted becomes null.
FiguresView view_of(const kpi::Figures& figures);

}  // namespace filo::app
