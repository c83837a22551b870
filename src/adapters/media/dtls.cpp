#include "adapters/media/dtls.h"

#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <array>

#include "base/check.h"
#include "base/prng.h"
#include "base/text.h"

namespace filo::media {
namespace {

using KeyPtr = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using CertificatePtr = std::unique_ptr<X509, decltype(&X509_free)>;

constexpr std::size_t kRecordHeader = 13;
constexpr long kCertificateSeconds = 400L * 86'400;  // longer than a process lives
constexpr const char* kCiphers =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-ECDSA-AES256-GCM-SHA384:"
    "ECDHE-ECDSA-AES128-SHA";
constexpr const char* kProfiles = "SRTP_AEAD_AES_128_GCM:SRTP_AES128_CM_SHA1_80";
constexpr const char* kExporterLabel = "EXTRACTOR-dtls_srtp";

CertificatePtr self_signed(EVP_PKEY* key) {
  CertificatePtr certificate(X509_new(), X509_free);
  FILO_CHECK(certificate);
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER* serial = X509_get_serialNumber(certificate.get());
  std::uint32_t number = 1;
  for (const char byte : secure_random(3)) number = number << 8 | static_cast<unsigned char>(byte);
  ASN1_INTEGER_set_uint64(serial, number);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -86'400);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), kCertificateSeconds);
  X509_NAME* name = X509_get_subject_name(certificate.get());
  const std::string common = "WebRTC";  // as browsers call theirs: it names nobody
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(common.data()),
                             static_cast<int>(common.size()), -1, 0);
  X509_set_issuer_name(certificate.get(), name);
  X509_set_pubkey(certificate.get(), key);
  FILO_CHECK(X509_sign(certificate.get(), key, EVP_sha256()) > 0);
  return certificate;
}

/// Any certificate goes through here: its fingerprint is compared after the handshake.
int accept_any(int, X509_STORE_CTX*) {
  return 1;
}

const EVP_MD* hash_named(const std::string& name) {
  if (iequals(name, "sha-256")) return EVP_sha256();
  if (iequals(name, "sha-384")) return EVP_sha384();
  if (iequals(name, "sha-512")) return EVP_sha512();
  return nullptr;
}

}  // namespace

std::string fingerprint_of(const X509* certificate, const std::string& hash) {
  const EVP_MD* digest = hash_named(hash);
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned size = 0;
  if (digest == nullptr || X509_digest(certificate, digest, bytes.data(), &size) != 1) return {};
  constexpr const char* kHex = "0123456789ABCDEF";
  std::string text;
  for (unsigned i = 0; i < size; ++i) {
    if (i > 0) text += ':';
    text += kHex[bytes[i] >> 4];
    text += kHex[bytes[i] & 15];
  }
  return text;
}

DtlsContext::DtlsContext() : context_(SSL_CTX_new(DTLS_server_method()), SSL_CTX_free) {
  FILO_CHECK(context_);
  const KeyPtr key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  FILO_CHECK(key);
  const CertificatePtr certificate = self_signed(key.get());
  SSL_CTX* context = context_.get();
  FILO_CHECK(SSL_CTX_use_certificate(context, certificate.get()) == 1);
  FILO_CHECK(SSL_CTX_use_PrivateKey(context, key.get()) == 1);
  FILO_CHECK(SSL_CTX_set_min_proto_version(context, DTLS1_2_VERSION) == 1);
  FILO_CHECK(SSL_CTX_set_cipher_list(context, kCiphers) == 1);
  FILO_CHECK(SSL_CTX_set_tlsext_use_srtp(context, kProfiles) == 0);  // 0 is success here
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, accept_any);
  SSL_CTX_set_options(context, SSL_OP_NO_QUERY_MTU | SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
  fingerprint_ = fingerprint_of(certificate.get(), "sha-256");
}

DtlsSession::DtlsSession(const DtlsContext& context, Peer peer, Send send)
    : peer_(std::move(peer)), send_(std::move(send)), ssl_(SSL_new(context.raw()), SSL_free) {
  FILO_CHECK(ssl_);
  BIO* in = BIO_new(BIO_s_mem());
  BIO* out = BIO_new(BIO_s_mem());
  FILO_CHECK(in != nullptr && out != nullptr);
  BIO_set_mem_eof_return(in, -1);
  BIO_set_mem_eof_return(out, -1);
  SSL_set_bio(ssl_.get(), in, out);
  SSL_set_mtu(ssl_.get(), kMtu);
  SSL_set_accept_state(ssl_.get());
}

