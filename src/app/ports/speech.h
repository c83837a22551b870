#pragma once
// Spoken prompts from text. Implemented by adapters/speech (espeak-ng in its own process); other
// engines fit behind the same door.

#include <functional>
#include <string>

#include "base/result.h"

namespace filo::app {

class Speech {
 public:
  virtual ~Speech() = default;

  using Done = std::function<void(Result<std::string> path)>;

  /// Renders `text` (UTF-8) in `language` ("it", "fr", "en"; a region as in "it-IT" is accepted)
  /// to a WAV file that Media::play takes, and answers with its path. The same prompt asked again
  /// is answered from the cache. Never blocks; `done` runs once, later, on the loop that asked.
  /// Errc::invalid: empty or not UTF-8, or a language without a voice. Errc::limit: text too long
  /// or too many renderings waiting. Errc::timeout, Errc::unavailable: the engine failed.
  virtual void prompt(const std::string& text, const std::string& language, Done done) = 0;
};

}  // namespace filo::app
