#pragma once
// The conductor of live calls: joins SIP legs, flows, queues, agents and sound.
//
//   trunk INVITE -> number -> flow (prompts, digits) -> queue (music, announcements)
//     -> dispatcher's offer -> agent's phone or browser -> bridge -> hold, hang-up -> wrap-up
//   agent's phone or desk -> right to dial -> trunk INVITE -> early sound -> answer -> bridge
//
// Owner: core thread; lives as long as the server. Everything comes in as an event or a command and
// is done at once; nothing blocks. What the director decides leaves as commands to sip::Core and
// Media, as facts to CallLedger, and as hints to LivePush. Legs, offers and calls are looked up
// again by id on every event: "already gone" is a normal branch everywhere.
//
// Rules
// - The caller's leg is answered once, first or late as the flow says, at the latest when somebody
//   takes the call; what an agent's phone does never reaches the caller.
// - A call has exactly one end, in finish(), which frees everything in every state.
// - A browser that vanishes during a call has kBrowserGrace to come back; the caller hears music.
// Bounds: limits::kCalls. Source of the call states: docs/internals/walkthrough.md.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "app/live/call_ledger.h"
#include "app/live/live_call.h"
#include "app/live/live_centre.h"
#include "app/live/phone_watch.h"
#include "app/live/prompts.h"
#include "app/ports/live.h"
#include "app/ports/media.h"
#include "base/id.h"
#include "base/loop.h"
#include "base/result.h"
#include "domain/acd/dispatcher.h"
#include "protocols/sdp/offer_answer.h"
#include "protocols/sip/core.h"

namespace filo::app {

inline constexpr Duration kBrowserGrace = std::chrono::seconds{30};
/// A call that is to be answered late is answered after this: networks end calls that ring for
/// three minutes, and only an answered call tells by its ACK and its sound that the caller is still
/// there.
inline constexpr Duration kLateMax = std::chrono::seconds{170};
/// A phone that says nothing at all to a call so long, not even that it heard it, is gone: the call
/// goes to the next agent instead of waiting for the end of the ringing time.
inline constexpr Duration kPhoneSilence = std::chrono::seconds{5};
/// A number outside that an agent dialled rings so long.
inline constexpr Duration kOutsideRing = std::chrono::seconds{60};
/// An extension that is called by another one rings so long.
inline constexpr Duration kInternalRing = std::chrono::seconds{60};
/// An extension that a flow calls.
inline constexpr Duration kTransferRing = std::chrono::seconds{30};

class CallDirector {
 public:
  /// Everything the director speaks to; all outlive it.
  struct Ports {
    Loop& loop;
    sip::Core& sip;
    Media& media;
    Prompts& prompts;
    CallerLookup& callers;
    CallTickets& tickets;
    CallLedger& ledger;
    LivePush& push;
    /// Is this calendar open now?
    std::function<ivr::Hours(CalendarId, Instant)> hours;
    /// The way to a phone with a fixed contact; nullopt when the URI cannot be reached.
    std::function<std::optional<sip::Flow>(const std::string& contact)> flow_to;
    unsigned node = 0;          ///< For ids.
    std::string default_music;  ///< WAV.
    acd::Settings acd;
  };
  explicit CallDirector(Ports ports);
  ~CallDirector();

  /// A new configuration: calls in progress go on, places and states are kept.
  void set_centre(std::shared_ptr<const LiveCentre> centre);
  const LiveCentre& centre() const { return *centre_; }

  void on_sip(const sip::Event& event);
  void on_media(const MediaEvent& event);

