"""``heartbridge``: what operators type.  Written to be read at three in the morning."""

from deploy.cli.main import main as main
