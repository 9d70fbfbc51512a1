"""Buzzer, LED and backlight."""
