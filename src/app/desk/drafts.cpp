#include "app/desk/drafts.h"

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"

namespace filo::app {

namespace {

bool is_key(std::string_view key) {
  auto fits = [](char c) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    return letter || c == '-' || c == '_' || c == '.';
  };
  return !key.empty() && key.size() <= 100 && std::ranges::all_of(key, fits);
}

}  // namespace

Result<Draft> put_draft(Records& records,
                        const Actor& actor,
                        std::string_view key,
                        const std::string& body,
                        Stamp now) {
  if (!is_key(key)) return Error{Errc::invalid, "not a draft's key", "/key", "draft.key"};
  if (body.size() > limits::kDraftBytes || !is_utf8(body)) {
    return Error{Errc::invalid, "too long or not UTF-8", "/body", "text.too_long"};
  }
  auto had = records.drafts().find(actor.tenant, actor.user, key);
  if (!had && had.error().code != Errc::not_found) return had.error();
  if (!had) {
    auto count = records.drafts().count(actor.tenant, actor.user);
    if (!count) return count.error();
    if (*count >= static_cast<std::int64_t>(limits::kDraftsPerUser)) {
      return Error{Errc::limit, "too many drafts", {}, "draft.too_many"};
    }
  }
  const Draft draft{.key = std::string{key}, .body = body, .updated_at = now.utc};
  if (Status s = records.drafts().put(actor.tenant, actor.user, draft); !s) return s.error();
  return draft;
}

}  // namespace filo::app
