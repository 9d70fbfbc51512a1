"""The wire between kiosk and server: the messages, how they are written, where they go, what carries them."""
