#include "adapters/centre_json/flow_check.h"

#include "adapters/centre_json/json_value.h"
#include "app/centre/references.h"

namespace filo::centre_json {
namespace {

namespace centre = app::centre;

class CentreLookup final : public ivr::Lookup {
 public:
  using HasPrompt = std::function<bool(const std::string&)>;
  /// `has_prompt` may be none: then no file is looked for.
  CentreLookup(const centre::Centre& of, const HasPrompt& has_prompt)
      : centre_(of), has_prompt_(has_prompt) {}
  QueueId queue(std::string_view reference) const override { return id_of<QueueId>(reference); }
  CalendarId calendar(std::string_view reference) const override {
    return id_of<CalendarId>(reference);
  }
  bool has_prompt(const std::string& file) const override {
    return !has_prompt_ || has_prompt_(file);
  }
  std::vector<std::string> queue_names() const override { return names_of(centre_.queues); }
  std::vector<std::string> calendar_names() const override { return names_of(centre_.calendars); }

 private:
  template <class IdType>
  IdType id_of(std::string_view reference) const {
    using Row = typename centre::RowOf<IdType>::type;
    const Row* row = centre::find_referred<Row>(centre_, reference);
    return row == nullptr ? IdType{} : row->id;
  }
  template <class Row>
  static std::vector<std::string> names_of(const std::vector<Row>& rows) {
    std::vector<std::string> names;
    for (const Row& row : rows) names.push_back(row.name);
    return names;
  }

  const centre::Centre& centre_;
  const HasPrompt& has_prompt_;
};

Result<ivr::Flow, std::vector<ivr::Fault>> read_with(const std::string& document,
                                                     const centre::Centre& of,
                                                     const CentreLookup::HasPrompt& has_prompt) {
  auto value = parse_json(document);
  if (!value) {
    return std::vector<ivr::Fault>{{"", value.error().key, value.error().detail}};
  }
  return ivr::read_flow(*value, CentreLookup(of, has_prompt));
}

}  // namespace

Result<ivr::Flow, std::vector<ivr::Fault>> flow_of(const std::string& document,
                                                   const centre::Centre& of) {
  return read_with(document, of, {});
}

centre::Tools with_json(centre::Tools tools) {
  tools.parse_json = parse_json;
  tools.check_flow = [has_prompt = tools.has_prompt](const std::string& document,
                                                     const centre::Centre& of) {
    auto flow = read_with(document, of, has_prompt);
    return flow ? std::vector<ivr::Fault>{} : flow.error();
  };
  tools.read_flow = flow_of;
  return tools;
}

}  // namespace filo::centre_json
