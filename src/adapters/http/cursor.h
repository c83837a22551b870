#pragma once
// Opaque page cursors: base64url(values + HMAC-SHA256), so that nobody makes them up.
//
//   page.next = call.cursors().make("tickets", {"1790000000", "4711"});
//   auto after = call.cursors().read("tickets", query.after);   // invalid: 422 at /after

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace filo::http {

class Cursors {
 public:
  /// `key`: at least 16 random bytes; the same across restarts or old cursors become invalid.
  explicit Cursors(std::string key);

  /// `list` names the resource and sort order, so that a cursor fits only its own list.
  std::string make(std::string_view list, const std::vector<std::string>& values) const;
  /// The values, or invalid with field "/after". At most 16 values of 200 bytes.
  Result<std::vector<std::string>> read(std::string_view list, std::string_view cursor) const;

 private:
  std::string sign(std::string_view list, std::string_view payload) const;
  std::string key_;
};

}  // namespace filo::http
