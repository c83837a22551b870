#pragma once
// The demo's centre (without its story) in an embedded database of the test's own.

#include <optional>

#include "adapters/centre_json/json_value.h"
#include "adapters/store/centre_store.h"
#include "adapters/store/tests/test_sqlite.h"
#include "app/centre/document.h"
#include "base/check.h"
#include "server/demo_document.h"
#include "server/tools.h"

namespace filo::server {

class DemoCentre {
 public:
  DemoCentre() {
    const auto document = centre_json::parse_json(demo_document());
    FILO_CHECK(document &&
               app::centre::load_demo(centres_, *document, make_tools("demo", "/nowhere")));
    reload();
  }

  store::Database& database() const { return *database_; }
  store::SqlCentreStore& centres() { return centres_; }
  TenantId tenant() const { return centre_->tenant; }
  /// As it was when reload() looked last.
  const app::centre::Centre& centre() const { return *centre_; }
  void reload() {
    FILO_CHECK(centres_.read([&](app::CentreRepo& repo) -> Status {
      auto loaded = repo.load(repo.tenants()->front().id);
      if (!loaded) return loaded.error();
      centre_ = std::move(*loaded);
      return {};
    }));
  }

 private:
  store::TestSqlite database_;
  store::SqlCentreStore centres_{*database_};
  std::optional<app::centre::Centre> centre_;
};

}  // namespace filo::server
