#pragma once
// Sound without sound: keeps who would hear whom, for the simulator and tests. Prompts last
// kPromptLasts; music lasts for ever. Same port as the real engine, one thread, virtual time.

#include <map>
#include <set>
#include <vector>

#include "app/ports/media.h"
#include "base/loop.h"

namespace filo::sim {

class VirtualMedia final : public app::Media {
 public:
  static constexpr Duration kPromptLasts = std::chrono::seconds{2};
  explicit VirtualMedia(Loop& loop, std::string ip) : loop_(loop), ip_(std::move(ip)) {}

  Result<app::MediaLegId> open(const std::string& toward) override;
  app::MediaAddress address(app::MediaLegId leg) const override;
  void set_remote(app::MediaLegId leg, const app::RemoteMedia& remote) override;
  Result<WebAnswer> open_web(const std::string& offer_sdp) override;
  void bridge(app::MediaLegId a, app::MediaLegId b) override;
  void unbridge(app::MediaLegId leg) override;
  void play(app::MediaLegId leg, app::Play what) override;
  void mute(app::MediaLegId leg, bool muted) override;
  void send_digits(app::MediaLegId leg, const std::string& digits) override;
  void close(app::MediaLegId leg) override;
  void set_listener(std::function<void(const app::MediaEvent&)> listener) override;

  // --- what a test asks and does ---
  std::size_t open_legs() const { return legs_.size(); }
  /// The leg that this one is bridged to; none when it is not.
  app::MediaLegId peer(app::MediaLegId leg) const;
  /// The files that the leg hears now.
  std::vector<std::string> heard(app::MediaLegId leg) const;
  /// The leg's person presses a key.
  void press(app::MediaLegId leg, char digit);
  /// The leg's sound stops for good; noticed only while it is expected.
  void go_silent(app::MediaLegId leg);
  /// From now on this file cannot be read.
  void break_file(const std::string& file) { broken_.insert(file); }
  /// The browser behind a web leg vanishes.
  void lose_web(app::MediaLegId leg);
  /// The leg that sends its sound to this address; none when there is none.
  app::MediaLegId leg_toward(const std::string& ip, std::uint16_t port) const;
  /// Ports that may still be opened; for exhaustion.
  void set_ports_left(std::size_t ports) { ports_left_ = ports; }

 private:
  struct Leg {
    std::uint16_t port = 0;
    app::RemoteMedia remote;
    app::MediaLegId peer;
    app::Play playing;
    bool muted = false;
  };
  void tell(app::MediaEvent event);
  Leg* find(app::MediaLegId leg);

  Loop& loop_;
  std::string ip_;
  std::map<app::MediaLegId, Leg> legs_;
  std::set<std::string> broken_;
  std::int64_t last_ = 0;
  std::uint16_t next_port_ = 20'000;
  std::size_t ports_left_ = SIZE_MAX;
  std::function<void(const app::MediaEvent&)> listener_;
};

}  // namespace filo::sim
