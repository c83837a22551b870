#include "adapters/http/routes/live.h"

#include "app/ports/records.h"

namespace filo::http {

// --- the wire ----------------------------------------------------------------------------------

struct ChangePresence {
  app::Presence presence{};
  std::optional<PauseReasonId> pause_reason_id;
};
BOOST_DESCRIBE_STRUCT(ChangePresence, (), (presence, pause_reason_id))

struct SendDigits {
  std::string digits;
};
BOOST_DESCRIBE_STRUCT(SendDigits, (), (digits))
template <>
inline constexpr auto rules<SendDigits> = std::array{Rule{"digits", 1, 32}};

namespace {

using app::CallDirector;

/// Null for a user who is no agent: every desk asks, a supervisor's too.
Result<std::optional<app::MyState>> asked_state(const CallDirector& director, const Call& call) {
  return director.my_state(call.actor.agent);
}

Result<app::MyState> my_state(const CallDirector& director, const Call& call) {
  auto state = director.my_state(call.actor.agent);
  if (!state) return Error{Errc::not_found, "this user is no agent", "", "live.no_agent"};
  return *state;
}

/// The state after a command, or why it was not done.
Result<app::MyState> after(const Status& done, const CallDirector& director, const Call& call) {
  if (!done) return done.error();
  return my_state(director, call);
}

Operation post(const char* path, const char* id, const char* summary) {
  return {.method = "POST", .path = path, .id = id, .summary = summary};
}

void add_state_routes(Api& api, CallDirector& director) {
  api.live<Nothing, std::optional<app::MyState>>(
      {.path = "/live/me",
       .id = "getMyState",
       .summary = "My presence, phone, offer and call; null for a user who is no agent"},
      [&director](const Nothing&, Call& call) { return asked_state(director, call); });
  api.live<ChangePresence, app::MyState>({.method = "PUT",
                                          .path = "/live/me/presence",
                                          .id = "setPresence",
                                          .summary = "Ready, paused or offline"},
                                         [&director](const ChangePresence& in, Call& call) {
                                           const Status done = director.choose_presence(
                                               call.actor.agent, in.presence,
                                               in.pause_reason_id.value_or(PauseReasonId{}));
                                           return after(done, director, call);
                                         });
  api.live<Nothing, app::MyState>(
      post("/live/me/end-wrap-up", "endWrapUp", "Ready for the next call"),
      [&director](const Nothing&, Call& call) {
        return after(director.end_wrap_up(call.actor.agent), director, call);
      });
}

void add_offer_routes(Api& api, CallDirector& director) {
  api.live<Nothing, app::MyState>(
      post("/live/offers/{id}/accept", "acceptOffer", "Answer the ringing call in the browser"),
      [&director](const Nothing&, Call& call) -> Result<app::MyState> {
        const auto id = call.id<OfferId>();
        if (!id) return id.error();
        return after(director.accept(call.actor.agent, *id), director, call);
      });
  api.live<Nothing, app::MyState>(
      post("/live/offers/{id}/decline", "declineOffer", "Let another agent take the call"),
      [&director](const Nothing&, Call& call) -> Result<app::MyState> {
        const auto id = call.id<OfferId>();
        if (!id) return id.error();
        return after(director.decline(call.actor.agent, *id), director, call);
      });
}

/// One command on one's own call.
void add_call_command(Api& api,
                      CallDirector& director,
                      const Operation& operation,
                      std::function<Status(CallDirector&, AgentId, CallId)> command) {
  api.live<Nothing, app::MyState>(operation,
                                  [&director, command = std::move(command)](
                                      const Nothing&, Call& call) -> Result<app::MyState> {
                                    const auto id = call.id<CallId>();
                                    if (!id) return id.error();
                                    return after(command(director, call.actor.agent, *id), director,
                                                 call);
                                  });
}

void add_call_routes(Api& api, CallDirector& director) {
  add_call_command(api, director, post("/live/calls/{id}/hold", "holdCall", "Music for the caller"),
                   [](CallDirector& d, AgentId a, CallId c) { return d.hold(a, c); });
  add_call_command(api, director,
                   post("/live/calls/{id}/resume", "resumeCall", "Back to the caller"),
                   [](CallDirector& d, AgentId a, CallId c) { return d.resume(a, c); });
  add_call_command(api, director,
                   post("/live/calls/{id}/mute", "muteCall", "The caller does not hear me"),
                   [](CallDirector& d, AgentId a, CallId c) { return d.mute(a, c, true); });
  add_call_command(api, director,
                   post("/live/calls/{id}/unmute", "unmuteCall", "The caller hears me"),
                   [](CallDirector& d, AgentId a, CallId c) { return d.mute(a, c, false); });
  add_call_command(api, director, post("/live/calls/{id}/hangup", "hangUpCall", "End the call"),
                   [](CallDirector& d, AgentId a, CallId c) { return d.hang_up(a, c); });
  api.live<SendDigits, app::MyState>(
      post("/live/calls/{id}/digits", "sendDigits", "Press keys towards the caller's side"),
      [&director](const SendDigits& in, Call& call) -> Result<app::MyState> {
        const auto id = call.id<CallId>();
        if (!id) return id.error();
        return after(director.send_digits(call.actor.agent, *id, in.digits), director, call);
      });
}

void add_supervisor_routes(Api& api, CallDirector& director) {
  api.live<Nothing, app::Board>({.path = "/live/board",
                                 .id = "getBoard",
                                 .summary = "Queues, agents and calls now",
                                 .role = Role::supervisor},
                                [&director](const Nothing&, Call& call) -> Result<app::Board> {
                                  return director.board(call.actor.tenant);
                                });
}

Status release(CallDirector& director, TenantId tenant, AgentId id) {
  const app::LiveAgent* agent = director.centre().agent(id);
  if (!agent || agent->tenant != tenant) return Error{Errc::not_found, "no such agent"};
  return director.release(id);
}

Result<app::MyState> dial(CallDirector& director, AgentId agent, const CallDirector::Dial& wish) {
  const Result<CallId> dialled = director.dial(agent, wish);
  if (!dialled) return dialled.error();
  const auto state = director.my_state(agent);
  if (!state) return Error{Errc::internal, "a dialler without a state"};
  return *state;
}

Error busy() {
  return {Errc::unavailable, "a queue is full", {}, "server.busy"};
}

void note_release(app::Store& store, const Actor& actor, AgentId agent, Reply<Nothing> reply) {
  const bool queued = store.write(
      [actor, agent](app::Records& records) {
        return records.audit(actor,
                             {.action = "release", .entity = "agents", .entity_id = agent.raw()});
      },
      [reply](Status status) {
        reply(status ? Result<Nothing>{Nothing{}} : Result<Nothing>{status.error()});
      });
  if (!queued) reply(busy());
}

}  // namespace

void add_release_route(Api& api, const ReleaseContext& context) {
  api.async<Nothing, Nothing>(
      {.method = "POST",
       .path = "/live/agents/{id}/release",
       .id = "releaseAgent",
       .summary = "Free an agent who is stuck",
       .role = Role::supervisor},
      [context](std::shared_ptr<Nothing>, std::shared_ptr<Call> call, Reply<Nothing> reply) {
        const auto id = call->id<AgentId>();
        if (!id) return reply(id.error());
        const bool posted = context.core.post([context, call, reply, agent = *id] {
          const Status done = context.release(call->actor.tenant, agent);
          if (!done) return reply(done.error());
          note_release(context.store, call->actor, agent, reply);
        });
        if (!posted) reply(busy());
      });
}

void add_live_routes(
    Api& api, CallDirector& director, Loop& core, app::Store& store, Workers& workers) {
  add_state_routes(api, director);
  add_offer_routes(api, director);
  add_call_routes(api, director);
  add_supervisor_routes(api, director);
  add_release_route(
      api, {.release = [&director](TenantId tenant,
                                   AgentId agent) { return release(director, tenant, agent); },
            .core = core,
            .store = store});
  add_dial_route(api, {.dial =
                           [&director](AgentId agent, const CallDirector::Dial& wish) {
                             return dial(director, agent, wish);
                           },
                       .core = core,
                       .store = store,
                       .workers = workers});
}

}  // namespace filo::http
