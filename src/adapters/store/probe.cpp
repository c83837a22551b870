#include "adapters/store/probe.h"

namespace filo::store {

Probe& probe() {
  static Probe* figures = new Probe;  // never destroyed: threads may outlive statics
  return *figures;
}

}  // namespace filo::store
