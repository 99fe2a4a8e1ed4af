# Everything comes from Debian 12's packages (deploy/install-deps lists them); nothing is vendored or downloaded.
find_package(Threads REQUIRED)
find_package(fmt REQUIRED)
find_package(Boost 1.81 EXACT REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(Protobuf REQUIRED)
find_package(simdjson REQUIRED)
find_package(ICU 72 REQUIRED COMPONENTS uc i18n)
find_package(OpenSSL REQUIRED)
find_package(tomlplusplus REQUIRED)
find_package(CLI11 REQUIRED)
find_package(prometheus-cpp REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(PQXX REQUIRED IMPORTED_TARGET libpqxx)

# Asio is header-only here: compiled in one precompiled header, used by the units that touch sockets.
add_library(boost INTERFACE)
target_link_libraries(boost INTERFACE Boost::headers Threads::Threads)
target_compile_definitions(boost INTERFACE BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_DISABLE_BOOST_COROUTINE)

add_library(pqxx INTERFACE)
target_link_libraries(pqxx INTERFACE PkgConfig::PQXX)

add_library(icu INTERFACE) # character sets and time zones
target_link_libraries(icu INTERFACE ICU::i18n ICU::uc)

add_library(openssl INTERFACE)
target_link_libraries(openssl INTERFACE OpenSSL::SSL OpenSSL::Crypto)

add_library(xxhash INTERFACE) # used header-only (XXH_INLINE_ALL)

add_library(spdlog INTERFACE) # Debian's header files with Debian's fmt
target_compile_definitions(spdlog INTERFACE SPDLOG_COMPILED_LIB SPDLOG_FMT_EXTERNAL)
target_link_libraries(spdlog INTERFACE fmt::fmt)
find_library(SPDLOG_LIBRARY spdlog REQUIRED)
target_link_libraries(spdlog INTERFACE ${SPDLOG_LIBRARY})
