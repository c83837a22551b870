#pragma once
// The thirteen kinds as JSON: what is sent (...Input; what is left out or null takes its default)
// and what comes back (the same fields with id and etag). Fields of equal names are copied by
// copy_fields(), so a new field needs a line here and one in app/centre/types.h.

#include <boost/describe.hpp>
#include <boost/mp11.hpp>

#include <string>
#include <type_traits>
#include <vector>

#include "adapters/http/api.h"
#include "app/centre/kinds.h"
#include "app/centre/value_of.h"

namespace filo::http::admin {

namespace centre = app::centre;

// Passwords are written, never read: no ...Row has them.
#define FILO_WIRE(Type, ...) BOOST_DESCRIBE_STRUCT(Type, (), (__VA_ARGS__))

struct SiteInput {
  std::string name, country, zone;
};
FILO_WIRE(SiteInput, name, country, zone)
struct SiteRow {
  SiteId id;
  std::string etag, name, country, zone;
};
FILO_WIRE(SiteRow, id, etag, name, country, zone)

struct UserInput {
  std::string login, name;
  std::optional<centre::UserRole> role;
  std::optional<std::string> language;
  std::optional<bool> active;
  std::optional<std::string> password;
};
FILO_WIRE(UserInput, login, name, role, language, active, password)
struct UserRow {
  UserId id;
  std::string etag, login, name;
  centre::UserRole role{};
  std::string language;
  bool active = true;
};
FILO_WIRE(UserRow, id, etag, login, name, role, language, active)

struct SkillInput {
  std::string name;
};
FILO_WIRE(SkillInput, name)
struct SkillRow {
  SkillId id;
  std::string etag, name;
};
FILO_WIRE(SkillRow, id, etag, name)

struct OverflowInput {
  centre::OverflowKind kind{};
  std::optional<std::string> target;
};
FILO_WIRE(OverflowInput, kind, target)
struct QueueInput {
  std::string name;
  std::optional<std::vector<centre::QueueSkill>> skills;
  std::optional<std::int64_t> priority;
  std::optional<centre::Strategy> strategy;
  std::optional<std::int64_t> ring_timeout_ms, wrap_up_ms, wait_max_ms, waiting_max,
      no_agents_after_ms;
  std::optional<std::string> music;
  std::optional<std::int64_t> service_level_ms;
  std::optional<bool> announce_position;
  std::optional<OverflowInput> overflow;
};
FILO_WIRE(QueueInput,
          name,
          skills,
          priority,
          strategy,
          ring_timeout_ms,
          wrap_up_ms,
          wait_max_ms,
          waiting_max,
          no_agents_after_ms,
          music,
          service_level_ms,
          announce_position,
          overflow)
struct QueueRow {
  QueueId id;
  std::string etag, name;
  std::vector<centre::QueueSkill> skills;
  std::int64_t priority = 0;
  centre::Strategy strategy{};
  std::int64_t ring_timeout_ms = 0, wrap_up_ms = 0, wait_max_ms = 0, waiting_max = 0;
  std::optional<std::int64_t> no_agents_after_ms;
  std::string music;
  std::int64_t service_level_ms = 0;
  bool announce_position = true;
  centre::Overflow overflow;
};
FILO_WIRE(QueueRow,
          id,
          etag,
          name,
          skills,
          priority,
          strategy,
          ring_timeout_ms,
          wrap_up_ms,
          wait_max_ms,
          waiting_max,
          no_agents_after_ms,
          music,
          service_level_ms,
          announce_position,
          overflow)

struct PhoneInput {
  centre::AgentPhone kind{};
  std::optional<std::string> sip_user, sip_password, contact;
};
FILO_WIRE(PhoneInput, kind, sip_user, sip_password, contact)
struct AgentInput {
  std::optional<UserId> user_id;
  std::string name, extension;
  std::optional<PhoneInput> phone;
  std::optional<std::vector<centre::AgentSkill>> skills;
  std::optional<std::vector<QueueId>> queue_ids;
  std::optional<centre::CallsOut> calls_out;
};
FILO_WIRE(AgentInput, user_id, name, extension, phone, skills, queue_ids, calls_out)
struct AgentRow {
  AgentId id;
  std::string etag;
  std::optional<UserId> user_id;
  std::string name, extension;
  centre::Phone phone;
  std::vector<centre::AgentSkill> skills;
  std::vector<QueueId> queue_ids;
  centre::CallsOut calls_out{};
};
FILO_WIRE(AgentRow, id, etag, user_id, name, extension, phone, skills, queue_ids, calls_out)

struct TeamInput {
  std::string name;
  std::optional<std::string> level;
  std::optional<std::vector<AgentId>> member_ids;
};
FILO_WIRE(TeamInput, name, level, member_ids)
struct TeamRow {
  TeamId id;
  std::string etag, name, level;
  std::vector<AgentId> member_ids;
};
FILO_WIRE(TeamRow, id, etag, name, level, member_ids)

struct CategoryInput {
  std::string name;
  std::optional<CategoryId> parent_id;
};
FILO_WIRE(CategoryInput, name, parent_id)
struct CategoryRow {
  CategoryId id;
  std::string etag, name;
  std::optional<CategoryId> parent_id;
};
FILO_WIRE(CategoryRow, id, etag, name, parent_id)

struct PauseReasonInput {
  std::string name;
};
FILO_WIRE(PauseReasonInput, name)
struct PauseReasonRow {
  PauseReasonId id;
  std::string etag, name;
};
FILO_WIRE(PauseReasonRow, id, etag, name)

struct QuestionInput {
  centre::Words text;
  centre::QuestionField field{};
  std::optional<bool> active;
};
FILO_WIRE(QuestionInput, text, field, active)
struct QuestionRow {
  IdentityQuestionId id;
  std::string etag;
  centre::Words text;
  centre::QuestionField field{};
  bool active = true;
};
FILO_WIRE(QuestionRow, id, etag, text, field, active)

struct CalendarInput {
  std::string name, zone;
  std::optional<std::vector<centre::OpenHours>> weekly;
  std::optional<std::vector<centre::Holiday>> holidays;
};
FILO_WIRE(CalendarInput, name, zone, weekly, holidays)
struct CalendarRow {
  CalendarId id;
  std::string etag, name, zone;
  std::vector<centre::OpenHours> weekly;
  std::vector<centre::Holiday> holidays;
};
FILO_WIRE(CalendarRow, id, etag, name, zone, weekly, holidays)

struct FlowInput {
  std::string name;
  RawJson document;
};
FILO_WIRE(FlowInput, name, document)
struct FlowRow {
  FlowId id;
  std::string etag, name;
  std::int64_t version = 1;
  RawJson document;
};
FILO_WIRE(FlowRow, id, etag, name, version, document)

struct NumberInput {
  std::string e164, name, service;
  std::optional<std::string> language;
  std::optional<FlowId> flow_id;
  std::optional<SiteId> site_id;
};
FILO_WIRE(NumberInput, e164, name, service, language, flow_id, site_id)
struct NumberRow {
  NumberId id;
  std::string etag, e164, name, service, language;
  std::optional<FlowId> flow_id;
  std::optional<SiteId> site_id;
};
FILO_WIRE(NumberRow, id, etag, e164, name, service, language, flow_id, site_id)

struct TrunkInput {
  std::string name, host;
  std::optional<std::int64_t> port;
  std::optional<centre::Transport> transport;
  std::optional<std::string> numbers_out;
  std::optional<std::int64_t> max_calls;
  std::optional<SiteId> site_id;
};
FILO_WIRE(TrunkInput, name, host, port, transport, numbers_out, max_calls, site_id)
struct TrunkRow {
  TrunkId id;
  std::string etag, name, host;
  std::int64_t port = 0;
  centre::Transport transport{};
  std::string numbers_out;
  std::int64_t max_calls = 0;
  std::optional<SiteId> site_id;
};
FILO_WIRE(TrunkRow, id, etag, name, host, port, transport, numbers_out, max_calls, site_id)
#undef FILO_WIRE

// --- between the wire and app/centre -------------------------------------------------------------

template <class From, class To>
void copy_fields(const From& from, To& to);

template <class From, class To>
void copy_value(const From& from, To& to) {
  if constexpr (std::is_same_v<From, To>) {
    to = from;
  } else if constexpr (std::is_same_v<To, RawJson>) {
    to.text = from;
  } else if constexpr (std::is_same_v<From, RawJson>) {
    to = from.text;
  } else if constexpr (centre::is_optional<From>::value) {
    if (from) copy_value(*from, to);  // else the default stays
  } else if constexpr (centre::is_optional<To>::value && centre::is_id<From>::value) {
    if (from) to = from;
  } else if constexpr (std::is_same_v<From, std::int64_t> && std::is_same_v<To, std::string>) {
    to = std::to_string(from);  // the etag
  } else {
    copy_fields(from, to);
  }
}

/// Copies every member of `from` that `to` has by the same name.
template <class From, class To>
void copy_fields(const From& from, To& to) {
  namespace bd = boost::describe;
  boost::mp11::mp_for_each<bd::describe_members<From, bd::mod_public>>([&](auto source) {
    boost::mp11::mp_for_each<bd::describe_members<To, bd::mod_public>>([&](auto target) {
      using Source = std::remove_cvref_t<decltype(source)>;
      using Target = std::remove_cvref_t<decltype(target)>;
      constexpr bool same = std::string_view(Source::name) == std::string_view(Target::name);
      if constexpr (same) copy_value(from.*Source::pointer, to.*Target::pointer);
    });
  });
}

}  // namespace filo::http::admin

namespace filo::http {
// More than the default number of items; the rules of the centre say the same.
template <>
inline constexpr auto rules<admin::TeamInput> = std::array{Rule{"member_ids", 0, limits::kAgents}};
template <>
inline constexpr auto rules<admin::AgentInput> = std::array{Rule{"queue_ids", 0, limits::kQueues}};
}  // namespace filo::http
