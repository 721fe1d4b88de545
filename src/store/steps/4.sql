-- From version 3 to 4: an entry keeps the role of the server that wrote it. A server is then given the functions by which
-- alone the gate's own tables are written (store/postgres/gate.sql), and the rights that were granted are set anew.
ALTER TABLE journal ADD COLUMN role TEXT;

-- Whoever stands on a record is found by an index, when the record is shown or taken out.
-- Ballots have none but their key: they are many, and an organization with ballots is hardly ever taken out.
CREATE INDEX organizations_merged_into ON organizations (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX sessions_host ON sessions (host_id) WHERE host_id IS NOT NULL;
CREATE INDEX attendances_proxy ON attendances (proxy_id) WHERE proxy_id IS NOT NULL;
CREATE INDEX candidates_organization ON candidates (organization_id) WHERE organization_id IS NOT NULL;
CREATE INDEX actions_session ON actions (session_id) WHERE session_id IS NOT NULL;
CREATE INDEX visits_session ON visits (session_id) WHERE session_id IS NOT NULL;
CREATE INDEX activities_host ON activities (host_id) WHERE host_id IS NOT NULL;
CREATE INDEX documents_organization ON documents (organization_id) WHERE organization_id IS NOT NULL;
CREATE INDEX documents_person ON documents (person_id) WHERE person_id IS NOT NULL;
CREATE INDEX documents_session ON documents (session_id) WHERE session_id IS NOT NULL;
CREATE INDEX documents_motion ON documents (motion_id) WHERE motion_id IS NOT NULL;
CREATE INDEX documents_action ON documents (action_id) WHERE action_id IS NOT NULL;
CREATE INDEX documents_visit ON documents (visit_id) WHERE visit_id IS NOT NULL;
CREATE INDEX documents_activity ON documents (activity_id) WHERE activity_id IS NOT NULL;
