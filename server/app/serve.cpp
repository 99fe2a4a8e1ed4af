#include "server/app/serve.hpp"

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

} // namespace

int serve(const settings& with, const std::string& ports_file) {
    try {
        server running(with);
        if (!ports_file.empty()) write_ports(ports_file, running.ports());
        running.run();
        return 0;
    } catch (const std::exception& e) {
        log_error(e.what());
        return 1;
    }
}

} // namespace vigil::app
