// SQLite's way to the disk in memory: files, locks between connections of one process, and shared memory for the
// write-ahead log's index.
#include <sqlite3.h>

#include <array>
#include <cstring>
#include <map>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/simulation/disk.hpp"

namespace vigil::simulation {
namespace {

constexpr int bytes_at_once_max = 0x1ffff; // as SQLite's own way to Unix files

/// What the connections to one file share.
struct shared {
    int connections = 0, mapped = 0;
    int readers = 0;              ///< holders of SHARED or more
    const void* writer = nullptr; ///< holder of RESERVED or more
    bool exclusive = false;
    std::vector<std::unique_ptr<char[]>> regions;
    std::array<int, SQLITE_SHM_NLOCK> shm_readers{};
    std::array<const void*, SQLITE_SHM_NLOCK> shm_writer{};
};

struct machine {
    disk* drive = nullptr;
    std::map<std::string, shared> files;
    std::uint64_t random = 1;
};

machine& here() {
    static machine m;
    return m;
}

struct handle : sqlite3_file {
    disk::file* content;
    shared* common;
    int lock;
    bool mapped;
    unsigned shm_shared, shm_exclusive; ///< bits of the locks that this connection holds
};

handle& of(sqlite3_file* f) {
    return *static_cast<handle*>(f);
}

int code(disk_result r, int io_error) {
    return r == disk_result::done ? SQLITE_OK : r == disk_result::full ? SQLITE_FULL : io_error;
}

int unlock(sqlite3_file* f, int level) {
    handle& h = of(f);
    shared& s = *h.common;
    if (h.lock > SQLITE_LOCK_SHARED && level <= SQLITE_LOCK_SHARED) {
        if (s.writer == f) s.writer = nullptr, s.exclusive = false;
    }
    if (h.lock >= SQLITE_LOCK_SHARED && level < SQLITE_LOCK_SHARED) --s.readers;
    h.lock = std::min(h.lock, level);
    return SQLITE_OK;
}

int lock(sqlite3_file* f, int level) {
    handle& h = of(f);
    shared& s = *h.common;
    if (h.lock >= level) return SQLITE_OK;
    if (level == SQLITE_LOCK_SHARED) {
        if (s.exclusive && s.writer != f) return SQLITE_BUSY;
        ++s.readers;
    } else {
        if (s.writer && s.writer != f) return SQLITE_BUSY;
        s.writer = f;
        if (level == SQLITE_LOCK_EXCLUSIVE) {
            if (s.readers > 1) return SQLITE_BUSY;
            s.exclusive = true;
        }
    }
    h.lock = level;
    return SQLITE_OK;
}

int shm_unlock(handle& h, unsigned mask) {
    for (std::size_t i = 0; i < SQLITE_SHM_NLOCK; ++i) {
        const unsigned bit = 1u << i;
        if (!(mask & bit)) continue;
        if (h.shm_shared & bit) --h.common->shm_readers[i];
        if (h.shm_exclusive & bit) h.common->shm_writer[i] = nullptr;
    }
    h.shm_shared &= ~mask;
    h.shm_exclusive &= ~mask;
    return SQLITE_OK;
}

int shm_lock(sqlite3_file* f, int first, int count, int flags) {
    handle& h = of(f);
    const unsigned mask = ((1u << count) - 1u) << first;
    if (flags & SQLITE_SHM_UNLOCK) return shm_unlock(h, mask);
    for (std::size_t i = 0; i < SQLITE_SHM_NLOCK; ++i) {
        if (!(mask & (1u << i))) continue;
        const int others = h.common->shm_readers[i] - ((h.shm_shared >> i) & 1u ? 1 : 0);
        const bool held = h.common->shm_writer[i] && h.common->shm_writer[i] != f;
        if (held || ((flags & SQLITE_SHM_EXCLUSIVE) && others > 0)) return SQLITE_BUSY;
    }
    for (std::size_t i = 0; i < SQLITE_SHM_NLOCK; ++i) {
        const unsigned bit = 1u << i;
        if (!(mask & bit)) continue;
        if (flags & SQLITE_SHM_EXCLUSIVE) {
            h.common->shm_writer[i] = f;
            h.shm_exclusive |= bit;
        } else if (!(h.shm_shared & bit)) {
            ++h.common->shm_readers[i];
            h.shm_shared |= bit;
        }
    }
    return SQLITE_OK;
}

int shm_map(sqlite3_file* f, int region, int size, int extend, void volatile** out) {
    handle& h = of(f);
    shared& s = *h.common;
    if (!h.mapped) h.mapped = true, ++s.mapped;
    const auto wanted = static_cast<std::size_t>(region);
    *out = nullptr;
    if (s.regions.size() <= wanted && !extend) return SQLITE_OK;
    while (s.regions.size() <= wanted) s.regions.push_back(std::make_unique<char[]>(static_cast<std::size_t>(size)));
    *out = s.regions[wanted].get();
    return SQLITE_OK;
}

int shm_unmap(sqlite3_file* f, int) {
    handle& h = of(f);
    shm_unlock(h, ~0u);
    if (h.mapped && --h.common->mapped == 0) h.common->regions.clear();
    h.mapped = false;
    return SQLITE_OK;
}

int close(sqlite3_file* f) {
    unlock(f, SQLITE_LOCK_NONE);
    shm_unmap(f, 0);
    --of(f).common->connections;
    return SQLITE_OK;
}

int read(sqlite3_file* f, void* to, int size, sqlite3_int64 at) {
    if (here().drive->dead() || size > bytes_at_once_max) return SQLITE_IOERR_READ;
    const auto wanted = static_cast<std::size_t>(size);
    const std::size_t got =
        here().drive->read(*of(f).content, static_cast<std::uint64_t>(at), static_cast<char*>(to), wanted);
    std::memset(static_cast<char*>(to) + got, 0, wanted - got);
    return got == wanted ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

int write(sqlite3_file* f, const void* bytes, int size, sqlite3_int64 at) {
    if (size > bytes_at_once_max) return SQLITE_FULL;
    const std::string_view all{static_cast<const char*>(bytes), static_cast<std::size_t>(size)};
    return code(here().drive->write(*of(f).content, static_cast<std::uint64_t>(at), all), SQLITE_IOERR_WRITE);
}

int truncate(sqlite3_file* f, sqlite3_int64 size) {
    return code(here().drive->truncate(*of(f).content, static_cast<std::uint64_t>(size)), SQLITE_IOERR_TRUNCATE);
}

int sync(sqlite3_file* f, int) {
    return code(here().drive->sync(*of(f).content), SQLITE_IOERR_FSYNC);
}

const sqlite3_io_methods& methods() {
    static const sqlite3_io_methods all{
        .iVersion = 2,
        .xClose = close,
        .xRead = read,
        .xWrite = write,
        .xTruncate = truncate,
        .xSync = sync,
        .xFileSize =
            [](sqlite3_file* f, sqlite3_int64* size) {
                *size = static_cast<sqlite3_int64>(disk::size(*of(f).content));
                return SQLITE_OK;
            },
        .xLock = lock,
        .xUnlock = unlock,
        .xCheckReservedLock =
            [](sqlite3_file* f, int* held) {
                *held = of(f).common->writer != nullptr;
                return SQLITE_OK;
            },
        .xFileControl = [](sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; },
        .xSectorSize = [](sqlite3_file*) { return 4096; },
        .xDeviceCharacteristics = [](sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }, // as on Linux
        .xShmMap = shm_map,
        .xShmLock = shm_lock,
        .xShmBarrier = [](sqlite3_file*) {},
        .xShmUnmap = shm_unmap,
        .xFetch = nullptr,
        .xUnfetch = nullptr,
    };
    return all;
}

int open(sqlite3_vfs*, const char* name, sqlite3_file* out, int flags, int* flags_out) {
    out->pMethods = nullptr;
    const std::string path = name ? name : "temporary";
    disk::file* content = here().drive->open(path, (flags & SQLITE_OPEN_CREATE) != 0);
    if (!content) return SQLITE_CANTOPEN;
    auto* h = new (out) handle{};
    h->content = content;
    h->common = &here().files[path];
    ++h->common->connections;
    h->pMethods = &methods();
    if (flags_out) *flags_out = flags;
    return SQLITE_OK;
}

int random_bytes(sqlite3_vfs*, int size, char* out) {
    random_source source{here().random++};
    for (int i = 0; i < size; ++i) out[i] = static_cast<char>(source.bits());
    return size;
}

sqlite3_vfs& vfs() {
    static sqlite3_vfs one{
        .iVersion = 2,
        .szOsFile = sizeof(handle),
        .mxPathname = 512,
        .pNext = nullptr,
        .zName = "simulation",
        .pAppData = nullptr,
        .xOpen = open,
        .xDelete =
            [](sqlite3_vfs*, const char* name, int) {
                if (!here().drive->exists(name)) return SQLITE_IOERR_DELETE_NOENT;
                return code(here().drive->remove(name), SQLITE_IOERR_DELETE);
            },
        .xAccess =
            [](sqlite3_vfs*, const char* name, int, int* out) {
                *out = here().drive->exists(name);
                return SQLITE_OK;
            },
        .xFullPathname =
            [](sqlite3_vfs*, const char* name, int size, char* out) {
                sqlite3_snprintf(size, out, "%s", name);
                return SQLITE_OK;
            },
        .xDlOpen = nullptr,
        .xDlError = nullptr,
        .xDlSym = nullptr,
        .xDlClose = nullptr,
        .xRandomness = random_bytes,
        .xSleep = [](sqlite3_vfs*, int microseconds) { return microseconds; },
        .xCurrentTime =
            [](sqlite3_vfs*, double* out) {
                *out = 2'460'000.5;
                return SQLITE_OK;
            },
        .xGetLastError = [](sqlite3_vfs*, int, char*) { return SQLITE_OK; },
        .xCurrentTimeInt64 =
            [](sqlite3_vfs*, sqlite3_int64* out) {
                *out = 212'444'640'000'000;
                return SQLITE_OK;
            },
        .xSetSystemCall = nullptr,
        .xGetSystemCall = nullptr,
        .xNextSystemCall = nullptr,
    };
    return one;
}

} // namespace

void mount(disk& d) {
    for (const auto& [path, common] : here().files)
        if (common.connections > 0) throw std::logic_error{"a file of the last disk is still open: " + path};
    here() = {.drive = &d, .files = {}, .random = 1};
    sqlite3_randomness(0, nullptr); // asks us for new ones
    if (sqlite3_vfs_register(&vfs(), 1) != SQLITE_OK) throw std::runtime_error{"SQLite takes no file system"};
}

} // namespace vigil::simulation
