#pragma once
// What an audited change of the centre's configuration was, readable: field by field, with the
// names of what ids refer to. Pure but for the names that are asked for.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "app/centre/types.h"
#include "domain/ivr/value.h"

namespace filo::app::centre {

inline constexpr std::size_t kAuditChanges = 200;       ///< Fields told of one change.
inline constexpr std::size_t kAuditValueBytes = 2'000;  ///< A longer text is told by its beginning.

/// One field. `from` or `to` is null when there was or is nothing. Of a list only what left it
/// (`from`) and what came into it (`to`); the whole lists when merely the order changed.
struct FieldChange {
  std::string field;  ///< JSON pointer: "/phone/kind", "/document/nodes/welcome/next".
  ivr::Value from, to;
};

/// The name of the row `id` of `kind`; empty when nobody knows it any more.
using NameOf = std::function<std::string(std::string_view kind, std::int64_t id)>;

/// `before` is null for a new row, `after` for a removed one. Ids of references become names ("?"
/// without one); id, etag and version are left out, and so is anything that might be a secret.
/// At most kAuditChanges; `more` says whether some were left out.
std::vector<FieldChange> changes_between(const ivr::Value& before,
                                         const ivr::Value& after,
                                         const NameOf& name_of,
                                         bool* more = nullptr);

/// What people call a row: its name, else its number, log-in or question.
std::string called(const ivr::Value& row, const std::string& language);

/// The row `id` of `kind` as a tree; null when there is none.
ivr::Value find_value(const Centre& centre, std::string_view kind, std::int64_t id);

/// A word of KindOf<>?
bool is_kind(std::string_view word);

}  // namespace filo::app::centre
