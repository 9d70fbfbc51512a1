"""The bench page: one HTML file, its style and its scripts, served as they lie here."""
