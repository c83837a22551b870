#pragma once
// People with phones, for the simulator: callers who dial and give up, agents who answer, refuse or
// sleep. Each has a real sip::Core on the virtual network.

#include <memory>
#include <optional>
#include <string>

#include "protocols/sdp/offer_answer.h"
#include "sim/sip_node.h"

namespace filo::sim {

/// A SIP phone with one line: places calls and reacts to incoming ones as told.
class Phone {
 public:
  enum class Reaction : std::uint8_t { answer, ignore, refuse };
  struct Manners {
    Reaction reaction = Reaction::answer;
    Duration after = std::chrono::seconds{2};  ///< Until it answers or refuses.
    int refuse_with = 486;
    bool rings = true;     ///< Says 180 first.
    bool early = false;    ///< Its sound is heard before it answers: a 183 with SDP.
    Duration talk_max{0};  ///< Hangs up so long after the answer; 0: never.
  };
  enum class Line : std::uint8_t { idle, dialling, ringing, talking };

  Phone(
      Loop& loop, Network& network, const sip::Endpoint& at, std::string user, std::uint64_t seed);

  void set_manners(Manners manners) { manners_ = manners; }
  void register_at(const sip::Endpoint& server, const std::string& password);
  /// Calls `number` through `server` as `from`.
  void dial(const sip::Endpoint& server, const std::string& number, const std::string& from);
  /// Calls as itself, with its password.
  void dial_as_user(const sip::Endpoint& server,
                    const std::string& number,
                    const std::string& password);
  void hang_up();
  /// Puts the other side on hold by a re-INVITE, or takes it back.
  void hold(bool on);
  void unregister();
  /// Power off: nothing is said to anybody.
  void die();

  Line line() const { return line_; }
  bool registered() const { return registered_; }
  int times_rung() const { return times_rung_; }
  int last_status() const { return last_status_; }  ///< Of an ended call that never was answered.
  bool was_answered() const { return was_answered_; }
  /// Is there sound before an answer: a 183 with SDP?
  bool hears_early() const { return early_; }
  /// What it was told while it dialled: 180, 183; 0: nothing.
  int last_progress() const { return last_progress_; }
  /// Who was called when it rang last, and who called.
  const std::string& dialled() const { return dialled_; }
  const std::string& called_by() const { return called_by_; }
  /// How its last re-INVITE ended; 0: not yet.
  int reoffer_status() const { return reoffer_status_; }
  /// Where its sound would come from.
  const std::string& ip() const { return ip_; }
  std::uint16_t rtp_port() const { return rtp_port_; }
  SipNode* node() { return node_.get(); }

 private:
  struct Nobody final : sip::SipDirectory {
    std::optional<Credentials> credentials(std::string_view) const override { return std::nullopt; }
    std::optional<std::string> trusted_peer(const sip::Flow&) const override { return "peer"; }
  };
  void place(sip::Invite invite, const sip::Endpoint& server, const std::string& number);
  void on_event(const sip::Event& event);
  void rung(const sip::IncomingCall& e);
  void react(sip::LegId leg, const std::string& offer);
  std::string answer_to(const std::string& offer) const;
  void talking();
  std::string local_sdp(sdp::Direction direction = sdp::Direction::sendrecv) const;

  Loop& loop_;
  std::string user_, ip_;
  std::uint16_t rtp_port_ = 4000;
  Nobody directory_;
  std::unique_ptr<SipNode> node_;
  Manners manners_;
  Line line_ = Line::idle;
  sip::LegId leg_;
  sip::ClientId client_;
  bool registered_ = false;
  bool was_answered_ = false;
  bool early_ = false;
  int reoffer_status_ = 0;
  int last_progress_ = 0;
  std::string dialled_, called_by_;
  int times_rung_ = 0;
  int last_status_ = 0;
};

}  // namespace filo::sim
