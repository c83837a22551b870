#pragma once
// SQL for configuration rows, made from their descriptors: scalar members are columns, described
// members are columns with a prefix (phone_kind), vectors are tables of their own.

#include <boost/mp11.hpp>

#include <map>
#include <string>
#include <vector>

#include "adapters/store/tx.h"
#include "app/centre/kinds.h"
#include "app/centre/value_of.h"

namespace filo::store {

namespace centre = app::centre;

/// The table of a kind, and the tables of its lists in the order of its vector members.
template <class T>
struct TableOf;
#define FILO_TABLE(Type, table_, ...)                                       \
  template <>                                                               \
  struct TableOf<centre::Type> {                                            \
    static constexpr std::string_view table = table_;                       \
    static constexpr std::array<std::string_view, 2> lists = {__VA_ARGS__}; \
  }
FILO_TABLE(Site, "site");
FILO_TABLE(User, "app_user");
FILO_TABLE(Skill, "skill");
FILO_TABLE(Queue, "queue", "queue_skill");
FILO_TABLE(Agent, "agent", "agent_skill", "agent_queue");
FILO_TABLE(Team, "team", "team_member");
FILO_TABLE(Category, "category");
FILO_TABLE(PauseReason, "pause_reason");
FILO_TABLE(Question, "identity_question");
FILO_TABLE(Calendar, "calendar", "calendar_weekly", "calendar_holiday");
FILO_TABLE(FlowVersion, "flow");
FILO_TABLE(Number, "number");
FILO_TABLE(Trunk, "trunk");
#undef FILO_TABLE

/// Calls f(column name, member) for each scalar; vectors are left out. A value that is itself a
/// scalar is the column "value".
template <class T, class F>
void for_each_column(T& value, F&& f, const std::string& prefix = {}) {
  using Plain = std::remove_const_t<T>;
  if constexpr (centre::is_vector<Plain>::value) {
    return;
  } else if constexpr (DescribedRow<Plain> && !std::is_same_v<Plain, std::string>) {
    centre::for_each_member(value, [&](std::string_view name, auto& member) {
      const std::string column =
          prefix.empty() ? std::string(name) : prefix + "_" + std::string(name);
      for_each_column(member, f, column);
    });
  } else {
    f(prefix.empty() ? std::string("value") : prefix, value);
  }
}

/// Calls f(table, vector) for each list of the row.
template <class T, class F>
void for_each_list(T& row, F&& f) {
  std::size_t n = 0;
  centre::for_each_member(row, [&](std::string_view, auto& member) {
    if constexpr (centre::is_vector<std::remove_cvref_t<decltype(member)>>::value) {
      f(TableOf<std::remove_const_t<T>>::lists[n++], member);
    }
  });
}

template <class T>
std::string columns_of(const std::string& before) {
  T value{};
  std::string out = before;
  for_each_column(value, [&](const std::string& name, auto&) {
    if (!out.empty()) out += ", ";
    out += name;
  });
  return out;
}

inline std::string placeholders(std::size_t from, std::size_t to) {
  std::string out;
  for (std::size_t n = from; n <= to; ++n) {
    out += (out.empty() ? "$" : ", $") + std::to_string(n);
  }
  return out;
}

/// Reads the columns from `first` on, in the order of columns_of.
template <class T>
Status read_columns(const RowView& row, int first, T& value) {
  int column = first;
  int fault = -1;
  for_each_column(value, [&](const std::string&, auto& member) {
    if (fault < 0 && !from_column(row, column, member)) fault = column;
    ++column;
  });
  if (fault >= 0) return column_fault(row, fault, "another type or NULL");
  return {};
}

template <class T>
void bind_columns(std::vector<Param>& params, const T& value) {
  for_each_column(
      value, [&](const std::string&, const auto& member) { params.push_back(to_param(member)); });
}

// --- lists
// ----------------------------------------------------------------------------------------

template <class Item>
Status insert_items(Tx& tx,
                    std::string_view table,
                    std::int64_t tenant,
                    std::int64_t owner,
                    const std::vector<Item>& items) {
  std::int64_t place = 0;
  for (const Item& item : items) {
    std::vector<Param> params = {to_param(tenant), to_param(owner), to_param(place)};
    bind_columns(params, item);
    const std::size_t count = params.size();
    auto done = tx.execute("INSERT INTO " + std::string(table) + " (" +
                               columns_of<Item>("tenant_id, owner_id, place") + ") VALUES (" +
                               placeholders(1, count) + ")",
                           std::move(params), {});
    if (!done) return done.error();
    ++place;
  }
  return {};
}

template <class T>
Status insert_lists(Tx& tx, std::int64_t tenant, const T& row) {
  Status status;
  for_each_list(row, [&](std::string_view table, const auto& items) {
    if (status) status = insert_items(tx, table, tenant, row.id.raw(), items);
  });
  return status;
}

template <class T>
Status delete_lists(Tx& tx, std::int64_t tenant, const T& row) {
  Status status;
  for_each_list(row, [&](std::string_view table, const auto&) {
    if (!status) return;
    auto done =
        tx.run("DELETE FROM " + std::string(table) + " WHERE tenant_id = $1 AND owner_id = $2",
               tenant, row.id);
    if (!done) status = done.error();
  });
  return status;
}

/// Fills one list of all `rows` with a single statement.
template <class T, class Item>
Status load_items(Tx& tx,
                  std::string_view table,
                  std::int64_t tenant,
                  std::int64_t only,
                  std::map<std::int64_t, T*>& by_id,
                  std::vector<Item> T::*member) {
  auto done = tx.execute("SELECT " + columns_of<Item>("owner_id") + " FROM " + std::string(table) +
                             " WHERE tenant_id = $1 AND ($2 = 0 OR owner_id = $2) "
                             "ORDER BY owner_id, place",
                         {to_param(tenant), to_param(only)}, [&](const RowView& view) -> Status {
                           std::int64_t owner = 0;
                           if (!view.integer(0, owner)) return column_fault(view, 0, "no owner");
                           auto row = by_id.find(owner);
                           if (row == by_id.end()) return {};
                           return read_columns(view, 1, (row->second->*member).emplace_back());
                         });
  if (!done) return done.error();
  return {};
}

template <class T>
Status load_lists(Tx& tx, std::int64_t tenant, std::int64_t only, std::vector<T>& rows) {
  std::map<std::int64_t, T*> by_id;
  for (T& row : rows) by_id[row.id.raw()] = &row;
  Status status;
  std::size_t n = 0;
  using Members = boost::describe::describe_members<T, boost::describe::mod_public>;
  boost::mp11::mp_for_each<Members>([&](auto member) {
    using Member = std::remove_cvref_t<decltype(rows.front().*member.pointer)>;
    if constexpr (centre::is_vector<Member>::value) {
      const auto table = TableOf<T>::lists[n++];
      if (status) status = load_items(tx, table, tenant, only, by_id, member.pointer);
    }
  });
  return status;
}

// --- rows
// -----------------------------------------------------------------------------------------

/// All rows of a tenant in the order of making, or the one with id `only`.
template <class T>
Result<std::vector<T>> load_rows(Tx& tx, std::int64_t tenant, std::int64_t only = 0) {
  std::vector<T> rows;
  auto done = tx.execute("SELECT " + columns_of<T>("") + " FROM " + std::string(TableOf<T>::table) +
                             " WHERE tenant_id = $1 AND ($2 = 0 OR id = $2) ORDER BY id",
                         {to_param(tenant), to_param(only)}, [&](const RowView& view) -> Status {
                           return read_columns(view, 0, rows.emplace_back());
                         });
  if (!done) return done.error();
  Status lists = load_lists(tx, tenant, only, rows);
  if (!lists) return lists.error();
  return rows;
}

template <class T>
Status insert_row(Tx& tx, std::int64_t tenant, const T& row) {
  // A user has no password until set_password(): nothing hashes to the empty text.
  constexpr bool kUser = std::is_same_v<T, centre::User>;
  std::vector<Param> params = {to_param(tenant)};
  bind_columns(params, row);
  const std::size_t count = params.size();
  auto done = tx.execute("INSERT INTO " + std::string(TableOf<T>::table) + " (" +
                             columns_of<T>("tenant_id") + (kUser ? ", password_hash" : "") +
                             ") VALUES (" + placeholders(1, count) + (kUser ? ", ''" : "") + ")",
                         std::move(params), {});
  if (!done) return done.error();
  return insert_lists(tx, tenant, row);
}

/// `row.etag` is the new one; the stored one must be the one before.
template <class T>
Status update_row(Tx& tx, std::int64_t tenant, const T& row) {
  std::vector<Param> params = {to_param(tenant)};
  std::string sets;
  for_each_column(row, [&](const std::string& name, const auto& member) {
    params.push_back(to_param(member));
    sets += (sets.empty() ? "" : ", ") + name + " = $" + std::to_string(params.size());
  });
  // Columns 1 and 2 of every kind are id ($2) and etag ($3).
  auto done = tx.execute("UPDATE " + std::string(TableOf<T>::table) + " SET " + sets +
                             " WHERE tenant_id = $1 AND id = $2 AND etag = $3 - 1",
                         std::move(params), {});
  if (!done) return done.error();
  if (*done != 1) return Error{Errc::conflict, "the row has changed", {}, "store.stale"};
  Status gone = delete_lists(tx, tenant, row);
  if (!gone) return gone;
  return insert_lists(tx, tenant, row);
}

template <class T>
Status delete_row(Tx& tx, std::int64_t tenant, const T& row) {
  Status gone = delete_lists(tx, tenant, row);
  if (!gone) return gone;
  auto done = tx.run("DELETE FROM " + std::string(TableOf<T>::table) +
                         " WHERE tenant_id = $1 AND id = $2 AND etag = $3",
                     tenant, row.id, row.etag);
  if (!done) return done.error();
  if (*done != 1) return Error{Errc::conflict, "the row has changed", {}, "store.stale"};
  return {};
}

}  // namespace filo::store
