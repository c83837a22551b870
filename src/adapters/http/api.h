#pragma once
// The code-first API: a route is declared once; parsing, validation, role check, problem answers,
// thread, transaction and OpenAPI all follow from the declaration.
//
//   void add_ticket_routes(Api& api) {
//     api.read<Nothing, TicketView>(
//         {"GET", "/tickets/{id}", "getTicket", "One ticket"},
//         [](const Nothing&, Call& call, app::Records& records) -> Result<TicketView> {
//           auto id = call.id<TicketId>();
//           if (!id) return id.error();
//           return view_of(app::get_ticket(records, call.actor, id.value()));
//         });
//     api.write<OpenTicket, TicketView>(
//         {.method = "POST", .path = "/tickets", .id = "openTicket", .summary = "Open a ticket",
//          .role = Role::agent, .status = 201},
//         open_ticket);
//   }
//
// Three kinds of work, one verb each:
//   read   on a worker, inside a read transaction
//   write  on the store's writer, inside its transaction: fn may run twice, so no side effects
//          besides records; Idempotency-Key is kept in the same transaction
//   live   on the core thread: decided in memory, must not block
// and `async` for the few that need their own way. In is bound from the JSON body, or from the
// query for GET and DELETE. Include this header in one routes_*.cpp per subject.

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/http/http.h"
#include "adapters/http/json.h"
#include "adapters/http/router.h"
#include "base/loop.h"
#include "base/result.h"
#include "domain/people/actor.h"

namespace filo::app {
class Records;
class Store;
}  // namespace filo::app

namespace filo {
class Workers;
}  // namespace filo

namespace filo::http {

class Cursors;

/// What the API needs from outside; wired by the server, faked by tests. All outlive the Api. A
/// full queue of any of them becomes 503 with Retry-After.
struct ApiContext {
  const Clock* clock = nullptr;
  const Cursors* cursors = nullptr;  ///< For Call::cursors().
  app::Store* store = nullptr;       ///< read and write routes.
  Workers* workers = nullptr;        ///< Where read routes run.
  Loop* core = nullptr;              ///< Where live routes run.
};

/// The declaration of one route. `path` is below /api/v1.
struct Operation {
  const char* method = "GET";
  const char* path = "/";
  const char* id = "";  ///< operationId: the client's function name.
  const char* summary = "";
  /// The least role; nullopt: also strangers.
  std::optional<Role> role = Role::agent;
  int status = 200;        ///< Of success; Out = Nothing answers 204 unless this says 202.
  bool if_match = false;   ///< 428 without If-Match; the handler asks call.seen() or fits().
  bool may_match = false;  ///< The handler asks them when there is one.
  std::size_t body_limit = limits::kHttpBodyBytes;
};

/// The answer already given to an Idempotency-Key.
struct Replay {
  int status = 200;
  std::string body;
};

/// The version that an etag of ours names; 0, which no row has, for anything else.
std::int64_t version_of(const std::string& etag);

/// What a handler knows besides its input. One per request, moved along with it.
struct Call {
  RequestPtr request;
  Actor actor;  ///< Of the session; a default Actor for strangers.
  Instant now;
  std::string if_match;  ///< What the client saw, without quotes; read it with seen() or fits().
  const Cursors* cursor_maker = nullptr;
  std::vector<std::pair<std::string, std::string>> headers;  ///< To be added to the answer.
  std::string current;           ///< JSON of the row as it is now, for a 412.
  Faults faults;                 ///< Of a 422 that the handler found; see invalid().
  std::optional<Replay> replay;  ///< Sent instead of what the handler made; see idempotency.h.

  /// The id in the path; not_found when it is no id (absent and wrong look the same).
  template <class IdType>
  Result<IdType> id(std::string_view name = "id") const {
    if (auto parsed = IdType::parse(request->param(name))) return *parsed;
    return Error{Errc::not_found, "no such id in the path"};
  }
  /// The version in If-Match. None without the header and with "*", which any row that exists fits
  /// (RFC 9110 §13.1.1).
  std::optional<std::int64_t> seen() const;
  bool fits(std::int64_t version) const { return seen().value_or(version) == version; }
  /// The error for "somebody was faster": 412 with the row as it is now.
  template <class Out>
  Error stale(const Out& row) {
    current = to_json(row);
    return stale_error();
  }
  static Error stale_error();
  /// The error for faults that rules found behind the JSON: 422 with all of them. Not empty.
  Error invalid(Faults all);
  const Cursors& cursors() const { return *cursor_maker; }
};

/// `{items, next}` of every list.
template <class T>
struct Page {
  std::vector<T> items;
  std::optional<std::string> next;
  BOOST_DESCRIBE_CLASS(Page, (), (items, next), (), ())
};

/// What every list takes: derive the filter from it and describe it with (PageQuery) as base.
struct PageQuery {
  std::optional<std::int32_t> limit;
  std::optional<std::string> after;

