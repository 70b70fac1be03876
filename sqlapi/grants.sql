-- The whole permission model of the control database, with _access_routines: everything belongs to the role that
-- installed it, and PUBLIC gets nothing. What users call has the rights of the owner, so that nobody needs any on the
-- tables: EXECUTE on a function is the right to do what it does. Two kinds cannot have them. Procedures that commit run
-- as their caller and call functions that do not; functions that take strings and arrays alike turn them into text as
-- their caller, since that may run a cast of the caller's, and then call one that takes text.
REVOKE ALL ON SCHEMA bucardo FROM PUBLIC;
REVOKE ALL ON ALL TABLES IN SCHEMA bucardo FROM PUBLIC;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA bucardo FROM PUBLIC;
REVOKE ALL ON ALL ROUTINES IN SCHEMA bucardo FROM PUBLIC;
REVOKE ALL ON TYPE bucardo.db_info FROM PUBLIC;
REVOKE ALL ON TYPE bucardo.sync_info FROM PUBLIC;
REVOKE ALL ON TYPE bucardo.use_info FROM PUBLIC;
REVOKE ALL ON TYPE bucardo.delta_info FROM PUBLIC;
REVOKE ALL ON TYPE bucardo.purge_info FROM PUBLIC;
REVOKE ALL ON TYPE bucardo.access_info FROM PUBLIC;
REVOKE ALL ON TYPE bucardo.dbgroup_info FROM PUBLIC;
REVOKE ALL ON TYPE bucardo.relgroup_info FROM PUBLIC;
REVOKE ALL ON TYPE bucardo.customname_info FROM PUBLIC;
REVOKE ALL ON TYPE bucardo.customcols_info FROM PUBLIC;
REVOKE ALL ON TYPE bucardo.setting_info FROM PUBLIC;
REVOKE ALL ON TYPE bucardo.table_info FROM PUBLIC;
REVOKE ALL ON TYPE bucardo.sequence_info FROM PUBLIC;
REVOKE ALL ON TYPE bucardo.what_if_info FROM PUBLIC;
REVOKE ALL ON TYPE bucardo.column_policy_info FROM PUBLIC;
REVOKE ALL ON TYPE bucardo.unique_policy_info FROM PUBLIC;

-- Functions and views that are new, or whose signature changed, are still without the grants of the roles with access.
DELETE FROM bucardo.access a
WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles r WHERE r.oid = a.role);
SELECT bucardo._apply_access(r.rolname::text, a.access)
FROM bucardo.access a
JOIN pg_catalog.pg_roles r ON r.oid = a.role;
