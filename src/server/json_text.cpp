#include "server/json_text.h"

#include <fmt/format.h>

#include "base/result.h"

namespace filo::server {

namespace {

void write_string(std::string& out, const std::string& text) {
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20) {
      out += fmt::format("\\u{:04x}", byte);
    } else {
      out += c;
    }
  }
  out += '"';
}

void write(std::string& out, const ivr::Value& value, int depth);

/// One element per line between brackets, or the bare brackets when there is none.
template <class Items, class Each>
void write_block(
    std::string& out, const Items& items, char open, char close, int depth, Each each) {
  out += open;
  bool first = true;
  for (const auto& item : items) {
    out += first ? "\n" : ",\n";
    out.append(static_cast<std::size_t>(depth + 1) * 2, ' ');
    each(item);
    first = false;
  }
  if (!first) {
    out += '\n';
    out.append(static_cast<std::size_t>(depth) * 2, ' ');
  }
  out += close;
}

void write(std::string& out, const ivr::Value& value, int depth) {
  std::visit(overloaded{
                 [&](ivr::Value::Null) { out += "null"; },
                 [&](bool v) { out += v ? "true" : "false"; },
                 [&](std::int64_t v) { out += std::to_string(v); },
                 [&](double v) { out += fmt::format("{}", v); },
                 [&](const std::string& v) { write_string(out, v); },
                 [&](const ivr::List& list) {
                   write_block(out, list, '[', ']', depth,
                               [&](const ivr::Value& item) { write(out, item, depth + 1); });
                 },
                 [&](const ivr::Members& members) {
                   write_block(out, members, '{', '}', depth, [&](const auto& member) {
                     write_string(out, member.first);
                     out += ": ";
                     write(out, member.second, depth + 1);
                   });
                 },
             },
             value.data);
}

}  // namespace

std::string json_text(const ivr::Value& value) {
  std::string out;
  write(out, value, 0);
  return out;
}

}  // namespace filo::server
