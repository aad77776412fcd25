"""The plane of the map: the Equal Earth projection, on which areas are true, in units from the top left corner.

B. Šavrič, T. Patterson and B. Jenny, doi:10.1080/13658816.2018.1504949.
"""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt

Point = tuple[float, float]

#: The polynomial of the projection.
_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796

#: The meridian in the middle, in degrees: the one at the back parts two continents.
MIDDLE = 11.0

#: The northern and the southern edge in degrees: what reaches over the southern one is left out.
_NORTH, SOUTH = 83.7, -56.0

#: How many units the map is wide: about two for each dot of a screen.
WIDTH = 2000


def project(longitude: float, latitude: float) -> Point:
    """A place in degrees as a point of the map, in its units from the top left corner."""
    return place(turn(longitude - MIDDLE), latitude)


def turn(degrees: float) -> float:
    """The turn of a number of degrees that is no more than half a circle."""
    return (degrees + 540) % 360 - 180


def place(turned: float, latitude: float) -> Point:
    """The point of a place that lies so many degrees east of the middle."""
    x, y = _projected(radians(turned), latitude)
    return (x - _LEFT) * _SCALE, (_TOP - y) * _SCALE


def _projected(turned: float, latitude: float) -> Point:
    theta = asin(sqrt(3) / 2 * sin(radians(latitude)))
    square = theta * theta
    sixth = square**3
    slope = _A1 + 3 * _A2 * square + sixth * (7 * _A3 + 9 * _A4 * square)
    return 2 / sqrt(3) * turned * cos(theta) / slope, theta * (_A1 + _A2 * square + sixth * (_A3 + _A4 * square))


_LEFT = _projected(radians(-180), 0)[0]
_TOP = _projected(0, _NORTH)[1]
_SCALE = WIDTH / (-2 * _LEFT)

#: How many units the map is high.
HEIGHT = round((_TOP - _projected(0, SOUTH)[1]) * _SCALE)
