// Words of strangers are fit to be stored, logged and shown.

#include "base/clean_words.h"

#include <gtest/gtest.h>

#include "base/log.h"
#include "base/prng.h"
#include "base/text.h"

namespace filo {
namespace {

TEST(CleanWords, KeepsWhatPeopleWrite) {
  for (const char* text : {"", "+390551234567", "Renée 漢 😀", "O'Brien <x>", "a b"})
    EXPECT_EQ(clean_words(text, 100), text);
}

TEST(CleanWords, LeavesOutWhatBreaksLogsPagesAndDatabases) {
  EXPECT_EQ(clean_words(std::string_view("a\0\r\n\x1b[2Jb\x7f", 10), 100), "a[2Jb");
  EXPECT_EQ(clean_words("a\xff\xfe\xc3(\xe2\x82", 100), "a(");
  EXPECT_EQ(clean_words("a\xe2\x80\xae"
                        "b\xe2\x81\xa6\xc2\x85\xe2\x80\xa8",
                        100),
            "ab");
}

TEST(CleanWords, IsCutBetweenCharacters) {
  EXPECT_EQ(clean_words("ééé", 5), "éé");
  EXPECT_EQ(clean_words(std::string(70'000, '9'), 64), std::string(64, '9'));
}

TEST(CleanWords, IsUtf8WhateverComes) {
  Prng prng(1);
  for (int round = 0; round < 2'000; ++round) {
    std::string bytes;
    for (std::uint64_t n = prng.below(40); n > 0; --n)
      bytes += static_cast<char>(prng.below(2) == 0 ? 0x80 + prng.below(128) : prng.below(256));
    const std::string clean = clean_words(bytes, 20);
    ASSERT_TRUE(is_utf8(clean));
    ASSERT_LE(clean.size(), 20U);
    ASSERT_EQ(clean_words(clean, 20), clean);
  }
}

TEST(LogMasked, ShowsThreeCharactersAndNoneThatBreaksALine) {
  EXPECT_EQ(log_masked("+390551234567"), "...567");
  EXPECT_EQ(log_masked("12"), "12");
  EXPECT_EQ(log_masked(std::string_view("abc\r\nX", 6)), "...??X");
  EXPECT_EQ(log_masked("\xe9\n"), "??");
}

}  // namespace
}  // namespace filo
