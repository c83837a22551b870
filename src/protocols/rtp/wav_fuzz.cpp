// Any bytes: parse_wav must neither crash nor read past them.

#include "protocols/rtp/wav.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto sound = filo::rtp::parse_wav({data, size});
  if (sound && sound.value().samples.size() < 2'000) {
    filo::rtp::resample(sound.value(), filo::rtp::kClock);
  }
  return 0;
}