  // --- commands of the desk. Errc::not_found: no such agent, offer or call of his;
  //     conflict: not possible in this state. ---
  Status set_presence(AgentId agent, Presence presence, PauseReasonId reason);
  /// The same by the agent's own wish: who pauses says why, where the centre has reasons. invalid
  /// ("/pause_reason_id"): none given, or none of this centre.
  Status choose_presence(AgentId agent, Presence presence, PauseReasonId reason);
  Status end_wrap_up(AgentId agent);
  Status accept(AgentId agent, OfferId offer);
  Status decline(AgentId agent, OfferId offer);
  Status hold(AgentId agent, CallId call);
  Status resume(AgentId agent, CallId call);
  Status mute(AgentId agent, CallId call, bool muted);
  Status hang_up(AgentId agent, CallId call);
  Status send_digits(AgentId agent, CallId call, const std::string& digits);
  Status release(AgentId agent);
  /// What the desk dials, and whom and what it is about when it knows.
  struct Dial {
    std::string number;  ///< An extension, or a number outside in any notation.
    std::optional<CallerMatch> customer = {};
    TicketId ticket = {};
  };
  /// Calls from the agent's browser; it rings when this returns. invalid ("/number",
  /// call.not_a_number); forbidden (call.not_allowed); conflict: in a call or offer
  /// (call.agent_busy), a desk phone dials by itself (call.dial_on_phone), no sound
  /// (phone.no_sound), the colleague (call.colleague_busy, call.colleague_away), no trunk or no
  /// free line (call.no_route).
  Result<CallId> dial(AgentId agent, const Dial& wish);
  /// The desk found out, or made, who is calling.
  Status set_customer(TenantId tenant, CallId call, CallerMatch customer);
  /// The desk found out which ticket the call is about; also of one that is being wrapped up.
  void set_ticket(TenantId tenant, CallId call, TicketId ticket);

  /// Ends every call; before a planned stop.
  void hang_up_all(const std::string& cause);

  /// Opens or replaces the browser's sound of an agent. The answer SDP.
  Result<std::string> open_browser_phone(AgentId agent, const std::string& offer_sdp);
  void close_browser_phone(AgentId agent);

  // --- views ---
  std::optional<MyState> my_state(AgentId agent) const;
  Board board(TenantId tenant) const;
  std::size_t calls() const { return calls_.size(); }
  const LiveCall* find_call(CallId call) const;
  const acd::Dispatcher& dispatcher() const { return dispatcher_; }
  /// Every live call must be owned by something, and nobody wait while somebody is free; what it
  /// finds wrong.
  std::vector<std::string> faults() const;

 private:
  enum class SideOf : std::uint8_t { remote, agent };
  struct LegRef {
    CallId call;
    SideOf side = SideOf::remote;
  };
  /// The standing sound of an agent's browser.
  struct BrowserPhone {
    MediaLegId media;
    bool up = false;
    Moment since;
  };

  // sip events (call_director.cpp)
  void handle(const sip::IncomingCall& e);
  void handle(const sip::LegRinging& e);
  void handle(const sip::LegAnswered& e);
  void handle(const sip::LegConfirmed& e);
  void handle(const sip::LegReoffered& e);
  void handle(const sip::LegReofferDone& e);
  void handle(const sip::LegDigit& e);
  void handle(const sip::LegEnded& e);
  void handle(const sip::Registered& e);
  void handle(const sip::Unregistered& e);
  void handle(const sip::Pinged& e) { watch_.pinged(e); }
  template <class Other>
  void handle(const Other&) {}

  // caller side (director_flow.cpp)
  const LiveNumber* dialled_number(const std::string& dialled, const std::string& country) const;
  void incoming_from_trunk(const sip::IncomingCall& e, const LiveTrunk& trunk);
  bool open_caller(LiveCall& call, const sip::IncomingCall& e);
  void answer_late(LiveCall& call, CallSide& side);
  void arm_late_answer(LiveCall& call);
  void begin_flow(LiveCall& call);
  void run(LiveCall& call, const std::vector<ivr::Action>& actions);
  void perform(LiveCall& call, const ivr::Play& a);
  void perform(LiveCall& call, const ivr::StopPlay& a);
  void perform(LiveCall& call, const ivr::AskHours& a);
  void perform(LiveCall& call, const ivr::LanguageSet& a);
  void perform(LiveCall& call, const ivr::ServiceSet& a);
  void perform(LiveCall& call, const ivr::VariableSet& a);
  void perform(LiveCall& call, const ivr::ToQueue& a);
  void perform(LiveCall& call, const ivr::Transfer& a);
  void perform(LiveCall& call, const ivr::AnswerCall& a);
  void perform(LiveCall& call, const ivr::HangUp& a);
  void step_flow(LiveCall& call, const ivr::Event& event);
  void arm_flow_timer(LiveCall& call);

