#include "server/demo_story.h"

#include "app/centre/document_reader.h"

namespace filo::server {

Result<Story> read_story(const ivr::Value& document, const app::centre::Centre& centre) {
  std::vector<app::centre::Fault> faults;
  Story story;
  app::centre::DocumentReader(centre, faults).read(document, "", story);
  if (faults.empty()) return story;
  return Error{Errc::invalid, "demo desk: " + faults.front().detail, faults.front().pointer,
               faults.front().key};
}

}  // namespace filo::server
