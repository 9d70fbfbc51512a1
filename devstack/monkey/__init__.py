"""A monkey at the kiosk: a whole kiosk in one process, and random fingers, cards, codes, faults and cut cables.

    python -m devstack.monkey --seed 7 --steps 10000 --size 1280x800 --language en

Ends with 1 when something went wrong: it says the seed and the shortest trail it found that does it again.
"""
