#include "adapters/media/datagrams.h"

#include "adapters/media/probe.h"

namespace filo::media {
namespace {

iovec vector_of(Bytes bytes) {
  return {const_cast<std::uint8_t*>(bytes.data()), bytes.size()};
}

}  // namespace

DatagramReader::DatagramReader() {
  for (std::size_t i = 0; i < kBatch; ++i) {
    vectors_[i] = {slots_[i].bytes.data(), kDatagramMax};
    messages_[i].msg_hdr.msg_iov = &vectors_[i];
    messages_[i].msg_hdr.msg_iovlen = 1;
    messages_[i].msg_hdr.msg_name = sources_[i].raw();
    messages_[i].msg_hdr.msg_namelen = Address::capacity();
  }
}

std::size_t DatagramReader::read(int fd) {
  const int got = recvmmsg(fd, messages_.data(), kBatch, MSG_DONTWAIT, nullptr);
  for (int i = 0; i < got; ++i) {
    messages_[static_cast<std::size_t>(i)].msg_hdr.msg_namelen = Address::capacity();
  }
  return got > 0 ? static_cast<std::size_t>(got) : 0;
}

Buffer DatagramReader::bytes(std::size_t index) {
  if ((messages_[index].msg_hdr.msg_flags & MSG_TRUNC) != 0) return {};
  return {slots_[index].bytes.data(), messages_[index].msg_len};
}

void DatagramSender::add(int fd, const Address& to, Bytes datagram) {
  if (fd != fd_ || count_ == kBatch) flush();
  fd_ = fd;
  targets_[count_] = to;
  vectors_[count_] = vector_of(datagram);
  msghdr& header = messages_[count_].msg_hdr;
  header.msg_name = targets_[count_].raw();
  header.msg_namelen = to.size();
  header.msg_iov = &vectors_[count_];
  header.msg_iovlen = 1;
  ++count_;
}

void DatagramSender::flush() {
  if (count_ == 0) return;
  std::size_t sent = 0;
  if (count_ == 1) {
    sent = sendmsg(fd_, &messages_[0].msg_hdr, MSG_DONTWAIT) >= 0 ? 1 : 0;
  } else {
    const int done = sendmmsg(fd_, messages_.data(), static_cast<unsigned>(count_), MSG_DONTWAIT);
    sent = done > 0 ? static_cast<std::size_t>(done) : 0;
  }
  probe::packets_out.add(sent);
  if (sent < count_) probe::send_failures.add(count_ - sent);
  count_ = 0;
}

void send_datagram(int fd, const Address& to, Bytes head, Bytes tail) {
  iovec vectors[2] = {vector_of(head), vector_of(tail)};
  msghdr message{};
  message.msg_name = const_cast<sockaddr*>(to.raw());
  message.msg_namelen = to.size();
  message.msg_iov = vectors;
  message.msg_iovlen = tail.empty() ? 1 : 2;
  if (sendmsg(fd, &message, MSG_DONTWAIT) < 0) probe::send_failures.add();
}

}  // namespace filo::media
