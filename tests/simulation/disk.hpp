// A disk in memory that fails as disks do. What was written is seen by every process of the machine at once, and lasts
// beyond a power cut only once it was synchronised. Deterministic; one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/simulate/random_source.hpp"

namespace vigil::simulation {

using simulate::random_source;

enum class disk_result { done, io_error, full };

enum class death { power_cut, kill }; ///< of the machine, or of the process alone

class disk {
public:
    struct file;
    struct faults {
        std::optional<std::uint64_t> dies_at;     ///< counted operation at which the process or the machine dies
        std::optional<std::uint64_t> fails_at;    ///< that one operation fails
        std::optional<std::uint64_t> full_from;   ///< from that operation on no file can grow
        std::optional<std::uint64_t> broken_from; ///< from that operation on everything fails
        bool next_sync_fails = false;
        death how = death::kill; ///< of dies_at
    };

    explicit disk(random_source& random) : random_(random) {}

    file* open(std::string_view path, bool create); ///< null: there is none
    bool exists(std::string_view path) const;
    disk_result remove(std::string_view path);

    std::size_t read(const file& f, std::uint64_t at, char* to, std::size_t size) const; ///< returns how much there was
    disk_result write(file& f, std::uint64_t at, std::string_view bytes);
    disk_result truncate(file& f, std::uint64_t size);
    disk_result sync(file& f);
    static std::uint64_t size(const file& f);

    /// Counts from now: 0 is the next operation that changes anything.
    void plan(const faults& from_now);
    void repair() { faults_ = {}; }

    /// From here on nothing changes what is on the disk, whatever a dying process tries.
    void die(death how);
    bool dead() const { return dead_; }
    death died_of() const { return died_of_; }
    void restart() { dead_ = false, faults_ = {}; }

    std::uint64_t operations() const { return operations_; }
    std::uint64_t faults_met() const { return faults_met_; }

private:
    disk_result begin(bool grows);
    void cut_power();

    random_source& random_;
    std::map<std::string, std::unique_ptr<file>, std::less<>> files_;
    faults faults_; ///< in counts of operations_
    std::uint64_t operations_ = 0, faults_met_ = 0;
    bool dead_ = false;
    death died_of_ = death::kill;
};

struct disk::file {
    /// Written and not synchronised: what a power cut may lose, in any order.
    struct change {
        std::uint64_t at = 0; ///< the new size, if it is a truncation
        std::string bytes;
        bool truncates = false;
    };
    std::string content; ///< as processes see it
    std::string durable; ///< as it is after a power cut, but for what of `unsynced` got there by itself
    std::vector<change> unsynced;
    bool entry_durable = false; ///< its name is in the folder for good
};

/// Makes `d` what SQLite writes to, from now on; one disk at a time. Random numbers and times that SQLite asks for are
/// the same each time.
void mount(disk& d);

} // namespace vigil::simulation
