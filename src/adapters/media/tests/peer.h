#pragma once
// A phone's media side for tests: a plain UDP socket that speaks RTP, and a world with a core loop
// that is run by hand.

#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "adapters/media/media_engine.h"
#include "base/tests/test_loop.h"
#include "protocols/rtp/g711.h"
#include "protocols/rtp/packet.h"
#include "protocols/rtp/wav.h"

namespace filo::media {

using namespace std::chrono_literals;

struct Heard {
  rtp::Header header;
  std::vector<std::uint8_t> payload;
  MonoTime at;
};

/// One RTP socket (and its RTCP neighbour when `port` is even and free).
class Peer {
 public:
  explicit Peer(const std::string& ip = "127.0.0.1")
      : fd_(socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0)) {
    Address local = *Address::parse(ip, 0);
    FILO_CHECK(bind(fd_.get(), local.raw(), local.size()) == 0);
    address_ = Address::of_socket(fd_.get());
  }
  const Address& address() const { return address_; }
  int fd() const { return fd_.get(); }

  app::RemoteMedia media(app::Codec codec = app::Codec::pcma) const {
    app::RemoteMedia remote;
    remote.ip = address_.ip();
    remote.port = address_.port();
    remote.codec = codec;
    remote.payload_type = codec == app::Codec::pcma ? 8 : 0;
    remote.dtmf_payload_type = 101;
    return remote;
  }

  void send_raw(const app::MediaAddress& to, std::span<const std::uint8_t> bytes) {
    send_datagram(fd_.get(), *Address::parse(to.ip, to.port), bytes);
  }
  void send(const app::MediaAddress& to,
            std::uint8_t payload_type,
            std::vector<std::uint8_t> payload) {
    std::vector<std::uint8_t> bytes(rtp::kHeaderBytes);
    rtp::write_header({false, payload_type, sequence++, timestamp, ssrc}, bytes);
    bytes.insert(bytes.end(), payload.begin(), payload.end());
    timestamp += rtp::kFrameSamples;
    send_raw(to, bytes);
  }

  /// Takes what has arrived.
  std::vector<Heard>& listen() {
    std::uint8_t buffer[2048];
    for (;;) {
      const ssize_t got = recv(fd_.get(), buffer, sizeof buffer, MSG_DONTWAIT);
      if (got < 0) return heard;
      const auto packet = rtp::parse({buffer, static_cast<std::size_t>(got)});
      if (!packet) continue;
      heard.push_back({packet->header,
                       {packet->payload.begin(), packet->payload.end()},
                       system_clock().mono()});
    }
  }

  std::vector<Heard> heard;
  std::uint16_t sequence = 100;
  std::uint32_t timestamp = 5'000, ssrc = 0x1234;

 private:
  Fd fd_;
  Address address_;
};

/// The nth 20 ms of 440 Hz as A-law.
inline std::vector<std::uint8_t> tone_frame(int n, double hertz = 440) {
  std::vector<std::uint8_t> bytes;
  for (int i = 0; i < 160; ++i) {
    const double t = (n * 160 + i) / 8'000.0;
    bytes.push_back(
        rtp::alaw_encode(static_cast<std::int16_t>(8'000 * std::sin(6.2831853 * hertz * t))));
  }
  return bytes;
}

/// A folder that goes away with the test.
struct TempDir {
  TempDir() {
    std::string pattern = "/tmp/filo_media_XXXXXX";
    path = mkdtemp(pattern.data());
  }
  ~TempDir() { std::filesystem::remove_all(path); }
  std::string wav(const std::string& name, double seconds, double hertz) const {
    rtp::Sound sound;
    for (int i = 0; i < static_cast<int>(seconds * 8'000); ++i) {
      sound.samples.push_back(
          static_cast<std::int16_t>(8'000 * std::sin(6.2831853 * hertz * i / 8'000)));
    }
    const std::string file = path + "/" + name;
    std::ofstream(file, std::ios::binary) << rtp::write_wav(sound);
    return file;
  }
  std::string path;
};

}  // namespace filo::media
