"""The bench: simulated reader, scanner, printer and network of each kiosk, and a page to use them (CONTRACT §3)."""
