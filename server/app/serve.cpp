#include "server/app/serve.hpp"

#include <sys/resource.h>

#include <csignal>
#include <cstdio>
#include <exception>
#include <fstream>

#include "server/app/log.hpp"
#include "server/app/server.hpp"

namespace vigil::app {
namespace {

/// Renamed into place, so that who waits for the file never reads half of it.
void write_ports(const std::string& file, const std::string& ports) {
    const std::string unfinished = file + ".new";
    std::ofstream out(unfinished);
    out << ports;
    out.close();
    if (!out || std::rename(unfinished.c_str(), file.c_str()) != 0)
        throw std::runtime_error("cannot write the ports to " + file);
}

/// Each connection needs one. The soft limit of 1,024 is for programs that use select().
void allow_descriptors() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == limit.rlim_max) return;
    limit.rlim_cur = limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0) log_warning("the number of open files stays at its soft limit");
}

} // namespace

int serve(const settings& with, const std::string& ports_file) {
    std::signal(SIGPIPE, SIG_IGN); // a reader of our log or of a socket that is gone must not end the server
    std::signal(SIGHUP, SIG_IGN);  // means "read the rules again", which is for a server that runs
    allow_descriptors();
    try {
        const notifier manager = notifier::from_environment();
        server running(with, manager);
        if (!ports_file.empty()) write_ports(ports_file, running.ports());
        running.run();
        return 0;
    } catch (const std::exception& e) {
        log_error(e.what());
        return 1;
    }
}

} // namespace vigil::app
