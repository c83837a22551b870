#include "sim/world.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "base/check.h"
#include "protocols/sip/digest.h"

namespace filo::sim {

using namespace std::chrono_literals;

namespace {

const TenantId kTenant{1};
constexpr const char* kPassword = "virtual";

sip::Endpoint host(unsigned number, std::uint16_t port = 5060) {
  const auto at = sip::Endpoint::parse(
      fmt::format("10.{}.{}.{}", number >> 16 & 0xff, number >> 8 & 0xff, number & 0xff), port);
  FILO_CHECK(at.has_value());
  return *at;
}

ivr::Prompt prompt(const std::string& text) {
  ivr::Prompt made;
  made.text[""] = text;
  return made;
}

/// "Welcome", perhaps "press 1", then the queue.
std::shared_ptr<const ivr::Flow> make_flow(QueueId queue, bool menu, ivr::Answer answer) {
  auto flow = std::make_shared<ivr::Flow>();
  flow->answer = answer;
  ivr::QueueNode wait;
  wait.queue = queue;
  wait.announce.every = 20s;
  ivr::SayNode welcome;
  welcome.prompt = prompt("welcome");
  welcome.next = 1;
  flow->nodes.push_back({"welcome", welcome});
  if (menu) {
    ivr::MenuNode choose;
    choose.prompt = prompt("press 1");
    choose.options['1'] = 2;
    flow->nodes.push_back({"choose", choose});
  }
  flow->nodes.push_back({"wait", wait});
  return flow;
}

/// "We are closed", never answered.
std::shared_ptr<const ivr::Flow> make_farewell() {
  auto flow = std::make_shared<ivr::Flow>();
  flow->answer = ivr::Answer::late;
  flow->nodes.push_back({"closed", ivr::HangUpNode{prompt("closed")}});
  return flow;
}

}  // namespace

// --- the rest of the house, as small as it can be ------------------------------------------------

struct World::Directory final : sip::SipDirectory {
  std::map<std::string, bool, std::less<>> users;
  std::optional<Credentials> credentials(std::string_view user) const override {
    if (!users.contains(user)) return std::nullopt;
    Credentials known;
    known.ha1_md5 = sip::ha1(user, "filodiretto", kPassword, sip::DigestAlgorithm::md5);
    known.ha1_sha256 = sip::ha1(user, "filodiretto", kPassword, sip::DigestAlgorithm::sha256);
    return known;
  }
  std::optional<std::string> trusted_peer(const sip::Flow& flow) const override {
    // Callers live in 10.1.0.0/16: the network's side of the trunk.
    if (flow.remote.ip[1] == 1) return TrunkId{1}.str();
    return std::nullopt;
  }
};

struct World::Speech final : app::Speech {
  explicit Speech(Loop& l) : loop(l) {}
  void prompt(const std::string& text, const std::string& language, Done done) override {
    loop.post(
        [text, language, done = std::move(done)] { done("/speech/" + language + "/" + text); });
  }
  Loop& loop;
};

struct World::Callers final : app::CallerLookup {
  explicit Callers(Loop& l) : loop(l) {}
  void lookup(TenantId, const std::string& e164, Found done) override {
    loop.call_after(20ms, [e164, done = std::move(done)] {
      done({{CustomerId{1}, "Customer " + e164, ""}});
    });
  }
  Loop& loop;
};

struct World::Tickets final : app::CallTickets {
  explicit Tickets(Loop& l) : loop(l) {}
  void open_for_call(const Opening& opening, Opened done) override {
    loop.call_after(5ms,
                    [call = opening.call, done = std::move(done)] { done(TicketId{call.raw()}); });
  }
  Loop& loop;
};

struct World::Push final : app::LivePush {
  void agent_changed(TenantId, AgentId) override {}
  void board_changed(TenantId) override {}
};

// --- life --------------------------------------------------------------------------------------

World::World(std::uint64_t seed, Weather weather)
    : random_(seed),
      loop_(clock_),
      network_(loop_, seed ^ 0x9e3779b97f4a7c15ULL),
      started_(clock_.mono()),
      server_at_(host(0x000001)),
      directory_(std::make_unique<Directory>()),
      push_(std::make_unique<Push>()) {
  network_.set_weather(weather);
  app::LiveTrunk trunk;
  trunk.id = TrunkId{1};
  trunk.tenant = kTenant;
  trunk.name = "trunk";
  trunk.country = "IT";
  centre_.trunks.push_back(trunk);
  start_server();
}

World::~World() {
  director_.reset();
  server_.reset();
}

void World::start_server() {
  life_ = std::make_unique<LifeLoop>(loop_);
  speech_ = std::make_unique<Speech>(*life_);
  lookup_ = std::make_unique<Callers>(*life_);
  tickets_ = std::make_unique<Tickets>(*life_);
  media_ = std::make_unique<VirtualMedia>(*life_, server_at_.ip_str());
  ledger_ = std::make_unique<app::CallLedger>(clock_);
  prompts_ = std::make_unique<app::Prompts>(*speech_, "/files");
  sip::CoreConfig config;
  config.seed = random_.next() | 1;
  config.host = server_at_.host_str();
  config.nonce_secret = "kept over restarts";
  server_ =
      std::make_unique<SipNode>(*life_, network_, server_at_, *directory_, config,
                                [this](const sip::Event& event) { director_->on_sip(event); });
  director_ = std::make_unique<app::CallDirector>(
      app::CallDirector::Ports{.loop = *life_,
                               .sip = server_->core(),
                               .media = *media_,
                               .prompts = *prompts_,
                               .callers = *lookup_,
                               .tickets = *tickets_,
                               .ledger = *ledger_,
                               .push = *push_,
                               .hours = [](CalendarId, Instant) { return ivr::Hours::open; },
                               .flow_to = [this](const std::string& uri) { return way_to(uri); },
                               .node = 1,
                               .default_music = "music",
                               .acd = {}});
  media_->set_listener([this](const app::MediaEvent& event) { director_->on_media(event); });
  apply_centre();
}

std::optional<sip::Flow> World::way_to(const std::string& text) const {
  const auto uri = sip::Uri::parse(text);
  if (!uri) return std::nullopt;
  const auto at = sip::Endpoint::parse(uri->host, uri->port);
  if (!at) return std::nullopt;
  return server_->flow_to(*at);
}

Phone& World::add_outside_phone() {
  const sip::Endpoint at = host(0x010000 + next_host_++);
  centre_.trunks.front().host = at.ip_str();
  centre_.trunks.front().port = at.port;
  apply_centre();
  callers_.push_back(std::make_unique<Phone>(loop_, network_, at, "outside", random_.next()));
  return *callers_.back();
}

void World::overflow_to(QueueId queue, const std::string& number, Duration wait_max) {
  for (acd::QueueRules& rules : centre_.acd.queues) {
    if (rules.id != queue) continue;
    rules.wait_max = wait_max;
    rules.overflow = {acd::Overflow::Kind::number, {}, number};
  }
  apply_centre();
}

void World::change(const std::function<void(app::LiveCentre&)>& what) {
  what(centre_);
  apply_centre();
}

void World::apply_centre() {
  auto snapshot = std::make_shared<app::LiveCentre>(centre_);
  snapshot->index();
  director_->set_centre(std::move(snapshot));
}

const std::map<CallId, calls::CallRecord>& World::records() {
  for (calls::CallRecord& record : ledger_->take_changes().calls)
    records_[record.id] = std::move(record);
  return records_;
}

void World::restart_server() {
  records();
  std::vector<sip::SavedBinding> kept;
  for (const auto& [name, id] : agents_by_name_) {
    for (sip::SavedBinding& binding : server_->core().bindings(name, clock_.moment()))
      kept.push_back(std::move(binding));
  }
  director_.reset();
  server_.reset();
  media_.reset();
  life_.reset();
  start_server();
  server_->core().restore(kept, clock_.moment());
  for (const auto& [name, id] : agents_by_name_)
    (void)director_->set_presence(id, app::Presence::ready, {}).has_value();
}

// --- the centre ----------------------------------------------------------------------------------

QueueId World::add_queue(const std::string& name, Duration ring_timeout, Duration wrap_up) {
  const QueueId id{next_id_++};
  app::LiveQueue queue;
  queue.id = id;
  queue.tenant = kTenant;
  queue.name = name;
  centre_.queues[id] = queue;
  acd::QueueRules rules;
  rules.id = id;
  rules.name = name;
  rules.ring_timeout = ring_timeout;
  rules.wrap_up = wrap_up;
  centre_.acd.queues.push_back(rules);
  apply_centre();
  return id;
}

PauseReasonId World::add_pause_reason(const std::string& name) {
  const PauseReasonId id{next_id_++};
  centre_.pause_reasons[id] = {kTenant, name};
  apply_centre();
  return id;
}

void World::add_number(const std::string& e164, QueueId queue, bool menu, ivr::Answer answer) {
  add_number(e164, make_flow(queue, menu, answer));
}

void World::add_farewell_number(const std::string& e164) {
  add_number(e164, make_farewell());
}

void World::add_transfer_number(const std::string& e164, const std::string& to) {
  auto flow = std::make_shared<ivr::Flow>();
  flow->nodes.push_back({"connect", ivr::TransferNode{to}});
  add_number(e164, std::move(flow));
}

void World::add_number(const std::string& e164, std::shared_ptr<const ivr::Flow> flow) {
  app::LiveNumber number;
  number.id = NumberId{next_id_++};
  number.tenant = kTenant;
  number.e164 = e164;
  number.service = "service";
  number.language = "en";
  number.country = "IT";
  number.flow_id = FlowId{next_id_++};
  number.flow = std::move(flow);
  centre_.numbers.push_back(number);
  apply_centre();
}

void World::allow_calls_out(const std::string& name, calls::CallsOut right) {
  centre_.agents[agent_id(name)].calls_out = right;
  apply_centre();
}

void World::register_again(Phone& phone) {
  phone.register_at(server_at_, kPassword);
}

AgentId World::configure_agent(const std::string& name,
                               std::vector<QueueId> queues,
                               app::PhoneKind kind) {
  const AgentId id{next_id_++};
  app::LiveAgent agent;
  agent.id = id;
  agent.tenant = kTenant;
  agent.name = name;
  agent.kind = kind;
  agent.extension = name;
  if (kind == app::PhoneKind::sip) agent.sip_user = name;
  agent.queues = queues;
  centre_.agents[id] = agent;
  acd::AgentRules rules;
  rules.id = id;
  rules.name = name;
  rules.queues = std::move(queues);
  centre_.acd.agents.push_back(rules);
  agents_by_name_[name] = id;
  directory_->users[name] = true;
  apply_centre();
  FILO_CHECK(director_->set_presence(id, app::Presence::ready, {}).has_value());
  return id;
}

Phone& World::add_agent(const std::string& name, std::vector<QueueId> queues) {
  configure_agent(name, std::move(queues), app::PhoneKind::sip);
  agent_phones_.push_back(std::make_unique<Phone>(loop_, network_, host(0x020000 + next_host_++),
                                                  name, random_.next()));
  agent_phones_.back()->register_at(server_at_, kPassword);
  return *agent_phones_.back();
}

AgentId World::add_browser_agent(const std::string& name, std::vector<QueueId> queues) {
  const AgentId id = configure_agent(name, std::move(queues), app::PhoneKind::browser);
  FILO_CHECK(director_->open_browser_phone(id, "virtual offer").has_value());
  return id;
}

AgentId World::agent_id(const std::string& name) const {
  return agents_by_name_.at(name);
}

// --- what happens
// ----------------------------------------------------------------------------------

Phone& World::call_in(const std::string& dnis, const std::string& ani) {
  callers_.push_back(
      std::make_unique<Phone>(loop_, network_, host(0x010000 + next_host_++), ani, random_.next()));
  callers_.back()->dial(server_at_, dnis, ani);
  return *callers_.back();
}

void World::dial(Phone& phone, const std::string& number) {
  phone.dial_as_user(server_at_, number, kPassword);
}

void World::press(Phone& phone, char digit) {
  const app::MediaLegId leg = media_->leg_toward(phone.ip(), phone.rtp_port());
  if (leg) media_->press(leg, digit);
}

void World::rearm() {
  if (server_) server_->rearm();
  for (auto* phones : {&agent_phones_, &callers_}) {
    for (const auto& phone : *phones) {
      if (phone->node()) phone->node()->rearm();
    }
  }
}

void World::run_for(Duration by) {
  const MonoTime end = clock_.mono() + by;
  rearm();
  while (loop_.step(end - clock_.mono())) {
    rearm();
    check();
  }
  loop_.run_for(std::max(Duration{0}, end - clock_.mono()));
  check();
}

void World::check() {
  if (!fault_.empty()) return;
  const std::vector<std::string> faults = director_->faults();
  if (!faults.empty())
    fault_ =
        fmt::format("at {:.3f} s: {}", static_cast<double>(uptime().count()) / 1e6, faults.front());
}

std::string World::leftovers() const {
  std::string left;
  if (director_->calls() > 0) left += fmt::format("{} calls ", director_->calls());
  if (server_->core().legs() > 0) left += fmt::format("{} legs ", server_->core().legs());
  if (server_->core().transactions() > 0)
    left += fmt::format("{} transactions ", server_->core().transactions());
  if (media_->open_legs() > 0) left += fmt::format("{} media legs ", media_->open_legs());
  if (director_->dispatcher().waiting() > 0) left += "callers in the dispatcher ";
  return left;
}

}  // namespace filo::sim
