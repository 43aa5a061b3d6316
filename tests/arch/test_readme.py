"""The README names every command, and every file that it points to is there."""

import re

from deploy.cli.connect import PROJECT

README = (PROJECT / "README.md").read_text()


def test_every_recipe_is_in_the_table_of_commands():
    recipes = re.findall(r"^([a-z]+):.*## ", (PROJECT / "Makefile").read_text(), re.MULTILINE)
    table = README.partition("\n## Commands\n")[2].partition("\n## ")[0]
    named = re.findall(r"`make ([a-z]+)`", table)
    assert len(recipes) > 10
    assert set(recipes) - {"help"} == set(named)


def test_every_link_leads_somewhere():
    links = re.findall(r"\]\(([^):#]+)\)", README)
    assert len(links) > 10
    assert [link for link in links if not (PROJECT / link).exists()] == []