  std::size_t rows() const { return static_cast<std::size_t>(limit.value_or(50)); }
};
BOOST_DESCRIBE_STRUCT(PageQuery, (), (limit, after))
template <>
inline constexpr auto rules<PageQuery> =
    std::array{Rule{"limit", 1, limits::kPageRows}, Rule{"after", 0, 5'000}};

/// The answer of an `async` route: call it once, from any thread.
template <class Out>
using Reply = std::function<void(Result<Out>)>;

/// A finished answer before it has a status: JSON and, when Out has a field `etag`, its value.
struct Body {
  std::string json;
  std::string etag;
};
Body make_body(const TypeInfo& type, const void* value);

class Api {
 public:
  static constexpr std::string_view kBase = "/api/v1";

  /// `router` and what `context` points to outlive the Api; the Api outlives the server.
  Api(Router& router, ApiContext context);
  Api(const Api&) = delete;
  Api& operator=(const Api&) = delete;

  template <class In, class Out, class Fn>
  void read(const Operation& operation, Fn fn) {
    add_records(describe<In, Out>(operation), false, records_job<In, Out>(std::move(fn)));
  }
  template <class In, class Out, class Fn>
  void write(const Operation& operation, Fn fn) {
    add_records(describe<In, Out>(operation), true, records_job<In, Out>(std::move(fn)));
  }
  /// fn: Result<Out>(const In&, Call&), on the core thread.
  template <class In, class Out, class Fn>
  void live(const Operation& operation, Fn fn) {
    add_live(describe<In, Out>(operation), [fn = std::move(fn)](const void* in, Call& call) {
      return body_of<Out>(fn(*static_cast<const In*>(in), call));
    });
  }
  /// fn: void(std::shared_ptr<In>, std::shared_ptr<Call>, Reply<Out>), on the I/O thread.
  template <class In, class Out, class Fn>
  void async(const Operation& operation, Fn fn) {
    add_async(describe<In, Out>(operation),
              [fn = std::move(fn)](std::shared_ptr<void> in, std::shared_ptr<Call> call,
                                   std::function<void(Result<Body>)> done) {
                fn(std::static_pointer_cast<In>(in), std::move(call),
                   Reply<Out>([done = std::move(done)](Result<Out> out) {
                     done(body_of<Out>(std::move(out)));
                   }));
              });
  }

  /// The OpenAPI 3.1 document of all declared routes, sorted by path.
  std::string openapi_json() const;
  /// Serves openapi_json() at /api/v1/openapi.json. After the last route.
  void serve_openapi();

 private:
  struct Declared {
    Operation operation;
    TypeRef in = nullptr, out = nullptr;
    std::shared_ptr<void> (*make_in)() = nullptr;
  };
  using RecordsJob = std::function<Result<Body>(const void* in, Call&, app::Records&)>;
  using LiveJob = std::function<Result<Body>(const void* in, Call&)>;
  using AsyncJob = std::function<void(
      std::shared_ptr<void>, std::shared_ptr<Call>, std::function<void(Result<Body>)>)>;

  template <class In, class Out>
  static Declared describe(const Operation& operation) {
    return {operation, &type_of<In>, &type_of<Out>,
            [] { return std::static_pointer_cast<void>(std::make_shared<In>()); }};
  }
  template <class Out>
  static Result<Body> body_of(Result<Out> out) {
    if (!out) return out.error();
    return make_body(type_of<Out>(), &out.value());
  }
  template <class In, class Out, class Fn>
  static RecordsJob records_job(Fn fn) {
    return [fn = std::move(fn)](const void* in, Call& call, app::Records& records) {
      return body_of<Out>(fn(*static_cast<const In*>(in), call, records));
    };
  }

  struct Work;
  using Start = std::function<void(std::shared_ptr<Work>)>;

  void add_records(Declared declared, bool writes, RecordsJob job);
  void add_live(Declared declared, LiveJob job);
  void add_async(Declared declared, AsyncJob job);
  void add_route(Declared declared, Start start);
  void start_read(const std::shared_ptr<Work>& work, const RecordsJob& job) const;
  void start_write(const std::shared_ptr<Work>& work, const RecordsJob& job) const;
  void start_live(const std::shared_ptr<Work>& work, const LiveJob& job) const;
  Result<Body> run_once(Work& work, const RecordsJob& job, app::Records& records) const;

  Router& router_;
  ApiContext context_;
  std::deque<Declared> declared_;  // routes keep references into it
};

}  // namespace filo::http
