"""The rules of the loyalty programme: pure functions over frozen values, standard library only.

Points and money are integers (points; fen, 1/100 yuan). Time is always an argument. The kiosk and
the server run this same code, so what the kiosk says offline is what the server will say.
"""
