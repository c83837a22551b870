#include "adapters/http/routes/admin.h"

#include <deque>

#include "adapters/http/cursor.h"
#include "adapters/http/idempotency.h"
#include "adapters/http/routes/admin_wire.h"
#include "adapters/http/routes/blocking.h"
#include "app/centre/save.h"
#include "base/text.h"

namespace filo::http {

struct NameRow {
  std::string id, name;
};
BOOST_DESCRIBE_STRUCT(NameRow, (), (id, name))
struct NameList {
  std::vector<NameRow> items;
};
BOOST_DESCRIBE_STRUCT(NameList, (), (items))

namespace {

using app::CentreRepo;
using app::centre::AnyRow;
using app::centre::Centre;
using app::centre::KindOf;
using CallPtr = std::shared_ptr<Call>;

/// What one kind is on the wire. `one`: the singular in the names of operations.
template <class T, class InputType, class RowType>
struct Wire {
  using Kind = T;
  using Input = InputType;
  using Row = RowType;
  using Id = decltype(T::id);
  std::string one, many;
};

template <class W>
typename W::Row row_of(const typename W::Kind& row) {
  typename W::Row out;
  admin::copy_fields(row, out);
  return out;
}

template <class W>
const std::string& list_name() {
  static const std::string name = "admin/" + std::string(KindOf<typename W::Kind>::word);
  return name;
}

// --- reading -----------------------------------------------------------------------------------

/// Rows stand by id, so a page ends at an id and survives the row's removal.
template <class W>
Result<Page<typename W::Row>> list_rows(const AdminContext& context,
                                        const PageQuery& in,
                                        const Call& call) {
  std::int64_t after = 0;
  if (in.after) {
    auto key = call.cursors().read(list_name<W>(), *in.after);
    if (!key) return key.error();
    after = key->empty() ? 0 : parse_int<std::int64_t>(key->front()).value_or(0);
  }
  auto centre = load_centre(context.centres, call.actor.tenant);
  if (!centre) return centre.error();
  Page<typename W::Row> page;
  for (const auto& row : KindOf<typename W::Kind>::list(**centre)) {
    if (row.id.raw() <= after) continue;
    if (page.items.size() == in.rows()) {
      page.next = call.cursors().make(list_name<W>(), {page.items.back().id.str()});
      break;
    }
    page.items.push_back(row_of<W>(row));
  }
  return page;
}

template <class W>
Result<typename W::Row> get_row(const AdminContext& context, const Call& call) {
  auto id = call.id<typename W::Id>();
  if (!id) return id.error();
  auto centre = load_centre(context.centres, call.actor.tenant);
  if (!centre) return centre.error();
  const auto* row = app::centre::find(**centre, *id);
  if (row == nullptr) return Error{Errc::not_found, "no such row"};
  return row_of<W>(*row);
}

// --- writing -----------------------------------------------------------------------------------

/// What a request carries besides the row: checked first, hashed outside the transaction.
struct Secrets {
  std::optional<std::string> password, sip_password;
};

template <class Input>
Secrets secrets_of(const Input& in) {
  Secrets secrets;
  if constexpr (std::is_same_v<Input, admin::UserInput>) secrets.password = in.password;
  if constexpr (std::is_same_v<Input, admin::AgentInput>) {
    if (in.phone) secrets.sip_password = in.phone->sip_password;
  }
  return secrets;
}

void check_secret(const std::optional<std::string>& password, const char* field, Faults& faults) {
  if (!password) return;
  const Status sound = app::centre::check_password(*password, field);
  if (!sound) faults.push_back({sound.error().field, sound.error().key, sound.error().detail});
}

/// One save on its way; lives on one worker.
template <class W>
class Save {
 public:
  using T = typename W::Kind;

  Save(const AdminContext& context, const typename W::Input& in, Call& call)
      : context_(context), call_(call), secrets_(secrets_of(in)) {
    admin::copy_fields(in, row_);
  }

  /// `id`: none adds a row.
  Result<typename W::Row> run(typename W::Id id) {
    row_.id = id;
    prepare_secrets();
    const Status done = context_.centres.write([&](CentreRepo& repo) { return write_once(repo); });
    if (!done) return done.error();
    if (must_log_in_again_) context_.end_sessions(UserId{row_.id.raw()});
    return row_of<W>(row_);
  }

 private:
  void prepare_secrets() {
    check_secret(secrets_.password, "/password", faults_);
    check_secret(secrets_.sip_password, "/phone/sip_password", faults_);
    if constexpr (std::is_same_v<T, app::centre::Agent>) {
      if (secrets_.sip_password && row_.phone.sip_user.empty()) {
        faults_.push_back({"/phone/sip_user", "centre.missing", "the password needs a sip_user"});
      }
      if (secrets_.sip_password && faults_.empty()) {
        phone_ = context_.tools.phone_secret(row_.phone.sip_user, *secrets_.sip_password);
      }
    }
    if (secrets_.password && faults_.empty())
      hash_ = context_.tools.hash_password(*secrets_.password);
  }

