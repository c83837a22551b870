#pragma once
// Idempotency-Key: a POST that is sent again after a lost answer gets the first answer and changes
// nothing. Source: draft-ietf-httpapi-idempotency-key-header-07.

#include <functional>
#include <string>

#include "adapters/http/api.h"
#include "app/ports/idempotency.h"

namespace filo::http {

/// What was made, as JSON (empty: nothing to say).
using MadeJson = Result<std::string>;

/// Runs `job` inside its transaction unless this user's key did it already; then `call.replay` is
/// that answer, the string is empty and the Api sends the replay instead. Without a key, or with
/// another method than POST: just `job`. Only success is kept: what failed changed nothing and may
/// be tried again. `invalid`: the key is too long, or was used for another request.
MadeJson once(Call& call,
              int status,
              app::IdempotencyRepo& repo,
              const std::function<MadeJson()>& job);

}  // namespace filo::http
