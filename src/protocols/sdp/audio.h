#pragma once
// What plain and browser answers share; inside of sdp. Pure, any thread.

#include <optional>
#include <string>
#include <vector>

#include "protocols/sdp/sdp.h"

namespace filo::sdp {

struct Choice {
  AudioFormat format;  ///< As offered.
  std::string codec;   ///< As we spell it.
};
/// The offerer's first codec that is one of ours, mono at 8000 Hz.
std::optional<Choice> choose_codec(const std::vector<AudioFormat>& offered,
                                   const std::vector<std::string>& ours);
/// telephone-event at the clock of our codecs (RFC 4733 §2.5.1.1).
std::optional<AudioFormat> find_dtmf(const std::vector<AudioFormat>& formats);
void add_format(Media& media, const AudioFormat& format);
/// The same m-line with port 0 (RFC 3264 §6).
Media refused(const Media& offered);
int ptime_of(const Session& session, const Media& media);
/// Our direction in an answer to `theirs` when we would like `local`.
Direction answered(Direction local, Direction theirs);

}  // namespace filo::sdp
