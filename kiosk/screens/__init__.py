"""One screen is two files: what it shows (`<name>.py`, plain Python) and how it looks (`<name>.kv`)."""

from __future__ import annotations

from kiosk.screens.attract import Attract
from kiosk.screens.birthday import Birthday
from kiosk.screens.boot import Boot
from kiosk.screens.catalogue import Catalogue
from kiosk.screens.checked_in import CheckedIn
from kiosk.screens.choose_gift import ChooseGift
from kiosk.screens.claimed import Claimed
from kiosk.screens.confirm import Confirm
from kiosk.screens.coupon import CouponCard
from kiosk.screens.feedback import Feedback
from kiosk.screens.finished import Finished
from kiosk.screens.friend_invite import FriendInvite
from kiosk.screens.gift_confirm import GiftConfirm
from kiosk.screens.gift_to import GiftTo
from kiosk.screens.greeting import Greeting
from kiosk.screens.guide import Guide
from kiosk.screens.holding import Holding
from kiosk.screens.invite import Invite
from kiosk.screens.join_code import JoinCode
from kiosk.screens.join_email import JoinEmail
from kiosk.screens.join_friend import JoinFriend
from kiosk.screens.join_phone import JoinPhone
from kiosk.screens.join_terms import JoinTerms
from kiosk.screens.join_wechat import JoinWechat
from kiosk.screens.ladder import Ladder
from kiosk.screens.leaders import Leaders
from kiosk.screens.link_card import LinkCard
from kiosk.screens.lost_card import LostCard
from kiosk.screens.moment import Moment
from kiosk.screens.more import More
from kiosk.screens.my_data import MyData
from kiosk.screens.my_profile import MyProfile
from kiosk.screens.out_of_service import OutOfService
from kiosk.screens.pass_on import PassOn
from kiosk.screens.past_points import PastPoints
from kiosk.screens.printer_trouble import PrinterTrouble
from kiosk.screens.printing import Printing
from kiosk.screens.read_test import ReadTest
from kiosk.screens.reading import Reading
from kiosk.screens.receipt import Receipt
from kiosk.screens.received import Received
from kiosk.screens.refer import Refer
from kiosk.screens.scan import Scan
from kiosk.screens.staff import Staff
from kiosk.screens.staff_pin import StaffPin
from kiosk.screens.still_right import StillRight
from kiosk.screens.thanks import Thanks
from kiosk.screens.touch_test import TouchTest
from kiosk.screens.trouble import Trouble
from kiosk.screens.undo import Undo
from kiosk.screens.updating import Updating
from kiosk.screens.wallet import Wallet

Screen = (
    Attract
    | Reading
    | Greeting
    | Invite
    | JoinPhone
    | JoinCode
    | JoinEmail
    | JoinWechat
    | JoinTerms
    | JoinFriend
    | Birthday
    | FriendInvite
    | GiftConfirm
    | GiftTo
    | LinkCard
    | MyProfile
    | LostCard
    | MyData
    | StillRight
    | Scan
    | Trouble
    | CheckedIn
    | Catalogue
    | Confirm
    | Holding
    | Undo
    | Printing
    | PrinterTrouble
    | Finished
    | OutOfService
    | Updating
    | More
    | Wallet
    | CouponCard
    | ChooseGift
    | PassOn
    | Received
    | PastPoints
    | Leaders
    | Ladder
    | Moment
    | Feedback
    | Thanks
    | Refer
    | Guide
    | Receipt
    | Claimed
    | StaffPin
    | Staff
    | TouchTest
    | ReadTest
    | Boot
)

__all__ = [
    "Attract",
    "Birthday",
    "Boot",
    "Catalogue",
    "CheckedIn",
    "ChooseGift",
    "Claimed",
    "Confirm",
    "CouponCard",
    "Feedback",
    "Finished",
    "FriendInvite",
    "GiftConfirm",
    "GiftTo",
    "Greeting",
    "Guide",
    "Holding",
    "Invite",
    "JoinCode",
    "JoinEmail",
    "JoinFriend",
    "JoinPhone",
    "JoinTerms",
    "JoinWechat",
    "Ladder",
    "Leaders",
    "LinkCard",
    "LostCard",
    "Moment",
    "More",
    "MyData",
    "MyProfile",
    "OutOfService",
    "PassOn",
    "PastPoints",
    "PrinterTrouble",
    "Printing",
    "ReadTest",
    "Reading",
    "Receipt",
    "Received",
    "Refer",
    "Scan",
    "Screen",
    "Staff",
    "StaffPin",
    "StillRight",
    "Thanks",
    "TouchTest",
    "Trouble",
    "Undo",
    "Updating",
    "Wallet",
]
