"""Scanners: bytes or keys in, `drivers.scan.Scan` out."""
