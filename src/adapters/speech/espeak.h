#pragma once
// Prompts spoken by espeak-ng in a process of its own: a crash or hang of the engine costs one
// prompt, not the server. Rendered once, then files.

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "app/ports/speech.h"
#include "base/loop.h"
#include "base/workers.h"

namespace filo::speech {

struct EspeakConfig {
  std::string folder;                              ///< Where prompts are kept; made when absent.
  std::string program = "espeak-ng";               ///< Found by PATH.
  int words_per_minute = 155;                      ///< A little slower than the engine's own 175.
  Duration time_limit = std::chrono::seconds{15};  ///< Per prompt; then it is killed.
};

/// Core thread only; rendering happens on workers. `core` and `workers` outlive it. A prompt is
/// cached by the hash of text, voice and rate; callers that ask for one that is being rendered
/// share the work. The folder holds at most kFilesMax prompts, the oldest go first.
class EspeakSpeech final : public app::Speech {
 public:
  static constexpr std::size_t kFilesMax = 5'000;  ///< Some 500 MB at 6 s each.

  EspeakSpeech(Loop& core, Workers& workers, EspeakConfig config);
  void prompt(const std::string& text, const std::string& language, Done done) override;

 private:
  void answer(const std::string& path, const Result<std::string>& result);
  void answer_later(Done done, Error error);

  Loop& core_;
  Workers& workers_;
  EspeakConfig config_;
  std::unordered_map<std::string, std::vector<Done>> waiting_;  // by path
  std::size_t waiting_count_ = 0;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

/// The engine's voice for "it", "fr-CA", "en_GB" ...; empty for other languages.
std::string voice_for(const std::string& language);

}  // namespace filo::speech
