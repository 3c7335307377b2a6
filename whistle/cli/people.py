"""``whistle people``: who may sign in. An account opens nothing: a reviewer's key does, and that is not here."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from whistle.cli.commands import add_passphrase, ask_passphrase
from whistle.domain.roles import Role

if TYPE_CHECKING:
    from whistle.cli.commands import Commands
    from whistle.services.house import House


def add(commands: Commands) -> None:
    command = commands.add_parser(
        "people", help="who may sign in: add, list, password, recover, mail, disable"
    )
    parts = command.add_subparsers(title="commands", metavar="COMMAND", required=True)
    new = parts.add_parser("add", help="give someone an account")
    new.add_argument("name", help="what the person types to sign in")
    new.add_argument("role", choices=[role.value for role in Role])
    new.add_argument(
        "--reviewer", metavar="ID", help="the reviewer's id in the directory; needed to read concerns"
    )
    new.add_argument("--mail", metavar="ADDRESS", help="where to remind a reviewer that there is work")
    add_passphrase(new, "of the account")
    new.set_defaults(run=run_add)
    parts.add_parser("list", help="list the accounts").set_defaults(run=run_list)
    again = parts.add_parser("password", help="set a new password, which ends the account's sessions")
    again.add_argument("name")
    add_passphrase(again, "of the account")
    again.set_defaults(run=run_password)
    mail = parts.add_parser("mail", help="say where a reviewer is reminded; without an address, nowhere")
    mail.add_argument("name")
    mail.add_argument("address", nargs="?")
    mail.set_defaults(run=run_mail)
    anew = parts.add_parser(
        "recover", help="for whoever lost phone and passkeys: a new password, and no second factor"
    )
    anew.add_argument("name")
    add_passphrase(anew, "of the account")
    anew.set_defaults(run=run_recover)
    end = parts.add_parser("disable", help="end an account and its sessions")
    end.add_argument("name")
    end.set_defaults(run=run_disable)


def run_add(arguments: argparse.Namespace) -> int:
    from whistle.domain.reminders import read_address
    from whistle.services import notifying, signing_in

    house = _house(arguments)
    address = read_address(arguments.mail) if arguments.mail else None
    password = ask_passphrase(arguments, f"A password for {arguments.name}", new=True)
    person = signing_in.add_person(house, arguments.name, arguments.role, password, arguments.reviewer)
    print(f"{person.name} can sign in as {person.role}.")
    if address:
        notifying.set_address(house, person.name, address)
    return 0


def run_list(arguments: argparse.Namespace) -> int:
    from whistle.services import signing_in

    house = _house(arguments)
    ways = signing_in.ways_in(house)
    for person in signing_in.people(house):
        print(f"{person.name:<24}{person.role:<10}{person.reviewer or '-':<14}{ways.get(person.name, '')}")
    return 0


def run_password(arguments: argparse.Namespace) -> int:
    from whistle.services import signing_in

    house = _house(arguments)
    password = ask_passphrase(arguments, f"A new password for {arguments.name}", new=True)
    signing_in.set_password(house, arguments.name, password)
    print(f"{arguments.name} has a new password, and was signed out everywhere.")
    return 0


def run_mail(arguments: argparse.Namespace) -> int:
    from whistle.services import notifying

    notifying.set_address(_house(arguments), arguments.name, arguments.address)
    where = f"at {arguments.address}" if arguments.address else "nowhere"
    print(f"{arguments.name} is reminded {where} from now on.")
    return 0


def run_recover(arguments: argparse.Namespace) -> int:
    from whistle.services import signing_in

    house = _house(arguments)
    password = ask_passphrase(arguments, f"A new password for {arguments.name}", new=True)
    signing_in.recover_person(house, arguments.name, password)
    print(f"{arguments.name} has a new password and no passkey or app, and was signed out everywhere.")
    return 0


def run_disable(arguments: argparse.Namespace) -> int:
    from whistle.services import signing_in

    signing_in.disable_person(_house(arguments), arguments.name)
    print(f"{arguments.name} can no longer sign in, and was signed out everywhere.")
    return 0


def _house(arguments: argparse.Namespace) -> House:
    from config import settings
    from whistle.clock import SystemClock

    house: House = arguments.open_house(settings(), SystemClock())
    return house
