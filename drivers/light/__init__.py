"""Light and sound a device can make: a buzzer's beep. What a beep means is decided elsewhere."""
