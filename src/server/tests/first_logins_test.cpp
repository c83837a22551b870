// The passwords that the demo made stay with the one who started it.

#include "server/first_logins.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <sstream>

#include "adapters/store/tests/test_sqlite.h"

namespace filo::server {
namespace {

const std::vector<app::centre::MadeLogin> kMade = {
    {.kind = "user",
     .login = "anna",
     .password = "s3cret",
     .name = "Anna Bianchi",
     .extension = ""},
    {.kind = "phone", .login = "102", .password = "other", .name = "Bruno", .extension = "102"}};

TEST(FirstLogins, AreALineEachThatOnlyTheOwnerReads) {
  const store::TestFolder folder;
  ASSERT_TRUE(keep_first_logins(folder.path(), kMade));
  const std::string path = first_logins_path(folder.path());
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  EXPECT_EQ(text.str(), "user\tanna\ts3cret\tAnna Bianchi\t\nphone\t102\tother\tBruno\t102\n");
  struct stat about {};
  ASSERT_EQ(::stat(path.c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777U, 0600U);
}

TEST(FirstLogins, ThatCannotBeKeptAreAnErrorWithThePath) {
  const Status kept = keep_first_logins("/nowhere/at/all", kMade);
  ASSERT_FALSE(kept);
  EXPECT_EQ(kept.error().code, Errc::unavailable);
  EXPECT_NE(kept.error().detail.find("/nowhere/at/all"), std::string::npos);
}

}  // namespace
}  // namespace filo::server
