#include "protocols/rtp/mos.h"

#include <algorithm>

namespace filo::rtp {

double mos(double loss_percent, double one_way_ms, LossTolerance codec) {
  const double p = std::clamp(loss_percent, 0.0, 100.0);
  const double d = std::max(one_way_ms, 0.0);
  const double delay = 0.024 * d + (d > 177.3 ? 0.11 * (d - 177.3) : 0.0);
  const double loss = codec.ie + (95.0 - codec.ie) * p / (p + codec.bpl);
  const double r = 93.2 - delay - loss;
  // Below R = 6.5 the cubic dips under 1; G.107 annex B fixes 1 for R <= 0.
  const double score = r <= 0 ? 1.0 : 1.0 + 0.035 * r + 7e-6 * r * (r - 60.0) * (100.0 - r);
  return std::clamp(score, 1.0, 4.5);
}

}  // namespace filo::rtp
