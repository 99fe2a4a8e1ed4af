"""Just enough C++ to see where code, comments, texts and function bodies are. Keeps every line where it was."""

import re

TOKEN = re.compile(
    r'''//(?:\\\n|[^\n])*                                      # line comment
      | /\*.*?\*/                                             # block comment
      | R"(?P<mark>[^()\\\s]{0,16})\(.*?\)(?P=mark)"          # raw string
      | "(?:\\.|[^"\\\n])*"                                   # string
      | (?<![0-9A-Fa-f])'(?:\\.|[^'\\\n])+'                   # character; 1'000 is a number
    ''', re.S | re.X)
# Include lines keep their text: what is included is code.
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(["<][^">\n]+[">])', re.M)
CONTROL = re.compile(r'^(?:else\s+)?(?:if|for|while|switch|catch|do|else|try)\b')
SCOPE = re.compile(r'^(?:typedef\s+|export\s+|inline\s+)*(?:namespace|struct|class|enum|union|extern)\b')
ATTRIBUTES = re.compile(r'\[\[[^\]]*\]\]')


def without_comments(text):
    """The text with comments blanked; strings stay."""
    return TOKEN.sub(lambda m: _blank(m) if m.group().startswith('/') else m.group(), text)


def code(text):
    """The text with comments, strings and characters blanked; include lines stay."""
    includes = [m.span(1) for m in INCLUDE.finditer(text)]

    def replace(match):
        if any(begin <= match.start() < end for begin, end in includes):
            return match.group()
        return _blank(match)

    return TOKEN.sub(replace, text)


def includes(text):
    """(line, name) of every include of a file of this repository."""
    text = without_comments(text)
    return [(line_of(text, m.start(1)), m.group(1)[1:-1]) for m in INCLUDE.finditer(text) if m.group(1)[0] == '"']


def line_of(text, position):
    return text.count('\n', 0, position) + 1


def functions(text):
    """(line, name, lines) of every function body, lambdas counted with the function around them."""
    text = re.sub(r'^[ \t]*#(?:\\\n|[^\n])*', _blank, code(text), flags=re.M)
    found, head_from, parens, i = [], 0, 0, 0
    while i < len(text):
        c = text[i]
        if c == '(':
            parens += 1
        elif c == ')':
            parens -= 1
        elif parens == 0 and c in ';}':
            head_from = i + 1
        elif parens == 0 and c == '{':
            head = _plain_head(text[head_from:i])
            if _is_member_initialiser(head):
                i = _closing(text, i)
            elif _is_function(head):
                end = _closing(text, i)
                name = re.search(r'([~\w:]+|operator\s*\S+?)\s*\(', head)
                found.append((line_of(text, i), name.group(1) if name else '?', text.count('\n', i, end) + 1))
                i, head_from = end, end + 1
            else:
                head_from = i + 1
        i += 1
    return found


def _blank(match):
    return re.sub(r'[^\n]', ' ', match.group())


def _plain_head(head):
    head = ATTRIBUTES.sub(' ', head)
    head = re.sub(r'^\s*(?:public|private|protected)\s*:(?!:)', '', head)
    while True:  # template <...>, however deep
        head = head.strip()
        if not re.match(r'template\s*<', head):
            return head
        depth, i = 0, head.index('<')
        while i < len(head):
            depth += {'<': 1, '>': -1}.get(head[i], 0)
            i += 1
            if depth == 0:
                break
        head = head[i:]


def _is_function(head):
    return '(' in head and not CONTROL.match(head) and not SCOPE.match(head) and not re.search(r'[=,]\s*$', head)


def _is_member_initialiser(head):
    """In `thing(int a) : a_{a}, b_(a) {` the first brace opens no body."""
    after = re.search(r'\)\s*(?:noexcept\s*)?:(?!:)(.*)$', head, re.S)
    return bool(after) and not SCOPE.match(head) and bool(re.search(r'[\w>]\s*$', after.group(1)))


def _closing(text, i):
    depth = 0
    while i < len(text):
        depth += {'{': 1, '}': -1}.get(text[i], 0)
        if depth == 0:
            return i
        i += 1
    return i
