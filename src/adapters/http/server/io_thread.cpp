#include "adapters/http/server/io_thread.h"

#include <fmt/chrono.h>

#include "adapters/http/probe.h"
#include "base/log.h"

namespace filo::http {
namespace {

constexpr auto kSweepEvery = std::chrono::milliseconds{250};
constexpr auto kComplainEvery = std::chrono::seconds{10};
constexpr auto kAcceptPause = std::chrono::milliseconds{100};

}  // namespace

void IoThread::renew_date() {
  const auto now = std::chrono::system_clock::to_time_t(
      std::chrono::time_point_cast<std::chrono::seconds>(system_clock().now()));
  date = fmt::format("{:%a, %d %b %Y %H:%M:%S} GMT", fmt::gmtime(now));
}

void IoThread::sweep() {
  if (stopping && connections.empty()) return;  // the last timer: run() ends
  renew_date();
  const SteadyTime now = std::chrono::steady_clock::now();
  for (auto next = connections.begin(); next != connections.end();) {
    const std::shared_ptr<Connection> connection = *next++;  // may remove itself
    connection->check_deadline(now);
  }
  sweep_timer.expires_after(kSweepEvery);
  sweep_timer.async_wait([this](boost::system::error_code fault) {
    if (!fault) sweep();
  });
}

ConnectionList::iterator IoThread::add(std::shared_ptr<Connection> connection) {
  probe::connections.add(1);
  return connections.insert(connections.end(), std::move(connection));
}

void IoThread::remove(ConnectionList::iterator place) {
  connections.erase(place);
  probe::connections.add(-1);
  if (!accepting && !stopping && connections.size() < connections_max) accept();
}

/// One accept at a time. When the table or the descriptors are used up, newcomers wait in the
/// kernel's queue; the loop does not spin.
void IoThread::accept() {
  if (stopping || connections.size() >= connections_max) {
    accepting = false;
    return;
  }
  accepting = true;
  acceptor.async_accept([this](boost::system::error_code fault, Socket peer) {
    if (stopping || fault == asio::error::operation_aborted) return;
    if (!fault) {
      open_http(shared_from_this(), std::move(peer));
      return accept();
    }
    if (fault == asio::error::connection_aborted) return accept();
    const SteadyTime now = std::chrono::steady_clock::now();
    if (now - complained >= kComplainEvery) {
      FILO_LOG_WARN("http", "cannot accept: {}", fault.message());
      complained = now;
    }
    accept_timer.expires_after(kAcceptPause);
    accept_timer.async_wait([this](boost::system::error_code) { accept(); });
  });
}

}  // namespace filo::http
