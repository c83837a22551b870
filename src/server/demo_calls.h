#pragma once
// Past calls of the demo. Their records are built by domain/calls/call_log.h from the same facts
// that live calls tell, so segments, outcome and times fit together by construction.

#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "base/prng.h"
#include "domain/calls/types.h"
#include "server/demo_scene.h"

namespace filo::server {

/// How a call went. `second_agent`: the first one let it ring.
enum class CallCourse : std::uint8_t { quick, late, second_agent, abandoned, in_flow };

struct DemoCall {
  CallId id;
  Instant at;
  std::string ani, language;
  CustomerId customer = {};
  QueueId queue = {};
  AgentId agent = {};                      ///< Who has to answer it; none: who is free.
  std::optional<std::size_t> ticket = {};  ///< The story's ticket that it belongs to.
  CallCourse course = CallCourse::quick;
};

/// Gives each call its course, by its place in the day: of 14 calls one or two are answered late,
/// one is left in the queue and mostly one in the menu. Calls that somebody has to answer are
/// answered. REQUIRES: `calls` in the order of time.
void choose_courses(const Scene& scene, std::vector<DemoCall>& calls);

/// Tells calls. An agent speaks with one caller at a time.
class CallTeller {
 public:
  CallTeller(const Scene& scene, Prng& chance) : scene_(scene), chance_(chance) {}

  /// The record of `call`, complete. A call for which nobody is free is abandoned.
  calls::CallRecord tell(const DemoCall& call);

 private:
  struct Lengths;
  class Facts;
  Lengths lengths_of(const DemoCall& call);
  AgentId free_agent(const DemoCall& call, Instant from, Instant to);
  void ring_in_vain(const DemoCall& call, AgentId answers, Duration length, Facts& facts);
  void converse(AgentId agent, const Lengths& lengths, Facts& facts);
  bool is_free(AgentId agent, Instant from, Instant to) const;
  Duration seconds(std::int64_t least, std::int64_t most);

  const Scene& scene_;
  Prng& chance_;
  std::map<AgentId, std::vector<std::pair<Instant, Instant>>> busy_;
};

}  // namespace filo::server
