#include "app/desk/organisations.h"

#include <algorithm>

#include "app/desk/common.h"

namespace filo::app {

namespace {

Result<Organisation> edited(Organisation organisation, const OrganisationEdit& wish) {
  if (wish.name) organisation.name = *wish.name;
  if (wish.code) organisation.code = *wish.code;
  if (wish.note) organisation.note = *wish.note;
  return checked(std::move(organisation));
}

Status note(Records& records, const Actor& actor, OrganisationId id, std::string_view action) {
  return records.audit(actor, {.action = action, .entity = "organisation", .entity_id = id.raw()});
}

}  // namespace

Result<Organisation> create_organisation(Records& records,
                                         const Actor& actor,
                                         const OrganisationEdit& wish,
                                         Stamp now) {
  if (!may_work_at_desk(actor)) return Error{Errc::forbidden, "organisation.create"};
  auto made = edited(Organisation{}, wish);
  if (!made) return made.error();
  made->id = records.new_id<OrganisationId>();
  made->created_at = made->updated_at = now.utc;
  if (Status s = records.organisations().insert(actor.tenant, *made); !s) return s.error();
  if (Status s = note(records, actor, made->id, "create"); !s) return s.error();
  return made;
}

Result<Organisation> change_organisation(Records& records,
                                         const Actor& actor,
                                         OrganisationId id,
                                         Seen seen,
                                         const OrganisationEdit& wish,
                                         Stamp now) {
  if (!may_work_at_desk(actor)) return Error{Errc::forbidden, "organisation.change"};
  auto stored = records.organisations().find(actor.tenant, id);
  if (!stored) return stored.error();
  if (Status same = check_seen("organisation", seen, stored->version); !same) return same.error();
  const std::string name = stored->name;
  auto changed = edited(std::move(stored).value(), wish);
  if (!changed) return changed.error();
  ++changed->version;
  changed->updated_at = std::max(now.utc, changed->updated_at);
  if (Status s = records.organisations().update(actor.tenant, *changed); !s) return s.error();
  if (changed->name != name) {  // its customers are found by it too
    Status found = records.customers().reindex_customers_of(actor.tenant, id);
    if (!found) return found.error();
  }
  if (Status s = note(records, actor, id, "update"); !s) return s.error();
  return changed;
}

}  // namespace filo::app
