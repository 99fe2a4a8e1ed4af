"""Every message that others published gets exactly one right answer (tests/corpus/hl7/answers.txt), however it is cut."""

import re

import pytest

import mllp
from server_process import ROOT

CORPUS = ROOT / 'tests/corpus/hl7'


def table():
    """name -> (answer's codes, codes of its ERR segments)"""
    rows = {}
    for line in (CORPUS / 'answers.txt').read_text().splitlines():
        if line and not line.startswith('#'):
            name, codes, errors = (line.split() + [''])[:3]
            rows[name] = (codes, '' if errors == '-' else errors)
    return rows


ANSWERS = table()


def content(name):
    """The message without its frame: files of published frames hold it."""
    data = (CORPUS / name).read_bytes()
    framed = name.endswith('.bin') or 'framing-stripped' in name
    return re.sub(rb'^\x0b|\x1c\r?\n?$', b'', data) if framed else data


def told(answer):
    """What an answer says, without what is each answer's own: its time and its control id."""
    return re.sub(rb'(MSH|BHS)(.)(.{4,5}\2[^\r]*?)\2(\d{14}[^\r]*?)\r', rb'\1\2...\r', answer.content)


def codes(answer):
    return ','.join(s[1] for s in answer.segments if s[0] == 'MSA')


def errors(answer):
    return ','.join(code for _, code, *_ in answer.errors)


def test_the_table_names_every_published_message():
    assert sorted(ANSWERS) == sorted(f.name for f in CORPUS.iterdir() if f.suffix in ('.hl7', '.bin', '.ndhl7'))


@pytest.mark.parametrize('name', sorted(ANSWERS))
def test_a_published_message_gets_its_answer(vigil, name):
    connection = vigil.monitor()
    answer = connection.exchange(content(name))
    assert (codes(answer), errors(answer)) == ANSWERS[name], answer
    connection.send('next', 'W1/1', heart_rate=70)  # one answer, and the connection goes on


def cuts(size):
    """Every boundary; of what is longer than 3,000 bytes the first 1,500 and last 1,500."""
    return range(1, size) if size <= 3_000 else [*range(1, 1_500), *range(size - 1_500, size)]


@pytest.mark.parametrize('name', sorted(ANSWERS))
def test_a_published_message_gets_the_same_answer_however_it_is_cut(vigil, name):
    framed = mllp.frame(content(name))
    connection = vigil.monitor()
    first = connection.exchange(content(name))
    expected = told(first)
    before = vigil.get('/v1/wards').json
    for at in cuts(len(framed)):
        connection.write(framed[:at])
        connection.write(framed[at:])
        (answer,) = connection.answers(1)
        assert told(answer) == expected, at
    for byte in framed:
        connection.write(bytes([byte]))
    connection.write(framed * 5)
    for answer in connection.answers(6):
        assert told(answer) == expected
    assert vigil.get('/v1/wards').json == before, 'a repetition is not evaluated again'
