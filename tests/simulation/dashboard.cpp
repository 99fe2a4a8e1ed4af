#include "tests/simulation/dashboard.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "tests/simulation/rules.hpp"
#include "tests/simulation/treatment.hpp"

namespace vigil::simulation {
namespace {

constexpr milliseconds shown_within{3'000}; ///< of an alarm's sound, to a dashboard that reads
constexpr milliseconds answer_timeout{4'000};
constexpr int tries_max = 6;

/// Waits for a row on behalf of somebody who gave a command.
class answer_wait final : public core::commit_listener {
public:
    explicit answer_wait(std::function<void(bool)> done) : done_(std::move(done)) {}
    void on_committed(journal::sequence) override { done_(true); }
    void on_journal_failed() override { done_(false); }

private:
    std::function<void(bool)> done_;
};

} // namespace

/// One connection: what net::dashboard_session does, without a socket.
class dashboard::link final : public peer, public std::enable_shared_from_this<link> {
public:
    link(dashboard& d, std::optional<feed::position> resume) : owner_(&d), server_(d.server_), life_(d.server_.life()) {
        station_ = reinterpret_cast<core::stations::session>(++d.requests_ +
                                                             static_cast<std::uint64_t>(d.station_.back()) * 1'000'000);
        resume_ = resume;
    }
    void start() {
        core::engine& e = server_.engine();
        subscriber_ = e.hub().subscribe(owner_->ward_, resume_, e.now(), [weak = weak_from_this()] {
            if (const auto self = weak.lock()) self->pump();
        });
        (void)e.station(station_, {owner_->ward_, owner_->station_, true, owner_->world_.chance(0.8), true});
        pump();
    }
    void cut() override {
        if (!std::exchange(open_, false) || !owner_) return;
        world& w = owner_->world_;
        w.after(w.between(0ms, 1'000ms), [self = shared_from_this()] {
            if (self->owner_) self->owner_->broken();
        });
    }
    /// By the dashboard; the server notices when it comes to it.
    void leave() {
        world& w = owner_->world_;
        owner_ = nullptr;
        if (!open_) return;
        w.after(w.between(0ms, 10'000ms), [self = shared_from_this()] { self->end(); });
    }
    bool open() const { return open_; }

private:
    bool server_lives() const { return open_ && server_.up() && server_.life() == life_; }
    void end() {
        if (!server_lives()) return;
        open_ = false;
        server_.turn([this] {
            server_.engine().hub().unsubscribe(subscriber_);
            server_.engine().station_left(station_);
        });
    }
    void pump() {
        if (writing_ || !open_ || !subscriber_) return;
        const bool last = subscriber_->closing();
        feed::line frame = server_.engine().hub().next_frame(*subscriber_, server_.engine().now());
        if (!frame) return;
        writing_ = true;
        if (!owner_) return; // nobody reads
        world& w = owner_->world_;
        w.after(owner_->reading_time(), [self = shared_from_this(), last, frame = std::move(frame)] {
            if (self->owner_) self->owner_->received(*frame);
            if (!self->server_lives()) return;
            self->writing_ = false;
            last ? self->end() : self->server_.turn([&] { self->pump(); });
            if (last && self->owner_) self->owner_->broken();
        });
    }

    dashboard* owner_;
    server& server_;
    const std::uint64_t life_;
    core::stations::session station_;
    std::optional<feed::position> resume_;
    std::shared_ptr<feed::subscriber> subscriber_;
    bool open_ = true, writing_ = false;
};

dashboard::dashboard(world& w, server& s, ledger& l, std::string ward, std::string station)
    : world_(w), server_(s), ledger_(l), ward_(std::move(ward)), station_(std::move(station)), seen_(w) {}

dashboard::~dashboard() = default;

void dashboard::start() {
    connect();
    world_.after(world_.between(1'000ms, 20'000ms), [this] { act(); });
}

void dashboard::connect() {
    world_.after(world_.between(10ms, 3'000ms), [this] {
        if (link_) return;
        if (!server_.up()) return connect();
        ++world_.seen.reconnects;
        seen_.disconnected();
        link_ = std::make_shared<link>(*this, seen_.position());
        prompt_since_ = world_.now();
        server_.connected(link_);
        server_.turn([this] { link_->start(); });
    });
}

milliseconds dashboard::reading_time() {
    if (reliable_ || !world_.chance(0.003)) return world_.between(0ms, 100ms);
    const milliseconds stalled = world_.between(1'000ms, 60'000ms);
    prompt_since_ = world_.now() + stalled;
    return stalled;
}

void dashboard::received(const std::string& frame) {
    ++world_.seen.frames;
    world_.note("frame to " + station_, frame);
    seen_.read(frame);
    for (const auto& [id, a] : seen_.alarms()) {
        if (!painted_.insert(id).second) continue;
        server_.later(world_.between(0ms, 50ms), [this, alarm = *alarm::alarm_id_from_text(id)] {
            (void)server_.engine().shown(alarm, station_);
        });
    }
}

void dashboard::broken() {
    if (link_) link_->leave();
    link_.reset();
    connect();
}

/// Every few seconds: a command, or somebody closes the browser.
void dashboard::act() {
    if (reliable_) return;
    if (link_ && world_.chance(0.05)) {
        broken();
    } else if (link_) {
        command();
    }
    world_.after(world_.between(1'000ms, 20'000ms), [this] { act(); });
}

void dashboard::command() {
    const std::string request = fmt::format("{}-{}", station_, ++requests_);
    std::function<void()> promised = [this, request] { ledger_.promised_command(request); };
    std::function<core::outcome()> what;
    switch (world_.random.below(8)) {
        case 0:
            what = [this, request, lasting = world_.between(0ms, ward::audio_pause_max)] {
                return server_.engine().pause_audio({ward_, station_, station_, request, {}}, lasting);
            };
            break;
        case 1:
        case 2: what = decide_any(request); break;
        case 3:
        case 4:
        case 5: what = treat_any(request); break;
        default: what = acknowledge_any(promised); break;
    }
    if (what) give(std::move(what), std::move(promised), tries_max);
}

std::function<core::outcome()> dashboard::acknowledge_any(std::function<void()>& promised) {
    if (seen_.alarms().empty()) return {};
    const auto chosen =
        std::next(seen_.alarms().begin(), static_cast<std::ptrdiff_t>(world_.random.below(seen_.alarms().size())));
    const alarm::alarm_id id = *alarm::alarm_id_from_text(chosen->first);
    promised = [this, id] { ledger_.promised_acknowledgement(id); };
    return [this, id]() -> core::outcome {
        if (const auto row = server_.engine().acknowledge(id, station_, "")) return *row;
        return std::unexpected("no such alarm is active");
    };
}

std::function<core::outcome()> dashboard::decide_any(const std::string& request) {
    if (seen_.stays().empty()) return {};
    const auto chosen =
        std::next(seen_.stays().begin(), static_cast<std::ptrdiff_t>(world_.random.below(seen_.stays().size())));
    ward::patient_command c{.ward = ward_,
                            .bed = chosen->first.substr(chosen->first.find('/') + 1),
                            .stay = chosen->second,
                            .by = station_,
                            .reason = "because",
                            .request = request,
                            .what = ward::note_step{}};
    switch (world_.random.below(5)) {
        case 0:
            c.what = ward::set_limit{"low_spo2", alarm::priority::medium, 90.0 + double(world_.random.below(6)), {}};
            break;
        case 1: c.what = ward::pause_alarm{world_.chance(0.5) ? "tachycardia" : "low_spo2", {}}; break;
        case 2: c.what = ward::take_baseline{}; break;
        case 3: c.what = ward::set_phase{static_cast<alarm::infusion_phase>(world_.random.below(8))}; break;
        default: break;
    }
    return [this, c, lasting = world_.between(0ms, 120'000ms)] { return server_.engine().decide(c, lasting); };
}

/// Mostly what comes next in a session: of the first bed of the ward that has one, so that sessions come to their end.
std::function<core::outcome()> dashboard::treat_any(const std::string& request) {
    const ward::fold* wards = server_.up() ? &server_.engine().wards() : nullptr;
    if (!wards || seen_.stays().empty()) return {};
    auto chosen = seen_.stays().begin();
    const auto has_session = [&](const auto& stay) {
        const auto b = wards->find_bed(ward_, stay.first.substr(stay.first.find('/') + 1));
        return b && wards->find_session(*b);
    };
    if (const auto treated = std::ranges::find_if(seen_.stays(), has_session); treated != seen_.stays().end())
        chosen = treated;
    const std::string bed = chosen->first.substr(chosen->first.find('/') + 1);
    const auto b = wards->find_bed(ward_, bed);
    const ward::running_session* s = b ? wards->find_session(*b) : nullptr;
    ward::infusion_order o{next_order(world_, s ? &s->what : nullptr, request), {}};
    if (world_.chance(0.2)) o.happened_at = server_.engine().now() - world_.between(0ms, 1'200'000ms);
    ward::patient_command c{.ward = ward_,
                            .bed = bed,
                            .stay = chosen->second,
                            .by = station_,
                            .reason = "because",
                            .request = request,
                            .what = std::move(o)};
    return [this, c] { return server_.engine().decide(c, 0ms); };
}

/// Over a connection of its own, as HTTP does. Given again with the same request until there is an answer.
void dashboard::give(std::function<core::outcome()> what, std::function<void()> promised, int tries) {
    ++world_.seen.commands;
    auto answered = std::make_shared<bool>(false);
    if (tries > 1)
        world_.after(answer_timeout, [this, what, promised, tries, answered] {
            if (!*answered) give(what, promised, tries - 1);
        });
    if (!server_.up() || world_.chance(0.05)) return; // lost on its way
    server_.later(world_.between(0ms, 40ms), [this, what, promised, answered] {
        const core::outcome row = what();
        const auto arrive = [this, promised, answered](bool stored) {
            if (world_.chance(0.1)) return; // the answer is lost
            world_.after(world_.between(0ms, 40ms), [promised, answered, stored] {
                *answered = true;
                if (stored) promised();
            });
        };
        if (!row) return arrive(false);
        server_.engine().when_committed(*row, std::make_shared<answer_wait>(arrive));
    });
}

void dashboard::check() {
    if (!link_ || !link_->open() || !server_.up() || !seen_.complete()) return;
    if (world_.now() < prompt_since_ + shown_within) return;
    for (const auto& [id, a] : server_.engine().wards().alarms()) {
        if (a.ward != ward_ || a.urgency != alarm::priority::high || a.acknowledged) continue;
        if (server_.engine().now() - a.signalled_at < shown_within) continue;
        world_.require(seen_.alarms().contains(alarm::to_text(id)), "alarm {} is not shown at {}", alarm::to_text(id),
                       station_);
    }
}

void dashboard::check_quiet() const {
    world_.require(link_ && link_->open() && seen_.complete(), "{} is not connected at the end", station_);
    const ward::fold& wards = server_.engine().wards();
    const auto w = wards.find_ward(ward_);
    world_.require(!w || wards.wards()[*w].sequence == seen_.position()->sequence, "{} is behind at the end", station_);
}

} // namespace vigil::simulation
