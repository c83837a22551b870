#pragma once
// The real implementation of app::Media: sockets, a media thread, sounds from files, browsers'
// legs.
//
//   MediaEngine media(core, workers, {.advertised_ip = "192.0.2.10"});
//   auto leg = media.open("198.51.100.7");          // our SDP: media.address(*leg)
//   media.set_remote(*leg, their_sdp);
//   media.play(*leg, {.id = 1, .files = {"music/default.wav"}, .repeat = true});

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "adapters/media/dtls.h"
#include "adapters/media/media_thread.h"
#include "adapters/media/port_pool.h"
#include "adapters/media/sound_cache.h"
#include "app/ports/media.h"
#include "base/loop.h"
#include "base/workers.h"

namespace filo::media {

struct MediaConfig {
  /// Where legs listen: one numeric address per family at most, wildcards allowed.
  std::vector<std::string> bind_ips{"0.0.0.0"};
  /// What our SDP says instead of the bound address: the public one of a server behind NAT. Peers
  /// in private networks are told the address they can reach us at. Empty: by the routing table.
  std::string advertised_ip;
  std::uint16_t port_first = 20'000, port_last = 29'999;  ///< Two ports per leg.
  Duration silence = std::chrono::seconds{60};            ///< Until MediaSilent.
};

/// Core thread only, also destruction; `core` and `workers` outlive it. After destruction no
/// listener is called any more. A leg's port returns to the pool when its last MediaStats arrives.
class MediaEngine final : public app::Media {
 public:
  /// REQUIRES: config.bind_ips has an address; those that are not numeric are left out with a log
  /// line.
  MediaEngine(Loop& core, Workers& workers, MediaConfig config);
  ~MediaEngine() override;

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
  void set_listener(std::function<void(const app::MediaEvent&)> listener) override {
    listener_ = std::move(listener);
  }

  std::size_t free_ports() const { return ports_.free_count(); }

 private:
  struct Entry {
    app::MediaAddress address;
    std::uint64_t plays = 0;  // counts play() and bridge(): a late load must not override
    bool closing = false;
  };

  Result<PortPair> take_ports(const Address& bind_ip);
  const Address& bind_for(const Address& toward) const;
  std::string ip_for(const Address& toward, const Address& local) const;
  std::string web_ip() const;
  app::MediaLegId hand_over(PortPair ports, std::string ip, std::unique_ptr<WebTransport> web);
  Entry* live(app::MediaLegId leg);
  bool send(Command command);
  void flush();
  void start_playing(app::MediaLegId leg,
                     std::uint64_t plays,
                     const app::Play& what,
                     Result<std::vector<SoundPtr>> sounds);
  void report_failure(app::MediaLegId leg, std::uint32_t play);
  void on_event(const app::MediaEvent& event);

  Loop& core_;
  MediaConfig config_;
  std::vector<Address> bind_;
  std::function<void(const app::MediaEvent&)> listener_;
  PortPool ports_;
  SoundCache sounds_;
  std::unique_ptr<DtlsContext> dtls_;  // made with the first browser's leg
  std::unordered_map<app::MediaLegId, Entry> legs_;
  std::int64_t last_leg_ = 0;
  std::vector<Command> pending_;  // of this turn of the loop: they wake the media thread once
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
  std::unique_ptr<MediaThread> thread_;  // last: stops first
};

}  // namespace filo::media
