"""Receivers of entries, one file each. Adding one is a file with a class that fits `sync.protocols.Target`."""
