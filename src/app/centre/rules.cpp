#include "app/centre/rules.h"

#include <algorithm>
#include <set>

#include "app/centre/business_hours.h"
#include "app/centre/kinds.h"
#include "base/endpoint.h"
#include "base/limits.h"
#include "base/phone.h"
#include "base/text.h"
#include "base/timezone.h"

namespace filo::app::centre {
namespace {

bool all_of(std::string_view text, std::string_view more, bool upper = false) {
  return std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (upper && c >= 'A' && c <= 'Z') ||
           more.find(c) != std::string_view::npos;
  });
}

/// Of "sip:name@host:port;parameters", IPv6 in brackets.
std::string_view host_of(std::string_view contact) {
  std::string_view host = contact.substr(std::string_view("sip:").size());
  if (const auto at = host.find('@'); at != std::string_view::npos) host.remove_prefix(at + 1);
  host = host.substr(0, host.find(';'));
  return host.starts_with('[') ? host.substr(0, host.find(']') + 1)
                               : host.substr(0, host.find(':'));
}

bool is_digits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

template <class T>
std::vector<std::string> names_of(const Centre& centre) {
  std::vector<std::string> names;
  for (const T& row : KindOf<T>::list(centre)) names.push_back(KindOf<T>::name(row));
  return names;
}

/// Gathers the faults of one row.
class Check {
 public:
  Check(const Centre& centre, const Tools& tools) : centre_(centre), tools_(tools) {}
  std::vector<Fault> faults;

