#pragma once
// Bytes that wait for a stream's peer to read them. Loop thread.
//
// Bounds: the owner's limit for what is unwritten; what is held besides, since it is out already,
// is never more than that again. A peer that always leaves a little unread costs no more than one
// that reads nothing.

#include <string>
#include <string_view>

namespace filo {

class WriteQueue {
 public:
  explicit WriteQueue(std::size_t limit) : limit_(limit) {}

  /// False when the limit is passed; `bytes` are then not taken.
  bool add(std::string_view bytes) {
    if (waiting().size() + bytes.size() > limit_) return false;
    if (written_ + bytes.size() > limit_) {
      bytes_.erase(0, written_);
      written_ = 0;
    }
    bytes_ += bytes;
    return true;
  }
  std::string_view waiting() const { return std::string_view{bytes_}.substr(written_); }
  /// `count` of what waits is out.
  void wrote(std::size_t count) {
    written_ += count;
    if (written_ < bytes_.size()) return;
    bytes_.clear();
    written_ = 0;
  }
  std::size_t held() const { return bytes_.size(); }

 private:
  const std::size_t limit_;
  std::string bytes_;
  std::size_t written_ = 0;
};

}  // namespace filo
