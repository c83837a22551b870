#include "domain/tickets/rules.h"

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"

namespace filo {

namespace {

Error conflict(std::string key) {
  return {.code = Errc::conflict, .detail = key, .field = {}, .key = std::move(key)};
}

Error invalid(std::string field, std::string key) {
  return {.code = Errc::invalid, .detail = key, .field = std::move(field), .key = std::move(key)};
}

// Trimmed text of 1 to `max` characters of UTF-8, or why not.
Result<std::string> words(std::string_view text, std::string_view field, std::size_t max) {
  const std::string pointer = "/" + std::string{field};
  const std::string clean{trim(text)};
  if (clean.empty()) return invalid(pointer, "ticket." + std::string{field} + ".required");
  if (!is_utf8(clean)) return invalid(pointer, "text.not_utf8");
  if (utf8_length(clean) > max)
    return invalid(pointer, "ticket." + std::string{field} + ".too_long");
  return clean;
}

// Status and level move together with the stopwatch; nobody else writes these fields.
void move(Ticket& ticket, TicketStatus status, Level level, Stamp now) {
  ticket.stopwatch = move_on(ticket.stopwatch, status, level, now.ticks);
  ticket.status = status;
  ticket.level = level;
}

TicketChange touched(const Ticket& ticket, Stamp now) {
  TicketChange change{.ticket = ticket, .events = {}};
  change.ticket.updated_at = std::max(now.utc, ticket.updated_at);
  ++change.ticket.version;
  return change;
}

void raise_recurrence(TicketChange& change, const EarlierTicket& earlier, Stamp now) {
  Ticket& ticket = change.ticket;
  move(ticket, ticket.status, std::max(ticket.level, Level::second), now);
  ticket.escalation_cause = EscalationCause::recurrence;
  ticket.recurrence_of = earlier.id;
  change.events.push_back({.kind = TicketEventKind::recurrence_found,
                           .from = std::to_string(earlier.number),
                           .to = to_string(ticket.level)});
}

void record_take(Ticket& ticket, AgentId agent, Stamp now) {
  if (ticket.taken_at) return;
  ticket.taken_by = agent;
  ticket.taken_at = now.utc;
  // Before the first owner nothing stops the clock but solving, which needs no owner.
  ticket.time_to_take_charge = filo::counted_to(ticket.stopwatch, now.ticks).total();
}

}  // namespace

bool is_recurrence(const std::optional<EarlierTicket>& earlier,
                   const TicketPolicy& policy,
                   Instant opened) {
  return earlier && earlier->solved_at <= opened &&
         opened - earlier->solved_at < policy.recurrence_window;
}

Duration first_contact_window(const TicketPolicy& policy) {
  constexpr Duration kUsual = std::chrono::days{14};
  return policy.recurrence_window > Duration::zero() ? policy.recurrence_window : kUsual;
}

bool is_first_contact(const Ticket& solved, std::int64_t contacts) {
  return contacts <= 1 && solved.reopened_count == 0 && !solved.recurrence_of;
}

Result<TicketChange> open_ticket(const TicketDraft& draft,
                                 TicketId id,
                                 std::int64_t number,
                                 const std::optional<EarlierTicket>& earlier,
                                 const TicketPolicy& policy,
                                 Stamp now) {
  Result<std::string> subject = words(draft.subject, "subject", limits::kSubjectChars);
  if (!subject) return subject.error();
  TicketChange change;
  Ticket& ticket = change.ticket;
  ticket.id = id;
  ticket.number = number;
  ticket.subject = std::move(subject).value();
  ticket.priority = draft.priority;
  ticket.channel = draft.channel;
  ticket.customer = draft.customer;
  ticket.category = draft.category;
  ticket.queue = draft.queue;
  ticket.call = draft.call;
  ticket.created_at = ticket.updated_at = now.utc;
  ticket.stopwatch = start_stopwatch(ticket.status, ticket.level, now.ticks);
  change.events.push_back({.kind = TicketEventKind::opened, .to = to_string(draft.channel)});
  if (is_recurrence(earlier, policy, now.utc)) raise_recurrence(change, *earlier, now);
  return change;
}

Result<TicketChange> take(const Ticket& ticket, AgentId agent, AgentId from, Stamp now) {
  if (!agent) return conflict("ticket.owner.no_agent");
  if (!is_running(ticket.status)) return conflict("ticket.not_running");
  if (ticket.owner == agent) return conflict("ticket.already_yours");
  if (ticket.owner && ticket.owner != from) return conflict("ticket.owned");
  TicketChange change = touched(ticket, now);
  const bool first = !ticket.taken_at;
  record_take(change.ticket, agent, now);
  change.ticket.owner = agent;
  if (ticket.status == TicketStatus::fresh)
    move(change.ticket, TicketStatus::open, ticket.level, now);
  change.events.push_back({.kind = first ? TicketEventKind::taken : TicketEventKind::owner_changed,
                           .from = ticket.owner ? ticket.owner.str() : "",
                           .to = agent.str()});
  return change;
}

Result<TicketChange> escalate(const Ticket& ticket, Level to, std::string reason, Stamp now) {
  if (!is_running(ticket.status)) return conflict("ticket.not_running");
  if (to == ticket.level) return invalid("/level", "ticket.level.same");
  Result<std::string> why = words(reason, "reason", limits::kReasonChars);
  if (!why) return why.error();
  TicketChange change = touched(ticket, now);
  change.ticket.escalation_cause = EscalationCause::by_hand;
  change.ticket.escalation_reason = why.value();
  change.ticket.owner = {};
  move(change.ticket, ticket.status, to, now);
  change.events.push_back(
      {.kind = to > ticket.level ? TicketEventKind::escalated : TicketEventKind::handed_back,
       .from = to_string(ticket.level),
       .to = to_string(to),
       .reason = std::move(why).value()});
  return change;
}

Result<TicketChange> solve(const Ticket& ticket, AgentId by, std::string solution, Stamp now) {
  if (!is_running(ticket.status)) return conflict("ticket.not_running");
  Result<std::string> text = words(solution, "solution", limits::kArticleChars);
  if (!text) return text.error();
  TicketChange change = touched(ticket, now);
  change.ticket.solution = text.value();
  move(change.ticket, TicketStatus::solved, ticket.level, now);
  change.ticket.solved_at = now.utc;
  change.ticket.solved_by = by;
  change.ticket.time_to_resolve = change.ticket.stopwatch.total();
  change.events.push_back({.kind = TicketEventKind::solved, .reason = std::move(text).value()});
  return change;
}

Result<TicketChange> reopen(const Ticket& ticket, std::string reason, Stamp now) {
  if (is_running(ticket.status)) return conflict("ticket.still_running");
  if (ticket.merged_into) return conflict("ticket.merged");
  Result<std::string> why = words(reason, "reason", limits::kReasonChars);
  if (!why) return why.error();
  TicketChange change = touched(ticket, now);
  Ticket& out = change.ticket;
  const Level level = std::max(ticket.level, Level::second);
  move(out, TicketStatus::open, level, now);
  out.escalation_cause = EscalationCause::reopened;
  out.escalation_reason = why.value();
  out.solved_at = out.closed_at = std::nullopt;
  out.solved_by = {};
  out.time_to_resolve = std::nullopt;
  ++out.reopened_count;
  // A new level is another's work: who solved it wrongly does not simply get it back.
  if (level != ticket.level) out.owner = {};
  change.events.push_back({.kind = TicketEventKind::reopened,
                           .from = to_string(ticket.level),
                           .to = to_string(level),
                           .reason = std::move(why).value()});
  return change;
}

Result<TicketChange> close(const Ticket& ticket, Stamp now) {
  if (ticket.status != TicketStatus::solved) return conflict("ticket.not_solved");
  TicketChange change = touched(ticket, now);
  move(change.ticket, TicketStatus::closed, ticket.level, now);
  change.ticket.closed_at = now.utc;
  change.events.push_back({.kind = TicketEventKind::closed});
  return change;
}

Result<TicketChange> merge(const Ticket& ticket, const Ticket& into, Stamp now) {
  if (ticket.id == into.id) return conflict("ticket.merge.same");
  if (!is_running(ticket.status) || !is_running(into.status)) return conflict("ticket.not_running");
  if (ticket.customer && into.customer && ticket.customer != into.customer) {
    return conflict("ticket.merge.other_customer");
  }
  const bool touched_by_hand = !ticket.work_around.empty() || ticket.category ||
                               ticket.reopened_count > 0 ||
                               ticket.escalation_cause == EscalationCause::by_hand;
  if (touched_by_hand) return conflict("ticket.merge.touched");
  TicketChange change = touched(ticket, now);
  move(change.ticket, TicketStatus::closed, ticket.level, now);
  change.ticket.closed_at = now.utc;
  change.ticket.merged_into = into.id;
  change.events.push_back({.kind = TicketEventKind::merged, .to = std::to_string(into.number)});
  return change;
}

TicketChange maybe_raise_recurrence(const TicketChange& change,
                                    const std::optional<EarlierTicket>& earlier,
                                    const TicketPolicy& policy,
                                    Stamp now) {
  const Ticket& ticket = change.ticket;
  const bool fits = is_running(ticket.status) && !ticket.recurrence_of &&
                    is_recurrence(earlier, policy, ticket.created_at) && earlier->id != ticket.id;
  if (!fits) return change;
  TicketChange raised = change;
  raise_recurrence(raised, *earlier, now);
  return raised;
}

namespace {

// The parts of edit(): each compares, changes and tells.
class Editor {
 public:
  Editor(const Ticket& ticket, Stamp now) : change_(touched(ticket, now)), now_(now) {}

