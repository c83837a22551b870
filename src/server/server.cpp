#include "server/server.h"

#include <fmt/format.h>
#include <pthread.h>

#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <thread>

#include "adapters/centre_json/flow_check.h"
#include "adapters/centre_json/json_value.h"
#include "adapters/http/api.h"
#include "adapters/http/cursor.h"
#include "adapters/http/monitoring.h"
#include "adapters/http/password.h"
#include "adapters/http/server/http_server.h"
#include "adapters/http/sessions.h"
#include "adapters/http/socket_hub.h"
#include "adapters/http/static_assets.h"
#include "adapters/media/media_engine.h"
#include "adapters/sip_transport/sip_shell.h"
#include "adapters/speech/espeak.h"
#include "adapters/speech/music.h"
#include "adapters/store/centre_store.h"
#include "adapters/store/records.h"
#include "adapters/store/session_repo.h"
#include "app/live/call_director.h"
#include "base/epoll_loop.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/prng.h"
#include "base/text.h"
#include "base/workers.h"
#include "server/api_routes.h"
#include "server/binding_keeper.h"
#include "server/call_gate.h"
#include "server/centre_source.h"
#include "server/demo_desk.h"
#include "server/demo_document.h"
#include "server/desk_clock.h"
#include "server/first_logins.h"
#include "server/housekeeping.h"
#include "server/live_services.h"
#include "server/outbox_delivery.h"
#include "server/recorder.h"
#include "server/secrets.h"
#include "server/socket_messages.h"
#include "server/ticket_figures.h"
#include "server/tools.h"

namespace filo::server {

namespace {

constexpr unsigned kWorkers = 3;
constexpr std::size_t kWorkerQueue = 10'000;
constexpr Duration kTidy = std::chrono::minutes{1};
constexpr int kTidyRecordsEvery = 60;
constexpr Duration kUnwatched = std::chrono::milliseconds{20};  // until changes are read for nobody

Gauge g_calls{"filo_calls", "Live calls"};
Gauge g_faults{"filo_call_faults", "Broken promises that the switch found in itself; 0 always"};
constexpr Duration kSelfCheck = std::chrono::seconds{5};

http::HttpServerOptions http_options(const Config& config, const HostPort& listen) {
  http::HttpServerOptions options;
  options.address = listen.host;
  options.port = listen.port;
  options.threads = static_cast<unsigned>(config.http_threads);
  options.trusted_proxies = parse_list(config.http_trusted_proxies);
  options.https_in_front = config.http_public_url.starts_with("https://");
  return options;
}

SipShell::Config sip_config(const Config& config, const HostPort& listen, const Secrets& secrets) {
  SipShell::Config sip;
  const auto at = sip::Endpoint::parse(listen.host, listen.port);
  if (at) sip.transport.udp = sip.transport.tcp = {*at};
  sip.core.realm = config.sip_realm;
  sip.core.nonce_secret = secrets.nonce;
  sip.core.host = config.sip_advertise;
  sip.core.expires_max = std::chrono::seconds{config.sip_registration_max_s};
  sip.core.tcp = true;
  return sip;
}

app::DeskPolicy desk_policy(const Config& config) {
  return {.identity = {.questions = static_cast<std::size_t>(config.identity_questions),
                       .right = config.identity_right,
                       .wrong = config.identity_wrong,
                       .lock = std::chrono::minutes{config.identity_lock_min}},
          .tickets = {.recurrence_window = std::chrono::days{config.recurrence_days}}};
}

media::MediaConfig media_config(const Config& config, const HostPort& sip, const PortRange& ports) {
  media::MediaConfig media;
  media.bind_ips = {sip.host};
  media.advertised_ip = config.rtp_advertise;
  media.port_first = ports.first;
  media.port_last = ports.last;
  media.silence = std::chrono::seconds{config.rtp_silence_s};
  return media;
}

}  // namespace

/// Everything that lives, in the order of making; destroyed in reverse.
struct Server::Parts {
  Options options;
  HostPort http_at, sip_at;
  PortRange rtp;
  Secrets secrets;

