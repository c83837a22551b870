// /identity-checks, /drafts and /search.

#include "adapters/http/routes/desk.h"
#include "adapters/http/routes/desk_views.h"
#include "app/desk/customers.h"
#include "app/desk/drafts.h"
#include "app/desk/identity_check.h"
#include "base/prng.h"

namespace filo::http {

// --- the wire ----------------------------------------------------------------------------------

BOOST_DEFINE_ENUM_CLASS(Verdict, right, wrong)

struct NewIdentityCheck {
  CustomerId customer_id;
  std::optional<CallId> call_id;
};
BOOST_DESCRIBE_STRUCT(NewIdentityCheck, (), (customer_id, call_id))

/// An answer to compare, or the agent's own verdict.
struct IdentityAnswerIn {
  IdentityQuestionId question_id;
  std::optional<std::string> answer;
  std::optional<Verdict> verdict;
};
BOOST_DESCRIBE_STRUCT(IdentityAnswerIn, (), (question_id, answer, verdict))
template <>
inline constexpr auto rules<IdentityAnswerIn> = std::array{Rule{"answer", 1, limits::kReasonChars}};

struct IdentityQuestionView {
  IdentityQuestionId id;
  std::string text;
  std::optional<Verdict> answered;
  bool by_ear = false;  ///< Only the agent can judge it.
};
BOOST_DESCRIBE_STRUCT(IdentityQuestionView, (), (id, text, answered, by_ear))
struct IdentityCheckView {
  IdentityCheckId id;
  CustomerId customer_id;
  std::vector<IdentityQuestionView> questions;
  std::string result;
  std::int64_t wrong = 0;
  UserId asked_by;
  Instant started_at;
};
BOOST_DESCRIBE_STRUCT(IdentityCheckView,
                      (),
                      (id, customer_id, questions, result, wrong, asked_by, started_at))

struct DraftIn {
  std::string body;
};
BOOST_DESCRIBE_STRUCT(DraftIn, (), (body))
template <>
inline constexpr auto rules<DraftIn> = std::array{Rule{"body", 0, limits::kDraftBytes}};
struct DraftView {
  std::string key, body;
  Instant updated_at;
};
BOOST_DESCRIBE_STRUCT(DraftView, (), (key, body, updated_at))

struct SearchQuery {
  std::string q;
};
BOOST_DESCRIBE_STRUCT(SearchQuery, (), (q))
template <>
inline constexpr auto rules<SearchQuery> = std::array{Rule{"q", 1, limits::kSubjectChars}};
struct FoundTicket {
  TicketId id;
  std::int64_t number = 0;
  std::string subject;
  TicketStatus status{};
};
BOOST_DESCRIBE_STRUCT(FoundTicket, (), (id, number, subject, status))
struct Found {
  std::vector<app::CustomerRef> customers;
  std::vector<FoundTicket> tickets;
};
BOOST_DESCRIBE_STRUCT(Found, (), (customers, tickets))

namespace {

using app::Records;

Result<IdentityCheckView> answer(const Result<IdentityCheck>& check) {
  if (!check) return check.error();
  IdentityCheckView view{.id = check->id,
                         .customer_id = check->customer,
                         .questions = {},
                         .result = to_string(check->result),
                         .wrong = check->wrong,
                         .asked_by = check->asked_by,
                         .started_at = check->started_at};
  for (const AskedQuestion& asked : check->questions) {
    IdentityQuestionView question{.id = asked.question.id,
                                  .text = asked.question.text,
                                  .answered = std::nullopt,
                                  .by_ear = asked.question.field == IdentityField::by_ear};
    if (asked.answered != IdentityAnswer::none) {
      question.answered = asked.answered == IdentityAnswer::right ? Verdict::right : Verdict::wrong;
    }
    view.questions.push_back(std::move(question));
  }
  return view;
}

std::uint64_t random_seed() {
  std::uint64_t seed = 0;
  for (char byte : secure_random(8)) seed = seed << 8 | static_cast<unsigned char>(byte);
  return seed;
}

Result<IdentityCheckView> answer_question(const IdentityAnswerIn& in,
                                          Call& call,
                                          Records& records,
                                          Stamp now) {
  auto id = call.id<IdentityCheckId>();
  if (!id) return id.error();
  if (in.answer.has_value() == in.verdict.has_value()) {
    return Error{Errc::invalid, "answer or verdict", "/answer", "identity.answer.one_of"};
  }
  if (in.verdict) {
    return answer(app::judge_identity_question(records, call.actor, *id, in.question_id,
                                               *in.verdict == Verdict::right, now));
  }
  return answer(
      app::answer_identity_question(records, call.actor, *id, in.question_id, *in.answer, now));
}

Result<Found> search(const SearchQuery& in, Call& call, Records& records) {
  constexpr std::size_t kOfEach = 8;  // What fits into the palette.
  Found found;
  auto customers = app::search_customers(records, call.actor, {.words = in.q}, {.limit = kOfEach});
  if (!customers) return customers.error();
  for (const auto& row : customers->items) {
    found.customers.push_back({row.customer.id, row.customer.name, row.organisation});
  }
  auto tickets = records.tickets().list(call.actor.tenant, {.words = in.q}, {.limit = kOfEach});
  if (!tickets) return tickets.error();
  for (const auto& [ticket, category, customer, organisation, owner, team] : tickets->items) {
    found.tickets.push_back({ticket.id, ticket.number, ticket.subject, ticket.status});
  }
  return found;
}

DraftView view_of(const app::Draft& draft) {
  return {.key = draft.key, .body = draft.body, .updated_at = draft.updated_at};
}

}  // namespace

void add_identity_routes(Api& api, const DeskContext& desk) {
  api.write<NewIdentityCheck, IdentityCheckView>(
      {.method = "POST",
       .path = "/identity-checks",
       .id = "startIdentityCheck",
       .summary = "Ask who is calling",
       .status = 201},
      [&desk](const NewIdentityCheck& in, Call& call, Records& records) {
        const app::StartIdentityCheck wish{.customer = in.customer_id,
                                           .call = in.call_id.value_or(CallId{}),
                                           .language = call.request->session->language,
                                           .seed = random_seed()};
        return answer(app::start_identity_check(records, call.actor, wish, desk.stamp()));
      });
  api.write<IdentityAnswerIn, IdentityCheckView>(
      {.method = "POST",
       .path = "/identity-checks/{id}/answers",
       .id = "answerIdentityQuestion",
       .summary = "What the caller said"},
      [&desk](const IdentityAnswerIn& in, Call& call, Records& records) {
        return answer_question(in, call, records, desk.stamp());
      });
}

void add_draft_routes(Api& api, const DeskContext& desk) {
  api.read<Nothing, DraftView>(
      {.path = "/drafts/{key}", .id = "getDraft", .summary = "What one has begun to write"},
      [](const Nothing&, Call& call, Records& records) -> Result<DraftView> {
        const auto key = call.request->param("key");
        auto draft = records.drafts().find(call.actor.tenant, call.actor.user, key);
        if (!draft) return draft.error();
        return view_of(*draft);
      });
  api.write<DraftIn, DraftView>(
      {.method = "PUT", .path = "/drafts/{key}", .id = "putDraft", .summary = "Keep a draft"},
      [&desk](const DraftIn& in, Call& call, Records& records) -> Result<DraftView> {
        const auto key = call.request->param("key");
        auto draft = app::put_draft(records, call.actor, key, in.body, desk.stamp());
        if (!draft) return draft.error();
        return view_of(*draft);
      });
  api.write<Nothing, Nothing>(
      {.method = "DELETE", .path = "/drafts/{key}", .id = "dropDraft", .summary = "Drop a draft"},
      [](const Nothing&, Call& call, Records& records) -> Result<Nothing> {
        const auto key = call.request->param("key");
        Status done = records.drafts().erase(call.actor.tenant, call.actor.user, key);
        if (!done) return done.error();
        return Nothing{};
      });
}

void add_search_routes(Api& api) {
  api.read<SearchQuery, Found>(
      {.path = "/search", .id = "search", .summary = "Customers and tickets by words"}, search);
}

void add_desk_routes(Api& api, const DeskContext& desk) {
  add_ticket_routes(api, desk);
  add_attach_routes(api, desk);
  add_bulk_routes(api, desk);
  add_view_routes(api);
  add_customer_routes(api, desk);
  add_organisation_routes(api, desk);
  add_identity_routes(api, desk);
  add_draft_routes(api, desk);
  add_search_routes(api);
}

}  // namespace filo::http
