// What happened in an infusion session, as one page to print and to file. Pure; in English; times are UTC.
//
// The page carries its style with it, so that a copy that was filed or sent still looks as it was meant to. The policy
// that it is served under lets in this style by its hash, and nothing else.
#pragma once

#include <string>
#include <string_view>

#include "server/ward/fold.hpp"

namespace vigil::feed {

inline constexpr std::string_view report_style =
    "body{font:10pt/1.35 sans-serif;color:#000;background:#fff;max-width:60em;margin:1.5em auto;padding:0 1em}"
    "h1{font-size:16pt;margin:0 0 .5em}"
    "h2{font-size:12pt;margin:1.2em 0 .3em;break-after:avoid}"
    "table{border-collapse:collapse;width:100%;margin:.3em 0}"
    "th,td{border:1px solid #888;padding:.15em .4em;text-align:left;vertical-align:top;white-space:pre-line;"
    "unicode-bidi:isolate;overflow-wrap:break-word}"
    "thead{display:table-header-group}"
    "tr{break-inside:avoid}"
    ".facts th{width:14em;background:#eee}"
    "thead th{background:#eee}"
    ".corrected td{text-decoration:line-through}"
    ".corrected td:last-child{text-decoration:none}"
    ".against td{font-weight:bold}"
    "p{margin:.3em 0;white-space:pre-line}"
    ".note{font-weight:bold}"
    ".foot{border-top:1px solid #888;margin-top:1.5em;padding-top:.4em;font-size:9pt}"
    "@media print{body{font-size:8pt;margin:0;max-width:none}}";

/// CSP: style-src '...'
inline constexpr std::string_view report_style_hash = "sha256-iFG4EuTMwZuC2q/djE06wQ5xFxq4HsiEP86Bnz+VkMI=";

/// Of the session that the bed has, whatever its phase. Precondition: it has one.
std::string session_report(const ward::fold& wards, ward::bed_index b, instant now);

} // namespace vigil::feed