  std::unique_ptr<store::Database> database;
  std::unique_ptr<store::RecordStore> records;
  std::unique_ptr<store::SqlCentreStore> centres;
  std::unique_ptr<store::SqlSessionRepo> session_repo;
  std::unique_ptr<DeskClock> desk_clock;
  std::vector<app::centre::MadeLogin> made;
  app::centre::Tools tools;

  EpollLoop core;
  std::unique_ptr<Workers> workers;
  Directory directory;
  std::shared_ptr<const LiveConfiguration> live;       // core thread, once it runs
  std::mutex reload_mutex;                             // one reload at a time
  std::shared_ptr<const LiveConfiguration> last_read;  // By reload_mutex, once the core runs.
  http::SocketHub hub;
  std::unique_ptr<OverloadGate> gate;
  std::unique_ptr<SipShell> sip;
  std::unique_ptr<media::MediaEngine> media;
  std::unique_ptr<speech::EspeakSpeech> speech;
  std::unique_ptr<app::Prompts> prompts;
  std::unique_ptr<StoreCallers> callers;
  std::unique_ptr<StoreCallTickets> tickets;
  std::unique_ptr<app::CallLedger> ledger;
  std::unique_ptr<Recorder> recorder;
  std::unique_ptr<BindingKeeper> bindings;
  std::unique_ptr<SocketPush> push;
  std::unique_ptr<app::CallDirector> director;
  std::unique_ptr<TicketFigures> ticket_figures;
  std::unique_ptr<SocketMessages> messages;
  std::unique_ptr<OutboxDelivery> delivery;

  std::unique_ptr<http::Sessions> sessions;
  std::unique_ptr<http::Cursors> cursors;
  std::unique_ptr<http::Guard> guard;
  http::Router router;
  http::DeskContext desk;
  std::unique_ptr<http::Api> api;
  std::unique_ptr<http::HttpServer> web;

  std::thread core_thread;
  std::mutex stop_mutex;
  std::condition_variable stop_signal;
  bool stopping = false;

