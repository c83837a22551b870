#include "protocols/sdp/web.h"

#include <algorithm>

#include "base/text.h"
#include "protocols/sdp/audio.h"

namespace filo::sdp {
namespace {

constexpr std::size_t kCandidates = 32;

bool is_ice_text(std::string_view text, std::size_t least) {
  return text.size() >= least && text.size() <= 256 &&
         std::all_of(text.begin(), text.end(), [](char c) {
           const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
           return letter || (c >= '0' && c <= '9') || c == '+' || c == '/';
         });
}

/// "AB:CD:..." with `bytes` pairs.
bool is_fingerprint(std::string_view text, std::size_t bytes) {
  if (text.size() != bytes * 3 - 1) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool digit = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f');
    if (i % 3 == 2 ? c != ':' : !digit) return false;
  }
  return true;
}

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  }
  return out;
}

std::optional<Candidate> read_candidate(std::string_view text) {
  auto parts = split(text, ' ');
  if (parts.size() < 8 || parts[6] != "typ") return std::nullopt;
  const auto component = parse_int<int>(parts[1]);
  const auto priority = parse_int<std::uint32_t>(parts[3]);
  const auto port = parse_int<std::uint16_t>(parts[5]);
  if (!component || !priority || !port || *component < 1 || *component > 256) return std::nullopt;
  Candidate candidate;
  candidate.foundation = parts[0];
  candidate.component = *component;
  candidate.transport = to_lower(parts[2]);
  candidate.priority = *priority;
  candidate.ip = parts[4];
  candidate.port = *port;
  candidate.type = parts[7];
  return candidate;
}

bool in_bundle(const Session& session, std::string_view mid) {
  for (const Attribute& one : session.attributes) {
    if (one.name != "group") continue;
    const auto parts = split(one.value, ' ');
    if (parts[0] != "BUNDLE") continue;
    return std::find(parts.begin() + 1, parts.end(), mid) != parts.end();
  }
  return false;
}

std::string text_of(const Session& session, const Media& media, std::string_view name) {
  const std::string* value = session.attribute(media, name);
  return value == nullptr ? std::string{} : std::string(trim(*value));
}

bool is_web_audio(const Media& media) {
  return media.type == "audio" && media.port != 0 && media.protocol == "UDP/TLS/RTP/SAVPF";
}

/// Why this stream cannot work with us although it is well-formed; empty when it can.
std::string refusal(const WebMedia& theirs) {
  if (!theirs.rtcp_mux) return "SDP: the browser does not offer rtcp-mux";
  if (theirs.fingerprint_algorithm != "sha-256") return "SDP: no SHA-256 fingerprint";
  if (theirs.setup == "passive") return "SDP: both sides would wait for DTLS";
  return {};
}

Media refused_web(const Media& offered) {
  Media media = refused(offered);
  media.connection = Connection{"0.0.0.0", false};
  if (const std::string* mid = offered.attribute("mid")) media.attributes.push_back({"mid", *mid});
  media.attributes.push_back({"inactive", ""});
  return media;
}

Media accepted(const WebLocal& local, const WebMedia& theirs, const Media& offered) {
  const bool v6 = local.ip.find(':') != local.ip.npos;
  Media media;
  media.type = "audio";
  media.port = local.port;
  media.protocol = offered.protocol;
  media.connection = Connection{local.ip, v6};
  if (!theirs.mid.empty()) media.attributes.push_back({"mid", theirs.mid});
  media.attributes.push_back({"ice-ufrag", local.ufrag});
  media.attributes.push_back({"ice-pwd", local.pwd});
  media.attributes.push_back({"fingerprint", "sha-256 " + local.fingerprint_sha256});
  media.attributes.push_back({"setup", "passive"});
  media.attributes.push_back({"rtcp-mux", ""});
  // RFC 8445 §5.1.2.1: type preference 126, local preference 65535, component 1.
  media.attributes.push_back({"candidate", "1 1 udp 2130706431 " + local.ip + " " +
                                               std::to_string(local.port) + " typ host"});
  media.attributes.push_back({"end-of-candidates", ""});
  return media;
}

