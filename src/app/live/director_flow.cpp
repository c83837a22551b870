// The caller's side: answering, the flow, and what the caller hears.

#include <utility>

#include "app/live/call_director.h"
#include "base/log.h"
#include "domain/ivr/announcements.h"

namespace filo::app {

/// Opens the caller's sound and answers, or says 183 where the flow answers late.
bool CallDirector::open_caller(LiveCall& call, const sip::IncomingCall& e) {
  CallSide& side = call.remote;
  side.source_ip = e.flow.remote.ip_str();
  side.sdp_session = static_cast<std::uint64_t>(call.id.raw());
  const Result<MediaLegId> opened = ports_.media.open(side.source_ip);
  if (!opened) {
    ports_.sip.refuse(e.leg, 503, "Service Unavailable", {{"Retry-After", "10"}}, now());
    return finish(call, "no_ports"), false;
  }
  own_media(call, SideOf::remote, *opened);
  const sdp::LocalAudio local = local_audio(side, {"PCMA", "PCMU"});
  if (e.sdp.empty()) {
    // Our offer could go in a 183 only if that were reliable (RFC 3262 §5): answered first.
    call.answers_late = false;
    side.offer_sdp = sdp::make_offer(local);
    side.codec = "PCMA";
    ports_.sip.answer(e.leg, side.offer_sdp, now());
    return true;
  }
  const auto answer = sdp::answer(e.sdp, local);
  if (!answer) {
    const bool shared = answer.error().code != Errc::conflict;
    ports_.sip.refuse(e.leg, shared ? 400 : 488, shared ? "Bad SDP" : "Not Acceptable Here", {},
                      now());
    return finish(call, "no_common_codec"), false;
  }
  side.codec = answer->audio.codec;
  RemoteMedia remote = remote_media(answer->audio, side);
  if (call.answers_late) {
    side.late = CallSide::Late{answer->text, remote};
    arm_late_answer(call);
    remote.receive = false;
    ports_.sip.ring(e.leg, 183, answer->text, now());
  } else {
    ports_.sip.answer(e.leg, answer->text, now());
  }
  ports_.media.set_remote(side.media, remote);
  return true;
}

/// The 200 after our 183 or 180, with the same SDP (RFC 3261 §13.2.1); nothing when it has been
/// sent.
void CallDirector::answer_late(LiveCall& call, CallSide& side) {
  if (!side.late) return;
  const CallSide::Late late = *std::exchange(side.late, std::nullopt);
  ports_.loop.cancel(std::exchange(call.late_timer, TimerId::none));
  ports_.media.set_remote(side.media, late.remote);
  ports_.sip.answer(side.leg, late.sdp, now());
}

void CallDirector::arm_late_answer(LiveCall& call) {
  call.late_timer = ports_.loop.call_after(kLateMax, [this, id = call.id] {
    LiveCall* found = find(id);
    if (!found) return;
    found->late_timer = TimerId::none;
    answer_late(*found, found->remote);
  });
}

/// Who owns the number of the other end.
void CallDirector::lookup_caller(LiveCall& call) {
  const std::string& number = call.from ? call.dnis : call.ani;
  if (call.customer || number.empty() || number.front() != '+') return;
  ports_.callers.lookup(
      call.tenant, number, [this, id = call.id](std::vector<CallerMatch> matches) {
        LiveCall* found = find(id);
        if (!found || matches.empty()) return;
        found->matches = std::move(matches);
        if (found->matches.size() == 1 && !found->customer) {
          found->customer = found->matches.front();
          fact(*found, calls::CustomerKnown{found->id, now(), found->customer->id});
        }
        if (found->agent) ports_.push.agent_changed(found->tenant, found->agent);
      });
}

// --- the flow ------------------------------------------------------------------------------------

void CallDirector::begin_flow(LiveCall& call) {
  if (!call.flow) return;
  fact(call, calls::FlowEntered{call.id, now(), call.flow_id});
  run(call, call.flow->start(now().mono));
}

void CallDirector::step_flow(LiveCall& call, const ivr::Event& event) {
  run(call, call.flow->step(event, now().mono));
}

void CallDirector::run(LiveCall& call, const std::vector<ivr::Action>& actions) {
  // An action may end the call: look it up again before each.
  const CallId id = call.id;
  for (const ivr::Action& action : actions) {
    LiveCall* alive = find(id);
    if (!alive) return;
    std::visit([&](const auto& a) { perform(*alive, a); }, action);
  }
  LiveCall* alive = find(id);
  if (alive && alive->flow) arm_flow_timer(*alive);
}

void CallDirector::arm_flow_timer(LiveCall& call) {
  ports_.loop.cancel(call.timer);
  call.timer = TimerId::none;
  const auto deadline = call.flow->deadline();
  if (!deadline) return;
  call.timer = ports_.loop.call_at(*deadline, [this, id = call.id] {
    LiveCall* found = find(id);
    if (!found || !found->flow) return;
    found->timer = TimerId::none;
    step_flow(*found, ivr::Timeout{});
    pump();
  });
}

void CallDirector::perform(LiveCall& call, const ivr::Play& a) {
  call.flow_play_id = a.id;
  say(call, Hearing::flow_prompt, a.language, a.text, a.file);
}

void CallDirector::perform(LiveCall& call, const ivr::StopPlay&) {
  ++call.play_id;
  call.hearing = Hearing::nothing;
  ports_.media.play(call.remote.media, {});
}

void CallDirector::perform(LiveCall& call, const ivr::AskHours& a) {
  step_flow(call, ivr::HoursAnswer{ports_.hours(a.calendar, now().utc)});
}

void CallDirector::perform(LiveCall& call, const ivr::LanguageSet& a) {
  call.language = a.language;
  fact(call, calls::ServiceChosen{call.id, now(), {}, a.language});
}

void CallDirector::perform(LiveCall& call, const ivr::ServiceSet& a) {
  call.service = a.service;
  fact(call, calls::ServiceChosen{call.id, now(), a.service, {}});
}

void CallDirector::perform(LiveCall& call, const ivr::VariableSet& a) {
  FILO_LOG_DEBUG("calls", "variable call={} name={}", call.id.str(), a.name);
}

void CallDirector::perform(LiveCall& call, const ivr::ToQueue& a) {
  call.flow.reset();
  call.priority = a.priority;
  call.announce = a.announce;
  call.queue = a.queue;  // whose music it is
  const std::string& text = a.prompt.text_for(a.language, call.language);
  if (text.empty() && a.prompt.file.empty()) {
    play_music(call);
  } else {
    say(call, Hearing::announcement, a.language, text, a.prompt.file);
  }
  enqueue(call, a.queue, now());
}

void CallDirector::perform(LiveCall& call, const ivr::Transfer& a) {
  call.flow.reset();
  transfer(call, a.number);
}

void CallDirector::perform(LiveCall& call, const ivr::AnswerCall&) {
  answer_late(call, call.remote);
}

void CallDirector::perform(LiveCall& call, const ivr::HangUp& a) {
  const bool by_plan = a.cause == ivr::HangUp::Cause::flow_end;
  finish(call, by_plan                                   ? "flow_end"
               : a.cause == ivr::HangUp::Cause::no_input ? "no_input"
                                                         : "flow_budget");
}

// --- what the caller hears
// -------------------------------------------------------------------------

void CallDirector::say(LiveCall& call,
                       Hearing as,
                       const std::string& language,
                       const std::string& text,
                       const std::string& file) {
  call.hearing = as;
  const std::uint32_t serial = ++call.play_id;
  ports_.prompts.find(language, text, file, [this, id = call.id, serial](Result<std::string> path) {
    LiveCall* found = find(id);
    if (!found || found->play_id != serial) return;  // something else is heard by now
    if (path) return ports_.media.play(found->remote.media, {serial, {path.value()}, false});
    FILO_LOG_WARN("calls", "prompt failed call={}: {}", id.str(), path.error().detail);
    // Not inside the step that asked: a flow must not be stepped while it runs.
    ports_.loop.post([this, id, serial] {
      LiveCall* again = find(id);
      if (again && again->play_id == serial) play_ended(*again), pump();
    });
  });
}

void CallDirector::play_ended(LiveCall& call) {
  switch (call.hearing) {
    case Hearing::flow_prompt:
      call.hearing = Hearing::nothing;
      if (call.flow) step_flow(call, ivr::PromptEnded{call.flow_play_id});
      return;
    case Hearing::announcement:
      if (call.to_say.empty()) return play_music(call);
      {
        const std::string text = std::move(call.to_say.front());
        call.to_say.erase(call.to_say.begin());
        say(call, Hearing::announcement, call.language, text, {});
      }
      return;
    case Hearing::farewell:
      return finish(call, call.end_cause);
    case Hearing::music:  // ends only when its file cannot be played
      if (std::exchange(call.usual_music, true)) return;  // silence is better than an end
      return play_music(call);
    case Hearing::nothing:
      return;
  }
}

void CallDirector::play_music(LiveCall& call, SideOf to) {
  call.hearing = to == SideOf::remote ? Hearing::music : Hearing::nothing;
  ports_.media.play(side_of(call, to).media, {++call.play_id, {pick_music(call)}, true});
}

void CallDirector::say_farewell(LiveCall& call, const std::string& text, const std::string& cause) {
  call.end_cause = cause;
  call.flow.reset();
  call.to_say.clear();
  say(call, Hearing::farewell, call.language, text, {});
}

}  // namespace filo::app
