#include "server/secrets.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <fstream>

#include "base/prng.h"
#include "base/text.h"

namespace filo::server {

namespace {

constexpr std::size_t kKeyBytes = 32;

Status write_new(const std::string& path, const Secrets& secrets) {
  const std::string text = base64(secrets.nonce) + "\n" + base64(secrets.cursor) + "\n";
  const int fd = open(path.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
  if (fd < 0) return Error{Errc::unavailable, fmt::format("cannot write {}", path)};
  const bool whole =
      write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && fsync(fd) == 0;
  close(fd);
  if (!whole) return Error{Errc::unavailable, fmt::format("cannot write {}", path)};
  return {};
}

}  // namespace

Result<Secrets> load_secrets(const std::string& path) {
  std::ifstream file(path);
  if (!file) {
    const Secrets made{secure_random(kKeyBytes), secure_random(kKeyBytes)};
    const Status written = write_new(path, made);
    if (!written) return written.error();
    return made;
  }
  std::string nonce, cursor;
  std::getline(file, nonce);
  std::getline(file, cursor);
  const auto first = from_base64(nonce);
  const auto second = from_base64(cursor);
  if (!first || !second || first->size() != kKeyBytes || second->size() != kKeyBytes)
    return Error{Errc::invalid, fmt::format("{} is damaged; restore it from the backup", path)};
  return Secrets{*first, *second};
}

}  // namespace filo::server
