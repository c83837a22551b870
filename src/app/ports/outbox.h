#pragma once
// What happened to records, in order: written in the transaction of the change itself, followed by
// live updates, search, webhooks and figures. Each reader keeps a cursor, so none misses anything
// and each can be rebuilt from the beginning that is still kept.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <boost/describe/class.hpp>

#include "base/id.h"
#include "base/result.h"
#include "base/time.h"

namespace filo::app {

/// `position` grows by one without gaps in the order of becoming visible: a reader that asks for
/// "after N" never skips a late commit. `payload` is JSON.
struct OutboxEvent {
  std::int64_t position = 0;
  std::int64_t id = 0;
  std::int64_t tenant_id = 0;
  std::string topic;
  std::string payload;
  Instant created_at;
};
BOOST_DESCRIBE_STRUCT(OutboxEvent, (), (position, id, tenant_id, topic, payload, created_at))

class Outbox {
 public:
  virtual ~Outbox() = default;

  /// Events after `position`, oldest first, at most `limit`, of every tenant. Worker threads.
  virtual Result<std::vector<OutboxEvent>> events_after(std::int64_t position,
                                                        std::size_t limit) = 0;
  /// The newest and the oldest kept position; 0 when there is none. A reader whose cursor is older
  /// than `oldest - 1` has missed events and must rebuild.
  struct Span {
    std::int64_t oldest = 0, newest = 0;
  };
  virtual Result<Span> outbox_span() = 0;

  /// Where the reader `name` is; 0 at first.
  virtual Result<std::int64_t> cursor(const std::string& name) = 0;
  virtual Status save_cursor(const std::string& name, std::int64_t position) = 0;

  /// Called after a commit with the newest position, on a writer thread: post, do not work there.
  /// Set before traffic starts; several listeners may be added.
  virtual void on_outbox(std::function<void(std::int64_t newest)> listener) = 0;

  /// Forgets events older than `before`, except the newest one. Returns how many.
  virtual Result<std::int64_t> prune_outbox(Instant before) = 0;
};

}  // namespace filo::app
