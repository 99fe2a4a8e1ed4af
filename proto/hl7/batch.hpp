// Several messages in one frame: FHS, BHS, messages, BTS, FTS (HL7 2.x chapter 2).
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "proto/hl7/header.hpp"

namespace vigil::hl7 {

/// The text begins with FHS or BHS.
bool is_batch(std::string_view text);

inline constexpr std::size_t batch_messages_max = 10'000;

/// Walks the messages of a batch: each from its MSH to the next MSH, BHS, BTS or FTS. Never refuses as a whole: what
/// stands between is looked over, and a broken message is one that its own answer refuses.
class batch_reader {
public:
    static std::expected<batch_reader, message_error> open(std::string_view text);
    std::optional<std::string_view> next();

    std::string_view first_header() const { return header_; } ///< the FHS or BHS segment as sent
    std::uint32_t messages() const { return messages_; }
    /// After the last: what BTS-1 or FTS-1 said otherwise, or that there were too many; empty if all agree.
    std::string count_problem() const;

private:
    explicit batch_reader(std::string_view text) : rest_(text) {}
    std::optional<std::string_view> stop();
    void compare(std::string_view name, std::string_view trailer, std::uint32_t found, std::string_view what);

    std::string_view rest_, header_;
    std::uint32_t messages_ = 0, in_batch_ = 0, batches_ = 0;
    std::string problem_;
};

/// Appends the frame content that answers a batch: BHS (who is who turned round, BHS-12 the batch's own id), `answers`
/// (MSH MSA ERR of each, one after the other, as append_answer writes them), BTS with their number and `remark`.
void append_batch_answer(std::string& out, std::string_view first_header, std::string_view answers, std::uint32_t count,
                         std::string_view remark, std::string_view control_id, instant at);

} // namespace vigil::hl7
