"""What a till prints, written down as layouts (`drivers.printer.layout`)."""
