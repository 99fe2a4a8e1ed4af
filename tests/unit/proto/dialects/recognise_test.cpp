// Which dialect a message speaks, by the signs of its maker rather than by the names of a site.
#include <doctest/doctest.h>

#include <string>

#include "tests/unit/proto/dialects/wire.hpp"

using namespace vigil;

namespace {

std::string speaks(std::string_view message) {
    const auto* found = dialects::recognise(dialects::shipped(), dialects::fields_of(message));
    return found ? found->name : "none";
}

constexpr std::string_view profile = "IHE_PCD_001^IHE PCD^1.3.6.1.4.1.19376.1.6.1.1.1^ISO";

std::string with_profile(std::string_view application, std::string_view facility) {
    return "MSH|^~\\&|" + std::string{application} + "|" + std::string{facility} +
           "|||20261122||ORU^R01^ORU_R01|1|P|2.6|||AL|NE||UNICODE UTF-8|||" + std::string{profile};
}

} // namespace

TEST_CASE("By the application and facility") {
    CHECK(speaks(with_profile("station-1", "north")) == "ihe-pcd01");
    CHECK(speaks(with_profile("PAT_DEVICE_PHILIPS_C", "Philips")) == "philips-pic-ix");
    CHECK(speaks(with_profile("MINDRAY_EGATEWAY^00A0370009010001^EUI-64", "MINDRAY")) == "mindray-egateway");
    CHECK(speaks(with_profile("Mindray_eGateway", "ward")) == "mindray-egateway");
    CHECK(speaks(with_profile("MINDRAY_^00A037000000^EUI-64", "MINDRAY")) == "mindray-egateway");
    CHECK(speaks(with_profile("VSP^080019FFFE000001^EUI-64", "GE Healthcare")) == "ge-carescape");
    CHECK(speaks(with_profile("other", "GE Healthcare")) == "ge-carescape");
    CHECK(speaks("MSH|^~\\&|NIHON KOHDEN|NIHON KOHDEN|||2026||ORU^R01^ORU_R01|1|P|2.4") == "nihon-kohden");
    CHECK(speaks("MSH|^~\\&|DATACAPTOR||||2026||ORU^R01|1|P|2.3") == "capsule-datacaptor");
    CHECK(speaks("MSH|^~\\&|^EfficiaCM||||2026||ORU^R01^ORU_R01|1|P|2.4") == "philips-mdil");
    CHECK(speaks("MSH|^~\\&|Mindray|Gateway|||2026||ORU^R01|2|P|2.3.1") == "mindray-gateway");
    CHECK(speaks("MSH|^~\\&|northern|patient monitor^|||2026||ORU^R01^ORU_R01|1|P|2.6") == "northern");
    CHECK(speaks("MSH|^~\\&|NC_Monitor|KC000000001G|||2026||ORU^R01^ORU_R01|1|P|2.6") == "comen");
    CHECK(speaks("MSH|^~\\&||KC000000001G|||2026||QRY^R02|1|P|2.6") == "comen");
    CHECK(speaks("MSH|^~\\&|XH80X^00A037009B000000^EUI-64||||2026||ORU^R01^ORU_R01|1|P|2.4") == "comen");
}

TEST_CASE("By what is missing: the patient data share names nobody") {
    CHECK(speaks("MSH|^~\\&|||||||ORU^R01|204|P|2.3.1|\nOBX||NM|101^HR|2101|60||||||F") == "mindray-pds");
    CHECK(speaks("MSH|^~\\&|||||||ORU^R01|106|P|2.3.1|") == "mindray-pds");
    CHECK(speaks("MSH|^~\\&|station-1||||||ORU^R01|106|P|2.3.1|") == "none");
    CHECK(speaks("MSH|^~\\&|||||||ADT^A08|106|P|2.3.1|") == "none");
}

