// What is read and printed again reads the same.

#include "adapters/centre_json/json_value.h"
#include "app/centre/value_of.h"
#include "base/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using filo::app::centre::json_text;
  auto value = filo::centre_json::parse_json({reinterpret_cast<const char*>(data), size});
  if (!value) return 0;
  const std::string text = json_text(*value);
  auto again = filo::centre_json::parse_json(text);
  FILO_CHECK(again && json_text(*again) == text);
  return 0;
}
