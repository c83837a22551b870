#pragma once
// The server's own secrets, made at the first start and kept in one file of mode 0600: the key of
// SIP nonces (else every phone would authenticate again after a restart) and that of page cursors.

#include <string>

#include "base/result.h"

namespace filo::server {

struct Secrets {
  std::string nonce;
  std::string cursor;
};

/// Reads `path` or makes it. Errc::unavailable: cannot be read or written; invalid: not ours.
Result<Secrets> load_secrets(const std::string& path);

}  // namespace filo::server
