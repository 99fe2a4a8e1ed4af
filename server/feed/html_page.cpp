#include "server/feed/html_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "proto/codes/utf8.hpp"

namespace vigil::feed {
namespace {

/// XML 1.0 has no control characters but these, and neither U+FFFE nor U+FFFF.
bool has_place(std::string_view character) {
    const char c = character.front();
    if (character.size() == 1) return c >= ' ' || c == '\n' || c == '\t' || c == '\r';
    return character != "\xef\xbf\xbe" && character != "\xef\xbf\xbf";
}

} // namespace

void append_escaped(std::string& out, std::string_view text) {
    while (!text.empty()) {
        const std::size_t length = codes::utf8_length(text);
        const std::string_view character = text.substr(0, std::max<std::size_t>(length, 1));
        text.remove_prefix(character.size());
        if (length == 0 || !has_place(character))
            out += codes::replacement_character;
        else if (character == "&")
            out += "&amp;";
        else if (character == "<")
            out += "&lt;";
        else if (character == ">")
            out += "&gt;";
        else if (character == "\"")
            out += "&quot;";
        else if (character == "'")
            out += "&#39;";
        else
            out += character;
    }
}

html_page::html_page(std::string_view title, std::string_view style) {
    out_ = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n";
    element("title", title);
    fmt::format_to(std::back_inserter(out_), "<style>{}</style>\n</head>\n<body>\n", style);
    element("h1", title);
}

void html_page::element(std::string_view name, std::string_view text, std::string_view css_class) {
    if (css_class.empty())
        fmt::format_to(std::back_inserter(out_), "<{}>", name);
    else
        fmt::format_to(std::back_inserter(out_), "<{} class=\"{}\">", name, css_class);
    append_escaped(out_, text);
    fmt::format_to(std::back_inserter(out_), "</{}>\n", name);
}

void html_page::heading(std::string_view text) {
    element("h2", text);
}

void html_page::paragraph(std::string_view text, std::string_view css_class) {
    element("p", text, css_class);
}

void html_page::facts(const std::vector<std::pair<std::string_view, std::string>>& all) {
    out_ += "<table class=\"facts\">\n";
    for (const auto& [what, is] : all) {
        out_ += "<tr>";
        element("th", what);
        element("td", is);
        out_ += "</tr>\n";
    }
    out_ += "</table>\n";
}

void html_page::table(const std::vector<std::string>& heads, const std::vector<html_row>& rows, std::string_view none) {
    if (rows.empty()) return paragraph(none);
    out_ += "<table>\n<thead><tr>";
    for (const std::string& head : heads) element("th", head);
    out_ += "</tr></thead>\n<tbody>\n";
    for (const html_row& row : rows) {
        out_ += row.css_class.empty() ? "<tr>" : fmt::format("<tr class=\"{}\">", row.css_class);
        for (const std::string& cell : row.cells) element("td", cell);
        out_ += "</tr>\n";
    }
    out_ += "</tbody>\n</table>\n";
}

std::string html_page::finish() && {
    out_ += "</body>\n</html>\n";
    return std::move(out_);
}

} // namespace vigil::feed
