#include "server/centre_source.h"

#include <algorithm>
#include <filesystem>

#include "adapters/centre_json/flow_check.h"
#include "app/centre/business_hours.h"
#include "app/centre/kinds.h"
#include "base/log.h"
#include "base/text.h"

namespace filo::server {

namespace {

namespace centre = app::centre;

Duration ms(std::int64_t value) {
  return std::chrono::milliseconds{value};
}

acd::Overflow overflow_of(const centre::Overflow& from) {
  acd::Overflow to;
  switch (from.kind) {
    case centre::OverflowKind::hang_up:
      to.kind = acd::Overflow::Kind::hang_up;
      break;
    case centre::OverflowKind::number:
      to.kind = acd::Overflow::Kind::number;
      to.number = from.target;
      break;
    case centre::OverflowKind::queue:
      to.kind = acd::Overflow::Kind::queue;
      to.queue = QueueId::parse(from.target).value_or(QueueId{});
      break;
  }
  return to;
}

acd::Strategy strategy_of(centre::Strategy strategy) {
  switch (strategy) {
    case centre::Strategy::longest_idle:
      return acd::Strategy::longest_idle;
    case centre::Strategy::most_skilled:
      return acd::Strategy::most_skilled;
    case centre::Strategy::round_robin:
      return acd::Strategy::round_robin;
  }
  return acd::Strategy::longest_idle;
}

acd::QueueRules rules_of(const centre::Queue& from) {
  acd::QueueRules to;
  to.id = from.id;
  to.name = from.name;
  for (const centre::QueueSkill& skill : from.skills)
    to.skills.push_back({skill.skill_id, static_cast<int>(skill.level_min)});
  to.priority = static_cast<int>(from.priority);
  to.strategy = strategy_of(from.strategy);
  to.ring_timeout = ms(from.ring_timeout_ms);
  to.wrap_up = ms(from.wrap_up_ms);
  to.wait_max = ms(from.wait_max_ms);
  to.waiting_max = static_cast<std::size_t>(from.waiting_max);
  if (from.no_agents_after_ms) to.no_agents_after = ms(*from.no_agents_after_ms);
  to.overflow = overflow_of(from.overflow);
  return to;
}

/// A file that is not there would leave callers in silence.
std::string music_of(const centre::Queue& queue, const std::string& folder) {
  if (queue.music.empty()) return {};
  const std::string file = folder + "/" + queue.music;
  if (std::filesystem::is_regular_file(file)) return file;
  FILO_LOG_WARN("centre", "queue \"{}\" has the usual music: there is no {}", queue.name, file);
  return {};
}

app::LiveQueue live_queue(TenantId tenant, const centre::Queue& from, const std::string& music) {
  app::LiveQueue to;
  to.id = from.id;
  to.tenant = tenant;
  to.name = from.name;
  to.music = music_of(from, music);
  to.announce_position = from.announce_position;
  to.service_level = ms(from.service_level_ms);
  return to;
}

app::LiveAgent live_agent(const centre::Centre& all, const centre::Agent& from) {
  app::LiveAgent to;
  to.id = from.id;
  to.tenant = all.tenant;
  to.user = from.user_id;
  to.name = from.name;
  to.extension = from.extension;
  to.kind = from.phone.kind == centre::AgentPhone::browser ? app::PhoneKind::browser
                                                           : app::PhoneKind::sip;
  to.sip_user = from.phone.sip_user;
  to.contact = from.phone.contact;
  to.queues = from.queue_ids;
  to.calls_out = from.calls_out;
  const centre::User* user = centre::find(all, from.user_id);
  if (user) to.language = user->language;
  return to;
}

acd::AgentRules rules_of(const centre::Agent& from) {
  acd::AgentRules to;
  to.id = from.id;
  to.name = from.name;
  for (const centre::AgentSkill& skill : from.skills)
    to.skills.push_back({skill.skill_id, static_cast<int>(skill.level)});
  to.queues = from.queue_ids;
  return to;
}

/// The flow that a number of `before` has under this id, whatever its version.
std::shared_ptr<const ivr::Flow> last_good(const LiveConfiguration* before, FlowId id) {
  if (before == nullptr) return nullptr;
  for (const app::LiveNumber& number : before->centre.numbers)
    if (number.flow_id == id && number.flow) return number.flow;
  return nullptr;
}

std::shared_ptr<const ivr::Flow> flow_of(const centre::Centre& all,
                                         FlowId id,
                                         const LiveConfiguration* before) {
  const centre::FlowVersion* version = centre::find(all, id);
  if (!version) return nullptr;
  auto flow = centre_json::flow_of(version->document, all);
  if (flow) return std::make_shared<const ivr::Flow>(std::move(*flow));
  auto kept = last_good(before, id);
  FILO_LOG_ERROR("centre", "flow \"{}\" cannot be used, {}: {} {}", version->name,
                 kept ? "callers keep the version before" : "its numbers are not reachable",
                 flow.error().front().pointer, flow.error().front().detail);
  return kept;
}

void add_numbers(app::LiveCentre& live,
                 const centre::Centre& all,
                 const LiveConfiguration* before) {
  std::unordered_map<FlowId, std::shared_ptr<const ivr::Flow>> flows;
  for (const centre::Number& from : all.numbers) {
    auto [flow, fresh] = flows.try_emplace(from.flow_id);
    if (fresh) flow->second = flow_of(all, from.flow_id, before);
    app::LiveNumber to;
    to.id = from.id;
    to.tenant = all.tenant;
    to.e164 = from.e164;
    to.service = from.service;
    to.language = from.language;
    const centre::Site* site = centre::find(all, from.site_id);
    to.country = site ? site->country : "IT";
    to.flow_id = from.flow_id;
    to.flow = flow->second;
    live.numbers.push_back(std::move(to));
  }
}

std::string country_of(const centre::Centre& all, const centre::Trunk& trunk) {
  const centre::Site* site = centre::find(all, trunk.site_id);
  if (!site && !all.sites.empty()) site = &all.sites.front();
  return site ? site->country : "IT";
}

void add_trunks(app::LiveCentre& live, const centre::Centre& all) {
  for (const centre::Trunk& from : all.trunks) {
    app::LiveTrunk to;
    to.id = from.id;
    to.tenant = all.tenant;
    to.name = from.name;
    // One way to write an address, as that of a packet is written.
    const auto at = Endpoint::parse(from.host, 0);
    to.host = at ? at->ip_str() : from.host;
    to.port = static_cast<std::uint16_t>(from.port);
    to.transport = from.transport == centre::Transport::tcp ? "tcp" : "udp";
    to.country = country_of(all, from);
    to.shown = from.numbers_out;
    to.calls_max = static_cast<std::size_t>(from.max_calls);
    live.trunks.push_back(std::move(to));
  }
}

void add_tenant(LiveConfiguration& live,
                const centre::Centre& all,
                const std::string& music,
                const LiveConfiguration* before) {
  for (const centre::Queue& queue : all.queues) {
    live.centre.queues.emplace(queue.id, live_queue(all.tenant, queue, music));
    live.centre.acd.queues.push_back(rules_of(queue));
  }
  for (const centre::Agent& agent : all.agents) {
    const centre::User* user = centre::find(all, agent.user_id);
    if (user && !user->active) continue;  // no log-in, no calls
    live.centre.agents.emplace(agent.id, live_agent(all, agent));
    live.centre.acd.agents.push_back(rules_of(agent));
  }
  for (const centre::PauseReason& reason : all.pause_reasons)
    live.centre.pause_reasons[reason.id] = {all.tenant, reason.name};
  for (const centre::Calendar& calendar : all.calendars) {
    auto made = sla::BusinessCalendar::make(centre::hours_of(calendar));
    if (made) {
      live.calendars.emplace(calendar.id,
                             std::make_shared<const sla::BusinessCalendar>(std::move(*made)));
    } else {
      FILO_LOG_ERROR("centre", "calendar \"{}\" cannot be used and counts as closed: {}",
                     calendar.name, made.error().detail);
    }
  }
  for (const centre::PhoneSecret& secret : all.phone_secrets)
    live.phones[secret.sip_user] = {secret.ha1_md5, secret.ha1_sha256};
  live.centre.zones[all.tenant] = all.sites.empty() ? "UTC" : all.sites.front().zone;
  add_numbers(live.centre, all, before);
  add_trunks(live.centre, all);
}

std::set<std::string, std::less<>> homes_of(const app::LiveCentre& live) {
  std::set<std::string, std::less<>> homes;
  for (const app::LiveTrunk& trunk : live.trunks) homes.insert(trunk.host);
  for (const auto& [id, agent] : live.agents) {
    const auto uri = sip::Uri::parse(agent.contact);
    if (uri) homes.insert(uri->host);
  }
  return homes;
}

}  // namespace

ivr::Hours LiveConfiguration::hours(CalendarId id, Instant now) const {
  const auto calendar = calendars.find(id);
  return centre::hours_at(calendar == calendars.end() ? nullptr : calendar->second.get(), now);
}

std::shared_ptr<const LiveConfiguration> build_live(const std::vector<centre::Centre>& centres,
                                                    const std::string& music,
                                                    const LiveConfiguration* before) {
  auto live = std::make_shared<LiveConfiguration>();
  for (const centre::Centre& one : centres) add_tenant(*live, one, music, before);
  live->centre.index();
  live->homes = homes_of(live->centre);
  return live;
}

std::optional<sip::SipDirectory::Credentials> Directory::credentials(std::string_view user) const {
  if (!configuration_) return std::nullopt;
  const auto found = configuration_->phones.find(user);
  if (found == configuration_->phones.end()) return std::nullopt;
  return found->second;
}

std::optional<std::string> Directory::trusted_peer(const sip::Flow& flow) const {
  if (!configuration_) return std::nullopt;
  const std::string source = flow.remote.ip_str();
  for (const app::LiveTrunk& trunk : configuration_->centre.trunks) {
    // Port 0: the peer may call from any port of its address.
    if (trunk.host == source && (trunk.port == 0 || trunk.port == flow.remote.port))
      return trunk.id.str();
  }
  return std::nullopt;
}

bool Directory::is_home(const sip::Endpoint& source) const {
  return configuration_ && configuration_->homes.contains(source.ip_str());
}

}  // namespace filo::server
