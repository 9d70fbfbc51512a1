"""What members are worth from here on, and whether they still come: BG/NBD and Gamma-Gamma (F2).

outlook(members, weeks) -> Outlook | TooFew     the whole of it: both models fitted, and each member's prospects

Estimates are floats, as nothing here is posted to an account; what comes out as money is whole fen.
"""

from loyalty.lifetime.bg_nbd import BgNbd, History
from loyalty.lifetime.gamma_gamma import GammaGamma, Spend
from loyalty.lifetime.outlook import FEWEST_REPEATING, Outlook, Prospect, Regular, TooFew, outlook

__all__ = [
    "FEWEST_REPEATING",
    "BgNbd",
    "GammaGamma",
    "History",
    "Outlook",
    "Prospect",
    "Regular",
    "Spend",
    "TooFew",
    "outlook",
]
