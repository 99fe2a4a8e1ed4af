set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

option(VIGIL_TESTS "build the tests" ON)
set(VIGIL_SANITIZE "" CACHE STRING "sanitizers of this build, e.g. address,undefined")
option(VIGIL_FUZZ "instrument for libFuzzer" OFF)

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${CCACHE})
endif()

add_library(vigil_flags INTERFACE)
target_compile_options(vigil_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor -Wold-style-cast
  -Wno-missing-designated-field-initializers -Werror -fno-omit-frame-pointer -Xclang -fno-pch-timestamp)
target_include_directories(vigil_flags INTERFACE ${CMAKE_SOURCE_DIR})
target_link_options(vigil_flags INTERFACE -fuse-ld=lld-19)
if(VIGIL_SANITIZE)
  target_compile_options(vigil_flags INTERFACE -fsanitize=${VIGIL_SANITIZE} -fno-sanitize-recover=all)
  target_link_options(vigil_flags INTERFACE -fsanitize=${VIGIL_SANITIZE})
endif()
if(VIGIL_FUZZ)
  target_compile_options(vigil_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()

# The one precompiled header: Boost.Asio and Beast cost 8 s a unit without it.
add_library(vigil_pch OBJECT ${CMAKE_SOURCE_DIR}/cmake/pch.cpp)
target_link_libraries(vigil_pch PUBLIC vigil_flags Boost::headers)
target_compile_definitions(vigil_pch PUBLIC BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_DISABLE_BOOST_COROUTINE)
# Sanitizers triple what Asio's and Beast's templates cost the optimiser (50 s a unit), and sockets need no speed in tests.
if(VIGIL_SANITIZE)
  set(VIGIL_SOCKET_FLAGS -O0)
endif()
target_compile_options(vigil_pch PUBLIC ${VIGIL_SOCKET_FLAGS})
target_precompile_headers(vigil_pch PUBLIC
  <boost/asio.hpp> <boost/beast.hpp> <string> <vector> <memory> <functional> <unordered_map> <optional> <expected> <span>)

# vigil_library(folder USES libs...): the folder's *.cpp files as a static library named with '_' for '/'.
function(vigil_library folder)
  cmake_parse_arguments(ARG "PRECOMPILE" "" "USES" ${ARGN})
  string(REPLACE "/" "_" name ${folder})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/*.cpp)
  if(sources)
    add_library(${name} STATIC ${sources})
    target_link_libraries(${name} PUBLIC vigil_flags ${ARG_USES})
    if(ARG_PRECOMPILE)
      target_precompile_headers(${name} REUSE_FROM vigil_pch)
      target_compile_options(${name} PRIVATE ${VIGIL_SOCKET_FLAGS})
    endif()
  else()
    add_library(${name} INTERFACE)
    target_link_libraries(${name} INTERFACE vigil_flags ${ARG_USES})
  endif()
endfunction()

# vigil_protobuf(folder): the folder's *.proto files; generated code is not held to our warnings.
function(vigil_protobuf folder)
  string(REPLACE "/" "_" name ${folder})
  file(GLOB schemas CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/*.proto)
  foreach(schema ${schemas})
    get_filename_component(stem ${schema} NAME_WE)
    set(out ${CMAKE_BINARY_DIR}/generated/${folder}/${stem}.pb)
    add_custom_command(OUTPUT ${out}.cc ${out}.h DEPENDS ${schema}
      COMMAND protobuf::protoc --cpp_out=${CMAKE_BINARY_DIR}/generated -I ${CMAKE_SOURCE_DIR} ${schema})
    list(APPEND sources ${out}.cc)
  endforeach()
  file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/generated)
  add_library(${name} STATIC ${sources})
  target_include_directories(${name} SYSTEM PUBLIC ${CMAKE_BINARY_DIR}/generated)
  target_link_libraries(${name} PUBLIC protobuf::libprotobuf)
  if(VIGIL_SANITIZE)
    target_compile_options(${name} PRIVATE -fsanitize=${VIGIL_SANITIZE})
  endif()
endfunction()

# The dialect files as part of the program: defines vigil::dialects::sources().
function(vigil_embed_dialects)
  file(GLOB files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/proto/dialects/*.toml)
  foreach(file ${files})
    file(READ ${file} text)
    get_filename_component(name ${file} NAME)
    string(APPEND entries "    {\"${name}\", R\"~~~(${text})~~~\"},\n")
  endforeach()
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${files})
  set(out ${CMAKE_BINARY_DIR}/generated/proto/dialects/sources.cpp)
  file(CONFIGURE OUTPUT ${out} @ONLY CONTENT [[
#include "proto/dialects/dialect.hpp"

namespace vigil::dialects {
static constexpr source all[] = {
@entries@};
std::span<const source> sources() {
    return all;
}
} // namespace vigil::dialects
]])
  target_sources(proto_dialects PRIVATE ${out})
endfunction()

# vigil_embedded(library template variable file): adds the template, in which @variable@ stands for the file's text.
function(vigil_embedded library template variable file)
  file(READ ${file} ${variable})
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${file})
  string(REGEX REPLACE "[.]in$" "" source ${CMAKE_BINARY_DIR}/generated/${template})
  configure_file(${template} ${source} @ONLY)
  target_sources(${library} PRIVATE ${source})
endfunction()
