// /views: one's own saved views of the ticket list.

#include "app/desk/views.h"

#include "adapters/http/routes/desk.h"
#include "adapters/http/routes/desk_views.h"
#include "base/limits.h"

namespace filo::http {

// --- the wire ----------------------------------------------------------------------------------

struct ViewIn {
  Patch<std::string> name;
  Patch<std::string> query;
};
BOOST_DESCRIBE_STRUCT(ViewIn, (), (name, query))
template <>
inline constexpr auto rules<ViewIn> =
    std::array{Rule{"name", 1, limits::kNameChars, Format::line},
               Rule{"query", 0, app::kViewQueryBytes, Format::line}};

struct ViewOrder {
  std::vector<app::ViewId> ids;
};
BOOST_DESCRIBE_STRUCT(ViewOrder, (), (ids))
template <>
inline constexpr auto rules<ViewOrder> = std::array{Rule{"ids", 0, limits::kViewsPerUser}};

struct SavedViewView {
  app::ViewId id;
  std::string name, query;
};
BOOST_DESCRIBE_STRUCT(SavedViewView, (), (id, name, query))
struct ViewList {
  std::vector<SavedViewView> items;
};
BOOST_DESCRIBE_STRUCT(ViewList, (), (items))

namespace {

using app::Records;

app::ViewEdit edit_of(const ViewIn& in) {
  app::ViewEdit edit;
  if (in.name) edit.name = *in.name;
  if (in.query) edit.query = *in.query;
  return edit;
}

Result<SavedViewView> answer(const Result<app::SavedView>& view) {
  if (!view) return view.error();
  return SavedViewView{view->id, view->name, view->query};
}

Result<ViewList> answer(const Result<std::vector<app::SavedView>>& views) {
  if (!views) return views.error();
  ViewList out;
  for (const app::SavedView& view : *views) out.items.push_back({view.id, view.name, view.query});
  return out;
}

void add_one_view_routes(Api& api) {
  api.write<ViewIn, SavedViewView>(
      {.method = "PATCH",
       .path = "/views/{id}",
       .id = "changeView",
       .summary = "Rename a saved view or give it another filter"},
      [](const ViewIn& in, Call& call, Records& records) -> Result<SavedViewView> {
        auto id = call.id<app::ViewId>();
        if (!id) return id.error();
        return answer(app::change_view(records, call.actor, *id, edit_of(in)));
      });
  api.write<Nothing, Nothing>(
      {.method = "DELETE", .path = "/views/{id}", .id = "deleteView", .summary = "Drop a view"},
      [](const Nothing&, Call& call, Records& records) -> Result<Nothing> {
        auto id = call.id<app::ViewId>();
        if (!id) return id.error();
        Status done = records.views().erase(call.actor.tenant, call.actor.user, *id);
        if (!done) return done.error();
        return Nothing{};
      });
}

}  // namespace

void add_view_routes(Api& api) {
  api.read<Nothing, ViewList>(
      {.path = "/views", .id = "listViews", .summary = "One's saved views, in one's order"},
      [](const Nothing&, Call& call, Records& records) {
        return answer(records.views().list(call.actor.tenant, call.actor.user));
      });
  api.write<ViewIn, SavedViewView>(
      {.method = "POST",
       .path = "/views",
       .id = "createView",
       .summary = "Save a view of the ticket list",
       .status = 201},
      [](const ViewIn& in, Call& call, Records& records) {
        return answer(app::create_view(records, call.actor, edit_of(in)));
      });
  api.write<ViewOrder, ViewList>(
      {.method = "PUT", .path = "/views/order", .id = "orderViews", .summary = "Order one's views"},
      [](const ViewOrder& in, Call& call, Records& records) {
        return answer(app::reorder_views(records, call.actor, in.ids));
      });
  add_one_view_routes(api);
}

}  // namespace filo::http
