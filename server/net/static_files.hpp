// The dashboard's files, read once at start and kept in memory: no request touches the disk.
#pragma once

#include <expected>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>

namespace vigil::net {

struct static_file {
    std::string content_type;
    std::string body;
    bool immutable = false; ///< its name holds a hash of its content
};

class static_files {
public:
    /// An error names the folder and says how to build the dashboard.
    static std::expected<static_files, std::string> load(const std::filesystem::path& folder);

    /// "/", "/ward/W1" and other pages give index.html; null for a file that is not there.
    const static_file* find(std::string_view path) const;

private:
    std::map<std::string, static_file, std::less<>> files_; ///< by path, "/app-1F2E.js"
};

} // namespace vigil::net
