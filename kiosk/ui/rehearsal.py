"""Draws once, in a corner of one pixel that is never shown, what a diner will see later.

What is drawn for the first time makes the graphics driver compile and upload: here nobody waits for it. It must be
the window's own picture: for another one the driver would compile again.
"""

from __future__ import annotations

from typing import Any

from kivy.core.window import Window
from kivy.graphics import RenderContext
from kivy.graphics.opengl import GL_SCISSOR_TEST, glDisable, glEnable, glScissor


class Rehearsal:
    """On the Kivy thread, outside of drawing: the next picture begins by clearing the whole window."""

    def __init__(self) -> None:
        self._context = RenderContext()

    def draw(self, widget: Any) -> None:
        """Draw a widget that is laid out and hangs nowhere yet."""
        for name in ("projection_mat", "modelview_mat"):
            self._context[name] = Window.render_context[name]
        self._context.add(widget.canvas)
        glEnable(GL_SCISSOR_TEST)
        glScissor(0, 0, 1, 1)
        self._context.draw()
        glDisable(GL_SCISSOR_TEST)
        self._context.remove(widget.canvas)
