"""Whether somebody stands in front of the kiosk: a motion sensor, or a button."""
