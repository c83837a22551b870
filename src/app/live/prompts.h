#pragma once
// The prompts that callers hear, as files: recorded ones by name, spoken ones rendered once.
//
// Owner: core thread. A prompt that is ready is answered at once, inside find(); else later, on the
// core thread. Texts of flows are prepared when a configuration arrives, so that callers meet only
// ready ones. Remembers at most kReadyMax texts; the files themselves stay in the speech cache.

#include <functional>
#include <string>
#include <unordered_map>

#include "app/ports/speech.h"
#include "base/result.h"
#include "domain/ivr/flow.h"

namespace filo::app {

class Prompts {
 public:
  static constexpr std::size_t kReadyMax = 20'000;

  /// `files` is the directory of recorded prompts.
  Prompts(Speech& speech, std::string files) : speech_(speech), files_(std::move(files)) {}

  using Found = std::function<void(Result<std::string> path)>;
  /// The file for a recorded prompt (`file` not empty) or for `text` spoken in `language`.
  void find(const std::string& language,
            const std::string& text,
            const std::string& file,
            Found done);
  /// Renders ahead everything fixed that a flow can say. Texts with {variables} wait for their
  /// call.
  void prepare(const ivr::Flow& flow, const std::string& language);

 private:
  void prepare_prompt(const ivr::Prompt& prompt,
                      const std::string& language,
                      const std::string& fallback);

  Speech& speech_;
  std::string files_;
  std::unordered_map<std::string, std::string> ready_;  // language + '\n' + text -> path
};

}  // namespace filo::app
