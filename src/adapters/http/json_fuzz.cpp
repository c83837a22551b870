// Any body and any query: no crash, few faults, and what was read is written so that reading gives
// the same again.

#include <string_view>

#include "adapters/http/http.h"
#include "adapters/http/json.h"
#include "base/check.h"
#include "base/text.h"

namespace filo::http {

enum class Mood { new_, calm };
BOOST_DESCRIBE_ENUM(Mood, new_, calm)

/// One field of every kind; all may be absent, so that small inputs get far.
struct Inner {
  std::optional<double> share;
  std::optional<bool> on;
};
BOOST_DESCRIBE_STRUCT(Inner, (), (share, on))

struct Everything {
  std::optional<std::string> subject, day, phone;
  std::optional<Id<struct ThingTag>> id;
  Patch<std::string> name;
  Patch<std::optional<std::int8_t>> level;
  std::optional<std::vector<Inner>> parts;
  std::optional<std::map<std::string, std::int64_t>> counts;
  std::optional<Mood> mood;
  std::optional<Duration> wait_ms;
  std::optional<Instant> at;
  std::optional<RawJson> document;
};
BOOST_DESCRIBE_STRUCT(
    Everything,
    (),
    (subject, day, phone, id, name, level, parts, counts, mood, wait_ms, at, document))
template <>
inline constexpr auto rules<Everything> =
    std::array{Rule{"subject", 1, 10, Format::line}, Rule{"day", 0, 10, Format::date},
               Rule{"phone", 3, 20, Format::phone}, Rule{"parts", 0, 4}};

namespace {

void check_faults(const Faults& faults) {
  std::string text;
  for (const Fault& fault : faults) {
    FILO_CHECK(!fault.key.empty());
    write_json_string(text, fault.pointer);
    write_json_string(text, fault.detail);
  }
  FILO_CHECK(is_utf8(text));
}

void check_round_trip(const Everything& value) {
  const std::string text = to_json(value);
  const auto again = from_json<Everything>(text);
  FILO_CHECK(again && to_json(*again) == text);
}

void check_body(std::string_view text) {
  const auto read = from_json<Everything>(text);
  if (read) return check_round_trip(*read);
  FILO_CHECK(read.error().size() <= kFaultsMax);
  check_faults(read.error());
}

void check_query(std::string_view text) {
  const auto fields = parse_query(text);
  if (!fields) return;
  Everything value;
  const Faults faults = read_query(*fields, type_of<Everything>(), &value);
  check_faults(faults);
  if (faults.empty()) check_round_trip(value);
}

}  // namespace
}  // namespace filo::http

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  filo::http::check_body(text);
  filo::http::check_query(text);
  return 0;
}
