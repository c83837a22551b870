#include "app/centre/history.h"

#include <algorithm>
#include <array>
#include <map>

#include "app/centre/kinds.h"
#include "app/centre/value_of.h"
#include "base/text.h"

namespace filo::app::centre {
namespace {

using ivr::List;
using ivr::Members;
using ivr::Value;

const Value* member(const Value& row, std::string_view name) {
  const Members* members = row.as_members();
  if (members == nullptr) return nullptr;
  const auto found = std::ranges::find(*members, name, &std::pair<std::string, Value>::first);
  return found == members->end() ? nullptr : &found->second;
}

std::string text_of(const Value* value) {
  const std::string* text = value == nullptr ? nullptr : value->as_string();
  return text == nullptr ? std::string{} : *text;
}

// The kind of row that a member's ids refer to; empty: no reference.
std::string_view kind_of_member(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kKinds{{
      {"user_id", "users"},
      {"skill_id", "skills"},
      {"queue_ids", "queues"},
      {"member_ids", "agents"},
      {"parent_id", "categories"},
      {"flow_id", "flows"},
      {"site_id", "sites"},
  }};
  const auto* found = std::ranges::find(kKinds, name, &decltype(kKinds)::value_type::first);
  return found == kKinds.end() ? std::string_view{} : found->second;
}

// No row holds a secret today; a field that one day does shall not come out here by itself.
bool is_hidden(std::string_view name) {
  if (name == "id" || name == "etag" || name == "version") return true;
  return name.find("password") != std::string_view::npos ||
         name.find("secret") != std::string_view::npos ||
         name.find("ha1") != std::string_view::npos;
}

class Namer {
 public:
  explicit Namer(const NameOf& name_of) : name_of_(name_of) {}

  Value row(const Value& value) const {
    const Members* members = value.as_members();
    if (members == nullptr) return value;
    const bool to_queue = text_of(member(value, "kind")) == "queue";
    Members out;
    for (const auto& [name, inner] : *members) {
      if (is_hidden(name)) continue;
      const std::string_view kind = name == "target" && to_queue ? "queues" : kind_of_member(name);
      out.emplace_back(name, kind.empty() ? any(inner) : named(inner, kind));
    }
    return out;
  }

 private:
  Value any(const Value& value) const {
    if (value.as_members() != nullptr) return row(value);
    const List* list = value.as_list();
    if (list == nullptr) return value;
    List out;
    for (const Value& item : *list) out.push_back(any(item));
    return out;
  }
  Value named(const Value& value, std::string_view kind) const {
    if (const List* list = value.as_list()) {
      List out;
      for (const Value& item : *list) out.push_back(named(item, kind));
      return out;
    }
    const std::string* text = value.as_string();
    const auto id = text == nullptr ? std::nullopt : parse_int<std::int64_t>(*text);
    if (!id) return value;
    const std::string name = name_of_(kind, *id);
    return name.empty() ? Value("?") : Value(name);
  }
  const NameOf& name_of_;
};

bool is_nothing(const Value& value) {
  if (value.is_null()) return true;
  if (const std::string* text = value.as_string()) return text->empty();
  if (const List* list = value.as_list()) return list->empty();
  if (const Members* members = value.as_members()) return members->empty();
  return false;
}

// RFC 6901 §3.
std::string escaped(std::string_view name) {
  std::string out;
  for (char c : name) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out += c;
    }
  }
  return out;
}

Value shortened(Value value) {
  std::string* text = std::get_if<std::string>(&value.data);
  if (text == nullptr || text->size() <= kAuditValueBytes) return value;
  std::size_t end = kAuditValueBytes;
  while (end > 0 && (static_cast<unsigned char>((*text)[end]) & 0xC0) == 0x80) --end;
  text->resize(end);
  *text += "…";
  return value;
}

