"""The tables of what ties people, organizations, memorials and events together.

A row is one role; its key is the two identifiers and the role, its evidence stands under `role`.
"""

import polars as pl

from schemas.columns import Table, cited, reference, row_rule


class Memberships(Table):
    """What a person is to an organization (Popolo)."""

    person_id: str = reference("people", "The person.", part_of_key=True)
    organization_id: str = reference("organizations", "The organization.", part_of_key=True)
    role: str = cited("The person's part in it.", vocabulary="membership_role", part_of_key=True)


class Kinships(Table):
    """What a person is to a relative."""

    person_id: str = reference("people", "The person.", part_of_key=True)
    relative_id: str = reference("people", "The relative.", part_of_key=True)
    role: str = cited(
        "What the person is to the relative.", vocabulary="kinship_role", part_of_key=True
    )

    _is_another = pl.col("person_id") != pl.col("relative_id")
    _rules = (row_rule(_is_another, "nobody is a relative of their own", "name the other"),)


class MemorialPeople(Table):
    """Who had which part in a memorial."""

    memorial_id: str = reference("memorials", "The memorial.", part_of_key=True)
    person_id: str = reference("people", "The person.", part_of_key=True)
    role: str = cited("The person's part in it.", vocabulary="memorial_role", part_of_key=True)


class MemorialOrganizations(Table):
    """Which organization had which part in a memorial."""

    memorial_id: str = reference("memorials", "The memorial.", part_of_key=True)
    organization_id: str = reference("organizations", "The organization.", part_of_key=True)
    role: str = cited(
        "The organization's part in it.", vocabulary="memorial_role", part_of_key=True
    )


class EventPeople(Table):
    """Who had which part in an event."""

    event_id: str = reference("events", "The event.", part_of_key=True)
    person_id: str = reference("people", "The person.", part_of_key=True)
    role: str = cited("The person's part in it.", vocabulary="event_person_role", part_of_key=True)


class EventOrganizations(Table):
    """Which organization had which part in an event."""

    event_id: str = reference("events", "The event.", part_of_key=True)
    organization_id: str = reference("organizations", "The organization.", part_of_key=True)
    role: str = cited(
        "The organization's part in it.", vocabulary="event_organization_role", part_of_key=True
    )


class EventRelations(Table):
    """What a source says ties two happenings."""

    event_id: str = reference("events", "The event.", part_of_key=True)
    related_event_id: str = reference("events", "The other event.", part_of_key=True)
    role: str = cited(
        "What the event is to the other.", vocabulary="event_relation_role", part_of_key=True
    )

    _rules = (
        row_rule(
            pl.col("event_id") != pl.col("related_event_id"),
            "an event is not tied to itself",
            "name the other",
        ),
    )
