#pragma once
// What the kinds have in common, so that one template serves all of them: their word in paths and
// documents, their list inside a Centre, and the name by which people refer to a row.

#include <algorithm>
#include <string>
#include <string_view>

#include "app/centre/types.h"

namespace filo::app::centre {

template <class T>
struct KindOf;

#define FILO_KIND(Type, word_, list_, name_)                              \
  template <>                                                             \
  struct KindOf<Type> {                                                   \
    static constexpr std::string_view word = word_;                       \
    static auto& list(auto& centre) { return centre.list_; }              \
    static const std::string& name(const Type& row) { return row.name_; } \
    static constexpr std::string_view name_field = "/" #name_;            \
  }
FILO_KIND(Site, "sites", sites, name);
FILO_KIND(User, "users", users, login);
FILO_KIND(Skill, "skills", skills, name);
FILO_KIND(Queue, "queues", queues, name);
FILO_KIND(Agent, "agents", agents, extension);
FILO_KIND(Team, "teams", teams, name);
FILO_KIND(Category, "categories", categories, name);
FILO_KIND(PauseReason, "pause-reasons", pause_reasons, name);
FILO_KIND(Calendar, "calendars", calendars, name);
FILO_KIND(FlowVersion, "flows", flows, name);
FILO_KIND(Number, "numbers", numbers, e164);
FILO_KIND(Trunk, "trunks", trunks, name);
#undef FILO_KIND

template <>
struct KindOf<Question> {
  static constexpr std::string_view word = "identity-questions";
  static auto& list(auto& centre) { return centre.identity_questions; }
  static const std::string& name(const Question& row) { return row.text.en; }
  static constexpr std::string_view name_field = "/text/en";
};

/// Which kind an id belongs to.
template <class IdType>
struct RowOf;
template <>
struct RowOf<SiteId> {
  using type = Site;
};
template <>
struct RowOf<UserId> {
  using type = User;
};
template <>
struct RowOf<SkillId> {
  using type = Skill;
};
template <>
struct RowOf<QueueId> {
  using type = Queue;
};
template <>
struct RowOf<AgentId> {
  using type = Agent;
};
template <>
struct RowOf<TeamId> {
  using type = Team;
};
template <>
struct RowOf<CategoryId> {
  using type = Category;
};
template <>
struct RowOf<PauseReasonId> {
  using type = PauseReason;
};
template <>
struct RowOf<IdentityQuestionId> {
  using type = Question;
};
template <>
struct RowOf<CalendarId> {
  using type = Calendar;
};
template <>
struct RowOf<FlowId> {
  using type = FlowVersion;
};
template <>
struct RowOf<NumberId> {
  using type = Number;
};
template <>
struct RowOf<TrunkId> {
  using type = Trunk;
};

/// The row with that id, or null.
template <class IdType>
const typename RowOf<IdType>::type* find(const Centre& centre, IdType id) {
  const auto& list = KindOf<typename RowOf<IdType>::type>::list(centre);
  auto row = std::find_if(list.begin(), list.end(), [&](const auto& r) { return r.id == id; });
  return row == list.end() ? nullptr : &*row;
}

/// The row that people call so, or null.
template <class T>
const T* find_named(const Centre& centre, std::string_view name) {
  const auto& list = KindOf<T>::list(centre);
  auto row = std::find_if(list.begin(), list.end(),
                          [&](const T& r) { return KindOf<T>::name(r) == name; });
  return row == list.end() ? nullptr : &*row;
}

inline std::string_view word_of(const AnyRow& row) {
  return std::visit([]<class T>(const T&) { return KindOf<T>::word; }, row);
}
inline std::int64_t id_of(const AnyRow& row) {
  return std::visit([](const auto& r) { return r.id.raw(); }, row);
}

}  // namespace filo::app::centre
