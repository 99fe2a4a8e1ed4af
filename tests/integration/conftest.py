from fixtures import load, new_server, own_postgres, postgres, recorded, vigil  # noqa: F401
