#pragma once
// One caller's walk through a flow. Pure: events in, actions out, time as an argument.
//
//   Session session(flow, {.language = "it", .ani = "+39055..."});
//   run(session.start(now));                    // carry the actions out, in order
//   ... a digit:    run(session.step(Digit{'1'}, now));
//   ... the timer:  run(session.step(Timeout{}, now));
// After each step arm one timer for deadline(). When done() the last action was ToQueue, Transfer
// or HangUp; further events do nothing.
//
// Digits pressed while a prompt plays end it and count (type-ahead); those pressed before a menu is
// reached are kept for it, at most kDigitsMax. Digits of a secret node appear nowhere but in
// variable().
// Owner: core thread; lives as long as the call is in the flow.

#include <map>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "domain/ivr/flow.h"

namespace filo::ivr {

// --- events -----------------------------------------------------------------------------------
/// `id` is that of Play; an older one is ignored.
struct PromptEnded {
  std::uint32_t id = 0;
};
struct Digit {
  char digit = 0;
};
struct Timeout {};
enum class Hours : std::uint8_t { open, closed, holiday };
struct HoursAnswer {
  Hours hours = Hours::open;
};
using Event = std::variant<PromptEnded, Digit, Timeout, HoursAnswer>;

// --- actions ----------------------------------------------------------------------------------
/// Play a file, or speak `text` in `language`. PromptEnded{id} is expected when it ends or fails.
struct Play {
  std::uint32_t id = 0;
  std::string language, text, file;
};
struct StopPlay {};
/// Answer with HoursAnswer.
struct AskHours {
  CalendarId calendar;
};
struct LanguageSet {
  std::string language;
};
struct ServiceSet {
  std::string service;
};
struct VariableSet {
  std::string name, value;  ///< Secret values come masked.
};
struct ToQueue {
  QueueId queue;
  int priority = 0;
  std::string language;
  Prompt prompt;
  QueueAnnounce announce;
};
struct Transfer {
  std::string number;
};
/// Answer the call now, if it is not.
struct AnswerCall {};
struct HangUp {
  enum class Cause : std::uint8_t { flow_end, no_input, budget };
  Cause cause = Cause::flow_end;
};
using Action = std::variant<Play,
                            StopPlay,
                            AskHours,
                            LanguageSet,
                            ServiceSet,
                            VariableSet,
                            ToQueue,
                            Transfer,
                            AnswerCall,
                            HangUp>;

/// What is known of the call when the flow begins; also the variables {ani}, {dnis}, {service}.
struct CallFacts {
  std::string language = {}, service = {}, ani = {}, dnis = {};
};

/// Nodes a single call may enter: a caller can walk menus for long, not for ever.
inline constexpr int kStepBudget = 500;
/// A prompt whose end nobody tells counts as ended after this.
inline constexpr Duration kPromptMax = std::chrono::minutes{5};

class Session {
 public:
  Session(std::shared_ptr<const Flow> flow, CallFacts facts);

  std::vector<Action> start(MonoTime now);
  std::vector<Action> step(const Event& event, MonoTime now);

  /// When to send Timeout; nullopt: no timer is needed.
  std::optional<MonoTime> deadline() const { return deadline_; }
  bool done() const { return done_; }
  const std::string& language() const { return language_; }
  const std::string& service() const { return service_; }
  /// Name of the node the caller is in; for log and screens.
  const std::string& node() const;
  /// The node of each action that the last start() or step() gave, in their order.
  const std::vector<NodeIndex>& places() const { return places_; }
  /// The value as collected, also a secret one; empty when there is none.
  std::string variable(const std::string& name) const;
  /// All variables, secret ones masked as "***".
  std::map<std::string, std::string> variables() const;

 private:
  enum class Waits : std::uint8_t { nothing, prompt, digits, hours, farewell };
  struct Variable {
    std::string value;
    bool secret = false;
  };

  std::vector<Action> run();
  void enter(NodeIndex index);
  void begin(const SayNode& node);
  void begin(const MenuNode& node);
  void begin(const CollectNode& node);
  void begin(const HoursNode& node);
  void begin(const SetNode& node);
  void begin(const QueueNode& node);
  void begin(const TransferNode& node);
  void begin(const AnswerNode& node);
  void begin(const HangUpNode& node);
  void on(const PromptEnded& e);
  void on(const Digit& e);
  void on(const Timeout& e);
  void on(const HoursAnswer& e);
  void prompts_over();
  void use_typed();
  void take(const MenuNode& node, char digit);
  void take(const CollectNode& node, char digit);
  void finish_collect(const CollectNode& node);
  void no_more_digits();
  template <class N>
  void ask(const N& node);
  template <class N>
  void ask_again(const N& node);
  void play(std::vector<const Prompt*> prompts, std::string language, Waits then);
  void play_next();
  void stop_playing();
  void set_variable(const std::string& name, std::string value, bool secret);
  void finish(Action last);
  void act(Action action);

  std::shared_ptr<const Flow> flow_;
  std::string language_, service_;
  std::map<std::string, Variable> variables_;
  NodeIndex node_ = 0;
  bool entered_ = false;  // node_ is to be begun
  Waits waits_ = Waits::nothing;
  bool done_ = false;
  int budget_ = kStepBudget;
  int tries_left_ = 0;                  // of the current menu or collect node
  std::string typed_;                   // pressed and not yet used
  std::string collected_;               // of the current collect node
  std::vector<const Prompt*> prompts_;  // still to be played, next one last
  std::string prompt_language_;
  std::uint32_t play_id_ = 0;
  bool playing_ = false;
  std::optional<MonoTime> deadline_;
  MonoTime now_{};
  std::vector<Action> actions_;
  std::vector<NodeIndex> places_;
};

/// `text` with {name} replaced from `values`; unknown names vanish. "{{" is a brace. What is longer
/// than kTextBytesMax then is cut there, between two characters.
std::string fill_in(const std::string& text, const std::map<std::string, std::string>& values);

}  // namespace filo::ivr
