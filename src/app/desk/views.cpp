#include "app/desk/views.h"

#include <algorithm>

#include "app/desk/common.h"
#include "base/limits.h"
#include "base/text.h"

namespace filo::app {

namespace {

Result<SavedView> edited(SavedView view, const ViewEdit& wish) {
  if (wish.query) {
    if (wish.query->size() > kViewQueryBytes || !is_utf8(*wish.query)) {
      return Error{Errc::invalid, "too long or not UTF-8", "/query", "text.too_long"};
    }
    view.query = *wish.query;
  }
  if (!wish.name) return view;
  auto name = text_of(*wish.name, "name", limits::kNameChars);
  if (!name) return name.error();
  view.name = std::move(name).value();
  return view;
}

}  // namespace

Result<SavedView> create_view(Records& records, const Actor& actor, const ViewEdit& wish) {
  auto made = edited({}, {.name = wish.name.value_or(""), .query = wish.query});
  if (!made) return made.error();
  auto have = records.views().list(actor.tenant, actor.user);
  if (!have) return have.error();
  if (have->size() >= limits::kViewsPerUser)
    return Error{Errc::limit, "too many views", {}, "view.too_many"};
  made->id = records.new_id<ViewId>();
  if (Status s = records.views().insert(actor.tenant, actor.user, *made); !s) return s.error();
  return made;
}

Result<SavedView> change_view(Records& records,
                              const Actor& actor,
                              ViewId id,
                              const ViewEdit& wish) {
  auto have = records.views().list(actor.tenant, actor.user);
  if (!have) return have.error();
  const auto found = std::ranges::find(*have, id, &SavedView::id);
  if (found == have->end()) return Error{Errc::not_found, "no view " + id.str()};
  auto changed = edited(*found, wish);
  if (!changed) return changed.error();
  if (Status s = records.views().update(actor.tenant, actor.user, *changed); !s) return s.error();
  return changed;
}

Result<std::vector<SavedView>> reorder_views(Records& records,
                                             const Actor& actor,
                                             const std::vector<ViewId>& ids) {
  if (Status s = records.views().reorder(actor.tenant, actor.user, ids); !s) return s.error();
  return records.views().list(actor.tenant, actor.user);
}

}  // namespace filo::app
