#include "app/centre/document.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "app/centre/document_reader.h"
#include "app/centre/rules.h"
#include "app/centre/save.h"

namespace filo::app::centre {
namespace {

/// Calls f.template operator()<T>() for each kind, in the order of making.
template <class F, class... T>
void for_each_kind(F&& f, const std::variant<T...>*) {
  (f.template operator()<T>(), ...);
}
template <class F>
void for_each_kind(F&& f) {
  for_each_kind(f, static_cast<const AnyRow*>(nullptr));
}

const ivr::Value* member(const ivr::Value& object, std::string_view name) {
  const auto* members = object.as_members();
  if (members == nullptr) return nullptr;
  for (const auto& [own, value] : *members) {
    if (own == name) return &value;
  }
  return nullptr;
}

/// Takes the member out of an object: the row itself does not know it.
std::optional<ivr::Value> take(ivr::Value& object, std::string_view name) {
  auto* members = std::get_if<ivr::Members>(&object.data);
  if (members == nullptr) return std::nullopt;
  auto at = std::find_if(members->begin(), members->end(),
                         [&](const auto& m) { return m.first == name; });
  if (at == members->end()) return std::nullopt;
  ivr::Value value = std::move(at->second);
  members->erase(at);
  return value;
}

// --- writing
// --------------------------------------------------------------------------------------

/// Ids become the names of what they mean.
struct NamedIds {
  const Centre& centre;
  template <class Tag>
  ivr::Value operator()(Id<Tag> id) const {
    using Row = typename RowOf<Id<Tag>>::type;
    const Row* row = find(centre, id);
    return row == nullptr ? ivr::Value() : ivr::Value(KindOf<Row>::name(*row));
  }
};

template <class T>
Result<ivr::Value> entry_of(const Centre& centre, const T& row, const Tools& tools) {
  ivr::Value value = value_of(row, NamedIds{centre});
  for (const char* ours : {"id", "etag", "version"}) take(value, ours);
  auto& members = std::get<ivr::Members>(value.data);
  if constexpr (std::is_same_v<T, FlowVersion>) {
    auto document = tools.parse_json(row.document);
    if (!document) return Error{Errc::internal, "flow " + row.name + " is no JSON"};
    take(value, "document");
    members.emplace_back("document", std::move(*document));
  } else if constexpr (std::is_same_v<T, Queue>) {
    const auto id = QueueId::parse(row.overflow.target);
    if (row.overflow.kind == OverflowKind::queue && id) {
      take(value, "overflow");
      members.emplace_back("overflow",
                           ivr::object({{"kind", "queue"}, {"target", NamedIds{centre}(*id)}}));
    }
  }
  return value;
}

// --- reading
// --------------------------------------------------------------------------------------

template <class T>
struct Entry {
  T row;
  bool is_new = true;
  std::optional<std::string> password;  ///< Of a user or a phone.
};

template <class... T>
std::tuple<std::vector<Entry<T>>...> entries_type(const std::variant<T...>*);
using Entries = decltype(entries_type(static_cast<const AnyRow*>(nullptr)));

class Importer {
 public:
  Importer(Centre stored,
           CentreRepo& repo,
           const Actor& actor,
           const Tools& tools,
           std::vector<Fault>& faults)
      : stored_(std::move(stored)),
        after_(stored_),
        repo_(repo),
        actor_(actor),
        tools_(tools),
        faults_(faults),
        reader_(after_, faults_) {}

  /// Fills the entries; faults tell whether they may be written.
  void read(const ivr::Value& document) {
    check_words(document);
    for_each_kind([&]<class T>() { announce<T>(document); });
    for_each_kind([&]<class T>() { read_kind<T>(document); });
    if (!faults_.empty()) return;
    for_each_kind([&]<class T>() { check_kind<T>(); });
  }

  Status write(Imported& done) {
    Status status;
    sort_categories();
    for_each_kind([&]<class T>() {
      for (auto& entry : list<T>()) {
        if (status) status = write_entry(entry, done);
      }
    });
    return status;
  }

 private:
  template <class T>
  std::vector<Entry<T>>& list() {
    return std::get<std::vector<Entry<T>>>(entries_);
  }
  template <class T>
  static std::string pointer(std::size_t n) {
    return "/" + std::string(KindOf<T>::word) + "/" + std::to_string(n);
  }

  void check_words(const ivr::Value& document) {
    const auto* members = document.as_members();
    if (members == nullptr) return reader_.add("", "centre.wrong_type", "expected an object");
    std::vector<std::string> words = {"tenant"};
    for_each_kind([&]<class T>() { words.emplace_back(KindOf<T>::word); });
    for (const auto& [name, value] : *members) {
      if (std::find(words.begin(), words.end(), name) != words.end()) continue;
      const auto near = nearest(name, words);
      reader_.add("/" + name, "centre.unknown_member",
                  "is not known" + (near.empty() ? "" : ", did you mean " + near + "?"));
    }
  }

