"""People: the accounts of the company, whose turn it is, and who is away."""

from __future__ import annotations

from kbsearch.demo.calendar import Calendar
from kbsearch.demo.content import Company
from kbsearch.people.database import dated
from kbsearch.people.people import People


def move_in(company: Company, people: People, calendar: Calendar) -> None:
    """Give everybody an account, without a password, in the order in which they came."""
    admin = company.people[0]
    for one in sorted(company.people, key=lambda one: one.since):
        with dated(calendar.at(one.since)):
            people.accounts.add(one.name, one.role, mail=one.mail, by=admin.name)
    with dated(calendar.at(max(one.since for one in company.people))):
        for key, names in company.rotations.items():
            people.rotations.set(key, names, by=admin.name)
        for away in company.absences:
            people.rotations.absent(away.name, calendar.at(away.begins), calendar.at(away.ends), by=away.name)
