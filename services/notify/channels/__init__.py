"""The ways to reach somebody, one file each, with the same two functions.

`plan` turns a notice into the rows of this channel; `work` carries one of them out and says what it
brought.  The SMS channel's worker is a gateway; the callback channel's worker is a person.
"""
