#include "domain/ivr/flow_reader.h"

#include <algorithm>
#include <functional>
#include <set>

#include "base/text.h"

namespace filo::ivr {
namespace {

std::string child(const std::string& pointer, std::string_view name) {
  std::string out = pointer + "/";
  for (char c : name) {
    if (c == '~')
      out += "~0";
    else if (c == '/')
      out += "~1";
    else
      out += c;
  }
  return out;
}

std::string did_you_mean(std::string_view wrong, const std::vector<std::string>& names) {
  const std::string near = nearest(wrong, names);
  return near.empty() ? std::string() : "; did you mean \"" + near + "\"?";
}

/// Gathers faults; the first kFaultsMax are kept.
class Faults {
 public:
  void add(std::string pointer, std::string key, std::string detail) {
    if (all.size() < kFaultsMax)
      all.push_back({std::move(pointer), "flow." + std::move(key), std::move(detail)});
  }
  std::vector<Fault> all;
};

/// The members of one object: each is asked for once; what nobody asked for is unknown.
class Fields {
 public:
  Fields(const Value& value, std::string pointer, Faults& faults)
      : pointer_(std::move(pointer)), faults_(faults), members_(value.as_members()) {
    if (members_ == nullptr) faults_.add(pointer_, "not_an_object", "an object was expected");
  }

  const Value* find(const char* name) {
    asked_.emplace_back(name);
    if (members_ == nullptr) return nullptr;
    for (const auto& [member, value] : *members_)
      if (member == name && !value.is_null()) return &value;
    return nullptr;
  }
  const Value* need(const char* name) {
    const Value* value = find(name);
    if (value == nullptr && members_ != nullptr)
      faults_.add(at(name), "missing", std::string(name) + " is missing");
    return value;
  }
  std::string at(std::string_view name) const { return child(pointer_, name); }

  void text(const char* name, std::string& out, std::size_t max) {
    const Value* value = find(name);
    if (value == nullptr) return;
    const std::string* s = value->as_string();
    if (s == nullptr) return faults_.add(at(name), "not_text", "text was expected");
    if (s->size() > max || !is_utf8(*s))
      return faults_.add(at(name), "too_long", "at most " + std::to_string(max) + " bytes of text");
    out = *s;
  }
  void number(const char* name, std::int64_t& out, std::int64_t min, std::int64_t max) {
    const Value* value = find(name);
    if (value == nullptr) return;
    const std::int64_t* n = value->as_int();
    if (n == nullptr || *n < min || *n > max)
      return faults_.add(at(name), "out_of_range",
                         "a number from " + std::to_string(min) + " to " + std::to_string(max));
    out = *n;
  }
  void milliseconds(const char* name, Duration& out, std::int64_t min, std::int64_t max) {
    std::int64_t ms = out / std::chrono::milliseconds{1};
    number(name, ms, min, max);
    out = std::chrono::milliseconds{ms};
  }
  void flag(const char* name, bool& out) {
    const Value* value = find(name);
    if (value == nullptr) return;
    const bool* b = value->as_bool();
    if (b == nullptr) return faults_.add(at(name), "not_a_flag", "true or false was expected");
    out = *b;
  }
  void language(const char* name, std::string& out) {
    text(name, out, 2);
    if (out.empty() || std::find(kLanguages.begin(), kLanguages.end(), out) != kLanguages.end())
      return;
    faults_.add(at(name), "unknown_language", "it, fr or en");
    out.clear();
  }

  /// Unknown and doubled members.
  void close() {
    if (members_ == nullptr) return;
    std::set<std::string> seen;
    for (const auto& [member, value] : *members_) {
      if (!seen.insert(member).second)
        faults_.add(at(member), "doubled", "given twice");
      else if (std::find(asked_.begin(), asked_.end(), member) == asked_.end())
        faults_.add(at(member), "unknown_member",
                    "\"" + member + "\" is not known here" + did_you_mean(member, asked_));
    }
  }

 private:
  std::string pointer_;
  Faults& faults_;
  const Members* members_;
  std::vector<std::string> asked_;
};

const std::vector<std::string> kTypes{"say",   "menu",     "collect", "hours",  "set",
                                      "queue", "transfer", "answer",  "hang_up"};

bool is_file_name(const std::string& name) {
  const auto good = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.';
  };
  return !name.empty() && name[0] != '.' && std::all_of(name.begin(), name.end(), good);
}

bool is_variable_name(const std::string& name) {
  const auto good = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !name.empty() && name[0] > '9' && std::all_of(name.begin(), name.end(), good);
}

bool is_phone_number(std::string_view number) {
  if (number.starts_with('+')) number.remove_prefix(1);
  return number.size() >= 2 && number.size() <= 15 &&
         std::all_of(number.begin(), number.end(), [](char c) { return c >= '0' && c <= '9'; });
}

class Reader {
 public:
  explicit Reader(const Lookup& lookup) : lookup_(lookup) {}

