#pragma once
// One live call, as CallDirector keeps it. Plain data; core thread.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/live/trunk_lines.h"
#include "app/live/views.h"
#include "app/ports/live.h"
#include "app/ports/media.h"
#include "base/loop.h"
#include "domain/ivr/session.h"
#include "protocols/sip/core.h"

namespace filo::app {

/// One end of a call: a SIP leg with its sound, or a browser's sound alone.
struct CallSide {
  sip::LegId leg;  ///< None for a browser.
  MediaLegId media;
  std::string source_ip;  ///< Where its SIP comes from; its sound may come from there too.
  std::string codec;      ///< "PCMA" or "PCMU", as agreed.
  std::string offer_sdp;  ///< Our last offer, until it is answered.
  /// Early media: what our 183 said, for the 200 that repeats it, and the watch over his sound, for
  /// many networks send none before the answer. Empty: answered.
  struct Late {
    std::string sdp;
    RemoteMedia remote;
  };
  std::optional<Late> late;
  std::optional<RemoteMedia> early;  ///< What its answer before the answer said: sound flows.
  std::uint64_t sdp_session = 0;
  std::uint32_t sdp_version = 0;
  bool connected = false;  ///< Answered and confirmed: sound may flow.
  bool holding = false;    ///< This side put the other on hold by its own phone.
  bool muted = false;      ///< Nothing of what it says is passed on.
};

/// What the caller hears while nobody is bridged to him.
enum class Hearing : std::uint8_t { nothing, flow_prompt, announcement, music, farewell };

struct LiveCall {
  CallId id;
  TenantId tenant;
  CallDirection direction = CallDirection::in;
  std::string ani, dnis;  ///< E.164 where the notation allowed it, else as received.
  std::string service, language, country;
  CallState state = CallState::ivr;
  Moment started, state_since;
  std::optional<Moment> answered;

  TrunkLines::Line line, line_out;  ///< Of the trunks that carry it, in and out.
  CallSide remote;                  ///< The caller; of an outbound call the one who is called.
  CallSide agent_side;
  AgentId agent;              ///< While offered and after; none of a call sent outside.
  bool transferring = false;  ///< A phone outside the queues rings in agent_side.
  /// Who dialled, and whose extension was dialled by him or by a flow's transfer: no queue knows of
  /// it. A call with `from` rings in `remote` and has its dialler in `agent_side`.
  AgentId from, to;
  bool rings = false;  ///< Dialled: the other phone rings, and no sound of the network tells it.
  OfferId offer;       ///< While a queue's offer rings.
  std::string why;     ///< The dispatcher's reason for this offer.
  Moment offered, offer_expires;

  FlowId flow_id;
  bool answers_late = false;           ///< The flow began before the answer, as early media.
  TimerId late_timer = TimerId::none;  ///< Until kLateMax.
  std::unique_ptr<ivr::Session> flow;
  TimerId timer = TimerId::none;  ///< Flow deadline, announcements, grace of a lost browser.

  QueueId queue;
  int priority = 0;
  std::optional<Moment> enqueued;
  ivr::QueueAnnounce announce;

  Hearing hearing = Hearing::nothing;
  bool usual_music = false;         ///< The queue's own could not be played.
  std::uint32_t play_id = 0;        ///< Of the last thing played; older ends are ignored.
  std::uint32_t flow_play_id = 0;   ///< The session's own number for its prompt.
  std::vector<std::string> to_say;  ///< Announcements still to be spoken.

  bool held = false;
  std::vector<CallerMatch> matches;  ///< Customers who own the caller's number.
  std::optional<CallerMatch> customer;
  TicketId ticket;
  std::string end_cause;
};

}  // namespace filo::app
