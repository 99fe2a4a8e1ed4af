// Exists to own the precompiled header of cmake/vigil.cmake.
