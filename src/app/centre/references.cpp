#include "app/centre/references.h"

#include <algorithm>

#include "app/centre/kinds.h"
#include "app/centre/value_of.h"

namespace filo::app::centre {
namespace {

/// The member of a flow's nodes that names a row of this kind; null for kinds that flows know not.
/// docs/reference/flows.md
const char* flow_member(const AnyRow& row) {
  if (std::holds_alternative<Queue>(row)) return "queue";
  if (std::holds_alternative<Calendar>(row)) return "calendar";
  return nullptr;
}

const std::string& name_of(const AnyRow& row) {
  return std::visit([]<class T>(const T& r) -> const std::string& { return KindOf<T>::name(r); },
                    row);
}

/// Whether a flow that says `text` means `row`, which may have another name in `centre` by now.
bool means(const Centre& centre, const AnyRow& row, std::string_view text) {
  return std::visit(
      [&]<class T>(const T& r) {
        const auto id = decltype(r.id)::parse(text);
        if (id && find(centre, *id) != nullptr) return *id == r.id;
        return text == KindOf<T>::name(r);
      },
      row);
}

ivr::Value* member_of(ivr::Value& object, std::string_view name) {
  auto* members = std::get_if<ivr::Members>(&object.data);
  if (members == nullptr) return nullptr;
  auto at = std::find_if(members->begin(), members->end(),
                         [&](const auto& m) { return m.first == name; });
  return at == members->end() ? nullptr : &at->second;
}

/// Calls f(text) for each text of that member in the nodes of a flow.
template <class F>
void each_reference(ivr::Value& document, const char* member, F f) {
  ivr::Value* nodes = member_of(document, "nodes");
  auto* list = nodes == nullptr ? nullptr : std::get_if<ivr::Members>(&nodes->data);
  if (list == nullptr) return;
  for (auto& [name, node] : *list) {
    ivr::Value* value = member_of(node, member);
    auto* text = value == nullptr ? nullptr : std::get_if<std::string>(&value->data);
    if (text != nullptr) f(*text);
  }
}

bool calls(const Centre& centre, const FlowVersion& flow, const AnyRow& row, const Tools& tools) {
  const char* member = flow_member(row);
  auto document = tools.parse_json(flow.document);
  if (member == nullptr || !document) return false;
  bool found = false;
  each_reference(*document, member,
                 [&](const std::string& text) { found = found || means(centre, row, text); });
  return found;
}

/// Whether a value refers to the id: any id in any member of a row, however deep.
template <class Row, class IdType>
bool refers_to(const Row& row, IdType id) {
  bool found = false;
  const auto note = [&]<class Tag>(Id<Tag> other) {
    if constexpr (std::is_same_v<Id<Tag>, IdType>) found = found || other == id;
    return ivr::Value();
  };
  value_of(row, note);
  return found;
}

/// Gathers the users of one row.
class Users {
 public:
  Users(const Centre& centre, const AnyRow& row, const Tools& tools)
      : centre_(centre), row_(row), tools_(tools) {}

  template <class... T>
  std::vector<std::string> names(const std::variant<T...>*) {
    (look_in<T>(), ...);
    return std::move(names_);
  }

 private:
  template <class T>
  void look_in() {
    for (const T& other : KindOf<T>::list(centre_)) {
      if (names_.size() == kUsersTold) return;
      if (is_itself(other) || !uses(other)) continue;
      names_.push_back(KindOf<T>::name(other));
    }
  }
  template <class T>
  bool is_itself(const T& other) const {
    const T* own = std::get_if<T>(&row_);
    return own != nullptr && own->id == other.id;
  }
  template <class T>
  bool uses(const T& other) const {
    if constexpr (std::is_same_v<T, FlowVersion>) {
      return calls(centre_, other, row_, tools_);
    } else {
      return overflows_to_it(other) ||
             std::visit([&](const auto& row) { return refers_to(other, row.id); }, row_);
    }
  }
  /// The target of an overflow is text: a queue's id or a telephone number.
  template <class T>
  bool overflows_to_it(const T& other) const {
    if constexpr (std::is_same_v<T, Queue>) {
      const Queue* own = std::get_if<Queue>(&row_);
      return own != nullptr && other.overflow.kind == OverflowKind::queue &&
             other.overflow.target == own->id.str();
    }
    return false;
  }

  const Centre& centre_;
  const AnyRow& row_;
  const Tools& tools_;
  std::vector<std::string> names_;
};

}  // namespace

std::vector<std::string> users_of(const Centre& centre, const AnyRow& row, const Tools& tools) {
  return Users(centre, row, tools).names(static_cast<const AnyRow*>(nullptr));
}

std::vector<FlowVersion> renamed_flows(const Centre& centre,
                                       const AnyRow& before,
                                       const AnyRow& after,
                                       const Tools& tools) {
  std::vector<FlowVersion> renamed;
  const char* member = flow_member(before);
  if (member == nullptr || name_of(before) == name_of(after)) return renamed;
  for (FlowVersion flow : centre.flows) {
    auto document = tools.parse_json(flow.document);
    if (!document) continue;
    bool changed = false;
    each_reference(*document, member, [&](std::string& text) {
      if (!means(centre, before, text) || text == std::to_string(id_of(before))) return;
      text = name_of(after);
      changed = true;
    });
    if (!changed) continue;
    flow.document = json_text(*document);
    renamed.push_back(std::move(flow));
  }
  return renamed;
}

}  // namespace filo::app::centre
