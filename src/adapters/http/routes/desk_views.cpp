#include "adapters/http/routes/desk_views.h"

#include "app/desk/customers.h"
#include "base/text.h"

namespace filo::http {

namespace {

Duration state_time(const Stopwatch& watch, TicketStatus status) {
  return watch.by_state[static_cast<std::size_t>(status)];
}

}  // namespace

StopwatchView view_of(const Stopwatch& stored, Stamp now) {
  const Stopwatch watch = counted_to(stored, now.ticks);
  StopwatchView view;
  view.running = watch.running();
  view.total_ms = watch.total();
  view.level_ms = watch.at_level();
  for (std::size_t i = 0; i < kLevels; ++i) {
    view.by_level[to_string(static_cast<Level>(i))] = watch.by_level[i];
  }
  view.by_state = {.new_ = state_time(watch, TicketStatus::fresh),
                   .open = state_time(watch, TicketStatus::open),
                   .pending = state_time(watch, TicketStatus::pending),
                   .solved = state_time(watch, TicketStatus::solved)};
  view.as_of = now.utc;
  return view;
}

TicketRowView view_of(const app::TicketRow& row, Stamp now) {
  const Ticket& t = row.ticket;
  TicketRowView view;
  view.id = t.id;
  view.number = t.number;
  view.subject = t.subject;
  view.status = t.status;
  view.level = t.level;
  view.priority = t.priority;
  view.category = ref<CategoryRef>(t.category, row.category);
  if (t.customer) view.customer = app::CustomerRef{t.customer, row.customer, row.organisation};
  view.owner = ref<OwnerRef>(t.owner, row.owner);
  view.team = ref<TeamRef>(t.team, row.team);
  view.created_at = t.created_at;
  view.updated_at = t.updated_at;
  view.stopwatch = view_of(t.stopwatch, now);
  return view;
}

ArticleView view_of(const app::ArticleRow& row) {
  return {.id = row.article.id,
          .kind = row.article.kind,
          .author = ref<PersonRef>(row.article.author, row.author),
          .body = row.article.body,
          .created_at = row.article.created_at};
}

ProcedureView view_of(const app::ProcedureRow& row) {
  return {.id = row.procedure.id,
          .text = row.procedure.text,
          .outcome = row.procedure.outcome,
          .author = ref<PersonRef>(row.procedure.author, row.author),
          .created_at = row.procedure.created_at};
}

Result<TicketView> ticket_view(app::Records& records,
                               const Call& call,
                               const app::TicketRow& row,
                               Stamp now) {
  const Ticket& t = row.ticket;
  TicketView view;
  static_cast<TicketRowView&>(view) = view_of(row, now);
  view.etag = etag_of(t.version);
  view.channel = to_string(t.channel);
  view.call_id = t.call;
  view.work_around = t.work_around;
  view.solution = t.solution;
  view.reopened_count = t.reopened_count;
  view.escalation_cause = to_string(t.escalation_cause);
  view.escalation_reason = t.escalation_reason;
  view.recurrence_of = t.recurrence_of;
  view.merged_into = t.merged_into;
  view.taken_at = t.taken_at;
  view.solved_at = t.solved_at;
  view.closed_at = t.closed_at;
  view.taken_by_id = t.taken_by;
  view.solved_by_id = t.solved_by;
  auto articles = records.tickets().articles(call.actor.tenant, t.id);
  if (!articles) return articles.error();
  for (const auto& article : *articles) view.articles.push_back(view_of(article));
  auto procedures = records.tickets().procedures(call.actor.tenant, t.id);
  if (!procedures) return procedures.error();
  for (const auto& procedure : *procedures) view.procedures.push_back(view_of(procedure));
  return view;
}

namespace {

std::vector<std::string> answers_of(const Customer& c) {
  const std::pair<IdentityField, const std::string*> fields[] = {
      {IdentityField::code, &c.code},
      {IdentityField::birth_date, &c.identity.birth_date},
      {IdentityField::tax_code, &c.identity.tax_code},
      {IdentityField::address, &c.identity.address},
      {IdentityField::last_invoice, &c.identity.last_invoice},
      {IdentityField::secret, &c.identity.secret}};
  std::vector<std::string> words;
  for (const auto& [field, text] : fields) {
    if (!text->empty()) words.emplace_back(to_string(field));
  }
  return words;
}

}  // namespace

Result<CustomerView> customer_view(app::Records& records,
                                   const Actor& actor,
                                   const app::CustomerRow& row,
                                   Instant now) {
  auto code = app::may_see_code(records, actor, row.customer.id, now);
  if (!code) return code.error();
  CustomerView view = view_of(row, *code);
  if (!may_change_identity_data(actor)) return view;
  const IdentityData& data = row.customer.identity;
  view.identity = IdentityDataView{.birth_date = data.birth_date,
                                   .tax_code = data.tax_code,
                                   .address = data.address,
                                   .last_invoice = data.last_invoice};
  return view;
}

CustomerView view_of(const app::CustomerRow& row, bool code) {
  const Customer& c = row.customer;
  CustomerView view;
  view.id = c.id;
  view.etag = etag_of(c.version);
  view.name = c.name;
  if (code) view.code = c.code;
  view.identity_set = answers_of(c);
  view.language = c.language;
  view.email = c.email;
  view.organisation = ref<OrganisationRef>(c.organisation, row.organisation);
  for (const CustomerNumber& number : c.numbers) {
    view.numbers.push_back({.e164 = number.e164, .label = number.label});
  }
  view.note = c.note;
  view.vip = c.vip;
  view.identity_locked_until = c.identity_locked_until;
  view.open_tickets = c.open_tickets;
  view.created_at = c.created_at;
  return view;
}

TimelineView view_of(const app::TimelineItem& item) {
  return {
      .id = item.id,
      .at = item.at,
      .kind = to_string(item.kind),
      .title = item.title,
      .detail = item.detail,
      .ticket_id = item.ticket,
      .ticket_number = item.ticket_number != 0 ? std::optional{item.ticket_number} : std::nullopt,
      .call_id = item.call,
      .author = ref<PersonRef>(item.author, item.author_name),
      .duration_ms = item.duration,
      .outcome = item.outcome,
      .customer = {item.customer, item.customer_name, {}}};
}

std::string etag_of(std::int64_t version) {
  return std::to_string(version);
}

Result<app::PageRequest> page_of(const PageQuery& query, const Call& call, std::string_view list) {
  app::PageRequest page{.limit = query.rows(), .after = {}};
  if (!query.after) return page;
  auto key = call.cursors().read(list, *query.after);
  if (!key) return key.error();
  page.after = std::move(key).value();
  return page;
}

std::optional<std::string> cursor_of(const app::PageKey& next,
                                     const Call& call,
                                     std::string_view list) {
  if (next.empty()) return std::nullopt;
  return call.cursors().make(list, next);
}

}  // namespace filo::http