class Comparer {
 public:
  void compare(const std::string& field, const Value& from, const Value& to) {
    const bool nested = from.as_members() != nullptr || to.as_members() != nullptr;
    const bool has_leaf = (!is_nothing(from) && from.as_members() == nullptr) ||
                          (!is_nothing(to) && to.as_members() == nullptr);
    if (nested && !has_leaf) return compare_members(field, from, to);
    if (from.as_list() != nullptr && to.as_list() != nullptr) return compare_lists(field, from, to);
    if (is_nothing(from) && is_nothing(to)) return;
    if (json_text(from) != json_text(to)) add(field, from, to);
  }
  std::vector<FieldChange> done() && { return std::move(changes_); }
  bool more() const { return more_; }

 private:
  void compare_members(const std::string& field, const Value& from, const Value& to) {
    static const Value kNone;
    std::vector<std::string> names;
    for (const Value* value : {&from, &to}) {
      if (value->as_members() == nullptr) continue;
      for (const auto& [name, inner] : *value->as_members()) {
        if (std::ranges::find(names, name) == names.end()) names.push_back(name);
      }
    }
    for (const std::string& name : names) {
      const Value* a = member(from, name);
      const Value* b = member(to, name);
      compare(field + "/" + escaped(name), a == nullptr ? kNone : *a, b == nullptr ? kNone : *b);
    }
  }
  void compare_lists(const std::string& field, const Value& from, const Value& to) {
    if (json_text(from) == json_text(to)) return;
    List gone = missing(*from.as_list(), *to.as_list());
    List come = missing(*to.as_list(), *from.as_list());
    if (gone.empty() && come.empty()) return add(field, from, to);
    add(field, gone.empty() ? Value() : Value(std::move(gone)),
        come.empty() ? Value() : Value(std::move(come)));
  }
  // Items of `list` that `in` does not have, each as often as it lacks them.
  static List missing(const List& list, const List& in) {
    std::map<std::string, int> have;
    for (const Value& item : in) ++have[json_text(item)];
    List out;
    for (const Value& item : list) {
      if (--have[json_text(item)] < 0) out.push_back(item);
    }
    return out;
  }
  void add(const std::string& field, Value from, Value to) {
    if (changes_.size() == kAuditChanges) {
      more_ = true;
      return;
    }
    changes_.push_back({field, shortened(std::move(from)), shortened(std::move(to))});
  }

  std::vector<FieldChange> changes_;
  bool more_ = false;
};

template <class T>
void find_in(const Centre& centre, std::string_view kind, std::int64_t id, Value& out) {
  if (KindOf<T>::word != kind) return;
  for (const T& row : KindOf<T>::list(centre)) {
    if (row.id.raw() == id) out = value_of(row);
  }
}
template <class... T>
void find_in_all(const Centre& centre,
                 std::string_view kind,
                 std::int64_t id,
                 Value& out,
                 const std::variant<T...>*) {
  (find_in<T>(centre, kind, id, out), ...);
}
template <class... T>
bool is_one_of(std::string_view word, const std::variant<T...>*) {
  return ((KindOf<T>::word == word) || ...);
}

}  // namespace

std::vector<FieldChange> changes_between(const Value& before,
                                         const Value& after,
                                         const NameOf& name_of,
                                         bool* more) {
  const Namer namer(name_of);
  Comparer comparer;
  comparer.compare("", namer.row(before), namer.row(after));
  if (more != nullptr) *more = comparer.more();
  return std::move(comparer).done();
}

std::string called(const Value& row, const std::string& language) {
  for (const char* field : {"name", "e164", "login"}) {
    if (std::string text = text_of(member(row, field)); !text.empty()) return text;
  }
  const Value* words = member(row, "text");
  return words == nullptr ? std::string{} : text_of(member(*words, language));
}

Value find_value(const Centre& centre, std::string_view kind, std::int64_t id) {
  Value out;
  find_in_all(centre, kind, id, out, static_cast<const AnyRow*>(nullptr));
  return out;
}

bool is_kind(std::string_view word) {
  return is_one_of(word, static_cast<const AnyRow*>(nullptr));
}

}  // namespace filo::app::centre
