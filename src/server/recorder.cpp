#include "server/recorder.h"

#include <memory>
#include <utility>

#include "adapters/store/call_repo.h"
#include "base/log.h"

namespace filo::server {

namespace {

constexpr Duration kComplainEvery = std::chrono::seconds{10};
constexpr Duration kBeat = std::chrono::seconds{1};
constexpr Duration kLongestDay = std::chrono::hours{26};

/// A presence that ran when the last life ended.
struct OpenInterval {
  AgentId agent_id;
  std::string presence;
  PauseReasonId pause_reason_id;
};
BOOST_DESCRIBE_STRUCT(OpenInterval, (), (agent_id, presence, pause_reason_id))

Status save(store::Tx& tx, const app::CallLedger::Changes& changes) {
  store::SqlCallRepo calls(tx);
  for (const calls::CallRecord& record : changes.calls) {
    const Status saved = calls.save(record);
    if (!saved) return saved;
  }
  store::SqlAgentLogRepo agents(tx);
  for (const app::PresenceFact& fact : changes.presences) {
    const Status saved =
        agents.presence_changed(fact.tenant, fact.agent, fact.presence, fact.reason, fact.at);
    if (!saved) return saved;
  }
  return {};
}

}  // namespace

Status Recorder::recover() {
  const Status closed = store::write_and_wait(database_, [this](store::Tx& tx) -> Status {
    store::SqlCallRepo calls(tx);
    auto open = tx.exec<OpenInterval>(
        "SELECT agent_id, presence, pause_reason_id FROM agent_state_log WHERE ended_at IS NULL");
    if (!open) return open.error();
    last_presences_.clear();
    for (OpenInterval& row : *open)
      last_presences_.push_back({row.agent_id, std::move(row.presence), row.pause_reason_id});
    auto alive = calls.last_alive();
    if (!alive) return alive.error();
    if (!*alive) return {};
    auto interrupted = calls.close_interrupted_calls(**alive);
    if (!interrupted) return interrupted.error();
    if (*interrupted > 0)
      FILO_LOG_WARN("server", "calls interrupted by the last stop: {}", *interrupted);
    return {};
  });
  if (!closed) return closed;
  const Instant now = core_.clock().now();
  return database_.read([&](store::Tx& tx) {
    return store::SqlCallRepo(tx).for_each(
        now - kLongestDay, now + kLongestDay,
        [this](const calls::CallRecord& record) { ledger_.remember(record); });
  });
}

void Recorder::restore_presence(app::CallDirector& director) const {
  for (const Interval& last : last_presences_) {
    const app::Presence presence =
        last.presence == "ready" ? app::Presence::ready : app::Presence::paused;
    const Status done = director.set_presence(last.agent, presence, last.reason);
    if (!done) FILO_LOG_DEBUG("server", "agent is gone agent={}", last.agent.str());
  }
}

void Recorder::start() {
  core_.call_after(kFlush, [this] { tick(); });
}

void Recorder::tick() {
  flush();
  start();
}

void Recorder::flush() {
  if (writing_) return;  // one batch under way keeps the order
  auto changes = std::make_shared<app::CallLedger::Changes>(ledger_.take_changes());
  const Instant now = core_.clock().now();
  const bool beat = now - last_beat_ >= kBeat || now < last_beat_;
  if (changes->empty() && !beat) return;
  last_beat_ = now;
  writing_ = true;
  const bool queued = database_.write(
      [changes, now](store::Tx& tx) -> Status {
        const Status saved = save(tx, *changes);
        return saved ? store::SqlCallRepo(tx).beat(now) : saved;
      },
      [this, changes](Status saved) {
        core_.post([this, changes, saved] { written(std::move(*changes), saved); });
      });
  if (!queued) written(std::move(*changes), Error{Errc::unavailable, "the write queue is full"});
}

void Recorder::written(app::CallLedger::Changes&& changes, const Status& saved) {
  writing_ = false;
  if (saved) {
    if (complained_) FILO_LOG_INFO("server", "records reach the store again");
    complained_ = std::nullopt;
    if (finished_) flush();  // what came meanwhile
    return end_if_done();
  }
  const MonoTime mono = core_.clock().mono();
  if (finished_ || !complained_ || mono - *complained_ >= kComplainEvery) {
    FILO_LOG_ERROR("server", "records of {} calls {} the store: {}", changes.calls.size(),
                   finished_ ? "are lost to" : "wait for", saved.error().detail);
    complained_ = mono;
  }
  if (!finished_) ledger_.give_back(std::move(changes));
  end_if_done();
}

void Recorder::finish(std::function<void()> done) {
  finished_ = std::move(done);
  flush();
  end_if_done();
}

void Recorder::end_if_done() {
  if (finished_ && !writing_) std::exchange(finished_, nullptr)();
}

}  // namespace filo::server
