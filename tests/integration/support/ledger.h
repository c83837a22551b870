#pragma once
// What clients know of their writes while a server dies under them: acknowledged for certain, or
// sent without an answer.

#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "support/http_client.h"

namespace filo::test {

/// All writers share one. Every entry has a name of its own, by which it is found again.
class Ledger {
 public:
  enum class Kind { ticket, customer };
  void acknowledged(Kind kind, const std::string& name);
  std::set<std::string> names(Kind kind) const;
  std::size_t count(Kind kind) const { return names(kind).size(); }

 private:
  mutable std::mutex mutex_;
  std::map<Kind, std::set<std::string>> names_;
};

/// One person at work: opens tickets and customers, notes on both, and changes a ticket's status.
/// REQUIRES: write_until_dead() once, then, with the server up again, settle() once.
class Writer {
 public:
  Writer(HttpClient client, Ledger& ledger, std::string name)
      : client_(std::move(client)), ledger_(ledger), name_(std::move(name)) {}

  /// Writes until there is no answer any more.
  void write_until_dead();
  /// Whoever got no answer asks again with the same key; then each note, customer note and change
  /// of status of this writer must be there once.
  void settle();

 private:
  struct Post {
    std::string path, key, text;
    boost::json::object body;
  };
  bool write_once(int turn);
  bool post(const Post& what);
  bool change_status();
  void taken(const Post& what, const Answer& answer);
  void expect_notes();
  void expect_statuses();

  HttpClient client_;
  Ledger& ledger_;
  std::string name_;
  std::string ticket_, customer_;  ///< The first of each: notes and changes go there.
  std::vector<std::string> notes_, customer_notes_;
  std::vector<Post> unknown_;  ///< At most one: the last.
  std::string status_ = "open", wanted_;
  std::size_t changes_ = 0;
  bool changing_ = false;  ///< The last word was a change of status without an answer.
};

/// How many rows a list has, page by page.
std::size_t count_all(HttpClient& client, const std::string& path);
/// Every acknowledged ticket and customer is there, and once.
void expect_once(HttpClient& client, const Ledger& ledger);

}  // namespace filo::test
