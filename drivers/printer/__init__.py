"""Thermal ticket printers: what a ticket is, how it becomes ESC/POS bytes, and the printers that take them."""
