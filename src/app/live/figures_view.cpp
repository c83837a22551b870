#include "app/live/figures_view.h"

namespace filo::app {

namespace {

std::optional<std::int64_t> millis(const std::optional<Duration>& duration) {
  if (!duration) return std::nullopt;
  return duration->count() / 1000;
}

}  // namespace

FiguresView view_of(const kpi::Figures& figures) {
  FiguresView view;
  view.offered = figures.offered;
  view.answered = figures.answered;
  view.answered_in_time = figures.answered_in_time;
  view.abandoned = figures.abandoned;
  view.abandoned_in_time = figures.abandoned_in_time;
  view.flow_out = figures.flow_out;
  view.waiting = figures.waiting;
  view.service_level = figures.service_level();
  view.speed_of_answer_ms = millis(figures.speed_of_answer());
  view.handling_time_ms = millis(figures.handling_time());
  view.take_charge_ms = millis(figures.time_to_take_charge());
  view.resolve_ms = millis(figures.time_to_resolve());
  view.resolved = figures.resolved;
  view.first_contact_resolution = figures.first_contact_resolution();
  return view;
}

}  // namespace filo::app
