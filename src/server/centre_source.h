#pragma once
// From the records of an administrator to what live calls use: one LiveCentre of all tenants, the
// directory of SIP users and trusted peers, and the calendars.

#include <map>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "app/centre/types.h"
#include "app/live/live_centre.h"
#include "domain/ivr/session.h"
#include "domain/sla/business_calendar.h"
#include "protocols/sip/core.h"

namespace filo::server {

/// Immutable; built on a worker, used on the core thread.
struct LiveConfiguration {
  app::LiveCentre centre;
  std::unordered_map<CalendarId, std::shared_ptr<const sla::BusinessCalendar>> calendars;
  std::map<std::string, sip::SipDirectory::Credentials, std::less<>> phones;
  /// The addresses of trunks and of phones with a fixed contact: never limited, never banned.
  std::set<std::string, std::less<>> homes;

  /// Open, closed or holiday, as centre::hours_at().
  ivr::Hours hours(CalendarId calendar, Instant now) const;
};

/// What cannot be used is logged and left out: the rest of the centre goes on. A number whose flow
/// cannot be used keeps the one it has in `before` (null at start), so that callers never pay for a
/// slip. Music is looked for in the folder `music`. Blocks on the disk.
std::shared_ptr<const LiveConfiguration> build_live(const std::vector<app::centre::Centre>& centres,
                                                    const std::string& music,
                                                    const LiveConfiguration* before = nullptr);

/// Answers sip::Core from the newest configuration. Core thread.
class Directory final : public sip::SipDirectory {
 public:
  void set(std::shared_ptr<const LiveConfiguration> configuration) {
    configuration_ = std::move(configuration);
  }
  std::optional<Credentials> credentials(std::string_view user) const override;
  std::optional<std::string> trusted_peer(const sip::Flow& flow) const override;
  bool is_home(const sip::Endpoint& source) const override;

 private:
  std::shared_ptr<const LiveConfiguration> configuration_;
};

}  // namespace filo::server
