"""The design system: colours, type, space, and the few widgets every screen is made of.

`tokens`, `coverage`, `wrap` and `metrics` are plain Python; the rest draws with Kivy.
"""