  /// Gives every row of the kind its id, so that all can be referred to whatever the order.
  template <class T>
  void announce(const ivr::Value& document) {
    const auto* values = member(document, KindOf<T>::word);
    if (values == nullptr) return;
    const auto* rows = values->as_list();
    if (rows == nullptr) {
      return reader_.add("/" + std::string(KindOf<T>::word), "centre.wrong_type",
                         "expected a list");
    }
    for (const ivr::Value& value : *rows) {
      Entry<T> entry;
      const std::string name = name_in<T>(value);
      if (const T* old = name.empty() ? nullptr : find_named<T>(stored_, name)) {
        entry.row.id = old->id;
        entry.row.etag = old->etag;
        entry.is_new = false;
      } else {
        entry.row.id = decltype(entry.row.id){repo_.new_raw_id()};
        T stub;
        stub.id = entry.row.id;
        const_cast<std::string&>(KindOf<T>::name(stub)) = name;
        KindOf<T>::list(after_).push_back(stub);
      }
      list<T>().push_back(std::move(entry));
    }
  }

  /// What the entry calls itself, read along KindOf::name_field; empty when that is no text.
  template <class T>
  static std::string name_in(const ivr::Value& value) {
    const ivr::Value* at = &value;
    for (const auto step : split(KindOf<T>::name_field.substr(1), '/')) {
      at = member(*at, step);
      if (at == nullptr) return {};
    }
    return at->as_string() != nullptr ? *at->as_string() : std::string{};
  }

  template <class T>
  void read_kind(const ivr::Value& document) {
    if (list<T>().empty()) return;
    const auto& values = *member(document, KindOf<T>::word)->as_list();
    for (std::size_t n = 0; n < values.size(); ++n) {
      Entry<T>& entry = list<T>()[n];
      ivr::Value value = values[n];
      take_specials(value, pointer<T>(n), entry);
      reader_.read(value, pointer<T>(n), entry.row);
      if constexpr (std::is_same_v<T, Queue>) resolve_overflow(entry.row);
    }
    for (const Entry<T>& entry : list<T>()) put_row(after_, entry.row);
  }

  template <class T>
  void take_specials(ivr::Value& value, const std::string& at, Entry<T>& entry) {
    if constexpr (std::is_same_v<T, User>) {
      take_password(value, "password", at, entry.password);
    } else if constexpr (std::is_same_v<T, Agent>) {
      if (auto phone = take(value, "phone")) {
        take_password(*phone, "sip_password", at + "/phone", entry.password);
        std::get<ivr::Members>(value.data).emplace_back("phone", std::move(*phone));
      }
    } else if constexpr (std::is_same_v<T, FlowVersion>) {
      if (auto document = take(value, "document")) entry.row.document = json_text(*document);
    }
  }
  void take_password(ivr::Value& value,
                     std::string_view name,
                     const std::string& at,
                     std::optional<std::string>& out) {
    const auto given = take(value, name);
    if (!given) return;
    if (given->as_string() == nullptr || given->as_string()->size() < 10) {
      return reader_.add(at + "/" + std::string(name), "centre.password", "at least 10 characters");
    }
    out = *given->as_string();
  }
  void resolve_overflow(Queue& queue) {
    if (queue.overflow.kind != OverflowKind::queue) return;
    // An unknown name stays as it is: the rules complain about it with the nearest one.
    if (const Queue* target = find_named<Queue>(after_, queue.overflow.target)) {
      queue.overflow.target = target->id.str();
    }
  }

  template <class T>
  void check_kind() {
    for (std::size_t n = 0; n < list<T>().size(); ++n) {
      for (const Fault& fault : faults_of(after_, AnyRow(list<T>()[n].row), tools_)) {
        reader_.add(pointer<T>(n) + fault.pointer, fault.key, fault.detail);
      }
    }
  }

  /// Parents before children.
  void sort_categories() {
    auto depth = [&](const Entry<Category>& entry) {
      int steps = 0;
      for (auto* up = &entry.row; up != nullptr && steps < 10; ++steps) {
        up = find(after_, up->parent_id);
      }
      return steps;
    };
    auto& entries = list<Category>();
    std::stable_sort(entries.begin(), entries.end(),
                     [&](const auto& a, const auto& b) { return depth(a) < depth(b); });
  }