  Status write_once(CentreRepo& repo) {
    auto made = once(call_, 201, repo.idempotency(), [&]() -> MadeJson {
      if (Status written = write(repo); !written) return written.error();
      return to_json(row_of<W>(row_));
    });
    return made ? Status{} : Status{made.error()};
  }

  Status write(CentreRepo& repo) {  // may run twice: row_ starts from what was asked
    T wanted = row_;
    if (wanted.id) {
      Status same = check_version(repo, wanted);
      if (!same) return same;
    }
    std::vector<ivr::Fault> found;
    auto saved = save_row(repo, call_.actor, AnyRow(wanted), context_.tools, &found);
    Faults all = faults_;
    for (ivr::Fault& f : found) all.push_back({f.pointer, f.key, f.detail});
    if (!all.empty()) return call_.invalid(std::move(all));
    if (!saved) return saved.error();
    T stored = std::get<T>(*saved);
    Status secret = write_secrets(repo, stored);
    if (secret) row_ = std::move(stored);
    return secret;
  }

  Status check_version(CentreRepo& repo, T& wanted) {
    auto centre = repo.load(call_.actor.tenant);
    if (!centre) return centre.error();
    const T* now = app::centre::find(*centre, wanted.id);
    if (now == nullptr) return Error{Errc::not_found, "no such row"};
    if (!call_.fits(now->etag)) {
      return call_.stale(row_of<W>(*now));
    }
    wanted.etag = now->etag;
    if constexpr (std::is_same_v<T, app::centre::User>) {
      must_log_in_again_ =
          secrets_.password || now->role != wanted.role || (now->active && !wanted.active);
    }
    return {};
  }

  Status write_secrets(CentreRepo& repo, const T& stored) {
    if constexpr (std::is_same_v<T, app::centre::User>) {
      if (hash_) return repo.set_password(call_.actor, stored.id, *hash_);
    }
    if constexpr (std::is_same_v<T, app::centre::Agent>) {
      if (phone_) {
        phone_->agent_id = stored.id;
        phone_->sip_user = stored.phone.sip_user;
        return repo.set_phone_secret(call_.actor, *phone_);
      }
    }
    return {};
  }

