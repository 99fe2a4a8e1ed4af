#include "proto/hl7/batch.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

#include "proto/hl7/segment_writer.hpp"

namespace vigil::hl7 {
namespace {

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

bool line_end(char c) {
    return c == '\r' || c == '\n';
}

/// The first line that is not empty.
std::string_view first_line(std::string_view text) {
    if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
    const auto begin = std::ranges::find_if_not(text, line_end);
    return {begin, std::find_if(begin, text.end(), line_end)};
}

enum class line { message, batch, batch_end, file, file_end, other };

line kind_of(std::string_view text) {
    struct named {
        std::string_view name;
        line what;
    };
    static constexpr std::array names{named{"MSH", line::message}, named{"BHS", line::batch},
                                      named{"BTS", line::batch_end}, named{"FHS", line::file},
                                      named{"FTS", line::file_end}};
    const auto same = [](char own, char wanted) { return own == wanted || own == wanted + ('a' - 'A'); };
    for (const named& n : names) {
        const bool begins = text.size() >= 3 && std::ranges::equal(text.substr(0, 3), n.name, same);
        const char after = text.size() > 3 ? text[3] : '|';
        const bool letter = (after >= '0' && after <= '9') || ((after | ' ') >= 'a' && (after | ' ') <= 'z');
        if (begins && !letter) return n.what;
    }
    return line::other;
}

/// BHS-1 is the separator itself, as MSH-1 is: BHS-9 is the ninth part.
std::string_view field(std::string_view header, std::size_t n) {
    return header.size() > 3 ? trimmed(part(header, header[3], n)) : std::string_view{};
}

/// Held to what MSH's are held to, by the same reader.
std::optional<delimiters> marks_of(std::string_view header) {
    std::string as_message = "MSH";
    as_message.append(header.substr(std::min<std::size_t>(header.size(), 3), 12));
    const auto reader = segment_reader::open(as_message);
    return reader ? std::optional{reader->marks()} : std::nullopt;
}

/// "2" of BTS|2|...; nothing if it is not said or no number.
std::optional<std::uint32_t> count_in(std::string_view trailer) {
    if (trailer.size() < 5) return {};
    const std::string_view said = trimmed(part(trailer, trailer[3], 2));
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(said.data(), said.data() + said.size(), value);
    return error == std::errc{} && end == said.data() + said.size() ? std::optional{value} : std::nullopt;
}

void add(std::string& problems, std::string problem) {
    if (problems.size() > 1000) return; // a file of thousands of batches, each wrong
    if (!problems.empty()) problems += "; ";
    problems += problem;
}

} // namespace

bool is_batch(std::string_view text) {
    const line what = kind_of(first_line(text));
    return what == line::batch || what == line::file;
}

std::expected<batch_reader, message_error> batch_reader::open(std::string_view text) {
    const std::string_view header = first_line(text);
    if (!is_batch(text))
        return std::unexpected(
            message_error{verdict::rejected, 100, "BHS", 0, "the batch does not begin with FHS or BHS"});
    if (!marks_of(header)) {
        const std::string_view segment = kind_of(header) == line::file ? "FHS" : "BHS";
        return std::unexpected(message_error{verdict::rejected, 102, segment, 2,
                                             "fields 1 and 2 are not five distinct delimiters: send |^~\\&"});
    }
    batch_reader reader{text};
    reader.header_ = header;
    return reader;
}

std::optional<std::string_view> batch_reader::next() {
    const char* begin = nullptr; // of the message
    while (!rest_.empty()) {
        const std::string_view here = first_line(rest_);
        const line what = kind_of(here);
        if (begin && what != line::other) return std::string_view{begin, rest_.data()};
        rest_.remove_prefix(static_cast<std::size_t>(here.data() + here.size() - rest_.data()));
        while (!rest_.empty() && line_end(rest_.front())) rest_.remove_prefix(1);
        if (what == line::message) {
            if (messages_ == batch_messages_max) return stop();
            begin = here.data();
            ++messages_, ++in_batch_;
        } else if (what == line::batch) {
            ++batches_, in_batch_ = 0;
        } else if (what == line::batch_end) {
            compare("BTS", here, in_batch_, "messages"), in_batch_ = 0;
        } else if (what == line::file_end) {
            compare("FTS", here, batches_, "batches");
        }
    }
    return begin ? std::optional{std::string_view{begin, rest_.data()}} : std::nullopt;
}

std::optional<std::string_view> batch_reader::stop() {
    rest_ = {};
    add(problem_, fmt::format("more than {} messages: the rest was not read, send them again", batch_messages_max));
    return {};
}

void batch_reader::compare(std::string_view name, std::string_view trailer, std::uint32_t found,
                           std::string_view what) {
    const auto said = count_in(trailer);
    if (said && *said != found) add(problem_, fmt::format("{}-1 says {} {}, there are {}", name, *said, what, found));
}

std::string batch_reader::count_problem() const {
    return problem_;
}

void append_batch_answer(std::string& out, std::string_view first_header, std::string_view answers, std::uint32_t count,
                         std::string_view remark, std::string_view control_id, instant at) {
    const delimiters m = marks_of(first_header).value_or(delimiters{}); // open() has read them
    const auto sent = [&](std::size_t n) { return field(first_header, n); };
    segment_writer to{out, m, false};
    to.begin("BHS").as_sent(std::string{m.component, m.repetition, m.escape, m.subcomponent});
    to.as_sent(sent(5)).as_sent(sent(6)).as_sent(sent(3)).as_sent(sent(4)).time(at).skip(3).text(control_id);
    to.as_sent(sent(11).empty() ? sent(9) : sent(11)).end();
    out.append(answers);
    to.begin("BTS").text(fmt::format("{}", count)).text(remark).end();
}

} // namespace vigil::hl7
