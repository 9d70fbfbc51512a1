"""The programme of a running house: read from its file, checked, kept for ever, in force from its moment on."""