void DtlsSession::fail(std::string why) {
  state_ = State::failed;
  fault_ = std::move(why);
}

void DtlsSession::finish_handshake() {
  const CertificatePtr certificate(SSL_get1_peer_certificate(ssl_.get()), X509_free);
  if (!certificate) return fail("no certificate");
  const std::string got = fingerprint_of(certificate.get(), peer_.hash);
  if (got.empty() || !iequals(got, peer_.fingerprint)) return fail("fingerprint differs");
  if (SSL_get_selected_srtp_profile(ssl_.get()) == nullptr)
    return fail("no SRTP profile in common");
  state_ = State::up;
}

void DtlsSession::step() {
  ERR_clear_error();
  if (state_ == State::handshaking) {
    const int done = SSL_do_handshake(ssl_.get());
    const int why = SSL_get_error(ssl_.get(), done);
    flush();
    if (done == 1) return finish_handshake();
    if (why != SSL_ERROR_WANT_READ && why != SSL_ERROR_WANT_WRITE) fail("handshake broke off");
    return;
  }
  // After the handshake: lost flights are asked for again, and the peer may close.
  std::array<char, 512> ignored{};
  while (SSL_read(ssl_.get(), ignored.data(), static_cast<int>(ignored.size())) > 0) {
  }
  flush();
  if ((SSL_get_shutdown(ssl_.get()) & SSL_RECEIVED_SHUTDOWN) != 0) state_ = State::closed;
}

void DtlsSession::receive(Bytes datagram) {
  if (state_ == State::failed || state_ == State::closed) return;
  BIO_write(SSL_get_rbio(ssl_.get()), datagram.data(), static_cast<int>(datagram.size()));
  step();
}

void DtlsSession::tick() {
  if (state_ != State::handshaking) return;
  timeval left{};
  if (DTLSv1_get_timeout(ssl_.get(), &left) != 1 || left.tv_sec > 0 || left.tv_usec > 0) return;
  ERR_clear_error();
  if (DTLSv1_handle_timeout(ssl_.get()) < 0) fail("handshake timed out");
  flush();
}

void DtlsSession::shut() {
  if (state_ != State::up) return;
  SSL_shutdown(ssl_.get());
  flush();
  state_ = State::closed;
}

void DtlsSession::flush() {
  // A memory BIO glues records together; on the wire each travels in a datagram of its own.
  BIO* out = SSL_get_wbio(ssl_.get());
  char* data = nullptr;
  const long size = BIO_get_mem_data(out, &data);
  Bytes left{reinterpret_cast<const std::uint8_t*>(data), static_cast<std::size_t>(size)};
  while (left.size() >= kRecordHeader) {
    const std::size_t record = kRecordHeader + (std::size_t{left[11]} << 8 | left[12]);
    if (record > left.size()) break;
    send_(left.first(record));
    left = left.subspan(record);
  }
  BIO_reset(out);
}

SrtpKeys DtlsSession::keys() const {
  FILO_CHECK(state_ == State::up);
  SrtpKeys keys;
  keys.gcm = SSL_get_selected_srtp_profile(ssl_.get())->id == SRTP_AEAD_AES_128_GCM;
  const std::size_t key = 16, salt = keys.gcm ? 12 : 14;
  std::string material(2 * (key + salt), '\0');
  const std::string label = kExporterLabel;
  FILO_CHECK(
      SSL_export_keying_material(ssl_.get(), reinterpret_cast<unsigned char*>(material.data()),
                                 material.size(), label.data(), label.size(), nullptr, 0, 0) == 1);
  // Client key, server key, client salt, server salt (RFC 5764 §4.2). The browser is the client.
  keys.from_peer = material.substr(0, key) + material.substr(2 * key, salt);
  keys.to_peer = material.substr(key, key) + material.substr(2 * key + salt, salt);
  OPENSSL_cleanse(material.data(), material.size());
  return keys;
}

}  // namespace filo::media
