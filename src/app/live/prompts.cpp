#include "app/live/prompts.h"

#include "base/log.h"

namespace filo::app {

namespace {

/// The prompts of a node, whatever its kind.
template <class Visit>
void each_prompt(const ivr::NodeKind& kind, Visit visit) {
  std::visit(
      [&](const auto& node) {
        if constexpr (requires { node.prompt; }) visit(node.prompt);
        if constexpr (requires { node.invalid; }) visit(node.invalid);
        if constexpr (requires { node.announce; }) visit(node.announce.prompt);
      },
      kind);
}

}  // namespace

void Prompts::find(const std::string& language,
                   const std::string& text,
                   const std::string& file,
                   Found done) {
  if (!file.empty()) return done(files_ + "/" + file);
  const std::string key = language + '\n' + text;
  const auto ready = ready_.find(key);
  if (ready != ready_.end()) return done(ready->second);
  speech_.prompt(text, language, [this, key, done = std::move(done)](Result<std::string> path) {
    if (path && ready_.size() < kReadyMax) ready_.emplace(key, path.value());
    done(std::move(path));
  });
}

void Prompts::prepare(const ivr::Flow& flow, const std::string& language) {
  for (const ivr::Node& node : flow.nodes) {
    each_prompt(node.kind, [&](const ivr::Prompt& prompt) {
      prepare_prompt(prompt, language, flow.language);
    });
  }
}

void Prompts::prepare_prompt(const ivr::Prompt& prompt,
                             const std::string& language,
                             const std::string& fallback) {
  if (prompt.empty() || !prompt.file.empty()) return;
  const std::string& text = prompt.text_for(language, fallback);
  if (text.empty() || text.find('{') != std::string::npos) return;
  find(language, text, {}, [](const Result<std::string>& path) {
    if (!path) FILO_LOG_WARN("prompts", "cannot speak a prompt: {}", path.error().detail);
  });
}

}  // namespace filo::app
