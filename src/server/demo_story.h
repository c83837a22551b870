#pragma once
// The demo desk's story as it stands in examples/demo-desk.json: organisations, customers, and
// tickets whose steps are told by how long after the one before they happened. Names of users
// (login), queues, categories and teams are those of the demo centre.

#include <boost/describe/class.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/centre/types.h"
#include "base/result.h"
#include "domain/ivr/value.h"

namespace filo::server {

struct StoryOrganisation {
  std::string name = {}, code = {}, note = {};
};
BOOST_DESCRIBE_STRUCT(StoryOrganisation, (), (name, code, note))

struct StoryNumber {
  std::string e164 = {}, label = {};
};
BOOST_DESCRIBE_STRUCT(StoryNumber, (), (e164, label))

struct StoryCustomer {
  std::string code = {}, name = {}, language = {}, email = {};
  std::string organisation = {};  ///< By name; empty: a private customer.
  std::vector<StoryNumber> numbers = {};
  std::string note = {};
  bool vip = false;
  std::int64_t since_days = 0;
  std::string birth_date = {}, tax_code = {}, address = {}, last_invoice = {};
  std::vector<std::string> notes = {};  ///< In the dossier.
};
BOOST_DESCRIBE_STRUCT(StoryCustomer,
                      (),
                      (code,
                       name,
                       language,
                       email,
                       organisation,
                       numbers,
                       note,
                       vip,
                       since_days,
                       birth_date,
                       tax_code,
                       address,
                       last_invoice,
                       notes))

/// `act`: take, note, article, procedure, escalate, team, work_around, status, solve, reopen,
/// close, call (the customer rings again) or identity. `to`: the outcome, level, team or status.
struct StoryStep {
  std::int64_t after_min = 0;
  UserId by = {};
  std::string act = {}, to = {}, text = {};
};
BOOST_DESCRIBE_STRUCT(StoryStep, (), (after_min, by, act, to, text))

struct StoryTicket {
  std::string customer = {};  ///< The code.
  std::string subject = {};
  CategoryId category = {};
  std::string priority = "normal";
  std::optional<std::int64_t> minutes_ago = {};  ///< Else `at` on `day`.
  std::int64_t day = 0;                          ///< 0 is today, -1 yesterday.
  std::string at = {};                           ///< "09:30" on a wall clock of the site.
  UserId by = {};
  QueueId queue = {};  ///< Where the call waited; none: opened at the desk, without a call.
  std::string body = {};
  std::vector<StoryStep> steps = {};
};
BOOST_DESCRIBE_STRUCT(
    StoryTicket,
    (),
    (customer, subject, category, priority, minutes_ago, day, at, by, queue, body, steps))

struct Story {
  std::vector<StoryOrganisation> organisations = {};
  std::vector<StoryCustomer> customers = {};
  std::vector<StoryTicket> tickets = {};
};
BOOST_DESCRIBE_STRUCT(Story, (), (organisations, customers, tickets))

/// The story with its names resolved in `centre`. Errc::invalid: the first fault, with its place.
Result<Story> read_story(const ivr::Value& document, const app::centre::Centre& centre);

}  // namespace filo::server
