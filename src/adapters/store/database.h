#pragma once
// A database of either engine: the writer(s), the readers and the outbox. Owned by the server;
// usable from every thread that may block (write() from any thread). The destructor finishes the
// queued writes.

#include <functional>
#include <memory>
#include <string>

#include "adapters/store/tx.h"
#include "app/ports/outbox.h"
#include "base/result.h"
#include "base/time.h"

namespace filo::store {

struct DatabaseConfig {
  /// "sqlite:/var/lib/filodiretto/filodiretto.db", or a libpq URI or conninfo ("postgresql://...",
  /// "host=... dbname=...").
  std::string url;
  unsigned readers = 3;  ///< Reader connections (SQLite 2-4; PostgreSQL up to 16).
  unsigned writers = 8;  ///< Writing connections on PostgreSQL; SQLite has one.
  unsigned node = 1;     ///< Of the ids made here (IdMaker), 0-63.
  /// SQLite: only looks, also while a server uses the file; every write is refused.
  bool read_only = false;
  Duration connect_timeout = std::chrono::seconds{3};
  Duration statement_timeout = std::chrono::seconds{10};
  Duration lock_timeout = std::chrono::seconds{5};
};

using TxJob = std::function<Status(Tx&)>;
using TxDone = std::function<void(Status)>;

/// An embedded migration as applied or waiting; see migrate().
struct Migration {
  std::int64_t version = 0;
  std::string name;
  std::string sha256;
  bool applied = false;
};

class Database : public app::Outbox {
 public:
  /// The contract of app::Store::write and ::read, with the SQL in hand.
  virtual bool write(TxJob job, TxDone done) = 0;
  virtual Status read(const TxJob& job) = 0;
  virtual Engine engine() const = 0;

  /// Applies the embedded migrations that are missing, each in a transaction, and returns them all
  /// in order; `dry_run` only looks. Errc::conflict: the schema is newer than this program, or an
  /// applied file has changed since.
  virtual Result<std::vector<Migration>> migrate(bool dry_run) = 0;

  /// SQLite: a consistent copy into a new file `path`, while traffic goes on. PostgreSQL:
  /// Errc::invalid, its own tools do that (pg_dump, pgBackRest).
  virtual Status backup(const std::string& path) = 0;
  /// SQLite: integrity_check and foreign_key_check; PostgreSQL: reaches the server. Slow.
  virtual Status check() = 0;
  /// SQLite: moves the write-ahead log into the file and truncates it. By timer, e.g. each minute.
  virtual Status checkpoint() = 0;
  /// Was the last write kept, or is it the disk, the lock or the server that refuses? True again
  /// with the next one that is kept; not before the restart after a failed fsync, since nobody
  /// knows what the disk then holds.
  virtual bool healthy() const = 0;
};

/// Opens (SQLite: creates, unless `read_only`) the database; does not migrate. Errc::invalid: the
/// URL; conflict: another server uses the data directory; unavailable: cannot be opened or reached.
Result<std::unique_ptr<Database>> open_database(const DatabaseConfig& config, const Clock& clock);

/// A consistent copy of the SQLite file `from` into the new file `path`, also while a server uses
/// it: takes no lock of the data directory. Errc::not_found, conflict (`path` exists), unavailable.
Status copy_sqlite(const std::string& from, const std::string& path);

/// write() that waits for the commit. Workers, tools and tests; never on a writer thread.
Status write_and_wait(Database& database, TxJob job);

}  // namespace filo::store
