#pragma once
// Who uses a row. Most rows are referred to by id; flows call queues and calendars by the names
// that people wrote, so a new name has to reach them and a removal has to be refused.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/centre/kinds.h"
#include "app/centre/tools.h"

namespace filo::app::centre {

/// The queue or calendar that a flow calls `reference`: the one with that id, else the one with
/// that name; null when there is none. A name of digits never takes the calls of an id.
template <class Row>
const Row* find_referred(const Centre& centre, std::string_view reference) {
  const auto id = decltype(Row::id)::parse(reference);
  const Row* by_id = id ? find(centre, *id) : nullptr;
  return by_id != nullptr ? by_id : find_named<Row>(centre, reference);
}

/// The names of the rows of `centre` that refer to `row`, at most kUsersTold of them, in the order
/// of their kinds. References from tickets, calls and the like are the store's to see.
inline constexpr std::size_t kUsersTold = 5;
std::vector<std::string> users_of(const Centre& centre, const AnyRow& row, const Tools& tools);

/// The flows that call `before` (a queue or a calendar as it was) by its name, with the name it
/// has in `after`. Empty when the name is the same, and for other kinds. A flow that is no JSON is
/// left as it is.
std::vector<FlowVersion> renamed_flows(const Centre& centre,
                                       const AnyRow& before,
                                       const AnyRow& after,
                                       const Tools& tools);

}  // namespace filo::app::centre
