"""The tables of what ties people, organizations, memorials and events together.

A row is one role; its key is the two identifiers and the role, its evidence stands under `role`.
"""

from schemas.columns import Table, Text, cited, reference


class Memberships(Table):
    """What a person is to an organization (Popolo)."""

    person_id: Text = reference("people", "The person.", part_of_key=True)
    organization_id: Text = reference("organizations", "The organization.", part_of_key=True)
    role: Text = cited("The person's part in it.", vocabulary="membership_role", part_of_key=True)


class Kinships(Table):
    """What a person is to a relative."""

    person_id: Text = reference("people", "The person.", part_of_key=True)
    relative_id: Text = reference("people", "The relative.", part_of_key=True)
    role: Text = cited(
        "What the person is to the relative.", vocabulary="kinship_role", part_of_key=True
    )


class MemorialPeople(Table):
    """Who had which part in a memorial."""

    memorial_id: Text = reference("memorials", "The memorial.", part_of_key=True)
    person_id: Text = reference("people", "The person.", part_of_key=True)
    role: Text = cited(
        "The person's part in it.", vocabulary="memorial_person_role", part_of_key=True
    )


class MemorialOrganizations(Table):
    """Which organization had which part in a memorial."""

    memorial_id: Text = reference("memorials", "The memorial.", part_of_key=True)
    organization_id: Text = reference("organizations", "The organization.", part_of_key=True)
    role: Text = cited(
        "The organization's part in it.", vocabulary="memorial_organization_role", part_of_key=True
    )


class EventPeople(Table):
    """Who had which part in an event."""

    event_id: Text = reference("events", "The event.", part_of_key=True)
    person_id: Text = reference("people", "The person.", part_of_key=True)
    role: Text = cited("The person's part in it.", vocabulary="event_person_role", part_of_key=True)


class EventOrganizations(Table):
    """Which organization had which part in an event."""

    event_id: Text = reference("events", "The event.", part_of_key=True)
    organization_id: Text = reference("organizations", "The organization.", part_of_key=True)
    role: Text = cited(
        "The organization's part in it.", vocabulary="event_organization_role", part_of_key=True
    )
