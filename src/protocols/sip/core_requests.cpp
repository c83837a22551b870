// What comes from outside, judged in the order of RFC 3261 §8.2: transaction, form, method,
// headers.

#include <string>

#include "base/text.h"
#include "protocols/sip/core_impl.h"

namespace filo::sip {

namespace {

bool is_known_but_not_allowed(Method method) {
  return method == Method::refer || method == Method::notify || method == Method::subscribe ||
         method == Method::message || method == Method::publish;
}

/// What the caller wants and we cannot do: the value of Unsupported, or empty. We support no
/// extension that may be required; 100rel among them.
std::string unsupported(const Message& request) {
  std::string all;
  for (const std::string_view option : request.list(HeaderId::require)) {
    if (!all.empty()) all += ", ";
    all += option;
  }
  return all;
}

}  // namespace

void Core::Impl::receive(const Flow& flow, std::string_view bytes) {
  arrived = flow;
  const auto parsed = Message::parse(bytes);
  if (!parsed) return;  // cannot be framed or answered; the transport counts what we do not see
  const MessagePtr& message = parsed.value();
  if (message->is_request()) {
    on_request(message, flow);
  } else if (message->fault().status == 0 && !txns.receive(*message, now.mono)) {
    // A 2xx without transaction: its leg and wait time are over. Acknowledge, that it may stop.
    if (message->method() == Method::invite && message->status() / 100 == 2 &&
        message->top_via().branch.find(instance) != std::string_view::npos)
      ack_orphan(*message);
  }
}

void Core::Impl::on_request(const MessagePtr& request, const Flow& flow) {
  if (txns.absorb(*request, now.mono)) return;
  const Method method = request->method();
  if (method == Method::ack) {
    if (request->fault().status == 0) on_ack(*request);
    return;
  }
  if (const Message::Fault fault = request->fault(); fault.status != 0)
    return reply(*request, flow, fault.status, fault.reason);
  if (method == Method::cancel) return on_cancel(*request, flow);
  if (refuse_early(*request, flow)) return;
  if (!request->to().tag.empty()) return on_dialog_request(request, flow);
  if (method == Method::invite) return on_new_invite(request, flow);
  if (method == Method::options) return on_options(*request, flow);
  if (method == Method::register_) return on_register(*request, flow);
  reply(*request, flow, 481);  // BYE, UPDATE, INFO, PRACK outside of a dialog
}

/// Method, scheme, Require: what can be refused without knowing more (§8.2.1 - §8.2.2).
bool Core::Impl::refuse_early(const Message& request, const Flow& flow) {
  const Method method = request.method();
  if (method == Method::unknown) {
    reply(request, flow, 501, {}, {{"Allow", std::string{kAllow}}});
    return true;
  }
  if (is_known_but_not_allowed(method)) {
    reply(request, flow, 405, {}, {{"Allow", std::string{kAllow}}});
    return true;
  }
  if (request.request_uri().scheme == Uri::Scheme::other) {
    reply(request, flow, 416);
    return true;
  }
  if (method == Method::invite && request.max_forwards() <= 0) {
    reply(request, flow, 483);
    return true;
  }
  if (request.to().tag.empty() && looped(request)) {
    reply(request, flow, 482, "Loop Detected");
    return true;
  }
  if (const std::string options = unsupported(request); !options.empty()) {
    reply(request, flow, 420, {}, {{"Unsupported", options}});
    return true;
  }
  return false;
}

/// Our branch carries a hash of what was called: the same call that comes back to us is a loop, one
/// that comes back for another number is not (RFC 5393 §4.2).
bool Core::Impl::looped(const Message& request) const {
  if (request.bytes().find(instance) == std::string_view::npos) return false;
  const std::string ours = loop_mark(request.request_uri().user);
  for (const Via& via : request.vias()) {
    if (via.branch.starts_with(ours)) return true;
  }
  return false;
}

void Core::Impl::on_options(const Message& request, const Flow& flow) {
  reply(request, flow, overloaded ? 503 : 200, {},
        {{"Allow", std::string{kAllow}},
         {"Accept", std::string{kSdpType}},
         {"Accept-Encoding", "identity"},
         {"Accept-Language", "it, fr, en"},
         {"Supported", ""}});
}

/// CANCEL is answered by itself; whether anything is left to cancel is another matter (§9.2).
void Core::Impl::on_cancel(const Message& request, const Flow& flow) {
  const TxnRef invite = txns.find_cancelled(request);
  const TxnOwner owner = txns.owner(invite);
  const TxnRef txn = txns.open_server(request, flow, {}, now.mono);
  Leg* leg = find_leg(LegId{owner.id});
  const std::string tag = leg != nullptr ? leg->dialog.local_tag : stateless_tag(request);
  const int status = txns.alive(invite) ? 200 : 481;
  txns.respond(txn, status, response(request, flow, status, {}, tag).finish(), now.mono);
  if (leg == nullptr || !txns.open(invite) || leg->request_txn != invite) return;
  refuse_request(*leg, 487, {});
  if (leg->phase == Leg::Phase::offered) end_leg(*leg, EndKind::cancelled, 487, "cancelled");
}

// --- answers -----------------------------------------------------------------------------------

MessageWriter Core::Impl::response(const Message& request,
                                   const Flow& flow,
                                   int status,
                                   std::string_view reason,
                                   std::string_view tag) {
  MessageWriter out = MessageWriter::response_to(request, status, reason, flow.remote, tag);
  out.header(HeaderId::server, config.user_agent);
  return out;
}

void Core::Impl::reply(const Message& request,
                       const Flow& flow,
                       int status,
                       std::string_view reason,
                       const std::vector<ExtraHeader>& headers) {
  MessageWriter out = response(request, flow, status, reason, stateless_tag(request));
  for (const ExtraHeader& h : headers) out.header(h.name, h.value);
  output.send(reply_flow(request, flow), out.finish());
}

/// The same for each copy of a request, so that a repeated answer is the same answer (§8.2.7).
std::string Core::Impl::stateless_tag(const Message& request) const {
  std::string text = instance;
  text += request.call_id();
  text += request.top_via().branch;
  text += request.from().tag;
  return hex(std::to_string(std::hash<std::string>{}(text))).substr(0, 20);
}

}  // namespace filo::sip
