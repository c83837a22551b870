// Any text: no crash; what was read is written so that reading gives the same again.
#include <string_view>

#include "base/check.h"
#include "protocols/sip/flow.h"
#include "protocols/sip/message.h"
#include "protocols/sip/writer.h"

using namespace filo::sip;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto uri = Uri::parse(text)) {
    const auto again = Uri::parse(uri->str());
    FILO_CHECK(again.has_value());
    FILO_CHECK(again->str() == uri->str());
    FILO_CHECK(Uri::equal(*uri, *again) && Uri::equal(*again, *uri));
  }
  if (const auto endpoint = Endpoint::parse(text, 5060)) {
    FILO_CHECK(Endpoint::parse(endpoint->host_str(), 5060) == endpoint);
  }
  if (const auto address = parse_name_addr(text)) {
    (void)address->param("q");
    const auto again = parse_name_addr(name_addr(address->display, address->uri.str()));
    FILO_CHECK(again && again->uri.str() == address->uri.str());
  }
  (void)parse_via(text);
  return 0;
}
