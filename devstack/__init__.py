"""The whole restaurant on one machine: broker, server, kiosk, simulated hardware, the bench page, the tour."""
