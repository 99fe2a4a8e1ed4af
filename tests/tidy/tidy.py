"""What this repository's own sources are held to. Each check is a generator of findings; `check_all` runs them."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import cpp

Finding = namedtuple('Finding', 'file line reason')

FILE_LINES_MAX, FILE_LINES_GOOD, FUNCTION_LINES_MAX = 400, 300, 70
SKIPPED_FOLDERS = {'.git', 'build', 'node_modules', 'dist', '__pycache__', '.cache', '.pytest_cache'}
CODE = {'.cpp', '.hpp', '.ts', '.tsx', '.js', '.mjs', '.css', '.py', '.sql', ''}
# Messages as machines send them may hold anything.
VERBATIM = ('tests/corpus/', 'tests/fuzz/corpus/')

PURE = ('proto/', 'server/alarm/', 'server/infusion/', 'server/ward/', 'server/feed/')
IMPURE = [
    (r'\basio\b', 'sockets'),
    (r'\bsqlite3?\w*', 'a database'),
    (r'\bpqxx\b', 'a database'),
    (r'\bstd::j?thread\b|<thread>', 'threads'),
    (r'\bmutex\b|\bcondition_variable\b', 'locks'),
    (r'\bspdlog\b', 'logging'),
    (r'<(?:fstream|iostream|cstdio|stdio\.h|filesystem)>|\bstd::(?:cout|cerr|clog|filesystem)\b', 'files or printing'),
    (r'\b(?:v?f?printf|f?puts|fwrite|fopen)\s*\(|\bfmt::print\b', 'files or printing'),
    (r'<random>|\bs?rand\s*\(\s*\)|\brandom_device\b', 'randomness'),
    (r'::\s*now\s*\(\s*\)|\b(?:system|steady|high_resolution)_clock\b|\btime\s*\(\s*(?:NULL|nullptr|0)\s*\)', 'a clock'),
    (r'\bgetenv\b', 'the environment'),
]

FOREIGN_WORDS = re.compile(r'\w*(?:alert|severity|snooz|debounce)\w*', re.I)
# (file begins with, word): reason
FOREIGN_WORDS_ALLOWED = {
    ('proto/hl7/', 'severity'): 'HL7 v2 calls field ERR-4 so',
    ('tests/unit/proto/hl7/', 'severity'): 'HL7 v2 calls field ERR-4 so',
}

NOT_TO_SHIP = [
    (re.compile(r'\bTO[D]O\b|\bFIX[M]E\b'), 'unfinished: do it, or say in the documentation that it is missing'),
    (re.compile(r'(?<![\w.])/wor[k]/|\.\./share[d]\b'), 'names a folder of one machine'),
    (re.compile(r'"resolved":\s*"(?!https://registry\.npmjs\.org/)[^"]*"'), 'names a registry of one machine'),
    (re.compile(r'https?://(?:localhost|127\.0\.0\.1)(?::\d+)?/[\w/.-]*\b(?:npm|pypi|simple|registry)\b'),
     'names a registry of one machine'),
]

SLEEP = re.compile(r'\b(?:sleep_for|sleep_until|u?sleep|nanosleep)\s*\(')


class Tree:
    """The files below a folder that are ours, with what the checks need of them."""

    def __init__(self, root):
        self.root = Path(root)
        self.files = {}
        for folder, folders, names in os.walk(self.root):
            folders[:] = sorted(set(folders) - SKIPPED_FOLDERS)
            for name in sorted(names):
                path = Path(folder, name)
                file = path.relative_to(self.root).as_posix()
                if path.is_symlink() or name == '.git' or file.startswith(VERBATIM):
                    continue
                data = path.read_bytes()
                if b'\0' not in data:
                    self.files[file] = data.decode('utf-8', 'replace')
        self.cpp = {f: t for f, t in self.files.items() if f.endswith(('.cpp', '.hpp'))}


def libraries(cmake):
    """folder -> folders that it may include, from the vigil_library lines; and what is wrong with those lines."""
    allowed, order, wrong = {}, {}, []
    for m in re.finditer(r'^vigil_(?:library|protobuf)\((\S+?)(?:\s+USES\s+([^)]*))?\)', cmake, re.M):
        folder, used = m.group(1), (m.group(2) or '').split()
        allowed[folder] = {folder}
        for name in used:
            if name in order:
                allowed[folder] |= allowed[order[name]]
            elif name.startswith(('proto_', 'server_')):
                wrong.append(Finding('CMakeLists.txt', cpp.line_of(cmake, m.start()),
                                     f'{folder} uses {name}, which does not stand above it'))
        order[folder.replace('/', '_')] = folder
    return allowed, wrong


def check_layers(tree):
    """A folder includes only what its line in CMakeLists.txt links, and that stands above it."""
    allowed, wrong = libraries(tree.files.get('CMakeLists.txt', ''))
    yield from wrong

    def library_of(file):
        return max((f for f in allowed if file.startswith(f + '/')), key=len, default=None)

    for file, text in tree.cpp.items():
        own = library_of(file.removeprefix('tests/unit/'))
        if own is None:
            if file.startswith(('proto/', 'server/')) and file.count('/') > 1:
                yield Finding(file, 1, 'belongs to no vigil_library of CMakeLists.txt')
            continue
        for line, name in cpp.includes(text):
            other = library_of(name)
            if other is not None and other not in allowed[own]:
                yield Finding(file, line, f'{own} includes {name}, but does not use {other} (CMakeLists.txt)')
            elif name.startswith('.'):
                yield Finding(file, line, f'{name}: includes start at the root of the repository')


def check_sizes(tree):
    for file, text in tree.files.items():
        lines = text.count('\n')
        if Path(file).suffix in CODE and lines > FILE_LINES_MAX and not file.endswith('LICENSE'):
            yield Finding(file, lines, f'{lines} lines, more than {FILE_LINES_MAX}: two files')
    for file, text in tree.cpp.items():
        if file.startswith(('proto/', 'server/')):
            for line, name, lines in cpp.functions(text):
                if lines > FUNCTION_LINES_MAX:
                    yield Finding(file, line, f'{name} has {lines} lines, more than {FUNCTION_LINES_MAX}')


def check_purity(tree):
    for file, text in tree.cpp.items():
        if not file.startswith(PURE):
            continue
        code = cpp.code(text)
        for pattern, what in IMPURE:
            for m in re.finditer(pattern, code):
                yield Finding(file, cpp.line_of(code, m.start()), f"'{m.group()}': a pure folder knows nothing of {what}")


def check_words(tree):
    for file, text in tree.cpp.items():
        code = cpp.code(text)
        for m in FOREIGN_WORDS.finditer(code):
            if not any(file.startswith(f) and w in m.group().lower() for f, w in FOREIGN_WORDS_ALLOWED):
                yield Finding(file, cpp.line_of(code, m.start()),
                              f"'{m.group()}': not a word of IEC 60601-1-8 (alarm condition, priority, paused, delay)")
    for file, text in tree.files.items():
        for pattern, why in NOT_TO_SHIP:
            for m in pattern.finditer(text):
                yield Finding(file, cpp.line_of(text, m.start()), f"'{m.group()}': {why}")


def check_whitespace(tree):
    for file, text in tree.files.items():
        for m in re.finditer(r'[ \t\r]+$', text, re.M):
            yield Finding(file, cpp.line_of(text, m.start()), 'white space at the end of the line')
        if text and not text.endswith('\n'):
            yield Finding(file, text.count('\n') + 1, 'no line end at the end of the file')


def check_sleep(tree):
    for file, text in tree.cpp.items():
        if file.startswith(('tests/unit/', 'tests/scenario/')):
            code = cpp.code(text)
            for m in SLEEP.finditer(code):
                yield Finding(file, cpp.line_of(code, m.start()), 'a test that sleeps is slow and still races')


def check_executable(tree):
    for file, text in tree.files.items():
        if text.startswith('#!') and not os.access(tree.root / file, os.X_OK):
            yield Finding(file, 1, 'begins with #! and cannot be executed')


def check_format(tree):
    """Only where clang-format-19 is installed."""
    program = shutil.which('clang-format-19')
    if not program or not tree.cpp:
        return
    files = sorted(tree.cpp)
    halves = [files[i::2] for i in range(2)]
    running = [subprocess.Popen([program, '--dry-run', '-Werror', *half], cwd=tree.root, text=True,
                                stderr=subprocess.PIPE, stdout=subprocess.DEVNULL) for half in halves if half]
    for process in running:
        first = {}
        for m in re.finditer(r'^(\S+?):(\d+):\d+: error: ', process.communicate()[1], re.M):
            first.setdefault(m.group(1), int(m.group(2)))
        for file, line in first.items():
            yield Finding(file, line, 'clang-format-19 -i would change this')


def check_mutations(tree):
    """Each entry of tests/mutations breaks something: its text stands in its file exactly once, and its tests exist."""
    table = 'tests/mutations/table.py'
    if table not in tree.files:
        return
    listed = subprocess.run([sys.executable, '-B', '-c', 'import json, table; print(json.dumps(table.ALL))'],
                            cwd=(tree.root / table).parent, capture_output=True, text=True)
    if listed.returncode != 0:
        yield Finding(table, 1, 'cannot be read: ' + (listed.stderr.splitlines() or ['?'])[-1])
        return
    seen = {}
    for guard, file, old, new, tests in json.loads(listed.stdout):
        place = place_of(tree, guard)
        text = tree.files.get(file, '')
        if text.count(old) != 1:
            yield Finding(*place, f'"{guard}": its text stands {text.count(old)} times in {file}, not once')
        elif old == new:
            yield Finding(*place, f'"{guard}" changes nothing')
        else:
            simulated = any(test.startswith('simulation:') for test in tests)  # to be noticed there as well
            same = seen.setdefault((file, ''.join(text.replace(old, new).split()), simulated), [])
            if same:
                yield Finding(*place, f'"{guard}" changes the same as "{same[0]}"')
            same.append(guard)
        for test in tests:
            if not has_test(tree, test):
                yield Finding(*place, f'"{guard}": there is no test {test}')


def place_of(tree, guard):
    """File and line of the first table that has a guard of this name."""
    for file, text in tree.files.items():
        if file.startswith('tests/mutations/table') and guard in text:
            return file, cpp.line_of(text, text.index(guard))
    return 'tests/mutations/table.py', 1


def has_test(tree, test):
    """A test as tests/mutations/table.py names it."""
    kind, colon, which = test.partition(':')
    if kind in ('integration', 'faults') and colon:
        file, _, function = which.partition('::')
        function = function.partition('[')[0]
        text = tree.files.get(f'tests/{kind}/{file}', '')
        return bool(text) if not function else f'def {function}(' in text
    if test.startswith('simulation:'):
        return bool(tree.files.get('tests/simulation/main.cpp'))
    folder = test if '/' in test else f'server/{test}'
    return test in ('scenario', 'dashboard') or any(file.startswith(f'tests/unit/{folder}/') for file in tree.cpp)


CHECKS = [check_layers, check_sizes, check_purity, check_words, check_whitespace, check_sleep, check_executable,
          check_format, check_mutations]


def check_all(root):
    """Findings by check, files that are getting long, and how many files there are."""
    tree = Tree(root)
    findings = {check.__name__: sorted(set(check(tree))) for check in CHECKS}
    long_files = [f for f, t in tree.files.items() if Path(f).suffix in CODE and t.count('\n') > FILE_LINES_GOOD]
    return findings, long_files, len(tree.files)
