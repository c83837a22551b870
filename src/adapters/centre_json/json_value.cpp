#include "adapters/centre_json/json_value.h"

#include <charconv>
#include <optional>
#include <set>

#include "base/limits.h"
#include "base/text.h"

namespace filo::centre_json {
namespace {

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Result<ivr::Value> run() {
    ivr::Value value;
    if (!is_utf8(text_)) {
      why_ = "not UTF-8";
    } else if (read(value, 0)) {
      blanks();
      if (at_ == text_.size()) return value;
      why_ = "something follows the value";
    }
    return Error{Errc::invalid, place() + why_, {}, "json.syntax"};
  }

 private:
  std::string place() const {
    std::size_t line = 1, column = 1;
    for (const char c : text_.substr(0, at_)) {
      column = c == '\n' ? 1 : column + 1;
      line += c == '\n' ? 1 : 0;
    }
    return "line " + std::to_string(line) + ", column " + std::to_string(column) + ": ";
  }
  bool fail(const char* why) {
    if (why_.empty()) why_ = why;
    return false;
  }
  void blanks() {
    while (at_ < text_.size() &&
           std::string_view(" \t\r\n").find(text_[at_]) != std::string::npos) {
      ++at_;
    }
  }
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool skip(char c) {
    if (peek() != c) return false;
    ++at_;
    return true;
  }
  bool word(std::string_view w) {
    if (text_.substr(at_, w.size()) != w) return fail("unknown word");
    at_ += w.size();
    return true;
  }

  bool read(ivr::Value& out, std::size_t depth) {
    blanks();
    if (depth > limits::kJsonDepth) return fail("too deep");
    switch (peek()) {
      case '{':
        return read_object(out, depth);
      case '[':
        return read_list(out, depth);
      case '"': {
        std::string text;
        if (!read_string(text)) return false;
        out = ivr::Value(std::move(text));
        return true;
      }
      case 't':
        out = ivr::Value(true);
        return word("true");
      case 'f':
        out = ivr::Value(false);
        return word("false");
      case 'n':
        out = ivr::Value();
        return word("null");
      default:
        return read_number(out);
    }
  }

  bool read_object(ivr::Value& out, std::size_t depth) {
    ivr::Members members;
    std::set<std::string> names;
    ++at_;
    blanks();
    if (!skip('}')) {
      do {
        blanks();
        std::string name;
        if (peek() != '"') return fail("a name in quotes was expected");
        if (!read_string(name)) return false;
        if (!names.insert(name).second) return fail("a name stands twice in one object");
        blanks();
        if (!skip(':')) return fail(": was expected");
        members.emplace_back(std::move(name), ivr::Value());
        if (!read(members.back().second, depth + 1)) return false;
        blanks();
      } while (skip(','));
      if (!skip('}')) return fail(", or } was expected");
    }
    out = ivr::Value(std::move(members));
    return true;
  }

  bool read_list(ivr::Value& out, std::size_t depth) {
    ivr::List list;
    ++at_;
    blanks();
    if (!skip(']')) {
      do {
        list.emplace_back();
        if (!read(list.back(), depth + 1)) return false;
        blanks();
      } while (skip(','));
      if (!skip(']')) return fail(", or ] was expected");
    }
    out = ivr::Value(std::move(list));
    return true;
  }

  bool read_string(std::string& out) {
    ++at_;
    while (at_ < text_.size() && text_[at_] != '"') {
      const char c = text_[at_];
      if (static_cast<unsigned char>(c) < 0x20) return fail("a control character in a text");
      ++at_;
      if (c != '\\') {
        out += c;
      } else if (!read_escape(out)) {
        return false;
      }
    }
    return skip('"') || fail("a text does not end");
  }

  bool read_escape(std::string& out) {
    static constexpr std::string_view kFrom = "\"\\/bfnrt";
    static constexpr std::string_view kTo = "\"\\/\b\f\n\r\t";
    const char c = peek();
    ++at_;
    if (const auto n = kFrom.find(c); c != '\0' && n != std::string_view::npos) {
      out += kTo[n];
      return true;
    }
    if (c != 'u') return fail("an unknown escape");
    auto unit = hex4();
    if (!unit) return fail("four hexadecimal digits were expected");
    std::uint32_t point = *unit;
    if (point >= 0xd800 && point < 0xdc00) {
      if (!skip('\\') || !skip('u')) return fail("half of a surrogate pair");
      auto low = hex4();
      if (!low || *low < 0xdc00 || *low > 0xdfff) return fail("half of a surrogate pair");
      point = 0x10000 + ((point - 0xd800) << 10) + (*low - 0xdc00);
    } else if (point >= 0xdc00 && point < 0xe000) {
      return fail("half of a surrogate pair");
    }
    if (point == 0) return fail("NUL in a text");
    append_utf8(out, point);
    return true;
  }

  std::optional<std::uint32_t> hex4() {
    std::uint32_t value = 0;
    if (at_ + 4 > text_.size()) return std::nullopt;
    const char* from = text_.data() + at_;
    auto [end, fault] = std::from_chars(from, from + 4, value, 16);
    if (fault != std::errc{} || end != from + 4) return std::nullopt;
    at_ += 4;
    return value;
  }

  static void append_utf8(std::string& out, std::uint32_t p) {
    auto byte = [&](std::uint32_t b) { out += static_cast<char>(b); };
    if (p < 0x80) return byte(p);
    if (p < 0x800) {
      byte(0xc0 | (p >> 6));
    } else if (p < 0x10000) {
      byte(0xe0 | (p >> 12));
      byte(0x80 | ((p >> 6) & 0x3f));
    } else {
      byte(0xf0 | (p >> 18));
      byte(0x80 | ((p >> 12) & 0x3f));
      byte(0x80 | ((p >> 6) & 0x3f));
    }
    byte(0x80 | (p & 0x3f));
  }

  bool digits() {
    const std::size_t from = at_;
    while (peek() >= '0' && peek() <= '9') ++at_;
    return at_ > from || fail("a value was expected");
  }

  bool read_number(ivr::Value& out) {
    const std::size_t from = at_;
    bool whole = true;
    skip('-');
    if (skip('0')) {
      if (peek() >= '0' && peek() <= '9') return fail("a number begins with 0");
    } else if (!digits()) {
      return false;
    }
    if (skip('.')) {
      whole = false;
      if (!digits()) return false;
    }
    if (peek() == 'e' || peek() == 'E') {
      whole = false;
      ++at_;
      if (!skip('+')) skip('-');
      if (!digits()) return false;
    }
    return whole ? convert<std::int64_t>(from, out) : convert<double>(from, out);
  }

  template <class Number>
  bool convert(std::size_t from, ivr::Value& out) {
    Number number{};
    const char* begin = text_.data() + from;
    auto [end, fault] = std::from_chars(begin, text_.data() + at_, number);
    if (fault != std::errc{}) return fail("a number is too large");
    if (number == 0) number = 0;  // -0.0 would be printed as -0, which is read as a whole 0
    out = ivr::Value(number);
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string why_;
};

}  // namespace

Result<ivr::Value> parse_json(std::string_view text) {
  return Parser(text).run();
}

}  // namespace filo::centre_json
