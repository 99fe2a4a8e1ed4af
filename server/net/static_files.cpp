#include "server/net/static_files.hpp"

#include <fmt/format.h>

#include <array>
#include <fstream>
#include <iterator>

namespace vigil::net {
namespace {

namespace fs = std::filesystem;

std::string content_type(const fs::path& file) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 7> types{{
        {".html", "text/html; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".css", "text/css; charset=utf-8"},
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
        {".json", "application/json"},
        {".woff2", "font/woff2"},
    }};
    for (const auto& [extension, type] : types)
        if (file.extension() == extension) return std::string(type);
    return "application/octet-stream";
}

std::string read(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

} // namespace

std::expected<static_files, std::string> static_files::load(const fs::path& folder) {
    static_files all;
    std::error_code error;
    for (const auto& entry : fs::recursive_directory_iterator(folder, error)) {
        if (!entry.is_regular_file()) continue;
        const fs::path& file = entry.path();
        const std::string name = "/" + fs::relative(file, folder).generic_string();
        all.files_[name] = {content_type(file), read(file), file.stem().string().contains('-')};
    }
    if (error || !all.files_.contains("/index.html"))
        return std::unexpected(
            fmt::format("no dashboard in {} (index.html is missing): build it with dashboard/build, or set http.assets",
                        folder.string()));
    return all;
}

const static_file* static_files::find(std::string_view path) const {
    const bool page = path == "/" || path.starts_with("/ward/");
    const auto found = files_.find(page ? "/index.html" : path);
    return found == files_.end() ? nullptr : &found->second;
}

} // namespace vigil::net
