#pragma once
// A small blocking HTTP/1.1 client for tests: one request per connection, cookies kept.

#include <boost/json.hpp>

#include <map>
#include <string>

namespace filo::test {

struct Answer {
  int status = 0;
  std::map<std::string, std::string> headers;  ///< Names in lower case.
  std::string body;
  /// The body as JSON; null when it is none.
  boost::json::value json() const;
};

class HttpClient {
 public:
  HttpClient(std::string host, std::uint16_t port) : host_(std::move(host)), port_(port) {}

  using Headers = std::map<std::string, std::string>;
  /// status 0: no connection or no answer within twenty seconds.
  Answer request(const std::string& method,
                 const std::string& path,
                 const std::string& body = {},
                 const Headers& headers = {});
  Answer get(const std::string& path) { return request("GET", path); }
  Answer post(const std::string& path,
              const boost::json::value& body,
              const Headers& headers = {}) {
    return request("POST", path, boost::json::serialize(body), headers);
  }
  Answer put(const std::string& path, const boost::json::value& body, const Headers& headers = {}) {
    return request("PUT", path, boost::json::serialize(body), headers);
  }
  Answer patch(const std::string& path,
               const boost::json::value& body,
               const Headers& headers = {}) {
    return request("PATCH", path, boost::json::serialize(body), headers);
  }
  /// Logs in; true when the cookie is there.
  bool log_in(const std::string& login, const std::string& password);
  std::string cookie;

 private:
  std::string host_;
  std::uint16_t port_;
};

}  // namespace filo::test
