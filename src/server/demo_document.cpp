#include "server/demo_document.h"

extern "C" {
extern const char filo_demo_begin[];
extern const char filo_demo_end[];
extern const char filo_demo_desk_begin[];
extern const char filo_demo_desk_end[];
}

namespace filo::server {

std::string_view demo_document() {
  return {filo_demo_begin, static_cast<std::size_t>(filo_demo_end - filo_demo_begin)};
}

std::string_view demo_desk_document() {
  return {filo_demo_desk_begin,
          static_cast<std::size_t>(filo_demo_desk_end - filo_demo_desk_begin)};
}

}  // namespace filo::server