  const AdminContext& context_;
  Call& call_;
  Secrets secrets_;
  T row_;
  Faults faults_;
  std::optional<std::string> hash_;
  std::optional<app::centre::PhoneSecret> phone_;
  bool must_log_in_again_ = false;
};

template <class W>
Result<typename W::Row> replace_row(const AdminContext& context,
                                    const typename W::Input& in,
                                    Call& call) {
  auto id = call.id<typename W::Id>();
  if (!id) return id.error();
  return Save<W>(context, in, call).run(*id);
}

template <class W>
Result<Nothing> remove_row(const AdminContext& context, Call& call) {
  using T = typename W::Kind;
  auto id = call.id<typename W::Id>();
  if (!id) return id.error();
  const Status done = context.centres.write([&](CentreRepo& repo) -> Status {
    auto centre = repo.load(call.actor.tenant);
    if (!centre) return centre.error();
    const T* row = app::centre::find(*centre, *id);
    if (row == nullptr) return Error{Errc::not_found, "no such row"};
    if (!call.fits(row->etag)) return call.stale(row_of<W>(*row));
    return app::centre::remove_row(repo, call.actor, AnyRow(*row), context.tools);
  });
  if (!done) return done.error();
  if constexpr (std::is_same_v<T, app::centre::User>) context.end_sessions(*id);
  return Nothing{};
}

// --- the routes --------------------------------------------------------------------------------

/// The Api keeps pointers to words of an Operation; these live as long as the process.
const char* keep(std::string word) {
  static std::deque<std::string> words;  // filled at start, by one thread
  return words.emplace_back(std::move(word)).c_str();
}

template <class In, class Out, class Job>
void add(Api& api, const AdminContext& context, const Operation& operation, Job job) {
  api.async<In, Out>(
      operation, [context, job](std::shared_ptr<In> in, CallPtr call, Reply<Out> reply) {
        run_blocking<Out>(context.workers, std::move(reply),
                          [context, job, in, call] { return job(context, *in, *call); });
      });
}

template <class W>
void add_reads(Api& api, const AdminContext& context, const W& wire, const char* path) {
  add<PageQuery, Page<typename W::Row>>(api, context,
                                        {.path = path,
                                         .id = keep("list" + wire.many),
                                         .summary = keep(wire.many + ", in the order of making"),
                                         .role = Role::admin},
                                        [](const AdminContext& c, const PageQuery& in, Call& call) {
                                          return list_rows<W>(c, in, call);
                                        });
  add<Nothing, typename W::Row>(
      api, context,
      {.path = keep(path + std::string("/{id}")),
       .id = keep("get" + wire.one),
       .summary = keep(wire.one + " by its id"),
       .role = Role::admin},
      [](const AdminContext& c, const Nothing&, Call& call) { return get_row<W>(c, call); });
}

template <class W>
void add_writes(Api& api, const AdminContext& context, const W& wire, const char* path) {
  using Input = typename W::Input;
  const char* one_path = keep(path + std::string("/{id}"));
  add<Input, typename W::Row>(api, context,
                              {.method = "POST",
                               .path = path,
                               .id = keep("create" + wire.one),
                               .summary = keep("Add to " + wire.many),
                               .role = Role::admin,
                               .status = 201},
                              [](const AdminContext& c, const Input& in, Call& call) {
                                return Save<W>(c, in, call).run({});
                              });
  add<Input, typename W::Row>(api, context,
                              {.method = "PUT",
                               .path = one_path,
                               .id = keep("replace" + wire.one),
                               .summary = keep("Replace one of " + wire.many),
                               .role = Role::admin,
                               .if_match = true},
                              [](const AdminContext& c, const Input& in, Call& call) {
                                return replace_row<W>(c, in, call);
                              });
  add<Nothing, Nothing>(
      api, context,
      {.method = "DELETE",
       .path = one_path,
       .id = keep("delete" + wire.one),
       .summary = keep("Remove one of " + wire.many),
       .role = Role::admin,
       .if_match = true},
      [](const AdminContext& c, const Nothing&, Call& call) { return remove_row<W>(c, call); });
}

template <class T>
NameRow name_row(const T& row, const std::string&) {
  return {row.id.str(), row.name};
}
NameRow name_row(const app::centre::Question& row, const std::string& language) {
  const auto& text = row.text;
  return {row.id.str(), language == "it" ? text.it : language == "fr" ? text.fr : text.en};
}

template <class W>
void add_names(Api& api, const AdminContext& context, const W& wire) {
  using T = typename W::Kind;
  add<Nothing, NameList>(api, context,
                         {.path = keep("/names/" + std::string(KindOf<T>::word)),
                          .id = keep("list" + wire.one + "Names"),
                          .summary = keep("Ids and names of all " + wire.many)},
                         [](const AdminContext& c, const Nothing&, Call& call) -> Result<NameList> {
                           auto centre = load_centre(c.centres, call.actor.tenant);
                           if (!centre) return centre.error();
                           NameList out;
                           for (const T& row : KindOf<T>::list(**centre)) {
                             out.items.push_back(name_row(row, call.request->session->language));
                           }
                           return out;
                         });
}

template <class W>
void add_kind(Api& api, const AdminContext& context, const W& wire) {
  const char* path = keep("/admin/" + std::string(KindOf<typename W::Kind>::word));
  add_reads(api, context, wire, path);
  add_writes(api, context, wire, path);
  add_names(api, context, wire);
}

}  // namespace

void add_admin_routes(Api& api, const AdminContext& context) {
  namespace centre = app::centre;
  using namespace admin;
  const auto kind = [&]<class T, class Input, class Row>(const Wire<T, Input, Row>& wire) {
    add_kind(api, context, wire);
  };
  kind(Wire<centre::Site, SiteInput, SiteRow>{"Site", "Sites"});
  kind(Wire<centre::User, UserInput, UserRow>{"User", "Users"});
  kind(Wire<centre::Skill, SkillInput, SkillRow>{"Skill", "Skills"});
  kind(Wire<centre::Queue, QueueInput, QueueRow>{"Queue", "Queues"});
  kind(Wire<centre::Agent, AgentInput, AgentRow>{"Agent", "Agents"});
  kind(Wire<centre::Team, TeamInput, TeamRow>{"Team", "Teams"});
  kind(Wire<centre::Category, CategoryInput, CategoryRow>{"Category", "Categories"});
  kind(Wire<centre::PauseReason, PauseReasonInput, PauseReasonRow>{"PauseReason", "PauseReasons"});
  kind(Wire<centre::Question, QuestionInput, QuestionRow>{"IdentityQuestion", "IdentityQuestions"});
  kind(Wire<centre::Calendar, CalendarInput, CalendarRow>{"Calendar", "Calendars"});
  kind(Wire<centre::FlowVersion, FlowInput, FlowRow>{"Flow", "Flows"});
  kind(Wire<centre::Number, NumberInput, NumberRow>{"Number", "Numbers"});
  kind(Wire<centre::Trunk, TrunkInput, TrunkRow>{"Trunk", "Trunks"});
  add_flow_trial_routes(api, context);
  add_audit_routes(api, context);
}

}  // namespace filo::http
