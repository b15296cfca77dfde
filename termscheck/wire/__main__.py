"""Writes the JSON Schema of a review into `reports/json/`: ``python -m termscheck.wire``."""

from termscheck.wire.schema import json_schema, write

if __name__ == "__main__":
    write(json_schema())
