#pragma once
// `filodiretto phone` as a child: what it reports, and what it has heard.

#include <boost/json.hpp>

#include <optional>
#include <string>
#include <vector>

#include "support/process.h"

namespace filo::test {

class Phone {
 public:
  /// `arguments` follow `filodiretto phone --json`.
  Phone(const std::string& program,
        std::vector<std::string> arguments,
        std::string file,
        const std::string& password = {});

  std::vector<boost::json::object> events(std::string_view name) const;
  std::size_t count(std::string_view name) const { return events(name).size(); }
  /// Waits until the event has come `times` times.
  bool saw(std::string_view name,
           std::chrono::milliseconds limit = kPatience,
           std::size_t times = 1) const;
  /// Hangs up, unregisters and ends; the exit code.
  int hang_up();
  int wait(std::chrono::milliseconds limit) { return process_.wait(limit); }
  std::string output() const { return process_.output(); }
  Process& process() { return process_; }

 private:
  Process process_;
};

}  // namespace filo::test
