#pragma once
// Bodies of several parts, as some networks send them beside the SDP (ISUP, location).
// Source: RFC 2046 §5.1, RFC 5621.

#include <optional>
#include <string_view>

namespace filo::sip {

/// "application/sdp" of "application/sdp; charset=utf-8".
std::string_view bare_type(std::string_view content_type);

/// The first part of the type `wanted` in a body of the type `content_type` (multipart/...), also
/// inside of parts that are multipart themselves: at most 3 deep, 16 parts each. Nullopt when there
/// is none, or no boundary. The view is into `body`.
std::optional<std::string_view> find_part(std::string_view content_type,
                                          std::string_view body,
                                          std::string_view wanted);

}  // namespace filo::sip
