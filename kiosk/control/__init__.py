"""The kiosk's local socket: how staff's commands and the bench speak to the running kiosk.

One JSON object a line in, one a line out: `{"do": "state"}` -> `{"ok": true, "data": {…}}`, or
`{"ok": false, "code": "…", "message": "…"}`. The socket's file mode says who may.
"""
