"""Pictures that do not move are drawn once by a shader, kept as a texture and shared by everything that looks the same.

One program per shader and one texture per look: no link, no compile and no per-pixel work while a diner waits.
"""

from __future__ import annotations

from functools import cache

from kivy.graphics import Color, Fbo, Rectangle, RenderContext
from kivy.graphics.opengl import (
    GL_ONE,
    GL_ONE_MINUS_SRC_ALPHA,
    GL_SRC_ALPHA,
    GL_ZERO,
    glBlendFuncSeparate,
)
from kivy.graphics.texture import Texture

from kiosk.design.shaders import HEAD

Uniform = float | tuple[float, ...]


class _Painter:
    """One compiled shader and the quad it fills."""

    def __init__(self, source: str) -> None:
        self.context = RenderContext(use_parent_projection=True)
        self.context.shader.fs = HEAD + source
        if not self.context.shader.success:
            raise RuntimeError("the graphics driver refuses one of our shaders")
        with self.context:
            Color(1, 1, 1, 1)
            self.quad = Rectangle()

    def paint(self, width: int, height: int, uniforms: tuple[tuple[str, Uniform], ...]) -> Texture:
        target = Fbo(size=(width, height))
        self.quad.size = (width, height)
        self.context["wh"] = (float(width), float(height))
        for name, value in uniforms:
            self.context[name] = value
        target.add(self.context)
        # Written as it is: the texture holds straight alpha and is blended when it is shown.
        glBlendFuncSeparate(GL_ONE, GL_ZERO, GL_ONE, GL_ZERO)
        target.draw()
        glBlendFuncSeparate(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA, GL_ONE, GL_ONE)
        target.remove(self.context)
        texture: Texture = target.texture
        return texture


@cache
def _painter(source: str) -> _Painter:
    return _Painter(source)


@cache
def baked(source: str, width: int, height: int, uniforms: tuple[tuple[str, Uniform], ...]) -> Texture:
    """The picture of one shader at one size. On the Kivy thread, with a window."""
    return _painter(source).paint(max(1, width), max(1, height), uniforms)
