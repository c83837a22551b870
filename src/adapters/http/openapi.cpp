// The OpenAPI 3.1 document of the declared routes. Everything in it comes from the declarations;
// order is fixed (paths sorted, methods as declared), so that the committed copy diffs well.

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "adapters/http/api.h"
#include "base/check.h"
#include "base/text.h"

namespace filo::http {
namespace {

using Named = std::vector<const TypeInfo*>;

std::string path_parameters(std::string_view path) {
  std::string out;
  for (std::string_view part : split(path, '/')) {
    if (part.size() < 3 || part.front() != '{') continue;
    out +=
        fmt::format(R"({}{{"name":{},"in":"path","required":true,"schema":{{"type":"string"}}}})",
                    out.empty() ? "" : ",", json_string(part.substr(1, part.size() - 2)));
  }
  return out;
}

std::string query_parameters(const TypeInfo& in, Named& named) {
  std::string out;
  for (const FieldInfo& field : in.fields) {
    const Kind kind = field.type().kind;
    const bool required = kind != Kind::optional && kind != Kind::patch;
    out += fmt::format(R"({}{{"name":{},"in":"query","required":{},"schema":{}}})",
                       out.empty() ? "" : ",", json_string(field.name), required,
                       field_schema(field, named));
  }
  return out;
}

std::string header_parameter(const char* name, bool required) {
  return fmt::format(R"({{"name":"{}","in":"header","required":{},"schema":{{"type":"string"}}}})",
                     name, required);
}

void join(std::string& out, const std::string& part) {
  if (part.empty()) return;
  if (!out.empty()) out += ',';
  out += part;
}

constexpr const char* kProblemAnswer =
    R"("default":{"description":"Refused","content":{"application/problem+json":)"
    R"({"schema":{"$ref":"#/components/schemas/Problem"}}}})";

constexpr const char* kProblemSchema =
    R"("Problem":{"type":"object","properties":{"type":{"type":"string"},"title":{"type":"string"},)"
    R"("status":{"type":"integer"},"detail":{"type":"string"},"code":{"type":"string","enum":)"
    R"(["invalid","not_found","conflict","forbidden","unauthenticated","limit","unavailable",)"
    R"("timeout","internal"]},"trace_id":{"type":"string"},"errors":{"type":"array","items":)"
    R"({"type":"object","properties":{"pointer":{"type":"string"},"key":{"type":"string"},)"
    R"("detail":{"type":"string"},"params":{"type":"object","properties":{"min":{"type":)"
    R"("integer"},"max":{"type":"integer"}}}},"required":["pointer","key","detail"]}}},)"
    R"("required":["type","title","status","code","trace_id"]})";

struct Document {
  Named requests, answers;

  std::string operation(const Operation& op, const TypeInfo& in, const TypeInfo& out);
  std::string schemas();
};

std::string Document::operation(const Operation& op, const TypeInfo& in, const TypeInfo& out) {
  const std::string_view method = op.method;
  const bool body = method == "POST" || method == "PUT" || method == "PATCH";
  std::string parameters = path_parameters(op.path);
  if (!body) join(parameters, query_parameters(in, requests));
  if (op.if_match || op.may_match) join(parameters, header_parameter("If-Match", op.if_match));
  if (method == "POST") join(parameters, header_parameter("Idempotency-Key", false));
  std::string text = fmt::format(R"({{"operationId":{},"summary":{})", json_string(op.id),
                                 json_string(op.summary));
  if (op.role) {
    text += fmt::format(R"(,"x-role":"{}","security":[{{"session":[]}}])", to_string(*op.role));
  }
  if (!parameters.empty()) text += ",\"parameters\":[" + parameters + ']';
  if (body && &in != &type_of<Nothing>()) {
    text += R"(,"requestBody":{"required":true,"content":{"application/json":{"schema":)" +
            json_schema(in, requests) + "}}}";
  }
  if (&out == &type_of<Nothing>()) {
    text += fmt::format(R"(,"responses":{{"{}":{{"description":"Done"}})",
                        op.status == 200 ? 204 : op.status);
  } else {
    text += fmt::format(
        R"(,"responses":{{"{}":{{"description":"Done","content":{{"application/json":{{"schema":{}}}}}}})",
        op.status, json_schema(out, answers));
  }
  return text + ',' + kProblemAnswer + "}}";
}

/// A struct that is used both ways keeps the stricter form of requests.
std::string Document::schemas() {
  std::map<std::string, std::pair<const TypeInfo*, std::string>> all;
  const auto add = [&](Named& named, SchemaUse use) {
    for (std::size_t i = 0; i < named.size(); ++i) {  // grows while inner structs are met
      const TypeInfo* type = named[i];
      auto [entry, fresh] = all.try_emplace(type->name, type, "");
      FILO_CHECK(entry->second.first == type);  // two structs of one name
      std::string schema = object_schema(*type, named, use);
      if (fresh) entry->second.second = std::move(schema);
    }
  };
  add(requests, SchemaUse::request);
  add(answers, SchemaUse::answer);
  std::string out = kProblemSchema;
  for (const auto& [name, entry] : all) out += ',' + json_string(name) + ':' + entry.second;
  return out;
}

}  // namespace

std::string Api::openapi_json() const {
  Document document;
  std::map<std::string, std::string> paths;
  for (const Declared& declared : declared_) {
    const Operation& op = declared.operation;
    join(paths[op.path], json_string(to_lower(op.method)) + ':' +
                             document.operation(op, declared.in(), declared.out()));
  }
  std::string out = R"({"openapi":"3.1.0","info":{"title":"Filodiretto","version":"1",)"
                    R"("license":{"name":"AGPL-3.0-or-later","identifier":"AGPL-3.0-or-later"}},)"
                    R"("servers":[{"url":"/api/v1"}],"paths":{)";
  bool first = true;
  for (const auto& [path, operations] : paths) {
    out += (first ? "" : ",") + json_string(path) + ":{" + operations + '}';
    first = false;
  }
  out += R"(},"components":{"securitySchemes":{"session":{"type":"apiKey","in":"cookie",)"
         R"("name":"filo_session"}},"schemas":{)";
  return out + document.schemas() + "}}}";
}

void Api::serve_openapi() {
  auto document = std::make_shared<const std::string>(openapi_json());
  router_.add("GET", std::string(kBase) + "/openapi.json",
              [document](RequestPtr, Responder answer) {
                Response response = json_response(200, *document);
                response.set("Cache-Control", "no-cache");
                answer.send(std::move(response));
              });
}

}  // namespace filo::http
