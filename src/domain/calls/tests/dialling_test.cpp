// Who may dial what, and what the network's refusals mean.

#include "domain/calls/dialling.h"

#include <gtest/gtest.h>

namespace filo::calls {
namespace {

TEST(Dialling, WithoutARightNothingGoesOutButEmergencies) {
  EXPECT_EQ(dialled("+390299887766", CallsOut::none, "IT").verdict, Verdict::not_allowed);
  EXPECT_EQ(dialled("0299887766", CallsOut::none, "IT").verdict, Verdict::not_allowed);
  for (const char* number : {"112", "113", "115", "118", " 1 1 2 "}) {
    const Dialled call = dialled(number, CallsOut::none, "IT");
    EXPECT_EQ(call.verdict, Verdict::allowed) << number;
    EXPECT_TRUE(call.is_emergency) << number;
  }
}

TEST(Dialling, EmergencyNumbersGoOutAsDialledAndAreThoseOfTheCountry) {
  EXPECT_EQ(dialled("112", CallsOut::national, "FR").number, "112");
  EXPECT_EQ(dialled("15", CallsOut::none, "FR").number, "15");
  EXPECT_EQ(dialled("999", CallsOut::none, "GB").number, "999");
  EXPECT_EQ(dialled("999", CallsOut::international, "IT").verdict, Verdict::not_a_number);
  EXPECT_EQ(dialled("15", CallsOut::international, "IT").verdict, Verdict::not_a_number);
  EXPECT_EQ(dialled("112", CallsOut::none, "XX").number, "112") << "of no country that we know";
}

TEST(Dialling, NationalEndsAtTheBorderAndInternationalDoesNot) {
  struct Case {
    const char* text;
    const char* country;
    const char* number;
    bool national;
  };
  for (const Case& c : {Case{"02 9988 7766", "IT", "+390299887766", true},
                        Case{"0039 02 99887766", "IT", "+390299887766", true},
                        Case{"01 23 45 67 89", "FR", "+33123456789", true},
                        Case{"+33 1 23 45 67 89", "IT", "+33123456789", false},
                        Case{"0039 02 99887766", "FR", "+390299887766", false},
                        Case{"+1 876 555 1234", "US", "+18765551234", true}}) {
    const Dialled near = dialled(c.text, CallsOut::national, c.country);
    EXPECT_EQ(near.verdict, c.national ? Verdict::allowed : Verdict::not_allowed) << c.text;
    const Dialled far = dialled(c.text, CallsOut::international, c.country);
    EXPECT_EQ(far.verdict, Verdict::allowed) << c.text;
    EXPECT_EQ(far.number, c.number) << c.text;
  }
}

TEST(Dialling, WhatIsNoNumberGoesNowhere) {
  for (const char* text : {"", "carla", "102", "1515", "+", "+999123456789", "anonymous", "0"})
    EXPECT_EQ(dialled(text, CallsOut::international, "IT").verdict, Verdict::not_a_number) << text;
}

TEST(Dialling, TheNetworksWordBecomesTheFieldsWord) {
  struct Case {
    int from;
    const char* cause;
    int told;
  };
  for (const Case& c :
       {Case{486, "busy", 486}, Case{600, "busy", 600}, Case{404, "wrong_number", 404},
        Case{484, "wrong_number", 484}, Case{480, "no_answer", 480}, Case{408, "no_answer", 480},
        Case{603, "declined", 603}, Case{488, "no_common_codec", 488}, Case{503, "no_route", 503},
        Case{500, "no_route", 503}, Case{401, "no_route", 503}, Case{407, "no_route", 503},
        Case{302, "no_route", 503}, Case{0, "no_route", 503}}) {
    EXPECT_STREQ(dial_end(c.from).cause, c.cause) << c.from;
    EXPECT_EQ(dial_end(c.from).status, c.told) << c.from;
  }
}

}  // namespace
}  // namespace filo::calls