Session web_session(const WebLocal& local) {
  Session session;
  session.origin_id = std::to_string(local.session_id);
  session.origin_version = std::to_string(local.version);
  session.origin = Connection{local.ip, local.ip.find(':') != local.ip.npos};
  session.attributes.push_back({"ice-lite", ""});
  return session;
}

}  // namespace

Result<WebMedia> web_media(const Session& session, const Media& media) {
  WebMedia web;
  web.ufrag = text_of(session, media, "ice-ufrag");
  web.pwd = text_of(session, media, "ice-pwd");
  if (!is_ice_text(web.ufrag, 4) || !is_ice_text(web.pwd, 22)) {
    return Error{Errc::invalid, "SDP: bad ICE credentials"};
  }
  const std::string fingerprint = text_of(session, media, "fingerprint");
  const std::size_t blank = fingerprint.find(' ');
  if (blank == fingerprint.npos) return Error{Errc::invalid, "SDP: no fingerprint"};
  web.fingerprint_algorithm = to_lower(std::string_view(fingerprint).substr(0, blank));
  web.fingerprint = upper(trim(std::string_view(fingerprint).substr(blank)));
  if (web.fingerprint_algorithm == "sha-256" && !is_fingerprint(web.fingerprint, 32)) {
    return Error{Errc::invalid, "SDP: bad fingerprint"};
  }
  web.setup = text_of(session, media, "setup");
  web.mid = media.attribute("mid") == nullptr ? "" : *media.attribute("mid");
  web.rtcp_mux = media.attribute("rtcp-mux") != nullptr;
  web.bundled = !web.mid.empty() && in_bundle(session, web.mid);
  for (const Attribute& one : media.attributes) {
    if (one.name != "candidate" || web.candidates.size() == kCandidates) continue;
    if (auto candidate = read_candidate(one.value)) web.candidates.push_back(std::move(*candidate));
  }
  return web;
}

Result<WebNegotiated> answer_web(std::string_view offer, const WebLocal& local) {
  const Result<Session> theirs = parse(offer);
  if (!theirs) return theirs.error();
  const auto at = std::find_if(theirs->media.begin(), theirs->media.end(), is_web_audio);
  if (at == theirs->media.end()) return Error{Errc::conflict, "SDP: no secure audio offered"};
  Result<WebMedia> web = web_media(*theirs, *at);
  if (!web) return web.error();
  if (std::string why = refusal(*web); !why.empty()) return Error{Errc::conflict, why};
  const auto formats = at->audio_formats();
  const auto choice = choose_codec(formats, local.codecs);
  if (!choice) return Error{Errc::conflict, "SDP: no audio codec in common"};

  WebNegotiated done;
  done.audio.codec = choice->codec;
  done.audio.payload_type = choice->format.payload_type;
  done.audio.theirs = theirs->direction_of(*at);
  done.audio.ours = answered(local.direction, done.audio.theirs);
  done.audio.ptime_ms = ptime_of(*theirs, *at);
  Media media = accepted(local, *web, *at);
  add_format(media, {choice->format.payload_type, choice->codec, 8000, 1, ""});
  if (const auto dtmf = find_dtmf(formats)) {
    done.audio.dtmf_payload_type = dtmf->payload_type;
    add_format(media, {dtmf->payload_type, "telephone-event", 8000, 1, "0-15"});
  }
  media.attributes.push_back({"ptime", "20"});
  media.attributes.push_back({std::string(to_string(done.audio.ours)), ""});
  if (sends(done.audio.ours)) media.attributes.push_back({"msid", "filodiretto audio"});

  Session ours = web_session(local);
  if (web->bundled) ours.attributes.push_back({"group", "BUNDLE " + web->mid});
  for (auto it = theirs->media.begin(); it != theirs->media.end(); ++it) {
    ours.media.push_back(it == at ? media : refused_web(*it));
  }
  done.text = write(ours);
  done.theirs = std::move(*web);
  return done;
}

}  // namespace filo::sdp
