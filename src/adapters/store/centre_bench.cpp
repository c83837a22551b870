// What a request of the administration or for names costs with 2,000 agents: the centre as kept
// (one row says that nothing changed) beside the whole read again, which follows every change.

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <filesystem>

#include "adapters/store/centre_store.h"
#include "base/check.h"

namespace filo::store {
namespace {

namespace centre = app::centre;

constexpr int kAgents = 2'000;

class Office {
 public:
  Office() {
    const char* base = std::getenv("FILO_BENCH_DIR");
    std::string name = std::string(base != nullptr ? base : "/var/tmp") + "/filo-bench-XXXXXX";
    folder_ = ::mkdtemp(name.data());
    auto opened = open_database({.url = "sqlite:" + folder_ + "/bench.db"}, system_clock());
    FILO_CHECK(opened && (*opened)->migrate(false));
    db_ = std::move(*opened);
    store_ = std::make_unique<SqlCentreStore>(*db_);
    Status filled = store_->write([&](app::CentreRepo& repo) { return fill(repo); });
    FILO_CHECK(filled.has_value());
  }
  ~Office() {
    db_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  SqlCentreStore& store() { return *store_; }
  TenantId tenant() const { return tenant_; }

 private:
  Status fill(app::CentreRepo& repo) {
    auto tenant = repo.add_tenant("B");
    if (!tenant) return tenant.error();
    tenant_ = *tenant;
    const Actor admin{tenant_, UserId{1}, {}, Role::admin};
    auto skill = repo.insert(admin, centre::Skill{.name = "s"});
    if (!skill) return skill.error();
    for (int i = 0; i < kAgents; ++i) {
      const std::string number = std::to_string(10'000 + i);
      auto user = repo.insert(admin, centre::User{.login = "u" + number, .name = "U" + number});
      if (!user) return user.error();
      centre::Agent agent;
      agent.user_id = std::get<centre::User>(*user).id;
      agent.name = "Agent " + number;
      agent.extension = number;
      agent.skills = {{std::get<centre::Skill>(*skill).id, 3}};
      if (auto made = repo.insert(admin, agent); !made) return made.error();
    }
    return {};
  }

  std::string folder_;
  std::unique_ptr<Database> db_;
  std::unique_ptr<SqlCentreStore> store_;
  TenantId tenant_;
};

void centre_kept(benchmark::State& state) {
  Office office;
  for (auto _ : state) benchmark::DoNotOptimize(office.store().current(office.tenant()));
}
BENCHMARK(centre_kept)->Unit(benchmark::kMillisecond);

void centre_read_again(benchmark::State& state) {
  Office office;
  for (auto _ : state) {
    benchmark::DoNotOptimize(office.store().app::CentreStore::current(office.tenant()));
  }
}
BENCHMARK(centre_read_again)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace filo::store