  Status apply(const TicketEdit& edit) {
    if (edit.subject) {
      Result<std::string> text = words(*edit.subject, "subject", limits::kSubjectChars);
      if (!text) return text.error();
      set(ticket().subject, std::move(text).value(), TicketEventKind::subject_changed);
    }
    if (edit.work_around) {
      if (utf8_length(*edit.work_around) > limits::kArticleChars) {
        return invalid("/work_around", "ticket.work_around.too_long");
      }
      set_work_around(std::string{trim(*edit.work_around)});
    }
    if (edit.priority) set_priority(*edit.priority);
    if (edit.category) set_id(ticket().category, *edit.category, TicketEventKind::category_changed);
    if (edit.customer) set_id(ticket().customer, *edit.customer, TicketEventKind::customer_changed);
    if (edit.team) set_id(ticket().team, *edit.team, TicketEventKind::team_changed);
    if (edit.owner) set_owner(*edit.owner);
    return edit.status ? set_status(*edit.status) : Status{};
  }

  TicketChange done() && { return std::move(change_); }

 private:
  Ticket& ticket() { return change_.ticket; }

  void tell(TicketEventKind kind, std::string from, std::string to) {
    change_.events.push_back({.kind = kind, .from = std::move(from), .to = std::move(to)});
  }

