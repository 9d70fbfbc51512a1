"""The centre: members, points, coupons, and the till's HTTP API."""
