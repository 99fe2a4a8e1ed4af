// Text of senders on a terminal: whatever it holds, it moves no cursor and runs nothing there. Pure.
#pragma once

#include <string>
#include <string_view>

namespace vigil::app {

/// On one line: control characters, C1 ones included, and bytes that are no UTF-8 become "\x1b", "\r", "\n", "\t".
std::string on_one_line(std::string_view text);

/// Cut to `width` characters, the last of them "…", or filled up with spaces.
std::string fitted(std::string_view one_line, std::size_t width);

/// Every segment on a line of its own, its end shown: "PID|1\r", then the line ends.
std::string as_segments(std::string_view raw);

/// 16 bytes a line: offset, hexadecimal, printable ASCII.
std::string hexdump(std::string_view raw);

} // namespace vigil::app
