#pragma once
// The work of an `async` route that blocks: on a worker, and its answer back.

#include <exception>

#include "adapters/http/api.h"
#include "base/workers.h"

namespace filo::http {

/// `job`: Result<Out>(); one that throws is our fault, a full queue is 503.
template <class Out, class Job>
void run_blocking(Workers& workers, Reply<Out> reply, Job job) {
  const bool queued = workers.run([reply, job = std::move(job)]() mutable {
    try {
      reply(job());
    } catch (const std::exception& fault) {
      reply(Error{Errc::internal, fault.what()});
    }
  });
  if (!queued) reply(Error{Errc::unavailable, "a queue is full", {}, "server.busy"});
}

}  // namespace filo::http
