"""A password may be anything long enough that is not guessed first; checking costs the same."""

import threading

import pytest
from flask import Flask

from accounts.sign_in import passwords
from accounts.sign_in.common_passwords import COMMON
from accounts.sign_in.errors import (
    Crowded,
    PasswordIsName,
    PasswordTooCommon,
    PasswordTooLong,
    PasswordTooShort,
)
from core.errors import DomainError


@pytest.mark.parametrize(
    ("password", "error"),
    [
        ("ngắn quá", PasswordTooShort),
        ("a" * 129, PasswordTooLong),
        ("1234567890", PasswordTooCommon),
        ("Mật Khẩu 123", PasswordTooCommon),
        ("aaaaaaaaaaaa", PasswordTooCommon),
        ("Lan@Example.com", PasswordIsName),
        ("0912345678", PasswordIsName),
    ],
)
def test_weak_passwords_are_refused_with_the_reason(
    password: str, error: type[DomainError]
) -> None:
    with pytest.raises(error):
        passwords.check_choice(password, names=("lan@example.com", "+84912345678"))


@pytest.mark.parametrize("password", ["chè xanh buổi sáng", "a1!b2@c3#d", "x" * 5 + "yz" * 60])
def test_length_is_what_counts(password: str) -> None:
    passwords.check_choice(password, names=("lan@example.com", None))


def test_the_list_holds_only_what_the_length_lets_through() -> None:
    assert len(COMMON) >= 100
    assert [word for word in COMMON if len(word) < passwords.LEAST] == []


def test_hashes_are_argon2id_and_verify(app: Flask) -> None:
    with app.app_context():
        kept = passwords.hash_password("chè xanh buổi sáng")

        assert kept.startswith("$argon2id$")
        assert passwords.verify_password("chè xanh buổi sáng", kept)
        assert not passwords.verify_password("chè xanh buổi chiều", kept)


def test_the_normal_cost_is_nineteen_mebibytes() -> None:
    assert "m=19456,t=2,p=1" in passwords._hasher("normal").hash("x")


def test_nobodys_password_is_never_right(app: Flask) -> None:
    with app.app_context():
        assert not passwords.verify_password("nobody's password", None)


def test_one_computes_while_few_wait_and_the_rest_are_sent_away(app: Flask) -> None:
    answers: list[bool] = []

    def verify() -> None:
        with app.app_context():
            answers.append(passwords.verify_password("x", None))

    with passwords._turn:  # somebody computes
        waiting = [threading.Thread(target=verify) for _ in range(passwords.WAITING)]
        for thread in waiting:
            thread.start()
        while passwords._line._value > 0:
            threading.Event().wait(0.001)
        with app.app_context(), pytest.raises(Crowded):
            passwords.verify_password("x", None)
    for thread in waiting:
        thread.join()

    assert answers == [False] * passwords.WAITING
