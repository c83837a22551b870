#pragma once
// How a call sounded, as a mean opinion score from 1 to 4.5.

namespace filo::rtp {

/// How a codec bears loss (ITU-T G.113 appendix I).
struct LossTolerance {
  double ie = 0;      ///< Impairment without loss.
  double bpl = 25.1;  ///< Robustness: G.711 with concealment 25.1, without 4.3.
};

/// A simplification of ITU-T G.107 (E-model): R = 93.2 - Id - Ie,eff. `loss_percent` is
/// after the jitter buffer, `one_way_ms` from mouth to ear. Clean G.711 without delay is 4.41.
double mos(double loss_percent, double one_way_ms, LossTolerance codec = {});

}  // namespace filo::rtp
