#include "adapters/http/router.h"

#include <gtest/gtest.h>

#include "adapters/http/cursor.h"
#include "adapters/http/static_assets.h"

namespace filo::http {
namespace {

void nothing(RequestPtr, Responder answer) {
  answer.send(text_response(200, ""));
}

TEST(Routing, LiteralWinsOverParameterAndParametersAreNamed) {
  Router router;
  router.add("GET", "/tickets/{id}", nothing);
  router.add("GET", "/tickets/mine", nothing);
  router.add("POST", "/tickets/{ticket}/articles", nothing, 10);
  EXPECT_EQ(router.find("GET", "/tickets/mine").route->pattern, "/tickets/mine");
  const auto found = router.find("POST", "/tickets/42/articles");
  ASSERT_NE(found.route, nullptr);
  EXPECT_EQ(found.params, (Fields{{"ticket", "42"}}));
  EXPECT_EQ(found.route->body_limit, 10u);
  EXPECT_NE(router.find("HEAD", "/tickets/7").route, nullptr);
}

TEST(Routing, WrongMethodNamesTheRightOnes) {
  Router router;
  router.add("GET", "/a", nothing);
  router.add("PATCH", "/a", nothing);
  EXPECT_EQ(router.find("DELETE", "/a").allow, "GET, HEAD, PATCH");
  EXPECT_EQ(router.find("GET", "/b").allow, "");
  EXPECT_EQ(router.find("GET", "/a/").route, nullptr);
  EXPECT_EQ(router.find("GET", "").route, nullptr);
}

TEST(Routing, RestTakesWhatRemains) {
  Router router;
  router.add("GET", "/files/{path...}", nothing);
  EXPECT_EQ(router.find("GET", "/files/a/b").params, (Fields{{"path", "a/b"}}));
  EXPECT_EQ(router.find("GET", "/files").route, nullptr);
}

TEST(Routing, FallbackServesOnlyGet) {
  Router router;
  router.set_fallback(nothing);
  EXPECT_NE(router.find("GET", "/desk/x").route, nullptr);
  EXPECT_EQ(router.find("POST", "/desk/x").route, nullptr);
}

TEST(PercentCoding, DecodesAndRefuses) {
  EXPECT_EQ(percent_decode("%41+b"), "A+b");
  EXPECT_EQ(percent_decode("a+b", true), "a b");
  EXPECT_FALSE(percent_decode("%4"));
  EXPECT_FALSE(percent_decode("%zz"));
  EXPECT_FALSE(percent_decode("%00"));
  EXPECT_FALSE(parse_query("a=%ff"));
  EXPECT_EQ(parse_query("a=1&b&&c=%20")->size(), 3u);
}

TEST(Responding, OnlyTheFirstAnswerCountsAndNoneIsA500) {
  int last = 0, count = 0;
  const auto sink = [&](Response&& r) {
    last = r.status;
    ++count;
  };
  {
    Responder answer(sink);
    answer.send(text_response(200, ""));
    Responder copy = answer;
    copy.send(text_response(404, ""));
  }
  EXPECT_EQ(last, 200);
  { Responder forgotten(sink); }
  EXPECT_EQ(last, 500);
  EXPECT_EQ(count, 2);
}

TEST(CursorsOfLists, OnlyOursAreAccepted) {
  const Cursors cursors("0123456789abcdef");
  const std::string cursor = cursors.make("tickets", {"1790", "", "42"});
  EXPECT_EQ(cursors.read("tickets", cursor).value(), (std::vector<std::string>{"1790", "", "42"}));
  EXPECT_FALSE(cursors.read("customers", cursor)) << "another list";
  EXPECT_FALSE(Cursors("fedcba9876543210").read("tickets", cursor)) << "another key";
  for (std::size_t i = 0; i + 1 < cursor.size(); ++i) {
    std::string wrong = cursor;
    wrong[i] = wrong[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(cursors.read("tickets", wrong)) << i;
  }
  EXPECT_EQ(cursors.read("tickets", "").error().field, "/after");
}

Request get(std::string path, Fields headers = {}) {
  Request request;
  request.method = "GET";
  request.path = std::move(path);
  request.headers = std::move(headers);
  return request;
}

constexpr Asset kTable[] = {
    {"/assets/index-4f3a9c1b.js", "text/javascript", "\"j\"", "BR", "GZ", "RAW"},
    {"/index.html", "text/html", "\"h\"", "", "", "<html>"},
};

TEST(WebAssets, HashedFilesLiveForAYearPagesAreAskedAgain) {
  const Response script =
      serve_asset(kTable, get("/assets/index-4f3a9c1b.js", {{"Accept-Encoding", "gzip, br"}}));
  EXPECT_EQ(script.content(), "BR");
  EXPECT_EQ(find_field(script.headers, "Cache-Control"), "public, max-age=31536000, immutable");
  EXPECT_EQ(find_field(script.headers, "Vary"), "Accept-Encoding");
  const Response page = serve_asset(kTable, get("/desk/tickets/4711"));
  EXPECT_EQ(page.content(), "<html>");
  EXPECT_EQ(find_field(page.headers, "Cache-Control"), "no-cache");
}

TEST(WebAssets, EncodingsAreRespected) {
  const auto body = [](const char* accept) {
    return std::string(
        serve_asset(kTable, get("/assets/index-4f3a9c1b.js", {{"Accept-Encoding", accept}}))
            .content());
  };
  EXPECT_EQ(body("gzip"), "GZ");
  EXPECT_EQ(body("br;q=0, gzip"), "GZ");
  EXPECT_EQ(body("identity"), "RAW");
}

TEST(WebAssets, UnknownFilesAre404AndKnownEtagsAre304) {
  EXPECT_EQ(serve_asset(kTable, get("/assets/nope.js")).status, 404);
  EXPECT_EQ(serve_asset(kTable, get("/", {{"If-None-Match", "\"h\""}})).status, 304);
  std::string deep;
  for (int i = 0; i < 16; ++i) deep += "/a";
  EXPECT_EQ(serve_asset(kTable, get(deep)).status, 200);
  EXPECT_EQ(serve_asset(kTable, get(deep + "/a")).status, 404) << "the walk upwards is bounded";
  EXPECT_EQ(serve_file("/etc", get("/../etc/passwd")).status, 404);
  EXPECT_EQ(serve_file("/etc", get("/passwd/../hostname")).status, 404);
}

TEST(Assets, AnUnknownRouteOfTheApiIsAProblemNotAPage) {
  auto request = std::make_shared<Request>(get("/api/v1/nonsense"));
  int status = 0;
  std::string type;
  static_handler("")(request, Responder([&](Response&& response) {
                       status = response.status;
                       type = find_field(response.headers, "Content-Type");
                     }));
  EXPECT_EQ(status, 404);
  EXPECT_EQ(type, "application/problem+json");
}

}  // namespace
}  // namespace filo::http
