#pragma once
// Reads rows of the centre document: strict, all faults at once, names resolved to ids.

#include <charconv>
#include <limits>
#include <utility>

#include "app/centre/kinds.h"
#include "app/centre/tools.h"
#include "app/centre/value_of.h"
#include "base/text.h"

namespace filo::app::centre {

class DocumentReader {
 public:
  /// `names`: every row that may be referred to, with id and name.
  DocumentReader(const Centre& names, std::vector<Fault>& faults)
      : names_(names), faults_(faults) {}

  /// Members that are absent keep their default; unknown ones are faults.
  template <class T>
  void read(const ivr::Value& value, const std::string& at, T& out) {
    if constexpr (is_id<T>::value) {
      read_reference(value, at, out);
    } else if constexpr (is_optional<T>::value) {
      if (value.is_null()) return out.reset();
      read(value, at, out.emplace());
    } else if constexpr (is_vector<T>::value) {
      read_list(value, at, out);
    } else if constexpr (std::is_enum_v<T>) {
      read_enum(value, at, out);
    } else if constexpr (boost::describe::has_describe_members<T>::value) {
      read_struct(value, at, out);
    } else if constexpr (std::is_same_v<T, bool>) {
      if (const bool* v = value.as_bool()) {
        out = *v;
      } else {
        wrong(at, "true or false");
      }
    } else if constexpr (std::is_same_v<T, std::int64_t>) {
      if (const auto* v = value.as_int()) {
        out = *v;
      } else {
        wrong(at, "a whole number");
      }
    } else {
      static_assert(std::is_same_v<T, std::string>);
      if (const auto* v = value.as_string()) {
        out = *v;
      } else {
        wrong(at, "a text");
      }
    }
  }

  void add(const std::string& at, std::string key, std::string detail) {
    if (faults_.size() < ivr::kFaultsMax)
      faults_.push_back({at, std::move(key), std::move(detail)});
  }

 private:
  void wrong(const std::string& at, const char* wanted) {
    add(at, "centre.wrong_type", std::string("expected ") + wanted);
  }

  /// Made by us, not by people.
  static bool is_ours(std::string_view name) {
    return name == "id" || name == "etag" || name == "version";
  }

  template <class T>
  void read_struct(const ivr::Value& value, const std::string& at, T& out) {
    const auto* members = value.as_members();
    if (members == nullptr) return wrong(at, "an object");
    for (const auto& entry : *members) {
      const std::string& name = entry.first;
      bool known = false;
      std::vector<std::string> names;
      for_each_member(out, [&](std::string_view own, auto& field) {
        if (is_ours(own)) return;
        names.emplace_back(own);
        if (own != name) return;
        known = true;
        read(entry.second, at + "/" + name, field);
      });
      if (known) continue;
      const auto near = nearest(name, names);
      add(at + "/" + name, "centre.unknown_member",
          "is not known" + (near.empty() ? "" : ", did you mean " + near + "?"));
    }
  }
  template <class Item>
  void read_list(const ivr::Value& value, const std::string& at, std::vector<Item>& out) {
    const auto* list = value.as_list();
    if (list == nullptr) return wrong(at, "a list");
    out.clear();
    for (std::size_t n = 0; n < list->size(); ++n) {
      read((*list)[n], at + "/" + std::to_string(n), out.emplace_back());
    }
  }
  template <class E>
  void read_enum(const ivr::Value& value, const std::string& at, E& out) {
    const auto* word = value.as_string();
    if (word == nullptr) return wrong(at, "a word");
    if (boost::describe::enum_from_string(word->c_str(), out)) return;
    std::vector<std::string> words;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>(
        [&](auto e) { words.emplace_back(e.name); });
    const auto near = nearest(*word, words);
    add(at, "centre.unknown_word",
        *word + " is not known" + (near.empty() ? "" : ", did you mean " + near + "?"));
  }
  template <class IdType>
  void read_reference(const ivr::Value& value, const std::string& at, IdType& out) {
    using Row = typename RowOf<IdType>::type;
    out = {};
    if (value.is_null()) return;
    const auto* name = value.as_string();
    if (name == nullptr) return wrong(at, "a name");
    if (const Row* row = find_named<Row>(names_, *name)) {
      out = row->id;
      return;
    }
    std::vector<std::string> names;
    for (const Row& row : KindOf<Row>::list(names_)) names.push_back(KindOf<Row>::name(row));
    const auto near = nearest(*name, names);
    add(at, "centre.unknown",
        *name + " is not in " + std::string(KindOf<Row>::word) +
            (near.empty() ? "" : ", did you mean " + near + "?"));
  }

  const Centre& names_;
  std::vector<Fault>& faults_;
};

}  // namespace filo::app::centre
