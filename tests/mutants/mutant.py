"""One change to one module."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mutant:
    """A module with one thing changed.

    Parameters
    ----------
    where : the function, class or table in which it is changed
    was, now : the lines concerned, before and after, each side as one line
    nth : which of several changes that read alike
    start, end, code : `code` stands in place of the source's characters from start to end
    warm : whether it is inside a function, and so can be changed in a module that is loaded
    around : digest of the outermost statement that holds it
    """

    module: str
    where: str
    was: str
    now: str
    nth: int
    line: int
    start: int
    end: int
    code: str
    warm: bool
    around: str

    @property
    def key(self) -> str:
        """What it is known by from run to run, whatever line it stands on."""
        return "\n".join((self.module, self.where, self.was, self.now, str(self.nth)))

    def of(self, source: str) -> str:
        """The module's source with the change."""
        return source[: self.start] + self.code + source[self.end :]
