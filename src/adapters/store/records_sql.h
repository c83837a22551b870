#pragma once
// Statements whose shape depends on what is asked: filters of lists, several rows at once.
//
//   SqlText sql{"SELECT id FROM ticket WHERE tenant_id = " };
//   sql << sql.bind(tenant) ...
//
// Only our own words become text; every value is a parameter.

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/store/row.h"
#include "adapters/store/tx.h"

namespace filo::store {

class SqlText {
 public:
  SqlText() = default;
  SqlText(const SqlText&) = delete;
  SqlText& operator=(const SqlText&) = delete;

  SqlText& operator<<(std::string_view words) {
    text_ += words;
    return *this;
  }
  /// The placeholder of a value; text is copied, since parameters only borrow it.
  template <class T>
  std::string bind(const T& value) {
    if constexpr (std::is_convertible_v<const T&, std::string_view>) {
      params_.push_back(to_param(texts_.emplace_back(value)));
    } else {
      params_.push_back(to_param(value));
    }
    return "$" + std::to_string(params_.size());
  }

  template <class Row>
  Result<std::vector<Row>> rows(Tx& tx) const {
    std::vector<Row> out;
    RowMapper<Row> mapper;
    Status done =
        each(tx, [&](const RowView& view) { return mapper.read(view, out.emplace_back()); });
    if (!done) return done.error();
    return out;
  }
  /// For rows whose columns depend on what is asked.
  Status each(Tx& tx, const RowSink& sink) const {
    auto done = tx.execute(text_, params_, sink);
    return done ? Status{} : Status{done.error()};
  }
  Status run(Tx& tx) const {
    auto done = tx.execute(text_, params_, {});
    return done ? Status{} : Status{done.error()};
  }

 private:
  std::string text_;
  std::vector<Param> params_;
  std::deque<std::string> texts_;
};

/// The value of a Result<T> or its error as a Status.
template <class T>
Status status_of(const Result<T>& result) {
  return result ? Status{} : Status{result.error()};
}

/// Exactly one row changed, or conflict: somebody was faster (or it is not there).
Status one_changed(const Result<std::int64_t>& changed);

}  // namespace filo::store
