"""Hardware. A driver knows bytes, paper and light; it knows nothing of members or points.

A driver is a few plain blocking methods (open, read or print, close). It starts no thread and calls
nobody back: `drivers.runner` owns the one thread round a device, the retries and the health signals.
"""
