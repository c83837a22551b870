#pragma once
// The whole switch minus sockets: the real sip::Core, director, dispatcher, flows and call records
// over a virtual clock, network, sound and phones. One seed, one history.
//
//   World world{7};
//   const QueueId billing = world.add_queue("billing");
//   world.add_number("+39800100200", billing);
//   Phone& anna = world.add_agent("anna", {billing});
//   Phone& caller = world.call_in("+39800100200", "+390551234567");
//   world.run_for(10s);
//   EXPECT_EQ(anna.line(), Phone::Line::talking);
//
// After every step the checkers run (check()); the first fault found stands in fault().

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "app/live/call_director.h"
#include "base/prng.h"
#include "base/virtual_loop.h"
#include "domain/calls/call_book.h"
#include "sim/actors.h"
#include "sim/life_loop.h"
#include "sim/network.h"
#include "sim/virtual_media.h"

namespace filo::sim {

class World {
 public:
  explicit World(std::uint64_t seed, Weather weather = {});
  ~World();

  // --- the centre; before or during the run ---
  QueueId add_queue(const std::string& name,
                    Duration ring_timeout = std::chrono::seconds{15},
                    Duration wrap_up = std::chrono::seconds{5});
  PauseReasonId add_pause_reason(const std::string& name);
  /// A number whose flow says a sentence and goes to the queue; with `menu` it asks for a digit
  /// first (1 leads to the queue). `answer`: early media, when it is late.
  void add_number(const std::string& e164,
                  QueueId queue,
                  bool menu = false,
                  ivr::Answer answer = ivr::Answer::first);
  /// A number whose flow says a sentence, late, and ends.
  void add_farewell_number(const std::string& e164);
  /// A number whose flow connects to an extension or a number outside.
  void add_transfer_number(const std::string& e164, const std::string& to);
  /// An agent with a registering phone, ready for work.
  Phone& add_agent(const std::string& name, std::vector<QueueId> queues);
  /// An agent whose desk has sound, ready for work; the test is the person before it.
  AgentId add_browser_agent(const std::string& name, std::vector<QueueId> queues);
  AgentId agent_id(const std::string& name) const;
  const std::vector<std::unique_ptr<Phone>>& agent_phones() const { return agent_phones_; }
  /// Agents may dial outside from now on, or no more.
  void allow_calls_out(const std::string& name, calls::CallsOut right);
  /// An agent's phone that has unregistered.
  void register_again(Phone& phone);
  /// A phone behind the trunk: every number outside rings there.
  Phone& add_outside_phone();
  /// Who waits longer than `wait_max` is sent to `number`.
  void overflow_to(QueueId queue, const std::string& number, Duration wait_max);

  // --- what happens ---
  Phone& call_in(const std::string& dnis, const std::string& ani);
  /// An agent's phone dials; extensions are the agents' names.
  void dial(Phone& phone, const std::string& number);
  /// The person behind a phone presses a key.
  void press(Phone& phone, char digit);
  void run_for(Duration by);
  /// The administrator changes something and saves.
  void change(const std::function<void(app::LiveCentre&)>& what);
  /// The server dies and comes up again at once, with its configuration and what it kept of phones.
  void restart_server();
  std::size_t packets() const { return network_.sent(); }
  Duration uptime() const { return clock_.mono() - started_; }

  app::CallDirector& director() { return *director_; }
  VirtualMedia& media() { return *media_; }
  sip::Core& server_sip() { return server_->core(); }
  /// Every record as it was last taken, as the store would have it.
  const std::map<CallId, calls::CallRecord>& records();
  app::CallLedger& ledger() { return *ledger_; }
  unsigned long ignored_facts() const { return ledger_->ignored(); }
  Network& network() { return network_; }
  Prng& random() { return random_; }
  VirtualLoop& loop() { return loop_; }
  const std::vector<std::unique_ptr<Phone>>& callers() const { return callers_; }
  /// The first broken promise, with the virtual time when it was seen; empty when none.
  const std::string& fault() const { return fault_; }
  /// Everything quiet: no call, leg, transaction or sound is left.
  std::string leftovers() const;

 private:
  struct Directory;
  struct Speech;
  struct Callers;
  struct Tickets;
  struct Push;

  void start_server();
  void add_number(const std::string& e164, std::shared_ptr<const ivr::Flow> flow);
  void apply_centre();
  AgentId configure_agent(const std::string& name,
                          std::vector<QueueId> queues,
                          app::PhoneKind kind);
  std::optional<sip::Flow> way_to(const std::string& uri) const;
  void check();
  void rearm();

  Prng random_;
  ManualClock clock_;
  VirtualLoop loop_;
  Network network_;
  MonoTime started_;
  sip::Endpoint server_at_;
  app::LiveCentre centre_;
  std::map<std::string, AgentId> agents_by_name_;
  std::vector<std::unique_ptr<Phone>> agent_phones_;
  std::vector<std::unique_ptr<Phone>> callers_;
  std::map<CallId, calls::CallRecord> records_;
  std::unique_ptr<app::CallLedger> ledger_;
  std::unique_ptr<LifeLoop> life_;
  std::unique_ptr<Directory> directory_;
  std::unique_ptr<Speech> speech_;
  std::unique_ptr<Callers> lookup_;
  std::unique_ptr<Tickets> tickets_;
  std::unique_ptr<Push> push_;
  std::unique_ptr<VirtualMedia> media_;
  std::unique_ptr<app::Prompts> prompts_;
  std::unique_ptr<SipNode> server_;
  std::unique_ptr<app::CallDirector> director_;
  std::int64_t next_id_ = 1;
  unsigned next_host_ = 1;
  std::string fault_;
};

}  // namespace filo::sim
