#pragma once
// A field of a merge patch (RFC 7396): absent leaves the value, null clears it, a value sets it.
//
//   struct PatchTicket { Patch<std::string> subject; Patch<std::optional<UserId>> owner_id; };
//
// Patch<T> refuses null; Patch<std::optional<T>> takes it as "clear".

#include <optional>
#include <utility>

namespace filo::http {

template <class T>
class Patch {
 public:
  Patch() = default;
  Patch(T value) : value_(std::move(value)) {}  // NOLINT: a value is a patch

  bool present() const { return value_.has_value(); }
  explicit operator bool() const { return present(); }
  /// REQUIRES: present().
  const T& value() const { return value_.value(); }
  const T& operator*() const { return value_.value(); }
  /// Writes the value over `target` when there is one.
  template <class U>
  void apply(U& target) const {
    if (value_) target = *value_;
  }
  T& emplace() { return value_.emplace(); }

 private:
  std::optional<T> value_;
};

}  // namespace filo::http