  Result<Flow, std::vector<Fault>> read(const Value& document) {
    Fields top(document, "", faults_);
    top.language("language", flow_.language);
    read_answer(top);
    const Value* nodes = top.need("nodes");
    if (nodes != nullptr) read_nodes(*nodes);
    flow_.start = node(top, "start").value_or(0);
    top.close();
    if (faults_.all.empty()) check_graph();
    if (!faults_.all.empty()) return std::move(faults_.all);
    return std::move(flow_);
  }

 private:
  void read_answer(Fields& top) {
    std::string when;
    top.text("answer", when, kNameBytesMax);
    if (when == "late") flow_.answer = Answer::late;
    if (!when.empty() && when != "late" && when != "first")
      faults_.add(top.at("answer"), "unknown_answer", "first or late");
  }

  void read_nodes(const Value& value) {
    const Members* members = value.as_members();
    if (members == nullptr || members->empty())
      return faults_.add("/nodes", "no_nodes", "an object with at least one node was expected");
    if (members->size() > kNodesMax)
      return faults_.add("/nodes", "too_many_nodes",
                         "at most " + std::to_string(kNodesMax) + " nodes");
    for (const auto& [name, node] : *members) {
      if (name.empty() || name.size() > kNameBytesMax || !is_utf8(name))
        faults_.add(child("/nodes", name.substr(0, kNameBytesMax)), "bad_name",
                    "names have 1 to " + std::to_string(kNameBytesMax) + " bytes");
      if (!index_.emplace(name, static_cast<NodeIndex>(names_.size())).second)
        faults_.add(child("/nodes", name), "doubled", "given twice");
      names_.push_back(name);
    }
    for (const auto& [name, node] : *members) {
      Fields fields(node, child("/nodes", name), faults_);
      flow_.nodes.push_back({name, read_kind(fields)});
      fields.close();
    }
  }

  NodeKind read_kind(Fields& f) {
    std::string type;
    if (f.need("type") == nullptr) return HangUpNode{};
    f.text("type", type, kNameBytesMax);
    if (type == "say") return read_say(f);
    if (type == "menu") return read_menu(f);
    if (type == "collect") return read_collect(f);
    if (type == "hours") return read_hours(f);
    if (type == "set") return read_set(f);
    if (type == "queue") return read_queue(f);
    if (type == "transfer") return read_transfer(f);
    if (type == "answer") return AnswerNode{node(f, "next").value_or(0)};
    if (type == "hang_up") return HangUpNode{prompt(f, "prompt", false)};
    faults_.add(f.at("type"), "unknown_type",
                "\"" + type + "\" is no type of node" + did_you_mean(type, kTypes));
    return HangUpNode{};
  }

  SayNode read_say(Fields& f) {
    SayNode node;
    node.prompt = prompt(f, "prompt", true);
    f.language("language", node.language);
    f.flag("interruptible", node.interruptible);
    node.next = this->node(f, "next").value_or(0);
    return node;
  }

