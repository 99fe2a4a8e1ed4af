// FHIR R4 over HTTP: POST /fhir/Observation, POST /fhir (a Bundle), GET /fhir/Observation?..., GET /fhir/metadata.
// Errors are OperationOutcomes: 400 no JSON or no such search, 422 not processable, 503 try again.
//
// The bed of what is sent: the query parameter bed=ward/bed, else the header X-Vigil-Bed, else that of the sender
// ([[sender]]: meta.source, the device, the performer), else one named as the patient's id in the ward `unassigned`.
#pragma once

#include <boost/asio.hpp>
#include <vector>

#include "proto/fhir/outcome.hpp"
#include "server/net/http_answer.hpp"
#include "server/net/http_server.hpp"

namespace vigil::net {

/// "/fhir" and everything below it.
bool is_fhir(std::string_view path);

asio::awaitable<http_response> answer_fhir(const http_request& request, const http_context& context,
                                           asio::any_io_executor executor);

/// "https://vigil.hospital", as whoever asks calls us; empty if it does not say.
std::string server_address(const http_request& request);

/// GET /fhir/Observation (fhir_search.cpp).
asio::awaitable<http_response> search_observations(const http_request& request, const http_context& context,
                                                   asio::any_io_executor executor);

http_response fhir_answer(const http_request& request, http::status status, std::string body);
http_response outcome(const http_request& request, http::status status, const std::vector<fhir::issue>& issues);
http_response outcome(const http_request& request, http::status status, std::string_view code, std::string why);

} // namespace vigil::net
