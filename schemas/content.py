"""The tables of what the sources tell: memorials, people, organizations, events, statements."""

from __future__ import annotations

from typing import Any

from schemas.columns import (
    Boolean,
    Date,
    Integer,
    Number,
    Table,
    Text,
    cited,
    curated,
    derived,
    key,
    reference,
    row_rule,
)

Day = Any  # text, or a library's date: two days of one kind are compared


def in_order(first: Day | None, last: Day | None) -> bool:
    """Whether `first` is not after `last`, and both are given or neither."""
    if first is None or last is None:
        return first is last
    return bool(first <= last)


TOWN = (
    "GeoNames' entry for the one town of the locality's name in the country that has 15,000 "
    "inhabitants or more, or, if none has, 500 or more; empty where there is not exactly one"
)


class Memorials(Table):
    """Memorials to the victims, one a row; also those that a source says were approved."""

    memorial_id: Text = key("Identifier of the memorial.")
    name: Text = cited(
        "What the source calls it; the noun alone where it says no more.", required=True
    )
    memorial_type: Text = cited("What kind of work it is.", vocabulary="memorial_type")
    status: Text = cited("Its state, as the sources tell it.", vocabulary="status")
    country: Text = cited("Country, as the source names it.")
    country_code: Text = derived(
        "ISO 3166-1 alpha-2 code of the country.",
        "the code of the country's name in GeoNames or Unicode CLDR, or of a common other name",
        ("country",),
        kind="country_code",
    )
    locality: Text = cited(
        "City or town, as the source spells it, or as GeoNames does where only capitals differ.",
        kind="locality",
    )
    district: Text = cited("Part of the locality.")
    site: Text = cited(
        "The place within the locality, verbatim; with its preposition where it only stands near.",
        verbatim=True,
    )
    latitude: Number = derived(
        "Latitude of the point that `coordinate_precision` tells.",
        TOWN,
        ("locality", "country"),
        unit="degrees north, WGS 84",
        minimum=-90,
        maximum=90,
    )
    longitude: Number = derived(
        "Longitude of the point that `coordinate_precision` tells.",
        TOWN,
        ("locality", "country"),
        unit="degrees east, WGS 84",
        minimum=-180,
        maximum=180,
    )
    coordinate_precision: Text = derived(
        "What the coordinates stand for.",
        "locality where there are coordinates",
        ("locality", "country"),
        vocabulary="coordinate_precision",
    )
    geonames_id: Integer = derived(
        "GeoNames' number for the locality.",
        TOWN,
        ("locality", "country"),
        minimum=1,
    )
    completed: Text = cited(
        "When the work was finished or built, as precisely as the source says (EDTF).", kind="edtf"
    )
    opened: Text = cited(
        "When it was unveiled or opened, as precisely as the source says (EDTF).", kind="edtf"
    )
    opened_from: Date = derived(
        "First day that `opened` allows.", "first day of `opened`", ("opened",)
    )
    opened_to: Date = derived("Last day that `opened` allows.", "last day of `opened`", ("opened",))
    material: Text = cited("What it is made of.")
    height_m: Number = cited("Height.", kind="metres", unit="metres", minimum=0)
    length_m: Number = cited("Length.", kind="metres", unit="metres", minimum=0)
    dimensions_approximate: Boolean = derived(
        "Whether a measure is approximate; empty where nothing is measured.",
        "true where a measure's quotation says about, some, roughly or the like",
        ("height_m", "length_m"),
    )
    description: Text = cited("What it shows, verbatim.", verbatim=True)
    setting: Text = cited("Its surroundings and the land it stands on, verbatim.", verbatim=True)
    inscription: Text = cited("What is written on it, verbatim.", verbatim=True, whole=True)
    inscription_language: Text = cited("Language of the inscription (BCP 47).", kind="language")
    inscription_translation: Text = cited(
        "The source's own translation of the inscription.", verbatim=True
    )
    dedicated_to: Text = cited("To whom it is dedicated, verbatim.", verbatim=True)

    @row_rule("`opened_from` is not after `opened_to`", "opened_from", "opened_to")
    def opened_in_order(first: Day | None, last: Day | None) -> bool:  # noqa: N805
        """The days that `opened` allows are in order."""
        return in_order(first, last)


class People(Table):
    """Everyone whom a source mentions as a person, one a row."""

    person_id: Text = key("Identifier of the person.")
    name: Text = cited("The person's name, or the source's designation.", required=True)
    other_names: Text = cited("Other spellings, `; ` between.", kind="names")
    named: Boolean = curated(
        "False for an office holder whom the source does not name; `name` is then a designation.",
        default="true",
    )
    description: Text = cited("As the source describes the person, verbatim.", verbatim=True)


class Organizations(Table):
    """Bodies and groups that act in a source, one a row."""

    organization_id: Text = key("Identifier of the organization.")
    name: Text = cited("The organization's name, or the source's designation.", required=True)
    other_names: Text = cited("Other names and spellings, `; ` between.", kind="names")
    classification: Text = cited("What kind of body it is.", vocabulary="classification")
    country_code: Text = cited(
        "ISO 3166-1 alpha-2 code of its country, only where the source says.", kind="country_code"
    )
    description: Text = cited("As the source describes it, verbatim.", verbatim=True)


class Events(Table):
    """Happenings that a source tells of, dated or not, one a row."""

    event_id: Text = key("Identifier of the event.")
    event_type: Text = cited("What kind of event it is.", required=True, vocabulary="event_type")
    name: Text = cited("What the source calls it, if it does.")
    date: Text = cited("When, as precisely as the source says (EDTF).", kind="edtf")
    date_from: Date = derived("First day that `date` allows.", "first day of `date`", ("date",))
    date_to: Date = derived("Last day that `date` allows.", "last day of `date`", ("date",))
    memorial_id: Text = reference("memorials", "The memorial that it concerns.")
    place: Text = cited("Where, verbatim.", verbatim=True)
    description: Text = cited("What happened, verbatim.", verbatim=True)

    @row_rule("`date_from` is not after `date_to`", "date_from", "date_to")
    def date_in_order(first: Day | None, last: Day | None) -> bool:  # noqa: N805
        """The days that `date` allows are in order."""
        return in_order(first, last)


class Statements(Table):
    """What somebody said or a body is reported to have said, in the source's words, one a row."""

    statement_id: Text = key("Identifier of the statement.")
    text: Text = cited(
        "The words, verbatim, without quotation marks around them.",
        required=True,
        verbatim=True,
        whole=True,
    )
    directness: Text = derived(
        "Whether the source quotes or reports the words.",
        "direct where the source has them between an opening and a closing quotation mark",
        ("text",),
        vocabulary="directness",
        required=True,
    )
    speaker: Text = cited(
        "Who said it, as the source names them; empty where it names nobody.", verbatim=True
    )
    person_id: Text = reference("people", "The person who said it.")
    organization_id: Text = reference("organizations", "The body that said it or was spoken for.")
    memorial_id: Text = reference("memorials", "The memorial that the words concern.")
    event_id: Text = reference("events", "The event with which the source reports the words.")
