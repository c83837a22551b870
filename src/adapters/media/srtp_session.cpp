#include "adapters/media/srtp_session.h"

#include <mutex>

#include "base/check.h"

namespace filo::media {
namespace {

constexpr unsigned kReplayWindow = 1'024;

void init_once() {
  static std::once_flag once;
  std::call_once(once, [] { FILO_CHECK(srtp_init() == srtp_err_status_ok); });
}

srtp_t make(bool gcm, const std::string& key, srtp_ssrc_type_t direction) {
  srtp_policy_t policy{};
  if (gcm) {
    srtp_crypto_policy_set_aes_gcm_128_16_auth(&policy.rtp);
    srtp_crypto_policy_set_aes_gcm_128_16_auth(&policy.rtcp);
  } else {
    srtp_crypto_policy_set_aes_cm_128_hmac_sha1_80(&policy.rtp);
    srtp_crypto_policy_set_aes_cm_128_hmac_sha1_80(&policy.rtcp);
  }
  policy.ssrc.type = direction;
  policy.key = reinterpret_cast<unsigned char*>(const_cast<char*>(key.data()));
  policy.window_size = kReplayWindow;
  srtp_t session = nullptr;
  FILO_CHECK(srtp_create(&session, &policy) == srtp_err_status_ok);
  return session;
}

template <class Function>
Buffer apply(Function function, srtp_t session, Buffer packet) {
  int size = static_cast<int>(packet.size());
  if (function(session, packet.data(), &size) != srtp_err_status_ok) return {};
  return {packet.data(), static_cast<std::size_t>(size)};
}

}  // namespace

SrtpSession::SrtpSession(const SrtpKeys& keys)
    : in_(nullptr, srtp_dealloc), out_(nullptr, srtp_dealloc) {
  init_once();
  in_.reset(make(keys.gcm, keys.from_peer, ssrc_any_inbound));
  out_.reset(make(keys.gcm, keys.to_peer, ssrc_any_outbound));
}

Buffer SrtpSession::unprotect(Buffer packet) {
  return apply(srtp_unprotect, in_.get(), packet);
}
Buffer SrtpSession::unprotect_rtcp(Buffer packet) {
  return apply(srtp_unprotect_rtcp, in_.get(), packet);
}
Buffer SrtpSession::protect(Buffer packet) {
  return apply(srtp_protect, out_.get(), packet);
}
Buffer SrtpSession::protect_rtcp(Buffer packet) {
  return apply(srtp_protect_rtcp, out_.get(), packet);
}

}  // namespace filo::media