TEST_CASE("By the system of the codes") {
    const std::string head = "MSH|^~\\&|a|b|||2026||ORU^R01|1|P|2.5\nOBR|1\n";
    CHECK(speaks(head + "OBX||NM|0002-4182^HR^MDIL|0|80|0004-0aa0^bpm^MDIL|||||F") == "philips-mdil");
    CHECK(speaks(head + "OBX||TX|5^HardInop^MDIL-ALERT||no pulse||||||F") == "philips-mdil");
    CHECK(speaks(head + "OBX|1|NM|352^MNDRY_ECG_VPB_RATE^99MNDRY|1|0") == "mindray-egateway");
    CHECK(speaks(head + "OBX|1|NM|2267^COMEN_ACVPU^99COMEN||Alert") == "comen");
    CHECK(speaks(head + "OBX|1|NM|8867-4^Heart rate^LN||72|/min") == "loinc");
    CHECK(speaks(head + "OBX|1|NM|201^HR^BHC|5001|72") == "biolight");
    CHECK(speaks(head + "OBX|1|NM|131072^ECG_HR^EHC||72") == "edan");
    CHECK(speaks(head + "OBX|1|NM|007000^VITAL SpO2|1|99|%") == "nihon-kohden");
    CHECK(speaks(head + "OBX||NM|44^PR||-100|0002-4182^bpm^MDIL|50^120") == "comen-nc3");
    CHECK(speaks(head + "OBX|1|NM|147842^MDC_ECG_HEART_RATE^MDC||72") == "none");
}

TEST_CASE("A maker's own sign outranks the profile that it keeps to, the profile outranks the codes") {
    const std::string loinc = "\nOBX|1|NM|8889-8^Pulse^LN^149530^MDC_PULS_OXIM_PULS_RATE^MDC|1.1|55";
    CHECK(speaks(with_profile("station-1", "") + loinc) == "ihe-pcd01");
    CHECK(speaks(with_profile("VSP^080019FFFE000001^EUI-64", "GE Healthcare") + loinc) == "ge-carescape");
}

TEST_CASE("A pattern: either end open, case does not count, empty is empty, a star alone wants something") {
    const auto fits = [](std::string text, std::string_view field) {
        dialects::dialect d;
        d.recognise = {{{{"MSH", 3}, std::move(text)}}};
        return dialects::recognise({&d, 1}, [field](const dialects::path&) { return field; }) == &d;
    };
    CHECK(fits("GE*", "ge healthcare"));
    CHECK(fits("*CARE", "GE Healthcare"));
    CHECK(fits("*health*", "GE Healthcare"));
    CHECK(fits("GE", "ge"));
    CHECK(fits("", ""));
    CHECK(fits("*", "x"));
    CHECK_FALSE(fits("*", ""));
    CHECK_FALSE(fits("", "x"));
    CHECK_FALSE(fits("GE", "GEX"));
    CHECK_FALSE(fits("GE*", "AGE"));
    CHECK_FALSE(fits("*GE", "G"));
    CHECK_FALSE(fits("*health*", "GE"));
}

TEST_CASE("All patterns of one recognition must hold, and any recognition is enough; of equal rank the first") {
    dialects::dialect both, either;
    both.recognise = {{{{"MSH", 3}, "a"}, {{"MSH", 4}, "b"}}};
    either.recognise = {{{{"MSH", 3}, "x"}}, {{{"MSH", 4}, "b"}}};
    const dialects::dialect all[] = {both, either};
    CHECK(dialects::recognise(all, dialects::fields_of("MSH|^~\\&|a|b")) == &all[0]);
    CHECK(dialects::recognise(all, dialects::fields_of("MSH|^~\\&|c|b")) == &all[1]);
    CHECK(dialects::recognise(all, dialects::fields_of("MSH|^~\\&|x|c")) == &all[1]);
    CHECK_FALSE(dialects::recognise(all, dialects::fields_of("MSH|^~\\&|a|c")));
    CHECK_FALSE(dialects::recognise({}, dialects::fields_of("MSH|^~\\&|a|b")));
}
