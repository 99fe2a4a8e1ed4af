#include "proto/fhir/message.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include "proto/fhir/observation.hpp"
#include "proto/json/fields.hpp"

namespace vigil::fhir {
namespace {

using json::quoted;
using std::string_view;

std::unexpected<refusal> refuse(unsigned status, string_view code, std::string where, std::string why) {
    return std::unexpected(refusal{status, {gravity::error, code, std::move(where), std::move(why)}});
}

void refuse(message_item& out, unsigned status, string_view code, std::string where, std::string why) {
    out.status = status;
    out.issues.push_back({gravity::error, code, std::move(where), std::move(why)});
}

std::expected<element, refusal> parse(simdjson::dom::parser& parser, string_view body, string_view wanted) {
    const auto root = json::parse_document(parser, body, depth_max);
    if (!root) return refuse(400, "structure", {}, fmt::format("not JSON: {}", root.error()));
    if (!root->is_object()) return refuse(400, "structure", {}, "a resource must be an object");
    const string_view type = text(*root, "resourceType");
    if (type != wanted)
        return refuse(422, "invalid", {},
                      fmt::format("expected resourceType {}, not {}", quoted(wanted), quoted(type)));
    return *root;
}

std::expected<message_kind, refusal> kind_of(element bundle) {
    constexpr std::array<std::pair<string_view, message_kind>, 3> kinds{{{"transaction", message_kind::transaction},
                                                                         {"batch", message_kind::batch},
                                                                         {"collection", message_kind::collection}}};
    const string_view type = text(bundle, "type");
    const auto found = std::ranges::find(kinds, type, &std::pair<string_view, message_kind>::first);
    if (found != kinds.end()) return found->second;
    return refuse(422, type.empty() ? "required" : "not-supported", "Bundle.type",
                  fmt::format("expected transaction, batch or collection, not {}", quoted(type)));
}

void read_as_observation(element resource, const surroundings& around, message_item& out) {
    if (const auto twice = repeated_key(resource))
        return refuse(out, 422, "structure", fmt::format("{}{}", around.path, *twice), "this key stands there twice");
    read_observation(resource, around, out.content, out.issues);
    const bool taken = !out.content.readings.empty();
    out.status = taken ? 201 : any_error(out.issues) ? 422 : 200;
}

/// What a transaction or a batch asks for; false if it is nothing that is done here.
bool read_request(element entry, const std::string& path, message_item& out) {
    const auto request = member(entry, "request");
    const string_view method = request ? text(*request, "method") : string_view{};
    if (method == "POST" || method == "PUT") return true;
    if (method.empty())
        refuse(out, 422, "required", path + ".request", "an entry of a transaction or batch needs its request");
    else
        refuse(out, 405, "not-supported", path + ".request.method",
               fmt::format("{} is not done in a Bundle; POST an Observation", quoted(method)));
    return false;
}

} // namespace

struct message_reader::document {
    simdjson::dom::parser parser;
    element root;
    message_kind kind{};
    std::vector<element> entries;
    patients others;
    std::size_t next = 0;
    std::optional<element> last; ///< resource given
};

message_reader::message_reader() : document_(std::make_unique<document>()) {}
message_reader::~message_reader() = default;

std::expected<message_kind, refusal> message_reader::open_observation(string_view body) {
    document& d = *document_;
    rewind();
    const auto root = parse(d.parser, body, "Observation");
    if (!root) return std::unexpected(root.error());
    d.root = *root;
    return d.kind = message_kind::observation;
}

std::expected<message_kind, refusal> message_reader::open_bundle(string_view body) {
    document& d = *document_;
    rewind();
    d.entries.clear();
    d.others.clear();
    const auto root = parse(d.parser, body, "Bundle");
    if (!root) return std::unexpected(root.error());
    if (const auto twice = repeated_key_here(*root))
        return refuse(422, "structure", "Bundle" + *twice, "this key stands there twice");
    const auto kind = kind_of(*root);
    if (!kind) return kind;
    for (const element each : list(*root, "entry")) {
        if (d.entries.size() == entries_max)
            return refuse(413, "too-long", "Bundle.entry",
                          fmt::format("more than {} entries; send several", entries_max));
        d.entries.push_back(each);
        const auto resource = member(each, "resource");
        if (resource && text(*resource, "resourceType") == "Patient" && !repeated_key(each))
            d.others.add(text(each, "fullUrl"), *resource);
    }
    d.others.sort();
    return d.kind = *kind;
}

void message_reader::rewind() {
    document_->next = 0;
    document_->last.reset();
}

std::string message_reader::raw() const {
    return document_->last ? simdjson::minify(*document_->last) : std::string{};
}

bool message_reader::next(instant received_at, message_item& out) {
    document& d = *document_;
    const std::size_t count = d.kind == message_kind::observation ? 1 : d.entries.size();
    if (d.next == count) return false;
    out.index = d.next++;
    out.status = 0;
    out.content.clear();
    out.issues.clear();
    if (d.kind == message_kind::observation) {
        out.path = "Observation";
        d.last = d.root;
        read_as_observation(d.root, {out.path, {}, nullptr, received_at}, out);
        return true;
    }
    const element entry = d.entries[out.index];
    const std::string path = fmt::format("Bundle.entry[{}]", out.index);
    out.path = path + ".resource";
    const auto resource = d.last = member(entry, "resource");
    const string_view type = resource ? text(*resource, "resourceType") : string_view{};
    if (d.kind != message_kind::collection && !read_request(entry, path, out)) return true;
    if (const auto twice = repeated_key_here(entry)) {
        refuse(out, 422, "structure", path + *twice, "this key stands there twice");
    } else if (type.empty()) {
        refuse(out, 422, "required", out.path, "a resource with its resourceType is missing");
    } else if (type == "Observation") {
        read_as_observation(*resource, {out.path, text(entry, "fullUrl"), &d.others, received_at}, out);
    } else {
        out.status = 200;
        out.issues.push_back(
            {gravity::information, "not-supported", out.path, fmt::format("{} is not stored here", quoted(type))});
    }
    return true;
}

} // namespace vigil::fhir
