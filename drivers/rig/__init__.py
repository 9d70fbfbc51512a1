"""Hardware that is not there, at the level of the real daemons and kernel interfaces: for tests and for the bench.

`umockdev` gives a process devices, sysfs and udev events that the kernel does not have; `pcscd` runs the real
PC/SC daemon in a namespace of its own with readers of ours. Nothing here is loaded by a kiosk.
"""