  Status read_settings();
  Status open_store();
  Result<std::shared_ptr<const LiveConfiguration>> read_centres();
  Status load_centres();
  void reload_centres();
  Status start_voice();
  Status start_web();
  void start_timers();
  void check_calls();
  int tidied = 0;  // Core thread.
  Status follow_outbox();
  void shut_down();
};

// --- start ---------------------------------------------------------------------------------------

Status Server::Parts::read_settings() {
  const Config& config = options.config;
  auto web_at = parse_listen(config.http_listen, "http.listen");
  if (!web_at) return web_at.error();
  http_at = *web_at;
  auto voice_at = parse_listen(config.sip_listen, "sip.listen");
  if (!voice_at) return voice_at.error();
  sip_at = *voice_at;
  auto ports = parse_ports(config.rtp_ports, "rtp.ports");
  if (!ports) return ports.error();
  rtp = *ports;
  std::error_code fault;
  std::filesystem::create_directories(config.data_dir, fault);
  if (fault)
    return Error{Errc::unavailable, fmt::format("cannot make the data directory {}: {}",
                                                config.data_dir, fault.message())};
  auto kept = load_secrets(config.data_dir + "/secrets");
  if (!kept) return kept.error();
  secrets = *kept;
  return {};
}

Status Server::Parts::open_store() {
  auto opened = store::open_database({.url = database_url(options.config)}, system_clock());
  if (!opened) return opened.error();
  database = std::move(*opened);
  const auto migrated = database->migrate(false);
  if (!migrated) return migrated.error();
  desk_clock = std::make_unique<DeskClock>(system_clock());
  const Status anchored = desk_clock->load(*database);
  if (!anchored) return anchored;
  records = std::make_unique<store::RecordStore>(*database, desk_policy(options.config));
  centres = std::make_unique<store::SqlCentreStore>(*database);
  session_repo = std::make_unique<store::SqlSessionRepo>(*database);
  tools = make_tools(options.config.sip_realm, options.config.data_dir);
  if (!options.demo) return {};
  const auto document = centre_json::parse_json(demo_document());
  if (!document) return document.error();
  auto logins = app::centre::load_demo(*centres, *document, tools);
  if (!logins) return logins.error();
  made = std::move(*logins);
  if (made.empty()) return {};
  const Status kept = keep_first_logins(options.config.data_dir, made);
  if (!kept) return kept;
  const auto story = centre_json::parse_json(demo_desk_document());
  if (!story) return story.error();
  return load_demo_desk(*records, *centres, *story, desk_clock->stamp());
}

/// All tenants as live calls need them; one caller at a time. Blocks.
Result<std::shared_ptr<const LiveConfiguration>> Server::Parts::read_centres() {
  std::vector<app::centre::Centre> all;
  const Status read = centres->read([&](app::CentreRepo& repo) -> Status {
    all.clear();
    auto tenants = repo.tenants();
    if (!tenants) return tenants.error();
    for (const app::CentreRepo::Tenant& tenant : *tenants) {
      auto one = repo.load(tenant.id);
      if (!one) return one.error();
      all.push_back(std::move(*one));
    }
    return {};
  });
  if (!read) return read.error();
  last_read = build_live(all, options.config.data_dir + "/music", last_read.get());
  return last_read;
}

Status Server::Parts::load_centres() {
  auto read = read_centres();
  if (!read) return read.error();
  live = *read;
  return {};
}

/// A changed configuration: read on a worker, taken over on the core thread, in the order of
/// reading.
void Server::Parts::reload_centres() {
  workers->run([this] {
    std::lock_guard lock(reload_mutex);
    auto read = read_centres();
    if (!read) {
      FILO_LOG_ERROR("server", "configuration not reloaded: {}", read.error().detail);
      return;
    }
    core.post([this, fresh = *read] {
      live = fresh;
      directory.set(fresh);
      director->set_centre(std::shared_ptr<const app::LiveCentre>(fresh, &fresh->centre));
    });
  });
}

Status Server::Parts::start_voice() {
  const Config& config = options.config;
  workers = std::make_unique<Workers>(kWorkers, kWorkerQueue);
  directory.set(live);
  gate = std::make_unique<OverloadGate>(static_cast<double>(config.sip_new_calls_per_second));
  sip = std::make_unique<SipShell>(
      core, sip_config(config, sip_at, secrets), directory,
      [this](const sip::Event& event) {
        bindings->on_sip(event);
        director->on_sip(event);
      },
      gate.get());
  bindings = std::make_unique<BindingKeeper>(*database, core, sip->core());
  media = std::make_unique<media::MediaEngine>(core, *workers, media_config(config, sip_at, rtp));
  const std::string music = config.data_dir + "/music/default.wav";
  std::error_code ignored;
  std::filesystem::create_directories(config.data_dir + "/music", ignored);
  std::filesystem::create_directories(config.data_dir + "/prompts", ignored);
  const Status composed = speech::ensure_music(music);
  if (!composed) return composed;
  speech = std::make_unique<speech::EspeakSpeech>(
      core, *workers, speech::EspeakConfig{.folder = config.data_dir + "/speech"});
  prompts = std::make_unique<app::Prompts>(*speech, config.data_dir + "/prompts");
  callers = std::make_unique<StoreCallers>(*records, *workers, core);
  tickets = std::make_unique<StoreCallTickets>(*records, core, *desk_clock);
  ledger = std::make_unique<app::CallLedger>(system_clock());
  ledger->set_centre(live->centre);
  recorder = std::make_unique<Recorder>(*database, core, *ledger);
  const Status recovered = recorder->recover();
  if (!recovered) return recovered;
  push = std::make_unique<SocketPush>(hub, core);
  director = std::make_unique<app::CallDirector>(app::CallDirector::Ports{
      .loop = core,
      .sip = sip->core(),
      .media = *media,
      .prompts = *prompts,
      .callers = *callers,
      .tickets = *tickets,
      .ledger = *ledger,
      .push = *push,
      .hours = [this](CalendarId calendar, Instant at) { return live->hours(calendar, at); },
      .flow_to = [this](const std::string& contact) { return sip->flow_to(contact); },
      .node = 1,
      .default_music = music,
      .acd = {}});
  push->set_director(director.get());
  media->set_listener([this](const app::MediaEvent& event) { director->on_media(event); });
  director->set_centre(std::shared_ptr<const app::LiveCentre>(live, &live->centre));
  recorder->restore_presence(*director);
  recorder->start();
  ticket_figures = std::make_unique<TicketFigures>(
      *records, *workers, core, *ledger, [this](TenantId tenant) { push->board_changed(tenant); });
  ticket_figures->start();
  core.set_after_batch([this] {
    sip->after_batch();
    g_calls.set(static_cast<std::int64_t>(director->calls()));
  });
  const Status bound = sip->start();
  if (!bound) return bound;
  return bindings->restore([this](const sip::Endpoint& remote) -> std::optional<sip::Flow> {
    const auto flow = sip->transport().flow_to(sip::Transport::udp, remote);
    if (!flow) return std::nullopt;
    return *flow;
  });
}

Status Server::Parts::start_web() {
  const Config& config = options.config;
  messages = std::make_unique<SocketMessages>(
      hub, core, *director, [this](const http::SocketPeer& peer, std::int64_t after) {
        workers->run([this, peer, after] { delivery->resume(peer, after); });
      });
  hub.set_on_message([this](const http::SocketPeer& peer, std::string text) {
    messages->received(peer, std::move(text));
  });
  hub.set_on_close([this](const http::SocketPeer& peer) { messages->closed(peer); });
  http::SessionOptions session_options;
  session_options.lifetime = std::chrono::hours{config.session_hours};
  session_options.secure_cookie = config.http_public_url.starts_with("https://");
  sessions = std::make_unique<http::Sessions>(session_options, *session_repo, *workers,
                                              system_clock(), &hub);
  const Status loaded = sessions->load();
  if (!loaded) return loaded;
  cursors = std::make_unique<http::Cursors>(secrets.cursor);
  std::vector<std::string> origins;
  if (!config.http_public_url.empty()) origins.push_back(config.http_public_url);
  guard = std::make_unique<http::Guard>(*sessions, origins);
  http::ApiContext context;
  context.clock = &system_clock();
  context.cursors = cursors.get();
  context.store = records.get();
  context.workers = workers.get();
  context.core = &core;
  api = std::make_unique<http::Api>(router, context);
  add_api_routes(*api, ApiParts{.sessions = *sessions,
                                .director = *director,
                                .store = *records,
                                .centres = *centres,
                                .tools = tools,
                                .database = *database,
                                .workers = *workers,
                                .core = core,
                                .desk = desk,
                                .stamp = [this] { return desk_clock->stamp(); }});
  api->serve_openapi();
  router.add_socket("/api/v1/events", [this](const http::Request& request) {
    return guard->may_open_socket(request);
  });
  http::add_monitoring(router, {.checks = {{"store", [this] { return database->healthy(); }}},
                                .version = FILO_VERSION,
                                .metrics_token = config.http_metrics_token});
  router.set_fallback(http::static_handler(config.web_dir));
  web = std::make_unique<http::HttpServer>(
      http_options(config, http_at), router, hub,
      [this](http::Request& request) { return (*guard)(request); });
  return web->start();
}

/// What the simulator proves of the switch is watched in the real one too: who waits while somebody
/// could take him, legs without calls, agents in calls that are gone.
void Server::Parts::check_calls() {
  core.call_after(kSelfCheck, [this] {
    const std::vector<std::string> faults = director->faults();
    g_faults.set(static_cast<std::int64_t>(faults.size()));
    if (!faults.empty())
      FILO_LOG_ERROR("calls", "self-check: {} faults, first: {}", faults.size(), faults.front());
    check_calls();
  });
}

/// Each minute; the records once an hour, which is often enough for what is kept for a day.
void Server::Parts::start_timers() {
  core.call_after(kTidy, [this] {
    desk_clock->save(*database);
    workers->run([this] {
      sessions->tidy();
      const Status done = database->checkpoint();
      if (!done) FILO_LOG_WARN("server", "checkpoint: {}", done.error().detail);
    });
    if (tidied++ % kTidyRecordsEvery == 0) {
      workers->run([this] {
        const Status done = tidy_records(*records, *centres, *database, system_clock().now());
        if (!done) FILO_LOG_WARN("server", "old records stay: {}", done.error().detail);
      });
    }
    start_timers();
  });
}

/// Browsers are told what changed; a changed centre is loaded again.
Status Server::Parts::follow_outbox() {
  const OutboxDelivery::Listener listener{
      .centre_changed = [this] { reload_centres(); },
      .tickets_changed =
          [this](TenantId tenant) {
            core.post([this, tenant] { ticket_figures->changed(tenant); });
          }};
  delivery = std::make_unique<OutboxDelivery>(*database, hub, listener);
  const Status begun = delivery->begin();
  if (!begun) return begun;
  const auto deliver = [this] {
    if (!workers->run([this] { delivery->deliver(); })) delivery->take_back();
  };
  database->on_outbox([this, deliver](std::int64_t) {
    if (!delivery->ask()) return;
    if (hub.sockets() > 0) return deliver();
    // No screen is open: a little later, one read for the changes of many calls.
    if (!core.post([this, deliver] { core.call_after(kUnwatched, deliver); }))
      delivery->take_back();
  });
  return {};
}

Server::Server(Options options) : parts_(std::make_unique<Parts>()) {
  parts_->options = std::move(options);
}

Server::~Server() = default;

Status Server::start() {
  Parts& p = *parts_;
  for (const auto step : {&Parts::read_settings, &Parts::open_store, &Parts::load_centres,
                          &Parts::start_voice, &Parts::follow_outbox, &Parts::start_web}) {
    const Status done = (p.*step)();
    if (!done) {
      p.shut_down();
      return done;
    }
  }
  p.desk_clock->save(*p.database);
  p.start_timers();
  p.check_calls();
  p.core_thread = std::thread([&p] { p.core.run(); });
  pthread_setname_np(p.core_thread.native_handle(), "core");
  return {};
}

void Server::run() {
  Parts& p = *parts_;
  {
    std::unique_lock lock(p.stop_mutex);
    p.stop_signal.wait(lock, [&] { return p.stopping; });
  }
  FILO_LOG_INFO("server", "stopping");
  p.shut_down();
}

void Server::stop() {
  {
    std::lock_guard lock(parts_->stop_mutex);
    parts_->stopping = true;
  }
  parts_->stop_signal.notify_all();
}

/// In reverse: no new requests, then no more calls, then what is queued is written.
void Server::Parts::shut_down() {
  if (web) web->stop();
  if (core_thread.joinable()) {
    core.post([this] {
      sip->core().set_overloaded(true);  // who calls now is told to come again
      director->hang_up_all("server_stop");
      bindings->flush();
      recorder->finish([this] {
        sip->stop();
        core.stop();
      });
    });
    core_thread.join();
  }
  // Kept until the database is closed: its last commits still offer work, which is refused.
  if (workers) workers->stop();
  if (desk_clock && database && live) desk_clock->save(*database);
  // Finishes the queued writes while those who wait for them still exist.
  database.reset();
}

const std::vector<app::centre::MadeLogin>& Server::made_logins() const {
  return parts_->made;
}

std::string Server::openapi() const {
  return parts_->api->openapi_json();
}

std::uint16_t Server::http_port() const {
  return parts_->web ? parts_->web->port() : 0;
}

}  // namespace filo::server
