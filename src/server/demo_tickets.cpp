#include "server/demo_tickets.h"

#include "app/centre/kinds.h"
#include "app/desk/add_to_ticket.h"
#include "app/desk/change_ticket.h"
#include "app/desk/identity_check.h"
#include "app/desk/move_ticket.h"
#include "app/desk/open_ticket.h"
#include "base/text.h"

namespace filo::server {

namespace {

template <class T>
Status status_of(const Result<T>& done) {
  return done ? Status{} : Status{done.error()};
}

Error unknown(const StoryStep& step) {
  return {Errc::invalid, "demo desk: no such step: " + step.act + " " + step.to};
}

/// One step of one ticket, at its moment.
struct Act {
  const Scene& scene;
  const ToldTicket& ticket;
  const StoryStep& step;
  Actor actor;
  Stamp at;

  Status done() const;

 private:
  app::Records& records() const { return scene.records; }
  Status add() const;
  Status move() const;
  Status take() const;
  Status change() const;
  Status edit(const TicketEdit& wish) const;
  Status prove_identity() const;
};

Status Act::add() const {
  if (step.act == "note") {
    return status_of(
        app::add_article(records(), actor, ticket.id, ArticleKind::note, step.text, at));
  }
  if (step.act == "article") {
    return status_of(
        app::add_article(records(), actor, ticket.id, ArticleKind::public_article, step.text, at));
  }
  const auto outcome = parse_procedure_outcome(step.to);
  if (!outcome) return unknown(step);
  return status_of(app::add_procedure(records(), actor, ticket.id, step.text, *outcome, at));
}

// From whoever has it: in the story they agree.
Status Act::take() const {
  const auto now = records().tickets().find(actor.tenant, ticket.id);
  if (!now) return now.error();
  return status_of(app::take_ticket(records(), actor, ticket.id, at, now->ticket.owner));
}

Status Act::move() const {
  if (step.act == "take") return take();
  if (step.act == "close") return status_of(app::close_ticket(records(), actor, ticket.id, at));
  if (step.act == "solve") {
    return status_of(app::solve_ticket(records(), actor, ticket.id, step.text, at));
  }
  if (step.act == "reopen") {
    return status_of(app::reopen_ticket(records(), actor, ticket.id, step.text, at));
  }
  const auto level = parse_level(step.to);
  if (!level) return unknown(step);
  return status_of(app::escalate_ticket(records(), actor, ticket.id, *level, step.text, at));
}

Status Act::edit(const TicketEdit& wish) const {
  const auto now = records().tickets().find(actor.tenant, ticket.id);
  if (!now) return now.error();
  return status_of(app::change_ticket(records(), actor, ticket.id, now->ticket.version, wish, at));
}

Status Act::change() const {
  if (step.act == "work_around") {
    return status_of(app::set_work_around(records(), actor, ticket.id, step.text, at));
  }
  if (step.act == "team") {
    const auto* team = app::centre::find_named<app::centre::Team>(scene.centre, step.to);
    return team == nullptr ? Status{unknown(step)} : edit({.team = team->id});
  }
  const auto status = parse_status(step.to);
  return status ? edit({.status = *status}) : Status{unknown(step)};
}

Status Act::prove_identity() const {
  const app::StartIdentityCheck wish{.customer = ticket.customer,
                                     .call = ticket.call,
                                     .language = ticket.language,
                                     .seed = static_cast<std::uint64_t>(to_micros(at.utc))};
  auto check = app::start_identity_check(records(), actor, wish, at);
  if (!check) return check.error();
  const auto questions = check->questions;
  for (const AskedQuestion& asked : questions) {
    if (check->result != IdentityResult::open) break;
    check = app::judge_identity_question(records(), actor, check->id, asked.question.id, true, at);
    if (!check) return check.error();
  }
  return {};
}

Status Act::done() const {
  const std::string& act = step.act;
  if (act == "note" || act == "article" || act == "procedure") return add();
  if (act == "take" || act == "solve" || act == "reopen" || act == "close" || act == "escalate") {
    return move();
  }
  if (act == "work_around" || act == "team" || act == "status") return change();
  if (act == "identity") return prove_identity();
  return unknown(step);
}

Status open(const Scene& scene, ToldTicket& told) {
  const StoryTicket& story = *told.story;
  const auto priority = parse_priority(story.priority);
  if (!priority) return Error{Errc::invalid, "demo desk: no such priority: " + story.priority};
  const Actor actor = scene.actor(story.by);
  const Stamp at = scene.stamp(told.opens);
  const auto opened = app::open_ticket(scene.records, actor,
                                       {.subject = story.subject,
                                        .customer = told.customer,
                                        .category = story.category,
                                        .priority = *priority,
                                        .body = story.body,
                                        .call = told.call,
                                        .queue = story.queue},
                                       at);
  if (!opened) return opened.error();
  told.id = opened->ticket.id;
  // Who answers the call works on its ticket.
  if (!told.call) return {};
  return status_of(app::take_ticket(scene.records, actor, told.id, at));
}

}  // namespace

Instant beginning_of(const StoryTicket& ticket, const Scene& scene) {
  if (ticket.minutes_ago) return scene.now.utc - std::chrono::minutes{*ticket.minutes_ago};
  const auto parts = split(ticket.at, ':');
  const auto hours = parts.size() == 2 ? parse_int<int>(parts[0]) : std::nullopt;
  const auto minutes = parts.size() == 2 ? parse_int<int>(parts[1]) : std::nullopt;
  return scene.zone.utc(scene.local_day(ticket.day) + std::chrono::hours{hours.value_or(12)} +
                        std::chrono::minutes{minutes.value_or(0)});
}

void add_ticket(const Scene& scene, ToldTicket& told, std::vector<Happening>& happenings) {
  happenings.push_back({told.opens, [&scene, &told] { return open(scene, told); }});
  Instant at = told.opens;
  for (const StoryStep& step : told.story->steps) {
    at += std::chrono::minutes{step.after_min};
    if (at > scene.now.utc) return;
    if (step.act == "call") continue;
    happenings.push_back(
        {at, [&scene, &told, &step, at] {
           return Act{scene, told, step, scene.actor(step.by), scene.stamp(at)}.done();
         }});
  }
}

}  // namespace filo::server
