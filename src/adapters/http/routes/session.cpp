#include "adapters/http/routes/session.h"

namespace filo::http {

// --- the wire: what is described here is parsed, validated and documented ------------------------

BOOST_DEFINE_ENUM_CLASS(Language, it, fr, en)
// "auto" is a word of C++, so it carries the underscore that the wire name drops.
enum class Theme { auto_, light, dark };
BOOST_DESCRIBE_ENUM(Theme, auto_, light, dark)

struct LogIn {
  std::string login;
  std::string password;
};
BOOST_DESCRIBE_STRUCT(LogIn, (), (login, password))
template <>
inline constexpr auto rules<LogIn> =
    std::array{Rule{"login", 1, limits::kNameChars, Format::line}, Rule{"password", 1, 1'024}};

struct PatchSession {
  Patch<Language> language;
  Patch<Theme> theme;
};
BOOST_DESCRIBE_STRUCT(PatchSession, (), (language, theme))

struct SessionPerson {
  UserId id;
  std::string name, login, role, language, theme;
};
BOOST_DESCRIBE_STRUCT(SessionPerson, (), (id, name, login, role, language, theme))

struct SessionAgent {
  AgentId id;
  std::string name, extension, phone_kind;
};
BOOST_DESCRIBE_STRUCT(SessionAgent, (), (id, name, extension, phone_kind))

struct SessionTenant {
  TenantId id;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(SessionTenant, (), (id, name))

struct Session {
  SessionPerson user;
  std::optional<SessionAgent> agent;
  SessionTenant tenant;
  Instant expires_at;
};
BOOST_DESCRIBE_STRUCT(Session, (), (user, agent, tenant, expires_at))

namespace {

// --- from our types to the wire ------------------------------------------------------------------

Session view_of(const SessionUser& user) {
  Session out;
  out.user = {user.actor.user, user.name, user.login, to_string(user.actor.role),
              user.language,   user.theme};
  if (user.actor.agent) {
    out.agent = SessionAgent{user.actor.agent, user.agent_name, user.extension, user.phone_kind};
  }
  out.tenant = {user.actor.tenant, user.tenant_name};
  out.expires_at = user.expires_at;
  return out;
}

std::string word_of(Language language) {
  std::string json = to_json(language);
  return json.substr(1, json.size() - 2);
}
std::string word_of(Theme theme) {
  std::string json = to_json(theme);
  return json.substr(1, json.size() - 2);
}

// --- the routes ----------------------------------------------------------------------------------

void log_in(Sessions& sessions,
            const LogIn& in,
            const std::shared_ptr<Call>& call,
            Reply<Session> reply) {
  const Request& request = *call->request;
  sessions.log_in(in.login, in.password, request.client,
                  std::string(request.cookie(Sessions::kCookie)),
                  [&sessions, call, login = in.login,
                   reply = std::move(reply)](Result<Sessions::LoggedIn> done) {
                    if (done) {
                      call->headers.emplace_back("Set-Cookie", done->set_cookie);
                      return reply(view_of(*done->user));
                    }
                    if (done.error().code == Errc::limit) {
                      const auto wait = sessions.retry_after(login, call->request->client);
                      call->headers.emplace_back("Retry-After", std::to_string(wait));
                    }
                    reply(done.error());
                  });
}

void log_out(Sessions& sessions,
             const std::shared_ptr<Call>& call,
             const std::function<void(const Actor&)>& left,
             Reply<Nothing> reply) {
  call->headers.emplace_back("Set-Cookie", sessions.clear_cookie());
  const SessionUser& user = *call->request->session;
  sessions.log_out(user, [reply = std::move(reply)](Status done) {
    done ? reply(Nothing{}) : reply(done.error());
  });
  if (!sessions.is_logged_in(user.actor.user)) left(user.actor);
}

void change(Sessions& sessions,
            const PatchSession& in,
            const std::shared_ptr<Call>& call,
            Reply<Session> reply) {
  const SessionUser& now = *call->request->session;
  sessions.set_preferences(now, in.language ? word_of(*in.language) : now.language,
                           in.theme ? word_of(*in.theme) : now.theme,
                           [reply = std::move(reply)](Result<Sessions::UserPtr> done) {
                             done ? reply(view_of(**done)) : reply(done.error());
                           });
}

}  // namespace

void add_session_routes(Api& api, Sessions& sessions, std::function<void(const Actor&)> left) {
  api.async<LogIn, Session>(
      {.method = "POST",
       .path = "/session",
       .id = "logIn",
       .summary = "Log in",
       .role = std::nullopt,
       .body_limit = 8'192},
      [&sessions](std::shared_ptr<LogIn> in, std::shared_ptr<Call> call, Reply<Session> reply) {
        log_in(sessions, *in, call, std::move(reply));
      });
  api.async<Nothing, Session>(
      {.method = "GET", .path = "/session", .id = "getSession", .summary = "Who am I"},
      [](std::shared_ptr<Nothing>, std::shared_ptr<Call> call, Reply<Session> reply) {
        reply(view_of(*call->request->session));
      });
  api.async<Nothing, Nothing>(
      {.method = "DELETE", .path = "/session", .id = "logOut", .summary = "Log out"},
      [&sessions, left = std::move(left)](std::shared_ptr<Nothing>, std::shared_ptr<Call> call,
                                          Reply<Nothing> reply) {
        log_out(sessions, call, left, std::move(reply));
      });
  api.async<PatchSession, Session>(
      {.method = "PATCH",
       .path = "/session",
       .id = "changeSession",
       .summary = "Change one's language and theme"},
      [&sessions](std::shared_ptr<PatchSession> in, std::shared_ptr<Call> call,
                  Reply<Session> reply) { change(sessions, *in, call, std::move(reply)); });
}

}  // namespace filo::http
