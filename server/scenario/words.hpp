// One line of a story as words: what happens, then what is expected.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vigil::scenario {

struct word {
    std::string text;
    bool quoted = false;
    friend bool operator==(const word& w, std::string_view plain) { return !w.quoted && w.text == plain; }
};

/// Splits at blanks; "text in quotes" is one word; ',' and '->' are words of their own; '#' begins a comment.
std::expected<std::vector<word>, std::string> split(std::string_view line);

/// Reads the words of a line from left to right.
class words {
public:
    explicit words(std::vector<word> all) : all_(std::move(all)) {}

    bool empty() const { return next_ == all_.size(); }
    /// The next word, which stays; an empty one at the end.
    const word& peek() const { return empty() ? none_ : all_[next_]; }
    word take() { return empty() ? word{} : all_[next_++]; }
    bool take_if(std::string_view text) {
        if (empty() || !(peek() == text)) return false;
        ++next_;
        return true;
    }

    /// True where a name cannot stand: at the end, at a comma or an arrow.
    bool at_break() const { return empty() || peek() == "," || peek() == "->"; }
    /// The next word as a name, quoted or not; nothing, and nothing is taken, where none can stand.
    std::optional<std::string> take_name() {
        if (at_break() || peek().text.empty()) return {};
        return take().text;
    }
    /// The next word if it stands in quotes.
    std::optional<std::string> take_quoted() {
        if (!peek().quoted) return {};
        return take().text;
    }

private:
    std::vector<word> all_;
    std::size_t next_ = 0;
    word none_;
};

} // namespace vigil::scenario
