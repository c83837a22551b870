// Where one message of a stream ends (RFC 3261 §18.3).
#include "base/limits.h"
#include "base/text.h"
#include "protocols/sip/message.h"
#include "protocols/sip/message_chars.h"

namespace filo::sip {
namespace {

/// The value of the one Content-Length in a header section; 0 when there is none, nullopt when
/// it is no number or two of them disagree: then nobody knows where the message ends.
std::optional<std::size_t> content_length(std::string_view head) {
  std::optional<std::size_t> length;
  std::size_t at = head.find("\r\n");
  while (at != head.npos && at + 2 < head.size()) {
    const std::size_t start = at + 2;
    at = head.find("\r\n", start);
    while (at != head.npos && at + 2 < head.size() && chars::is_blank(head[at + 2])) {
      at = head.find("\r\n", at + 2);
    }
    const std::string_view line = head.substr(start, at == head.npos ? at : at - start);
    const std::size_t colon = line.find(':');
    if (colon == line.npos) continue;
    const std::string_view name = chars::trim_blanks(line.substr(0, colon));
    if (header_id(name) != HeaderId::content_length) continue;
    const auto value = parse_int<std::uint32_t>(trim(line.substr(colon + 1)));
    if (!value || (length && *length != *value)) return std::nullopt;
    length = *value;
  }
  return length.value_or(0);
}

}  // namespace

bool StreamFramer::feed(std::string_view bytes) {
  if (broken_) return false;
  buffer_ += bytes;
  std::size_t start = 0;
  while (cut_one(start)) {
  }
  buffer_.erase(0, start);
  if (buffer_.size() > limits::kSipMessageBytes) broken_ = true;
  return !broken_;
}

bool StreamFramer::cut_one(std::size_t& start) {
  if (broken_) return false;  // what follows may be a body
  const std::string_view rest = std::string_view(buffer_).substr(start);
  if (rest.starts_with("\r\n")) return cut_keep_alive(start, rest);
  if ((need_ == 0 && !measure(rest)) || rest.size() < need_) return false;
  ready_.emplace_back(rest.substr(0, need_));
  start += need_;
  scanned_ = need_ = 0;
  return true;
}

/// CRLFCRLF is a ping, a lone CRLF between messages nothing; which one shows with the next bytes.
bool StreamFramer::cut_keep_alive(std::size_t& start, std::string_view rest) {
  if (rest == "\r\n" || rest == "\r\n\r") return false;
  const bool ping = rest.starts_with("\r\n\r\n");
  if (ping) ready_.emplace_back();
  start += ping ? 4 : 2;
  scanned_ = 0;
  return true;
}

/// Finds the length of the message at the head of `rest`; false when more bytes are needed. Where
/// its body ends nobody knows: the headers go out alone, for their refusal, and nothing after them.
bool StreamFramer::measure(std::string_view rest) {
  const std::size_t from = scanned_ < 3 ? 0 : scanned_ - 3;
  const std::size_t end = rest.find("\r\n\r\n", from);
  scanned_ = rest.size();
  if (end == rest.npos) return false;
  const auto body = content_length(rest.substr(0, end + 2));
  broken_ = !body || end + 4 + *body > limits::kSipMessageBytes;
  need_ = end + 4 + (broken_ ? 0 : *body);
  return true;
}

std::optional<std::string> StreamFramer::next() {
  if (ready_.empty()) return std::nullopt;
  std::string message = std::move(ready_.front());
  ready_.pop_front();
  return message;
}

}  // namespace filo::sip
