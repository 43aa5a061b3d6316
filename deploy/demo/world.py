"""What all lives of one performance share."""

from dataclasses import dataclass

from deploy.demo.chronicle import Chronicle
from deploy.demo.desk import Desk
from deploy.demo.director import Director
from deploy.demo.hours import Hours
from deploy.demo.likes import Likes
from deploy.demo.people import City, Organisation


@dataclass(frozen=True, slots=True)
class World:
    """The interfaces, the people, the clock, the office hours, the telephones, the groups, and who tells of it."""

    city: City
    organisation: Organisation
    director: Director
    hours: Hours
    desk: Desk
    likes: Likes
    chronicle: Chronicle
