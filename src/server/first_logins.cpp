#include "server/first_logins.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace filo::server {

std::string first_logins_path(const std::string& data_dir) {
  return data_dir + "/first-logins.txt";
}

Status keep_first_logins(const std::string& data_dir,
                         const std::vector<app::centre::MadeLogin>& logins) {
  std::string text;
  for (const app::centre::MadeLogin& login : logins)
    text += fmt::format("{}\t{}\t{}\t{}\t{}\n", login.kind, login.login, login.password, login.name,
                        login.extension);
  const std::string path = first_logins_path(data_dir);
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  const bool written =
      fd >= 0 && ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  const int fault = errno;
  if (fd >= 0) ::close(fd);
  if (written) return {};
  return Error{Errc::unavailable, "cannot write " + path + ": " + std::strerror(fault)};
}

}  // namespace filo::server
