// Any text as a dialect file, and any message's fields asked by what was read.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "proto/dialects/dialect.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace vigil;
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const dialects::dialect& base = dialects::shipped().front();
    static_cast<void>(dialects::base_name(text));
    const auto read = dialects::read(text, "fuzz.toml", base);
    if (!read) {
        if (read.error().empty()) std::abort(); // refused without a reason
        for (const std::string& problem : read.error())
            if (!problem.starts_with("fuzz.toml:")) std::abort();
        return 0;
    }
    if (read->name.empty() || read->title.empty()) std::abort();
    if (!std::ranges::is_sorted(read->codes, {}, &dialects::code::text)) std::abort(); // would not be found
    for (const dialects::code& c : read->codes)
        if (read->find(c.text, c.system) != &c) std::abort();
    static_cast<void>(dialects::recognise({&*read, 1}, [&](const dialects::path& where) {
        if (where.field == 0 || where.field > 39) std::abort(); // fields that no message is read to
        return text.substr(0, where.field);
    }));
    return 0;
}
