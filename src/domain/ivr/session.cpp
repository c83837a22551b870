#include "domain/ivr/session.h"

#include "base/check.h"
#include "base/result.h"

namespace filo::ivr {

Session::Session(std::shared_ptr<const Flow> flow, CallFacts facts)
    : flow_(std::move(flow)), language_(facts.language), service_(facts.service) {
  FILO_CHECK(!flow_->nodes.empty());
  if (language_.empty()) language_ = flow_->language;
  variables_["ani"] = {std::move(facts.ani)};
  variables_["dnis"] = {std::move(facts.dnis)};
  variables_["service"] = {service_};
}

std::vector<Action> Session::start(MonoTime now) {
  now_ = now;
  places_.clear();
  enter(flow_->start);
  return run();
}

std::vector<Action> Session::step(const Event& event, MonoTime now) {
  places_.clear();
  if (done_) return {};
  now_ = now;
  std::visit([this](const auto& e) { on(e); }, event);
  return run();
}

// Begins nodes until one waits for the caller or the flow is over.
std::vector<Action> Session::run() {
  while (!done_ && entered_) {
    if (budget_-- <= 0) {
      finish(HangUp{HangUp::Cause::budget});
      break;
    }
    entered_ = false;
    waits_ = Waits::nothing;
    std::visit([this](const auto& node) { begin(node); }, flow_->nodes[node_].kind);
  }
  return std::exchange(actions_, {});
}

void Session::act(Action action) {
  actions_.push_back(std::move(action));
  places_.push_back(node_);
}

void Session::enter(NodeIndex index) {
  node_ = index;
  entered_ = true;
  deadline_.reset();
}

// --- nodes ------------------------------------------------------------------------------------

void Session::begin(const SayNode& node) {
  play({&node.prompt}, node.language.empty() ? language_ : node.language, Waits::prompt);
}

void Session::begin(const MenuNode& node) {
  tries_left_ = node.retries;
  ask(node);
}

void Session::begin(const CollectNode& node) {
  tries_left_ = node.retries;
  ask(node);
}

void Session::begin(const HoursNode& node) {
  waits_ = Waits::hours;
  act(AskHours{node.calendar});
}

void Session::begin(const SetNode& node) {
  if (!node.language.empty()) {
    language_ = node.language;
    act(LanguageSet{language_});
  }
  if (!node.service.empty()) {
    service_ = node.service;
    variables_["service"] = {service_};
    act(ServiceSet{service_});
  }
  if (!node.variable.empty()) set_variable(node.variable, fill_in(node.value, variables()), false);
  enter(node.next);
}

void Session::begin(const QueueNode& node) {
  Prompt prompt = node.prompt;
  for (auto& [language, text] : prompt.text) text = fill_in(text, variables());
  finish(ToQueue{node.queue, node.priority, language_, std::move(prompt), node.announce});
}

void Session::begin(const TransferNode& node) {
  finish(Transfer{node.number});
}

void Session::begin(const AnswerNode& node) {
  act(AnswerCall{});
  enter(node.next);
}

void Session::begin(const HangUpNode& node) {
  play({&node.prompt}, language_, Waits::farewell);
}

// --- prompts ----------------------------------------------------------------------------------

void Session::play(std::vector<const Prompt*> prompts, std::string language, Waits then) {
  prompts_.assign(prompts.rbegin(), prompts.rend());
  std::erase_if(prompts_, [](const Prompt* p) { return p->empty(); });
  prompt_language_ = std::move(language);
  waits_ = then;
  play_next();
}

void Session::play_next() {
  playing_ = !prompts_.empty();
  if (!playing_) return prompts_over();
  const Prompt& prompt = *prompts_.back();
  prompts_.pop_back();
  Play action{.id = ++play_id_, .language = prompt_language_, .text = {}, .file = prompt.file};
  if (prompt.file.empty())
    action.text = fill_in(prompt.text_for(prompt_language_, flow_->language), variables());
  act(std::move(action));
  deadline_ = now_ + kPromptMax;
}

void Session::stop_playing() {
  prompts_.clear();
  if (!playing_) return;
  playing_ = false;
  act(StopPlay{});
}

void Session::prompts_over() {
  deadline_.reset();
  const NodeKind& kind = flow_->nodes[node_].kind;
  if (waits_ == Waits::farewell) return finish(HangUp{HangUp::Cause::flow_end});
  if (waits_ == Waits::prompt) return enter(std::get<SayNode>(kind).next);
  if (const auto* menu = std::get_if<MenuNode>(&kind)) deadline_ = now_ + menu->timeout;
  if (const auto* collect = std::get_if<CollectNode>(&kind)) deadline_ = now_ + collect->timeout;
}

void Session::on(const PromptEnded& e) {
  if (playing_ && e.id == play_id_) play_next();
}

// --- digits -----------------------------------------------------------------------------------

void Session::on(const Digit& e) {
  if (std::string_view("0123456789*#ABCD").find(e.digit) == std::string_view::npos) return;
  if (typed_.size() < kDigitsMax) typed_ += e.digit;
  if (waits_ == Waits::digits) return use_typed();
  if (waits_ != Waits::prompt) return;
  const auto& say = std::get<SayNode>(flow_->nodes[node_].kind);
  if (!say.interruptible) return;
  stop_playing();
  enter(say.next);
}

// Feeds what was pressed to the node that waits for digits; what it does not use stays.
void Session::use_typed() {
  while (!typed_.empty() && waits_ == Waits::digits && !entered_ && !done_) {
    stop_playing();
    const char digit = typed_.front();
    typed_.erase(typed_.begin());
    const NodeKind& kind = flow_->nodes[node_].kind;
    if (const auto* menu = std::get_if<MenuNode>(&kind)) take(*menu, digit);
    if (const auto* collect = std::get_if<CollectNode>(&kind)) take(*collect, digit);
  }
}

void Session::take(const MenuNode& node, char digit) {
  const auto option = node.options.find(digit);
  if (option != node.options.end()) return enter(option->second);
  ask_again(node);
}

void Session::take(const CollectNode& node, char digit) {
  deadline_ = now_ + node.timeout;
  if (node.terminator != 0 && digit == node.terminator)
    return collected_.size() >= node.digits_min ? finish_collect(node) : ask_again(node);
  if (digit < '0' || digit > '9') return;
  collected_ += digit;
  if (collected_.size() >= node.digits_max) finish_collect(node);
}

void Session::finish_collect(const CollectNode& node) {
  set_variable(node.variable, std::exchange(collected_, {}), node.secret);
  enter(node.next);
}

template <class N>
void Session::ask(const N& node) {
  collected_.clear();
  if (typed_.empty()) return play({&node.prompt}, language_, Waits::digits);
  waits_ = Waits::digits;
  use_typed();
}

template <class N>
void Session::ask_again(const N& node) {
  collected_.clear();
  typed_.clear();
  if (tries_left_-- > 0) return play({&node.invalid, &node.prompt}, language_, Waits::digits);
  if (node.otherwise) return enter(*node.otherwise);
  finish(HangUp{HangUp::Cause::no_input});
}

void Session::on(const Timeout&) {
  if (!deadline_ || now_ < *deadline_) return;
  if (playing_) {
    act(StopPlay{});
    return play_next();
  }
  if (waits_ == Waits::digits) no_more_digits();
}

void Session::no_more_digits() {
  const NodeKind& kind = flow_->nodes[node_].kind;
  if (const auto* menu = std::get_if<MenuNode>(&kind)) return ask_again(*menu);
  const auto& collect = std::get<CollectNode>(kind);
  if (!collected_.empty() && collected_.size() >= collect.digits_min)
    finish_collect(collect);
  else
    ask_again(collect);
}

void Session::on(const HoursAnswer& e) {
  if (waits_ != Waits::hours) return;
  const auto& node = std::get<HoursNode>(flow_->nodes[node_].kind);
  switch (e.hours) {
    case Hours::open:
      return enter(node.open);
    case Hours::closed:
      return enter(node.closed);
    case Hours::holiday:
      return enter(node.holiday);
  }
}

// --- the rest ---------------------------------------------------------------------------------

void Session::set_variable(const std::string& name, std::string value, bool secret) {
  act(VariableSet{name, secret ? "***" : value});
  variables_[name] = {std::move(value), secret};
}

void Session::finish(Action last) {
  deadline_.reset();
  waits_ = Waits::nothing;
  entered_ = false;
  done_ = true;
  act(std::move(last));
}

const std::string& Session::node() const {
  return flow_->nodes[node_].name;
}

std::string Session::variable(const std::string& name) const {
  const auto it = variables_.find(name);
  return it == variables_.end() ? std::string() : it->second.value;
}

std::map<std::string, std::string> Session::variables() const {
  std::map<std::string, std::string> all;
  for (const auto& [name, variable] : variables_)
    all[name] = variable.secret ? "***" : variable.value;
  return all;
}

namespace {

// Variables may name variables, and a flow may go round: without a bound they would double each
// time. Whole characters only, so that what is cut stays text.
std::string within_bound(std::string text) {
  if (text.size() <= kTextBytesMax) return text;
  std::size_t end = kTextBytesMax;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  text.resize(end);
  return text;
}

std::string replaced(const std::string& text, const std::map<std::string, std::string>& values) {
  std::string out;
  for (std::size_t i = 0; i < text.size() && out.size() <= kTextBytesMax; ++i) {
    if (text[i] != '{') {
      out += text[i];
      continue;
    }
    if (i + 1 < text.size() && text[i + 1] == '{') {
      out += text[++i];
      continue;
    }
    const std::size_t end = text.find('}', i);
    if (end == std::string::npos) return out + text.substr(i);
    const auto value = values.find(text.substr(i + 1, end - i - 1));
    if (value != values.end()) out += value->second;
    i = end;
  }
  return out;
}

}  // namespace

std::string fill_in(const std::string& text, const std::map<std::string, std::string>& values) {
  return within_bound(replaced(text, values));
}

const std::string& Prompt::text_for(const std::string& language,
                                    const std::string& fallback) const {
  for (const std::string& wanted : {language, std::string(), fallback})
    if (const auto it = text.find(wanted); it != text.end()) return it->second;
  static const std::string kNone;
  return text.empty() ? kNone : text.begin()->second;
}

}  // namespace filo::ivr
