#pragma once
// What browsers see of live calls and agents: plain structs in the shapes of docs/reference/api.md.
// Made on the core thread, then values.

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/centre/types.h"
#include "base/time.h"
#include "domain/people/ids.h"

namespace filo::app {

// The words of JSON, SQL and the interface.
BOOST_DEFINE_ENUM_CLASS(Presence, ready, paused, offline)
BOOST_DEFINE_ENUM_CLASS(AgentState, offline, paused, ready, offered, busy, wrap_up)
BOOST_DEFINE_ENUM_CLASS(PhoneKind, browser, sip)
BOOST_DEFINE_ENUM_CLASS(CallState, ivr, waiting, ringing, talking, held, ended)
BOOST_DEFINE_ENUM_CLASS(CallDirection, in, out)

struct QueueRef {
  QueueId id;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(QueueRef, (), (id, name))

struct AgentRef {
  AgentId id;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(AgentRef, (), (id, name))

struct CustomerRef {
  CustomerId id;
  std::string name;
  std::string organisation;
};
BOOST_DESCRIBE_STRUCT(CustomerRef, (), (id, name, organisation))

struct PhoneView {
  PhoneKind kind{};
  bool registered = false;
  std::optional<Instant> since;
};
BOOST_DESCRIBE_STRUCT(PhoneView, (), (kind, registered, since))

struct OfferView {
  OfferId id;
  CallId call_id;
  std::optional<QueueRef> queue;  ///< None: rung by his extension.
  std::string service, ani, dnis;
  std::optional<CustomerRef> customer;
  std::vector<CustomerRef> candidates;
  Instant offered_at, expires_at;
  std::int64_t waited_ms = 0;
  std::string why;
};
BOOST_DESCRIBE_STRUCT(OfferView,
                      (),
                      (id,
                       call_id,
                       queue,
                       service,
                       ani,
                       dnis,
                       customer,
                       candidates,
                       offered_at,
                       expires_at,
                       waited_ms,
                       why))

struct CallView {
  CallId id;
  CallDirection direction{};
  std::string ani, dnis, service;
  std::optional<QueueRef> queue;
  std::optional<CustomerRef> customer;
  std::vector<CustomerRef> candidates;
  std::optional<TicketId> ticket_id;
  CallState state{};
  Instant started_at, state_since;
  std::optional<Instant> answered_at;
  bool muted = false;
  std::optional<AgentRef> agent;
  bool ringing_back = false;  ///< Dialled, it rings there, and the network sends no tone: make one.
};
BOOST_DESCRIBE_STRUCT(CallView,
                      (),
                      (id,
                       direction,
                       ani,
                       dnis,
                       service,
                       queue,
                       customer,
                       candidates,
                       ticket_id,
                       state,
                       started_at,
                       state_since,
                       answered_at,
                       muted,
                       agent,
                       ringing_back))

/// The last call that the agent dialled, when nobody took it.
struct FailedDial {
  CallId call_id;
  std::string number;
  std::string cause;  ///< busy, no_answer, wrong_number, declined, no_route, no_common_codec
};
BOOST_DESCRIBE_STRUCT(FailedDial, (), (call_id, number, cause))

struct MyState {
  AgentId agent_id;
  Presence presence{};
  Instant presence_since;
  std::optional<PauseReasonId> pause_reason_id;
  std::optional<Instant> auto_paused_until;  ///< Paused by the switch; ready again then.
  PhoneView phone;
  AgentState state{};
  Instant state_since;
  std::optional<Instant> wrap_up_ends_at;
  std::optional<OfferView> offer;
  std::optional<CallView> call;
  calls::CallsOut calls_out{};  ///< Which numbers outside he may dial.
  std::optional<FailedDial> failed_dial;
};
BOOST_DESCRIBE_STRUCT(MyState,
                      (),
                      (agent_id,
                       presence,
                       presence_since,
                       pause_reason_id,
                       auto_paused_until,
                       phone,
                       state,
                       state_since,
                       wrap_up_ends_at,
                       offer,
                       call,
                       calls_out,
                       failed_dial))

/// Ratios 0..1; null where nothing was counted. Formulas: docs/reference/kpi.md.
struct FiguresView {
  std::int64_t offered = 0, answered = 0, answered_in_time = 0, abandoned = 0,
               abandoned_in_time = 0, flow_out = 0, waiting = 0;
  std::optional<double> service_level;
  std::optional<std::int64_t> speed_of_answer_ms, handling_time_ms, take_charge_ms, resolve_ms;
  std::int64_t resolved = 0;
  std::optional<double> first_contact_resolution;
};
BOOST_DESCRIBE_STRUCT(FiguresView,
                      (),
                      (offered,
                       answered,
                       answered_in_time,
                       abandoned,
                       abandoned_in_time,
                       flow_out,
                       waiting,
                       service_level,
                       speed_of_answer_ms,
                       handling_time_ms,
                       take_charge_ms,
                       resolve_ms,
                       resolved,
                       first_contact_resolution))

struct WaitingView {
  CallId call_id;
  std::string ani;
  std::optional<CustomerRef> customer;
  Instant since;
  std::int64_t position = 0;
};
BOOST_DESCRIBE_STRUCT(WaitingView, (), (call_id, ani, customer, since, position))

struct QueueView {
  QueueId id;
  std::string name;
  std::vector<WaitingView> waiting;
  std::int64_t waiting_count = 0, longest_wait_ms = 0;
  std::optional<std::int64_t> estimated_wait_ms;
  std::int64_t agents_ready = 0, agents_busy = 0;
  FiguresView today;
};
BOOST_DESCRIBE_STRUCT(QueueView,
                      (),
                      (id,
                       name,
                       waiting,
                       waiting_count,
                       longest_wait_ms,
                       estimated_wait_ms,
                       agents_ready,
                       agents_busy,
                       today))

struct AgentTodayView {
  std::int64_t answered = 0, handling_ms = 0;
};
BOOST_DESCRIBE_STRUCT(AgentTodayView, (), (answered, handling_ms))

struct AgentView {
  AgentId id;
  std::string name, extension;
  AgentState state{};
  Instant state_since;
  Presence presence{};
  std::string pause_reason;
  bool auto_paused = false;  ///< By the switch, after calls that were not answered.
  bool registered = false;
  std::optional<CallView> call;
  std::vector<QueueId> queues;
  AgentTodayView today;
};
BOOST_DESCRIBE_STRUCT(AgentView,
                      (),
                      (id,
                       name,
                       extension,
                       state,
                       state_since,
                       presence,
                       pause_reason,
                       auto_paused,
                       registered,
                       call,
                       queues,
                       today))

struct Board {
  Instant at;
  std::vector<QueueView> queues;
  std::vector<AgentView> agents;
  std::vector<CallView> calls;
  FiguresView today;
};
BOOST_DESCRIBE_STRUCT(Board, (), (at, queues, agents, calls, today))

}  // namespace filo::app
