"""The touchscreen kiosk: one loop, one screen at a time, one file of memory."""
