#include "protocols/sdp/offer_answer.h"

#include <algorithm>

#include "base/text.h"
#include "protocols/sdp/audio.h"

namespace filo::sdp {
namespace {

/// Our codecs all have static payload numbers (RFC 3551 §6).
std::optional<std::uint8_t> static_payload(std::string_view codec) {
  if (iequals(codec, "PCMU")) return std::uint8_t{0};
  if (iequals(codec, "PCMA")) return std::uint8_t{8};
  if (iequals(codec, "G722")) return std::uint8_t{9};
  return std::nullopt;
}

bool is_plain_rtp(std::string_view protocol) {
  return protocol == "RTP/AVP" || protocol == "RTP/AVPF";
}

Session local_session(const LocalAudio& local) {
  Session session;
  session.origin_user = "filodiretto";
  session.origin_id = std::to_string(local.session_id);
  session.origin_version = std::to_string(local.version);
  session.origin = Connection{local.ip, local.ip.find(':') != local.ip.npos};
  session.connection = session.origin;
  return session;
}

/// An address to which our socket can send, or the old way to say hold. Names, multicast and the
/// other family of IP are not: the caller would speak and hear nothing.
bool is_within_reach(const Connection& where, const LocalAudio& local) {
  const bool v6 = local.ip.find(':') != local.ip.npos;
  return is_unspecified(where) || (is_sendable(where) && where.v6 == v6);
}

/// Whether we can take part in this stream at all, whatever its codecs.
bool is_usable(const Media& media) {
  return media.type == "audio" && media.port != 0 && is_plain_rtp(media.protocol);
}

AudioSelection selection_of(const Session& theirs,
                            const Media& media,
                            const AudioFormat& codec,
                            std::string our_spelling) {
  AudioSelection selection;
  const Connection where = theirs.connection_of(media);
  selection.ip = where.ip;
  selection.port = media.port;
  selection.sendable = is_sendable(where);
  selection.codec = std::move(our_spelling);
  selection.payload_type = codec.payload_type;
  selection.theirs = theirs.direction_of(media);
  if (is_unspecified(where)) selection.theirs = direction(sends(selection.theirs), false);
  selection.ptime_ms = ptime_of(theirs, media);
  return selection;
}

}  // namespace

std::optional<Choice> choose_codec(const std::vector<AudioFormat>& offered,
                                   const std::vector<std::string>& ours) {
  for (const AudioFormat& format : offered) {
    if (format.clock_rate != 8000 || format.channels != 1) continue;
    for (const std::string& codec : ours) {
      if (iequals(codec, format.name) && static_payload(codec)) return Choice{format, codec};
    }
  }
  return std::nullopt;
}

std::optional<AudioFormat> find_dtmf(const std::vector<AudioFormat>& formats) {
  for (const AudioFormat& format : formats) {
    if (iequals(format.name, "telephone-event") && format.clock_rate == 8000) return format;
  }
  return std::nullopt;
}

void add_format(Media& media, const AudioFormat& format) {
  const std::string number = std::to_string(format.payload_type);
  media.formats.push_back(number);
  media.attributes.push_back(
      {"rtpmap", number + " " + format.name + "/" + std::to_string(format.clock_rate)});
  if (!format.fmtp.empty()) media.attributes.push_back({"fmtp", number + " " + format.fmtp});
}

Media refused(const Media& offered) {
  Media media;
  media.type = offered.type;
  media.protocol = offered.protocol;
  media.formats.push_back(offered.formats.front());
  return media;
}

int ptime_of(const Session& session, const Media& media) {
  const std::string* text = session.attribute(media, "ptime");
  const int ptime = text == nullptr ? 20 : parse_int<int>(trim(*text)).value_or(20);
  return ptime >= 1 && ptime <= 200 ? ptime : 20;
}

Direction answered(Direction local, Direction theirs) {
  return direction(sends(local) && receives(theirs), receives(local) && sends(theirs));
}

std::string make_offer(const LocalAudio& local) {
  Session session = local_session(local);
  Media media;
  media.type = "audio";
  media.port = local.port;
  media.protocol = "RTP/AVP";
  for (const std::string& codec : local.codecs) {
    if (const auto number = static_payload(codec)) add_format(media, {*number, codec, 8000, 1, ""});
  }
  if (local.dtmf_payload_type != 0) {
    add_format(media, {local.dtmf_payload_type, "telephone-event", 8000, 1, "0-15"});
  }
  media.attributes.push_back({"ptime", "20"});
  media.attributes.push_back({std::string(to_string(local.direction)), ""});
  session.media.push_back(std::move(media));
  return write(session);
}

Result<Negotiated> answer(std::string_view offer, const LocalAudio& local) {
  const Result<Session> theirs = parse(offer);
  if (!theirs) return theirs.error();
  Session ours = local_session(local);
  std::optional<AudioSelection> selection;
  for (const Media& offered : theirs->media) {
    const auto formats = offered.audio_formats();
    const auto choice = choose_codec(formats, local.codecs);
    const bool usable =
        is_usable(offered) && is_within_reach(theirs->connection_of(offered), local);
    if (selection || !usable || !choice) {
      ours.media.push_back(refused(offered));
      continue;
    }
    selection = selection_of(*theirs, offered, choice->format, choice->codec);
    selection->ours = answered(local.direction, selection->theirs);
    Media media;
    media.type = "audio";
    media.port = local.port;
    media.protocol = offered.protocol;
    add_format(media, {choice->format.payload_type, choice->codec, 8000, 1, ""});
    const auto dtmf = find_dtmf(formats);
    if (dtmf && local.dtmf_payload_type != 0) {
      selection->dtmf_payload_type = dtmf->payload_type;
      add_format(media, {dtmf->payload_type, "telephone-event", 8000, 1, "0-15"});
    }
    media.attributes.push_back({"ptime", "20"});
    media.attributes.push_back({std::string(to_string(selection->ours)), ""});
    ours.media.push_back(std::move(media));
  }
  if (!selection) return Error{Errc::conflict, "SDP: no audio codec in common"};
  return Negotiated{write(ours), *selection};
}

Result<AudioSelection> accept_answer(std::string_view our_offer, std::string_view answer) {
  const Result<Session> ours = parse(our_offer);
  if (!ours) return ours.error();
  const Result<Session> theirs = parse(answer);
  if (!theirs) return theirs.error();
  if (theirs->media.size() != ours->media.size()) {
    return Error{Errc::invalid, "SDP: the answer has other m-lines than the offer"};
  }
  const auto ours_at = std::find_if(ours->media.begin(), ours->media.end(), is_usable);
  if (ours_at == ours->media.end()) return Error{Errc::invalid, "SDP: our offer has no audio"};
  const auto index = static_cast<std::size_t>(ours_at - ours->media.begin());
  const Media& media = theirs->media[index];
  if (media.type != "audio" || media.protocol != ours_at->protocol) {
    return Error{Errc::invalid, "SDP: the answer's m-line does not fit the offer"};
  }
  if (media.port == 0) return Error{Errc::conflict, "SDP: audio was refused"};
  std::vector<std::string> offered;
  for (const AudioFormat& format : ours_at->audio_formats()) offered.push_back(format.name);
  const auto formats = media.audio_formats();
  const auto choice = choose_codec(formats, offered);
  if (!choice) return Error{Errc::conflict, "SDP: answered with a codec that was not offered"};
  AudioSelection selection = selection_of(*theirs, media, choice->format, choice->codec);
  selection.ours = answered(ours->direction_of(*ours_at), selection.theirs);
  if (const auto dtmf = find_dtmf(formats); dtmf && find_dtmf(ours_at->audio_formats())) {
    selection.dtmf_payload_type = dtmf->payload_type;
  }
  return selection;
}

}  // namespace filo::sdp
