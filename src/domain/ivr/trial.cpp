#include "domain/ivr/trial.h"

#include <algorithm>
#include <deque>

#include "base/result.h"

namespace filo::ivr {
namespace {

using Kind = TrialStep::Kind;

constexpr const char* kHidden = "\u2022";  // a secret digit

Kind kind_of(const NodeKind& node) {
  return std::visit(overloaded{[](const SayNode&) { return Kind::say; },
                               [](const MenuNode&) { return Kind::menu; },
                               [](const CollectNode&) { return Kind::collect; },
                               [](const HoursNode&) { return Kind::hours; },
                               [](const SetNode&) { return Kind::set; },
                               [](const QueueNode&) { return Kind::queue; },
                               [](const TransferNode&) { return Kind::transfer; },
                               [](const AnswerNode&) { return Kind::answer; },
                               [](const HangUpNode&) { return Kind::hang_up; }},
                    node);
}

const char* word_of(Hours hours) {
  return hours == Hours::open ? "open" : hours == Hours::closed ? "closed" : "holiday";
}

const char* word_of(HangUp::Cause cause) {
  return cause == HangUp::Cause::flow_end   ? "flow_end"
         : cause == HangUp::Cause::no_input ? "no_input"
                                            : "budget";
}

class Walk {
 public:
  Walk(std::shared_ptr<const Flow> flow,
       CallFacts facts,
       const std::function<Hours(CalendarId)>& hours)
      : flow_(flow), hours_(hours), session_(std::move(flow), std::move(facts)) {
    carry_out(session_.start(now_));
    listen();
  }

  void take(const TrialInput& input) {
    if (over()) return;
    switch (input.kind) {
      case TrialInput::Kind::digits:
        return press(input.digits);
      case TrialInput::Kind::wait:
        return wait();
      case TrialInput::Kind::hang_up:
        left_ = true;
        note({session_.node(), Kind::hang_up, {}, {}, {}, "caller"});
        return;
    }
  }

  Trial result() {
    Trial trial;
    trial.steps.assign(std::make_move_iterator(steps_.begin()),
                       std::make_move_iterator(steps_.end()));
    trial.left_out = left_out_;
    trial.awaits = !over()                                    ? Trial::Awaits::digits
                   : trial.steps.back().kind == Kind::hang_up ? Trial::Awaits::ended
                                                              : Trial::Awaits::nothing;
    trial.node = session_.node();
    trial.language = session_.language();
    if (!over() && session_.deadline()) trial.timeout = *session_.deadline() - now_;
    return trial;
  }

 private:
  bool over() const { return left_ || session_.done(); }

  void press(const std::string& digits) {
    const std::size_t at = note({session_.node(), Kind::caller, {}, {}, {}});
    std::string shown;
    for (char digit : digits.substr(0, kDigitsMax)) {
      if (over()) break;
      shown += awaits_secret() ? kHidden : std::string(1, digit);
      step(Digit{digit});
    }
    name(at, std::move(shown));
    listen();
  }

  void wait() {
    note({session_.node(), Kind::caller, {}, {}, {}, "wait"});
    now_ = session_.deadline().value_or(now_);
    step(Timeout{});
    listen();
  }

  bool awaits_secret() const {
    const auto at = std::find_if(flow_->nodes.begin(), flow_->nodes.end(),
                                 [&](const Node& node) { return node.name == session_.node(); });
    const auto* collect = std::get_if<CollectNode>(&at->kind);
    return collect != nullptr && collect->secret;
  }

  /// Everything that plays is heard to its end.
  void listen() {
    while (!over() && playing_) step(PromptEnded{*std::exchange(playing_, std::nullopt)});
  }

  void step(const Event& event) { carry_out(session_.step(event, now_)); }

  // As in the switch, opening hours are answered at once; they are always a step's last action.
  void carry_out(std::vector<Action> actions) {
    for (;;) {
      const std::vector<NodeIndex> places = session_.places();
      asked_.reset();
      for (std::size_t i = 0; i < actions.size(); ++i)
        std::visit([&](const auto& action) { perform(action, flow_->nodes[places[i]]); },
                   actions[i]);
      if (!asked_) return;
      actions = session_.step(HoursAnswer{*asked_}, now_);
    }
  }

  void perform(const Play& action, const Node& node) {
    playing_ = action.id;
    note({node.name, kind_of(node.kind), action.text, action.file, action.language});
  }
  void perform(const StopPlay&, const Node&) { playing_.reset(); }
  void perform(const AskHours& action, const Node& node) {
    asked_ = hours_(action.calendar);
    TrialStep step{node.name, Kind::hours, {}, {}, {}, word_of(*asked_)};
    step.calendar = action.calendar;
    note(std::move(step));
  }
  void perform(const LanguageSet& action, const Node& node) {
    note({node.name, Kind::set, {}, {}, {}, "language=" + action.language});
  }
  void perform(const ServiceSet& action, const Node& node) {
    note({node.name, Kind::set, {}, {}, {}, "service=" + action.service});
  }
  void perform(const VariableSet& action, const Node& node) {
    note({node.name, Kind::set, {}, {}, {}, action.name + "=" + action.value});
  }
  void perform(const ToQueue& action, const Node& node) {
    TrialStep step{node.name, Kind::queue,
                   action.prompt.text_for(action.language, session_.language()), action.prompt.file,
                   action.language};
    step.queue = action.queue;
    note(std::move(step));
  }
  void perform(const Transfer& action, const Node& node) {
    note({node.name, Kind::transfer, {}, {}, {}, action.number});
  }
  void perform(const AnswerCall&, const Node& node) { note({node.name, Kind::answer, {}, {}, {}}); }
  void perform(const HangUp& action, const Node& node) {
    note({node.name, Kind::hang_up, {}, {}, {}, word_of(action.cause)});
  }

  /// Its number among all steps.
  std::size_t note(TrialStep step) {
    steps_.push_back(std::move(step));
    if (steps_.size() > kTrialStepsMax) {
      steps_.pop_front();
      ++left_out_;
    }
    return left_out_ + steps_.size() - 1;
  }
  void name(std::size_t at, std::string detail) {
    if (at >= left_out_) steps_[at - left_out_].detail = std::move(detail);
  }

  std::shared_ptr<const Flow> flow_;
  const std::function<Hours(CalendarId)>& hours_;
  Session session_;
  MonoTime now_{};
  std::deque<TrialStep> steps_;
  std::size_t left_out_ = 0;
  std::optional<std::uint32_t> playing_;
  std::optional<Hours> asked_;
  bool left_ = false;  // the caller hung up
};

}  // namespace

Trial try_flow(std::shared_ptr<const Flow> flow,
               CallFacts facts,
               const std::vector<TrialInput>& inputs,
               const std::function<Hours(CalendarId)>& hours) {
  Walk walk(std::move(flow), std::move(facts), hours);
  for (std::size_t i = 0; i < std::min(inputs.size(), kTrialInputsMax); ++i) walk.take(inputs[i]);
  return walk.result();
}

}  // namespace filo::ivr
