#include "adapters/http/idempotency.h"

#include "adapters/http/crypto.h"
#include "adapters/http/rules.h"
#include "base/text.h"

namespace filo::http {

namespace {

constexpr std::size_t kKeyBytes = 200;

Error bad_key() {
  return {Errc::invalid, "an Idempotency-Key has at most 200 bytes", {}, "idempotency.key"};
}
Error reused_key() {
  return {
      Errc::invalid, "this Idempotency-Key belongs to another request", {}, "idempotency.reused"};
}

}  // namespace

MadeJson once(Call& call,
              int status,
              app::IdempotencyRepo& repo,
              const std::function<MadeJson()>& job) {
  const Request& request = *call.request;
  const std::string key(request.header("Idempotency-Key"));
  call.replay.reset();  // the transaction may run again
  if (key.empty() || request.method != "POST") return job();
  if (key.size() > kKeyBytes || !fits(Format::line, key) || !is_utf8(key)) return bad_key();
  const auto [tenant, user] = std::pair(call.actor.tenant, call.actor.user);
  app::StoredAnswer answer{
      request.method + ' ' + request.path, hex(sha256(request.body)), status, {}, call.now};
  auto known = repo.find_answer(tenant, user, key);
  if (!known) return known.error();
  if (*known) {
    const app::StoredAnswer& before = **known;
    if (before.route != answer.route || before.body_hash != answer.body_hash) return reused_key();
    call.replay = Replay{before.status, before.body};
    return std::string{};
  }
  MadeJson made = job();
  if (!made) return made;
  if (made->empty() && answer.status == 200) answer.status = 204;
  answer.body = *made;
  if (Status saved = repo.save_answer(tenant, user, key, answer); !saved) return saved.error();
  return made;
}

}  // namespace filo::http
