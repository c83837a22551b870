// Goal: a caller is found however his number was written. Each row is one notation met in practice.

#include "base/phone.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace filo {
namespace {

struct Notation {
  const char* country;
  const char* text;
  const char* e164;
};

constexpr Notation kNotations[] = {
    // Italy: the zero of landlines is part of the number, mobiles start with 3.
    {"IT", "02 1234567", "+39021234567"},
    {"IT", "02-1234567", "+39021234567"},
    {"IT", "02/1234567", "+39021234567"},
    {"IT", "(02) 1234567", "+39021234567"},
    {"IT", "02.12.34.567", "+39021234567"},
    {"IT", "+39 02 1234567", "+39021234567"},
    {"IT", "+39 (02) 1234567", "+39021234567"},
    {"IT", "+39 (0)2 1234567", "+39021234567"},
    {"IT", "0039 02 1234567", "+39021234567"},
    {"IT", "0039021234567", "+39021234567"},
    {"IT", "390212345678", "+390212345678"},
    {"IT", "347 123 4567", "+393471234567"},
    {"IT", "+39 347/1234567", "+393471234567"},
    {"IT", "393471234567", "+393471234567"},
    {"IT", "391 234 5678", "+393912345678"},
    {"IT", "800 100 200", "+39800100200"},
    {"IT", "199.123.456", "+39199123456"},
    {"IT", "892424", "+39892424"},
    {"IT", "06 6982", "+39066982"},
    {"IT", "tel:+39-02-1234567", "+39021234567"},
    {"IT", "tel:021234567;phone-context=+39", "+39021234567"},
    {"IT", "TEL:+390212345;ext=12", "+390212345"},
    {"IT", "sip:+39021234567@trunk.example;user=phone", "+39021234567"},
    {"IT", "sips:021234567@10.0.0.1", "+39021234567"},
    {"IT", "02 1234567 int. 12", "+39021234567"},
    {"IT", "02 1234567 ext 12", "+39021234567"},
    {"IT", "02 1234567x12", "+39021234567"},
    {"IT", "  +39\t347 1234567 ", "+393471234567"},
    {"IT",
     "02\xC2\xA0"
     "1234567",
     "+39021234567"},  // no-break space
    {"IT",
     "02\xE2\x80\x91"
     "1234567",
     "+39021234567"},                                                             // no-break hyphen
    {"IT", "\xEF\xBC\x8B\xEF\xBC\x93\xEF\xBC\x99 347 1234567", "+393471234567"},  // full width
    {"IT", "0033 1 23 45 67 89", "+33123456789"},
    {"IT", "+378 0549 882914", "+3780549882914"},  // San Marino keeps its zero
    // France
    {"FR", "01 23 45 67 89", "+33123456789"},
    {"FR", "01.23.45.67.89", "+33123456789"},
    {"FR", "0123456789", "+33123456789"},
    {"FR", "+33 1 23 45 67 89", "+33123456789"},
    {"FR", "+33 (0)1 23 45 67 89", "+33123456789"},
    {"FR", "+33 01 23 45 67 89", "+33123456789"},
    {"FR", "0033123456789", "+33123456789"},
    {"FR", "33123456789", "+33123456789"},
    {"FR", "06-12-34-56-78", "+33612345678"},
    {"FR", "0800 123 456", "+33800123456"},
    {"FR", "00 39 02 1234567", "+39021234567"},
    // Great Britain and Ireland
    {"GB", "020 7946 0958", "+442079460958"},
    {"GB", "+44 (0)20 7946 0958", "+442079460958"},
    {"GB", "(020) 7946-0958", "+442079460958"},
    {"GB", "07700 900123", "+447700900123"},
    {"GB", "0800 1111", "+448001111"},
    {"GB", "442079460958", "+442079460958"},
    {"IE", "01 234 5678", "+35312345678"},
    {"IE", "(087) 123 4567", "+353871234567"},
    {"IE", "00 44 20 7946 0958", "+442079460958"},
    // United States
    {"US", "(415) 555-2671", "+14155552671"},
    {"US", "415.555.2671", "+14155552671"},
    {"US", "1-415-555-2671", "+14155552671"},
    {"US", "+1 415 555 2671", "+14155552671"},
    {"US", "011 39 02 1234567", "+39021234567"},
    {"CA", "613-555-0123", "+16135550123"},
    // Germany, Spain, Switzerland, Austria
    {"DE", "030 123456", "+4930123456"},
    {"DE", "030/12 34 56", "+4930123456"},
    {"DE", "+49 (0) 30 123456", "+4930123456"},
    {"DE", "0171 1234567", "+491711234567"},
    {"ES", "912 345 678", "+34912345678"},
    {"ES", "0034 912345678", "+34912345678"},
    {"CH", "044 668 18 00", "+41446681800"},
    {"CH", "+41 (0)44 668 18 00", "+41446681800"},
    {"AT", "01 58858", "+43158858"},
    // Odd prefixes
    {"HU", "06 1 234 5678", "+3612345678"},
    {"RU", "8 495 123-45-67", "+74951234567"},
    {"RU", "810 39 02 1234567", "+39021234567"},
    {"JP", "03-1234-5678", "+81312345678"},
    {"JP", "010 39 02 1234567", "+39021234567"},
    {"AU", "0011 44 20 7946 0958", "+442079460958"},
    {"FI", "+800 1234 5678", "+80012345678"},  // universal free-phone
    // No or unknown country: only international notations.
    {"", "+39 02 1234567", "+39021234567"},
    {"ZZ", "0039 02 1234567", "+39021234567"},
};

TEST(Phone, IsFoundInEveryNotation) {
  for (const Notation& n : kNotations) {
    const auto read = to_e164(n.text, n.country);
    ASSERT_TRUE(read.has_value()) << n.country << " " << n.text;
    EXPECT_EQ(*read, n.e164) << n.country << " " << n.text;
  }
}

TEST(Phone, AnItalianNumberWithoutItsPlusIsToldFromANationalOne) {
  EXPECT_EQ(to_e164("39800100200", "IT"), "+39800100200");
  EXPECT_EQ(to_e164("39055123456", "IT"), "+39055123456");
  EXPECT_EQ(to_e164("390551234567", "IT"), "+390551234567");
  EXPECT_EQ(to_e164("3931234567", "IT"), "+393931234567") << "a mobile phone";
  EXPECT_EQ(to_e164("05512345678", "IT"), "+3905512345678") << "eleven digits, fixed network";
}

TEST(Phone, ReadingTwiceChangesNothing) {
  for (const Notation& n : kNotations) EXPECT_EQ(to_e164(n.e164, n.country), n.e164);
}

TEST(Phone, ATrunkZeroTooManyIsNoNumber) {
  EXPECT_EQ(to_e164("+44 (0)20 7946 0018", "GB"), "+442079460018");
  EXPECT_EQ(read_phone("+44 (0)0246 0018", "GB").kind, PhoneKind::invalid);
  EXPECT_EQ(read_phone("+33 0012 34 56 78", "IT").kind, PhoneKind::invalid);
  EXPECT_EQ(read_phone("00246018", "GB").kind, PhoneKind::invalid);
}

TEST(Phone, TheShortestNumbersOfAPlanAreNumbersToo) {
  for (const DialPlan& plan : dial_plans()) {
    const std::string shortest =
        "+" + std::string{plan.code} + std::string(std::size_t{plan.shortest}, '9');
    if (plan_of(shortest) != &plan) continue;  // several countries share a code
    EXPECT_TRUE(is_e164(shortest)) << shortest;
    EXPECT_EQ(to_e164(shortest, plan.country), shortest);
  }
}

TEST(Phone, WhatWeShowWeReadAgain) {
  for (const Notation& n : kNotations) {
    for (const char* country : {"IT", "FR", "GB", "IE", "US", "DE", "ES", "CH"}) {
      const std::string shown = show_phone(n.e164, country);
      EXPECT_EQ(to_e164(shown, country), n.e164) << shown << " in " << country;
    }
  }
}

TEST(Phone, ShortNumbersStayAsDialled) {
  for (const char* text : {"187", "4510", "45100", "12"}) {
    const PhoneNumber number = read_phone(text, "IT");
    EXPECT_EQ(number.kind, PhoneKind::short_number) << text;
    EXPECT_EQ(number.digits, text);
    EXPECT_TRUE(number.e164.empty());
  }
  EXPECT_EQ(read_phone("3949", "FR").kind, PhoneKind::short_number);
  EXPECT_EQ(read_phone("101", "DE").kind, PhoneKind::short_number);
}

TEST(Phone, EmergencyNumbersAreKnown) {
  const std::pair<const char*, const char*> known[] = {
      {"IT", "112"}, {"IT", "113"}, {"IT", "118"}, {"FR", "15"},  {"FR", "18"},  {"GB", "999"},
      {"IE", "999"}, {"US", "911"}, {"DE", "110"}, {"ES", "112"}, {"CH", "144"}, {"ZZ", "112"}};
  for (const auto& [country, text] : known) {
    EXPECT_EQ(read_phone(text, country).kind, PhoneKind::emergency) << country << " " << text;
  }
  EXPECT_NE(read_phone("113", "US").kind, PhoneKind::emergency);
}

TEST(Phone, WithheldNumbersAreAnonymous) {
  for (const char* text : {"", "  ", "anonymous", "Anonymous", "sip:anonymous@anonymous.invalid",
                           "Restricted", "private", "unavailable", "Sconosciuto"}) {
    EXPECT_EQ(read_phone(text, "IT").kind, PhoneKind::anonymous) << text;
  }
}

TEST(Phone, NonsenseIsInvalidAndNeverThrows) {
  const std::string endless(1'000, '1');
  for (const std::string_view text :
       {std::string_view{"+"}, std::string_view{"++39021234567"}, std::string_view{"02+1234567"},
        std::string_view{"hello"}, std::string_view{"12ab34"}, std::string_view{"+999 123 456 789"},
        std::string_view{"+39"}, std::string_view{"+39 1"}, std::string_view{"+1 415 555 26711"},
        std::string_view{"+390212345678901234"}, std::string_view{"(((("},
        std::string_view{"\xFF\xFE"}, std::string_view{"\xEF\xBC"}, std::string_view{"sip:"},
        std::string_view{"tel:;ext=1"}, std::string_view{"0000000000000000000"},
        std::string_view{endless}}) {
    const PhoneNumber number = read_phone(text, "IT");
    EXPECT_NE(number.kind, PhoneKind::global) << text.substr(0, 40);
    EXPECT_TRUE(number.e164.empty());
  }
  EXPECT_EQ(read_phone("02 1234567", "ZZ").kind, PhoneKind::invalid);
}

TEST(Phone, AtHomeItReadsAsPeopleWriteIt) {
  EXPECT_EQ(show_phone("+39021234567", "IT"), "02 123 4567");
  EXPECT_EQ(show_phone("+393471234567", "IT"), "347 123 4567");
  EXPECT_EQ(show_phone("+390116543210", "IT"), "011 654 3210");
  EXPECT_EQ(show_phone("+390583123456", "IT"), "0583 12 3456");
  EXPECT_EQ(show_phone("+33123456789", "FR"), "01 23 45 67 89");
  EXPECT_EQ(show_phone("+442079460958", "GB"), "020 7946 0958");
  EXPECT_EQ(show_phone("+447700900123", "GB"), "07700 900123");
  EXPECT_EQ(show_phone("+14155552671", "US"), "415 555 2671");
  EXPECT_EQ(show_phone("+41446681800", "CH"), "044 668 18 00");
  EXPECT_EQ(show_phone("+34912345678", "ES"), "912 345 678");
  EXPECT_EQ(show_phone("+4930123456", "DE"), "030 123456");
  EXPECT_EQ(show_phone("+35312345678", "IE"), "01 234 5678");
}

TEST(Phone, AbroadItReadsInternationally) {
  EXPECT_EQ(show_phone("+33123456789", "IT"), "+33 1 23 45 67 89");
  EXPECT_EQ(show_phone("+39021234567", "FR"), "+39 02 123 4567");
  EXPECT_EQ(show_phone("+14155552671", "IT"), "+1 415 555 2671");
}

TEST(Phone, WhatIsNotANumberIsShownUnchanged) {
  EXPECT_EQ(show_phone("187", "IT"), "187");
  EXPECT_EQ(show_phone("anonymous", "IT"), "anonymous");
  EXPECT_EQ(show_phone("", "IT"), "");
}

TEST(DialPlans, AreOrderedAndWhole) {
  const auto plans = dial_plans();
  EXPECT_TRUE(std::ranges::is_sorted(plans, {}, &DialPlan::country));
  EXPECT_GE(plans.size(), 230U);
  for (const DialPlan& plan : plans) {
    EXPECT_LE(plan.shortest, plan.longest) << plan.country;
    EXPECT_LE(plan.code.size() + plan.longest, 15U) << plan.country;
    const DialPlan* serving = plan_of("+" + std::string{plan.code} + "1234567");
    ASSERT_NE(serving, nullptr) << plan.country;
    EXPECT_EQ(serving->code, plan.code);
  }
}

}  // namespace
}  // namespace filo
