#pragma once
// A browser's media side for tests: ICE check, DTLS client by OpenSSL, SRTP by libsrtp2.

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include "adapters/media/dtls.h"
#include "adapters/media/srtp_session.h"
#include "adapters/media/tests/peer.h"
#include "protocols/stun/message.h"

namespace filo::media {

class Browser {
 public:
  Browser() : context_(SSL_CTX_new(DTLS_client_method()), SSL_CTX_free) {
    EVP_PKEY* key = EVP_EC_gen("P-256");
    X509* certificate = X509_new();
    X509_set_version(certificate, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 7);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -60);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 86'400);
    X509_set_pubkey(certificate, key);
    X509_sign(certificate, key, EVP_sha256());
    SSL_CTX_use_certificate(context_.get(), certificate);
    SSL_CTX_use_PrivateKey(context_.get(), key);
    fingerprint = fingerprint_of(certificate, "sha-256");
    X509_free(certificate);
    EVP_PKEY_free(key);
    // As Chromium: either profile, the server chooses.
    SSL_CTX_set_tlsext_use_srtp(context_.get(), "SRTP_AES128_CM_SHA1_80:SRTP_AEAD_AES_128_GCM");
    ssl_.reset(SSL_new(context_.get()));
    BIO* in = BIO_new(BIO_s_mem());
    BIO* out = BIO_new(BIO_s_mem());
    BIO_set_mem_eof_return(in, -1);
    BIO_set_mem_eof_return(out, -1);
    SSL_set_bio(ssl_.get(), in, out);
    SSL_set_connect_state(ssl_.get());
  }

  std::string offer() const {
    return "v=0\r\no=- 4611 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\n"
           "m=audio 9 UDP/TLS/RTP/SAVPF 111 8 0 126\r\nc=IN IP4 0.0.0.0\r\n"
           "a=rtcp:9 IN IP4 0.0.0.0\r\na=ice-ufrag:Brow\r\na=ice-pwd:aBrowsersPassword22chars\r\n"
           "a=fingerprint:sha-256 " +
           fingerprint +
           "\r\na=setup:actpass\r\na=mid:0\r\na=sendrecv\r\na=rtcp-mux\r\n"
           "a=rtpmap:111 opus/48000/2\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:0 PCMU/8000\r\n"
           "a=rtpmap:126 telephone-event/8000\r\n";
  }
  void take_answer(const std::string& sdp) {
    ufrag_ = value(sdp, "a=ice-ufrag:");
    password_ = value(sdp, "a=ice-pwd:");
    their_fingerprint_ = value(sdp, "a=fingerprint:sha-256 ");
    const std::string media = value(sdp, "m=audio ");
    server_ = *Address::parse("127.0.0.1", static_cast<std::uint16_t>(std::stoi(media)));
  }

  /// Sends an ICE check that nominates; true when the right answer came back. To a wrong password
  /// there should be none: not waited for as long.
  bool check(TestLoop& core, bool right_password = true) {
    stun::Writer writer(stun::kBindingRequest, {4, 2});
    writer.attribute(stun::kUsername, ufrag_ + ":Brow");
    writer.attribute(stun::kIceControlling, std::string_view("12345678"));
    writer.attribute(stun::kUseCandidate, std::string_view());
    send_datagram(peer.fd(), server_, writer.finish(right_password ? password_ : "wrong"));
    bool good = false;
    core.until(
        [&] {
          const auto bytes = receive();
          if (bytes.empty()) return false;
          const auto reply = stun::parse(bytes);
          good = reply && reply->type == stun::kBindingSuccess && reply->mapped &&
                 *reply->mapped == peer.address().endpoint() &&
                 stun::integrity_is(bytes, *reply, password_);
          return reply.has_value();
        },
        right_password ? 15s : 1s);
    return good;
  }

