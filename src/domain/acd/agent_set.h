#pragma once
// A set of agents by their place in the dispatcher's table: intersections of thousands of agents
// in a few machine words.

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace filo::acd {

class AgentSet {
 public:
  AgentSet() = default;
  explicit AgentSet(std::size_t size) : words_((size + 63) / 64) {}

  void set(std::size_t i) { words_[i / 64] |= bit(i); }
  void reset(std::size_t i) { words_[i / 64] &= ~bit(i); }
  bool test(std::size_t i) const { return (words_[i / 64] & bit(i)) != 0; }

  /// REQUIRES for all that take two sets: made with the same size.
  void intersect(const AgentSet& other) {
    for (std::size_t w = 0; w < words_.size(); ++w) words_[w] &= other.words_[w];
  }
  bool intersects(const AgentSet& other) const {
    for (std::size_t w = 0; w < words_.size(); ++w)
      if ((words_[w] & other.words_[w]) != 0) return true;
    return false;
  }
  std::size_t count_common(const AgentSet& other) const {
    std::size_t n = 0;
    for (std::size_t w = 0; w < words_.size(); ++w)
      n += static_cast<std::size_t>(std::popcount(words_[w] & other.words_[w]));
    return n;
  }
  /// Calls f(i) for each member of both, in ascending order.
  template <class F>
  void for_each_common(const AgentSet& other, F f) const {
    for (std::size_t w = 0; w < words_.size(); ++w)
      for (std::uint64_t rest = words_[w] & other.words_[w]; rest != 0; rest &= rest - 1)
        f(w * 64 + static_cast<std::size_t>(std::countr_zero(rest)));
  }

 private:
  static std::uint64_t bit(std::size_t i) { return std::uint64_t{1} << (i % 64); }
  std::vector<std::uint64_t> words_;
};

}  // namespace filo::acd
