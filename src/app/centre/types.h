#pragma once
// Everything an administrator sets up, as plain described values: the same fields in SQL, in the
// API (docs/reference/api.md, "Administration") and in the centre document. Field by field checks
// stand in rules.h.
//
// Every kind has `id` and `etag` (the version of the row, 1 at first).

#include <boost/describe.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/limits.h"
#include "domain/calls/dialling.h"
#include "domain/people/ids.h"

namespace filo::calls {
BOOST_DESCRIBE_ENUM(CallsOut, none, national, international)
}  // namespace filo::calls

namespace filo::app::centre {

using calls::CallsOut;

enum class UserRole : std::uint8_t { agent, supervisor, admin };
BOOST_DESCRIBE_ENUM(UserRole, agent, supervisor, admin)
enum class AgentPhone : std::uint8_t { browser, sip };
BOOST_DESCRIBE_ENUM(AgentPhone, browser, sip)
enum class Strategy : std::uint8_t { longest_idle, most_skilled, round_robin };
BOOST_DESCRIBE_ENUM(Strategy, longest_idle, most_skilled, round_robin)
enum class OverflowKind : std::uint8_t { hang_up, queue, number };
BOOST_DESCRIBE_ENUM(OverflowKind, hang_up, queue, number)
enum class Day : std::uint8_t { mon, tue, wed, thu, fri, sat, sun };
BOOST_DESCRIBE_ENUM(Day, mon, tue, wed, thu, fri, sat, sun)
enum class QuestionField : std::uint8_t {
  code,
  birth_date,
  tax_code,
  address,
  last_invoice,
  secret,
  by_ear
};
BOOST_DESCRIBE_ENUM(
    QuestionField, code, birth_date, tax_code, address, last_invoice, secret, by_ear)
enum class Transport : std::uint8_t { udp, tcp };
BOOST_DESCRIBE_ENUM(Transport, udp, tcp)

struct Site {
  SiteId id = {};
  std::int64_t etag = 1;
  std::string name = {};
  std::string country = "IT";  ///< ISO 3166-1 alpha-2
  std::string zone = "Europe/Rome";
};
BOOST_DESCRIBE_STRUCT(Site, (), (id, etag, name, country, zone))

/// A log-in. The password hash is kept apart (CentreRepo::set_password).
struct User {
  UserId id = {};
  std::int64_t etag = 1;
  std::string login = {};  ///< lower case; unique on the server
  std::string name = {};
  UserRole role = UserRole::agent;
  std::string language = "it";
  bool active = true;
};
BOOST_DESCRIBE_STRUCT(User, (), (id, etag, login, name, role, language, active))

struct Skill {
  SkillId id = {};
  std::int64_t etag = 1;
  std::string name = {};
};
BOOST_DESCRIBE_STRUCT(Skill, (), (id, etag, name))

struct QueueSkill {
  SkillId skill_id = {};
  std::int64_t level_min = 1;
};
BOOST_DESCRIBE_STRUCT(QueueSkill, (), (skill_id, level_min))

/// target: the id of a queue, or a number in E.164; empty for hang_up.
struct Overflow {
  OverflowKind kind = OverflowKind::hang_up;
  std::string target = {};
};
BOOST_DESCRIBE_STRUCT(Overflow, (), (kind, target))

struct Queue {
  QueueId id = {};
  std::int64_t etag = 1;
  std::string name = {};
  std::vector<QueueSkill> skills = {};
  std::int64_t priority = 0;
  Strategy strategy = Strategy::longest_idle;
  std::int64_t ring_timeout_ms = 20'000;
  std::int64_t wrap_up_ms = 30'000;
  std::int64_t wait_max_ms = 0;  ///< 0: no limit
  std::int64_t waiting_max = static_cast<std::int64_t>(limits::kWaitingPerQueue);
  std::optional<std::int64_t> no_agents_after_ms = {};  ///< none: callers wait also without agents
  std::string music = {};  ///< WAV file in the data directory's music/; empty: the product's
  std::int64_t service_level_ms = 20'000;
  bool announce_position = true;
  Overflow overflow = {};
};
BOOST_DESCRIBE_STRUCT(Queue,
                      (),
                      (id,
                       etag,
                       name,
                       skills,
                       priority,
                       strategy,
                       ring_timeout_ms,
                       wrap_up_ms,
                       wait_max_ms,
                       waiting_max,
                       no_agents_after_ms,
                       music,
                       service_level_ms,
                       announce_position,
                       overflow))

struct AgentSkill {
  SkillId skill_id = {};
  std::int64_t level = 1;
};
BOOST_DESCRIBE_STRUCT(AgentSkill, (), (skill_id, level))

/// A SIP phone registers as `sip_user`, or stands at the fixed address `contact`.
struct Phone {
  AgentPhone kind = AgentPhone::browser;
  std::string sip_user = {};
  std::string contact = {};  ///< "sip:101@192.0.2.7:5060"
};
BOOST_DESCRIBE_STRUCT(Phone, (), (kind, sip_user, contact))

struct Agent {
  AgentId id = {};
  std::int64_t etag = 1;
  UserId user_id = {};
  std::string name = {};
  std::string extension = {};
  Phone phone = {};
  std::vector<AgentSkill> skills = {};
  std::vector<QueueId> queue_ids = {};
  CallsOut calls_out = CallsOut::none;  ///< Which numbers outside he may dial.
};
BOOST_DESCRIBE_STRUCT(Agent,
                      (),
                      (id, etag, user_id, name, extension, phone, skills, queue_ids, calls_out))

struct Team {
  TeamId id = {};
  std::int64_t etag = 1;
  std::string name = {};
  std::string level = "1";  ///< "1", "2", "3", "vendor"
  std::vector<AgentId> member_ids = {};
};
BOOST_DESCRIBE_STRUCT(Team, (), (id, etag, name, level, member_ids))

struct Category {
  CategoryId id = {};
  std::int64_t etag = 1;
  std::string name = {};
  CategoryId parent_id = {};
};
BOOST_DESCRIBE_STRUCT(Category, (), (id, etag, name, parent_id))

struct PauseReason {
  PauseReasonId id = {};
  std::int64_t etag = 1;
  std::string name = {};
};
BOOST_DESCRIBE_STRUCT(PauseReason, (), (id, etag, name))

struct Words {
  std::string it = {}, fr = {}, en = {};
};
BOOST_DESCRIBE_STRUCT(Words, (), (it, fr, en))

struct Question {
  IdentityQuestionId id = {};
  std::int64_t etag = 1;
  Words text = {};
  QuestionField field = QuestionField::code;
  bool active = true;
};
BOOST_DESCRIBE_STRUCT(Question, (), (id, etag, text, field, active))

/// "09:00" to "18:00" in the calendar's zone; close at most "24:00".
struct OpenHours {
  Day day = Day::mon;
  std::string open, close;
};
BOOST_DESCRIBE_STRUCT(OpenHours, (), (day, open, close))

/// Closed all day without `open` and `close`.
struct Holiday {
  std::string date = {};  ///< YYYY-MM-DD
  std::string name = {};
  std::optional<std::string> open = {}, close = {};
};
BOOST_DESCRIBE_STRUCT(Holiday, (), (date, name, open, close))

struct Calendar {
  CalendarId id = {};
  std::int64_t etag = 1;
  std::string name = {};
  std::string zone = "Europe/Rome";
  std::vector<OpenHours> weekly = {};
  std::vector<Holiday> holidays = {};
};
BOOST_DESCRIBE_STRUCT(Calendar, (), (id, etag, name, zone, weekly, holidays))

/// `document` is JSON text (docs/reference/flows.md); each save is a new version.
struct FlowVersion {
  FlowId id = {};
  std::int64_t etag = 1;
  std::string name = {};
  std::int64_t version = 1;
  std::string document = {};
};
BOOST_DESCRIBE_STRUCT(FlowVersion, (), (id, etag, name, version, document))

struct Number {
  NumberId id = {};
  std::int64_t etag = 1;
  std::string e164 = {};
  std::string name = {};
  std::string service = {};
  std::string language = "it";
  FlowId flow_id = {};
  SiteId site_id = {};
};
BOOST_DESCRIBE_STRUCT(Number, (), (id, etag, e164, name, service, language, flow_id, site_id))

struct Trunk {
  TrunkId id = {};
  std::int64_t etag = 1;
  std::string name = {};
  std::string host = {};
  std::int64_t port = 5060;
  Transport transport = Transport::udp;
  std::string numbers_out = {};  ///< What we show as caller outside: a number of ours.
  std::int64_t max_calls = 100;
  SiteId site_id =
      {};  ///< Where it ends: numbers without a plus are of its country. None: the first.
};
BOOST_DESCRIBE_STRUCT(Trunk,
                      (),
                      (id, etag, name, host, port, transport, numbers_out, max_calls, site_id))

/// What a phone proves itself with: HA1 of RFC 7616, never the password. Not part of documents.
struct PhoneSecret {
  AgentId agent_id = {};
  std::string sip_user = {};
  std::string ha1_md5, ha1_sha256;  ///< hex
};
BOOST_DESCRIBE_STRUCT(PhoneSecret, (), (agent_id, sip_user, ha1_md5, ha1_sha256))

/// One row of any kind. The order is the one in which rows can be made: later kinds refer to
/// earlier ones.
using AnyRow = std::variant<Site,
                            User,
                            Skill,
                            Queue,
                            Agent,
                            Team,
                            Category,
                            PauseReason,
                            Question,
                            Calendar,
                            FlowVersion,
                            Number,
                            Trunk>;

/// A whole tenant as set up, immutable once made; handed between threads by shared pointer.
/// `version` grows with every change.
struct Centre {
  TenantId tenant;
  std::string tenant_name = {};
  std::int64_t version = 0;
  std::vector<Site> sites = {};
  std::vector<User> users = {};
  std::vector<Skill> skills = {};
  std::vector<Queue> queues = {};
  std::vector<Agent> agents = {};
  std::vector<Team> teams = {};
  std::vector<Category> categories = {};
  std::vector<PauseReason> pause_reasons = {};
  std::vector<Question> identity_questions = {};
  std::vector<Calendar> calendars = {};
  std::vector<FlowVersion> flows = {};
  std::vector<Number> numbers = {};
  std::vector<Trunk> trunks = {};
  std::vector<PhoneSecret> phone_secrets = {};
};

}  // namespace filo::app::centre
