"""The condition by which every list and every view of intake leaves out what is not there for somebody."""


def there(sub: int, barred: int) -> str:
    """The condition that the case of a reception `r` with its claim `h` be there for somebody.

    `sub` and `barred` are the numbers of the statement's parameters that hold who it is and his
    units.  Nor is a case there for who has an interest in it.
    """
    return f"""
  NOT EXISTS (SELECT FROM interest i WHERE i.case_id = r.case_id AND i.sub = ${sub})
  AND (h.holder->>'sub' = ${sub}
       OR NOT EXISTS (SELECT FROM accused_unit u
                      WHERE u.case_id = r.case_id AND u.unit_id = ANY(${barred}::text[])))
"""


THERE = f"\nAND {there(sub=3, barred=4)}"
