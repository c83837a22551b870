// Conversation: answering, holding, hanging up, and the one end of every call.

#include <utility>

#include "app/live/call_director.h"
#include "base/log.h"

namespace filo::app {

namespace {

/// Who ended the call, for the record.
calls::EndedBy ended_by(const std::string& cause) {
  if (cause == "hang_up" || cause == "called_hang_up") return calls::EndedBy::caller;
  if (cause == "agent_hang_up" || cause == "cancelled") return calls::EndedBy::agent;
  return calls::EndedBy::server;
}

const Error kNoSuchCall{Errc::not_found, "no such call of this agent", "", "call.gone"};
const Error kNoAgent{Errc::not_found, "this user is no agent", "", "live.no_agent"};
const Error kNoSuchOffer{Errc::not_found, "the offer is over", "", "offer.gone"};

Error pause_fault(const char* key, const char* detail) {
  return {Errc::invalid, detail, "/pause_reason_id", key};
}

}  // namespace

// --- commands ----------------------------------------------------------------------------------

Status CallDirector::set_presence(AgentId agent, Presence presence, PauseReasonId reason) {
  const LiveAgent* known = centre_->agent(agent);
  if (!known) return kNoAgent;
  const acd::Presence wanted = presence == Presence::ready    ? acd::Presence::ready
                               : presence == Presence::paused ? acd::Presence::paused
                                                              : acd::Presence::offline;
  const Status done = dispatcher_.set_presence(agent, wanted, {reason, false}, now().mono);
  if (!done) return done;
  FILO_LOG_INFO("acd", "presence agent={} {}", agent.str(), acd::to_string(wanted));
  ports_.ledger.presence(known->tenant, agent, acd::to_string(wanted), reason, now());
  ports_.push.agent_changed(known->tenant, agent);
  pump();
  return {};
}

Status CallDirector::choose_presence(AgentId agent, Presence presence, PauseReasonId reason) {
  const LiveAgent* known = centre_->agent(agent);
  if (!known) return kNoAgent;
  if (presence != Presence::paused) return set_presence(agent, presence, {});
  const auto found = centre_->pause_reasons.find(reason);
  const bool ours = found != centre_->pause_reasons.end() && found->second.tenant == known->tenant;
  if (reason && !ours) return pause_fault("live.unknown_pause_reason", "there is no such reason");
  if (!reason && centre_->has_pause_reasons(known->tenant))
    return pause_fault("live.pause_reason_needed", "a pause has a reason");
  return set_presence(agent, presence, reason);
}

Status CallDirector::end_wrap_up(AgentId agent) {
  const Status done = dispatcher_.end_wrap_up(agent, now().mono);
  pump();
  return done;
}

Status CallDirector::accept(AgentId agent, OfferId offer) {
  const auto own = agent_calls_.find(agent);
  LiveCall* call = own == agent_calls_.end() ? nullptr : find(own->second);
  if (!call || call->offer != offer || offered_to(*call) != agent) return kNoSuchOffer;
  const LiveAgent* known = centre_->agent(agent);
  if (known && known->kind == PhoneKind::sip)
    return Error{Errc::conflict, "answer on the phone", "", "offer.answer_on_phone"};
  const auto browser = browsers_.find(agent);
  if (browser == browsers_.end() || !browser->second.up)
    return Error{Errc::conflict, "the browser has no sound yet", "", "phone.no_sound"};
  own_media(*call, side_of_agent(*call, agent), browser->second.media);
  call->from           ? dialled_taken(*call)
  : call->transferring ? transfer_answered(*call)
                       : agent_answered(*call);
  pump();
  return {};
}

Status CallDirector::decline(AgentId agent, OfferId offer) {
  const auto own = agent_calls_.find(agent);
  LiveCall* call = own == agent_calls_.end() ? nullptr : find(own->second);
  if (!call || call->offer != offer || offered_to(*call) != agent) return kNoSuchOffer;
  call->transferring || call->from ? extension_refused(*call, 486)
                                   : refused(*call, acd::OfferRefusal::declined);
  pump();
  return {};
}

Status CallDirector::hold(AgentId agent, CallId id) {
  LiveCall* call = call_of(agent, id);
  if (!call) return kNoSuchCall;
  set_held(*call, true, side_of_agent(*call, agent));
  return {};
}

Status CallDirector::resume(AgentId agent, CallId id) {
  LiveCall* call = call_of(agent, id);
  if (!call) return kNoSuchCall;
  set_held(*call, false, side_of_agent(*call, agent));
  return {};
}

Status CallDirector::mute(AgentId agent, CallId id, bool muted) {
  LiveCall* call = call_of(agent, id);
  if (!call) return kNoSuchCall;
  CallSide& side = side_of(*call, side_of_agent(*call, agent));
  side.muted = muted;
  ports_.media.mute(side.media, muted);
  ports_.push.agent_changed(call->tenant, agent);
  return {};
}

Status CallDirector::send_digits(AgentId agent, CallId id, const std::string& digits) {
  LiveCall* call = call_of(agent, id);
  if (!call) return kNoSuchCall;
  if (digits.empty() || digits.size() > 32 ||
      digits.find_first_not_of("0123456789*#ABCD") != std::string::npos)
    return Error{Errc::invalid, "digits are 0-9, * and #", "/digits", "digits.invalid"};
  ports_.media.send_digits(side_of(*call, other(side_of_agent(*call, agent))).media, digits);
  return {};
}

Status CallDirector::hang_up(AgentId agent, CallId id) {
  LiveCall* call = find(id);
  const bool dialling = call && call->from == agent && !call->answered;
  if (!dialling && !call_of(agent, id)) return kNoSuchCall;
  finish(*call, dialling ? "cancelled" : "agent_hang_up");
  pump();
  return {};
}

Status CallDirector::release(AgentId agent) {
  const auto own = agent_calls_.find(agent);
  LiveCall* call = own == agent_calls_.end() ? nullptr : find(own->second);
  if (call && (call->answered || call->from)) finish(*call, "released");
  const Status done = dispatcher_.release_agent(agent, now().mono);
  pump();
  return done;
}

Status CallDirector::set_customer(TenantId tenant, CallId id, CallerMatch customer) {
  LiveCall* call = find(id);
  if (!call || call->tenant != tenant) return kNoSuchCall;
  fact(*call, calls::CustomerKnown{call->id, now(), customer.id});
  call->customer = std::move(customer);
  if (call->agent) ports_.push.agent_changed(call->tenant, call->agent);
  return {};
}

void CallDirector::set_ticket(TenantId tenant, CallId id, TicketId ticket) {
  // The record is told even when the call is over: a wrap-up would store the old ticket again.
  ports_.ledger.append(tenant, calls::TicketLinked{id, now(), ticket});
  LiveCall* call = find(id);
  if (!call || call->tenant != tenant) return;
  call->ticket = ticket;
  if (call->agent) ports_.push.agent_changed(call->tenant, call->agent);
}

/// The answered call `id` if this agent speaks in it.
LiveCall* CallDirector::call_of(AgentId agent, CallId id) {
  LiveCall* call = find(id);
  if (!call || !agent || !call->answered) return nullptr;
  return call->agent == agent || (call->from && call->to == agent) ? call : nullptr;
}

// --- answer ------------------------------------------------------------------------------------

void CallDirector::agent_answered(LiveCall& call) {
  const OfferId offer = call.offer;
  if (!dispatcher_.offer_answered(offer, now().mono)) {
    // Timed out or withdrawn in this very instant: the caller stays in the queue.
    return stop_ringing(call);
  }
  fact(call, calls::OfferEnded{call.id, now(), offer, call.agent, calls::OfferEnd::answered});
  call.offer = {};
  call.agent_side.connected = true;
  connect(call);
}

void CallDirector::connect(LiveCall& call) {
  answer_late(call, call.remote);
  answer_late(call, call.agent_side);
  ports_.loop.cancel(call.timer);
  call.timer = TimerId::none;
  call.to_say.clear();
  call.hearing = Hearing::nothing;
  ++call.play_id;
  call.answered = now();
  ports_.media.bridge(call.remote.media, call.agent_side.media);
  set_state(call, CallState::talking);
  fact(call, calls::CallAnswered{call.id, now(), counted_agent(call), call.queue});
  FILO_LOG_INFO("calls", "answered call={} agent={} waited_ms={}", call.id.str(), call.agent.str(),
                call.enqueued ? (call.answered->mono - call.enqueued->mono).count() / 1000 : 0);
  if (call.agent && !call.from) open_ticket(call);
}

void CallDirector::open_ticket(LiveCall& call) {
  CallTickets::Opening opening;
  opening.tenant = call.tenant;
  opening.call = call.id;
  opening.agent = call.agent;
  opening.customer = call.customer ? call.customer->id : CustomerId{};
  opening.ani = call.ani;
  opening.service = call.service;
  opening.language = call.language;
  opening.queue = call.queue;
  if (const LiveQueue* queue = centre_->queue(call.queue)) opening.queue_name = queue->name;
  ports_.tickets.open_for_call(opening, [this, id = call.id](Result<TicketId> ticket) {
    LiveCall* found = find(id);
    if (!ticket) {
      FILO_LOG_ERROR("calls", "no ticket for call={}: {}", id.str(), ticket.error().detail);
      return;
    }
    if (!found) return;  // over already; the record learns its ticket in the store
    found->ticket = *ticket;
    fact(*found, calls::TicketLinked{found->id, now(), *ticket});
    ports_.push.agent_changed(found->tenant, found->agent);
  });
}

void CallDirector::set_held(LiveCall& call, bool held, SideOf by) {
  if (!call.answered || call.held == held) return;
  call.held = held;
  if (held) {
    ports_.media.unbridge(call.remote.media);
    play_music(call, other(by));
    fact(call, calls::CallHeld{call.id, now(), counted_agent(call)});
  } else {
    call.hearing = Hearing::nothing;
    ++call.play_id;
    ports_.media.bridge(call.remote.media, call.agent_side.media);
    fact(call, calls::CallResumed{call.id, now(), counted_agent(call)});
  }
  set_state(call, held ? CallState::held : CallState::talking);
}

// --- end -----------------------------------------------------------------------------------------

void CallDirector::finish(LiveCall& call, const std::string& cause) {
  // Out of the books first: nothing that follows may find the call again.
  const auto node = calls_.extract(call.id);
  if (!node) return;
  ports_.loop.cancel(call.timer);
  ports_.loop.cancel(call.late_timer);
  fact(call, calls::CallEnded{call.id, now(), ended_by(cause), cause});
  FILO_LOG_INFO("calls", "ended call={} cause={} state_was={}", call.id.str(), cause,
                static_cast<int>(call.state));
  dispatcher_.remove(call.id, now().mono);
  for (CallSide* side : {&call.remote, &call.agent_side}) free_side(*side);
  for (const AgentId agent : {call.agent, call.to}) {
    const auto own = agent_calls_.find(agent);
    if (own != agent_calls_.end() && own->second == call.id) agent_calls_.erase(own);
  }
  if (call.agent) {
    if (call.answered && !call.from && !dispatcher_.contact_ended(call.agent, now().mono))
      FILO_LOG_DEBUG("acd", "agent was not in a queue's call agent={}", call.agent.str());
    ports_.push.agent_changed(call.tenant, call.agent);
  }
  set_engaged(call, false);
  ports_.push.board_changed(call.tenant);
}

void CallDirector::hang_up_all(const std::string& cause) {
  while (!calls_.empty()) finish(*calls_.begin()->second, cause);
}

void CallDirector::free_side(CallSide& side) {
  if (side.leg) {
    legs_.erase(side.leg);
    ports_.sip.hang_up(side.leg, "", now());
  }
  if (!side.media) return;
  media_.erase(side.media);
  if (browser_media_.contains(side.media)) {
    ports_.media.unbridge(side.media);
    ports_.media.mute(side.media, false);
  } else {
    ports_.media.close(side.media);
  }
}

// --- the browser's sound -----------------------------------------------------------------------

Result<std::string> CallDirector::open_browser_phone(AgentId agent, const std::string& offer_sdp) {
  const LiveAgent* known = centre_->agent(agent);
  if (!known || known->kind != PhoneKind::browser)
    return Error{Errc::conflict, "this agent has no browser phone", "", "phone.not_browser"};
  const auto opened = ports_.media.open_web(offer_sdp);
  if (!opened) return opened.error();
  const auto previous = browsers_.find(agent);
  if (previous != browsers_.end()) {
    browser_media_.erase(previous->second.media);
    media_.erase(previous->second.media);
    ports_.media.close(previous->second.media);
  }
  browsers_[agent] = {opened->leg, false, now()};
  browser_media_[opened->leg] = agent;
  const auto own = agent_calls_.find(agent);
  LiveCall* call = own == agent_calls_.end() ? nullptr : find(own->second);
  if (call && (call->answered || call->from == agent)) replace_sound(*call, agent, opened->leg);
  return opened->sdp;
}

/// A reload in mid-call: the new sound takes the old one's place.
void CallDirector::replace_sound(LiveCall& call, AgentId agent, MediaLegId sound) {
  const SideOf which = side_of_agent(call, agent);
  own_media(call, which, sound);
  ports_.media.mute(sound, side_of(call, which).muted);
  if (!call.answered && !call.remote.early) return;
  if (call.answered) ports_.loop.cancel(std::exchange(call.timer, TimerId::none));
  if (call.held) return;
  call.hearing = Hearing::nothing;
  ++call.play_id;
  ports_.media.bridge(call.remote.media, call.agent_side.media);
}

void CallDirector::close_browser_phone(AgentId agent) {
  browser_lost(agent);
  pump();
}

void CallDirector::browser_lost(AgentId agent) {
  const auto found = browsers_.find(agent);
  if (found == browsers_.end()) return;
  const MediaLegId media = found->second.media;
  browsers_.erase(found);
  browser_media_.erase(media);
  media_.erase(media);
  ports_.media.close(media);
  const auto own = agent_calls_.find(agent);
  LiveCall* call = own == agent_calls_.end() ? nullptr : find(own->second);
  if (call && call->answered) return await_browser(*call, agent);
  if (call && call->from == agent) {
    finish(*call, "agent_lost");
  } else if (call && (call->transferring || call->from)) {
    extension_refused(*call, 480);
  }
  set_reachable(agent, false);
}

/// The agent's page vanished in mid-call: music for the other end and time to come back.
void CallDirector::await_browser(LiveCall& call, AgentId agent) {
  const SideOf lost = side_of_agent(call, agent);
  side_of(call, lost).media = {};
  if (!side_of(call, other(lost)).media) {
    finish(call, "agent_lost");
    return set_reachable(agent, false);
  }
  if (!call.held) play_music(call, other(lost));
  ports_.loop.cancel(call.timer);
  call.timer = ports_.loop.call_after(kBrowserGrace, [this, id = call.id, agent] {
    LiveCall* found = find(id);
    if (!found) return;
    found->timer = TimerId::none;
    finish(*found, "agent_lost");
    set_reachable(agent, false);
    pump();
  });
}

}  // namespace filo::app
