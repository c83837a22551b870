// POST /calls/{id}/ticket: what a call is about.

#include "adapters/http/routes/desk.h"
#include "adapters/http/routes/desk_views.h"
#include "app/desk/attach_call.h"
#include "app/ports/store.h"

namespace filo::http {

struct CallIsAbout {
  TicketId ticket_id;
};
BOOST_DESCRIBE_STRUCT(CallIsAbout, (), (ticket_id))

namespace {

void attach(const DeskContext& desk,
            const app::AttachCall& wish,
            const std::shared_ptr<Call>& call,
            const Reply<TicketView>& reply) {
  const bool queued = app::write_as<TicketView>(
      *desk.store,
      [wish, call, now = desk.stamp()](app::Records& records) -> Result<TicketView> {
        auto row = app::attach_call(records, call->actor, wish, now);
        if (!row) return row.error();
        return ticket_view(records, *call, *row, now);
      },
      [&desk, reply, wish, tenant = call->actor.tenant](Result<TicketView> ticket) {
        if (ticket && desk.call_attached) desk.call_attached(tenant, wish.call, wish.ticket);
        reply(std::move(ticket));
      });
  if (!queued) reply(Error{Errc::unavailable, "the write queue is full", {}, "store.busy"});
}

}  // namespace

void add_attach_routes(Api& api, const DeskContext& desk) {
  api.async<CallIsAbout, TicketView>(
      {.method = "POST",
       .path = "/calls/{id}/ticket",
       .id = "attachCall",
       .summary = "Say which ticket a call is about"},
      [&desk](std::shared_ptr<CallIsAbout> in, std::shared_ptr<Call> call,
              Reply<TicketView> reply) {
        auto id = call->id<CallId>();
        if (!id) return reply(id.error());
        const app::AttachCall wish{.call = *id, .ticket = in->ticket_id};
        // Whose call it is, is known where calls are.
        desk.caller_number(call->actor, *id,
                           [&desk, wish, call, reply](const Result<std::string>& number) {
                             if (!number) return reply(number.error());
                             attach(desk, wish, call, reply);
                           });
      });
}

}  // namespace filo::http