  template <class T>
  Status write_entry(Entry<T>& entry, Imported& done) {
    if (entry.is_new) {
      auto made = repo_.insert(actor_, AnyRow(entry.row));
      if (!made) return made.error();
      ++done.added;
    } else if (is_same(entry.row)) {
      ++done.same;
    } else {
      auto made = repo_.update(actor_, AnyRow(entry.row));
      if (!made) return made.error();
      ++done.changed;
    }
    return write_password(entry, done);
  }
  template <class T>
  bool is_same(T row) const {
    const T* old = find(stored_, row.id);
    if constexpr (std::is_same_v<T, FlowVersion>) row.version = old->version;
    return json_text(value_of(row)) == json_text(value_of(*old));
  }
  template <class T>
  Status write_password(const Entry<T>& entry, Imported& done) {
    if constexpr (std::is_same_v<T, User>) {
      if (entry.password) {
        return set_user_password(repo_, actor_, entry.row.id, *entry.password, tools_);
      }
      if (entry.is_new) done.without_password.push_back(entry.row.login);
    } else if constexpr (std::is_same_v<T, Agent>) {
      if (entry.password && !entry.row.phone.sip_user.empty()) {
        return set_phone_password(repo_, actor_, entry.row, *entry.password, tools_);
      }
    }
    return {};
  }

  const Centre stored_;
  Centre after_;
  CentreRepo& repo_;
  const Actor& actor_;
  const Tools& tools_;
  std::vector<Fault>& faults_;
  DocumentReader reader_;
  Entries entries_;
};

const char* word_of(UserRole role) {
  return boost::describe::enum_to_string(role, "");
}

/// Random passwords for every user and every phone that registers.
Status give_passwords(CentreRepo& repo,
                      const Actor& actor,
                      const Tools& tools,
                      std::vector<MadeLogin>& made) {
  auto centre = repo.load(actor.tenant);
  if (!centre) return centre.error();
  for (const User& user : centre->users) {
    const std::string password = tools.random_password();
    Status done = set_user_password(repo, actor, user.id, password, tools);
    if (!done) return done;
    auto agent = std::find_if(centre->agents.begin(), centre->agents.end(),
                              [&](const Agent& a) { return a.user_id == user.id; });
    const std::string extension = agent == centre->agents.end() ? "" : agent->extension;
    made.push_back({word_of(user.role), user.login, password, user.name, extension});
  }
  for (const Agent& agent : centre->agents) {
    if (agent.phone.sip_user.empty()) continue;
    const std::string password = tools.random_password();
    Status done = set_phone_password(repo, actor, agent, password, tools);
    if (!done) return done;
    made.push_back({"sip", agent.phone.sip_user, password, agent.name, agent.extension});
  }
  return {};
}

}  // namespace

Result<ivr::Value> document_of(const Centre& centre, const Tools& tools) {
  ivr::Members document;
  document.emplace_back("tenant", ivr::object({{"name", ivr::Value(centre.tenant_name)}}));
  std::optional<Error> failed;
  for_each_kind([&]<class T>() {
    ivr::List list;
    for (const T& row : KindOf<T>::list(centre)) {
      auto entry = entry_of(centre, row, tools);
      if (!entry) {
        failed = entry.error();
        return;
      }
      list.push_back(std::move(*entry));
    }
    if (!list.empty()) document.emplace_back(std::string(KindOf<T>::word), std::move(list));
  });
  if (failed) return *failed;
  return ivr::Value(std::move(document));
}

Result<Imported> import_document(CentreRepo& repo,
                                 const Actor& actor,
                                 const ivr::Value& document,
                                 const Tools& tools,
                                 std::vector<Fault>* faults) {
  if (!may_administer(actor)) return Error{Errc::forbidden, "import needs the role admin"};
  auto stored = repo.load(actor.tenant);
  if (!stored) return stored.error();
  std::vector<Fault> found;
  Importer importer(std::move(*stored), repo, actor, tools, found);
  importer.read(document);
  if (faults != nullptr) *faults = found;
  if (!found.empty()) {
    return Error{Errc::invalid, found.front().detail, found.front().pointer, found.front().key};
  }
  Imported done;
  Status written = importer.write(done);
  if (!written) return written.error();
  return done;
}

Result<std::vector<MadeLogin>> load_demo(CentreStore& store,
                                         const ivr::Value& document,
                                         const Tools& tools) {
  std::vector<MadeLogin> made;
  Status done = store.write([&](CentreRepo& repo) -> Status {
    made.clear();  // the transaction may run again
    auto tenants = repo.tenants();
    if (!tenants) return tenants.error();
    if (!tenants->empty()) return {};
    const auto* tenant = member(document, "tenant");
    const auto* name = tenant != nullptr ? member(*tenant, "name") : nullptr;
    if (name == nullptr || name->as_string() == nullptr) {
      return Error{Errc::invalid, "the tenant has no name", "/tenant/name", "centre.missing"};
    }
    auto id = repo.add_tenant(*name->as_string());
    if (!id) return id.error();
    const Actor actor = system_actor(*id);
    auto imported = import_document(repo, actor, document, tools);
    if (!imported) return imported.error();
    return give_passwords(repo, actor, tools, made);
  });
  if (!done) return done.error();
  return made;
}

}  // namespace filo::app::centre
