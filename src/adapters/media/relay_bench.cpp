// What the engine costs: CPU per relayed packet beside a bare loopback echo, CPU per packet and
// memory per caller of music. Prints figures, decides nothing.
//
// The generator runs on a thread of its own; only the CPU time of the thread under test is counted.
// Google Benchmark's own clock is not used: what matters is CPU per packet at a given pace.

#include <benchmark/benchmark.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <atomic>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>
#include <vector>

#include "adapters/media/media_engine.h"
#include "base/epoll_loop.h"
#include "protocols/rtp/packet.h"
#include "protocols/rtp/wav.h"

namespace filo::media {
namespace {

using namespace std::chrono_literals;
using SteadyClock = std::chrono::steady_clock;

/// CPU seconds of the thread of this process that is called `name`, from /proc:
/// schedstat counts nanoseconds.
double thread_cpu(const std::string& name) {
  double total = 0;
  for (const auto& task : std::filesystem::directory_iterator("/proc/self/task")) {
    std::string comm;
    std::ifstream(task.path() / "comm") >> comm;
    if (comm != name) continue;
    double ns = 0;
    std::ifstream(task.path() / "schedstat") >> ns;
    total += ns / 1e9;
  }
  return total;
}

std::size_t resident_bytes() {
  std::size_t pages = 0, resident = 0;
  std::ifstream("/proc/self/statm") >> pages >> resident;
  return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

struct Socket {
  Socket() : fd(socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0)) {
    Address any = *Address::parse("127.0.0.1", 0);
    if (bind(fd.get(), any.raw(), any.size()) != 0) std::abort();
    local = Address::of_socket(fd.get());
  }
  void drain(std::uint64_t& count) const {
    char buffer[2048];
    while (recv(fd.get(), buffer, sizeof buffer, MSG_DONTWAIT) > 0) ++count;
  }
  Fd fd;
  Address local;
};

/// Sends one packet per socket every 20 ms, spread over the interval, and takes what comes back.
std::uint64_t pace(const std::vector<Socket>& sockets,
                   const std::vector<Address>& targets,
                   Duration length) {
  std::vector<std::uint8_t> packet(rtp::kHeaderBytes + 160, 0xd5);
  std::uint64_t received = 0;
  const auto begin = SteadyClock::now();
  const auto frames = static_cast<unsigned>(length / 20ms);
  for (unsigned frame = 0; frame < frames; ++frame) {
    for (std::size_t i = 0; i < sockets.size(); ++i) {
      const auto due = begin + frame * 20ms + 20ms * i / sockets.size();
      if (i % 16 == 0) std::this_thread::sleep_until(due);
      rtp::write_header({false, 8, static_cast<std::uint16_t>(frame), frame * 160,
                         static_cast<std::uint32_t>(i + 1)},
                        packet);
      send_datagram(sockets[i].fd.get(), targets[i], packet);
      sockets[i].drain(received);
    }
  }
  std::this_thread::sleep_for(50ms);
  for (const Socket& one : sockets) one.drain(received);
  return received;
}

struct Engine {
  EpollLoop core;
  std::thread core_thread{[this] { core.run(); }};
  Workers workers{1, 1'000};
  std::unique_ptr<MediaEngine> media;

  Engine() {
    ask([this] {
      media = std::make_unique<MediaEngine>(core, workers,
                                            MediaConfig{{"127.0.0.1"}, "", 32'000, 39'999, 60s});
    });
  }
  ~Engine() {
    ask([this] { media.reset(); });
    core.stop();
    core_thread.join();
  }
  void ask(const std::function<void()>& task) {
    std::atomic<bool> done{false};
    core.post([&] {
      task();
      done = true;
      done.notify_one();
    });
    done.wait(false);
  }
  app::MediaLegId leg(const Socket& peer) const {
    const auto leg = media->open("127.0.0.1").value();
    app::RemoteMedia remote;
    remote.ip = "127.0.0.1";
    remote.port = peer.local.port();
    media->set_remote(leg, remote);
    return leg;
  }
};

/// The kernel's price: every datagram is read and sent back, one socket per flow, one by one.
void BM_BareEcho(benchmark::State& state) {
  const std::vector<Socket> clients(static_cast<std::size_t>(state.range(0)) * 2);
  const std::vector<Socket> servers(clients.size());
  std::vector<Address> targets;
  const Fd epoll(epoll_create1(0));
  for (const Socket& server : servers) {
    targets.push_back(server.local);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = server.fd.get();
    epoll_ctl(epoll.get(), EPOLL_CTL_ADD, server.fd.get(), &event);
  }
  std::atomic<bool> stop{false};
  std::thread echo([&] {
    pthread_setname_np(pthread_self(), "echo");
    std::vector<epoll_event> ready(256);
    char buffer[2048];
    while (!stop) {
      const int n = epoll_wait(epoll.get(), ready.data(), 256, 20);
      for (int i = 0; i < n; ++i) {
        const int fd = ready[static_cast<std::size_t>(i)].data.fd;
        Address from;
        socklen_t size = Address::capacity();
        const ssize_t got = recvfrom(fd, buffer, sizeof buffer, 0, from.raw(), &size);
        if (got > 0) sendto(fd, buffer, static_cast<std::size_t>(got), 0, from.raw(), size);
      }
    }
  });
  for ([[maybe_unused]] auto _ : state) {
    const double before = thread_cpu("echo");
    const std::uint64_t received = pace(clients, targets, 3s);
    const double cpu = thread_cpu("echo") - before;
    state.counters["us_per_packet"] = cpu * 1e6 / static_cast<double>(received);
    state.counters["packets"] = static_cast<double>(received);
  }
  stop = true;
  echo.join();
}
BENCHMARK(BM_BareEcho)->Arg(200)->Arg(500)->Iterations(1)->Unit(benchmark::kMillisecond);

void BM_RelayedCalls(benchmark::State& state) {
  const std::vector<Socket> phones(static_cast<std::size_t>(state.range(0)) * 2);
  std::vector<Address> targets;
  Engine engine;
  engine.ask([&] {
    app::MediaLegId previous;
    for (std::size_t i = 0; i < phones.size(); ++i) {
      const app::MediaLegId leg = engine.leg(phones[i]);
      const app::MediaAddress at = engine.media->address(leg);
      targets.push_back(*Address::parse(at.ip, at.port));
      if (i % 2 == 1) engine.media->bridge(previous, leg);
      previous = leg;
    }
  });
  for ([[maybe_unused]] auto _ : state) {
    pace(phones, targets, 200ms);
    const double before = thread_cpu("media");
    const std::uint64_t received = pace(phones, targets, 3s);
    const double cpu = thread_cpu("media") - before;
    const double sent = static_cast<double>(phones.size()) * 150;
    state.counters["us_per_packet"] = cpu * 1e6 / static_cast<double>(received);
    state.counters["lost_percent"] = 100.0 * (1.0 - static_cast<double>(received) / sent);
  }
}
BENCHMARK(BM_RelayedCalls)->Arg(200)->Arg(500)->Iterations(1)->Unit(benchmark::kMillisecond);

void BM_WaitingCallers(benchmark::State& state) {
  const std::string file = "/tmp/filo_music_bench.wav";
  rtp::Sound sound;
  for (int i = 0; i < 30 * 8'000; ++i) {
    sound.samples.push_back(static_cast<std::int16_t>(8'000 * std::sin(0.3 * i)));
  }
  std::ofstream(file, std::ios::binary) << rtp::write_wav(sound);
  const std::vector<Socket> phones(static_cast<std::size_t>(state.range(0)));
  Engine engine;
  // The file and the thread's buffers first, so that memory is counted per caller.
  engine.ask([&] { engine.media->play(engine.leg(phones[0]), {1, {file}, true}); });
  std::this_thread::sleep_for(500ms);
  const std::size_t memory = resident_bytes();
  engine.ask([&] {
    for (std::size_t i = 1; i < phones.size(); ++i) {
      engine.media->play(engine.leg(phones[i]), {1, {file}, true});
    }
  });
  std::this_thread::sleep_for(300ms);
  for ([[maybe_unused]] auto _ : state) {
    std::uint64_t received = 0;
    for (const Socket& phone : phones) phone.drain(received);
    received = 0;
    const double before = thread_cpu("media");
    const auto end = SteadyClock::now() + 3s;
    while (SteadyClock::now() < end) {
      for (const Socket& phone : phones) phone.drain(received);
      std::this_thread::sleep_for(10ms);
    }
    const double cpu = thread_cpu("media") - before;
    state.counters["us_per_packet"] = cpu * 1e6 / static_cast<double>(received);
    state.counters["packets_per_s"] = static_cast<double>(received) / 3;
    state.counters["bytes_per_caller"] =
        static_cast<double>(resident_bytes() - memory) / static_cast<double>(phones.size() - 1);
  }
  std::filesystem::remove(file);
}
BENCHMARK(BM_WaitingCallers)->Arg(200)->Arg(1'000)->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace filo::media
