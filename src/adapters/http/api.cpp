#include "adapters/http/api.h"

#include <exception>

#include "adapters/http/idempotency.h"
#include "adapters/http/problem.h"
#include "app/ports/records.h"
#include "app/ports/store.h"
#include "base/check.h"
#include "base/text.h"
#include "base/workers.h"

namespace filo::http {

/// One request on its way through threads.
struct Api::Work {
  const Operation& operation;
  Responder answer;
  std::shared_ptr<void> in;
  std::shared_ptr<Call> call;
  Body body{};
};

namespace {

constexpr const char* kStaleKey = "etag.stale";

Error busy() {
  return {Errc::unavailable, "a queue is full", {}, "server.busy"};
}

bool has_body(std::string_view method) {
  return method == "POST" || method == "PUT" || method == "PATCH";
}

bool is_json(std::string_view content_type) {
  return iequals(trim(content_type.substr(0, content_type.find(';'))), "application/json");
}

/// The role check; nullopt when the caller may go on.
std::optional<Response> refuse(const Operation& operation, const Request& request) {
  if (!operation.role) return std::nullopt;
  if (!request.session) {
    return problem(Error{Errc::unauthenticated, "log in first", {}, "session.required"},
                   request.trace);
  }
  if (includes(request.session->actor, *operation.role)) return std::nullopt;
  return problem(Error{Errc::forbidden, "another role is needed", {}, "session.role"},
                 request.trace);
}

std::optional<Response> bind(const Operation& operation,
                             const TypeInfo& type,
                             const Request& request,
                             void* into) {
  if (!has_body(operation.method)) {
    const Faults faults = read_query(request.query, type, into);
    if (!faults.empty()) return problem(faults, request.trace);
    return std::nullopt;
  }
  if (!request.body.empty() && !is_json(request.header("Content-Type"))) {
    return problem(415, Error{Errc::invalid, "send application/json", {}, "json.content_type"},
                   request.trace);
  }
  const std::string_view text = request.body.empty() ? std::string_view("{}") : request.body;
  const Faults faults = read_json(text, type, into);
  if (!faults.empty()) return problem(faults, request.trace);
  return std::nullopt;
}

/// `"7"` or `W/"7"` -> 7; also an unquoted value.
std::string etag_of(std::string_view header) {
  header = trim(header);
  if (header.starts_with("W/")) header.remove_prefix(2);
  if (header.size() >= 2 && header.front() == '"' && header.back() == '"') {
    header = header.substr(1, header.size() - 2);
  }
  return std::string(header);
}

Response refusal(const Error& error, const Call& call) {
  const std::string& trace = call.request->trace;
  if (error.key == kStaleKey) return problem(412, error, trace);
  if (error.code == Errc::invalid && !call.faults.empty()) return problem(call.faults, trace);
  return problem(error, trace);
}

Response failure(const Error& error, const Call& call) {
  Response response = refusal(error, call);
  for (const auto& [name, value] : call.headers) response.set(name, value);
  if (error.key == kStaleKey && !call.current.empty()) {
    response.body.pop_back();  // the closing brace
    response.body += ",\"current\":" + call.current + '}';
  }
  return response;
}

void add_headers(Response& response, const Call& call) {
  response.set("Cache-Control", "no-store");
  for (const auto& [name, value] : call.headers) response.set(name, value);
}

/// A handler that throws is our fault, never the process's end.
template <class Fn>
Result<Body> guarded(Fn fn) {
  try {
    return fn();
  } catch (const std::exception& fault) {
    return Error{Errc::internal, fault.what()};
  }
}

}  // namespace

std::int64_t version_of(const std::string& etag) {
  return parse_int<std::int64_t>(etag).value_or(0);
}

std::optional<std::int64_t> Call::seen() const {
  if (if_match.empty() || if_match == "*") return std::nullopt;
  return version_of(if_match);
}

Error Call::stale_error() {
  return {Errc::conflict, "somebody changed it meanwhile", {}, kStaleKey};
}

Error Call::invalid(Faults all) {
  FILO_CHECK(!all.empty());
  faults = std::move(all);
  return {Errc::invalid, faults.front().detail, faults.front().pointer, faults.front().key};
}

Body make_body(const TypeInfo& type, const void* value) {
  Body body;
  if (&type == &type_of<Nothing>()) return body;
  write_json(body.json, type, value);
  for (const FieldInfo& field : type.fields) {
    if (field.name != "etag") continue;
    write_json(body.etag, field.type(), field.member(const_cast<void*>(value)));
    body.etag = etag_of(body.etag);
  }
  return body;
}

Api::Api(Router& router, ApiContext context) : router_(router), context_(std::move(context)) {
  FILO_CHECK(context_.clock != nullptr);
}

namespace {

Response again(const Replay& replay) {
  Response response = json_response(replay.status, replay.body);
  response.set("Idempotent-Replayed", "true");
  return response;
}

Response success(const Operation& operation, const Body& body, const Call& call) {
  if (call.replay) return again(*call.replay);
  Response response;
  if (body.json.empty()) {
    response.status = operation.status == 200 ? 204 : operation.status;
  } else {
    response = json_response(operation.status, body.json);
  }
  if (!body.etag.empty()) response.set("ETag", '"' + body.etag + '"');
  add_headers(response, call);
  return response;
}

}  // namespace

void Api::add_route(Declared declared, Start start) {
  const Declared& kept = declared_.emplace_back(std::move(declared));
  const Operation& operation = kept.operation;
  router_.add(
      operation.method, std::string(kBase) + operation.path,
      [this, &kept, start = std::move(start)](RequestPtr request, Responder answer) {
        const Operation& op = kept.operation;
        if (auto refused = refuse(op, *request)) return answer.send(std::move(*refused));
        auto call = std::make_shared<Call>();
        call->request = request;
        if (request->session) call->actor = request->session->actor;
        call->now = context_.clock->now();
        call->cursor_maker = context_.cursors;
        call->if_match = etag_of(request->header("If-Match"));
        if (op.if_match && call->if_match.empty()) {
          return answer.send(
              problem(428, Error{Errc::invalid, "send If-Match with the etag", {}, "etag.missing"},
                      request->trace));
        }
        auto in = kept.make_in();
        if (auto refused = bind(op, kept.in(), *request, in.get())) {
          return answer.send(std::move(*refused));
        }
        start(std::make_shared<Work>(Work{op, std::move(answer), std::move(in), std::move(call)}));
      },
      operation.body_limit);
}

void Api::add_records(Declared declared, bool writes, RecordsJob job) {
  FILO_CHECK(context_.store != nullptr && (writes || context_.workers != nullptr));
  add_route(std::move(declared), [this, writes, job = std::move(job)](std::shared_ptr<Work> work) {
    writes ? start_write(work, job) : start_read(work, job);
  });
}

void Api::start_read(const std::shared_ptr<Work>& work, const RecordsJob& job) const {
  app::Store& store = *context_.store;
  const bool queued = context_.workers->run([work, &job, &store] {
    const Status status = store.read([&](app::Records& records) -> Status {
      Result<Body> made = guarded([&] { return job(work->in.get(), *work->call, records); });
      if (!made) return made.error();
      work->body = std::move(made).value();
      return {};
    });
    work->answer.send(status ? success(work->operation, work->body, *work->call)
                             : failure(status.error(), *work->call));
  });
  if (!queued) work->answer.send(failure(busy(), *work->call));
}

void Api::start_write(const std::shared_ptr<Work>& work, const RecordsJob& job) const {
  const bool queued = context_.store->write(
      [this, work, &job](app::Records& records) -> Status {
        work->call->headers.clear();  // the closure may run again
        Result<Body> made = guarded([&] { return run_once(*work, job, records); });
        if (!made) return made.error();
        work->body = std::move(made).value();
        return {};
      },
      [work](Status status) {
        work->answer.send(status ? success(work->operation, work->body, *work->call)
                                 : failure(status.error(), *work->call));
      });
  if (!queued) work->answer.send(failure(busy(), *work->call));
}

/// The job, unless the same Idempotency-Key already did it.
Result<Body> Api::run_once(Work& work, const RecordsJob& job, app::Records& records) const {
  Body body;
  auto made = once(*work.call, work.operation.status, records.idempotency(), [&]() -> MadeJson {
    Result<Body> done = job(work.in.get(), *work.call, records);
    if (!done) return done.error();
    body = std::move(done).value();
    return body.json;
  });
  if (!made) return made.error();
  return body;
}

void Api::add_live(Declared declared, LiveJob job) {
  FILO_CHECK(context_.core != nullptr);
  add_route(std::move(declared),
            [this, job = std::move(job)](std::shared_ptr<Work> work) { start_live(work, job); });
}

void Api::start_live(const std::shared_ptr<Work>& work, const LiveJob& job) const {
  const bool queued = context_.core->post([work, &job] {
    Result<Body> made = guarded([&] { return job(work->in.get(), *work->call); });
    work->answer.send(made ? success(work->operation, made.value(), *work->call)
                           : failure(made.error(), *work->call));
  });
  if (!queued) work->answer.send(failure(busy(), *work->call));
}

void Api::add_async(Declared declared, AsyncJob job) {
  add_route(std::move(declared), [job = std::move(job)](std::shared_ptr<Work> work) {
    job(work->in, work->call, [work](Result<Body> made) {
      work->answer.send(made ? success(work->operation, made.value(), *work->call)
                             : failure(made.error(), *work->call));
    });
  });
}

}  // namespace filo::http
