#pragma once
// Listening to recordings: is there sound, when does it begin, is it that tone?

#include <string>

#include "protocols/rtp/wav.h"

namespace filo::test {

/// Mono at 8 kHz. Throws when the file is none.
rtp::Sound read_sound(const std::string& path);

double seconds_of(const rtp::Sound& sound);
/// Level of [from, to) seconds in dB below full scale; -96 for silence or nothing.
double level_dbfs(const rtp::Sound& sound, double from, double to);
/// The first moment whose 20 ms are louder than `dbfs`; negative: never.
double first_sound_s(const rtp::Sound& sound, double dbfs = -50);
/// How much of the energy of [from, to) lies at `hz`: 0 to 1 (Goertzel, in steps of 100 ms, of
/// which the median counts). 0 when it is silent.
double tone_share(const rtp::Sound& sound, double hz, double from, double to);
/// Share of 20 ms frames of [from, to) that are louder than `dbfs`. Speech pauses, a tone does not.
double loud_share(const rtp::Sound& sound, double from, double to, double dbfs = -50);

}  // namespace filo::test
