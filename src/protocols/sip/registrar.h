#pragma once
// Who can be reached where: the bindings of REGISTER (RFC 3261 §10.3), without the questions of
// digest and wire, which Core asks before.
//
// What: user -> up to kContactsPerUser contacts, each with the flow by which it came (NAT). The
//   newest binding answers binding(). Owner: Core, one thread; time is an argument.
// A phone behind NAT (its contact names another address than its datagrams come from) is granted
//   expires_nat at most: its REGISTER is also what keeps the way to it open.
// Bounds: limits::kAgents users (more get 503), kContactsPerUser contacts (the oldest gives way).

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "protocols/sip/core.h"

namespace filo::sip {

class Registrar {
 public:
  static constexpr std::size_t kContactsPerUser = 5;
  struct Bounds {
    Duration expires_min, expires_max;
    Duration expires_nat = expires_max;
  };

  struct Entry {
    std::string contact;  ///< The URI as the phone wrote it.
    Flow flow;
    std::string call_id;
    std::uint32_t cseq = 0;
    MonoTime expires;
    std::uint64_t order = 0;  ///< Grows with each REGISTER: the largest is the newest.
    std::string user_agent;
  };

  /// What the application is told and the phone is answered.
  struct Outcome {
    int status = 200;
    std::string reason;
    bool added = false;     ///< A contact was added or refreshed.
    bool lessened = false;  ///< A contact went, others stand.
    bool removed = false;   ///< The last contact of the user went.
  };

  explicit Registrar(Bounds bounds) : bounds_(bounds) {}

  /// All of a REGISTER or nothing: 400 (bad Contact *), 423, 500 (CSeq out of order), 503 (full).
  Outcome apply(std::string_view user, const Message& request, const Flow& flow, MonoTime now);
  /// The Contact values of a 200: what stands now, with what remains of each.
  std::vector<std::string> contacts(std::string_view user, MonoTime now) const;
  /// The newest live binding, or nullptr.
  const Entry* newest(std::string_view user, MonoTime now) const;
  /// Forgets what has expired; returns the users who have no contact left.
  std::vector<std::string> expire(MonoTime now);
  /// Forgets the bindings of a connection that is gone; returns the users without any other.
  std::vector<std::string> drop_flow(const Flow& flow);
  /// Does somebody live behind this address? Such a source is never banned.
  bool has_source(const Endpoint& remote) const;
  /// Everything that stands of a user, in order.
  std::vector<SavedBinding> saved(std::string_view user, Moment now) const;
  /// False when it has run out or there is no room. Whoever has registered since is kept.
  bool restore(const SavedBinding& saved, Moment now);
  std::size_t users() const { return users_.size(); }
  Bounds bounds() const { return bounds_; }

 private:
  struct Wanted {
    std::string contact;
    Duration expires{};
  };
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view s) const noexcept {
      return std::hash<std::string_view>{}(s);
    }
  };
  using Entries = std::vector<Entry>;
  using Users = std::unordered_map<std::string, Entries, TextHash, std::equal_to<>>;

  Outcome remove_all(Users::iterator found, const Message& request);
  Outcome store(std::string_view user,
                const std::vector<Wanted>& wanted,
                const Message& request,
                const Flow& flow,
                MonoTime now);
  template <class Gone>
  std::vector<std::string> erase_if(Gone gone);

  Bounds bounds_;
  Users users_;
  std::uint64_t last_order_ = 0;
};

}  // namespace filo::sip
