"""The forms of the desk."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length


class SignIn(FlaskForm):  # type: ignore[misc]
    """Name and password; the limits are there so that nobody hashes a megabyte."""

    name = StringField("Name", [InputRequired("Enter your name"), Length(max=200)])
    password = PasswordField("Password", [InputRequired("Enter your password"), Length(max=1000)])
