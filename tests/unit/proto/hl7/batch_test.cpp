#include "proto/hl7/batch.hpp"

#include <vector>

#include "intake.hpp"

namespace vigil::hl7 {
namespace {

struct walked {
    std::string text;
    std::expected<batch_reader, message_error> reader;
    std::vector<std::string_view> messages;

    explicit walked(std::string_view sent) : text{sent}, reader{batch_reader::open(text)} {
        if (!reader) return;
        while (const auto next = reader->next()) messages.push_back(*next);
        CHECK(reader->messages() == messages.size());
    }
    std::string problem() const { return reader->count_problem(); }
};

std::string one(std::string_view id) {
    std::string out = "MSH|^~\\&|ADT|HOSP|||20261122030000+0100||ADT^A01|";
    return out.append(id).append("|P|2.5\rPID|||P-17\r");
}

const std::string file_header = "FHS|^~\\&|ADT|HOSP|VIGIL|W|20261122030000||FILE1\r";
const std::string batch_header = "BHS|^~\\&|ADT|HOSP|VIGIL|W|20261122030000||NAME||B17\r";

TEST_CASE("a batch begins with FHS or BHS") {
    CHECK(is_batch(file_header));
    CHECK(is_batch(batch_header));
    CHECK(is_batch("\r\nbhs|^~\\&|\r"));
    CHECK(is_batch("\xef\xbb\xbf" + batch_header));
    CHECK_FALSE(is_batch(one("1")));
    CHECK_FALSE(is_batch(""));
    CHECK_FALSE(is_batch("BHSX|"));
    CHECK_FALSE(is_batch("BTS|1\r"));
}

TEST_CASE("the messages of a batch come one after the other, each from its header to the next") {
    const walked w{file_header + batch_header + "NTE|1||about the batch\r" + one("1") + one("2") +
                   "BTS|2|done\rFTS|1\r"};
    REQUIRE(w.messages.size() == 2);
    CHECK(w.messages[0] == one("1"));
    CHECK(w.messages[1] == one("2"));
    CHECK(w.problem().empty());
    CHECK(w.reader->first_header() == file_header.substr(0, file_header.size() - 1));
}

TEST_CASE("counts that disagree are told, and no message is lost for it") {
    const walked w{file_header + batch_header + one("1") + "BTS|3\rFTS|2\r"};
    CHECK(w.messages.size() == 1);
    CHECK(w.problem() == "BTS-1 says 3 messages, there are 1; FTS-1 says 2 batches, there are 1");
}

TEST_CASE("a trailer that counts nothing, or is not there, disagrees with nothing") {
    CHECK(walked{batch_header + one("1") + "BTS\r"}.problem().empty());
    CHECK(walked{batch_header + one("1") + "BTS|\r"}.problem().empty());
    CHECK(walked{batch_header + one("1")}.problem().empty());
    CHECK(walked{batch_header + one("1")}.messages.size() == 1);
}

TEST_CASE("each batch of a file counts its own messages") {
    const walked w{file_header + batch_header + one("1") + one("2") + "BTS|2\r" + batch_header + one("3") +
                   "BTS|2\rFTS|2\r"};
    CHECK(w.messages.size() == 3);
    CHECK(w.problem() == "BTS-1 says 2 messages, there are 1");
}

TEST_CASE("a trailer ends what it counted, though no header begins the next") {
    CHECK(walked{batch_header + one("1") + "BTS|1\r" + one("2") + "BTS|1\r"}.problem().empty());
}

TEST_CASE("an empty batch has no messages and no problem") {
    const walked w{batch_header + "BTS|0\r"};
    CHECK(w.messages.empty());
    CHECK(w.problem().empty());
    CHECK(walked{batch_header}.messages.empty());
}

TEST_CASE("a batch of other delimiters is read by them") {
    const walked w{"BHS@~&#\\@ADT@HOSP@VIGIL@W@20261122030000@@NAME@@B17\r" + one("1") + "BTS@2\r"};
    CHECK(w.messages.size() == 1);
    CHECK(w.problem() == "BTS-1 says 2 messages, there are 1");
}

TEST_CASE("a broken message in the middle is a message of its own") {
    const walked w{batch_header + one("1") + "MSH|^~\r" + one("3") + "BTS|3\r"};
    REQUIRE(w.messages.size() == 3);
    CHECK(w.messages[1] == "MSH|^~\r");
    CHECK_FALSE(open(w.messages[1]));
    CHECK(w.messages[2] == one("3"));
    CHECK(w.problem().empty());
}

TEST_CASE("lines of any ending are lines") {
    std::string text = batch_header + one("1") + one("2") + "BTS|2\r";
    for (std::size_t at = 0; (at = text.find('\r', at)) != text.npos; at += 2) text.insert(at + 1, "\n");
    const walked w{text};
    CHECK(w.messages.size() == 2);
    CHECK(w.problem().empty());
}

TEST_CASE("a batch whose delimiters cannot be read is refused, since its answer could not be written") {
    const walked w{"BHS|^~\r" + one("1")};
    REQUIRE_FALSE(w.reader);
    CHECK(w.reader.error().what == verdict::rejected);
    CHECK(w.reader.error().segment == "BHS");
    CHECK(w.reader.error().field == 2);
    CHECK(walked{"FHS"}.reader.error().segment == "FHS");
    CHECK_FALSE(walked{"FHS\x0b\x07#A\x1c|1\r" + one("1")}.reader);
    CHECK_FALSE(walked{"BHS|^~^&|\r" + one("1")}.reader);
    CHECK_FALSE(walked{one("1")}.reader);
}

TEST_CASE("more messages than a batch may have are told and not read") {
    std::string text = batch_header;
    for (std::size_t i = 0; i < batch_messages_max + 5; ++i) text += "MSH|^~\\&|A\r";
    const walked w{text + "BTS|10005\r"};
    CHECK(w.messages.size() == batch_messages_max);
    CHECK(w.problem() == "more than 10000 messages: the rest was not read, send them again");
}

TEST_CASE("what is said of wrong counts stays short, however many there are") {
    std::string text;
    for (int i = 0; i < 5000; ++i) text += batch_header + "BTS|7\r";
    CHECK(walked{text}.problem().size() < 1200);
}

TEST_CASE("the answer to a batch names its sender, its id and how many answers it has") {
    std::string out;
    append_batch_answer(out, batch_header.substr(0, batch_header.size() - 1), "MSH|...\rMSA|AA|1\r", 1, "one | two",
                        "A9", utc("2026-11-22T02:00:05Z"));
    CHECK(out ==
          "BHS|^~\\&|VIGIL|W|ADT|HOSP|20261122020005.000+0000||||A9|B17\r"
          "MSH|...\rMSA|AA|1\r"
          "BTS|1|one \\F\\ two\r");
}

TEST_CASE("a batch that has only a name is answered by that") {
    std::string out;
    append_batch_answer(out, "BHS@~&#\\@ADT@HOSP@VIGIL@W@20261122030000@@NAME", "", 0, "", "A9",
                        utc("2026-11-22T02:00:05Z"));
    CHECK(out == "BHS@~&#\\@VIGIL@W@ADT@HOSP@20261122020005.000+0000@@@@A9@NAME\rBTS@0@\r");
}

TEST_CASE("batches of a real sender are read whole") {
    struct row {
        std::string file;
        std::size_t messages;
        std::string_view problem;
    };
    for (const row& r :
         {row{"cosyte-batch-single-batch.hl7", 2, ""}, row{"cosyte-batch-multi-batch-file.hl7", 3, ""},
          row{"cosyte-batch-malformed-mid-batch.hl7", 3, ""}, row{"cosyte-stream-large-batch.ndhl7", 12, ""},
          row{"cosyte-batch-count-mismatch.hl7", 2, "BTS-1 says 3 messages, there are 2"}}) {
        CAPTURE(r.file);
        const walked w{corpus(r.file)};
        REQUIRE(w.reader);
        CHECK(w.messages.size() == r.messages);
        CHECK(w.problem() == r.problem);
    }
    CHECK_FALSE(is_batch(corpus("cosyte-batch-bare-message.hl7")));
    CHECK_FALSE(is_batch(corpus("cosyte-stream-malformed-mid-stream.hl7")));
}

} // namespace
} // namespace vigil::hl7
