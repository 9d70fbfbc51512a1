"""Who somebody is, said by somebody else: a diner scans a code at the kiosk and shows themselves in WeChat.

`wechat` speaks to WeChat's documented endpoints, `visits` remembers who is about to confirm, `app` serves the few
pages that a telephone opens; the handlers of `join.start` and `join.verify` do the rest.
"""
