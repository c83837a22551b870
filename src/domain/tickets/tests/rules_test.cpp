// Goal: the life of a ticket as people tell it. Time is given; nothing here touches a clock.

#include "domain/tickets/rules.h"

#include <gtest/gtest.h>

namespace filo {
namespace {

using namespace std::chrono_literals;

const AgentId kAnna{11}, kBruno{12};
const CustomerId kRossi{21};
const CategoryId kInternet{31};

Stamp at(Duration d) {
  return {.utc = Instant{1'790'000'000s} + d, .ticks = Ticks{5'000s + d}};
}

Ticket must(const Result<TicketChange>& change) {
  EXPECT_TRUE(change.has_value()) << (change ? "" : change.error().detail);
  return change ? change->ticket : Ticket{};
}
std::string refused(const Result<TicketChange>& change) {
  return change ? "allowed" : change.error().key;
}
Ticket opened(std::optional<EarlierTicket> earlier = std::nullopt, TicketPolicy policy = {}) {
  return must(open_ticket({.subject = " Modem is off ", .customer = kRossi, .category = kInternet},
                          TicketId{1}, 1001, earlier, policy, at(0s)));
}
Ticket solved() {
  return must(solve(must(take(opened(), kAnna, {}, at(10s))), kAnna, "Restarted it", at(60s)));
}

TEST(OpeningATicket, StartsTheClockAtLevelOne) {
  const Ticket ticket = opened();
  EXPECT_EQ(ticket.subject, "Modem is off");
  EXPECT_EQ(ticket.status, TicketStatus::fresh);
  EXPECT_EQ(ticket.level, Level::first);
  EXPECT_EQ(ticket.version, 1);
  EXPECT_TRUE(ticket.stopwatch.running());
}

TEST(OpeningATicket, NeedsASubjectOfReasonableLength) {
  auto with = [](std::string subject) {
    return open_ticket({.subject = std::move(subject)}, TicketId{1}, 1, std::nullopt, {}, at(0s));
  };
  EXPECT_EQ(refused(with("   ")), "ticket.subject.required");
  EXPECT_EQ(refused(with(std::string(201, 'x'))), "ticket.subject.too_long");
  EXPECT_EQ(refused(with("\xFF")), "text.not_utf8");
  EXPECT_EQ(with("  ").error().field, "/subject");
  EXPECT_EQ(refused(with(std::string(200, 'x'))), "allowed");
}

TEST(Recurrence, TheSameProblemSoonAfterASolutionOpensAtLevelTwoAndSaysWhy) {
  const EarlierTicket earlier{.id = TicketId{7}, .number = 990, .solved_at = at(-13 * 24h).utc};
  const auto change =
      open_ticket({.subject = "Again off", .customer = kRossi, .category = kInternet}, TicketId{8},
                  1002, earlier, {}, at(0s));
  const Ticket ticket = must(change);
  EXPECT_EQ(ticket.level, Level::second);
  EXPECT_EQ(ticket.escalation_cause, EscalationCause::recurrence);
  EXPECT_EQ(ticket.recurrence_of, TicketId{7});
  EXPECT_EQ(change->events.back(),
            (TicketEvent{TicketEventKind::recurrence_found, "990", "2", ""}));
}

TEST(Recurrence, AnOldSolutionIsNoRecurrence) {
  EXPECT_EQ(opened(EarlierTicket{TicketId{7}, 990, at(-15 * 24h).utc}).level, Level::first);
}

TEST(Recurrence, IsAsLongAsTheCentreDecidesAndNeverAtZero) {
  const EarlierTicket yesterday{TicketId{7}, 990, at(-24h).utc};
  EXPECT_EQ(opened(yesterday, {.recurrence_window = 25h}).level, Level::second);
  EXPECT_EQ(opened(yesterday, {.recurrence_window = 23h}).level, Level::first);
  const EarlierTicket now{TicketId{7}, 990, at(0s).utc};
  EXPECT_EQ(opened(now, {.recurrence_window = 0h}).level, Level::first);
}

TEST(Recurrence, IsFoundWhenTheCustomerBecomesKnownLater) {
  const EarlierTicket earlier{TicketId{7}, 990, at(-24h).utc};
  const TicketChange known{.ticket = opened(), .events = {}};
  const TicketChange raised = maybe_raise_recurrence(known, earlier, {}, at(5s));
  EXPECT_EQ(raised.ticket.level, Level::second);
  EXPECT_EQ(raised.events.size(), 1U);
  EXPECT_TRUE(maybe_raise_recurrence(raised, earlier, {}, at(6s)).events.size() == 1U)
      << "once is enough";
  const EarlierTicket itself{TicketId{1}, 1001, at(-1s).utc};
  EXPECT_TRUE(maybe_raise_recurrence(known, itself, {}, at(5s)).events.empty());
}

TEST(TakingCharge, OpensTheTicketAndRecordsHowLongItWaited) {
  const auto change = take(opened(), kAnna, {}, at(75s));
  const Ticket ticket = must(change);
  EXPECT_EQ(ticket.owner, kAnna);
  EXPECT_EQ(ticket.status, TicketStatus::open);
  EXPECT_EQ(ticket.time_to_take_charge, 75s);
  EXPECT_EQ(change->events.front().kind, TicketEventKind::taken);
}

TEST(TakingCharge, FromAColleagueKeepsTheFirstTime) {
  const auto change = take(must(take(opened(), kAnna, {}, at(75s))), kBruno, kAnna, at(200s));
  EXPECT_EQ(must(change).time_to_take_charge, 75s);
  EXPECT_EQ(change->events.front(), (TicketEvent{TicketEventKind::owner_changed, "11", "12", ""}));
}

TEST(TakingCharge, OfSeveralTheFirstHasItAndAnothersTicketIsTakenOverByHisName) {
  const Ticket annas = must(take(opened(), kAnna, {}, at(1s)));
  EXPECT_EQ(refused(take(annas, kBruno, {}, at(2s))), "ticket.owned");
  EXPECT_EQ(refused(take(annas, kBruno, kBruno, at(2s))), "ticket.owned");
  const Ticket brunos = must(take(annas, kBruno, kAnna, at(2s)));
  EXPECT_EQ(refused(take(brunos, AgentId{13}, kAnna, at(3s))), "ticket.owned")
      << "who wanted it from Anna does not get it from Bruno";
  EXPECT_EQ(must(take(opened(), kBruno, kAnna, at(2s))).owner, kBruno) << "she has let go of it";
}

TEST(TakingCharge, KeepsWhoTookFirstAndTheSolutionKeepsWhoSolved) {
  const Ticket annas = must(take(opened(), kAnna, {}, at(1s)));
  const Ticket brunos = must(take(annas, kBruno, kAnna, at(2s)));
  EXPECT_EQ(brunos.taken_by, kAnna);
  const Ticket solved = must(solve(brunos, kAnna, "Reset", at(3s)));
  EXPECT_EQ(solved.solved_by, kAnna) << "she found it, whoever owns it";
  EXPECT_FALSE(must(reopen(solved, "Again", at(4s))).solved_by);
  EXPECT_EQ(must(edit(opened(), {.owner = kBruno}, at(1s))).taken_by, kBruno);
}

TEST(Merging, ClosesTheFreshTicketOfACallThatIsAboutAnother) {
  Ticket into = opened();
  into.id = TicketId{77};
  into.number = 7;
  Ticket calls = opened();
  calls.category = {};
  const Ticket fresh = must(take(calls, kAnna, {}, at(1s)));
  const auto change = merge(fresh, into, at(5s));
  const Ticket merged = must(change);
  EXPECT_EQ(merged.status, TicketStatus::closed);
  EXPECT_EQ(merged.merged_into, into.id);
  EXPECT_FALSE(merged.solved_at) << "nothing was solved";
  EXPECT_EQ(change->events.front(), (TicketEvent{TicketEventKind::merged, "", "7", ""}));
  EXPECT_EQ(refused(reopen(merged, "Again", at(6s))), "ticket.merged");
  EXPECT_EQ(refused(merge(fresh, fresh, at(5s))), "ticket.merge.same");
  Ticket over = solved();
  over.id = TicketId{78};
  EXPECT_EQ(refused(merge(fresh, over, at(99s))), "ticket.not_running");
  Ticket worked_on = fresh;
  worked_on.work_around = "Use 4G";
  EXPECT_EQ(refused(merge(worked_on, into, at(5s))), "ticket.merge.touched");
  Ticket named = fresh;
  named.category = CategoryId{3};
  EXPECT_EQ(refused(merge(named, into, at(5s))), "ticket.merge.touched");
  Ticket others = fresh;
  others.customer = CustomerId{1};
  into.customer = CustomerId{2};
  EXPECT_EQ(refused(merge(others, into, at(5s))), "ticket.merge.other_customer");
}

TEST(FirstContact, IsOneCallNoReopeningAndNoRecurrence) {
  Ticket t = solved();
  EXPECT_TRUE(is_first_contact(t, 0)) << "opened by hand";
  EXPECT_TRUE(is_first_contact(t, 1));
  EXPECT_FALSE(is_first_contact(t, 2));
  t.reopened_count = 1;
  EXPECT_FALSE(is_first_contact(t, 1));
  t.reopened_count = 0;
  t.recurrence_of = TicketId{5};
  EXPECT_FALSE(is_first_contact(t, 1));
  EXPECT_EQ(first_contact_window({}), std::chrono::days{14});
  EXPECT_EQ(first_contact_window({.recurrence_window = 0s}), std::chrono::days{14});
  EXPECT_EQ(first_contact_window({.recurrence_window = std::chrono::days{3}}),
            std::chrono::days{3});
}

TEST(TakingCharge, IsRefusedTwiceWithoutADeskAndAfterTheSolution) {
  EXPECT_EQ(refused(take(must(take(opened(), kAnna, {}, at(1s))), kAnna, {}, at(2s))),
            "ticket.already_yours");
  EXPECT_EQ(refused(take(opened(), AgentId{}, {}, at(1s))), "ticket.owner.no_agent");
  EXPECT_EQ(refused(take(solved(), kBruno, {}, at(99s))), "ticket.not_running");
}

TEST(Escalation, GoesUpWithAReasonAndReleasesTheOwner) {
  const auto change =
      escalate(must(take(opened(), kAnna, {}, at(10s))), Level::second, "Line fault", at(40s));
  const Ticket ticket = must(change);
  EXPECT_EQ(ticket.level, Level::second);
  EXPECT_FALSE(ticket.owner);
  EXPECT_EQ(ticket.escalation_reason, "Line fault");
  EXPECT_EQ(change->events.front(),
            (TicketEvent{TicketEventKind::escalated, "1", "2", "Line fault"}));
  EXPECT_EQ(ticket.stopwatch.by_level[0], 40s);
}

TEST(Escalation, BackDownIsAHandBackAndAlsoNeedsAReason) {
  const Ticket high = must(escalate(opened(), Level::vendor, "Firmware", at(1s)));
  const auto change = escalate(high, Level::first, "Was the cable", at(2s));
  EXPECT_EQ(must(change).level, Level::first);
  EXPECT_EQ(change->events.front().kind, TicketEventKind::handed_back);
  EXPECT_EQ(refused(escalate(high, Level::first, " ", at(2s))), "ticket.reason.required");
  EXPECT_EQ(refused(escalate(high, Level::vendor, "Same", at(2s))), "ticket.level.same");
  EXPECT_EQ(refused(escalate(solved(), Level::third, "Late", at(99s))), "ticket.not_running");
}

TEST(Solving, NeedsASolutionAndStopsTheClock) {
  EXPECT_EQ(refused(solve(opened(), kAnna, "  ", at(5s))), "ticket.solution.required");
  const Ticket ticket = solved();
  EXPECT_EQ(ticket.status, TicketStatus::solved);
  EXPECT_EQ(ticket.time_to_resolve, 60s);
  EXPECT_EQ(counted_to(ticket.stopwatch, at(1h).ticks).total(), 60s);
  EXPECT_EQ(refused(solve(ticket, kAnna, "Again", at(70s))), "ticket.not_running");
}

TEST(Closing, FollowsSolvingOnly) {
  EXPECT_EQ(refused(close(opened(), at(1s))), "ticket.not_solved");
  EXPECT_EQ(must(close(solved(), at(99s))).status, TicketStatus::closed);
}

TEST(Reopening, GoesToLevelTwoAndTheClockGoesOn) {
  const auto change = reopen(solved(), "Off again", at(1'060s));
  const Ticket ticket = must(change);
  EXPECT_EQ(ticket.status, TicketStatus::open);
  EXPECT_EQ(ticket.level, Level::second);
  EXPECT_EQ(ticket.escalation_cause, EscalationCause::reopened);
  EXPECT_EQ(ticket.escalation_reason, "Off again");
  EXPECT_EQ(ticket.reopened_count, 1);
  EXPECT_FALSE(ticket.solved_at);
  EXPECT_EQ(counted_to(ticket.stopwatch, at(1'070s).ticks).total(), 70s);
  EXPECT_EQ(change->events.front(),
            (TicketEvent{TicketEventKind::reopened, "1", "2", "Off again"}));
}

TEST(Reopening, NeverLowersTheLevel) {
  const Ticket high = must(escalate(opened(), Level::vendor, "Firmware", at(1s)));
  const Ticket closed = must(close(must(solve(high, kAnna, "New firmware", at(2s))), at(3s)));
  EXPECT_EQ(must(reopen(closed, "No", at(4s))).level, Level::vendor);
}

TEST(Reopening, NeedsAReasonAndASolvedTicket) {
  EXPECT_EQ(refused(reopen(solved(), "", at(99s))), "ticket.reason.required");
  EXPECT_EQ(refused(reopen(opened(), "Why not", at(1s))), "ticket.still_running");
}

TEST(Editing, TellsOneEventPerFieldThatReallyChanged) {
  const auto change = edit(opened(),
                           {.subject = "Modem is off",
                            .priority = Priority::high,
                            .status = TicketStatus::pending,
                            .owner = kBruno,
                            .team = TeamId{5},
                            .work_around = "Use the phone"},
                           at(20s));
  const Ticket ticket = must(change);
  std::vector<TicketEventKind> kinds;
  for (const auto& event : change->events) kinds.push_back(event.kind);
  EXPECT_EQ(kinds, (std::vector{TicketEventKind::work_around_set, TicketEventKind::priority_changed,
                                TicketEventKind::team_changed, TicketEventKind::taken,
                                TicketEventKind::status_changed}));
  EXPECT_EQ(ticket.version, 2);
  EXPECT_EQ(ticket.time_to_take_charge, 20s);
  EXPECT_EQ(ticket.status, TicketStatus::pending);
}

TEST(Editing, OfNothingChangesNothing) {
  const auto change = edit(opened(), {.priority = Priority::normal}, at(20s));
  EXPECT_EQ(must(change).version, 1);
  EXPECT_TRUE(change->events.empty());
}

TEST(Editing, CannotSolveCloseOrReopenByTheBack) {
  EXPECT_EQ(refused(edit(opened(), {.status = TicketStatus::solved}, at(1s))),
            "ticket.status.use_solve");
  EXPECT_EQ(refused(edit(opened(), {.status = TicketStatus::closed}, at(1s))),
            "ticket.status.use_close");
  EXPECT_EQ(refused(edit(solved(), {.status = TicketStatus::open}, at(99s))),
            "ticket.status.use_reopen");
  const Ticket open = must(take(opened(), kAnna, {}, at(1s)));
  EXPECT_EQ(refused(edit(open, {.status = TicketStatus::fresh}, at(2s))),
            "ticket.status.not_new_again");
  EXPECT_EQ(refused(edit(must(close(solved(), at(99s))), {.subject = "x"}, at(100s))),
            "ticket.is_closed");
}

TEST(Editing, NeverMovesUpdatedAtBackWhenTheWallClockJumps) {
  Ticket ticket = opened();
  const Stamp earlier{.utc = at(-1h).utc, .ticks = at(5s).ticks};
  EXPECT_EQ(must(edit(ticket, {.priority = Priority::low}, earlier)).updated_at, at(0s).utc);
}

TEST(TicketWords, AreReadBackAsWritten) {
  for (std::size_t i = 0; i < kTicketStatuses; ++i) {
    const auto status = static_cast<TicketStatus>(i);
    EXPECT_EQ(parse_status(to_string(status)), status);
  }
  EXPECT_EQ(to_string(TicketStatus::fresh), std::string{"new"});
  EXPECT_EQ(to_string(Level::vendor), std::string{"vendor"});
  EXPECT_EQ(parse_level("4"), std::nullopt);
  for (int i = 0; i <= static_cast<int>(TicketEventKind::procedure_added); ++i) {
    const auto kind = static_cast<TicketEventKind>(i);
    EXPECT_EQ(parse_ticket_event(to_string(kind)), kind);
  }
}

}  // namespace
}  // namespace filo
