"""Every error of the tree has an answer, and none says more than a person should read."""

from __future__ import annotations

import inspect

import pytest
from werkzeug.exceptions import BadGateway, Gone, ImATeapot, InternalServerError

from whistle.domain import errors
from whistle.web.problems import BY_ERROR, BY_STATUS, document, problem_of

TREE = [
    kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, errors.WhistleError)
]


@pytest.mark.parametrize("kind", TREE, ids=lambda kind: kind.__name__)
def test_no_error_of_the_tree_is_an_unexpected_one(kind: type[errors.WhistleError]) -> None:
    status = problem_of(kind("at offset 12 of /var/lib/whistle")).status
    assert status < 500 or issubclass(kind, errors.Paused | errors.CannotStart | errors.MailFailed)


@pytest.mark.parametrize("kind", TREE, ids=lambda kind: kind.__name__)
def test_the_text_of_an_error_stays_inside_unless_it_is_written_for_the_person(
    kind: type[errors.WhistleError],
) -> None:
    detail = problem_of(kind("at offset 12 of /var/lib/whistle")).detail
    speaks = issubclass(kind, errors.Paused | errors.Conflict | errors.TooMany | errors.Forbidden)
    assert ("/var/lib/whistle" in detail) == speaks


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (errors.MalformedFrame(), 400, "malformed"),
        (errors.MalformedDirectory(), 400, "malformed"),
        (errors.BadSignature(), 401, "bad-signature"),
        (errors.NotSignedIn(), 401, "not-signed-in"),
        (errors.Forbidden(), 403, "forbidden"),
        (errors.NotFound(), 404, "not-found"),
        (errors.Conflict(), 409, "conflict"),
        (errors.DirectoryReplaced(), 409, "directory-replaced"),
        (errors.StaleChallenge(), 409, "stale-challenge"),
        (errors.OutOfStep(), 409, "out-of-step"),
        (errors.TooLarge(), 413, "too-large"),
        (errors.WrongType(), 415, "wrong-type"),
        (errors.TooMany(), 429, "too-many"),
        (errors.Paused(), 503, "paused"),
        (errors.CannotStart(), 503, "unavailable"),
        (ImATeapot(), 400, "bad-request"),
        (Gone(), 400, "bad-request"),
        (InternalServerError(), 500, "unexpected"),
        (BadGateway(), 500, "unexpected"),
        (ZeroDivisionError("secret"), 500, "unexpected"),
    ],
)
def test_each_error_has_its_status_and_code(error: Exception, status: int, code: str) -> None:
    problem = problem_of(error)
    assert (problem.status, problem.code) == (status, code)


def test_a_paused_service_speaks_for_itself() -> None:
    assert problem_of(errors.Paused("Speak to Protect instead.")).detail == "Speak to Protect instead."
    assert problem_of(errors.Paused()).detail


def test_a_document_is_as_rfc_9457_has_it() -> None:
    response = document(problem_of(errors.StaleChallenge()))
    assert response.content_type == "application/problem+json"
    assert response.status_code == 409
    assert response.get_json(force=True) == {
        "type": "about:blank",
        "title": "Conflict",
        "status": 409,
        "detail": BY_ERROR[errors.StaleChallenge].detail,
        "code": "stale-challenge",
    }


def test_a_code_names_one_problem_only() -> None:
    problems = {*BY_ERROR.values(), *BY_STATUS.values()}
    assert len({problem.code for problem in problems}) == len(problems)


PROBLEMS = {problem.code: problem for problem in (*BY_ERROR.values(), *BY_STATUS.values())}


@pytest.mark.parametrize("problem", PROBLEMS.values(), ids=PROBLEMS)
def test_every_text_is_a_plain_sentence(problem: object) -> None:
    from whistle.web.problems import Problem

    assert isinstance(problem, Problem)
    assert problem.detail.endswith(".")
    assert not {"error", "invalid", "exception", "frame"} & set(problem.detail.lower().split())
