"""A till for the demo: rings orders up over the till's HTTP API, prints receipts, takes coupons, refunds."""
