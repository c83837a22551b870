#pragma once
// A whole contact centre of a test's own: the real server with the demo centre on free ports and an
// empty database, its people, and its phones. Ends with the object.

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "support/http_client.h"
#include "support/phone.h"
#include "support/process.h"

namespace filo::test {

enum class Engine { sqlite, postgres };

/// The program under test: FILO_SERVER, or the release build.
std::string server_program();

/// Runs `filodiretto <arguments>` to its end.
struct Ran {
  int status = -1;
  std::string output;  ///< Standard output and error.
};
Ran run_filodiretto(std::vector<std::string> arguments);

class Centre {
 public:
  static constexpr const char* kItalianNumber = "+39800100200";
  static constexpr std::uint16_t kRtpPorts = 400;

  /// Does not start it yet.
  explicit Centre(Engine engine = Engine::sqlite);
  ~Centre();

  /// Starts (again) and waits until it answers; throws with the log when it does not.
  void start();
  /// SIGTERM; the exit code.
  int stop();
  /// SIGKILL.
  void kill();
  bool running() { return server_ && server_->running(); }
  pid_t pid() const { return server_->pid(); }

  std::uint16_t http_port() const { return http_; }
  std::uint16_t sip_port() const { return sip_; }
  /// The only port from which the demo trunk may call.
  std::uint16_t trunk_port() const { return trunk_; }
  std::uint16_t rtp_first() const { return rtp_; }
  std::string sip_address() const { return "127.0.0.1:" + std::to_string(sip_); }
  const std::string& data() const { return data_; }
  std::string file(const std::string& name) const { return dir_.file(name); }
  std::string log() const;
  std::vector<std::string> command() const;

  const std::string& password(const std::string& login) const { return passwords_.at(login); }
  const std::string& sip_password(const std::string& user) const { return sip_passwords_.at(user); }
  /// A client that is logged in; the same one each time. Throws when the log-in is refused.
  HttpClient& as(const std::string& login);
  HttpClient anonymous() const { return HttpClient("127.0.0.1", http_); }

  /// A value of /metrics by its whole name with labels; negative when absent.
  double metric(const std::string& name) const;
  /// No leg of sound and no call is left.
  bool quiet() const;

  /// `id` of the row of /admin/{kind} whose `field` is `value`.
  std::string id_of(const std::string& kind, const std::string& value, const char* field = "name");
  /// Changes fields of one row of /admin/{kind} and waits until the live centre has them. Moves the
  /// trunk to another port: before calls are made.
  void configure(const std::string& kind, const std::string& name, const boost::json::object& with);

  /// A phone that registers and answers; more arguments may follow.
  std::unique_ptr<Phone> agent_phone(const std::string& sip_user,
                                     std::vector<std::string> more = {"--answer"});
  /// A caller from the trunk. Calls the Italian number and presses 1.
  std::unique_ptr<Phone> caller(const std::string& from, std::vector<std::string> more = {});
  /// PUT presence; waits until the state is told back.
  void set_presence(const std::string& login, const std::string& presence);
  boost::json::object state_of(const std::string& login);
  bool reaches(const std::string& login,
               const std::string& state,
               std::chrono::milliseconds limit = kPatience);
  boost::json::object board();

 private:
  void move_trunk();
  void read_logins();

  TempDir dir_;
  std::string data_, database_;
  std::uint16_t http_, sip_, trunk_, rtp_;
  std::unique_ptr<Process> server_;
  std::map<std::string, std::string> passwords_, sip_passwords_;
  std::map<std::string, HttpClient> clients_;
  int starts_ = 0, phones_ = 0;
};

/// Text of a JSON member, "" when absent or null.
std::string text_of(const boost::json::value& value, std::string_view key);
std::int64_t number_of(const boost::json::value& value, std::string_view key);
/// The items of a list answer.
boost::json::array items_of(const Answer& answer);

}  // namespace filo::test
