"""The HTTP API of a POS: orders earn, refunds take back, coupons are reserved, captured, let go."""
