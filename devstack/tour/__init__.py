"""The tour: scripted journeys through the real processes, over the bench's HTTP alone."""