  // what the caller hears (director_flow.cpp)
  void say(LiveCall& call,
           Hearing as,
           const std::string& language,
           const std::string& text,
           const std::string& file);
  void play_ended(LiveCall& call);
  void play_music(LiveCall& call, SideOf to = SideOf::remote);
  void say_farewell(LiveCall& call, const std::string& text, const std::string& cause);

  // queue (director_queue.cpp)
  void enqueue(LiveCall& call, QueueId queue, Moment place);
  void overflow(LiveCall& call, const acd::Overflow& target, Moment place, const char* reason);
  void announce(LiveCall& call);
  void arm_announcement(LiveCall& call);
  void pump();
  void carry_out(const acd::OfferMade& d);
  void carry_out(const acd::OfferWithdrawn& d);
  void carry_out(const acd::OfferTimedOut& d);
  void carry_out(const acd::CallOverflowed& d);
  void carry_out(const acd::WrapUpEnded& d);
  void carry_out(const acd::AgentAutoPaused& d);
  void carry_out(const acd::AgentAutoResumed& d);
  void carry_out(const acd::AgentStateChanged& d);
  /// Where a phone is reached: the way and the Request-URI.
  struct Target {
    sip::Flow flow;
    std::string uri;
    AgentId agent;                     ///< Whose phone it is; none outside the house.
    const LiveTrunk* trunk = nullptr;  ///< That leads there; none to a phone of the house.
  };
  std::optional<Target> reach(const LiveAgent& agent) const;
  std::optional<Target> reach(TenantId tenant, const std::string& number) const;
  std::optional<Target> reach(const LiveTrunk& trunk, const std::string& number) const;
  const LiveTrunk* way_out(TenantId tenant) const;
  bool ring(LiveCall& call,
            SideOf where,
            const Target& target,
            std::int64_t session,
            const std::string& from,
            const std::string& display,
            Duration patience = sip::Invite{}.answer_timeout_max);
  bool ring_phone(LiveCall& call, const LiveAgent& agent);
  void transfer(LiveCall& call, const std::string& number);
  void transfer_failed(LiveCall& call, const char* cause = "transfer_failed");
  void transfer_answered(LiveCall& call);
  void ring_browser(LiveCall& call, const LiveAgent& agent, Duration patience);
  void extension_refused(LiveCall& call, int status);
  void leave_extension(LiveCall& call);
  void transfer_to_browser(LiveCall& call, const LiveAgent& agent);
  void stop_ringing(LiveCall& call);
  void refused(LiveCall& call, acd::OfferRefusal kind, int status = 0);

  // calls that agents dial (director_out.cpp)
  /// Where a dialled number leads: to a colleague, or out by a trunk.
  struct Way {
    const LiveAgent* colleague = nullptr;
    std::optional<Target> target = {};  ///< None: the colleague's browser.
    std::string dnis = {}, shown = {};  ///< Whom we call, and whom his phone shows.
    bool is_emergency = false;
  };
  void incoming_from_phone(const sip::IncomingCall& e);
  Result<Way> way_to(const LiveAgent& from, const std::string& number) const;
  Result<Way> way_to_colleague(const LiveAgent& from, const LiveAgent& to) const;
  /// Who carries a number outside, and how it is written for him.
  struct Carrier {
    const LiveTrunk* trunk = nullptr;
    calls::Dialled dialled;
  };
  Result<Carrier> carrier_of(const LiveAgent& from, std::string number) const;
  Result<Way> way_outside(const LiveAgent& from, const std::string& number) const;
  LiveCall& start_dialled(const LiveAgent& from, const Way& way, const Dial& wish);
  bool open_dialler(LiveCall& call, const sip::IncomingCall& e);
  void ring_dialled(LiveCall& call, const Way& way);
  void dialled_rings(LiveCall& call, const sip::LegRinging& e);
  bool hear_early(LiveCall& call, const std::string& sdp);
  void dialled_answered(LiveCall& call, const std::string& sdp);
  void dialled_taken(LiveCall& call);
  void dialled_ended(LiveCall& call, SideOf side, const sip::LegEnded& e);
  void dial_failed(LiveCall& call, int status);
  void set_engaged(LiveCall& call, bool engaged);
  bool is_engaged(AgentId agent) const;
  /// Whom an offer that is out is for.
  static AgentId offered_to(const LiveCall& call) { return call.from ? call.to : call.agent; }
  static SideOf side_of_agent(const LiveCall& call, AgentId agent) {
    return call.from && agent == call.to ? SideOf::remote : SideOf::agent;
  }
  static SideOf other(SideOf side) {
    return side == SideOf::remote ? SideOf::agent : SideOf::remote;
  }
  /// Whose figures the call counts in: calls between colleagues count in nobody's.
  static AgentId counted_agent(const LiveCall& call) {
    return call.from && call.to ? AgentId{} : call.agent;
  }
  void add_dialled_faults(const LiveCall& call, std::vector<std::string>& found) const;