  void operator()(const Site& row) {
    name(row);
    if (dial_plan(row.country) == nullptr) {
      add("/country", "centre.country", "a country, as two capital letters of ISO 3166-1");
    }
    zone(row.zone);
  }
  void operator()(const User& row) {
    if (row.login.size() < 2 || row.login.size() > 64 || !all_of(row.login, "._@-")) {
      add("/login", "centre.login", "2 to 64 of a-z 0-9 . _ @ -");
    }
    taken(row);
    text("/name", row.name);
    language(row.language);
  }
  void operator()(const Skill& row) { name(row); }
  void operator()(const PauseReason& row) { name(row); }
  void operator()(const Queue& row) {
    name(row);
    range("/priority", row.priority, -100, 100);
    range("/ring_timeout_ms", row.ring_timeout_ms, 5'000, 300'000);
    range("/wrap_up_ms", row.wrap_up_ms, 0, 3'600'000);
    range("/wait_max_ms", row.wait_max_ms, 0, 86'400'000);
    range("/waiting_max", row.waiting_max, 1, static_cast<std::int64_t>(limits::kWaitingPerQueue));
    range("/service_level_ms", row.service_level_ms, 1'000, 3'600'000);
    if (row.no_agents_after_ms) {
      range("/no_agents_after_ms", *row.no_agents_after_ms, 0, 86'400'000);
    }
    music(row.music);
    skills(row.skills, &QueueSkill::level_min, "level_min");
    overflow(row);
  }
  void operator()(const Agent& row) {
    text("/name", row.name);
    if (row.extension.size() < 2 || row.extension.size() > 6 || !is_digits(row.extension)) {
      add("/extension", "centre.extension", "2 to 6 digits");
    }
    if (is_emergency(row.extension)) {
      add("/extension", "centre.extension_emergency", "is an emergency number");
    }
    taken(row);
    if (row.user_id) {
      refers("/user_id", row.user_id);
      for (const Agent& other : centre_.agents) {
        if (other.id != row.id && other.user_id == row.user_id) {
          add("/user_id", "centre.user_taken", "is already agent " + other.extension);
        }
      }
    }
    phone(row);
    skills(row.skills, &AgentSkill::level, "level");
    list("/queue_ids", row.queue_ids, limits::kQueues);
  }
  void operator()(const Team& row) {
    name(row);
    static const std::vector<std::string> levels = {"1", "2", "3", "vendor"};
    if (std::find(levels.begin(), levels.end(), row.level) == levels.end()) {
      add("/level", "centre.level", "1, 2, 3 or vendor");
    }
    list("/member_ids", row.member_ids, limits::kAgents);
  }
  void operator()(const Category& row) {
    name(row);
    if (!row.parent_id) return;
    refers("/parent_id", row.parent_id);
    const Category* up = &row;
    for (int depth = 0; up != nullptr; up = find(centre_, up->parent_id)) {
      if (++depth > 5) return add("/parent_id", "centre.category_loop", "a loop or deeper than 5");
    }
  }
  void operator()(const Question& row) {
    text("/text/it", row.text.it);
    text("/text/fr", row.text.fr);
    text("/text/en", row.text.en);
  }
  void operator()(const Calendar& row) {
    name(row);
    const std::size_t named = faults.size();
    for (std::size_t n = 0; n < row.weekly.size(); ++n) {
      hours("/weekly/" + std::to_string(n), row.weekly[n].open, row.weekly[n].close);
    }
    for (std::size_t n = 0; n < row.holidays.size(); ++n) holiday(n, row.holidays[n]);
    // The places of a week can be told only when each of its times is one.
    if (faults.size() > named) return zone(row.zone);
    for (const Error& error : sla::BusinessCalendar::faults(hours_of(row))) {
      add(error.field, error.key, error.detail);
    }
    if (!ever_opens(row)) add("/weekly", "calendar.never_open", "no hour at which it is open");
  }
  void operator()(const FlowVersion& row) {
    name(row);
    for (Fault fault : tools_.check_flow(row.document, centre_)) {
      fault.pointer = "/document" + fault.pointer;
      faults.push_back(std::move(fault));
    }
  }
  void operator()(const Number& row) {
    e164("/e164", row.e164);
    taken(row);
    text("/name", row.name);
    text("/service", row.service);
    language(row.language);
    refers("/flow_id", row.flow_id);
    refers("/site_id", row.site_id);
  }
  void operator()(const Trunk& row) {
    name(row);
    if (!Endpoint::parse(row.host, 0)) add("/host", "centre.host", "an IP address");
    for (const Trunk& other : centre_.trunks) {
      if (other.id != row.id && other.host == row.host && other.port == row.port)
        add("/host", "centre.taken", "is the address of " + other.name);
    }
    range("/port", row.port, 1, 65'535);
    range("/max_calls", row.max_calls, 1, static_cast<std::int64_t>(limits::kCalls));
    if (!row.numbers_out.empty()) e164("/numbers_out", row.numbers_out);
    if (row.site_id) refers("/site_id", row.site_id);
  }

 private:
  void add(std::string pointer, std::string key, std::string detail) {
    faults.push_back({std::move(pointer), std::move(key), std::move(detail)});
  }

  void text(const char* pointer, const std::string& value) {
    const auto length = utf8_length(value);
    const bool control = std::any_of(value.begin(), value.end(), [](char c) {
      return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    });
    if (length == 0) return add(pointer, "centre.missing", "is missing");
    if (length > limits::kNameChars) return add(pointer, "centre.too_long", "at most 200");
    if (control || !is_utf8(value)) add(pointer, "centre.text", "one line of text");
  }
  template <class T>
  void taken(const T& row) {
    const auto& own = KindOf<T>::name(row);
    for (const T& other : KindOf<T>::list(centre_)) {
      if (other.id != row.id && KindOf<T>::name(other) == own) {
        return add(std::string(KindOf<T>::name_field), "centre.taken", own + " is taken");
      }
    }
  }
  template <class T>
  void name(const T& row) {
    text("/name", row.name);
    taken(row);
  }
  void range(const char* pointer, std::int64_t value, std::int64_t min, std::int64_t max) {
    if (value >= min && value <= max) return;
    add(pointer, "centre.range", std::to_string(min) + " to " + std::to_string(max));
  }
  void music(const std::string& file) {
    if (file.empty()) return;
    if (file.size() > limits::kNameChars || file.find('/') != std::string::npos) {
      add("/music", "centre.file", "a file name without /");
    } else if (tools_.has_music && !tools_.has_music(file)) {
      add("/music", "centre.no_such_file", "there is no such file in the data directory's music/");
    }
  }
  void language(const std::string& value) {
    if (value == "it" || value == "fr" || value == "en") return;
    add("/language", "centre.language", "it, fr or en");
  }
  void zone(const std::string& value) {
    if (!TimeZone::find(value)) add("/zone", "centre.zone", "an IANA name such as Europe/Rome");
  }
  void e164(const char* pointer, const std::string& value) {
    if (!is_e164(value)) add(pointer, "centre.e164", "+ and 5 to 15 digits");
  }
  void hours(const std::string& at, std::string_view open, std::string_view close) {
    const auto from = sla::parse_time_of_day(open), to = sla::parse_time_of_day(close);
    if (!from) add(at + "/open", "centre.time", "HH:MM");
    if (!to) add(at + "/close", "centre.time", "HH:MM");
    if (from && to && *from >= *to) add(at + "/close", "centre.time_order", "after open");
  }
  void holiday(std::size_t n, const Holiday& day) {
    const std::string at = "/holidays/" + std::to_string(n);
    if (!sla::parse_date(day.date)) add(at + "/date", "centre.date", "YYYY-MM-DD");
    if (day.open || day.close) hours(at, day.open.value_or(""), day.close.value_or(""));
  }
  template <class IdType>
  void refers(const std::string& pointer, IdType id) {
    using Row = typename RowOf<IdType>::type;
    if (find(centre_, id) == nullptr) {
      add(pointer, "centre.unknown", "there is none in " + std::string(KindOf<Row>::word));
    }
  }
  template <class IdType>
  void list(const std::string& pointer, const std::vector<IdType>& ids, std::size_t max) {
    if (ids.size() > max) return add(pointer, "centre.too_many", std::to_string(max));
    std::set<IdType> seen;
    for (std::size_t n = 0; n < ids.size(); ++n) {
      const std::string at = pointer + "/" + std::to_string(n);
      refers(at, ids[n]);
      if (!seen.insert(ids[n]).second) add(at, "centre.doubled", "is there twice");
    }
  }
  template <class Item>
  void skills(const std::vector<Item>& items, std::int64_t Item::*level, const char* word) {
    if (items.size() > limits::kSkillsPerAgent) {
      return add("/skills", "centre.too_many", std::to_string(limits::kSkillsPerAgent));
    }
    std::set<SkillId> seen;
    for (std::size_t n = 0; n < items.size(); ++n) {
      const std::string at = "/skills/" + std::to_string(n);
      refers(at + "/skill_id", items[n].skill_id);
      if (!seen.insert(items[n].skill_id).second) {
        add(at + "/skill_id", "centre.doubled", "is there twice");
      }
      range((at + "/" + word).c_str(), items[n].*level, 1, 5);
    }
  }
  // Who dials it must reach the people who save lives, from every site.
  bool is_emergency(const std::string& extension) const {
    return std::any_of(centre_.sites.begin(), centre_.sites.end(), [&](const Site& site) {
      return read_phone(extension, site.country).kind == PhoneKind::emergency;
    });
  }
  void phone(const Agent& row) {
    const Phone& phone = row.phone;
    if (phone.kind == AgentPhone::browser) return;
    if (phone.sip_user.empty() && phone.contact.empty()) {
      return add("/phone/sip_user", "centre.phone", "a SIP phone has a sip_user or a contact");
    }
    if (phone.sip_user.size() > 64 || !all_of(phone.sip_user, "._-", true)) {
      add("/phone/sip_user", "centre.sip_user", "letters, digits, . _ -");
    }
    if (!phone.contact.empty() && !is_contact(phone.contact)) {
      add("/phone/contact", "centre.contact", "sip:name@IP address:port");
    }
    for (const Agent& other : centre_.agents) {
      if (other.id != row.id && !phone.sip_user.empty() && other.phone.sip_user == phone.sip_user) {
        add("/phone/sip_user", "centre.taken", phone.sip_user + " is taken");
      }
    }
  }
  /// Names of hosts are not resolved: a call must not wait for a name server.
  bool is_contact(const std::string& contact) const {
    if (contact.size() > 255 || !contact.starts_with("sip:")) return false;
    if (!all_of(contact.substr(4), "@.-_:;=[]+", true)) return false;
    return Endpoint::parse(host_of(contact), 0).has_value();
  }
  const Queue* overflow_queue(const Queue& queue) const {
    if (queue.overflow.kind != OverflowKind::queue) return nullptr;
    const auto id = QueueId::parse(queue.overflow.target);
    return id ? find(centre_, *id) : nullptr;
  }
  void overflow(const Queue& row) {
    const Overflow& to = row.overflow;
    if (to.kind == OverflowKind::number) return e164("/overflow/target", to.target);
    if (to.kind == OverflowKind::hang_up) {
      if (!to.target.empty()) add("/overflow/target", "centre.not_empty", "must be empty");
      return;
    }
    if (overflow_queue(row) == nullptr) {
      const auto near = nearest(to.target, names_of<Queue>(centre_));
      return add("/overflow/target", "centre.unknown",
                 "no such queue" + (near.empty() ? "" : ", did you mean " + near + "?"));
    }
    // A caller must not be handed round in a ring.
    const Queue* next = &row;
    for (std::size_t hops = 0; next != nullptr; next = overflow_queue(*next)) {
      if (hops++ > centre_.queues.size()) {
        return add("/overflow/target", "centre.overflow_loop", "leads back here");
      }
    }
  }

  const Centre& centre_;
  const Tools& tools_;
};

}  // namespace

bool is_e164(std::string_view text) {
  return text.size() >= 6 && text.size() <= 16 && text[0] == '+' && text[1] != '0' &&
         is_digits(text.substr(1));
}

void put_row(Centre& centre, const AnyRow& any) {
  std::visit(
      [&]<class T>(const T& row) {
        auto& list = KindOf<T>::list(centre);
        auto old =
            std::find_if(list.begin(), list.end(), [&](const T& r) { return r.id == row.id; });
        if (old == list.end()) {
          list.push_back(row);
        } else {
          *old = row;
        }
      },
      any);
}

std::vector<Fault> faults_of(const Centre& centre, const AnyRow& row, const Tools& tools) {
  Check check(centre, tools);
  std::visit([&](const auto& one) { check(one); }, row);
  return std::move(check.faults);
}

}  // namespace filo::app::centre
