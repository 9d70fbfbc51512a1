"""QR code and barcode scanners."""
