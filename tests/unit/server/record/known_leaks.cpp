// libpqxx 6.4 does not free a result (2 KB) of a connection that breaks in the middle of a COPY. Read by LeakSanitizer.
extern "C" const char* __lsan_default_suppressions() {
    return "leak:libpqxx-6.4.so\n";
}
