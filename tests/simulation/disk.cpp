#include "tests/simulation/disk.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace vigil::simulation {
namespace {

constexpr std::size_t sector_bytes = 512;

void put(std::string& content, std::uint64_t at, std::string_view bytes) {
    if (content.size() < at + bytes.size()) content.resize(at + bytes.size());
    std::memcpy(content.data() + at, bytes.data(), bytes.size());
}

void put_all(std::string& content, const disk::file::change& c) {
    c.truncates ? content.resize(c.at) : put(content, c.at, c.bytes);
}

/// What of a change reached the disk: all, nothing, or some of its sectors.
void put_some(std::string& content, const disk::file::change& c, random_source& random) {
    const auto chance = random.below(3);
    if (chance == 0) return;
    if (chance == 1 || c.truncates) return put_all(content, c);
    for (std::size_t begin = 0; begin < c.bytes.size();) {
        const std::size_t end =
            std::min(c.bytes.size(), begin + sector_bytes - static_cast<std::size_t>((c.at + begin) % sector_bytes));
        if (random.below(2) == 0) put(content, c.at + begin, std::string_view{c.bytes}.substr(begin, end - begin));
        begin = end;
    }
}

} // namespace

disk::file* disk::open(std::string_view path, bool create) {
    if (const auto found = files_.find(path); found != files_.end()) return found->second.get();
    if (!create || dead_) return nullptr;
    return files_.emplace(path, std::make_unique<file>()).first->second.get();
}

bool disk::exists(std::string_view path) const {
    return files_.contains(path);
}

/// SQLite synchronises the folder with it.
disk_result disk::remove(std::string_view path) {
    if (const disk_result r = begin(false); r != disk_result::done) return r;
    if (const auto found = files_.find(path); found != files_.end()) files_.erase(found);
    return disk_result::done;
}

std::size_t disk::read(const file& f, std::uint64_t at, char* to, std::size_t size) const {
    if (at >= f.content.size()) return 0;
    const std::size_t there = std::min<std::size_t>(size, f.content.size() - at);
    std::memcpy(to, f.content.data() + at, there);
    return there;
}

disk_result disk::write(file& f, std::uint64_t at, std::string_view bytes) {
    const disk_result r = begin(at + bytes.size() > f.content.size());
    if (r != disk_result::done) return r;
    put(f.content, at, bytes);
    f.unsynced.push_back({at, std::string{bytes}, false});
    return r;
}

disk_result disk::truncate(file& f, std::uint64_t size) {
    const disk_result r = begin(false);
    if (r != disk_result::done) return r;
    f.content.resize(size);
    f.unsynced.push_back({size, {}, true});
    return r;
}

/// After one that failed the kernel believes that the pages are clean and does not write them again: processes go on
/// seeing what a power cut will lose.
disk_result disk::sync(file& f) {
    disk_result r = begin(false);
    if (r == disk_result::done && std::exchange(faults_.next_sync_fails, false)) {
        ++faults_met_;
        r = disk_result::io_error;
    }
    if (r == disk_result::done) {
        for (const file::change& c : f.unsynced) put_all(f.durable, c);
        f.entry_durable = true;
    } else if (dead_) {
        return r;
    } else {
        for (const file::change& c : f.unsynced) put_some(f.durable, c, random_);
    }
    f.unsynced.clear();
    return r;
}

std::uint64_t disk::size(const file& f) {
    return f.content.size();
}

void disk::plan(const faults& from_now) {
    faults_ = from_now;
    for (auto* at : {&faults_.dies_at, &faults_.fails_at, &faults_.full_from, &faults_.broken_from})
        if (*at) **at += operations_;
}

disk_result disk::begin(bool grows) {
    if (dead_) return disk_result::io_error;
    const std::uint64_t now = operations_++;
    if (faults_.dies_at && now >= *faults_.dies_at) {
        die(faults_.how);
        return disk_result::io_error;
    }
    if ((faults_.fails_at && now == *faults_.fails_at) || (faults_.broken_from && now >= *faults_.broken_from)) {
        ++faults_met_;
        return disk_result::io_error;
    }
    if (grows && faults_.full_from && now >= *faults_.full_from) {
        ++faults_met_;
        return disk_result::full;
    }
    return disk_result::done;
}

void disk::die(death how) {
    dead_ = true;
    died_of_ = how;
    if (how == death::power_cut) cut_power();
}

void disk::cut_power() {
    for (const auto& [path, f] : files_) {
        file& one = *f;
        const bool entry_kept = one.entry_durable || random_.below(2) == 0;
        for (const file::change& c : std::exchange(one.unsynced, {})) put_some(one.durable, c, random_);
        one.content = one.durable;
        if (!entry_kept) one.content.clear(); // the dying process may still hold it open: gone, and empty, is the same
        one.durable = one.content;
    }
}

} // namespace vigil::simulation
