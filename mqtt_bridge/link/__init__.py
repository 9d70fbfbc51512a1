"""The connection to the broker. The only package that imports paho.

`Link` is the door; `connection` is its life, `ear` what paho's client tells, `client` what it is told. What a link is
given to call (`heard`, `changed`, `settled`) is called on the link's own thread and must only put into a queue.
"""

from mqtt_bridge.delivery import Delivery as Delivery
from mqtt_bridge.link.connection import Link as Link
