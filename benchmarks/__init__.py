"""How fast it is, measured against something plain in the same run. `scripts/bench [--json FILE] [NAME…]`.

One module a group of rows; each makes what it needs (broker, server, kiosk) in a folder of its own and cleans up.
`docs/benchmarks.md` says how to read the table.
"""
