#pragma once
// The built web applications: embedded in the program, or read from a folder in development.
//
//   /assets/index-4f3a9c1b.js   hashed by the build: immutable for a year
// The desk's files stand at the root, other applications below their name.
//   /desk/tickets/4711          no such file and no dot in the last segment: the application's
//                               index.html, which routes by itself
// Precompressed forms are chosen by Accept-Encoding, with Vary; a matching If-None-Match is a 304.

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "adapters/http/http.h"

namespace filo::http {

/// One embedded file; all views live as long as the process. Made by embed_assets.py.
struct Asset {
  std::string_view path;  ///< "/desk/index.html"
  std::string_view mime;
  std::string_view etag;  ///< Quoted.
  std::string_view br;    ///< Empty when compression gains nothing.
  std::string_view gz;
  std::string_view raw;
};

/// Sorted by path; empty when built with -DFILO_WEB=OFF or without a built web.
std::span<const Asset> embedded_assets();

/// The answer for a GET of `request.path` from a sorted table; 404 when nothing fits.
Response serve_asset(std::span<const Asset> assets, const Request& request);
/// The same from `folder` (--web-dir): read at each request, never cached, never outside it.
Response serve_file(const std::string& folder, const Request& request);

/// For Router::set_fallback; `web_dir` empty: the embedded table.
Handler static_handler(std::string web_dir);

std::string_view mime_type(std::string_view path);

}  // namespace filo::http
