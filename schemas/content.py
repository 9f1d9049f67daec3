"""The tables of what the sources tell of: memorials and what they say, people, events and so on."""

import datetime

import pandera.polars as pa
import polars as pl

from schemas.columns import Table, cited, curated, derived, key, reference, row_rule, rule

TOWN = (
    "GeoNames' entry for the one town of the locality's name in the country that has 15,000 "
    "inhabitants or more, or, if none has, 500 or more; empty where there is not exactly one"
)
POINT = f"of `coordinates`; else of {TOWN}"


def in_order(first: str, last: str) -> pa.Check:
    """Return the check that one column is not after another, and both are filled or neither."""
    both = pl.col(first).is_null() == pl.col(last).is_null()
    holds = both & (pl.col(first) <= pl.col(last)).fill_null(True)
    return row_rule(holds, f"`{first}` is after `{last}`, or one of them is missing")


class Memorials(Table):
    """Memorials to the victims, one a row; also those that a source says were approved."""

    memorial_id: str = key("Identifier of the memorial.")
    label: str = derived(
        "What we call it: its kind and place, and the year or site where two would be alike.",
        "kind and locality, else site and country; then year, site or identifier until no other "
        "has it",
        ("memorial_type", "locality", "site", "country", "completed", "opened"),
        required=True,
    )
    name: str = cited(
        "What the source calls it; the noun alone where it says no more.",
        required=True,
        side_by_side=True,
    )
    other_names: str = cited("What else sources call it, `; ` between.", kind="names")
    memorial_type: str = cited("What kind of work it is.", vocabulary="memorial_type")
    status: str = cited("Its state, as the sources tell it.", vocabulary="status")
    country: str = cited("Country, as the source names it.")
    country_code: str = derived(
        "ISO 3166-1 alpha-2 code of the country.",
        "the code of the country's name in GeoNames or Unicode CLDR, or of a common other name",
        ("country",),
        kind="country_code",
    )
    locality: str = cited(
        "City or town, as the source spells it, or as GeoNames does where only capitals differ.",
        kind="locality",
    )
    district: str = cited("Part of the locality.")
    site: str = cited(
        "The place within the locality, verbatim; with its preposition where it only stands near.",
        verbatim=True,
        side_by_side=True,
    )
    coordinates: str = cited(
        "The memorial's own position where a source gives it: latitude, longitude (WGS 84).",
        kind="coordinates",
    )
    latitude: float = derived(
        "Latitude of the point that `coordinate_precision` tells.",
        POINT,
        ("coordinates", "locality", "country"),
        unit="degrees north, WGS 84",
        minimum=-90,
        maximum=90,
    )
    longitude: float = derived(
        "Longitude of the point that `coordinate_precision` tells.",
        POINT,
        ("coordinates", "locality", "country"),
        unit="degrees east, WGS 84",
        minimum=-180,
        maximum=180,
    )
    coordinate_precision: str = derived(
        "What the coordinates stand for.",
        "exact where a source gives `coordinates`; else locality where GeoNames has the town",
        ("coordinates", "locality", "country"),
        vocabulary="coordinate_precision",
    )
    geonames_id: int = derived(
        "GeoNames' number for the locality.",
        TOWN,
        ("locality", "country"),
        minimum=1,
    )
    completed: str = cited(
        "When the work was finished or built, as precisely as the source says (EDTF).", kind="edtf"
    )
    opened: str = cited(
        "When it was unveiled or opened, as precisely as the source says (EDTF).", kind="edtf"
    )
    completed_from: datetime.date = derived(
        "First day that `completed` allows.", "first day of `completed`", ("completed",)
    )
    completed_to: datetime.date = derived(
        "Last day that `completed` allows.", "last day of `completed`", ("completed",)
    )
    opened_from: datetime.date = derived(
        "First day that `opened` allows.", "first day of `opened`", ("opened",)
    )
    opened_to: datetime.date = derived(
        "Last day that `opened` allows.", "last day of `opened`", ("opened",)
    )
    material: str = cited("What it is made of.")
    height_m: float = cited("Height.", kind="metres", unit="metres", minimum=0)
    length_m: float = cited("Length.", kind="metres", unit="metres", minimum=0)
    dimensions_approximate: bool = derived(
        "Whether a measure is approximate; empty where nothing is measured.",
        "true where a measure's quotation says about, some, roughly or the like",
        ("height_m", "length_m"),
    )
    description: str = cited("What it shows, verbatim.", verbatim=True, side_by_side=True)
    setting: str = cited(
        "Its surroundings and the land it stands on, verbatim.", verbatim=True, side_by_side=True
    )
    dedicated_to: str = cited(
        "To whom it is dedicated, verbatim.", verbatim=True, side_by_side=True
    )

    _is_approved = pl.col("status") == "approved"
    _rules = (
        in_order("completed_from", "completed_to"),
        in_order("opened_from", "opened_to"),
        rule(
            pl.col("country").is_null() | pl.col("country_code").is_not_null(),
            "unknown-country",
            "no code of ISO 3166-1 is known for it, so the memorial has no place on a map",
            'if it has another name, claim country = { value = "…", quote = "…", note = "…" }',
            "country",
        ),
        row_rule(
            ~_is_approved | (pl.col("completed").is_null() & pl.col("opened").is_null()),
            "it is only approved, yet it was completed or opened",
            "check both",
            "status",
        ),
    )


