"""The tests mirror the packages; tests/servers starts the real mail servers."""
