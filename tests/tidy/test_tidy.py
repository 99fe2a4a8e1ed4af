#!/usr/bin/python3
"""Each check notices its violation, names its place, and leaves the innocent alone."""

import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).parent))
import cpp  # noqa: E402
import tidy  # noqa: E402

CMAKE = '''vigil_library(proto/vitals USES fmt::fmt)
vigil_library(proto/hl7    USES proto_vitals)
vigil_protobuf(proto/journal)
vigil_library(server/ward  USES proto_vitals proto_journal)
vigil_library(server/net   USES server_ward PRECOMPILE)
'''
UNFINISHED = 'TO' + 'DO'


def findings_in(files, cmake=CMAKE):
    with tempfile.TemporaryDirectory() as folder:
        for name, text in {'CMakeLists.txt': cmake, **files}.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        findings, _, count = tidy.check_all(folder)
        assert count == len(files) + 1
        return [f'{f.file}:{f.line}: {f.reason}' for f in sorted(sum(findings.values(), []))]


class Checks(unittest.TestCase):
    def assert_finds(self, files, place, part, cmake=CMAKE):
        found = findings_in(files, cmake)
        self.assertEqual(len(found), 1, found)
        self.assertTrue(found[0].startswith(place + ': '), found[0])
        self.assertIn(part, found[0])

    def test_a_message_as_sent_may_end_its_lines_as_it_likes(self):
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, 'tests/corpus').mkdir(parents=True)
            Path(folder, 'tests/corpus/a.hl7').write_bytes(b'MSH|^~\\&| \r')
            self.assertFalse(any(tidy.check_all(folder)[0].values()))

    def assert_clean(self, files):
        self.assertEqual(findings_in(files), [])

    def test_an_include_of_a_folder_that_is_not_used_is_found(self):
        self.assert_finds({'proto/hl7/a.cpp': '\n#include "server/ward/event.hpp"\n'}, 'proto/hl7/a.cpp:2', 'server/ward')

    def test_folders_used_through_others_may_be_included(self):
        self.assert_clean({'server/net/a.cpp': '#include "proto/vitals/a.hpp"\n#include "proto/journal/j.pb.h"\n'})

    def test_a_commented_include_is_no_include(self):
        self.assert_clean({'proto/vitals/a.cpp': '// #include "server/net/a.hpp"\n'})

    def test_a_unit_test_includes_what_its_folder_may(self):
        self.assert_clean({'tests/unit/proto/hl7/a_test.cpp': '#include "proto/vitals/a.hpp"\n'})
        self.assert_finds({'tests/unit/proto/hl7/a_test.cpp': '#include "server/ward/a.hpp"\n'},
                          'tests/unit/proto/hl7/a_test.cpp:1', 'server/ward')

    def test_a_library_that_uses_one_below_it_is_found(self):
        self.assert_finds({}, 'CMakeLists.txt:1', 'server_net',
                          'vigil_library(server/ward USES server_net)\nvigil_library(server/net)\n')

    def test_sources_of_no_library_are_found(self):
        self.assert_finds({'server/other/a.cpp': ''}, 'server/other/a.cpp:1', 'no vigil_library')
        self.assert_clean({'server/main.cpp': 'int main() {}\n'})

    def test_a_relative_include_is_found(self):
        self.assert_finds({'proto/hl7/a.cpp': '#include "../vitals/a.hpp"\n'}, 'proto/hl7/a.cpp:1', 'root')

    def test_a_file_of_401_lines_is_found_and_one_of_400_is_not(self):
        line = '// line\n'
        self.assert_clean({'server/net/a.cpp': line * 400})
        self.assert_finds({'server/net/a.cpp': line * 401}, 'server/net/a.cpp:401', '401 lines')
        self.assert_clean({'README.md': line * 401})

    def test_a_function_of_71_lines_is_found_and_one_of_70_is_not(self):
        def function(lines):
            return 'int f(int a) {\n' + '  a += 1;\n' * (lines - 3) + '  return a;\n}\n'
        self.assert_clean({'server/net/a.cpp': function(70)})
        self.assert_finds({'server/net/a.cpp': '\n' + function(71)}, 'server/net/a.cpp:2', 'f has 71 lines')

    def test_what_a_pure_folder_must_not_know_is_found(self):
        for code in ['#include <mutex>', '#include <boost/asio.hpp>', '#include <random>', '#include <fstream>',
                     '#include <sqlite3.h>', 'std::thread t;', 'auto t = std::chrono::system_clock::now();',
                     'auto a = clock_type::now();', 'auto home = getenv("HOME");', 'void f() { printf("x"); }',
                     'spdlog::logger* log;', 'long t = time(nullptr);']:
            for folder in ['proto/hl7', 'server/ward']:
                with self.subTest(code=code, folder=folder):
                    found = [f for f in findings_in({f'{folder}/a.cpp': f'\n{code}\n'}) if 'pure folder' in f]
                    self.assertTrue(found)
                    self.assertTrue(all(f.startswith(f'{folder}/a.cpp:2: ') for f in found), found)

    def test_the_same_is_allowed_elsewhere_and_in_comments_and_texts(self):
        self.assert_clean({'server/net/a.cpp': '#include <mutex>\n'})
        self.assert_clean({'server/ward/a.cpp': '// There is no now() and no mutex.\nauto t = "std::thread";\n'})
        self.assert_clean({'server/ward/a.cpp': 'bool f(instant now) { return late(now); }\n'})
        self.assert_clean({'server/ward/a.hpp': 'struct fold {\n  instant now() const;\n};\n'})

    def test_unfinished_work_is_found_in_any_file(self):
        self.assert_finds({'README.md': f'One\n{UNFINISHED}: more\n'}, 'README.md:2', UNFINISHED)
        self.assert_finds({'deploy/a.toml': '# FIX' + 'ME\n'}, 'deploy/a.toml:1', 'unfinished')

    def test_foreign_words_are_found_in_identifiers_only(self):
        for word in ['alert', 'send_alerts', 'severity', 'is_snoozed', 'debounce_ms']:
            with self.subTest(word=word):
                self.assert_finds({'server/net/a.cpp': f'int {word};\n'}, 'server/net/a.cpp:1', word)
        self.assert_clean({'server/net/a.cpp': '// never alert\nauto a = "severity";\n'})

    def test_the_severity_of_hl7_is_allowed_where_hl7_is_spoken(self):
        self.assert_clean({'proto/hl7/a.cpp': 'int error_severity;\n'})
        self.assertEqual(len(findings_in({'proto/hl7/a.cpp': 'int alert;\n'})), 1)

    def test_names_of_one_machine_are_found(self):
        self.assert_finds({'deploy/a': 'cp /wor' + 'k/x .\n'}, 'deploy/a:1', 'one machine')
        self.assert_finds({'deploy/a': 'cat ../share' + 'd/x\n'}, 'deploy/a:1', 'one machine')
        self.assert_finds({'dashboard/package-lock.json': '"resol' + 'ved": "http://npm.example/x.tgz"\n'},
                          'dashboard/package-lock.json:1', 'registry')
        self.assert_clean({'dashboard/package-lock.json': '"resolved": "https://registry.npmjs.org/x.tgz"\n'})
        self.assert_finds({'a.md': 'http://local' + 'host:4873/npm/\n'}, 'a.md:1', 'registry')
        self.assert_clean({'a.md': 'http://localhost:8080/ shows the network/work/ward\n'})

    def test_white_space_at_line_ends_is_found(self):
        self.assert_finds({'a.md': 'one\ntwo \n'}, 'a.md:2', 'white space')
        self.assert_finds({'a.md': 'one\ntwo'}, 'a.md:2', 'line end')
        self.assert_clean({'a.md': 'one\n\ntwo\n'})

    def test_a_unit_test_that_sleeps_is_found(self):
        code = 'void f() { std::this_thread::sleep_for(1s); }\n'
        self.assert_finds({'tests/unit/server/net/a_test.cpp': code}, 'tests/unit/server/net/a_test.cpp:1', 'sleeps')
        self.assert_clean({'server/net/a.cpp': code})

    def test_a_script_that_cannot_be_executed_is_found(self):
        self.assert_finds({'deploy/demo': '#!/bin/bash\n'}, 'deploy/demo:1', 'executed')

    def mutated(self, entry, text='bool late = true;\n', test='tests/unit/server/net/a_test.cpp'):
        return {'server/net/a.cpp': text, test: '', 'tests/mutations/table.py': f'\nALL = [{entry}]\n'}

    def test_a_mutation_whose_text_does_not_stand_there_once_is_found(self):
        entry = "('late is late', 'server/net/a.cpp', 'true', 'false', ['net'])"
        self.assert_clean(self.mutated(entry))
        for times in [0, 2]:
            self.assert_finds(self.mutated(entry, 'bool late = true;\n' * times), 'tests/mutations/table.py:2',
                              f'{times} times')

    def test_a_mutation_that_changes_nothing_or_the_same_as_another_is_found(self):
        one = "('late is late', 'server/net/a.cpp', 'true', 'false', ['net'])"
        self.assert_finds(self.mutated(one.replace('false', 'true')), 'tests/mutations/table.py:2', 'changes nothing')
        self.assert_finds(self.mutated(f"{one}, {one.replace('late is late', 'it is')}"), 'tests/mutations/table.py:2',
                          'the same as "late is late"')

    def test_a_mutation_that_a_test_is_to_notice_which_is_not_there_is_found(self):
        for test in ['core', 'proto/hl7', 'integration:test_a.py::test_b']:
            with self.subTest(test=test):
                entry = f"('late is late', 'server/net/a.cpp', 'true', 'false', ['net', '{test}'])"
                self.assert_finds(self.mutated(entry), 'tests/mutations/table.py:2', f'no test {test}')
        entry = "('late is late', 'server/net/a.cpp', 'true', 'false', ['scenario', 'integration:test_a.py::test_b'])"
        self.assert_clean({**self.mutated(entry), 'tests/integration/test_a.py': 'def test_b():\n    pass\n'})

    def test_a_table_of_mutations_that_cannot_be_read_is_found(self):
        self.assert_finds(self.mutated('nothing'), 'tests/mutations/table.py:1', 'cannot be read: NameError')

    @unittest.skipUnless(tidy.shutil.which('clang-format-19'), 'clang-format-19 is not installed')
    def test_another_style_is_found(self):
        self.assert_finds({'server/net/a.cpp': '\nint   a;\n'}, 'server/net/a.cpp:2', 'clang-format')


