#include "server/journal/private_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "server/journal/sqlite.hpp"

namespace vigil::journal {

void create_private(const std::filesystem::path& file) {
    if (file.has_parent_path()) {
        std::error_code error;
        std::filesystem::create_directories(file.parent_path(), error);
        if (error) throw sqlite_error{"creating " + file.parent_path().string() + ": " + error.message()};
    }
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0) throw sqlite_error{std::string{"creating: "} + std::strerror(errno)};
    ::close(descriptor);
}

file_lock::file_lock(const std::filesystem::path& file) {
    const std::string name = file.string() + ".lock";
    descriptor_ = ::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor_ < 0) throw sqlite_error{name + ": " + std::strerror(errno)};
    if (::flock(descriptor_, LOCK_EX | LOCK_NB) == 0) return;
    const int reason = errno;
    ::close(descriptor_);
    throw sqlite_error{reason == EWOULDBLOCK ? "another process has it open" : std::strerror(reason)};
}

file_lock::~file_lock() {
    ::close(descriptor_);
}

} // namespace vigil::journal