  void set(std::string& field, std::string value, TicketEventKind kind) {
    if (field == value) return;
    tell(kind, field, value);
    field = std::move(value);
  }

  void set_work_around(std::string text) {
    if (ticket().work_around == text) return;
    change_.events.push_back({.kind = TicketEventKind::work_around_set, .reason = text});
    ticket().work_around = std::move(text);
  }

  void set_priority(Priority priority) {
    if (ticket().priority == priority) return;
    tell(TicketEventKind::priority_changed, to_string(ticket().priority), to_string(priority));
    ticket().priority = priority;
  }

  template <class IdType>
  void set_id(IdType& field, IdType value, TicketEventKind kind) {
    if (field == value) return;
    tell(kind, field ? field.str() : "", value ? value.str() : "");
    field = value;
  }

  void set_owner(AgentId owner) {
    if (ticket().owner == owner) return;
    const bool first = owner && !ticket().taken_at;
    if (owner) record_take(ticket(), owner, now_);
    set_id(ticket().owner, owner, first ? TicketEventKind::taken : TicketEventKind::owner_changed);
    if (owner && ticket().status == TicketStatus::fresh) {
      move(ticket(), TicketStatus::open, ticket().level, now_);
    }
  }

  Status set_status(TicketStatus status) {
    const TicketStatus from = ticket().status;
    if (from == status) return {};
    if (status == TicketStatus::solved) return invalid("/status", "ticket.status.use_solve");
    if (status == TicketStatus::closed) return invalid("/status", "ticket.status.use_close");
    if (!is_running(from)) return invalid("/status", "ticket.status.use_reopen");
    if (status == TicketStatus::fresh) return invalid("/status", "ticket.status.not_new_again");
    move(ticket(), status, ticket().level, now_);
    tell(TicketEventKind::status_changed, to_string(from), to_string(status));
    return {};
  }

  TicketChange change_;
  Stamp now_;
};

}  // namespace

Result<TicketChange> edit(const Ticket& ticket, const TicketEdit& edit, Stamp now) {
  if (ticket.status == TicketStatus::closed) return conflict("ticket.is_closed");
  Editor editor(ticket, now);
  if (Status done = editor.apply(edit); !done) return done.error();
  TicketChange change = std::move(editor).done();
  if (change.events.empty()) change.ticket = ticket;
  return change;
}

}  // namespace filo
