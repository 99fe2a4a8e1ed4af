import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / 'integration'))

from fixtures import load, new_server, own_postgres, postgres, recorded, vigil  # noqa: E402, F401
