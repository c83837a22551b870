#pragma once
// Who is logged in, as a value that travels with each request and each socket.

#include <string>

#include "base/time.h"
#include "domain/people/actor.h"

namespace filo::http {

/// A resolved session. Immutable; a change of role or language makes a new one.
struct SessionUser {
  SessionId session;  ///< Names the session without being its secret.
  Actor actor;
  std::string login;
  std::string name;
  std::string language;  ///< it, fr or en.
  std::string theme;     ///< auto, light or dark.
  std::string tenant_name;
  std::string agent_name;  ///< Empty without an agent's desk.
  std::string extension;   ///< The agent's short number.
  std::string phone_kind;  ///< browser or sip.
  Instant expires_at;
};

}  // namespace filo::http
