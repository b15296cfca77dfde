"""The tables of the store, version by version: each stays as it was made, a list of columns however long."""
