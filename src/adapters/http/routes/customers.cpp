// /customers, /organisations and POST /calls/{id}/customer.

#include "app/desk/customers.h"
#include "adapters/http/routes/desk.h"
#include "adapters/http/routes/desk_views.h"
#include "app/desk/bind_call.h"
#include "app/desk/common.h"
#include "app/desk/organisations.h"
#include "app/ports/store.h"
#include "base/phone.h"

namespace filo::http {

// --- the wire ----------------------------------------------------------------------------------

BOOST_DEFINE_ENUM_CLASS(CustomerLanguage, it, fr, en)

struct CustomerQuery : PageQuery {
  std::optional<std::string> q;
  std::optional<std::string> number;
  std::optional<OrganisationId> organisation_id;
};
BOOST_DESCRIBE_STRUCT(CustomerQuery, (PageQuery), (q, number, organisation_id))
template <>
inline constexpr auto rules<CustomerQuery> =
    std::array{Rule{"q", 0, limits::kNameChars}, Rule{"number", 0, 128}};

struct NumberIn {
  std::string e164;
  std::optional<std::string> label;
};
BOOST_DESCRIBE_STRUCT(NumberIn, (), (e164, label))
template <>
inline constexpr auto rules<NumberIn> =
    std::array{Rule{"e164", 1, 64}, Rule{"label", 0, 50, Format::line}};

/// For creating and changing; the last five are for supervisors and administrators.
struct PatchCustomer {
  Patch<std::string> name;
  Patch<std::optional<std::string>> code, email, note;
  Patch<std::optional<CustomerLanguage>> language;
  Patch<std::optional<OrganisationId>> organisation_id;
  Patch<std::vector<NumberIn>> numbers;
  Patch<bool> vip;
  Patch<std::optional<std::string>> birth_date, tax_code, address, last_invoice, secret;
};
BOOST_DESCRIBE_STRUCT(PatchCustomer,
                      (),
                      (name,
                       code,
                       email,
                       note,
                       language,
                       organisation_id,
                       numbers,
                       vip,
                       birth_date,
                       tax_code,
                       address,
                       last_invoice,
                       secret))
template <>
inline constexpr auto rules<PatchCustomer> =
    std::array{Rule{"name", 1, limits::kNameChars, Format::line},
               Rule{"code", 0, limits::kNameChars, Format::line},
               Rule{"email", 0, limits::kNameChars},
               Rule{"note", 0, limits::kReasonChars},
               Rule{"numbers", 0, limits::kNumbersPerCustomer},
               Rule{"birth_date", 0, limits::kNameChars},
               Rule{"tax_code", 0, limits::kNameChars},
               Rule{"address", 0, limits::kReasonChars},
               Rule{"last_invoice", 0, limits::kNameChars},
               Rule{"secret", 0, limits::kNameChars}};

struct CustomerNote {
  std::string body;
};
BOOST_DESCRIBE_STRUCT(CustomerNote, (), (body))
template <>
inline constexpr auto rules<CustomerNote> = std::array{Rule{"body", 1, limits::kArticleChars}};

struct BindCaller {
  std::optional<CustomerId> customer_id;
  std::optional<std::string> name;
};
BOOST_DESCRIBE_STRUCT(BindCaller, (), (customer_id, name))
template <>
inline constexpr auto rules<BindCaller> =
    std::array{Rule{"name", 1, limits::kNameChars, Format::line}};

struct OrganisationQuery : PageQuery {
  std::optional<std::string> q;
};
BOOST_DESCRIBE_STRUCT(OrganisationQuery, (PageQuery), (q))
template <>
inline constexpr auto rules<OrganisationQuery> = std::array{Rule{"q", 0, limits::kNameChars}};

struct PatchOrganisation {
  Patch<std::string> name;
  Patch<std::optional<std::string>> code, note;
};
BOOST_DESCRIBE_STRUCT(PatchOrganisation, (), (name, code, note))
template <>
inline constexpr auto rules<PatchOrganisation> = std::array{
    Rule{"name", 1, limits::kNameChars, Format::line},
    Rule{"code", 0, limits::kNameChars, Format::line}, Rule{"note", 0, limits::kReasonChars}};

struct OrganisationView {
  OrganisationId id;
  std::string etag, name, code, note;
  std::int64_t customers = 0, open_tickets = 0;
  Instant created_at;
};
BOOST_DESCRIBE_STRUCT(OrganisationView,
                      (),
                      (id, etag, name, code, note, customers, open_tickets, created_at))

struct TimelineQuery : PageQuery {
  std::vector<app::TimelineKind> kind;
};
BOOST_DESCRIBE_STRUCT(TimelineQuery, (PageQuery), (kind))

namespace {

using app::Records;

OrganisationView organisation_view(const app::OrganisationRow& row) {
  const Organisation& o = row.organisation;
  return {.id = o.id,
          .etag = etag_of(o.version),
          .name = o.name,
          .code = o.code,
          .note = o.note,
          .customers = row.customers,
          .open_tickets = row.open_tickets,
          .created_at = o.created_at};
}

Result<OrganisationView> organisation_view(Records& records, const Call& call, OrganisationId id) {
  auto row = records.organisations().find_row(call.actor.tenant, id);
  if (!row) return row.error();
  return organisation_view(*row);
}

Result<CustomerView> answer(Records& records,
                            const Call& call,
                            const Result<app::CustomerRow>& row,
                            Stamp now) {
  if (!row) return row.error();
  return customer_view(records, call.actor, *row, now.utc);
}

/// A customer and how the asking person sees him.
struct BoundCaller {
  app::CustomerRow row;
  CustomerView view;
};

std::optional<std::string> text(const Patch<std::optional<std::string>>& patch) {
  if (!patch) return std::nullopt;
  return (*patch).value_or("");
}

const char* word_of(CustomerLanguage language) {
  return boost::describe::enum_to_string(language, "");
}

// What identity questions ask for, over what is stored: each field may be changed alone.
std::optional<IdentityData> identity_of(const PatchCustomer& in, IdentityData stored) {
  const std::pair<const Patch<std::optional<std::string>>*, std::string*> fields[] = {
      {&in.birth_date, &stored.birth_date},
      {&in.tax_code, &stored.tax_code},
      {&in.address, &stored.address},
      {&in.last_invoice, &stored.last_invoice},
      {&in.secret, &stored.secret}};
  bool any = false;
  for (const auto& [patch, field] : fields) {
    if (!patch->present()) continue;
    any = true;
    *field = patch->value().value_or("");
  }
  if (!any) return std::nullopt;
  return stored;
}

app::CustomerEdit edit_of(const PatchCustomer& in, const IdentityData& stored) {
  app::CustomerEdit edit;
  if (in.name) edit.name = *in.name;
  if (in.vip) edit.vip = *in.vip;
  edit.code = text(in.code);
  edit.email = text(in.email);
  edit.note = text(in.note);
  if (in.language) edit.language = *in.language ? word_of(**in.language) : "";
  if (in.organisation_id) edit.organisation = (*in.organisation_id).value_or(OrganisationId{});
  if (in.numbers) {
    edit.numbers.emplace();
    for (const NumberIn& number : *in.numbers) {
      edit.numbers->push_back({.e164 = number.e164, .label = number.label.value_or("")});
    }
  }
  edit.identity = identity_of(in, stored);
  return edit;
}

Result<Page<CustomerView>> list_customers(const CustomerQuery& in, Call& call, Records& records) {
  app::CustomerFilter filter{.words = in.q.value_or(""),
                             .organisation = in.organisation_id.value_or(OrganisationId{})};
  if (in.number) {
    auto country = records.references().country(call.actor.tenant);
    if (!country) return country.error();
    filter.e164 = to_e164(*in.number, *country).value_or("");
    if (filter.e164.empty()) return Page<CustomerView>{};  // Nobody has what is no number.
  }
  const std::string list = filter.words.empty() ? "customers" : "customers/q";
  auto page = page_of(in, call, list);
  if (!page) return page.error();
  auto slice = app::search_customers(records, call.actor, filter, *page);
  if (!slice) return slice.error();
  auto asked = app::code_is_asked(records, call.actor.tenant);
  if (!asked) return asked.error();
  const bool code = !*asked || may_change_identity_data(call.actor);
  Page<CustomerView> out;
  for (const auto& row : slice->items) out.items.push_back(view_of(row, code));
  out.next = cursor_of(slice->next, call, list);
  return out;
}

Result<CustomerView> patch_customer(const PatchCustomer& in,
                                    Call& call,
                                    Records& records,
                                    Stamp now) {
  auto id = call.id<CustomerId>();
  if (!id) return id.error();
  auto stored = records.customers().find(call.actor.tenant, *id);
  if (!stored) return stored.error();
  const auto edit = edit_of(in, stored->customer.identity);
  auto row = app::change_customer(records, call.actor, *id, call.seen(), edit, now);
  if (row || !app::is_changed_meanwhile(row.error())) return answer(records, call, row, now);
  auto current = answer(records, call, stored, now);
  if (!current) return current.error();
  return call.stale(*current);
}

// The time line of one customer or of all customers of an organisation.
template <class IdType>
Result<Page<TimelineView>> timeline(const TimelineQuery& in, Call& call, Records& records) {
  auto id = call.id<IdType>();
  if (!id) return id.error();
  auto known = records.references().exists(call.actor.tenant, *id);
  if (!known) return known.error();
  if (!*known) return Error{Errc::not_found, "nobody with this id"};
  auto page = page_of(in, call, "timeline");
  if (!page) return page.error();
  app::TimelineFilter filter{.kinds = in.kind};
  if constexpr (std::is_same_v<IdType, CustomerId>) {
    filter.customer = *id;
  } else {
    filter.organisation = *id;
  }
  auto slice = records.customers().timeline(call.actor.tenant, filter, *page);
  if (!slice) return slice.error();
  Page<TimelineView> out;
  for (const auto& item : slice->items) out.items.push_back(view_of(item));
  out.next = cursor_of(slice->next, call, "timeline");
  return out;
}

// The number is asked first, of whoever knows the call; then one transaction does the rest.
void bind_caller(const DeskContext& desk,
                 const BindCaller& in,
                 const std::shared_ptr<Call>& call,
                 Reply<CustomerView> reply) {
  auto id = call->id<CallId>();
  if (!id) return reply(id.error());
  if (in.customer_id.has_value() == in.name.has_value()) {
    return reply(Error{Errc::invalid, "customer_id or name", "/customer_id", "call.bind.one_of"});
  }
  app::BindCall wish{.call = *id,
                     .ani = {},
                     .customer = in.customer_id.value_or(CustomerId{}),
                     .name = in.name.value_or("")};
  desk.caller_number(
      call->actor, *id, [&desk, call, wish, reply](Result<std::string> number) mutable {
        if (!number) return reply(number.error());
        wish.ani = std::move(number).value();
        const bool queued = app::write_as<BoundCaller>(
            *desk.store,
            [wish, actor = call->actor,
             now = desk.stamp()](Records& records) -> Result<BoundCaller> {
              auto row = app::bind_call_customer(records, actor, wish, now);
              if (!row) return row.error();
              auto view = customer_view(records, actor, *row, now.utc);
              if (!view) return view.error();
              return BoundCaller{std::move(*row), std::move(*view)};
            },
            [&desk, reply, tenant = call->actor.tenant,
             call_id = wish.call](Result<BoundCaller> bound) {
              if (!bound) return reply(bound.error());
              if (desk.caller_bound) desk.caller_bound(tenant, call_id, bound->row);
              reply(std::move(bound->view));
            });
        if (!queued) reply(Error{Errc::unavailable, "the write queue is full", {}, "store.busy"});
      });
}

void add_dossier_routes(Api& api, const DeskContext& desk) {
  api.read<TimelineQuery, Page<TimelineView>>(
      {.path = "/customers/{id}/timeline", .id = "getCustomerTimeline", .summary = "The dossier"},
      timeline<CustomerId>);
  api.write<CustomerNote, TimelineView>(
      {.method = "POST",
       .path = "/customers/{id}/notes",
       .id = "addCustomerNote",
       .summary = "Note something about a customer",
       .status = 201},
      [&desk](const CustomerNote& in, Call& call, Records& records) -> Result<TimelineView> {
        auto id = call.id<CustomerId>();
        if (!id) return id.error();
        auto item = app::add_customer_note(records, call.actor, *id, in.body, desk.stamp());
        if (!item) return item.error();
        return view_of(*item);
      });
  api.async<BindCaller, CustomerView>(
      {.method = "POST",
       .path = "/calls/{id}/customer",
       .id = "bindCaller",
       .summary = "Say who is calling"},
      [&desk](std::shared_ptr<BindCaller> in, std::shared_ptr<Call> call,
              Reply<CustomerView> reply) { bind_caller(desk, *in, call, std::move(reply)); });
}

}  // namespace

void add_customer_routes(Api& api, const DeskContext& desk) {
  api.read<CustomerQuery, Page<CustomerView>>(
      {.path = "/customers", .id = "listCustomers", .summary = "Customers by words or number"},
      list_customers);
  api.write<PatchCustomer, CustomerView>(
      {.method = "POST",
       .path = "/customers",
       .id = "createCustomer",
       .summary = "Add a customer",
       .status = 201},
      [&desk](const PatchCustomer& in, Call& call, Records& records) {
        const Stamp now = desk.stamp();
        return answer(records, call,
                      app::create_customer(records, call.actor, edit_of(in, {}), now), now);
      });
  api.read<Nothing, CustomerView>(
      {.path = "/customers/{id}", .id = "getCustomer", .summary = "One customer"},
      [&desk](const Nothing&, Call& call, Records& records) -> Result<CustomerView> {
        auto id = call.id<CustomerId>();
        if (!id) return id.error();
        return answer(records, call, records.customers().find(call.actor.tenant, *id),
                      desk.stamp());
      });
  api.write<PatchCustomer, CustomerView>(
      {.method = "PATCH",
       .path = "/customers/{id}",
       .id = "changeCustomer",
       .summary = "Edit a customer",
       .if_match = true},
      [&desk](const PatchCustomer& in, Call& call, Records& records) {
        return patch_customer(in, call, records, desk.stamp());
      });
  add_dossier_routes(api, desk);
}

namespace {

app::OrganisationEdit edit_of(const PatchOrganisation& in) {
  app::OrganisationEdit edit;
  if (in.name) edit.name = *in.name;
  edit.code = text(in.code);
  edit.note = text(in.note);
  return edit;
}

Result<Page<OrganisationView>> list_organisations(const OrganisationQuery& in,
                                                  Call& call,
                                                  Records& records) {
  auto page = page_of(in, call, "organisations");
  if (!page) return page.error();
  auto slice = records.organisations().list(call.actor.tenant, in.q.value_or(""), *page);
  if (!slice) return slice.error();
  Page<OrganisationView> out;
  for (const auto& organisation : slice->items)
    out.items.push_back(organisation_view(organisation));
  out.next = cursor_of(slice->next, call, "organisations");
  return out;
}

Result<OrganisationView> patch_organisation(const PatchOrganisation& in,
                                            Call& call,
                                            Records& records,
                                            Stamp now) {
  auto id = call.id<OrganisationId>();
  if (!id) return id.error();
  auto done = app::change_organisation(records, call.actor, *id, call.seen(), edit_of(in), now);
  if (done) return organisation_view(records, call, *id);
  if (!app::is_changed_meanwhile(done.error())) return done.error();
  auto stored = organisation_view(records, call, *id);
  if (!stored) return stored.error();
  return call.stale(*stored);
}

}  // namespace

void add_organisation_routes(Api& api, const DeskContext& desk) {
  api.read<OrganisationQuery, Page<OrganisationView>>(
      {.path = "/organisations", .id = "listOrganisations", .summary = "Organisations by name"},
      list_organisations);
  api.write<PatchOrganisation, OrganisationView>(
      {.method = "POST",
       .path = "/organisations",
       .id = "createOrganisation",
       .summary = "Add an organisation",
       .status = 201},
      [&desk](const PatchOrganisation& in, Call& call,
              Records& records) -> Result<OrganisationView> {
        auto made = app::create_organisation(records, call.actor, edit_of(in), desk.stamp());
        if (!made) return made.error();
        return organisation_view(records, call, made->id);
      });
  api.read<Nothing, OrganisationView>(
      {.path = "/organisations/{id}", .id = "getOrganisation", .summary = "One organisation"},
      [](const Nothing&, Call& call, Records& records) -> Result<OrganisationView> {
        auto id = call.id<OrganisationId>();
        if (!id) return id.error();
        return organisation_view(records, call, *id);
      });
  api.read<TimelineQuery, Page<TimelineView>>({.path = "/organisations/{id}/timeline",
                                               .id = "getOrganisationTimeline",
                                               .summary = "The dossiers of all its customers"},
                                              timeline<OrganisationId>);
  api.write<PatchOrganisation, OrganisationView>(
      {.method = "PATCH",
       .path = "/organisations/{id}",
       .id = "changeOrganisation",
       .summary = "Edit an organisation",
       .if_match = true},
      [&desk](const PatchOrganisation& in, Call& call, Records& records) {
        return patch_organisation(in, call, records, desk.stamp());
      });
}

}  // namespace filo::http
