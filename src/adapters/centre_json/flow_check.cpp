#include "adapters/centre_json/flow_check.h"

#include "adapters/centre_json/json_value.h"
#include "app/centre/kinds.h"

namespace filo::centre_json {
namespace {

namespace centre = app::centre;

class CentreLookup final : public ivr::Lookup {
 public:
  explicit CentreLookup(const centre::Centre& of) : centre_(of) {}
  QueueId queue(std::string_view reference) const override { return id_of<QueueId>(reference); }
  CalendarId calendar(std::string_view reference) const override {
    return id_of<CalendarId>(reference);
  }
  std::vector<std::string> queue_names() const override { return names_of(centre_.queues); }
  std::vector<std::string> calendar_names() const override { return names_of(centre_.calendars); }

 private:
  template <class IdType>
  IdType id_of(std::string_view reference) const {
    using Row = typename centre::RowOf<IdType>::type;
    if (const Row* row = centre::find_named<Row>(centre_, reference)) return row->id;
    const auto id = IdType::parse(reference);
    return id && centre::find(centre_, *id) != nullptr ? *id : IdType{};
  }
  template <class Row>
  static std::vector<std::string> names_of(const std::vector<Row>& rows) {
    std::vector<std::string> names;
    for (const Row& row : rows) names.push_back(row.name);
    return names;
  }

  const centre::Centre& centre_;
};

}  // namespace

Result<ivr::Flow, std::vector<ivr::Fault>> flow_of(const std::string& document,
                                                   const centre::Centre& of) {
  auto value = parse_json(document);
  if (!value) {
    return std::vector<ivr::Fault>{{"", value.error().key, value.error().detail}};
  }
  return ivr::read_flow(*value, CentreLookup(of));
}

centre::Tools with_json(centre::Tools tools) {
  tools.parse_json = parse_json;
  tools.check_flow = [](const std::string& document, const centre::Centre& of) {
    auto flow = flow_of(document, of);
    return flow ? std::vector<ivr::Fault>{} : flow.error();
  };
  tools.read_flow = flow_of;
  return tools;
}

}  // namespace filo::centre_json
