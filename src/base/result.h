#pragma once
// Result<T>: a value, or the reason why there is none.
//
// For everything that can happen (bad input, absent rows, full queues). What cannot happen is a
// FILO_CHECK. Member names are those of std::expected, so that moving there is a `using`.
//
//   Result<Ticket> found = tickets.find(id);
//   if (!found) return found.error();
//   use(found.value());

#include <string>
#include <utility>
#include <variant>

#include "base/check.h"

namespace filo {

/// Why something did not happen. Protocol-neutral; mapped once to HTTP and once to SIP.
enum class Errc {
  invalid,          ///< The input breaks a rule; `field` says where. HTTP 422.
  not_found,        ///< Absent, or not visible to the one who asks. HTTP 404.
  conflict,         ///< The state does not allow it, or somebody else was first. HTTP 409.
  forbidden,        ///< Known, but may not. HTTP 403.
  unauthenticated,  ///< Who is asking? HTTP 401.
  limit,            ///< A bound of base/limits.h or a rate is reached. HTTP 429.
  unavailable,      ///< Something we need is away (database, disk); try again. HTTP 503.
  timeout,          ///< No answer in time. HTTP 504.
  internal,         ///< Our fault. HTTP 500.
};

/// The word of an Errc as it stands in logs and JSON.
const char* to_string(Errc code);

/// An error by value. `detail` is for the log and for developers, in English, without secrets;
/// `field` is a JSON pointer into the caller's input or empty; `key` names the translated text
/// that a person sees ("ticket.subject.too_long").
struct Error {
  Errc code = Errc::internal;
  std::string detail;
  std::string field = {};
  std::string key = {};
};

template <class T, class E = Error>
class [[nodiscard]] Result {
 public:
  Result(T value)
      : state_(std::in_place_index<0>, std::move(value)) {}  // NOLINT: a value is a Result
  Result(E error)
      : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT: an error is a Result

  bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }

  /// REQUIRES: has_value().
  T& value() & {
    FILO_CHECK(has_value());
    return std::get<0>(state_);
  }
  const T& value() const& {
    FILO_CHECK(has_value());
    return std::get<0>(state_);
  }
  T&& value() && {
    FILO_CHECK(has_value());
    return std::get<0>(std::move(state_));
  }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  T value_or(T fallback) const& { return has_value() ? std::get<0>(state_) : std::move(fallback); }

  /// REQUIRES: !has_value().
  const E& error() const& {
    FILO_CHECK(!has_value());
    return std::get<1>(state_);
  }
  E&& error() && {
    FILO_CHECK(!has_value());
    return std::get<1>(std::move(state_));
  }

 private:
  std::variant<T, E> state_;
};

/// Done, or the reason why not.
template <class E>
class [[nodiscard]] Result<void, E> {
 public:
  Result() = default;
  Result(E error) : state_(std::move(error)) {}  // NOLINT: an error is a Result

  bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }
  void value() const { FILO_CHECK(has_value()); }
  const E& error() const& {
    FILO_CHECK(!has_value());
    return std::get<1>(state_);
  }

 private:
  std::variant<std::monostate, E> state_;
};

using Status = Result<void>;

/// Visitor from lambdas: std::visit(overloaded{...}, variant).
template <class... F>
struct overloaded : F... {
  using F::operator()...;
};
template <class... F>
overloaded(F...) -> overloaded<F...>;

}  // namespace filo
