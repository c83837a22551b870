#include "server/demo_desk.h"

#include <algorithm>
#include <deque>
#include <map>

#include "app/desk/customers.h"
#include "app/desk/organisations.h"
#include "server/demo_days.h"
#include "server/demo_story.h"
#include "server/demo_tickets.h"

namespace filo::server {

namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t kSeed = 20;
constexpr Duration kCallOver = 15min;  ///< A call that began so long ago has ended by now.
/// An agent opens the ticket when he has heard what it is about.
constexpr Duration kUntilTicket = 20s;
/// Her calls are told with her tickets: `./dev call` rings from this number.
constexpr std::string_view kDemoCaller = "+390551234567";

/// The story while it is told, within one transaction.
class DemoDesk {
 public:
  DemoDesk(const Scene& scene, const Story& story) : scene_(scene), story_(story) {}

  Status tell();

 private:
  Status add_organisations();
  Status add_customers();
  Result<Customer> add_customer(const StoryCustomer& wish, const Actor& actor, Stamp at);
  void plan_tickets();
  void plan_calls_of(const ToldTicket& told, std::size_t place);
  void plan_calls();
  Status tell_in_order();

  const Scene& scene_;
  const Story& story_;
  Prng chance_{kSeed};
  std::map<std::string, OrganisationId> organisations_;
  std::map<std::string, Customer> customers_;  // by code
  std::deque<ToldTicket> tickets_;
  std::vector<DemoCall> calls_;
  std::vector<Happening> happenings_;
};

Actor administrator(const Scene& scene) {
  for (const auto& user : scene.centre.users)
    if (user.role == app::centre::UserRole::admin) return scene.actor(user.id);
  return system_actor(scene.centre.tenant);
}

Status DemoDesk::add_organisations() {
  const Stamp at = scene_.stamp(scene_.now.utc - std::chrono::days{800});
  for (const StoryOrganisation& wish : story_.organisations) {
    const auto made =
        app::create_organisation(scene_.records, administrator(scene_),
                                 {.name = wish.name, .code = wish.code, .note = wish.note}, at);
    if (!made) return made.error();
    organisations_[made->name] = made->id;
  }
  return {};
}

Result<Customer> DemoDesk::add_customer(const StoryCustomer& wish, const Actor& actor, Stamp at) {
  app::CustomerEdit edit{.name = wish.name,
                         .code = wish.code,
                         .language = wish.language,
                         .email = wish.email,
                         .note = wish.note,
                         .vip = wish.vip};
  edit.numbers.emplace();
  for (const StoryNumber& number : wish.numbers) {
    edit.numbers->push_back({.e164 = number.e164, .label = number.label});
  }
  edit.identity = IdentityData{.birth_date = wish.birth_date,
                               .tax_code = wish.tax_code,
                               .address = wish.address,
                               .last_invoice = wish.last_invoice};
  if (!wish.organisation.empty()) {
    const auto found = organisations_.find(wish.organisation);
    if (found == organisations_.end()) {
      return Error{Errc::invalid, "demo desk: no such organisation: " + wish.organisation};
    }
    edit.organisation = found->second;
  }
  auto made = app::create_customer(scene_.records, actor, edit, at);
  if (!made) return made.error();
  return made->customer;
}

Status DemoDesk::add_customers() {
  const Actor actor = administrator(scene_);
  for (const StoryCustomer& wish : story_.customers) {
    const Stamp since = scene_.stamp(scene_.now.utc - std::chrono::days{wish.since_days});
    const auto made = add_customer(wish, actor, since);
    if (!made) return Error{made.error().code, wish.code + ": " + made.error().detail};
    customers_[wish.code] = *made;
    for (const std::string& note : wish.notes) {
      const auto noted = app::add_customer_note(scene_.records, actor, made->id, note,
                                                scene_.stamp(since.utc + 20min));
      if (!noted) return noted.error();
    }
  }
  return {};
}

void DemoDesk::plan_tickets() {
  for (const StoryTicket& story : story_.tickets) {
    const auto customer = customers_.find(story.customer);
    if (customer == customers_.end()) continue;  // tell() has looked
    const Instant begins = beginning_of(story, scene_);
    if (begins > scene_.now.utc - (story.queue ? kCallOver : Duration{0})) continue;
    ToldTicket told{.story = &story,
                    .customer = customer->second.id,
                    .ani = customer->second.numbers.front().e164,
                    .language = customer->second.language,
                    .begins = begins,
                    .opens = begins,
                    .call = {},
                    .id = {}};
    if (story.queue) told.call = scene_.records.new_id<CallId>();
    tickets_.push_back(std::move(told));
    plan_calls_of(tickets_.back(), tickets_.size() - 1);
  }
}

void DemoDesk::plan_calls_of(const ToldTicket& told, std::size_t place) {
  DemoCall call{.id = told.call,
                .at = told.begins,
                .ani = told.ani,
                .language = told.language,
                .customer = told.customer,
                .queue = told.story->queue,
                .agent = scene_.agent_of(told.story->by),
                .ticket = place};
  if (told.call) calls_.push_back(call);
  for (const StoryStep& step : told.story->steps) {
    call.at += std::chrono::minutes{step.after_min};
    if (step.act != "call" || call.at > scene_.now.utc - kCallOver) continue;
    call.id = scene_.records.new_id<CallId>();
    call.agent = scene_.agent_of(step.by);
    calls_.push_back(call);
  }
}

void DemoDesk::plan_calls() {
  std::vector<Customer> callers;
  for (const auto& [code, customer] : customers_) {
    if (customer.numbers.front().e164 != kDemoCaller) callers.push_back(customer);
  }
  for (DemoCall& call : ordinary_calls(scene_, chance_, callers, calls_)) {
    call.id = scene_.records.new_id<CallId>();
    calls_.push_back(std::move(call));
  }
  std::ranges::stable_sort(calls_, {}, &DemoCall::at);
  choose_courses(scene_, calls_);
  // Calls whose agent is known come first, so that others find him busy.
  std::ranges::stable_partition(calls_, [](const DemoCall& c) { return bool{c.agent}; });
  CallTeller teller(scene_, chance_);
  for (const DemoCall& call : calls_) {
    calls::CallRecord record = teller.tell(call);
    ToldTicket* ticket = call.ticket ? &tickets_[*call.ticket] : nullptr;
    if (ticket != nullptr && ticket->call == call.id) {
      ticket->opens = record.answered_at.value_or(call.at) + kUntilTicket;
    }
    // A further call about a ticket is known there from its beginning, like a live one.
    const bool further = ticket != nullptr && ticket->call != call.id;
    happenings_.push_back({further ? call.at : *record.ended_at, [this, ticket, record]() mutable {
                             if (ticket != nullptr) record.ticket = ticket->id;
                             return scene_.records.calls().save(record);
                           }});
  }
}

Status DemoDesk::tell_in_order() {
  std::ranges::stable_sort(happenings_, {}, &Happening::at);
  for (const Happening& one : happenings_) {
    if (Status done = one.happen(); !done) return done;
  }
  return {};
}

Status DemoDesk::tell() {
  if (Status done = add_organisations(); !done) return done;
  if (Status done = add_customers(); !done) return done;
  for (const StoryTicket& ticket : story_.tickets) {
    if (customers_.contains(ticket.customer)) continue;
    return Error{Errc::invalid, "demo desk: no such customer: " + ticket.customer};
  }
  plan_tickets();
  plan_calls();
  for (ToldTicket& ticket : tickets_) add_ticket(scene_, ticket, happenings_);
  return tell_in_order();
}

Result<std::shared_ptr<const app::centre::Centre>> first_centre(app::CentreStore& centres) {
  TenantId tenant;
  const Status read = centres.read([&](app::CentreRepo& repo) -> Status {
    const auto tenants = repo.tenants();
    if (!tenants) return tenants.error();
    if (tenants->empty()) return Error{Errc::not_found, "no tenant"};
    tenant = tenants->front().id;
    return {};
  });
  if (!read) return read.error();
  return app::load_centre(centres, tenant);
}

}  // namespace

Status load_demo_desk(app::Store& store,
                      app::CentreStore& centres,
                      const ivr::Value& document,
                      Stamp now) {
  const auto centre = first_centre(centres);
  if (!centre) return centre.error();
  const auto story = read_story(document, **centre);
  if (!story) return story.error();
  const auto zone =
      TimeZone::find((*centre)->sites.empty() ? "UTC" : (*centre)->sites.front().zone);
  if (!zone) return zone.error();
  return app::write_and_wait(store, [&](app::Records& records) {
    const Scene scene{.records = records, .centre = **centre, .now = now, .zone = *zone};
    return DemoDesk(scene, *story).tell();
  });
}

}  // namespace filo::server
