#include "adapters/speech/espeak.h"

#include <openssl/evp.h>

#include <array>
#include <filesystem>
#include <system_error>

#include "adapters/speech/render.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/text.h"

namespace filo::speech {
namespace {

std::string sha256_hex(const std::string& text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  FILO_CHECK(EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr) ==
             1);
  return hex({reinterpret_cast<const char*>(digest.data()), size});
}

}  // namespace

std::string voice_for(const std::string& language) {
  const std::string base = to_lower(language.substr(0, language.find_first_of("-_")));
  if (base == "it" || base == "fr") return base;
  if (base == "en") return "en-gb";
  return {};
}

EspeakSpeech::EspeakSpeech(Loop& core, Workers& workers, EspeakConfig config)
    : core_(core), workers_(workers), config_(std::move(config)) {}

void EspeakSpeech::answer_later(Done done, Error error) {
  core_.post([done = std::move(done), error = std::move(error)] { done(error); });
}

void EspeakSpeech::prompt(const std::string& text, const std::string& language, Done done) {
  const std::string voice = voice_for(language);
  if (voice.empty()) return answer_later(done, {Errc::invalid, "no voice for this language"});
  if (trim(text).empty() || !is_utf8(text)) {
    return answer_later(done, {Errc::invalid, "a prompt needs text"});
  }
  if (utf8_length(text) > limits::kPromptChars) {
    return answer_later(done, {Errc::limit, "the prompt is too long"});
  }
  if (waiting_count_ >= limits::kPromptsWaiting) {
    return answer_later(done, {Errc::limit, "too many prompts are waiting"});
  }
  const std::string key = voice + '\n' + std::to_string(config_.words_per_minute) + '\n' + text;
  const std::string path = config_.folder + "/" + sha256_hex(key).substr(0, 40) + ".wav";
  std::vector<Done>& sharing = waiting_[path];
  sharing.push_back(std::move(done));
  ++waiting_count_;
  if (sharing.size() > 1) return;

  auto job = [rendering = Rendering{config_.program, voice, text, path, config_.words_per_minute,
                                    config_.time_limit},
              folder = config_.folder] {
    if (std::error_code fault; std::filesystem::exists(rendering.path, fault)) {
      return Result<std::string>(rendering.path);
    }
    Result<std::string> result = render(rendering);
    prune(folder, kFilesMax);
    return result;
  };
  auto back = [this, path, alive = std::weak_ptr(alive_)](const Result<std::string>& result) {
    if (!alive.expired()) answer(path, result);
  };
  if (workers_.run(std::move(job), core_, std::move(back))) return;
  core_.post([this, path, alive = std::weak_ptr(alive_)] {
    if (!alive.expired()) answer(path, Error{Errc::limit, "no worker is free to speak"});
  });
}

void EspeakSpeech::answer(const std::string& path, const Result<std::string>& result) {
  if (!result) FILO_LOG_WARN("speech", "prompt failed: {}", log_safe(result.error().detail, 200));
  const auto found = waiting_.find(path);
  if (found == waiting_.end()) return;
  const std::vector<Done> sharing = std::move(found->second);
  waiting_.erase(found);
  waiting_count_ -= sharing.size();
  for (const Done& done : sharing) done(result);
}

}  // namespace filo::speech
