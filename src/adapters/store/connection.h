#pragma once
// One connection to one of the two engines. Blocking; used by one thread at a time.

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "adapters/store/value.h"
#include "base/result.h"

namespace filo::store {

enum class Engine { sqlite, postgres };

/// A serialisation conflict or deadlock (SQLSTATE 40001, 40P01): the transaction must run again.
inline bool is_retry(const Error& error) {
  return error.key == "store.retry";
}

/// Called per row; an error ends the statement with it.
using RowSink = std::function<Status(const RowView&)>;

class Connection {
 public:
  virtual ~Connection() = default;
  virtual Engine engine() const = 0;

  /// Runs one statement with `$1..$n` bound to `params` and gives each row to `sink` (may be
  /// empty). Returns how many rows were changed (0 for a SELECT). The prepared form is kept.
  virtual Result<std::int64_t> execute(std::string_view sql,
                                       std::span<const Param> params,
                                       const RowSink& sink) = 0;
  /// Runs several statements without parameters: DDL, BEGIN, COMMIT.
  virtual Status script(const std::string& sql) = 0;
};

}  // namespace filo::store
