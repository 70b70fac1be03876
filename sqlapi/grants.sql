-- The whole permission model of the control database: everything belongs to the role that installed it, and PUBLIC gets
-- nothing. Functions run with the rights of their caller, so a role that is to control syncs is made a member of that
-- role; the views run with its rights, so USAGE on the schema and SELECT on a view are all that a watcher needs.
REVOKE ALL ON SCHEMA bucardo FROM PUBLIC;
REVOKE ALL ON ALL TABLES IN SCHEMA bucardo FROM PUBLIC;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA bucardo FROM PUBLIC;
REVOKE ALL ON ALL ROUTINES IN SCHEMA bucardo FROM PUBLIC;
REVOKE ALL ON TYPE bucardo.db_info FROM PUBLIC;
REVOKE ALL ON TYPE bucardo.sync_info FROM PUBLIC;
