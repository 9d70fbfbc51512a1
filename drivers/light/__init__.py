"""What a kiosk shines and sounds with: a buzzer, a lamp, the panel's light. What it means is decided elsewhere."""
