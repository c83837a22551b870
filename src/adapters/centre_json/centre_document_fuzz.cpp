// Any document as a whole centre: refused with reasons, or taken so that importing it again and
// importing what is exported changes nothing.

#include "adapters/centre_json/flow_check.h"
#include "adapters/centre_json/json_value.h"
#include "app/centre/document.h"
#include "app/centre/tests/fake_centre.h"
#include "base/check.h"

namespace filo::app::centre {
namespace {

Actor admin(TenantId tenant) {
  Actor actor = system_actor(tenant);
  actor.role = Role::admin;
  return actor;
}

void check_import(const ivr::Value& document, const Tools& tools) {
  FakeCentre store;
  store.centre.tenant = TenantId{1};
  std::vector<Fault> faults;
  const Actor actor = admin(store.centre.tenant);
  const auto first = import_document(store, actor, document, tools, &faults);
  FILO_CHECK(faults.size() <= ivr::kFaultsMax);
  if (!first) return FILO_CHECK(first.error().code != Errc::internal);
  FILO_CHECK(faults.empty());
  const auto again = import_document(store, actor, document, tools);
  FILO_CHECK(again && again->added == 0 && again->changed == 0);
  const auto exported = document_of(store.centre, tools);
  FILO_CHECK(exported);
  const auto back = import_document(store, actor, *exported, tools);
  FILO_CHECK(back && back->added == 0 && back->changed == 0);
}

}  // namespace
}  // namespace filo::app::centre

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace filo;
  static const app::centre::Tools kTools = centre_json::with_json(app::centre::fake_tools());
  const auto document = centre_json::parse_json({reinterpret_cast<const char*>(data), size});
  if (document) app::centre::check_import(*document, kTools);
  return 0;
}
