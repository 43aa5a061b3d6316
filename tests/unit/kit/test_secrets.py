from pathlib import Path

import pytest

from shared.secrets import Keyring, Unsealable


@pytest.fixture
def ring(tmp_path: Path) -> Keyring:
    Keyring.create(tmp_path / "keys.json")
    return Keyring.load(tmp_path / "keys.json")


def test_what_was_sealed_opens_at_its_place(ring: Keyring) -> None:
    key_id, sealed = ring.seal("13000000001", "LL2022-000017|phone")
    assert "13000000001" not in sealed
    assert ring.open(key_id, sealed, "LL2022-000017|phone") == "13000000001"


def test_it_does_not_open_anywhere_else(ring: Keyring) -> None:
    key_id, sealed = ring.seal("13000000001", "LL2022-000017|phone")
    with pytest.raises(Unsealable):
        ring.open(key_id, sealed, "LL2022-000018|phone")


def test_a_key_that_left_the_ring_opens_nothing(ring: Keyring) -> None:
    _, sealed = ring.seal("13000000001", "LL2022-000017|phone")
    with pytest.raises(Unsealable):
        ring.open("gone", sealed, "LL2022-000017|phone")


def test_the_same_text_is_sealed_differently_each_time_and_indexed_alike(ring: Keyring) -> None:
    assert ring.seal("x", "a")[1] != ring.seal("x", "a")[1]
    assert ring.blind_index("13000000001") == ring.blind_index("13000000001")
    assert ring.blind_index("13000000001") != ring.blind_index("13000000002")


def test_the_key_file_is_for_its_owner_only_and_never_overwritten(tmp_path: Path) -> None:
    Keyring.create(tmp_path / "keys.json")
    assert (tmp_path / "keys.json").stat().st_mode & 0o077 == 0
    with pytest.raises(FileExistsError):
        Keyring.create(tmp_path / "keys.json")
