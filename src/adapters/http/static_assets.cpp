#include "adapters/http/static_assets.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>

#include "adapters/http/problem.h"
#include "base/log.h"
#include "base/text.h"

namespace filo::http {
namespace {

constexpr std::size_t kFileBytes = 64 << 20;
constexpr std::ptrdiff_t kFoldersMax = 16;  // no page of ours is deeper; bounds the walk upwards

bool accepts(const Request& request, std::string_view coding) {
  for (std::string_view part : split(request.header("Accept-Encoding"), ',')) {
    const auto semicolon = part.find(';');
    if (!iequals(trim(part.substr(0, semicolon)), coding)) continue;
    const std::string_view weight =
        semicolon == std::string_view::npos ? "" : trim(part.substr(semicolon + 1));
    return weight != "q=0" && weight != "q=0.0";
  }
  return false;
}

/// "index-4f3a9c1b.js": Vite's eight characters before the ending.
bool is_hashed(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  const auto dot = name.find('.');
  const auto dash = name.substr(0, dot).rfind('-');
  return path.find("/assets/") != std::string_view::npos && dash != std::string_view::npos &&
         dot != std::string_view::npos && dot - dash == 9;
}

bool looks_like_page(std::string_view path) {
  return path.substr(path.rfind('/') + 1).find('.') == std::string_view::npos;
}

/// The files that may answer for a path, best first: itself, its index, then the index of each
/// folder above, since applications route by themselves.
std::vector<std::string> candidates(std::string_view path) {
  std::vector<std::string> out;
  if (!path.ends_with('/')) out.emplace_back(path);
  if (path.starts_with("/desk/") && path.size() > 6) out.emplace_back(path.substr(5));
  if (!looks_like_page(path) || std::count(path.begin(), path.end(), '/') > kFoldersMax) return out;
  std::string folder(path);
  while (!folder.empty() && folder.back() == '/') folder.pop_back();
  for (;;) {
    out.push_back(folder + "/index.html");
    if (folder.empty()) return out;
    folder.resize(folder.rfind('/'));
  }
}

const Asset* find_asset(std::span<const Asset> assets, std::string_view path) {
  const auto at = std::lower_bound(assets.begin(), assets.end(), path,
                                   [](const Asset& a, std::string_view p) { return a.path < p; });
  return at != assets.end() && at->path == path ? &*at : nullptr;
}

Response respond_with(const Asset& asset, const Request& request) {
  Response response;
  response.set("Content-Type", std::string(asset.mime));
  response.set("ETag", std::string(asset.etag));
  response.set("Vary", "Accept-Encoding");
  response.set("Cache-Control",
               is_hashed(asset.path) ? "public, max-age=31536000, immutable" : "no-cache");
  if (request.header("If-None-Match") == asset.etag) {
    response.status = 304;
    return response;
  }
  response.static_body = asset.raw;
  if (!asset.br.empty() && accepts(request, "br")) {
    response.set("Content-Encoding", "br");
    response.static_body = asset.br;
  } else if (!asset.gz.empty() && accepts(request, "gzip")) {
    response.set("Content-Encoding", "gzip");
    response.static_body = asset.gz;
  }
  return response;
}

std::optional<std::string> read_file(const std::filesystem::path& file) {
  std::error_code fault;
  if (!std::filesystem::is_regular_file(file, fault)) return std::nullopt;
  if (std::filesystem::file_size(file, fault) > kFileBytes) return std::nullopt;
  std::ifstream in(file, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

bool stays_inside(std::string_view path) {
  for (std::string_view part : split(path, '/')) {
    if (part == ".." || part == "." || part.find('\\') != std::string_view::npos) return false;
  }
  return true;
}

}  // namespace

std::string_view mime_type(std::string_view path) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 18> kTypes{
      {{".html", "text/html; charset=utf-8"},
       {".js", "text/javascript; charset=utf-8"},
       {".mjs", "text/javascript; charset=utf-8"},
       {".css", "text/css; charset=utf-8"},
       {".json", "application/json"},
       {".map", "application/json"},
       {".webmanifest", "application/manifest+json"},
       {".svg", "image/svg+xml"},
       {".png", "image/png"},
       {".jpg", "image/jpeg"},
       {".webp", "image/webp"},
       {".ico", "image/x-icon"},
       {".woff2", "font/woff2"},
       {".woff", "font/woff"},
       {".txt", "text/plain; charset=utf-8"},
       {".wav", "audio/wav"},
       {".mp3", "audio/mpeg"},
       {".wasm", "application/wasm"}}};
  for (const auto& [ending, mime] : kTypes) {
    if (path.ends_with(ending)) return mime;
  }
  return "application/octet-stream";
}

Response serve_asset(std::span<const Asset> assets, const Request& request) {
  for (const std::string& path : candidates(request.path)) {
    if (const Asset* asset = find_asset(assets, path)) return respond_with(*asset, request);
  }
  return text_response(404, "Not found\n");
}

Response serve_file(const std::string& folder, const Request& request) {
  if (!stays_inside(request.path)) return text_response(404, "Not found\n");
  for (const std::string& path : candidates(request.path)) {
    auto content = read_file(folder + path);
    if (!content) continue;
    Response response;
    response.set("Content-Type", std::string(mime_type(path)));
    response.set("Cache-Control", "no-store");
    response.body = std::move(*content);
    return response;
  }
  return text_response(404, "Not found\n");
}

Handler static_handler(std::string web_dir) {
  return [web_dir = std::move(web_dir)](RequestPtr request, Responder answer) {
    // A client that mistypes a route of the API wants no page.
    if (request->path.starts_with("/api/")) {
      return answer.send(
          problem(Error{Errc::not_found, "no such route", {}, "http.no_route"}, request->trace));
    }
    answer.send(web_dir.empty() ? serve_asset(embedded_assets(), *request)
                                : serve_file(web_dir, *request));
  };
}

}  // namespace filo::http
