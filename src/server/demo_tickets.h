#pragma once
// The steps of the demo's tickets, each done by the use case that people's buttons call.

#include <vector>

#include "domain/calls/types.h"
#include "server/demo_scene.h"
#include "server/demo_story.h"

namespace filo::server {

/// A ticket of the story while it is told. Stays in place: happenings refer to it.
struct ToldTicket {
  const StoryTicket* story = nullptr;
  CustomerId customer;
  std::string ani, language;
  Instant begins{};  ///< When the customer rings, or when it is opened at the desk.
  Instant opens{};
  CallId call;  ///< That opens it; none: at the desk.
  TicketId id;  ///< From its opening on.
};

/// When the ticket begins.
Instant beginning_of(const StoryTicket& ticket, const Scene& scene);

/// Appends opening and steps up to now; what lies in the future has not happened yet. Calls of the
/// customer are told elsewhere. `told` and the scene must outlive the happenings.
void add_ticket(const Scene& scene, ToldTicket& told, std::vector<Happening>& happenings);

}  // namespace filo::server
