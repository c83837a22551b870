#include "adapters/store/records_words.h"

#include <algorithm>
#include <set>

#include "base/limits.h"
#include "base/text.h"
#include "domain/people/fold.h"

namespace filo::store {

namespace {

// Above every word: the last code point, which no text of people holds.
constexpr std::string_view kLast = "\xF4\x8F\xBF\xBF";

// Beginnings of so many letters have postings of their own; longer ones are ranges of words.
constexpr std::size_t kMarkedLetters = 2;

// Where the first `letters` code points of a word end; nullopt when it has fewer.
std::optional<std::size_t> end_of(std::string_view word, std::size_t letters) {
  std::size_t bytes = 0;
  for (std::size_t points = 0; points < letters; ++points) {
    if (bytes == word.size()) return std::nullopt;
    ++bytes;
    while (bytes < word.size() && (static_cast<unsigned char>(word[bytes]) & 0xC0) == 0x80) ++bytes;
  }
  return bytes;
}

std::string marked(std::string_view beginning) {
  return std::string{beginning} + "*";
}

std::set<std::string> postings(const std::string& search_text) {
  std::set<std::string> out;
  for (std::string_view word : split(search_text, ' ')) {
    if (word.empty()) continue;
    out.emplace(word);
    for (std::size_t letters = 1; letters <= kMarkedLetters; ++letters) {
      if (auto end = end_of(word, letters)) out.insert(marked(word.substr(0, *end)));
    }
  }
  return out;
}

std::vector<std::string> missing(const std::set<std::string>& from,
                                 const std::set<std::string>& in) {
  std::vector<std::string> out;
  std::ranges::set_difference(from, in, std::back_inserter(out));
  return out;
}

}  // namespace

std::string searchable(std::string_view text) {
  std::string out = " ";
  for (const std::string& word : search_words(text, limits::kIndexedWords)) out += word + " ";
  return out;
}

Status write_words(Tx& tx,
                   std::string_view table,
                   TenantId tenant,
                   std::int64_t id,
                   const std::string& before,
                   const std::string& after) {
  if (before == after) return {};
  const auto had = postings(before);
  const auto has = postings(after);
  if (const auto gone = missing(had, has); !gone.empty()) {
    SqlText sql;
    sql << "DELETE FROM " << table << " WHERE tenant_id = " << sql.bind(tenant)
        << " AND id = " << sql.bind(id) << " AND word IN (";
    for (const auto& word : gone) sql << (&word == &gone.front() ? "" : ", ") << sql.bind(word);
    sql << ")";
    if (Status done = sql.run(tx); !done) return done;
  }
  const auto added = missing(has, had);
  if (added.empty()) return {};
  SqlText sql;
  const std::string owner = sql.bind(tenant), row = sql.bind(id);
  sql << "INSERT INTO " << table << " (tenant_id, word, id) VALUES ";
  for (const auto& word : added) {
    sql << (&word == &added.front() ? "(" : ", (") << owner << ", " << sql.bind(word) << ", " << row
        << ")";
  }
  return sql.run(tx);
}

std::vector<WordRange> word_ranges(std::string_view typed) {
  std::vector<WordRange> out;
  for (std::string& word : search_words(typed, limits::kSearchWords)) {
    const bool is_short = !end_of(word, kMarkedLetters + 1);
    WordRange range{.typed = word, .from = is_short ? marked(word) : word, .below = {}};
    if (!is_short) range.below = word + std::string{kLast};
    out.push_back(std::move(range));
  }
  return out;
}

void add_word_range(SqlText& sql, const WordRange& range) {
  if (range.below.empty()) {
    sql << " AND word = " << sql.bind(range.from);
  } else {
    sql << " AND word >= " << sql.bind(range.from) << " AND word < " << sql.bind(range.below);
  }
}

std::optional<WordQuery> word_query(std::string_view typed) {
  auto words = word_ranges(typed);
  if (words.empty()) return std::nullopt;
  const auto size = [](const WordRange& word) { return word.typed.size(); };
  std::iter_swap(words.begin(), std::ranges::max_element(words, {}, size));
  WordQuery query{words.front(), {}};
  for (std::size_t i = 1; i < words.size(); ++i)
    query.others.push_back("% " + words[i].typed + "%");
  return query;
}

Status one_changed(const Result<std::int64_t>& changed) {
  if (!changed) return changed.error();
  if (*changed == 1) return {};
  return Error{Errc::conflict, "the row has another version", {}, "store.version"};
}

}  // namespace filo::store