  /// Runs the handshake; true when it ended and the server showed the certificate of its SDP.
  bool handshake(TestLoop& core, Duration limit = 15s) {
    const bool done = core.until([&] { return step_handshake(); }, limit);
    if (!done) return false;
    X509* certificate = SSL_get1_peer_certificate(ssl_.get());
    const bool same = fingerprint_of(certificate, "sha-256") == their_fingerprint_;
    X509_free(certificate);
    profile = SSL_get_selected_srtp_profile(ssl_.get())->name;
    SrtpKeys keys;
    keys.gcm = profile == "SRTP_AEAD_AES_128_GCM";
    const std::size_t salt = keys.gcm ? 12 : 14;
    std::string m(2 * (16 + salt), '\0');
    SSL_export_keying_material(ssl_.get(), reinterpret_cast<unsigned char*>(m.data()), m.size(),
                               "EXTRACTOR-dtls_srtp", 19, nullptr, 0, 0);
    keys.to_peer = m.substr(0, 16) + m.substr(32, salt);
    keys.from_peer = m.substr(16, 16) + m.substr(32 + salt, salt);
    srtp_.emplace(keys);
    return same;
  }

  void say(std::vector<std::uint8_t> payload, bool encrypted = true) {
    alignas(16) std::uint8_t bytes[512];
    rtp::write_header({false, 8, sequence++, timestamp, 0xb0b}, bytes);
    timestamp += 160;
    std::copy(payload.begin(), payload.end(), bytes + rtp::kHeaderBytes);
    Buffer whole = Buffer(bytes).first(rtp::kHeaderBytes + payload.size());
    if (encrypted) whole = srtp_->protect(whole);
    send_datagram(peer.fd(), server_, whole);
  }
  /// What has arrived and could be decrypted, also what overtook the end of the handshake.
  std::vector<Heard>& listen() {
    for (auto& bytes : std::exchange(early_, {})) hear(bytes);
    for (auto bytes = receive(); !bytes.empty(); bytes = receive()) hear(bytes);
    return heard;
  }
  void close() {
    SSL_shutdown(ssl_.get());
    flush();
  }

  Peer peer;
  std::string fingerprint, profile;
  std::vector<Heard> heard;
  std::uint16_t sequence = 1;
  std::uint32_t timestamp = 0;

 private:
  static std::string value(const std::string& sdp, const std::string& key) {
    const std::size_t at = sdp.find(key);
    if (at == sdp.npos) return {};
    return sdp.substr(at + key.size(), sdp.find('\r', at) - at - key.size());
  }
  void hear(Buffer bytes) {
    if (!rtp::is_rtp_or_rtcp(bytes) || rtp::is_rtcp(bytes)) return;
    const Buffer plain = srtp_->unprotect(bytes);
    const auto packet = rtp::parse(plain);
    if (!packet) return;
    heard.push_back(
        {packet->header, {packet->payload.begin(), packet->payload.end()}, system_clock().mono()});
  }
  std::vector<std::uint8_t> receive() {
    std::uint8_t buffer[2048];
    const ssize_t got = recv(peer.fd(), buffer, sizeof buffer, MSG_DONTWAIT);
    if (got <= 0) return {};
    return {buffer, buffer + got};
  }
  void flush() {
    char* data = nullptr;
    BIO* out = SSL_get_wbio(ssl_.get());
    const long size = BIO_get_mem_data(out, &data);
    Bytes left{reinterpret_cast<std::uint8_t*>(data), static_cast<std::size_t>(size)};
    while (left.size() >= 13) {
      const std::size_t record = 13 + (std::size_t{left[11]} << 8 | left[12]);
      send_datagram(peer.fd(), server_, left.first(record));
      left = left.subspan(record);
    }
    (void)BIO_reset(out);
  }
  bool step_handshake() {
    for (auto bytes = receive(); !bytes.empty(); bytes = receive()) {
      EXPECT_LE(bytes.size(), 1'200u) << "no datagram above the MTU";
      if (rtp::is_rtp_or_rtcp(bytes)) {  // the server has keys as soon as it sent its last flight
        early_.push_back(std::move(bytes));
        continue;
      }
      BIO_write(SSL_get_rbio(ssl_.get()), bytes.data(), static_cast<int>(bytes.size()));
      SSL_do_handshake(ssl_.get());
    }
    const int done = SSL_do_handshake(ssl_.get());
    flush();
    return done == 1;
  }

  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
  std::unique_ptr<SSL, decltype(&SSL_free)> ssl_{nullptr, SSL_free};
  std::optional<SrtpSession> srtp_;
  std::vector<std::vector<std::uint8_t>> early_;
  std::string ufrag_, password_, their_fingerprint_;
  Address server_;
};

}  // namespace filo::media
