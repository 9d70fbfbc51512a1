"""Code scanners: a driver reads one scanned text at a time; what it means is not its business."""
