#include "app/centre/value_of.h"

#include <fmt/format.h>

#include "base/result.h"

namespace filo::app::centre {
namespace {

void append_string(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\t':
        out += "\\t";
        break;
      case '\r':
        out += "\\r";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        } else {
          out += c;
        }
    }
  }
  out += '"';
}

class Printer {
 public:
  Printer(std::string& out, int indent) : out_(out), indent_(indent) {}

  void print(const ivr::Value& value) {
    std::visit(overloaded{[&](ivr::Value::Null) { out_ += "null"; },
                          [&](bool v) { out_ += v ? "true" : "false"; },
                          [&](std::int64_t v) { out_ += std::to_string(v); },
                          [&](double v) { out_ += fmt::format("{}", v); },
                          [&](const std::string& v) { append_string(out_, v); },
                          [&](const ivr::List& v) { print_list(v); },
                          [&](const ivr::Members& v) { print_members(v); }},
               value.data);
  }

 private:
  void print_list(const ivr::List& list) {
    out_ += '[';
    ++depth_;
    bool first = true;
    for (const auto& item : list) {
      separate(first);
      print(item);
    }
    close(']', first);
  }
  void print_members(const ivr::Members& members) {
    out_ += '{';
    ++depth_;
    bool first = true;
    for (const auto& [name, value] : members) {
      separate(first);
      append_string(out_, name);
      out_ += indent_ > 0 ? ": " : ":";
      print(value);
    }
    close('}', first);
  }
  void separate(bool& first) {
    if (!first) out_ += ',';
    first = false;
    new_line();
  }
  void close(char bracket, bool empty) {
    --depth_;
    if (!empty) new_line();
    out_ += bracket;
  }
  void new_line() {
    if (indent_ <= 0) return;
    out_ += '\n';
    out_.append(static_cast<std::size_t>(indent_ * depth_), ' ');
  }

  std::string& out_;
  const int indent_;
  int depth_ = 0;
};

}  // namespace

std::string json_text(const ivr::Value& value, int indent) {
  std::string out;
  Printer(out, indent).print(value);
  return out;
}

}  // namespace filo::app::centre
