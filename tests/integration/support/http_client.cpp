#include "support/http_client.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cstdlib>

#include "base/text.h"

namespace filo::test {

namespace {

int connect_to(const std::string& host, std::uint16_t port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  inet_pton(AF_INET, host.c_str(), &address.sin_addr);
  timeval limit{20, 0};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  if (connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) return fd;
  close(fd);
  return -1;
}

std::string round_trip(int fd, const std::string& request) {
  std::string answer;
  if (send(fd, request.data(), request.size(), MSG_NOSIGNAL) !=
      static_cast<ssize_t>(request.size()))
    return answer;
  char buffer[65'536];
  for (;;) {
    const ssize_t got = recv(fd, buffer, sizeof buffer, 0);
    if (got <= 0) return answer;
    answer.append(buffer, static_cast<std::size_t>(got));
  }
}

Answer parse(const std::string& raw) {
  Answer answer;
  const std::size_t end = raw.find("\r\n\r\n");
  if (end == std::string::npos || raw.size() < 12) return answer;
  answer.status = std::atoi(raw.c_str() + 9);
  for (const std::string_view line : split(std::string_view(raw).substr(0, end), '\n')) {
    const std::size_t colon = line.find(':');
    if (colon != std::string_view::npos)
      answer.headers[to_lower(line.substr(0, colon))] = std::string(trim(line.substr(colon + 1)));
  }
  answer.body = raw.substr(end + 4);
  return answer;
}

}  // namespace

boost::json::value Answer::json() const {
  boost::system::error_code fault;
  boost::json::value value = boost::json::parse(body, fault);
  return fault ? boost::json::value{} : value;
}

Answer HttpClient::request(const std::string& method,
                           const std::string& path,
                           const std::string& body,
                           const Headers& headers) {
  std::string text =
      fmt::format("{} {} HTTP/1.1\r\nHost: {}:{}\r\nOrigin: http://{}:{}\r\nConnection: close\r\n",
                  method, path, host_, port_, host_, port_);
  if (!cookie.empty()) text += "Cookie: " + cookie + "\r\n";
  if (!body.empty())
    text += fmt::format("Content-Type: application/json\r\nContent-Length: {}\r\n", body.size());
  if (body.empty() && method != "GET") text += "Content-Length: 0\r\n";
  for (const auto& [name, value] : headers) text += name + ": " + value + "\r\n";
  const int fd = connect_to(host_, port_);
  if (fd < 0) return {};
  const Answer answer = parse(round_trip(fd, text + "\r\n" + body));
  close(fd);
  return answer;
}

bool HttpClient::log_in(const std::string& login, const std::string& password) {
  const Answer answer = post("/api/v1/session", {{"login", login}, {"password", password}});
  const auto set = answer.headers.find("set-cookie");
  if (set == answer.headers.end()) return false;
  cookie = set->second.substr(0, set->second.find(';'));
  return answer.status == 200;
}

}  // namespace filo::test
