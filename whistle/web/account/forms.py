"""The forms of the account."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length


class SignIn(FlaskForm):  # type: ignore[misc]
    """Name, password and the app's code; the limits are there so that nobody hashes a megabyte."""

    name = StringField("Name", [InputRequired("Enter your name"), Length(max=200)])
    password = PasswordField("Password", [InputRequired("Enter your password"), Length(max=1000)])
    code = StringField("Code from your app", [Length(max=40, message="A code has 6 digits")])


class AppCode(FlaskForm):  # type: ignore[misc]
    """The first code of a new app."""

    code = StringField(
        "Code that the app shows",
        [InputRequired("Enter the code that the app shows"), Length(max=40, message="A code has 6 digits")],
    )
