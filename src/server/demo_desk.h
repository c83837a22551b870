#pragma once
// Fills the desk of a new demo centre: customers with a past, tickets of every kind and age, and
// the calls of the last days. Everything goes through the use cases and the log of calls that live
// work goes through; nothing is written by hand.

#include "app/ports/centre_repo.h"
#include "app/ports/store.h"
#include "base/timeline.h"
#include "domain/ivr/value.h"

namespace filo::server {

/// Tells the story of `document` (demo_story.h) as of `now` to the first tenant of `centres`, in
/// one transaction. The same `now` gives the same story, apart from ids. REQUIRES: load_demo() has
/// just made that tenant. Errors: not_found (no tenant), invalid (the document), and those of the
/// store. Blocks.
Status load_demo_desk(app::Store& store,
                      app::CentreStore& centres,
                      const ivr::Value& document,
                      Stamp now);

}  // namespace filo::server