  // conversation (director_talk.cpp)
  void agent_answered(LiveCall& call);
  void connect(LiveCall& call);
  void set_held(LiveCall& call, bool held, SideOf by);
  void finish(LiveCall& call, const std::string& cause);
  void free_side(CallSide& side);
  void browser_lost(AgentId agent);
  void replace_sound(LiveCall& call, AgentId agent, MediaLegId sound);
  void await_browser(LiveCall& call, AgentId agent);
  void open_ticket(LiveCall& call);
  void lookup_caller(LiveCall& call);
  void set_state(LiveCall& call, CallState state);
  LiveCall* call_of(AgentId agent, CallId call);

  // lookup and plumbing
  LiveCall* find(CallId call);
  LiveCall* by_leg(sip::LegId leg, SideOf& side);
  LiveCall* by_media(MediaLegId media, SideOf& side);
  CallSide& side_of(LiveCall& call, SideOf side) {
    return side == SideOf::remote ? call.remote : call.agent_side;
  }
  void own_leg(LiveCall& call, SideOf side, sip::LegId leg);
  void own_media(LiveCall& call, SideOf side, MediaLegId media);
  bool is_reachable(const LiveAgent& agent) const;
  void set_reachable(AgentId agent, bool reachable);
  void log_presence(AgentId agent, acd::Presence presence);
  void sign_off_leavers(const LiveCentre& next);
  void fact(const LiveCall& call, calls::Event event);
  Instant to_utc(MonoTime t) const;
  CallView view_of(const LiveCall& call) const;
  CallView view_for(const LiveCall& call, AgentId agent) const;
  OfferView offer_of(const LiveCall& call) const;
  AgentView view_of(const LiveAgent& agent) const;
  QueueView view_of(const LiveQueue& queue) const;
  std::optional<QueueRef> queue_ref(QueueId queue) const;
  Moment now() const { return ports_.loop.clock().moment(); }
  std::string pick_music(const LiveCall& call) const;
  sdp::LocalAudio local_audio(const CallSide& side, const std::vector<std::string>& codecs) const;
  static RemoteMedia remote_media(const sdp::AudioSelection& chosen, const CallSide& side);

  Ports ports_;
  IdMaker ids_;
  std::shared_ptr<const LiveCentre> centre_;
  acd::Dispatcher dispatcher_;
  TrunkLines trunk_lines_;
  PhoneWatch watch_;
  std::unordered_map<CallId, std::unique_ptr<LiveCall>> calls_;
  std::unordered_map<sip::LegId, LegRef> legs_;
  std::unordered_map<MediaLegId, LegRef> media_;
  std::unordered_map<AgentId, BrowserPhone> browsers_;
  std::unordered_map<MediaLegId, AgentId> browser_media_;
  std::unordered_map<AgentId, CallId> agent_calls_;
  std::unordered_map<AgentId, CallId> engaged_;  // in a call that no queue gave
  std::unordered_map<AgentId, FailedDial> failed_dials_;
  TimerId dispatch_timer_ = TimerId::none;
  std::optional<MonoTime> armed_;
  bool pumping_ = false;
  bool pump_again_ = false;
};

}  // namespace filo::app
