#pragma once
// What the store keeps for a while only: answers to repeated requests (24 h, what the API promises)
// and events of the outbox (browsers that come back read a few hundred of them).

#include "app/ports/centre_repo.h"
#include "app/ports/outbox.h"
#include "app/ports/store.h"
#include "base/result.h"
#include "base/time.h"

namespace filo::server {

constexpr Duration kAnswersKept = std::chrono::hours{24};
constexpr Duration kEventsKept = std::chrono::hours{48};

/// Removes what is older at `now`. By timer, on a worker: waits for the writer. The first error.
Status tidy_records(app::Store& store, app::CentreStore& centres, app::Outbox& outbox, Instant now);

}  // namespace filo::server
