#pragma once
// Reading and writing datagrams many at a time. Media thread; no allocation after construction.

#include <array>
#include <cstdint>
#include <span>

#include "adapters/media/address.h"

namespace filo::media {

using Bytes = std::span<const std::uint8_t>;
using Buffer = std::span<std::uint8_t>;

/// recvmmsg into buffers of its own. After a stall one call drains what gathered.
class DatagramReader {
 public:
  static constexpr std::size_t kBatch = 16;
  static constexpr std::size_t kDatagramMax = 1'984;  ///< Longer ones are no media; dropped.
  static constexpr std::size_t kTrailer = 64;         ///< Room behind each for an SRTP tag.

  DatagramReader();
  /// How many were read; their buffers live until the next read. 0: nothing waits.
  std::size_t read(int fd);
  /// Empty when it was longer than kDatagramMax.
  Buffer bytes(std::size_t index);
  const Address& source(std::size_t index) const { return sources_[index]; }

 private:
  struct alignas(16) Slot {
    std::array<std::uint8_t, kDatagramMax + kTrailer> bytes;
  };
  std::array<Slot, kBatch> slots_{};
  std::array<Address, kBatch> sources_{};
  std::array<iovec, kBatch> vectors_{};
  std::array<mmsghdr, kBatch> messages_{};
};

/// Gathers datagrams for one socket and sends them by one sendmmsg. The bytes must live until
/// flush().
class DatagramSender {
 public:
  void add(int fd, const Address& to, Bytes datagram);
  void flush();

 private:
  static constexpr std::size_t kBatch = DatagramReader::kBatch;
  int fd_ = -1;
  std::size_t count_ = 0;
  std::array<Address, kBatch> targets_{};
  std::array<iovec, kBatch> vectors_{};
  std::array<mmsghdr, kBatch> messages_{};
};

/// Sends at once; `tail` may be empty.
void send_datagram(int fd, const Address& to, Bytes head, Bytes tail = {});

}  // namespace filo::media