class Functions(unittest.TestCase):
    def lengths(self, text):
        return [(name, lines) for _, name, lines in cpp.functions(text)]

    def test_all_kinds_of_functions_are_seen(self):
        self.assertEqual(self.lengths('auto f() -> std::string {\n}\n'), [('f', 2)])
        self.assertEqual(self.lengths('template <typename T, int N = (1)>\nvoid g(T t) const noexcept {\n}\n'), [('g', 2)])
        self.assertEqual(self.lengths('thing::thing(int a) : a_{a}, b_(a), c_{} {\n\n}\n'), [('thing::thing', 3)])
        self.assertEqual(self.lengths('struct a {\n  a() = default;\n  int b() { return 1; }\n};\n'), [('b', 1)])
        self.assertEqual(self.lengths('class a {\npublic:\n  explicit a(int);\nprivate:\n  int c(int x) {\n }\n};\n'),
                         [('c', 2)])
        self.assertEqual(self.lengths('namespace a {\nint f() {\n if (x) {\n }\n}\n}\n'), [('f', 4)])

    def test_what_only_looks_like_a_function_is_none(self):
        self.assertEqual(self.lengths('constexpr std::array table{1, 2};\nenum class e : int { a };\n'), [])
        self.assertEqual(self.lengths('struct a : b<decltype(c())> {\n int d;\n};\n'), [])
        self.assertEqual(self.lengths('// void f() {\nauto s = "void g() {";\nauto r = R"(h() {)";\n'), [])

    def test_braces_in_texts_and_characters_do_not_count(self):
        self.assertEqual(self.lengths("int f() {\n char c = '{';\n int n = 1'000'000;\n s = \"}\";\n}\n"), [('f', 5)])


if __name__ == '__main__':
    unittest.main()
