#include "adapters/store/tx.h"

namespace filo::store {

Result<std::int64_t> Tx::execute(std::string_view sql,
                                 std::vector<Param> params,
                                 const RowSink& sink) {
  if (fault_) return *fault_;
  auto done = connection_.execute(sql, params, sink);
  if (!done) fault_ = done.error();
  return done;
}

std::string Tx::locked(std::string_view sql) const {
  // SQLite's single writer needs no row locks, and its grammar does not know them.
  return std::string(sql) + (engine() == Engine::postgres ? " FOR UPDATE" : "");
}

Status Tx::nested(const std::function<Status(Tx&)>& part) {
  if (fault_) return *fault_;
  const std::string point = "part_" + std::to_string(++depth_);
  const std::int64_t position = next_position_ != nullptr ? *next_position_ : 0;
  Status answer = connection_.script("SAVEPOINT " + point);
  if (answer) {
    answer = part(*this);
    if (answer && fault_) answer = *fault_;
    const std::string release = "RELEASE SAVEPOINT " + point;
    Status ended =
        connection_.script(answer ? release : "ROLLBACK TO SAVEPOINT " + point + "; " + release);
    const bool repeat = fault_ && is_retry(*fault_);  // of the whole, not of the part
    if (!answer && ended && !repeat) {
      fault_.reset();
      if (next_position_ != nullptr) *next_position_ = position;
    }
    if (!ended) {
      // The engine threw the whole transaction away (disk full, connection lost).
      fault_ = ended.error();
      if (answer) answer = ended;
    }
  } else {
    fault_ = answer.error();
  }
  --depth_;
  return answer;
}

Status Tx::emit(std::int64_t tenant, std::string_view topic, std::string_view payload) {
  std::optional<std::int64_t> position;
  if (next_position_ != nullptr) position = (*next_position_)++;
  auto added =
      run("INSERT INTO outbox (tenant_id, id, topic, payload, created_at, position) "
          "VALUES ($1, $2, $3, $4, $5, $6)",
          tenant, ids_.next_id(now_), topic, payload, now_, position);
  if (!added) return added.error();
  emitted_ = true;
  return {};
}

Status Tx::audit(const AuditEntry& entry) {
  auto optional_text = [](const std::string& text) {
    return text.empty() ? std::optional<std::string>{} : std::optional<std::string>{text};
  };
  auto added =
      run("INSERT INTO audit (tenant_id, id, at, actor_id, action, entity, entity_id, before_json, "
          "after_json, address) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
          entry.tenant_id, ids_.next_id(now_), now_, entry.actor_id, entry.action, entry.entity,
          entry.entity_id, optional_text(entry.before), optional_text(entry.after), entry.address);
  if (!added) return added.error();
  return {};
}

}  // namespace filo::store
