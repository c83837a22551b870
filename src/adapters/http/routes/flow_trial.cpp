// POST /admin/flows/test: what a caller would hear of a flow that is not saved yet. Contract:
// docs/reference/api.md#administration.

#include "domain/ivr/trial.h"

#include "adapters/http/routes/admin.h"
#include "adapters/http/routes/blocking.h"
#include "app/centre/business_hours.h"
#include "app/centre/kinds.h"

namespace filo::http {

// --- the wire ----------------------------------------------------------------------------------

BOOST_DEFINE_ENUM_CLASS(FlowLanguage, it, fr, en)
BOOST_DEFINE_ENUM_CLASS(CallerDoes, digits, wait, hang_up)
BOOST_DEFINE_ENUM_CLASS(
    FlowStep, say, menu, collect, hours, set, queue, transfer, answer, hang_up, caller)
BOOST_DEFINE_ENUM_CLASS(FlowAwaits, digits, nothing, ended)

struct FlowTrialInput {
  CallerDoes kind{};
  std::optional<std::string> digits;
};
BOOST_DESCRIBE_STRUCT(FlowTrialInput, (), (kind, digits))
template <>
inline constexpr auto rules<FlowTrialInput> =
    std::array{Rule{"digits", 1, ivr::kDigitsMax, Format::digits}};

struct FlowTrial {
  RawJson document;
  std::optional<FlowLanguage> language;
  std::optional<std::string> ani, dnis, service;
  std::optional<Instant> at;
  std::optional<std::vector<FlowTrialInput>> inputs;
};
BOOST_DESCRIBE_STRUCT(FlowTrial, (), (document, language, ani, dnis, service, at, inputs))
template <>
inline constexpr auto rules<FlowTrial> =
    std::array{Rule{"ani", 0, 40, Format::line}, Rule{"dnis", 0, 40, Format::line},
               Rule{"service", 0, 200, Format::line}, Rule{"inputs", 0, ivr::kTrialInputsMax}};

struct FlowStepView {
  std::string node;
  FlowStep kind{};
  std::string text, file, language, detail;
};
BOOST_DESCRIBE_STRUCT(FlowStepView, (), (node, kind, text, file, language, detail))

struct FlowTrialView {
  std::vector<FlowStepView> steps;
  std::int64_t left_out = 0;
  FlowAwaits awaits{};
  std::string node, language;
  std::optional<std::int64_t> timeout_ms;
};
BOOST_DESCRIBE_STRUCT(FlowTrialView, (), (steps, left_out, awaits, node, language, timeout_ms))

namespace {

namespace centre = app::centre;

// The words of the wire stand in the order of the domain's.
static_assert(static_cast<int>(FlowStep::caller) == static_cast<int>(ivr::TrialStep::Kind::caller));
static_assert(static_cast<int>(FlowAwaits::ended) == static_cast<int>(ivr::Trial::Awaits::ended));

const char* word_of(FlowLanguage language) {
  return boost::describe::enum_to_string(language, "");
}

/// What is wrong with the inputs besides their form.
Faults input_faults(const std::vector<FlowTrialInput>& inputs) {
  Faults faults;
  for (std::size_t n = 0; n < inputs.size(); ++n) {
    if (inputs[n].kind == CallerDoes::digits && !inputs[n].digits)
      faults.push_back({"/inputs/" + std::to_string(n) + "/digits", "centre.missing", "digits"});
  }
  return faults;
}

std::vector<ivr::TrialInput> inputs_of(const std::vector<FlowTrialInput>& inputs) {
  std::vector<ivr::TrialInput> out;
  for (const FlowTrialInput& input : inputs) {
    switch (input.kind) {
      case CallerDoes::digits:
        out.push_back({ivr::TrialInput::Kind::digits, input.digits.value_or("")});
        break;
      case CallerDoes::wait:
        out.push_back({ivr::TrialInput::Kind::wait});
        break;
      case CallerDoes::hang_up:
        out.push_back({ivr::TrialInput::Kind::hang_up});
        break;
    }
  }
  return out;
}

/// As the switch does it, which has the calendars made already.
ivr::Hours hours_of_trial(const centre::Centre& of, CalendarId id, Instant at) {
  const centre::Calendar* row = centre::find(of, id);
  if (row == nullptr) return centre::hours_at(nullptr, at);
  const auto calendar = sla::BusinessCalendar::make(centre::hours_of(*row));
  return centre::hours_at(calendar ? &*calendar : nullptr, at);
}

FlowStepView view_of(ivr::TrialStep step, const centre::Centre& of) {
  FlowStepView view{std::move(step.node), static_cast<FlowStep>(step.kind), std::move(step.text),
                    std::move(step.file), std::move(step.language),         std::move(step.detail)};
  if (const auto* queue = centre::find(of, step.queue)) view.detail = queue->name;
  return view;
}

FlowTrialView view_of(ivr::Trial trial, const centre::Centre& of) {
  FlowTrialView view;
  for (ivr::TrialStep& step : trial.steps) view.steps.push_back(view_of(std::move(step), of));
  view.left_out = static_cast<std::int64_t>(trial.left_out);
  view.awaits = static_cast<FlowAwaits>(trial.awaits);
  view.node = std::move(trial.node);
  view.language = std::move(trial.language);
  if (trial.timeout) view.timeout_ms = *trial.timeout / std::chrono::milliseconds{1};
  return view;
}

Result<FlowTrialView> try_flow(const AdminContext& context, const FlowTrial& in, Call& call) {
  const std::vector<FlowTrialInput> given = in.inputs.value_or(std::vector<FlowTrialInput>{});
  auto loaded = load_centre(context.centres, call.actor.tenant);
  if (!loaded) return loaded.error();
  const centre::Centre& of = **loaded;
  Faults faults = input_faults(given);
  for (const ivr::Fault& fault : context.tools.check_flow(in.document.text, of))
    faults.push_back({"/document" + fault.pointer, fault.key, fault.detail});
  if (!faults.empty()) return call.invalid(std::move(faults));
  auto flow = context.tools.read_flow(in.document.text, of);
  if (!flow) return Error{Errc::internal, "a checked flow cannot be read"};
  ivr::CallFacts facts{.language = in.language ? word_of(*in.language) : "",
                       .service = in.service.value_or(""),
                       .ani = in.ani.value_or(""),
                       .dnis = in.dnis.value_or("")};
  const Instant at = in.at.value_or(call.now);
  return view_of(
      ivr::try_flow(std::make_shared<const ivr::Flow>(std::move(*flow)), std::move(facts),
                    inputs_of(given), [&](CalendarId id) { return hours_of_trial(of, id, at); }),
      of);
}

}  // namespace

void add_flow_trial_routes(Api& api, const AdminContext& context) {
  api.async<FlowTrial, FlowTrialView>(
      {.method = "POST",
       .path = "/admin/flows/test",
       .id = "tryFlow",
       .summary = "What a caller of an unsaved flow hears, step by step; nothing is kept",
       .role = Role::admin},
      [context](std::shared_ptr<FlowTrial> in, std::shared_ptr<Call> call,
                Reply<FlowTrialView> reply) {
        run_blocking<FlowTrialView>(context.workers, std::move(reply),
                                    [context, in, call] { return try_flow(context, *in, *call); });
      });
}

}  // namespace filo::http
