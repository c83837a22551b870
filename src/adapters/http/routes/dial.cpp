// POST /live/calls: the desk calls a customer or a colleague.

#include "adapters/http/routes/blocking.h"
#include "adapters/http/routes/live.h"
#include "app/ports/records.h"

namespace filo::http {

struct DialNumber {
  std::string number;
  std::optional<CustomerId> customer_id;
  std::optional<TicketId> ticket_id;
};
BOOST_DESCRIBE_STRUCT(DialNumber, (), (number, customer_id, ticket_id))
template <>
inline constexpr auto rules<DialNumber> = std::array{Rule{"number", 1, 64}};

namespace {

using Dial = app::CallDirector::Dial;

/// Whom and what the call is about; not_found what the tenant does not have. The ticket knows its
/// customer.
Result<Dial> dial_of(const DialNumber& in, TenantId tenant, app::Records& records) {
  Dial wish{.number = in.number};
  CustomerId customer = in.customer_id.value_or(CustomerId{});
  if (in.ticket_id) {
    auto row = records.tickets().find(tenant, *in.ticket_id);
    if (!row) return row.error();
    wish.ticket = *in.ticket_id;
    if (!customer) customer = row->ticket.customer;
  }
  if (!customer) return wish;
  auto row = records.customers().find(tenant, customer);
  if (!row) return row.error();
  wish.customer = app::CallerMatch{row->customer.id, row->customer.name, row->organisation};
  return wish;
}

void dial_on_core(const DialContext& context,
                  const Actor& actor,
                  const Dial& wish,
                  const Reply<app::MyState>& reply) {
  const bool posted = context.core.post(
      [dial = context.dial, actor, wish, reply] { reply(dial(actor.agent, wish)); });
  if (!posted) reply(Error{Errc::unavailable, "the server is stopping"});
}

}  // namespace

void add_dial_route(Api& api, const DialContext& context) {
  api.async<DialNumber, app::MyState>(
      {.method = "POST",
       .path = "/live/calls",
       .id = "dialNumber",
       .summary = "Call a number outside, or a colleague's extension, from the browser"},
      [context](std::shared_ptr<DialNumber> in, std::shared_ptr<Call> call,
                Reply<app::MyState> reply) {
        run_blocking<Dial>(
            context.workers,
            [context, call, reply](Result<Dial> wish) {
              if (!wish) return reply(wish.error());
              dial_on_core(context, call->actor, *wish, reply);
            },
            [context, in, call] {
              return app::read_as<Dial>(context.store, [&](app::Records& records) {
                return dial_of(*in, call->actor.tenant, records);
              });
            });
      });
}

}  // namespace filo::http
