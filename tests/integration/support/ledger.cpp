#include "support/ledger.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "support/centre.h"

namespace filo::test {

namespace {

using boost::json::object;
using boost::json::value;

constexpr const char* kTickets = "/api/v1/tickets";
constexpr const char* kCustomers = "/api/v1/customers";

/// Every row of a list, page by page.
template <class Use>
void for_each_row(HttpClient& client, const std::string& path, Use use) {
  const std::string first = path + (path.find('?') == std::string::npos ? "?" : "&") + "limit=200";
  std::string after;
  do {
    const Answer page = client.get(first + after);
    EXPECT_EQ(page.status, 200) << path << ": " << page.body;
    for (const value& row : items_of(page)) use(row);
    const std::string next = text_of(page.json(), "next");
    after = next.empty() ? "" : "&after=" + next;
  } while (!after.empty());
}

std::map<std::string, int> counted(HttpClient& client, const std::string& path, const char* field) {
  std::map<std::string, int> found;
  for_each_row(client, path, [&](const value& row) { ++found[text_of(row, field)]; });
  return found;
}

void expect_each_once(const std::map<std::string, int>& found, const std::string& name) {
  const auto at = found.find(name);
  EXPECT_EQ(at == found.end() ? 0 : at->second, 1) << name;
}

}  // namespace

void Ledger::acknowledged(Kind kind, const std::string& name) {
  const std::lock_guard lock(mutex_);
  names_[kind].insert(name);
}

std::set<std::string> Ledger::names(Kind kind) const {
  const std::lock_guard lock(mutex_);
  const auto found = names_.find(kind);
  return found == names_.end() ? std::set<std::string>() : found->second;
}

void Writer::write_until_dead() {
  for (int turn = 0; write_once(turn); ++turn) {
  }
}

bool Writer::write_once(int turn) {
  const std::string text = fmt::format("entry-{}-{}", name_, turn);
  const auto to = [&](std::string path, object body) {
    return post({std::move(path), text, text, std::move(body)});
  };
  // Ticket and customer come first: the rest is about them.
  switch (turn % 5) {
    case 0:
      return to(kTickets, {{"subject", text}});
    case 1:
      return to(kCustomers, {{"name", text}});
    case 2:
      return to(fmt::format("{}/{}/articles", kTickets, ticket_),
                {{"kind", "note"}, {"body", text}});
    case 3:
      return to(fmt::format("{}/{}/notes", kCustomers, customer_), {{"body", text}});
    default:
      return change_status();
  }
}

bool Writer::post(const Post& what) {
  const Answer answer = client_.post(what.path, what.body, {{"Idempotency-Key", what.key}});
  if (answer.status == 201) return taken(what, answer), true;
  EXPECT_EQ(answer.status, 0) << "refused instead of dead: " << answer.body;
  unknown_.push_back(what);
  return false;
}

/// 201: it is there for certain.
void Writer::taken(const Post& what, const Answer& answer) {
  const std::string id = text_of(answer.json(), "id");
  if (what.path == kTickets) {
    ledger_.acknowledged(Ledger::Kind::ticket, what.text);
    if (ticket_.empty()) ticket_ = id;
  } else if (what.path == kCustomers) {
    ledger_.acknowledged(Ledger::Kind::customer, what.text);
    if (customer_.empty()) customer_ = id;
  } else {
    (what.path.starts_with(kTickets) ? notes_ : customer_notes_).push_back(what.text);
  }
}

bool Writer::change_status() {
  const std::string path = fmt::format("{}/{}", kTickets, ticket_);
  const Answer before = client_.get(path);
  if (before.status != 200) return false;
  wanted_ = status_ == "pending" ? "open" : "pending";
  const Answer answer =
      client_.patch(path, {{"status", wanted_}}, {{"If-Match", text_of(before.json(), "etag")}});
  changing_ = answer.status != 200;
  if (changing_) {
    EXPECT_EQ(answer.status, 0) << "refused instead of dead: " << answer.body;
    return false;
  }
  status_ = wanted_;
  ++changes_;
  return true;
}

void Writer::settle() {
  for (const Post& each : unknown_) {
    const Answer answer = client_.post(each.path, each.body, {{"Idempotency-Key", each.key}});
    EXPECT_EQ(answer.status, 201) << each.text << ": " << answer.body;
    taken(each, answer);
  }
  unknown_.clear();
  if (ticket_.empty()) return;  // it died before the first answer
  expect_notes();
  expect_statuses();
}

void Writer::expect_notes() {
  std::vector<std::string> stored;
  const value ticket = client_.get(fmt::format("{}/{}", kTickets, ticket_)).json();
  for (const value& each : ticket.at("articles").as_array())
    stored.push_back(text_of(each, "body"));
  EXPECT_TRUE(std::is_permutation(stored.begin(), stored.end(), notes_.begin(), notes_.end()))
      << name_ << ": " << stored.size() << " notes stored, " << notes_.size() << " acknowledged";
  if (customer_.empty()) return;
  const auto found =
      counted(client_, fmt::format("{}/{}/timeline", kCustomers, customer_), "detail");
  for (const std::string& each : customer_notes_) expect_each_once(found, each);
}

/// A change without an answer was done or not, as a whole: status, history and stopwatch agree.
void Writer::expect_statuses() {
  const std::string path = fmt::format("{}/{}", kTickets, ticket_);
  const value ticket = client_.get(path).json();
  std::size_t done = 0;
  for_each_row(client_, path + "/history",
               [&](const value& row) { done += text_of(row, "event") == "status_changed"; });
  const std::string status = text_of(ticket, "status");
  const bool went_on = changing_ && done == changes_ + 1;
  EXPECT_EQ(done, changes_ + (went_on ? 1 : 0)) << name_;
  const std::string right = went_on ? wanted_ : status_;
  EXPECT_TRUE(done == 0 || status == right) << name_ << " is " << status << ", not " << right;
  const value& watch = ticket.at("stopwatch");
  const value& states = watch.at("by_state");
  const std::int64_t parts =
      number_of(states, "new") + number_of(states, "open") + number_of(states, "pending");
  EXPECT_NEAR(static_cast<double>(parts), static_cast<double>(number_of(watch, "total_ms")), 3.0);
}

std::size_t count_all(HttpClient& client, const std::string& path) {
  std::size_t count = 0;
  for_each_row(client, path, [&](const value&) { ++count; });
  return count;
}

void expect_once(HttpClient& client, const Ledger& ledger) {
  const auto tickets = counted(client, kTickets, "subject");
  for (const std::string& name : ledger.names(Ledger::Kind::ticket))
    expect_each_once(tickets, name);
  const auto customers = counted(client, kCustomers, "name");
  for (const std::string& name : ledger.names(Ledger::Kind::customer))
    expect_each_once(customers, name);
}

}  // namespace filo::test
