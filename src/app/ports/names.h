#pragma once
// Rows of other people's making as lists show them: an id with its name.

#include <string>

namespace filo::app {

/// A row of another table by name; id 0 when there is none. A deleted row keeps its id and has an
/// empty name.
template <class IdType>
struct Named {
  IdType id = {};
  std::string name = {};
  explicit operator bool() const { return static_cast<bool>(id); }
};

}  // namespace filo::app
