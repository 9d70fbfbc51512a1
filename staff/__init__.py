"""What people type: `kioskctl` on the device."""
