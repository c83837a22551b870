#include "sim/virtual_media.h"

#include <algorithm>
#include <utility>

namespace filo::sim {

using app::MediaLegId;

VirtualMedia::Leg* VirtualMedia::find(MediaLegId leg) {
  const auto found = legs_.find(leg);
  return found == legs_.end() ? nullptr : &found->second;
}

Result<MediaLegId> VirtualMedia::open(const std::string&) {
  if (ports_left_ == 0) return Error{Errc::limit, "no port is free"};
  --ports_left_;
  const MediaLegId id{++last_};
  legs_[id].port = next_port_;
  next_port_ = next_port_ >= 60'000 ? 20'000 : static_cast<std::uint16_t>(next_port_ + 2);
  return id;
}

app::MediaAddress VirtualMedia::address(MediaLegId leg) const {
  const auto found = legs_.find(leg);
  if (found == legs_.end()) return {};
  return {ip_, found->second.port};
}

void VirtualMedia::set_remote(MediaLegId leg, const app::RemoteMedia& remote) {
  if (Leg* found = find(leg)) found->remote = remote;
}

Result<app::Media::WebAnswer> VirtualMedia::open_web(const std::string& offer_sdp) {
  if (offer_sdp.empty()) return Error{Errc::invalid, "no audio in the offer"};
  const auto opened = open("");
  if (!opened) return opened.error();
  tell(app::WebLegUp{*opened});
  return WebAnswer{*opened, "virtual answer"};
}

void VirtualMedia::unbridge(MediaLegId leg) {
  Leg* own = find(leg);
  if (!own || !own->peer) return;
  if (Leg* other = find(own->peer)) other->peer = {};
  own->peer = {};
}

void VirtualMedia::bridge(MediaLegId a, MediaLegId b) {
  unbridge(a);
  unbridge(b);
  Leg* left = find(a);
  Leg* right = find(b);
  if (!left || !right) return;
  left->peer = b;
  right->peer = a;
  left->playing = right->playing = {};
}

void VirtualMedia::play(MediaLegId leg, app::Play what) {
  Leg* own = find(leg);
  if (!own) return;
  unbridge(leg);
  const bool broken = std::any_of(what.files.begin(), what.files.end(),
                                  [&](const auto& file) { return broken_.contains(file); });
  own->playing = broken ? app::Play{} : what;
  if (broken) return tell(app::PlayEnded{leg, what.id, true});
  if (what.files.empty() || what.repeat) return;
  loop_.call_after(kPromptLasts, [this, leg, id = what.id] {
    Leg* found = find(leg);
    if (!found || found->playing.id != id || found->playing.files.empty()) return;
    found->playing = {};
    tell(app::PlayEnded{leg, id, false});
  });
}

void VirtualMedia::mute(MediaLegId leg, bool muted) {
  if (Leg* found = find(leg)) found->muted = muted;
}

void VirtualMedia::send_digits(MediaLegId, const std::string&) {}

void VirtualMedia::close(MediaLegId leg) {
  unbridge(leg);
  if (legs_.erase(leg) > 0 && ports_left_ != SIZE_MAX) ++ports_left_;
}

void VirtualMedia::set_listener(std::function<void(const app::MediaEvent&)> listener) {
  listener_ = std::move(listener);
}

void VirtualMedia::tell(app::MediaEvent event) {
  loop_.post([this, event = std::move(event)] {
    if (listener_) listener_(event);
  });
}

MediaLegId VirtualMedia::peer(MediaLegId leg) const {
  const auto found = legs_.find(leg);
  return found == legs_.end() ? MediaLegId{} : found->second.peer;
}

std::vector<std::string> VirtualMedia::heard(MediaLegId leg) const {
  const auto found = legs_.find(leg);
  return found == legs_.end() ? std::vector<std::string>{} : found->second.playing.files;
}

void VirtualMedia::press(MediaLegId leg, char digit) {
  tell(app::DigitPressed{leg, digit});
}
void VirtualMedia::go_silent(MediaLegId leg) {
  const Leg* found = find(leg);
  if (!found || !found->remote.receive) return;
  tell(app::MediaSilent{leg});
}
void VirtualMedia::lose_web(MediaLegId leg) {
  tell(app::WebLegLost{leg});
}

MediaLegId VirtualMedia::leg_toward(const std::string& ip, std::uint16_t port) const {
  for (const auto& [id, leg] : legs_) {
    if (leg.remote.ip == ip && leg.remote.port == port) return id;
  }
  return {};
}

}  // namespace filo::sim
