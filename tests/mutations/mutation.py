"""What a mutation is: see table.py."""

from collections import namedtuple

Mutation = namedtuple('Mutation', 'guard file old new tests')


def m(guard, file, old, new, *tests):
    return Mutation(guard, file, old, new, tests)
