#pragma once
// Words of strangers (caller ids, names of programs), before they are stored, logged or shown.
// Pure, any thread.

#include <string>
#include <string_view>

namespace filo {

/// `text` as UTF-8 of at most `max` bytes. Bytes that are no UTF-8, control characters, ends of
/// lines and marks that turn the direction of writing are left out: PostgreSQL would refuse the
/// first, a log or a page would be broken by the others.
std::string clean_words(std::string_view text, std::size_t max);

}  // namespace filo
