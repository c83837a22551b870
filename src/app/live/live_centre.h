#pragma once
// The centre as live calls need it: one immutable snapshot of numbers, queues, agents and trunks of
// all tenants. Built from the records when they change and handed to the core thread whole.

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "app/live/views.h"
#include "domain/acd/types.h"
#include "domain/calls/dialling.h"
#include "domain/ivr/flow.h"
#include "domain/people/ids.h"

namespace filo::app {

/// A number that callers dial.
struct LiveNumber {
  NumberId id;
  TenantId tenant;
  std::string e164;      ///< "+39800100200"
  std::string service;   ///< "Guasti"
  std::string language;  ///< "it", "fr", "en"
  std::string country;   ///< Of its site, for numbers in national notation: "IT".
  FlowId flow_id;
  std::shared_ptr<const ivr::Flow> flow;
};

struct LiveQueue {
  QueueId id;
  TenantId tenant;
  std::string name;
  std::string music;              ///< WAV file; empty: the product's default.
  bool announce_position = true;  ///< Else waiting callers hear no place, whatever their flow says.
  Duration service_level{20'000'000};
};

struct LiveAgent {
  AgentId id;
  TenantId tenant;
  UserId user;
  std::string name, extension, language;
  PhoneKind kind = PhoneKind::browser;
  std::string sip_user;  ///< Of a phone that registers.
  std::string contact;   ///< Of a phone with a fixed address: "sip:101@192.0.2.7:5060".
  std::vector<QueueId> queues;
  calls::CallsOut calls_out = calls::CallsOut::none;
};

/// A link to the telephone network, or another switch. Calls from its address are trusted.
struct LiveTrunk {
  TrunkId id;
  TenantId tenant;
  std::string name, host;
  std::string transport = "udp";
  std::uint16_t port = 5060;
  std::string country;  ///< For the notation of its numbers.
  std::string shown;    ///< The number of ours that outside phones see.
  std::size_t calls_max = limits::kCalls;
};

struct LivePauseReason {
  TenantId tenant;
  std::string name;
};

struct LiveCentre {
  std::vector<LiveNumber> numbers;
  std::unordered_map<QueueId, LiveQueue> queues;
  std::unordered_map<AgentId, LiveAgent> agents;
  std::vector<LiveTrunk> trunks;
  std::unordered_map<PauseReasonId, LivePauseReason> pause_reasons;
  std::map<TenantId, std::string> zones;  ///< Whose midnight ends a tenant's day.
  acd::Centre acd;

  const LiveNumber* number(std::string_view e164) const;
  const LiveQueue* queue(QueueId id) const;
  const LiveAgent* agent(AgentId id) const;
  const LiveAgent* agent_by_sip_user(std::string_view sip_user) const;
  const LiveAgent* agent_by_extension(TenantId tenant, std::string_view extension) const;
  /// By TrunkId::str(), which is how the SIP core knows trusted peers.
  const LiveTrunk* trunk(std::string_view id) const;
  /// What the tenant's outgoing calls show when their trunk names no number; nullptr: none.
  const LiveNumber* first_number(TenantId tenant) const;
  bool has_pause_reasons(TenantId tenant) const;

  /// Makes the indexes behind the lookups; once, before the snapshot is shared.
  void index();

 private:
  std::map<std::string, std::size_t, std::less<>> by_e164_;
  std::map<std::string, AgentId, std::less<>> by_sip_user_;
};

}  // namespace filo::app
