"""The contract as a stranger reads it: an AsyncAPI 3 document with JSON Schemas, and one example of every message.

`python -m mqtt_bridge.contract DIR` writes it; `docs/contract/` holds what it wrote, and a test keeps it true.
"""
