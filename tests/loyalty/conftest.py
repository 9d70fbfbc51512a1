"""How many examples a property gets: 100 in the fast run, 2,000 with REGULARS_EXAMPLES=2000 (see test_at_length)."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "loyalty",
    max_examples=int(os.environ.get("REGULARS_EXAMPLES", "100")),
    stateful_step_count=30,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
settings.load_profile("loyalty")
