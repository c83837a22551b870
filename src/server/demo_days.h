#pragma once
// The ordinary calls of the demo's last days: questions that left no ticket, callers nobody knows.

#include <vector>

#include "domain/people/customer.h"
#include "server/demo_calls.h"

namespace filo::server {

/// Fills each of the last kDemoCallDays days up to its usual number of calls; `told` are the calls
/// that are told anyway. `customers` may call. None begins so late that it could still be running.
std::vector<DemoCall> ordinary_calls(const Scene& scene,
                                     Prng& chance,
                                     const std::vector<Customer>& customers,
                                     const std::vector<DemoCall>& told);

}  // namespace filo::server
