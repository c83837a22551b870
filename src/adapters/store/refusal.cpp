#include "adapters/store/refusal.h"

#include <string_view>

#include "base/log.h"

namespace filo::store {
namespace {

const char* words_of(Errc code, std::string_view key) {
  if (key == "store.duplicate") return "there is one like this already";
  if (key == "store.still_used") return "something else uses it, or it uses what is not there";
  return code == Errc::limit ? "it is too big to be kept" : "a value is not allowed";
}

}  // namespace

Error refusal(Errc code, const char* key, std::string detail) {
  const bool outside = code == Errc::conflict || code == Errc::invalid || code == Errc::limit;
  // A transaction that lost a race runs again: nobody outside hears of it.
  if (!outside || std::string_view(key) == "store.retry") return {code, std::move(detail), {}, key};
  FILO_LOG_INFO("store", "refused: {}", log_safe(detail, 500));
  return {code, words_of(code, key), {}, key};
}

}  // namespace filo::store