class Inscriptions(Table):
    """What memorials say, one text a row, also where the source quotes only a word of it."""

    inscription_id: str = key("Identifier of the inscription.")
    memorial_id: str = reference("memorials", "The memorial that says it.", required=True)
    text: str = cited("The words, verbatim.", required=True, verbatim=True, whole=True)
    whole: bool = curated(
        "False where the source quotes only a part of the inscription.", default="true"
    )
    language: str = cited("Its language (BCP 47).", kind="language")
    translation: str = cited("The source's own translation.", verbatim=True)
    place: str = cited("Where on the memorial it stands, verbatim.", verbatim=True)
    state: str = cited("Whether it is there, as the sources tell.", vocabulary="inscription_state")


class People(Table):
    """Everyone whom a source mentions as a person, one a row."""

    person_id: str = key("Identifier of the person.")
    name: str = cited(
        "The person's name, or the source's designation.", required=True, side_by_side=True
    )
    other_names: str = cited("Other spellings, `; ` between.", kind="names")
    named: bool = curated(
        "False for an office holder whom the source does not name; `name` is then a designation.",
        default="true",
    )
    description: str = cited(
        "As the source describes the person, verbatim.", verbatim=True, side_by_side=True
    )


class Organizations(Table):
    """Bodies and groups that act in a source, one a row."""

    organization_id: str = key("Identifier of the organization.")
    name: str = cited(
        "The organization's name, or the source's designation.", required=True, side_by_side=True
    )
    other_names: str = cited("Other names and spellings, `; ` between.", kind="names")
    classification: str = cited("What kind of body it is.", vocabulary="classification")
    country_code: str = cited(
        "ISO 3166-1 alpha-2 code of its country, only where the source says.", kind="country_code"
    )
    description: str = cited(
        "As the source describes it, verbatim.", verbatim=True, side_by_side=True
    )


class Events(Table):
    """Happenings that a source tells of, dated or not, one a row."""

    event_id: str = key("Identifier of the event.")
    event_type: str = cited("What kind of event it is.", required=True, vocabulary="event_type")
    label: str = derived(
        "What we call it: its kind, its memorial's label, and its date.",
        "the kind, `: ` and the memorial's label, `, ` and the date",
        ("event_type", "memorial_id", "date"),
        required=True,
    )
    name: str = cited("What the source calls it, if it does.", side_by_side=True)
    date: str = cited("When, as precisely as the source says (EDTF).", kind="edtf")
    date_from: datetime.date = derived(
        "First day that `date` allows.", "first day of `date`", ("date",)
    )
    date_to: datetime.date = derived(
        "Last day that `date` allows.", "last day of `date`", ("date",)
    )
    memorial_id: str = reference("memorials", "The memorial that it concerns.")
    place: str = cited("Where, verbatim.", verbatim=True, side_by_side=True)
    description: str = cited("What happened, verbatim.", verbatim=True, side_by_side=True)

    _rules = (in_order("date_from", "date_to"),)


class Statements(Table):
    """What somebody said or a body is reported to have said, in the source's words, one a row."""

    statement_id: str = key("Identifier of the statement.")
    text: str = cited(
        "The words, verbatim, without quotation marks around them.",
        required=True,
        verbatim=True,
        whole=True,
    )
    directness: str = derived(
        "Whether the source quotes or reports the words.",
        "direct where the source has them between an opening and a closing quotation mark",
        ("text",),
        vocabulary="directness",
        required=True,
    )
    speaker: str = cited(
        "Who said it, as the source names them; empty where it names nobody.", side_by_side=True
    )
    person_id: str = reference("people", "The person who said it.")
    organization_id: str = reference("organizations", "The body that said it or was spoken for.")
    memorial_id: str = reference("memorials", "The memorial that the words concern.")
    event_id: str = reference("events", "The event with which the source reports the words.")
