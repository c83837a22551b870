// Waiting and offering: between the caller and the dispatcher.

#include <fmt/format.h>

#include "app/live/call_director.h"
#include "base/log.h"
#include "base/metrics.h"
#include "domain/ivr/announcements.h"

namespace filo::app {

namespace {

Counter c_queued{"filo_acd_queued_total", "Calls that entered a queue"};
Counter c_offers{"filo_acd_offers_total", "Calls offered to an agent"};
Counter c_refused{"filo_acd_offers_refused_total", "Offers declined, not answered or not rung"};
Counter c_overflows{"filo_acd_overflows_total", "Calls that left a queue by its rules"};

calls::FlowOut flow_out_of(acd::OverflowReason reason) {
  switch (reason) {
    case acd::OverflowReason::wait_max:
      return calls::FlowOut::wait_max;
    case acd::OverflowReason::no_agents:
      return calls::FlowOut::no_agents;
    case acd::OverflowReason::full:
      return calls::FlowOut::full;
    case acd::OverflowReason::closed:
      return calls::FlowOut::closed;
  }
  return calls::FlowOut::closed;
}

calls::OfferEnd offer_end_of(acd::OfferRefusal kind) {
  switch (kind) {
    case acd::OfferRefusal::declined:
      return calls::OfferEnd::declined;
    case acd::OfferRefusal::no_answer:
      return calls::OfferEnd::no_answer;
    case acd::OfferRefusal::phone_failed:
      return calls::OfferEnd::phone_failed;
  }
  return calls::OfferEnd::phone_failed;
}

/// What announcements of a queue may name: {position} and {minutes}.
std::map<std::string, std::string> values_of(const std::optional<acd::WaitEstimate>& estimate) {
  if (!estimate) return {};
  const auto minutes = std::chrono::ceil<std::chrono::minutes>(estimate->likely).count();
  return {{"position", std::to_string(estimate->position)}, {"minutes", std::to_string(minutes)}};
}

}  // namespace

void CallDirector::enqueue(LiveCall& call, QueueId queue, Moment place) {
  if (call.queue != queue) call.usual_music = false;
  call.queue = queue;
  call.enqueued = place;
  set_state(call, CallState::waiting);
  const LiveQueue* set_up = centre_->queue(queue);
  fact(call, calls::CallQueued{call.id, now(), queue,
                               set_up != nullptr ? set_up->service_level : calls::kAnswerWithin});
  c_queued.add();
  FILO_LOG_INFO("acd", "queued call={} queue={} priority={}", call.id.str(), queue.str(),
                call.priority);
  const Status queued = dispatcher_.enqueue({.call = call.id,
                                             .queue = queue,
                                             .priority = call.priority,
                                             .skills = {},
                                             .enqueued_at = place.mono,
                                             .preferred = {}},
                                            now().mono);
  if (queued) return arm_announcement(call);
  const bool full = queued.error().code == Errc::limit;
  fact(call, calls::CallFlowedOut{call.id, now(), queue,
                                  full ? calls::FlowOut::full : calls::FlowOut::closed});
  const acd::Overflow* target = dispatcher_.overflow_of(queue);
  overflow(call, target ? *target : acd::Overflow{}, place, full ? "queue_full" : "queue_closed");
}

void CallDirector::overflow(LiveCall& call,
                            const acd::Overflow& target,
                            Moment place,
                            const char* reason) {
  ports_.loop.cancel(call.timer);
  call.timer = TimerId::none;
  c_overflows.add();
  FILO_LOG_INFO("calls", "overflow call={} reason={}", call.id.str(), reason);
  // Configuration refuses overflow loops; a queue that overflows into itself would spin here.
  if (target.kind == acd::Overflow::Kind::queue && target.queue != call.queue)
    return enqueue(call, target.queue, place);
  if (target.kind == acd::Overflow::Kind::number) return transfer(call, target.number);
  say_farewell(call, ivr::say_sorry(call.language), reason);
}

// --- announcements
// ---------------------------------------------------------------------------------

void CallDirector::arm_announcement(LiveCall& call) {
  ports_.loop.cancel(call.timer);
  call.timer = TimerId::none;
  if (call.announce.every <= Duration{0}) return;
  call.timer = ports_.loop.call_after(call.announce.every, [this, id = call.id] {
    LiveCall* found = find(id);
    if (!found) return;
    found->timer = TimerId::none;
    announce(*found);
    pump();
  });
}

void CallDirector::announce(LiveCall& call) {
  if (call.state != CallState::waiting && call.state != CallState::ringing) return;
  arm_announcement(call);
  if (call.hearing != Hearing::music) return;
  call.to_say.clear();
  const auto estimate = dispatcher_.announce(call.id, now().mono);
  const LiveQueue* queue = centre_->queue(call.queue);
  if (estimate && call.announce.position && queue && queue->announce_position)
    call.to_say.push_back(ivr::say_position(call.language, estimate->position));
  if (estimate && call.announce.estimated_wait)
    call.to_say.push_back(ivr::say_wait(call.language, estimate->low, estimate->high));
  const std::string& own = call.announce.prompt.text_for(call.language, call.language);
  if (!own.empty()) call.to_say.push_back(ivr::fill_in(own, values_of(estimate)));
  if (call.to_say.empty()) return;
  if (estimate)
    fact(call, calls::WaitAnnounced{call.id, now(), estimate->position, estimate->likely});
  call.hearing = Hearing::announcement;
  play_ended(call);  // begins with the first sentence
}

// --- decisions
// -------------------------------------------------------------------------------------

void CallDirector::pump() {
  if (pumping_) {
    pump_again_ = true;
    return;
  }
  pumping_ = true;
  do {
    pump_again_ = false;
    const std::vector<acd::Decision> decisions = dispatcher_.advance(now().mono);
    for (const acd::Decision& decision : decisions)
      std::visit([this](const auto& d) { carry_out(d); }, decision);
    if (!decisions.empty()) pump_again_ = true;  // carrying out may have brought new facts
  } while (pump_again_);
  pumping_ = false;

  const auto deadline = dispatcher_.next_deadline();
  if (deadline == armed_) return;
  ports_.loop.cancel(dispatch_timer_);
  armed_ = deadline;
  dispatch_timer_ = !deadline ? TimerId::none : ports_.loop.call_at(*deadline, [this] {
    armed_.reset();
    pump();
  });
}

void CallDirector::carry_out(const acd::OfferMade& d) {
  LiveCall* call = find(d.call);
  const LiveAgent* agent = centre_->agent(d.agent);
  if (!call || !agent) {
    // The dispatcher learns it by the same way as any dead phone.
    (void)dispatcher_.offer_declined(d.offer, acd::OfferRefusal::phone_failed, now().mono)
        .has_value();
    return;
  }
  call->offer = d.offer;
  call->agent = d.agent;
  call->queue = d.queue;
  call->why = d.why.text();
  call->offered = now();
  call->offer_expires = {now().utc + d.ring_timeout, d.expires_at};
  agent_calls_[d.agent] = call->id;
  c_offers.add();
  FILO_LOG_INFO("acd", "offer call={} agent={} offer={} why={}", d.call.str(), d.agent.str(),
                d.offer.str(), call->why);
  fact(*call, calls::OfferMade{call->id, now(), d.offer, d.agent, d.queue});
  set_state(*call, CallState::ringing);
  ports_.push.agent_changed(call->tenant, d.agent);
  if (agent->kind == PhoneKind::browser) return;
  if (!ring_phone(*call, *agent)) refused(*call, acd::OfferRefusal::phone_failed);
}

/// Ends the ringing of a phone or browser; the caller stands where he stood.
void CallDirector::stop_ringing(LiveCall& call) {
  if (call.agent_side.leg) {
    legs_.erase(call.agent_side.leg);
    ports_.sip.hang_up(call.agent_side.leg, "", now());
  }
  if (call.agent_side.media && !browser_media_.contains(call.agent_side.media)) {
    media_.erase(call.agent_side.media);
    ports_.media.close(call.agent_side.media);
  }
  call.agent_side = {};
  const AgentId agent = std::exchange(call.agent, {});
  call.offer = {};
  agent_calls_.erase(agent);
  set_state(call, CallState::waiting);
  ports_.push.agent_changed(call.tenant, agent);
}

void CallDirector::refused(LiveCall& call, acd::OfferRefusal kind, int status) {
  const OfferId offer = call.offer;
  FILO_LOG_INFO("acd", "offer refused call={} agent={} offer={} how={} status={}", call.id.str(),
                call.agent.str(), offer.str(), calls::to_string(offer_end_of(kind)), status);
  c_refused.add();
  fact(call, calls::OfferEnded{call.id, now(), offer, call.agent, offer_end_of(kind)});
  stop_ringing(call);
  const Status told = dispatcher_.offer_declined(offer, kind, now().mono);
  if (!told) FILO_LOG_DEBUG("acd", "offer was over offer={}", offer.str());
}

void CallDirector::carry_out(const acd::OfferWithdrawn& d) {
  LiveCall* call = find(d.call);
  if (!call || call->offer != d.offer) return;
  FILO_LOG_INFO("acd", "offer withdrawn offer={} reason={}", d.offer.str(),
                acd::to_string(d.reason));
  fact(*call, calls::OfferEnded{call->id, now(), d.offer, d.agent, calls::OfferEnd::withdrawn});
  stop_ringing(*call);
}

void CallDirector::carry_out(const acd::OfferTimedOut& d) {
  LiveCall* call = find(d.call);
  if (!call || call->offer != d.offer) return;
  c_refused.add();
  FILO_LOG_INFO("acd", "offer not answered offer={} agent={}", d.offer.str(), d.agent.str());
  fact(*call, calls::OfferEnded{call->id, now(), d.offer, d.agent, calls::OfferEnd::no_answer});
  stop_ringing(*call);
}

void CallDirector::carry_out(const acd::CallOverflowed& d) {
  LiveCall* call = find(d.call);
  if (!call) return;
  fact(*call, calls::CallFlowedOut{call->id, now(), d.queue, flow_out_of(d.reason)});
  overflow(*call, d.target, call->enqueued.value_or(now()), acd::to_string(d.reason));
}

void CallDirector::carry_out(const acd::WrapUpEnded& d) {
  const LiveAgent* agent = centre_->agent(d.agent);
  if (!agent || !d.call) return;
  ports_.ledger.append(agent->tenant, calls::WrapUpEnded{d.call, now(), d.agent});
}

void CallDirector::carry_out(const acd::AgentAutoPaused& d) {
  FILO_LOG_WARN("acd", "agent paused by us agent={} unanswered={}", d.agent.str(), d.unanswered);
  log_presence(d.agent, acd::Presence::paused);
}

void CallDirector::carry_out(const acd::AgentAutoResumed& d) {
  FILO_LOG_INFO("acd", "agent ready again agent={}", d.agent.str());
  log_presence(d.agent, acd::Presence::ready);
}

/// What nobody asked for belongs into the log of presence as well.
void CallDirector::log_presence(AgentId id, acd::Presence presence) {
  const LiveAgent* agent = centre_->agent(id);
  if (agent) ports_.ledger.presence(agent->tenant, id, acd::to_string(presence), {}, now());
}

void CallDirector::carry_out(const acd::AgentStateChanged& d) {
  const LiveAgent* agent = centre_->agent(d.agent);
  if (!agent) return;
  ports_.push.agent_changed(agent->tenant, d.agent);
  ports_.push.board_changed(agent->tenant);
}

}  // namespace filo::app
