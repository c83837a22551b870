// GET /audit: who changed what in the administration, field by field.

#include <map>

#include "adapters/http/cursor.h"
#include "adapters/http/routes/admin.h"
#include "adapters/http/routes/blocking.h"
#include "adapters/http/routes/desk_views.h"
#include "app/centre/history.h"
#include "app/centre/value_of.h"
#include "base/text.h"

namespace filo::http {

// --- the wire ----------------------------------------------------------------------------------

/// `kind`: a word of /admin/{kind}; `entity_id`: one row of it, also a removed one.
struct AuditQuery : PageQuery {
  std::string kind;
  std::optional<std::string> entity_id;
};
BOOST_DESCRIBE_STRUCT(AuditQuery, (PageQuery), (kind, entity_id))
template <>
inline constexpr auto rules<AuditQuery> = std::array{Rule{"kind", 1, 50}, Rule{"entity_id", 1, 20}};

struct AuditChangeView {
  std::string field;
  RawJson from, to;
};
BOOST_DESCRIBE_STRUCT(AuditChangeView, (), (field, from, to))
struct AuditObject {
  std::string id, name;
};
BOOST_DESCRIBE_STRUCT(AuditObject, (), (id, name))
/// `more`: some fields were left out.
struct AuditView {
  std::string id;
  Instant at;
  std::optional<PersonRef> actor;
  std::string action;
  AuditObject object;
  std::vector<AuditChangeView> changes;
  bool more = false;
};
BOOST_DESCRIBE_STRUCT(AuditView, (), (id, at, actor, action, object, changes, more))

namespace {

namespace centre = app::centre;
using app::CentreRepo;
using ivr::Value;

constexpr const char* kList = "audit";

/// Reads one page and finds the names that it needs. Lives inside one read of the store.
class AuditPage {
 public:
  AuditPage(const AdminContext& context, const Call& call, CentreRepo& repo)
      : context_(context), call_(call), repo_(repo) {}

  Result<Page<AuditView>> read(const AuditQuery& in) {
    auto page = page_of(in, call_, kList);
    if (!page) return page.error();
    auto loaded = repo_.load(call_.actor.tenant);
    if (!loaded) return loaded.error();
    now_ = std::move(*loaded);
    const app::AuditFilter filter{
        .kind = in.kind,
        .entity_id = in.entity_id ? parse_int<std::int64_t>(*in.entity_id).value_or(-1) : 0};
    auto slice = repo_.audit(call_.actor.tenant, filter, *page);
    if (!slice) return slice.error();
    Page<AuditView> out;
    for (const auto& entry : slice->items) out.items.push_back(view_of(entry, in.kind));
    out.next = cursor_of(slice->next, call_, kList);
    return out;
  }

 private:
  AuditView view_of(const app::AuditEntry& entry, const std::string& kind) {
    AuditView view;
    view.id = std::to_string(entry.id);
    view.at = entry.at;
    view.action = entry.action;
    if (entry.actor) view.actor = PersonRef{entry.actor, entry.actor_name};
    const Value before = tree_of(entry.before), after = tree_of(entry.after);
    const Value current = centre::find_value(now_, kind, entry.entity_id);
    std::string name = called(current);
    for (const Value* row : {&after, &before}) {
      if (name.empty()) name = called(*row);
    }
    if (name.empty()) name = name_of(kind, entry.entity_id);
    view.object = {std::to_string(entry.entity_id), std::move(name)};
    const auto known = [this](std::string_view of, std::int64_t id) { return name_of(of, id); };
    for (const auto& change : centre::changes_between(before, after, known, &view.more)) {
      view.changes.push_back(
          {change.field, {centre::json_text(change.from)}, {centre::json_text(change.to)}});
    }
    return view;
  }

  /// A stored row; a flow's document is text there and becomes a tree as well.
  Value tree_of(const std::string& text) const {
    if (text.empty()) return {};
    auto tree = context_.tools.parse_json(text);
    if (!tree) return {};
    auto* members = std::get_if<ivr::Members>(&tree->data);
    if (members == nullptr) return std::move(*tree);
    for (auto& [name, value] : *members) {
      const std::string* document = name == "document" ? value.as_string() : nullptr;
      if (document == nullptr) continue;
      auto inner = context_.tools.parse_json(*document);
      if (inner) value = std::move(*inner);
    }
    return std::move(*tree);
  }

  std::string called(const Value& row) const {
    return centre::called(row, call_.request->session->language);
  }

  /// Of a removed row: what it was called when it went.
  std::string name_of(std::string_view kind, std::int64_t id) {
    std::string name = called(centre::find_value(now_, kind, id));
    if (!name.empty()) return name;
    const std::string key = std::string{kind} + "/" + std::to_string(id);
    if (const auto known = removed_.find(key); known != removed_.end()) return known->second;
    auto gone = repo_.removed_row(call_.actor.tenant, kind, id);
    return removed_[key] = gone ? called(tree_of(*gone)) : std::string{};
  }

  const AdminContext& context_;
  const Call& call_;
  CentreRepo& repo_;
  centre::Centre now_;
  std::map<std::string, std::string> removed_;
};

Result<Page<AuditView>> read_audit(const AdminContext& context,
                                   const AuditQuery& in,
                                   const Call& call) {
  if (!centre::is_kind(in.kind)) return Error{Errc::invalid, "no such kind", "/kind", "audit.kind"};
  Page<AuditView> out;
  Status done = context.centres.read([&](CentreRepo& repo) -> Status {
    auto page = AuditPage(context, call, repo).read(in);
    if (!page) return page.error();
    out = std::move(*page);
    return {};
  });
  if (!done) return done.error();
  return out;
}

}  // namespace

void add_audit_routes(Api& api, const AdminContext& context) {
  api.async<AuditQuery, Page<AuditView>>(
      {.path = "/audit",
       .id = "listAudit",
       .summary = "Who changed what in the administration, newest first",
       .role = Role::admin},
      [context](std::shared_ptr<AuditQuery> in, std::shared_ptr<Call> call,
                Reply<Page<AuditView>> reply) {
        run_blocking<Page<AuditView>>(context.workers, std::move(reply), [context, in, call] {
          return read_audit(context, *in, *call);
        });
      });
}

}  // namespace filo::http
