// Registration messages that others published, each with the decision about it.
#include "proto/hl7/adt.hpp"

#include "intake.hpp"

namespace vigil::hl7 {
namespace {

using kind = movement::kind;

struct moved : movement {
    std::expected<void, message_error> result;

    explicit moved(std::string_view text) {
        message m = opened(text);
        result = decode_adt(m, standard_options(), *this);
    }
};

void check_refused(const moved& m, verdict what, int code, std::string_view segment, int field) {
    REQUIRE_FALSE(m.result);
    CHECK(m.result.error().what == what);
    CHECK(m.result.error().code == code);
    CHECK(m.result.error().segment == segment);
    CHECK(m.result.error().field == field);
    CHECK_FALSE(m.result.error().reason.empty());
}

TEST_CASE("messages of real systems are decided as their content says") {
    struct row {
        std::string file;
        kind what;
        identity who;
        place to;
    };
    for (const row& r : {
             row{"cosyte-canonical-adt-a01.hl7", kind::admitted, {"MRN12345", "Doe, John"}, {"ICU", "101-A"}},
             row{"cosyte-canonical-adt-a04.hl7", kind::admitted, {"MRN-A04-001", "Doe, Jane"}, {"CLINIC", ""}},
             row{"cosyte-canonical-adt-a08.hl7", kind::updated, {"MRN-A08-001", "Doe, John"}, {"WARD", "201-B"}},
             row{"ipf-A01.hl7", kind::admitted, {"306563", "Bob, Barker"}, {}},
             row{"ipf-A01_with_BR.hl7", kind::admitted, {"306563", "Molly, Barker"}, {}},
             row{"ipf-A04.hl7", kind::admitted, {"305090", "Hiccock, WildBill"}, {}},
             row{"ipf-A08.hl7", kind::updated, {"306567", "BEST, XML"}, {}},
             row{"ipf-A10.hl7", kind::updated, {"306563", "Bob, Barker"}, {}},
             row{"ipf-pixfeed-reg.hl7", kind::admitted, {"PIX10515W3", "WASHINGTON, MARY"}, {}},
             row{"ipf-pixfeed-rev.hl7", kind::updated, {"PIX10515W3", "WASHINGTON-UPDATE, MARY"}, {}},
             row{"cosyte-vendor-quirks-segment-case.hl7", kind::admitted, {"MRN-VQ-005", "Doe, John"}, {"UNIT", ""}},
             row{"cosyte-vendor-quirks-out-of-order-segment.hl7",
                 kind::admitted,
                 {"MRN-VQ-011", "Doe, John"},
                 {"UNIT", ""}},
             row{"cosyte-vendor-quirks-field-whitespace-trimmed.hl7",
                 kind::admitted,
                 {"MRN-VQ-002", "Doe, John"},
                 {"UNIT", ""}},
             row{"cosyte-vendor-quirks-timestamp-fallback-format.hl7",
                 kind::admitted,
                 {"MRN-VQ-004", "Doe, John"},
                 {"UNIT", ""}},
             row{"cosyte-vendor-quirks-unknown-segment.hl7", kind::admitted, {"MRN-VQ-007", "Doe, John"}, {"UNIT", ""}},
             row{"cosyte-vendor-quirks-extra-fields.hl7", kind::admitted, {"MRN-VQ-006", "Doe, John"}, {"UNIT", ""}},
             row{"cosyte-vendor-quirks-version-mismatch.hl7",
                 kind::admitted,
                 {"MRN-VQ-012", "Doe, John"},
                 {"UNIT", ""}},
             row{"cosyte-vendor-quirks-unknown-charset.hl7", kind::admitted, {"MRN-VQ-013", "Doe, John"}, {"UNIT", ""}},
             row{"cosyte-vendor-quirks-encoding-mismatch.hl7",
                 kind::admitted,
                 {"MRN-VQ-009", "Doe, John"},
                 {"UNIT", ""}},
             row{"cosyte-edge-cases-custom-msh-delimiters.hl7", kind::admitted, {"MRN-CMD-001", "Doe, John"}, {}},
             row{"cosyte-edge-cases-lf-line-endings.hl7", kind::admitted, {"MRN-LF-001", "Doe, John"}, {"UNIT", ""}},
             row{"cosyte-edge-cases-crlf-line-endings.hl7",
                 kind::admitted,
                 {"MRN-CRLF-001", "Doe, John"},
                 {"UNIT", ""}},
             row{"cosyte-edge-cases-mixed-line-endings.hl7",
                 kind::admitted,
                 {"MRN-MIX-001", "Doe, John"},
                 {"UNIT", ""}},
             row{"cosyte-edge-cases-trailing-newline.hl7", kind::admitted, {"MRN-TN-001", "Doe, John"}, {"UNIT", ""}},
             row{"cosyte-edge-cases-no-trailing-newline.hl7",
                 kind::admitted,
                 {"MRN-NTN-001", "Doe, John"},
                 {"UNIT", ""}},
             row{"cosyte-edge-cases-null-fields.hl7", kind::admitted, {"MRN99999", "Doe, Jane"}, {}},
             row{"cosyte-edge-cases-consecutive-delimiters.hl7", kind::admitted, {"MRN-CD-001", "Doe, John"}, {}},
             row{"cosyte-edge-cases-missing-optional-segments.hl7", kind::admitted, {"MRN-MOS-001", "Doe, John"}, {}},
             row{"cosyte-edge-cases-unicode-names.hl7", kind::admitted, {"MRN-UN-001", "Müller, Jürgen"}, {"UNIT", ""}},
             row{"cosyte-edge-cases-embedded-delimiters.hl7",
                 kind::updated,
                 {"MRN77777", "Smith|Jones, John^Public"},
                 {}},
             row{"cosyte-datetime-precision-year.hl7", kind::admitted, {"MRNDT001", "Yeartest, Patient"}, {}},
             row{"cosyte-datetime-no-timezone-midnight.hl7", kind::admitted, {"MRNDT002", "Midnighttest, Patient"}, {}},
             row{"cosyte-charset-utf8-name.hl7", kind::admitted, {"123", "Zörb, Renée"}, {}},
             row{"cosyte-vendor-shapes-epic-adt-a01.hl7", kind::admitted, {"EPIC-00001", "Doe, John"}, {"UNIT3", ""}},
             row{"cosyte-vendor-shapes-philips-adt-a08.hl7", kind::updated, {"MRN-PH-001", "Doe, John"}, {}},
             row{"cosyte-vendor-shapes-athena-adt-a01.hl7",
                 kind::admitted,
                 {"ATH-00007", "Lee, Sam"},
                 {"CLINIC-3", ""}},
             row{"cosyte-build-adt-a01.golden.hl7", kind::admitted, {"MRN001", "Test, Jane"}, {"ICU", "1-A"}},
             row{"cosyte-batch-bare-message.hl7", kind::admitted, {"FAKEMSGE0001", "Test, Patient"}, {"WARD", "101-A"}},
             row{"cosyte-edge-cases-empty-fields.hl7", kind::admitted, {"MRN-EF-001", ""}, {}},
             row{"pam-a21-leave.hl7", kind::on_leave, {"P-17", "Doe, Jane"}, {"W1", "4"}},
             row{"pam-a22-return.hl7", kind::returned, {"P-17", "Doe, Jane"}, {"W1", "4"}},
             row{"pam-a52-leave-cancelled.hl7", kind::returned, {"P-17", "Doe, Jane"}, {"W1", "4"}},
         }) {
        CAPTURE(r.file);
        const std::string text = corpus(r.file);
        const moved m{text};
        REQUIRE(m.result);
        CHECK(m.what == r.what);
        CHECK(m.who == r.who);
        CHECK(m.to == r.to);
    }
}

TEST_CASE("merges of real systems name both ids") {
    struct row {
        std::string file;
        std::string_view who, other;
    };
    for (const row& r : {row{"cosyte-canonical-adt-a18-merge-deprecated.hl7", "MRN99005", "MRN99006"},
                         row{"cosyte-canonical-adt-a34-merge.hl7", "MRN99003", "MRN99004"},
                         row{"cosyte-canonical-adt-a40-merge.hl7", "MRN99001", "MRN99002"},
                         row{"ipf-A40.hl7", "142025", "704686"}, row{"ipf-pixfeed-merge.hl7", "120-01", "120-02"}}) {
        CAPTURE(r.file);
        const std::string text = corpus(r.file);
        const moved m{text};
        REQUIRE(m.result);
        CHECK(m.what == kind::merged);
        CHECK(m.who.id == r.who);
        CHECK(m.other.id == r.other);
    }
}

TEST_CASE("messages of real systems that cannot be used are refused with their place") {
    const auto refused = [](const std::string& file, verdict what, int code, std::string_view segment, int field) {
        CAPTURE(file);
        const std::string text = corpus(file);
        check_refused(moved{text}, what, code, segment, field);
    };
    refused("cosyte-canonical-adt-a24-link.hl7", verdict::rejected, 201, "MSH", 9);
    refused("cosyte-canonical-adt-a43-move.hl7", verdict::rejected, 201, "MSH", 9);
    refused("golevel7-truncated.hl7", verdict::error, 101, "PV1", 0);
    refused("cosyte-vendor-quirks-duplicate-required-segment.hl7", verdict::error, 100, "MSH", 0);
    refused("cosyte-stream-malformed-mid-stream.hl7", verdict::error, 100, "MSH", 0);
    refused("cosyte-stream-mixed-terminators.hl7", verdict::error, 100, "MSH", 0);
    refused("cosyte-stream-split-across-chunks.hl7", verdict::error, 100, "MSH", 0);
}

} // namespace
} // namespace vigil::hl7
