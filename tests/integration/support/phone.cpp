#include "support/phone.h"

#include <signal.h>

#include <sstream>

namespace filo::test {

namespace {

std::vector<std::string> command_of(const std::string& program,
                                    std::vector<std::string> arguments) {
  std::vector<std::string> command = {program, "phone", "--json"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return command;
}

}  // namespace

Phone::Phone(const std::string& program,
             std::vector<std::string> arguments,
             std::string file,
             const std::string& password)
    : process_(command_of(program, std::move(arguments)),
               std::move(file),
               {{"FILO_PHONE_PASSWORD", password}}) {}

std::vector<boost::json::object> Phone::events(std::string_view name) const {
  std::vector<boost::json::object> found;
  std::istringstream lines(process_.output());
  for (std::string line; std::getline(lines, line);) {
    boost::system::error_code fault;
    const boost::json::value value = boost::json::parse(line, fault);
    if (fault || !value.is_object()) continue;
    const boost::json::value* event = value.as_object().if_contains("event");
    if (event && event->is_string() && event->as_string() == name)
      found.push_back(value.as_object());
  }
  return found;
}

bool Phone::saw(std::string_view name, std::chrono::milliseconds limit, std::size_t times) const {
  return eventually([&] { return count(name) >= times; }, limit);
}

int Phone::hang_up() {
  process_.signal(SIGINT);
  return process_.wait(kPatience);
}

}  // namespace filo::test
