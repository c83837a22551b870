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

// The first two code points of a word that has them.
std::optional<std::string> beginning(std::string_view word) {
  std::size_t bytes = 0, points = 0;
  while (bytes < word.size() && points < 2) {
    ++bytes;
    while (bytes < word.size() && (static_cast<unsigned char>(word[bytes]) & 0xC0) == 0x80) ++bytes;
    ++points;
  }
  if (points < 2) return std::nullopt;
  return std::string{word.substr(0, bytes)};
}

std::set<std::string> postings(const std::string& search_text) {
  std::set<std::string> out;
  for (std::string_view word : split(search_text, ' ')) {
    if (word.empty()) continue;
    out.emplace(word);
    if (auto two = beginning(word)) out.insert(*two + "*");
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

std::optional<WordQuery> word_query(std::string_view typed) {
  auto words = search_words(typed, limits::kSearchWords);
  if (words.empty()) return std::nullopt;
  const auto longest = std::ranges::max_element(words, {}, &std::string::size);
  std::iter_swap(words.begin(), longest);
  WordQuery query;
  const auto two = beginning(words.front());
  query.from = words.front();
  if (two == words.front()) {
    query.from += "*";
  } else if (two) {
    query.below = words.front() + std::string{kLast};
  }
  for (std::size_t i = 1; i < words.size(); ++i) query.others.push_back("% " + words[i] + "%");
  return query;
}

void add_word_range(SqlText& sql, const WordQuery& query) {
  if (query.below.empty()) {
    sql << " AND word = " << sql.bind(query.from);
  } else {
    sql << " AND word >= " << sql.bind(query.from) << " AND word < " << sql.bind(query.below);
  }
}

Status one_changed(const Result<std::int64_t>& changed) {
  if (!changed) return changed.error();
  if (*changed == 1) return {};
  return Error{Errc::conflict, "the row has another version", {}, "store.version"};
}

}  // namespace filo::store
