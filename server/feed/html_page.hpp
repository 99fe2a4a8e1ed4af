// One page of HTML that is well-formed XML too. Everything is given as plain text and escaped here: nothing that
// somebody wrote can become markup. Pure.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vigil::feed {

struct html_row {
    std::vector<std::string> cells;
    std::string_view css_class{};
};

class html_page {
public:
    html_page(std::string_view title, std::string_view style);

    void heading(std::string_view text);
    void paragraph(std::string_view text, std::string_view css_class = {});
    /// What each thing is: a table of two columns.
    void facts(const std::vector<std::pair<std::string_view, std::string>>& all);
    /// Without rows: a paragraph that says so.
    void table(const std::vector<std::string>& heads, const std::vector<html_row>& rows,
               std::string_view none = "None.");

    std::string finish() &&;

private:
    void element(std::string_view name, std::string_view text, std::string_view css_class = {});

    std::string out_;
};

/// What is no UTF-8, or has no place in XML, becomes U+FFFD.
void append_escaped(std::string& out, std::string_view text);

} // namespace vigil::feed