  template <class N>
  void read_asking(Fields& f, N& node) {
    node.prompt = prompt(f, "prompt", true);
    node.invalid = prompt(f, "invalid", false);
    f.milliseconds("timeout_ms", node.timeout, 500, 60'000);
    std::int64_t retries = node.retries;
    f.number("retries", retries, 0, 10);
    node.retries = static_cast<int>(retries);
    node.otherwise = this->node(f, "otherwise", false);
  }

  MenuNode read_menu(Fields& f) {
    MenuNode node;
    read_asking(f, node);
    const Value* options = f.need("options");
    if (options == nullptr) return node;
    const Members* members = options->as_members();
    if (members == nullptr || members->empty()) {
      faults_.add(f.at("options"), "no_options", "at least one digit with its node");
      return node;
    }
    for (const auto& [digit, target] : *members) {
      const std::string at = child(f.at("options"), digit);
      if (digit.size() != 1 || std::string_view("0123456789*#").find(digit[0]) == std::string::npos)
        faults_.add(at, "bad_digit", "0 to 9, * or #");
      else if (!node.options.emplace(digit[0], reference(target, at).value_or(0)).second)
        faults_.add(at, "doubled", "given twice");
    }
    return node;
  }

  CollectNode read_collect(Fields& f) {
    CollectNode node;
    read_asking(f, node);
    std::int64_t min = 1, max = 1;
    f.number("digits_min", min, 1, kDigitsMax);
    max = min;
    f.number("digits_max", max, min, kDigitsMax);
    node.digits_min = static_cast<std::size_t>(min);
    node.digits_max = static_cast<std::size_t>(max);
    std::string terminator = "#";
    f.text("terminator", terminator, 1);
    if (!terminator.empty() && terminator != "#" && terminator != "*")
      faults_.add(f.at("terminator"), "bad_digit", "# or *, or empty for none");
    node.terminator = terminator.empty() ? '\0' : terminator[0];
    f.need("variable");
    variable(f, node.variable);
    f.flag("secret", node.secret);
    node.next = this->node(f, "next").value_or(0);
    return node;
  }

  HoursNode read_hours(Fields& f) {
    HoursNode node;
    std::string name;
    if (f.need("calendar") != nullptr) f.text("calendar", name, 200);
    if (!name.empty()) node.calendar = lookup_.calendar(name);
    if (!name.empty() && !node.calendar)
      faults_.add(
          f.at("calendar"), "unknown_calendar",
          "there is no calendar \"" + name + "\"" + did_you_mean(name, lookup_.calendar_names()));
    node.open = this->node(f, "open").value_or(0);
    node.closed = this->node(f, "closed").value_or(0);
    node.holiday = this->node(f, "holiday", false).value_or(node.closed);
    return node;
  }

  SetNode read_set(Fields& f) {
    SetNode node;
    f.language("language", node.language);
    f.text("service", node.service, 200);
    variable(f, node.variable);
    f.text("value", node.value, kTextBytesMax);
    node.next = this->node(f, "next").value_or(0);
    return node;
  }

  QueueNode read_queue(Fields& f) {
    QueueNode node;
    std::string name;
    if (f.need("queue") != nullptr) f.text("queue", name, 200);
    if (!name.empty()) node.queue = lookup_.queue(name);
    if (!name.empty() && !node.queue)
      faults_.add(f.at("queue"), "unknown_queue",
                  "there is no queue \"" + name + "\"" + did_you_mean(name, lookup_.queue_names()));
    std::int64_t priority = 0;
    f.number("priority", priority, -100, 100);
    node.priority = static_cast<int>(priority);
    node.prompt = prompt(f, "prompt", false);
    if (const Value* announce = f.find("announce")) {
      Fields a(*announce, f.at("announce"), faults_);
      a.flag("position", node.announce.position);
      a.flag("estimated_wait", node.announce.estimated_wait);
      a.milliseconds("every_ms", node.announce.every, 0, 600'000);
      if (node.announce.every > Duration{0} && node.announce.every < std::chrono::seconds{5})
        faults_.add(a.at("every_ms"), "out_of_range", "0 for never, or 5000 at least");
      node.announce.prompt = prompt(a, "prompt", false);
      a.close();
    }
    return node;
  }

  TransferNode read_transfer(Fields& f) {
    TransferNode node;
    if (f.need("number") != nullptr) f.text("number", node.number, 16);
    if (!node.number.empty() && !is_phone_number(node.number))
      faults_.add(f.at("number"), "bad_number", "2 to 15 digits, + in front where it is E.164");
    return node;
  }

  void variable(Fields& f, std::string& out) {
    f.text("variable", out, kNameBytesMax);
    if (!out.empty() && !is_variable_name(out))
      faults_.add(f.at("variable"), "bad_name", "small letters, digits and _");
  }

  /// Text for all languages, or {text | text per language | file}.
  Prompt prompt(Fields& f, const char* name, bool needed) {
    Prompt out;
    const Value* value = needed ? f.need(name) : f.find(name);
    if (value == nullptr) return out;
    if (value->as_string() != nullptr) {
      f.text(name, out.text[""], kTextBytesMax);
    } else {
      Fields p(*value, f.at(name), faults_);
      if (const Value* text = p.find("text")) {
        if (text->as_string() != nullptr) {
          p.text("text", out.text[""], kTextBytesMax);
        } else {
          Fields languages(*text, p.at("text"), faults_);
          for (const char* language : kLanguages)
            if (languages.find(language) != nullptr)
              languages.text(language, out.text[language], kTextBytesMax);
          languages.close();
        }
      }
      p.text("file", out.file, 100);
      if (!out.file.empty() && !is_file_name(out.file))
        faults_.add(p.at("file"), "bad_file", "a plain file name");
      else if (!out.file.empty() && !lookup_.has_prompt(out.file))
        faults_.add(p.at("file"), "no_such_file",
                    "there is no " + out.file + " in the data directory's prompts/");
      if (!out.file.empty() && !out.text.empty())
        faults_.add(p.at("file"), "file_and_text", "either a file or text");
      p.close();
    }
    std::erase_if(out.text, [](const auto& entry) { return trim(entry.second).empty(); });
    if (needed && out.empty()) faults_.add(f.at(name), "empty_prompt", "nothing to say");
    return out;
  }

  std::optional<NodeIndex> node(Fields& f, const char* name, bool needed = true) {
    const Value* value = needed ? f.need(name) : f.find(name);
    if (value == nullptr) return std::nullopt;
    return reference(*value, f.at(name));
  }

  std::optional<NodeIndex> reference(const Value& value, const std::string& at) {
    const std::string* name = value.as_string();
    if (name == nullptr) {
      faults_.add(at, "not_text", "the name of a node was expected");
      return std::nullopt;
    }
    const auto found = index_.find(*name);
    if (found != index_.end()) return found->second;
    const std::string shown = name->substr(0, kNameBytesMax);
    faults_.add(at, "unknown_node",
                "there is no node \"" + shown + "\"" + did_you_mean(shown, names_));
    return std::nullopt;
  }

  // --- the graph ---

  static std::vector<NodeIndex> exits(const NodeKind& kind) {
    std::vector<NodeIndex> to;
    const auto maybe = [&](std::optional<NodeIndex> n) {
      if (n) to.push_back(*n);
    };
    std::visit(overloaded{[&](const SayNode& n) { to = {n.next}; },
                          [&](const MenuNode& n) {
                            for (const auto& [digit, next] : n.options) to.push_back(next);
                            maybe(n.otherwise);
                          },
                          [&](const CollectNode& n) {
                            to = {n.next};
                            maybe(n.otherwise);
                          },
                          [&](const HoursNode& n) {
                            to = {n.open, n.closed, n.holiday};
                          },
                          [&](const SetNode& n) { to = {n.next}; },
                          [&](const AnswerNode& n) { to = {n.next}; }, [](const QueueNode&) {},
                          [](const TransferNode&) {}, [](const HangUpNode&) {}},
               kind);
    return to;
  }

  static bool is_silent(const NodeKind& kind) {
    return std::holds_alternative<HoursNode>(kind) || std::holds_alternative<SetNode>(kind) ||
           std::holds_alternative<AnswerNode>(kind);
  }

  void check_graph() {
    std::vector<bool> reached(flow_.nodes.size(), false);
    std::vector<NodeIndex> open{flow_.start};
    while (!open.empty()) {
      const NodeIndex n = open.back();
      open.pop_back();
      if (reached[n]) continue;
      reached[n] = true;
      for (NodeIndex next : exits(flow_.nodes[n].kind)) open.push_back(next);
    }
    for (std::size_t n = 0; n < reached.size(); ++n)
      if (!reached[n]) faults_.add(child("/nodes", names_[n]), "unreachable", "no node leads here");
    check_loops();
  }

  // Only silent nodes can spin; take away those that lead out of silence until none is left or
  // only loops remain. Depth of recursion would be kNodesMax, so it is a work list instead.
  void check_loops() {
    std::vector<bool> spins(flow_.nodes.size());
    for (std::size_t n = 0; n < spins.size(); ++n) spins[n] = is_silent(flow_.nodes[n].kind);
    const auto leads_to_spin = [&](std::size_t n) {
      const auto to = exits(flow_.nodes[n].kind);
      return std::any_of(to.begin(), to.end(), [&](NodeIndex i) { return spins[i]; });
    };
    for (bool changed = true; changed;) {
      changed = false;
      for (std::size_t n = 0; n < spins.size(); ++n) {
        if (!spins[n] || leads_to_spin(n)) continue;
        spins[n] = false;
        changed = true;
      }
    }
    const auto first = std::find(spins.begin(), spins.end(), true);
    if (first != spins.end())
      faults_.add(child("/nodes", names_[static_cast<std::size_t>(first - spins.begin())]),
                  "endless_loop", "from here the call can go round without a word to the caller");
  }

  const Lookup& lookup_;
  Faults faults_;
  Flow flow_;
  std::map<std::string, NodeIndex> index_;
  std::vector<std::string> names_;
};

}  // namespace

Result<Flow, std::vector<Fault>> read_flow(const Value& document, const Lookup& lookup) {
  return Reader(lookup).read(document);
}

}  // namespace filo::ivr
