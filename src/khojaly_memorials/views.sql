-- The questions that are asked most often, a view each. Every row leads back to the tables.

-- Which memorials are there, and what has become of them, country by country?
CREATE VIEW memorials_by_country AS
SELECT country, status, count(*) AS memorials, group_concat(memorial_id, ' ') AS memorial_ids
FROM (SELECT * FROM memorials ORDER BY memorial_id)
GROUP BY country, status
ORDER BY country, status;

-- When did each open, in the order of time? Those whose opening nobody dates come last.
CREATE VIEW openings_in_order AS
SELECT memorial_id, name, locality, country, opened, opened_from, opened_to
FROM memorials
ORDER BY opened_from IS NULL, opened_from, opened_to, memorial_id;

-- Who designed, initiated, funded or supported a memorial?
CREATE VIEW memorial_contributors AS
SELECT memorial_id, role, 'person' AS kind, person_id AS contributor_id, people.name AS name
FROM memorial_people JOIN people USING (person_id)
UNION ALL
SELECT memorial_id, role, 'organization', organization_id, organizations.name
FROM memorial_organizations JOIN organizations USING (organization_id)
ORDER BY memorial_id, role, kind, contributor_id;

-- Who took part in an event, and as what?
CREATE VIEW event_participants AS
SELECT event_id, role, 'person' AS kind, person_id AS participant_id, people.name AS name
FROM event_people JOIN people USING (person_id)
UNION ALL
SELECT event_id, role, 'organization', organization_id, organizations.name
FROM event_organizations JOIN organizations USING (organization_id)
ORDER BY event_id, role, kind, participant_id;

-- What happened at or about a memorial, in the order of time?
CREATE VIEW events_in_order AS
SELECT event_id, event_type, date, date_from, date_to, memorial_id, place, description
FROM events
ORDER BY date_from IS NULL, date_from, date_to, event_id;

-- What was said, by whom, and about which memorial?
CREATE VIEW statements_and_speakers AS
SELECT statement_id, text, directness, speaker, people.name AS person,
  organizations.name AS organization, memorial_id, event_id
FROM statements LEFT JOIN people USING (person_id) LEFT JOIN organizations USING (organization_id)
ORDER BY statement_id;

-- Which words does each value rest on, and where do they stand?
CREATE VIEW values_and_quotations AS
SELECT table_name, record_id, field, value, quote, passages.text AS sentence, basis, rank, note,
  sources.title AS source, sources.url AS url
FROM evidence JOIN passages USING (source_id, passage_id) JOIN sources USING (source_id)
ORDER BY table_name, record_id, field, source_id, evidence.start, evidence_id;

-- On which cells do sources differ, settled or side by side?
CREATE VIEW disagreements AS
SELECT table_name, record_id, field, value, rank, quote, source_id, note
FROM evidence JOIN (
  SELECT DISTINCT table_name, record_id, field FROM evidence WHERE rank = 'preferred'
) USING (table_name, record_id, field)
ORDER BY table_name, record_id, field, rank DESC, value, evidence_id;

-- What do the sources say that the tables do not use, and why not?
CREATE VIEW passages_not_used AS
SELECT source_id, passage_id, kind, section, text, unused_reason
FROM passages
WHERE unused_reason IS NOT NULL
ORDER BY source_id, passage_id;
