#include "adapters/http/router.h"

#include <algorithm>

#include "base/check.h"
#include "base/text.h"

namespace filo::http {

/// One segment of the tree. Names of parameters stand with the route, since two routes may call
/// the same segment differently.
struct Router::Node {
  std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
  std::unique_ptr<Node> parameter;
  std::unique_ptr<Node> rest;
  std::map<std::string, Route, std::less<>> methods;
};

namespace {

constexpr std::size_t kSegmentsMax = 64;  // deeper paths match nothing

bool is_parameter(std::string_view segment) {
  return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}
bool is_rest(std::string_view segment) {
  return is_parameter(segment) && segment.ends_with("...}");
}

std::vector<std::string_view> segments_of(std::string_view path) {
  auto parts = split(path.substr(1), '/');
  if (parts.size() == 1 && parts[0].empty()) parts.clear();
  return parts;
}

std::vector<std::string> names_of(std::string_view pattern) {
  std::vector<std::string> names;
  for (std::string_view part : segments_of(pattern)) {
    if (!is_parameter(part)) continue;
    part = part.substr(1, part.size() - 2);
    if (part.ends_with("...")) part.remove_suffix(3);
    names.emplace_back(part);
  }
  return names;
}

std::string join_methods(const std::vector<std::string>& methods) {
  std::string out;
  for (const auto& method : methods) {
    if (!out.empty()) out += ", ";
    out += method;
  }
  return out;
}

}  // namespace

Router::Router() : root_(std::make_unique<Node>()) {}
Router::~Router() = default;

void Router::add(std::string_view method,
                 std::string_view pattern,
                 Handler handler,
                 std::size_t body_limit) {
  FILO_CHECK(!pattern.empty() && pattern.front() == '/');
  Node* node = root_.get();
  for (std::string_view part : segments_of(pattern)) {
    std::unique_ptr<Node>& next = is_rest(part)        ? node->rest
                                  : is_parameter(part) ? node->parameter
                                                       : node->literals[std::string(part)];
    if (!next) next = std::make_unique<Node>();
    node = next.get();
  }
  Route route{std::string(pattern), std::move(handler), body_limit, {}};
  FILO_CHECK(node->methods.emplace(std::string(method), std::move(route)).second);
}

void Router::add_socket(std::string_view pattern, SocketGate gate) {
  add("GET", pattern, [](RequestPtr, Responder answer) {
    Response response = text_response(426, "This is a WebSocket.\n");
    response.set("Upgrade", "websocket");
    answer.send(std::move(response));
  });
  const Match match = find("GET", pattern);
  const_cast<Route*>(match.route)->gate = std::move(gate);
}

const Router::Node* Router::walk(const Node& node,
                                 const std::vector<std::string_view>& segments,
                                 std::size_t at,
                                 std::vector<std::string_view>& values) const {
  if (at == segments.size()) return node.methods.empty() ? nullptr : &node;
  if (auto literal = node.literals.find(segments[at]); literal != node.literals.end()) {
    if (const Node* found = walk(*literal->second, segments, at + 1, values)) return found;
  }
  if (node.parameter && !segments[at].empty()) {
    values.push_back(segments[at]);
    if (const Node* found = walk(*node.parameter, segments, at + 1, values)) return found;
    values.pop_back();
  }
  if (!node.rest) return nullptr;
  const char* begin = segments[at].data();
  const char* end = segments.back().data() + segments.back().size();
  values.emplace_back(begin, static_cast<std::size_t>(end - begin));
  return node.rest.get();
}

Router::Match Router::find(std::string_view method, std::string_view path) const {
  Match match;
  if (method == "HEAD") method = "GET";
  std::vector<std::string_view> values;
  const Node* node = nullptr;
  if (!path.empty() && path.front() == '/') {
    const auto segments = segments_of(path);
    if (segments.size() <= kSegmentsMax) node = walk(*root_, segments, 0, values);
  }
  if (node == nullptr) {
    if (fallback_.handler && method == "GET") match.route = &fallback_;
    return match;
  }
  const auto found = node->methods.find(method);
  if (found == node->methods.end()) {
    std::vector<std::string> methods;
    for (const auto& [name, route] : node->methods) {
      methods.push_back(name);
      if (name == "GET") methods.emplace_back("HEAD");
    }
    match.allow = join_methods(methods);
    return match;
  }
  match.route = &found->second;
  const auto names = names_of(match.route->pattern);
  for (std::size_t i = 0; i < names.size() && i < values.size(); ++i) {
    match.params.emplace_back(names[i], std::string(values[i]));
  }
  return match;
}

std::vector<std::pair<std::string, std::string>> Router::routes() const {
  std::vector<std::pair<std::string, std::string>> out;
  const auto visit = [&](const auto& self, const Node& node) -> void {
    for (const auto& [method, route] : node.methods) out.emplace_back(method, route.pattern);
    for (const auto& [word, next] : node.literals) self(self, *next);
    if (node.parameter) self(self, *node.parameter);
    if (node.rest) self(self, *node.rest);
  };
  visit(visit, *root_);
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace filo::http
