--
-- PostgreSQL database dump
--

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: bucardo; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA bucardo;

--
-- Name: SCHEMA bucardo; Type: COMMENT; Schema: -; Owner: -
--

COMMENT ON SCHEMA bucardo IS 'Control of replication by bucardo-sidecar: functions to call, views to read. Its tables are private.';

--
-- Name: access_info; Type: TYPE; Schema: bucardo; Owner: -
--

CREATE TYPE bucardo.access_info AS (
	role_name text,
	access text,
	granted_by text,
	granted_at timestamp with time zone
);

--
-- Name: TYPE access_info; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON TYPE bucardo.access_info IS 'A role and its access level, as list_access shows it.';

--
-- Name: COLUMN access_info.role_name; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.access_info.role_name IS 'The role.';

--
-- Name: COLUMN access_info.access; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.access_info.access IS 'What it may do: admin, operator or monitor.';

--
-- Name: COLUMN access_info.granted_by; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.access_info.granted_by IS 'Who gave it that.';

--
-- Name: COLUMN access_info.granted_at; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.access_info.granted_at IS 'When.';

--
-- Name: column_policy_info; Type: TYPE; Schema: bucardo; Owner: -
--

CREATE TYPE bucardo.column_policy_info AS (
	sync text,
	relation text,
	column_name text,
	policy text,
	source_order text[],
	expression text
);

--
-- Name: TYPE column_policy_info; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON TYPE bucardo.column_policy_info IS 'How a column is decided that was changed on several sources, as list_column_policies shows it.';

--
-- Name: COLUMN column_policy_info.sync; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.column_policy_info.sync IS 'The sync.';

--
-- Name: COLUMN column_policy_info.relation; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.column_policy_info.relation IS 'The table, as the first source calls it.';

--
-- Name: COLUMN column_policy_info.column_name; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.column_policy_info.column_name IS 'The column, as it is written in SQL.';

--
-- Name: COLUMN column_policy_info.policy; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.column_policy_info.policy IS 'latest, max, min, sum, union, jsonb_merge, coalesce, source order or expression.';

--
-- Name: COLUMN column_policy_info.source_order; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.column_policy_info.source_order IS 'With source order: the sources, the first wins.';

--
-- Name: COLUMN column_policy_info.expression; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.column_policy_info.expression IS 'With expression: SQL over a, b and base.';

--
-- Name: customcode_info; Type: TYPE; Schema: bucardo; Owner: -
--

CREATE TYPE bucardo.customcode_info AS (
	name text,
	sync text,
	point text,
	relation text,
	function text,
	expression text,
	db text,
	role text,
	timeout interval,
	priority integer,
	status text
);

--
-- Name: TYPE customcode_info; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON TYPE bucardo.customcode_info IS 'Custom code of a sync, as list_customcodes shows it.';

--
-- Name: COLUMN customcode_info.name; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.customcode_info.name IS 'The name it is called by.';

--
-- Name: COLUMN customcode_info.sync; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.customcode_info.sync IS 'The sync that calls it.';

--
-- Name: COLUMN customcode_info.point; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.customcode_info.point IS 'When it is called, see docs/conflicts.md.';

--
-- Name: COLUMN customcode_info.relation; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.customcode_info.relation IS 'For which table, as the first source calls it; NULL: for every table of the sync, or for the sync as a whole.';

--
-- Name: COLUMN customcode_info.function; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.customcode_info.function IS 'The function; it takes one jsonb.';

--
-- Name: COLUMN customcode_info.expression; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.customcode_info.expression IS 'The expression that stands for a function: over a and b, two versions of a row.';

--
-- Name: COLUMN customcode_info.db; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.customcode_info.db IS 'Where it runs; NULL: in the control database, with before_apply at every receiver, an expression at the first source.';

--
-- Name: COLUMN customcode_info.role; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.customcode_info.role IS 'As whom it runs; NULL: as the role that the sidecar connects as.';

--
-- Name: COLUMN customcode_info.timeout; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.customcode_info.timeout IS 'How long one call may take.';

--
-- Name: COLUMN customcode_info.priority; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.customcode_info.priority IS 'Of several at one point the highest is called first, of equal ones the oldest.';

--
-- Name: COLUMN customcode_info.status; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.customcode_info.status IS 'active, or inactive: it is not called.';

--
-- Name: customcols_info; Type: TYPE; Schema: bucardo; Owner: -
--

CREATE TYPE bucardo.customcols_info AS (
	relation text,
	columns text[],
	db text,
	sync text
);

--
-- Name: TYPE customcols_info; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON TYPE bucardo.customcols_info IS 'Other columns of a table, as list_customcols shows them.';

--
-- Name: COLUMN customcols_info.relation; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.customcols_info.relation IS 'The table, as the first source calls it.';

--
-- Name: COLUMN customcols_info.columns; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.customcols_info.columns IS 'The columns it gets: by their names, or as expression AS name.';

--
-- Name: COLUMN customcols_info.db; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.customcols_info.db IS 'Which database gets them; NULL: every receiver.';

--
-- Name: COLUMN customcols_info.sync; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.customcols_info.sync IS 'In which sync; NULL: in all.';

--
-- Name: customname_info; Type: TYPE; Schema: bucardo; Owner: -
--

CREATE TYPE bucardo.customname_info AS (
	relation text,
	new_name text,
	db text,
	sync text
);

--
-- Name: TYPE customname_info; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON TYPE bucardo.customname_info IS 'Another name of a table, as list_customnames shows it.';

--
-- Name: COLUMN customname_info.relation; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.customname_info.relation IS 'The table, as the first source calls it.';

--
-- Name: COLUMN customname_info.new_name; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.customname_info.new_name IS 'What it is called there.';

--
-- Name: COLUMN customname_info.db; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.customname_info.db IS 'On which database; NULL: on all but the first source.';

--
-- Name: COLUMN customname_info.sync; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.customname_info.sync IS 'In which sync; NULL: in all.';

--
-- Name: dangling_fk_info; Type: TYPE; Schema: bucardo; Owner: -
--

CREATE TYPE bucardo.dangling_fk_info AS (
	sync text,
	db text,
	schema_name text,
	table_name text,
	constraint_name text,
	key jsonb,
	parent_schema text,
	parent_table text,
	parent_key jsonb,
	found_at timestamp with time zone
);

--
-- Name: TYPE dangling_fk_info; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON TYPE bucardo.dangling_fk_info IS 'A row whose parent by a foreign key is missing, as dangling_fks shows it.';

--
-- Name: COLUMN dangling_fk_info.sync; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.dangling_fk_info.sync IS 'The sync that replicates it.';

--
-- Name: COLUMN dangling_fk_info.db; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.dangling_fk_info.db IS 'The database where it is.';

--
-- Name: COLUMN dangling_fk_info.schema_name; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.dangling_fk_info.schema_name IS 'Its table''s schema.';

--
-- Name: COLUMN dangling_fk_info.table_name; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.dangling_fk_info.table_name IS 'Its table''s name.';

--
-- Name: COLUMN dangling_fk_info.constraint_name; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.dangling_fk_info.constraint_name IS 'The foreign key.';

--
-- Name: COLUMN dangling_fk_info.key; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.dangling_fk_info.key IS 'Its key, by column.';

--
-- Name: COLUMN dangling_fk_info.parent_schema; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.dangling_fk_info.parent_schema IS 'Schema of the table it refers to.';

--
-- Name: COLUMN dangling_fk_info.parent_table; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.dangling_fk_info.parent_table IS 'Name of the table it refers to.';

--
-- Name: COLUMN dangling_fk_info.parent_key; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.dangling_fk_info.parent_key IS 'What it refers to and is not there, by column of that table.';

--
-- Name: COLUMN dangling_fk_info.found_at; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.dangling_fk_info.found_at IS 'When it was found.';

--
-- Name: db_info; Type: TYPE; Schema: bucardo; Owner: -
--

CREATE TYPE bucardo.db_info AS (
	name text,
	type text,
	dbname text,
	host text,
	port integer,
	username text,
	service text,
	conninfo text,
	passfile text,
	password_env text,
	syncs text[],
	created_at timestamp with time zone,
	updated_at timestamp with time zone,
	removing boolean,
	dbgroups text[],
	status text,
	makedelta boolean,
	options jsonb
);

--
-- Name: TYPE db_info; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON TYPE bucardo.db_info IS 'A database as list_dbs shows it.';

--
-- Name: COLUMN db_info.name; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.db_info.name IS 'The name syncs call it by.';

--
-- Name: COLUMN db_info.type; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.db_info.type IS 'The kind of database: postgres, mysql, mariadb, sqlite, oracle, mongodb, redis or files.';

--
-- Name: COLUMN db_info.dbname; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.db_info.dbname IS 'Name of the database on its server; NULL: as the control connection, or libpq''s default where host or service is given. With sqlite the path of the file, with files that of the directory, with redis the number of the database.';

--
-- Name: COLUMN db_info.host; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.db_info.host IS 'Host name, address or socket directory.';

--
-- Name: COLUMN db_info.port; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.db_info.port IS 'TCP port, or number of the socket.';

--
-- Name: COLUMN db_info.username; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.db_info.username IS 'Role to connect as.';

--
-- Name: COLUMN db_info.service; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.db_info.service IS 'Entry in the sidecar''s connection service file.';

--
-- Name: COLUMN db_info.conninfo; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.db_info.conninfo IS 'Connection string, given instead of the parts: libpq''s, or the DSN or URI of a database that is not PostgreSQL.';

--
-- Name: COLUMN db_info.passfile; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.db_info.passfile IS 'Password file on the sidecar''s host.';

--
-- Name: COLUMN db_info.password_env; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.db_info.password_env IS 'Environment variable of the sidecar that holds the password.';

--
-- Name: COLUMN db_info.syncs; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.db_info.syncs IS 'Names of the syncs it is a member of.';

--
-- Name: COLUMN db_info.created_at; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.db_info.created_at IS 'When it was added.';

--
-- Name: COLUMN db_info.updated_at; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.db_info.updated_at IS 'When it was last changed.';

--
-- Name: COLUMN db_info.removing; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.db_info.removing IS 'Whether it is being removed: it goes when the sidecar has taken the last triggers and deltas off it.';

--
-- Name: COLUMN db_info.dbgroups; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.db_info.dbgroups IS 'Names of the dbgroups it is in, those apart that belong to a sync.';

--
-- Name: COLUMN db_info.status; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.db_info.status IS 'active, or inactive: taken out of all syncs for a while; its changes and those for it are kept.';

--
-- Name: COLUMN db_info.makedelta; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.db_info.makedelta IS 'Whether what syncs write here is passed on by other syncs of this database; NULL: as each sync has it.';

--
-- Name: COLUMN db_info.options; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.db_info.options IS 'What there is to say of a database that is not PostgreSQL, see docs/targets.md; NULL: nothing.';

--
-- Name: dbgroup_info; Type: TYPE; Schema: bucardo; Owner: -
--

CREATE TYPE bucardo.dbgroup_info AS (
	name text,
	dbs text[],
	syncs text[],
	own boolean,
	created_at timestamp with time zone,
	updated_at timestamp with time zone
);

--
-- Name: TYPE dbgroup_info; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON TYPE bucardo.dbgroup_info IS 'A dbgroup as list_dbgroups shows it.';

--
-- Name: COLUMN dbgroup_info.name; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.dbgroup_info.name IS 'Its name.';

--
-- Name: COLUMN dbgroup_info.dbs; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.dbgroup_info.dbs IS 'Its databases, name:role, with :priority where that is not 0; the highest priority first, then in the order given.';

--
-- Name: COLUMN dbgroup_info.syncs; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.dbgroup_info.syncs IS 'Names of the syncs that use it.';

--
-- Name: COLUMN dbgroup_info.own; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.dbgroup_info.own IS 'Whether it was made of the list given for the sync of its name; no other can use it, and it goes with that sync.';

--
-- Name: COLUMN dbgroup_info.created_at; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.dbgroup_info.created_at IS 'When it was added.';

--
-- Name: COLUMN dbgroup_info.updated_at; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.dbgroup_info.updated_at IS 'When it was last changed.';

--
-- Name: delta_info; Type: TYPE; Schema: bucardo; Owner: -
--

CREATE TYPE bucardo.delta_info AS (
	sync text,
	db text,
	schema_name text,
	table_name text,
	pending bigint,
	last_change timestamp with time zone
);

--
-- Name: TYPE delta_info; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON TYPE bucardo.delta_info IS 'Pending changes of a table at a source, as delta shows them.';

--
-- Name: COLUMN delta_info.sync; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.delta_info.sync IS 'The sync that is to replicate them.';

--
-- Name: COLUMN delta_info.db; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.delta_info.db IS 'The source they were made at.';

--
-- Name: COLUMN delta_info.schema_name; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.delta_info.schema_name IS 'The table''s schema.';

--
-- Name: COLUMN delta_info.table_name; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.delta_info.table_name IS 'The table''s name.';

--
-- Name: COLUMN delta_info.pending; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.delta_info.pending IS 'Changes captured there and not yet replicated, when the sidecar last looked.';

--
-- Name: COLUMN delta_info.last_change; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.delta_info.last_change IS 'Time of the last replicated change from this source.';

--
-- Name: purge_info; Type: TYPE; Schema: bucardo; Owner: -
--

CREATE TYPE bucardo.purge_info AS (
	kind text,
	removed bigint
);

--
-- Name: TYPE purge_info; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON TYPE bucardo.purge_info IS 'What purge took out.';

--
-- Name: COLUMN purge_info.kind; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.purge_info.kind IS 'Which history: runs, rates, log, commands or conflicts.';

--
-- Name: COLUMN purge_info.removed; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.purge_info.removed IS 'How many rows of it were removed.';

--
-- Name: relgroup_info; Type: TYPE; Schema: bucardo; Owner: -
--

CREATE TYPE bucardo.relgroup_info AS (
	name text,
	tables text[],
	syncs text[],
	own boolean,
	created_at timestamp with time zone,
	updated_at timestamp with time zone,
	sequences text[]
);

--
-- Name: TYPE relgroup_info; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON TYPE bucardo.relgroup_info IS 'A relgroup as list_relgroups shows it.';

--
-- Name: COLUMN relgroup_info.name; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.relgroup_info.name IS 'Its name.';

--
-- Name: COLUMN relgroup_info.tables; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.relgroup_info.tables IS 'Which tables it holds: all, schema.*, schema.table or table, * in a name for any characters; with a minus those left out, with :priority where that is not 0.';

--
-- Name: COLUMN relgroup_info.syncs; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.relgroup_info.syncs IS 'Names of the syncs that use it.';

--
-- Name: COLUMN relgroup_info.own; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.relgroup_info.own IS 'Whether it was made of the list given for the sync of its name; no other can use it, and it goes with that sync.';

--
-- Name: COLUMN relgroup_info.created_at; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.relgroup_info.created_at IS 'When it was added.';

--
-- Name: COLUMN relgroup_info.updated_at; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.relgroup_info.updated_at IS 'When it was last changed.';

--
-- Name: COLUMN relgroup_info.sequences; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.relgroup_info.sequences IS 'Which sequences it holds, written as tables are.';

--
-- Name: sequence_info; Type: TYPE; Schema: bucardo; Owner: -
--

CREATE TYPE bucardo.sequence_info AS (
	sync text,
	schema_name text,
	sequence_name text,
	state text,
	reason text,
	next_step text
);

--
-- Name: TYPE sequence_info; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON TYPE bucardo.sequence_info IS 'A sequence of a sync as list_sequences shows it.';

--
-- Name: COLUMN sequence_info.sync; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.sequence_info.sync IS 'The sync.';

--
-- Name: COLUMN sequence_info.schema_name; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.sequence_info.schema_name IS 'The sequence''s schema; NULL for one that was named without and is not found yet.';

--
-- Name: COLUMN sequence_info.sequence_name; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.sequence_info.sequence_name IS 'The sequence''s name.';

--
-- Name: COLUMN sequence_info.state; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.sequence_info.state IS 'pending (not yet looked at), replicated, held or left out.';

--
-- Name: COLUMN sequence_info.reason; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.sequence_info.reason IS 'Why it is held or left out.';

--
-- Name: COLUMN sequence_info.next_step; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.sequence_info.next_step IS 'What to do about it.';

--
-- Name: setting_info; Type: TYPE; Schema: bucardo; Owner: -
--

CREATE TYPE bucardo.setting_info AS (
	name text,
	value text,
	default_value text,
	kind text,
	unit text,
	minimum text,
	maximum text,
	choices text[],
	scopes text[],
	description text
);

--
-- Name: TYPE setting_info; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON TYPE bucardo.setting_info IS 'A setting as list_config shows it.';

--
-- Name: COLUMN setting_info.name; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.setting_info.name IS 'Its name.';

--
-- Name: COLUMN setting_info.value; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.setting_info.value IS 'What it is now, for all syncs that do not set it themselves.';

--
-- Name: COLUMN setting_info.default_value; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.setting_info.default_value IS 'What it is when nobody sets it.';

--
-- Name: COLUMN setting_info.kind; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.setting_info.kind IS 'boolean, integer, interval or text.';

--
-- Name: COLUMN setting_info.unit; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.setting_info.unit IS 'What an integer counts.';

--
-- Name: COLUMN setting_info.minimum; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.setting_info.minimum IS 'The least it can be.';

--
-- Name: COLUMN setting_info.maximum; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.setting_info.maximum IS 'The most it can be; NULL: as much as its type holds.';

--
-- Name: COLUMN setting_info.choices; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.setting_info.choices IS 'All that it can be; NULL where that is not a list.';

--
-- Name: COLUMN setting_info.scopes; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.setting_info.scopes IS 'Where it is set: config by update_config, sync by add_sync and update_sync, table by add_table and update_table.';

--
-- Name: COLUMN setting_info.description; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.setting_info.description IS 'What it does.';

--
-- Name: sync_info; Type: TYPE; Schema: bucardo; Owner: -
--

CREATE TYPE bucardo.sync_info AS (
	name text,
	state text,
	dbs text[],
	tables text[],
	conflict_strategy text,
	source_order text[],
	autokick boolean,
	status text,
	paused boolean,
	reason text,
	next_step text,
	created_at timestamp with time zone,
	updated_at timestamp with time zone,
	dbgroup text,
	relgroup text,
	onetimecopy integer,
	copy_workers integer,
	sequences text[],
	row_filter text,
	options jsonb
);

--
-- Name: TYPE sync_info; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON TYPE bucardo.sync_info IS 'A sync as list_syncs shows it.';

--
-- Name: COLUMN sync_info.name; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.sync_info.name IS 'Its name.';

--
-- Name: COLUMN sync_info.state; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.sync_info.state IS 'What the sidecar saw: pending, active, degraded, paused, failed or inactive; pending too while a change is not yet acted on.';

--
-- Name: COLUMN sync_info.dbs; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.sync_info.dbs IS 'Its members, name:role, in the order given.';

--
-- Name: COLUMN sync_info.tables; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.sync_info.tables IS 'Which tables were asked for: all, schema.*, schema.table or table, * in a name for any characters; with a minus those left out, with :priority where that is not 0.';

--
-- Name: COLUMN sync_info.conflict_strategy; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.sync_info.conflict_strategy IS 'Who wins a conflict, see docs/conflicts.md.';

--
-- Name: COLUMN sync_info.source_order; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.sync_info.source_order IS 'With source order: the sources, the first wins. NULL with another strategy.';

--
-- Name: COLUMN sync_info.autokick; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.sync_info.autokick IS 'Whether changes are replicated at once; else only when kicked.';

--
-- Name: COLUMN sync_info.status; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.sync_info.status IS 'What the user wants: active or inactive.';

--
-- Name: COLUMN sync_info.paused; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.sync_info.paused IS 'What the user wants: whether changes are kept but not replicated.';

--
-- Name: COLUMN sync_info.reason; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.sync_info.reason IS 'Why the state is what it is; NULL when there is nothing to say.';

--
-- Name: COLUMN sync_info.next_step; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.sync_info.next_step IS 'What to do about it.';

--
-- Name: COLUMN sync_info.created_at; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.sync_info.created_at IS 'When it was added.';

--
-- Name: COLUMN sync_info.updated_at; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.sync_info.updated_at IS 'When it was last changed.';

--
-- Name: COLUMN sync_info.dbgroup; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.sync_info.dbgroup IS 'The dbgroup its members come from.';

--
-- Name: COLUMN sync_info.relgroup; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.sync_info.relgroup IS 'The relgroup its tables come from.';

--
-- Name: COLUMN sync_info.onetimecopy; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.sync_info.onetimecopy IS 'What a member gets when it joins: 0 nothing, 1 every table whole, 2 those tables that it has empty.';

--
-- Name: COLUMN sync_info.copy_workers; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.sync_info.copy_workers IS 'How many parts of a table are copied at once to a member.';

--
-- Name: COLUMN sync_info.sequences; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.sync_info.sequences IS 'What was asked to be replicated of sequences: all, schema.*, schema.sequence or sequence.';

--
-- Name: COLUMN sync_info.row_filter; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.sync_info.row_filter IS 'Which rows a database gets of tables that have no filter of their own; NULL: all.';

--
-- Name: COLUMN sync_info.options; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.sync_info.options IS 'The settings that it sets itself; all others are as list_config shows them.';

--
-- Name: table_info; Type: TYPE; Schema: bucardo; Owner: -
--

CREATE TYPE bucardo.table_info AS (
	sync text,
	schema_name text,
	table_name text,
	state text,
	reason text,
	next_step text,
	key_columns text[],
	conflict_strategy text,
	source_order text[],
	row_filter text,
	db_filters jsonb,
	options jsonb
);

--
-- Name: TYPE table_info; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON TYPE bucardo.table_info IS 'A table of a sync as list_tables shows it.';

--
-- Name: COLUMN table_info.sync; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.table_info.sync IS 'The sync.';

--
-- Name: COLUMN table_info.schema_name; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.table_info.schema_name IS 'The table''s schema; NULL for one that was named without and is not found yet.';

--
-- Name: COLUMN table_info.table_name; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.table_info.table_name IS 'The table''s name.';

--
-- Name: COLUMN table_info.state; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.table_info.state IS 'pending (not yet looked at), replicated, held (its changes are kept until the reason is mended) or left out.';

--
-- Name: COLUMN table_info.reason; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.table_info.reason IS 'Why it is held or left out.';

--
-- Name: COLUMN table_info.next_step; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.table_info.next_step IS 'What to do about it.';

--
-- Name: COLUMN table_info.key_columns; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.table_info.key_columns IS 'The columns rows are told apart by.';

--
-- Name: COLUMN table_info.conflict_strategy; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.table_info.conflict_strategy IS 'Who wins a conflict in it, see docs/conflicts.md; NULL: as in the sync.';

--
-- Name: COLUMN table_info.source_order; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.table_info.source_order IS 'With source order: the sources, the first wins.';

--
-- Name: COLUMN table_info.row_filter; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.table_info.row_filter IS 'Which of its rows a database gets that has no filter of its own; NULL: as in the sync.';

--
-- Name: COLUMN table_info.db_filters; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.table_info.db_filters IS 'Which of its rows single databases get: their names and filters.';

--
-- Name: COLUMN table_info.options; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.table_info.options IS 'The settings that are set for it; all others are those of the sync.';

--
-- Name: unique_policy_info; Type: TYPE; Schema: bucardo; Owner: -
--

CREATE TYPE bucardo.unique_policy_info AS (
	sync text,
	relation text,
	columns text[],
	winner text,
	loser text,
	column_name text,
	expression text
);

--
-- Name: TYPE unique_policy_info; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON TYPE bucardo.unique_policy_info IS 'What becomes of two rows with the same values in the columns of a unique index, as list_unique_policies shows it.';

--
-- Name: COLUMN unique_policy_info.sync; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.unique_policy_info.sync IS 'The sync.';

--
-- Name: COLUMN unique_policy_info.relation; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.unique_policy_info.relation IS 'The table, as the first source calls it.';

--
-- Name: COLUMN unique_policy_info.columns; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.unique_policy_info.columns IS 'The columns of the unique index, as they are written in SQL, in the order of their names.';

--
-- Name: COLUMN unique_policy_info.winner; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.unique_policy_info.winner IS 'Which of the two rows stays as it is: older or newer.';

--
-- Name: COLUMN unique_policy_info.loser; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.unique_policy_info.loser IS 'What becomes of the other: delete, null, expression or park.';

--
-- Name: COLUMN unique_policy_info.column_name; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.unique_policy_info.column_name IS 'With null and expression: the column of the other row that is changed.';

--
-- Name: COLUMN unique_policy_info.expression; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.unique_policy_info.expression IS 'With expression: what that column gets, SQL over the columns of the other row.';

--
-- Name: use_info; Type: TYPE; Schema: bucardo; Owner: -
--

CREATE TYPE bucardo.use_info AS (
	kind text,
	name text,
	used_by_kind text,
	used_by text,
	how text
);

--
-- Name: TYPE use_info; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON TYPE bucardo.use_info IS 'A use of something, as inspect shows it.';

--
-- Name: COLUMN use_info.kind; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.use_info.kind IS 'What was found: db, dbgroup, relgroup, table or sequence.';

--
-- Name: COLUMN use_info.name; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.use_info.name IS 'Its name; of a table with the schema.';

--
-- Name: COLUMN use_info.used_by_kind; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.use_info.used_by_kind IS 'What uses it: sync, dbgroup, relgroup, customname, customcols or customcode; NULL when nothing does.';

--
-- Name: COLUMN use_info.used_by; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.use_info.used_by IS 'The name of what uses it, of a customname or customcols the table and where it counts; NULL when nothing does.';

--
-- Name: COLUMN use_info.how; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.use_info.how IS 'As what: the role of a database; what is in a group; replicated, left out with the reason, asked for, or excluded, of a table; its other name or columns.';

--
-- Name: what_if_info; Type: TYPE; Schema: bucardo; Owner: -
--

CREATE TYPE bucardo.what_if_info AS (
	id bigint,
	at timestamp with time zone,
	schema_name text,
	table_name text,
	key jsonb,
	won text,
	would_have_won text,
	differs boolean
);

--
-- Name: TYPE what_if_info; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON TYPE bucardo.what_if_info IS 'How another strategy would have decided a conflict.';

--
-- Name: COLUMN what_if_info.id; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.what_if_info.id IS 'The conflict, as in conflicts.';

--
-- Name: COLUMN what_if_info.at; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.what_if_info.at IS 'When it was decided.';

--
-- Name: COLUMN what_if_info.schema_name; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.what_if_info.schema_name IS 'The table''s schema.';

--
-- Name: COLUMN what_if_info.table_name; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.what_if_info.table_name IS 'The table''s name.';

--
-- Name: COLUMN what_if_info.key; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.what_if_info.key IS 'The key columns of the row with their values.';

--
-- Name: COLUMN what_if_info.won; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.what_if_info.won IS 'The database whose version won; NULL when none did.';

--
-- Name: COLUMN what_if_info.would_have_won; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.what_if_info.would_have_won IS 'The database whose version would have won; NULL: each would have kept its own.';

--
-- Name: COLUMN what_if_info.differs; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.what_if_info.differs IS 'Whether these are two.';

--
-- Name: _access_routines(text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._access_routines(access text) RETURNS SETOF regprocedure
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    monitor CONSTANT text[] := '{dangling_fks,delta,export,inspect,list_column_policies,list_config,list_customcodes,list_customcols,list_customnames,list_dbgroups,list_dbs,list_relgroups,list_sequences,list_syncs,list_tables,list_unique_policies,what_if}'::text[];
    -- Procedures that commit cannot have the rights of the owner, so whoever calls them calls their parts too.
    operator CONSTANT text[] := monitor || '{check_fks,kick,message,pause,ping,resume,validate,
        check_fks_and_wait,kick_and_wait,validate_and_wait,wait_for_sync,wait_until_active,wait_until_removed,
        _check_fks,_raise_not_checked,_report_dangling,_validate,_validated,_raise_not_validated,_report_findings,_refuse_transaction,_check_timeout,_is_active,_raise_not_active,_report_tables,_kick,_command_done,
        _raise_not_done,_is_removed,_raise_not_removed,_ask_ping,_withdraw_ping,_raise_no_answer,_wait,_withdraw_wait,_raise_not_arrived,_report_held,
        choose,undo_conflict,choose_and_wait,undo_conflict_and_wait,_choose,_loser,_choice_done,_raise_not_chosen}'::text[];
BEGIN
    RETURN QUERY
    SELECT p.oid::regprocedure
    FROM pg_proc p
    WHERE p.pronamespace = 'bucardo'::regnamespace
    AND CASE _access_routines.access
        WHEN 'monitor' THEN p.proname = ANY (monitor)
        WHEN 'operator' THEN p.proname = ANY (operator)
        WHEN 'admin' THEN p.proname !~ '^_' OR p.prosecdef
    END;
END
$$;

--
-- Name: FUNCTION _access_routines(access text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._access_routines(access text) IS 'What a role with this access level may execute.';

SET default_tablespace = '';

--
-- Name: sync; Type: TABLE; Schema: bucardo; Owner: -
--

CREATE TABLE bucardo.sync (
    id bigint NOT NULL,
    name text NOT NULL,
    status text DEFAULT 'active'::text NOT NULL,
    paused boolean DEFAULT false NOT NULL,
    autokick boolean DEFAULT true NOT NULL,
    conflict_strategy text DEFAULT 'latest'::text NOT NULL,
    source_order text[],
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    dbgroup_id bigint,
    relgroup_id bigint,
    onetimecopy integer DEFAULT 0 NOT NULL,
    copy_workers integer DEFAULT 2 NOT NULL,
    options jsonb DEFAULT '{}'::jsonb NOT NULL,
    generation bigint DEFAULT 0 NOT NULL,
    CONSTRAINT sync_check CHECK (((source_order IS NOT NULL) = (conflict_strategy = 'source order'::text))),
    CONSTRAINT sync_conflict_strategy_check CHECK ((conflict_strategy = ANY (ARRAY['latest'::text, 'latest_all_tables'::text, 'source order'::text, 'source'::text, 'target'::text, 'first'::text, 'skip'::text, 'abort'::text, 'random'::text, 'merge'::text]))),
    CONSTRAINT sync_copy_workers_check CHECK (((copy_workers >= 1) AND (copy_workers <= 64))),
    CONSTRAINT sync_name_check CHECK (((name <> ''::text) AND (octet_length(name) <= 63))),
    CONSTRAINT sync_onetimecopy_check CHECK ((onetimecopy = ANY (ARRAY[0, 1, 2]))),
    CONSTRAINT sync_status_check CHECK ((status = ANY (ARRAY['active'::text, 'inactive'::text])))
);

--
-- Name: TABLE sync; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON TABLE bucardo.sync IS 'A named replication: which databases, which tables, how conflicts are decided. version grows with every change; sync_state.observed_version says which one the sidecar acts on.';

--
-- Name: COLUMN sync.dbgroup_id; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.sync.dbgroup_id IS 'Where its members come from; NULL only while add_sync is at work.';

--
-- Name: COLUMN sync.relgroup_id; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.sync.relgroup_id IS 'Where its relations come from; NULL only while add_sync is at work.';

--
-- Name: COLUMN sync.onetimecopy; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.sync.onetimecopy IS 'What a member gets when it joins: 0 nothing, 1 every table whole from the first source, 2 those tables that it has empty.';

--
-- Name: COLUMN sync.copy_workers; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.sync.copy_workers IS 'How many parts of a table are copied at once to a member.';

--
-- Name: COLUMN sync.options; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.sync.options IS 'The settings that this sync sets itself: names of bucardo.setting to their values as text.';

--
-- Name: COLUMN sync.generation; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.sync.generation IS 'Grows with every reload: a sync of another generation is started anew.';

--
-- Name: _add_command(bucardo.sync, text, text, jsonb); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._add_command(sync bucardo.sync, verb text, token text DEFAULT NULL::text, arguments jsonb DEFAULT NULL::jsonb) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    command_id bigint;
BEGIN
    INSERT INTO bucardo.command (verb, sync_id, token, arguments)
    VALUES (_add_command.verb, sync.id, _add_command.token, _add_command.arguments)
    RETURNING id INTO command_id;

    PERFORM pg_notify('bucardo', sync.name);
    RETURN command_id;
END
$$;

--
-- Name: FUNCTION _add_command(sync bucardo.sync, verb text, token text, arguments jsonb); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._add_command(sync bucardo.sync, verb text, token text, arguments jsonb) IS 'Queues a command for the sidecar and returns its id.';

--
-- Name: _add_dbgroup(text, text, boolean); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._add_dbgroup(name text, dbs text, if_not_exists boolean) RETURNS bucardo.dbgroup_info
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    members bucardo.dbgroup_member[] := '{}'::bucardo.dbgroup_member[];
    existing bucardo.dbgroup;
    different text;
    inserted_id bigint;
    result bucardo.dbgroup_info;
BEGIN
    PERFORM bucardo._check_name(_add_dbgroup.name, 'dbgroup');
    PERFORM bucardo._check_not_null(_add_dbgroup.if_not_exists IS NOT NULL, 'add_dbgroup', 'if_not_exists');
    IF _add_dbgroup.dbs IS NOT NULL THEN
        members := ARRAY(SELECT m FROM bucardo._parse_dbs(_add_dbgroup.dbs, 'source') m);
    END IF;

    INSERT INTO bucardo.dbgroup (name)
    VALUES (_add_dbgroup.name)
    ON CONFLICT DO NOTHING
    RETURNING id INTO inserted_id;

    IF inserted_id IS NULL THEN
        existing := bucardo._lock_dbgroup(_add_dbgroup.name);
        -- Without a list nothing is said about what is in it.
        IF _add_dbgroup.dbs IS NOT NULL THEN
            different := bucardo._differences(
                '{dbs}',
                ARRAY[array_to_string(bucardo._members_text(bucardo._dbgroup_members(existing.id)), ',')],
                ARRAY[array_to_string(bucardo._members_text(members), ',')]);
        END IF;
        IF existing.own OR NOT _add_dbgroup.if_not_exists OR different IS NOT NULL THEN
            RAISE EXCEPTION USING
                ERRCODE = 'duplicate_object',
                MESSAGE = format('dbgroup "%s" already exists', existing.name) || CASE WHEN _add_dbgroup.if_not_exists THEN ' and is not the same' ELSE '' END,
                DETAIL = CASE WHEN existing.own THEN 'It belongs to the sync of that name.' ELSE coalesce('It differs: ' || different || '.', 'It is the same as the one asked for.') END,
                HINT = CASE
                    WHEN existing.own THEN 'Choose another name.'
                    WHEN different IS NULL THEN 'Add it with if_not_exists => true, or change it with bucardo.update_dbgroup.'
                    ELSE 'Change it with bucardo.update_dbgroup, or remove it with bucardo.remove_dbgroup first.'
                END;
        END IF;
        inserted_id := existing.id;
    ELSE
        PERFORM bucardo._fill_dbgroup(inserted_id, members);
    END IF;

    SELECT i.* INTO result FROM bucardo._find_dbgroups(inserted_id) i;
    RETURN result;
END
$$;

--
-- Name: FUNCTION _add_dbgroup(name text, dbs text, if_not_exists boolean); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._add_dbgroup(name text, dbs text, if_not_exists boolean) IS 'What add_dbgroup does.';

--
-- Name: _add_dbs(text, text, text, text, text, text, text, text, text, text, text, boolean, jsonb, boolean); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._add_dbs(names text, conninfo text, type text, host text, port text, dbname text, username text, service text, passfile text, password_env text, status text, makedelta boolean, options jsonb, if_not_exists boolean) RETURNS SETOF bucardo.db_info
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
DECLARE
    name_list text[];
    name_count integer;
    ports text[];
    wanted bucardo.db;
BEGIN
    PERFORM bucardo._check_not_null(_add_dbs.names IS NOT NULL, 'add_dbs', 'names');
    PERFORM bucardo._check_not_null(_add_dbs.status IS NOT NULL, 'add_dbs', 'status');
    PERFORM bucardo._check_not_null(_add_dbs.if_not_exists IS NOT NULL, 'add_dbs', 'if_not_exists');

    name_list := bucardo._split_list(_add_dbs.names, 'names');
    name_count := cardinality(name_list);
    name_list := bucardo._list_values(_add_dbs.names, 'names', name_count);
    ports := bucardo._list_values(_add_dbs.port, 'port', name_count);

    FOR i IN 1 .. name_count
    LOOP
        IF ports[i] !~ '^[0-9]{1,5}$' THEN
            RAISE EXCEPTION USING
                ERRCODE = 'invalid_parameter_value',
                MESSAGE = format('"%s" is not a port', ports[i]),
                DETAIL = 'A port is a number from 1 to 65535.',
                HINT = 'Write port => ''5432'', or one for each name: port => ''5432,5433''.';
        ELSIF name_list[i] = ANY (name_list[: i - 1]) THEN
            RAISE EXCEPTION USING
                ERRCODE = 'duplicate_object',
                MESSAGE = format('names holds "%s" twice', name_list[i]),
                DETAIL = format('The list is: %L', _add_dbs.names),
                HINT = 'Give each database a name of its own.';
        END IF;

        wanted.name := name_list[i];
        wanted.conninfo := (bucardo._list_values(_add_dbs.conninfo, 'conninfo', name_count))[i];
        wanted.type := (bucardo._list_values(_add_dbs.type, 'type', name_count))[i];
        wanted.host := (bucardo._list_values(_add_dbs.host, 'host', name_count))[i];
        wanted.port := ports[i]::integer;
        wanted.dbname := (bucardo._list_values(_add_dbs.dbname, 'dbname', name_count))[i];
        wanted.username := (bucardo._list_values(_add_dbs.username, 'username', name_count))[i];
        wanted.service := (bucardo._list_values(_add_dbs.service, 'service', name_count))[i];
        wanted.passfile := (bucardo._list_values(_add_dbs.passfile, 'passfile', name_count))[i];
        wanted.password_env := (bucardo._list_values(_add_dbs.password_env, 'password_env', name_count))[i];
        wanted.status := _add_dbs.status;
        wanted.makedelta := _add_dbs.makedelta;
        wanted.options := bucardo._check_db_options(_add_dbs.options);

        RETURN NEXT bucardo._insert_db(wanted, _add_dbs.if_not_exists);
    END LOOP;
END
$_$;

--
-- Name: FUNCTION _add_dbs(names text, conninfo text, type text, host text, port text, dbname text, username text, service text, passfile text, password_env text, status text, makedelta boolean, options jsonb, if_not_exists boolean); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._add_dbs(names text, conninfo text, type text, host text, port text, dbname text, username text, service text, passfile text, password_env text, status text, makedelta boolean, options jsonb, if_not_exists boolean) IS 'What add_dbs does.';

--
-- Name: sync_relation; Type: TABLE; Schema: bucardo; Owner: -
--

CREATE TABLE bucardo.sync_relation (
    sync_id bigint NOT NULL,
    "position" integer NOT NULL,
    schema_name text,
    table_name text,
    kind text DEFAULT 'table'::text NOT NULL,
    excluded boolean DEFAULT false NOT NULL,
    patterns boolean DEFAULT false NOT NULL,
    priority integer DEFAULT 0 NOT NULL,
    CONSTRAINT sync_relation_kind_check CHECK ((kind = ANY (ARRAY['table'::text, 'sequence'::text])))
);

--
-- Name: TABLE sync_relation; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON TABLE bucardo.sync_relation IS 'What a sync is to replicate, as its relgroup has it: both NULL means all tables, table_name NULL all of a schema, else one table (schema_name NULL: wherever it is found, if only once), or, with patterns, all whose name fits.';

--
-- Name: COLUMN sync_relation.patterns; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.sync_relation.patterns IS 'Whether the names are patterns, in which * stands for any characters, and what follows a backslash for itself.';

--
-- Name: _add_relation(bucardo.sync, bucardo.sync_relation, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._add_relation(existing bucardo.sync, entry bucardo.sync_relation, relation text) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    list_group bucardo.relgroup := bucardo._list_of_sync(existing, 'add', _add_relation.relation, entry.kind);
    relations bucardo.sync_relation[] := bucardo._relgroup_relations(existing.relgroup_id);
    added bucardo.sync_relation := entry;
BEGIN
    IF bucardo._entry_position(relations, entry) IS NOT NULL THEN
        RETURN false;
    END IF;

    added.position := coalesce((SELECT max(r.position) FROM unnest(relations) r), 0) + 1;
    relations := relations || added;
    IF entry.schema_name IS NOT NULL AND NOT bucardo._takes_in(relations, entry.kind, entry.schema_name, entry.table_name) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'object_not_in_prerequisite_state',
            MESSAGE = format('%s %s is left out of sync "%s"', entry.kind, _add_relation.relation, existing.name),
            DETAIL = format('Its %ss are: %s.', entry.kind, array_to_string(bucardo._relations_text(relations, entry.kind), ', ')),
            HINT = format('What leaves it out goes before what names it. Give the whole list: SELECT * FROM bucardo.update_sync(%L, %ss => ''...'')', existing.name, entry.kind);
    END IF;
    PERFORM bucardo._change_relgroup(list_group, relations);
    RETURN true;
END
$$;

--
-- Name: FUNCTION _add_relation(existing bucardo.sync, entry bucardo.sync_relation, relation text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._add_relation(existing bucardo.sync, entry bucardo.sync_relation, relation text) IS 'Puts a table or sequence on the list of a sync; false when it is there. relation is how the user wrote it.';

--
-- Name: _add_relgroup(text, text, text, boolean); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._add_relgroup(name text, tables text, sequences text, if_not_exists boolean) RETURNS bucardo.relgroup_info
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    members bucardo.sync_relation[];
    had bucardo.sync_relation[];
    existing bucardo.relgroup;
    different text;
    inserted_id bigint;
    result bucardo.relgroup_info;
BEGIN
    PERFORM bucardo._check_relgroup_name(_add_relgroup.name);
    PERFORM bucardo._check_not_null(_add_relgroup.if_not_exists IS NOT NULL, 'add_relgroup', 'if_not_exists');
    members := bucardo._relation_lists(_add_relgroup.tables, _add_relgroup.sequences);
    PERFORM bucardo._check_relations(members);

    INSERT INTO bucardo.relgroup (name)
    VALUES (_add_relgroup.name)
    ON CONFLICT DO NOTHING
    RETURNING id INTO inserted_id;

    IF inserted_id IS NULL THEN
        existing := bucardo._lock_relgroup(_add_relgroup.name);
        had := bucardo._relgroup_relations(existing.id);
        -- Without a list nothing is said about what is in it.
        different := bucardo._differences(
            '{tables,sequences}',
            ARRAY[CASE WHEN _add_relgroup.tables IS NOT NULL THEN array_to_string(bucardo._relations_text(had, 'table'), ',') END,
                  CASE WHEN _add_relgroup.sequences IS NOT NULL THEN array_to_string(bucardo._relations_text(had, 'sequence'), ',') END],
            ARRAY[CASE WHEN _add_relgroup.tables IS NOT NULL THEN array_to_string(bucardo._relations_text(members, 'table'), ',') END,
                  CASE WHEN _add_relgroup.sequences IS NOT NULL THEN array_to_string(bucardo._relations_text(members, 'sequence'), ',') END]);
        IF existing.own OR NOT _add_relgroup.if_not_exists OR different IS NOT NULL THEN
            RAISE EXCEPTION USING
                ERRCODE = 'duplicate_object',
                MESSAGE = format('relgroup "%s" already exists', existing.name) || CASE WHEN _add_relgroup.if_not_exists THEN ' and is not the same' ELSE '' END,
                DETAIL = CASE WHEN existing.own THEN 'It belongs to the sync of that name.' ELSE coalesce('It differs: ' || different || '.', 'It is the same as the one asked for.') END,
                HINT = CASE
                    WHEN existing.own THEN 'Choose another name.'
                    WHEN different IS NULL THEN 'Add it with if_not_exists => true, or change it with bucardo.update_relgroup.'
                    ELSE 'Change it with bucardo.update_relgroup, or remove it with bucardo.remove_relgroup first.'
                END;
        END IF;
        inserted_id := existing.id;
    ELSE
        PERFORM bucardo._fill_relgroup(inserted_id, members);
    END IF;

    SELECT i.* INTO result FROM bucardo._find_relgroups(inserted_id) i;
    RETURN result;
END
$$;

--
-- Name: FUNCTION _add_relgroup(name text, tables text, sequences text, if_not_exists boolean); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._add_relgroup(name text, tables text, sequences text, if_not_exists boolean) IS 'What add_relgroup does.';

--
-- Name: _add_sync(text, text, text, text, text, boolean, integer, integer, text, text, jsonb, boolean); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._add_sync(name text, dbs text, tables text, sequences text, conflict_strategy text, autokick boolean, onetimecopy integer, copy_workers integer, status text, row_filter text, options jsonb, if_not_exists boolean) RETURNS bucardo.sync_info
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    wanted bucardo.sync;
    strategy bucardo.table_option;
    members bucardo.dbgroup_member[];
    relations bucardo.sync_relation[];
    inserted_id bigint;
BEGIN
    PERFORM bucardo._check_name(_add_sync.name, 'sync');
    PERFORM bucardo._check_not_null(_add_sync.dbs IS NOT NULL, 'add_sync', 'dbs');
    PERFORM bucardo._check_not_null(_add_sync.tables IS NOT NULL, 'add_sync', 'tables');
    PERFORM bucardo._check_not_null(_add_sync.conflict_strategy IS NOT NULL, 'add_sync', 'conflict_strategy');
    PERFORM bucardo._check_not_null(_add_sync.autokick IS NOT NULL, 'add_sync', 'autokick');
    PERFORM bucardo._check_not_null(_add_sync.onetimecopy IS NOT NULL, 'add_sync', 'onetimecopy');
    PERFORM bucardo._check_not_null(_add_sync.copy_workers IS NOT NULL, 'add_sync', 'copy_workers');
    PERFORM bucardo._check_not_null(_add_sync.status IS NOT NULL, 'add_sync', 'status');
    PERFORM bucardo._check_not_null(_add_sync.if_not_exists IS NOT NULL, 'add_sync', 'if_not_exists');
    PERFORM bucardo._check_status(_add_sync.status);
    PERFORM bucardo._check_copy(_add_sync.onetimecopy, _add_sync.copy_workers);

    wanted.dbgroup_id := (bucardo._named_dbgroup(_add_sync.dbs)).id;
    wanted.relgroup_id := (bucardo._named_relgroup(_add_sync.tables)).id;
    members := bucardo._wanted_members(wanted.dbgroup_id, _add_sync.dbs);
    relations := bucardo._wanted_relations(wanted.relgroup_id, _add_sync.tables, _add_sync.sequences);
    PERFORM bucardo._check_members(members, NULL);
    wanted.name := _add_sync.name;
    wanted.status := _add_sync.status;
    wanted.autokick := _add_sync.autokick;
    wanted.onetimecopy := _add_sync.onetimecopy;
    wanted.copy_workers := _add_sync.copy_workers;
    wanted.options := bucardo._check_options(_add_sync.options, 'sync');
    IF _add_sync.row_filter <> '' THEN
        PERFORM bucardo._check_expression(_add_sync.row_filter, 'row_filter');
    END IF;
    strategy := bucardo._parse_strategy(_add_sync.conflict_strategy, bucardo._source_names(members));
    wanted.conflict_strategy := strategy.conflict_strategy;
    wanted.source_order := strategy.source_order;

    INSERT INTO bucardo.sync (name, status, autokick, conflict_strategy, source_order, onetimecopy, copy_workers, options)
    VALUES (wanted.name, wanted.status, wanted.autokick, wanted.conflict_strategy, wanted.source_order, wanted.onetimecopy,
            wanted.copy_workers, wanted.options)
    ON CONFLICT DO NOTHING
    RETURNING id INTO inserted_id;

    IF inserted_id IS NULL THEN
        RETURN bucardo._same_sync(wanted, members, relations, _add_sync.row_filter, _add_sync.if_not_exists);
    END IF;

    wanted.id := inserted_id;
    PERFORM bucardo._set_groups(wanted, members, relations);
    PERFORM bucardo._set_members(wanted, members);
    PERFORM bucardo._set_relations(wanted.id, relations);
    PERFORM bucardo._set_filter(wanted.id, NULL, NULL, NULL, _add_sync.row_filter);
    INSERT INTO bucardo.sync_state (sync_id, state) VALUES (wanted.id, 'pending');
    PERFORM pg_notify('bucardo', wanted.name);

    RETURN bucardo._changed_sync(wanted.id);
END
$$;

--
-- Name: FUNCTION _add_sync(name text, dbs text, tables text, sequences text, conflict_strategy text, autokick boolean, onetimecopy integer, copy_workers integer, status text, row_filter text, options jsonb, if_not_exists boolean); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._add_sync(name text, dbs text, tables text, sequences text, conflict_strategy text, autokick boolean, onetimecopy integer, copy_workers integer, status text, row_filter text, options jsonb, if_not_exists boolean) IS 'What both forms of add_sync do.';

--
-- Name: _add_table(text, text, text, text, text, jsonb, boolean); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._add_table(sync text, relation text, conflict_strategy text, row_filter text, db text, options jsonb, if_not_exists boolean) RETURNS bucardo.table_info
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    existing bucardo.sync := bucardo._lock_sync(_add_table.sync);
    entry bucardo.sync_relation := bucardo._one_relation(_add_table.relation, 'table');
    filter_db bigint := bucardo._filter_db(_add_table.db, _add_table.row_filter);
    had bucardo.table_option;
    wanted bucardo.table_option;
    different text;
BEGIN
    wanted.options := bucardo._check_options(_add_table.options, 'table');
    wanted := bucardo._table_strategy(wanted, existing, _add_table.conflict_strategy);

    IF NOT bucardo._add_relation(existing, entry, _add_table.relation) THEN
        IF bucardo._table_fields(wanted, _add_table.row_filter) <> bucardo._table_fields(NULL, NULL) THEN
            entry := bucardo._with_schema(existing.id, entry);
        END IF;
        different := bucardo._differences(
            '{conflict_strategy,row_filter,options}',
            bucardo._table_fields(bucardo._option_of_table(existing.id, entry), bucardo._table_filter(existing.id, entry, filter_db)),
            bucardo._table_fields(wanted, _add_table.row_filter));
        IF NOT _add_table.if_not_exists OR different IS NOT NULL THEN
            RAISE EXCEPTION USING
                ERRCODE = 'duplicate_object',
                MESSAGE = format('table %s is on the list of sync "%s" already', _add_table.relation, existing.name)
                    || CASE WHEN _add_table.if_not_exists THEN ' and is not the same' ELSE '' END,
                DETAIL = coalesce('It differs: ' || different || '.', 'It is the same as the one asked for.'),
                HINT = CASE
                    WHEN different IS NULL THEN 'Add it with if_not_exists => true, or change it with bucardo.update_table.'
                    ELSE format('Change it: SELECT * FROM bucardo.update_table(%L, %L, ...)', existing.name, _add_table.relation)
                END;
        END IF;
    ELSIF bucardo._table_fields(wanted, _add_table.row_filter) <> bucardo._table_fields(NULL, NULL) THEN
        entry := bucardo._with_schema(existing.id, entry);
        -- What update_table set for it while another entry of the list took it in, and is not given here, stays.
        had := bucardo._option_of_table(existing.id, entry);
        wanted.options := had.options || wanted.options;
        IF wanted.conflict_strategy IS NULL THEN
            wanted.conflict_strategy := had.conflict_strategy;
            wanted.source_order := had.source_order;
        END IF;
        PERFORM bucardo._set_table(existing, entry, wanted, _add_table.row_filter, filter_db);
    END IF;

    RETURN bucardo._table_row(existing.id, entry);
END
$$;

--
-- Name: FUNCTION _add_table(sync text, relation text, conflict_strategy text, row_filter text, db text, options jsonb, if_not_exists boolean); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._add_table(sync text, relation text, conflict_strategy text, row_filter text, db text, options jsonb, if_not_exists boolean) IS 'What add_table does.';

--
-- Name: _apply_access(text, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._apply_access(role_name text, access text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    routine regprocedure;
    view regclass;
BEGIN
    EXECUTE format('REVOKE ALL ON ALL ROUTINES IN SCHEMA bucardo FROM %I', _apply_access.role_name);
    EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA bucardo FROM %I', _apply_access.role_name);
    EXECUTE format('REVOKE ALL ON SCHEMA bucardo FROM %I', _apply_access.role_name);
    IF _apply_access.access IS NULL THEN
        RETURN;
    END IF;

    EXECUTE format('GRANT USAGE ON SCHEMA bucardo TO %I', _apply_access.role_name);
    FOR view IN
        SELECT c.oid
        FROM pg_class c
        WHERE c.relnamespace = 'bucardo'::regnamespace
        AND c.relkind = 'v'
    LOOP
        EXECUTE format('GRANT SELECT ON %s TO %I', view, _apply_access.role_name);
    END LOOP;
    FOR routine IN SELECT * FROM bucardo._access_routines(_apply_access.access)
    LOOP
        EXECUTE format('GRANT EXECUTE ON ROUTINE %s TO %I', routine, _apply_access.role_name);
    END LOOP;
END
$$;

--
-- Name: FUNCTION _apply_access(role_name text, access text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._apply_access(role_name text, access text) IS 'Gives a role exactly the rights of an access level, none when it is NULL.';

--
-- Name: _ask_ping(); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._ask_ping() RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN bucardo._add_command(NULL::bucardo.sync, 'ping');
END
$$;

--
-- Name: FUNCTION _ask_ping(); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._ask_ping() IS 'Queues a ping and returns the id of the command.';

--
-- Name: dbgroup; Type: TABLE; Schema: bucardo; Owner: -
--

CREATE TABLE bucardo.dbgroup (
    id bigint NOT NULL,
    name text NOT NULL,
    own boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT dbgroup_name_check CHECK (((name <> ''::text) AND (octet_length(name) <= 63)))
);

--
-- Name: TABLE dbgroup; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON TABLE bucardo.dbgroup IS 'Databases with their roles, for syncs to share.';

--
-- Name: COLUMN dbgroup.own; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.dbgroup.own IS 'Whether it was made of the list given for one sync. It is named after that sync, used by no other, and goes with it.';

--
-- Name: dbgroup_member; Type: TABLE; Schema: bucardo; Owner: -
--

CREATE TABLE bucardo.dbgroup_member (
    dbgroup_id bigint NOT NULL,
    db_id bigint NOT NULL,
    role text NOT NULL,
    priority integer DEFAULT 0 NOT NULL,
    "position" integer NOT NULL,
    CONSTRAINT dbgroup_member_role_check CHECK ((role = ANY (ARRAY['source'::text, 'target'::text, 'fullcopy'::text])))
);

--
-- Name: TABLE dbgroup_member; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON TABLE bucardo.dbgroup_member IS 'The databases of a dbgroup, in the order of priority, the highest first, and then in the order given.';

--
-- Name: _change_dbgroup(bucardo.dbgroup, bucardo.dbgroup_member[]); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._change_dbgroup(changed bucardo.dbgroup, members bucardo.dbgroup_member[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    had_members bucardo.dbgroup_member[] := bucardo._dbgroup_members(changed.id);
    user_sync bucardo.sync;
BEGIN
    IF bucardo._members_text(_change_dbgroup.members) = bucardo._members_text(had_members) THEN
        RETURN;
    END IF;
    PERFORM bucardo._fill_dbgroup(changed.id, _change_dbgroup.members);

    FOR user_sync IN SELECT * FROM bucardo._lock_syncs_of_dbgroup(changed.id)
    LOOP
        PERFORM bucardo._check_members(_change_dbgroup.members, user_sync.name);
        UPDATE bucardo.sync s
        SET source_order = bucardo._next_source_order(
                user_sync.source_order, bucardo._source_names(had_members), bucardo._source_names(_change_dbgroup.members))
        WHERE s.id = user_sync.id;
        PERFORM bucardo._set_table_orders(user_sync.id, bucardo._source_names(had_members), bucardo._source_names(_change_dbgroup.members));
        PERFORM bucardo._set_members(user_sync, _change_dbgroup.members);
        PERFORM bucardo._touch_sync(user_sync.id);
    END LOOP;
END
$$;

--
-- Name: FUNCTION _change_dbgroup(changed bucardo.dbgroup, members bucardo.dbgroup_member[]); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._change_dbgroup(changed bucardo.dbgroup, members bucardo.dbgroup_member[]) IS 'Gives a dbgroup other members, and the syncs that use it too. Raises when one of them cannot have these.';

--
-- Name: relgroup; Type: TABLE; Schema: bucardo; Owner: -
--

CREATE TABLE bucardo.relgroup (
    id bigint NOT NULL,
    name text NOT NULL,
    own boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT relgroup_name_check CHECK (((name <> ''::text) AND (octet_length(name) <= 63)))
);

--
-- Name: TABLE relgroup; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON TABLE bucardo.relgroup IS 'Tables, and patterns that also take those created later, for syncs to share.';

--
-- Name: COLUMN relgroup.own; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.relgroup.own IS 'Whether it was made of the list given for one sync. It is named after that sync, used by no other, and goes with it.';

--
-- Name: _change_relgroup(bucardo.relgroup, bucardo.sync_relation[]); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._change_relgroup(changed bucardo.relgroup, relations bucardo.sync_relation[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    user_sync bucardo.sync;
BEGIN
    IF (bucardo._relations_text(_change_relgroup.relations, 'table'), bucardo._relations_text(_change_relgroup.relations, 'sequence'))
        = (bucardo._relations_text(bucardo._relgroup_relations(changed.id), 'table'), bucardo._relations_text(bucardo._relgroup_relations(changed.id), 'sequence'))
    THEN
        RETURN;
    END IF;
    PERFORM bucardo._fill_relgroup(changed.id, _change_relgroup.relations);

    FOR user_sync IN SELECT * FROM bucardo._lock_syncs_of_relgroup(changed.id)
    LOOP
        IF bucardo._relations_text(_change_relgroup.relations, 'table') = '{}' THEN
            RAISE EXCEPTION USING
                ERRCODE = 'invalid_parameter_value',
                MESSAGE = 'a sync needs tables',
                DETAIL = format('Sync "%s" uses the relgroup.', user_sync.name),
                HINT = format('Leave one in, or remove the sync first: SELECT * FROM bucardo.remove_sync(%L)', user_sync.name);
        END IF;
        PERFORM bucardo._set_relations(user_sync.id, _change_relgroup.relations);
        PERFORM bucardo._touch_sync(user_sync.id);
    END LOOP;
END
$$;

--
-- Name: FUNCTION _change_relgroup(changed bucardo.relgroup, relations bucardo.sync_relation[]); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._change_relgroup(changed bucardo.relgroup, relations bucardo.sync_relation[]) IS 'Gives a relgroup other relations, and the syncs that use it too. Raises when one of them would have none.';

--
-- Name: _changed_sync(bigint); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._changed_sync(sync_id bigint) RETURNS bucardo.sync_info
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    result bucardo.sync_info;
BEGIN
    SELECT i.* INTO result FROM bucardo._find_syncs(_changed_sync.sync_id) i;
    RETURN result;
END
$$;

--
-- Name: FUNCTION _changed_sync(sync_id bigint); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._changed_sync(sync_id bigint) IS 'One sync as list_syncs shows it.';

--
-- Name: _check_access(text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._check_access(access text) RETURNS void
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    levels CONSTANT text[] := '{admin,operator,monitor}'::text[];
BEGIN
    IF NOT _check_access.access = ANY (levels) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('unknown access "%s"', _check_access.access),
            DETAIL = 'The access levels are: admin, operator, monitor.',
            HINT = coalesce(
                'Did you mean "' || bucardo._nearest(_check_access.access, levels) || '"?',
                'Write access => ''monitor'' for a role that only reads.');
    END IF;
END
$$;

--
-- Name: FUNCTION _check_access(access text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._check_access(access text) IS 'Raises unless access is a level that a role can be given.';

--
-- Name: _check_conninfo(text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._check_conninfo(conninfo text) RETURNS text[]
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
DECLARE
    -- libpq's keywords, those that hold a secret set apart. https://www.postgresql.org/docs/current/libpq-connect.html
    secret CONSTANT text[] := '{password,sslpassword,scram_client_key,scram_server_key,oauth_client_secret}'::text[];
    known CONSTANT text[] := secret || '{service,servicefile,user,passfile,channel_binding,connect_timeout,dbname,host,
        hostaddr,port,client_encoding,options,application_name,fallback_application_name,keepalives,keepalives_idle,
        keepalives_interval,keepalives_count,tcp_user_timeout,sslmode,sslnegotiation,sslcompression,sslcert,sslkey,
        sslcertmode,sslrootcert,sslcrl,sslcrldir,sslsni,requirepeer,require_auth,min_protocol_version,
        max_protocol_version,ssl_min_protocol_version,ssl_max_protocol_version,gssencmode,krbsrvname,gsslib,
        gssdelegation,target_session_attrs,load_balance_hosts,oauth_issuer,oauth_client_id,oauth_scope}'::text[];
    rest text := btrim(_check_conninfo.conninfo, E' \t\r\n');
    parts text[];
    keys text[] := '{}'::text[];
    key text;
    near text;
    problem text;
BEGIN
    -- No message repeats the string: what cannot be read may be a password.
    IF rest ~* '^postgres(ql)?://' THEN
        parts := regexp_match(rest, '^[^:]+://(?:([^/?@]*)@)?([^/?@]*)(?:/([^?@]*))?(?:\?(.*))?$');
        IF parts IS NULL THEN
            problem := 'the URI cannot be read; in a name or value @ is written %40, / is %2F and ? is %3F';
        ELSIF parts[1] LIKE '%:%' THEN
            keys := keys || 'password'::text;
        ELSIF parts[2] !~ '^(?:(?:[^:\[\],]*|\[[^\]]*\])(?::[0-9]*)?)(?:,(?:[^:\[\],]*|\[[^\]]*\])(?::[0-9]*)?)*$' THEN
            problem := 'the URI''s host or port cannot be read';
        END IF;
        keys := keys || ARRAY(
            SELECT split_part(pair, '=', 1)
            FROM unnest(string_to_array(nullif(parts[4], ''), '&')) AS pair);
    ELSIF rest ~ '^[A-Za-z][A-Za-z0-9+.-]*://' THEN
        problem := 'it is the URI of another kind of database, which type names';
    ELSE
        WHILE rest <> '' AND problem IS NULL
        LOOP
            parts := regexp_match(rest, '^([^\s=]+)\s*=\s*(.*)$');
            IF parts IS NULL THEN
                problem := 'a keyword without a value: write keyword=value';
                EXIT;
            END IF;
            keys := keys || parts[1];
            parts := CASE
                WHEN left(parts[2], 1) = '''' THEN regexp_match(parts[2], '^''((?:[^''\\]|\\.)*)''(.*)$')
                ELSE regexp_match(parts[2], '^((?:[^\s\\]|\\.)*)(.*)$')
            END;
            IF parts IS NULL THEN
                problem := format('the quoted value of %s is not closed', keys[cardinality(keys)]);
            END IF;
            rest := ltrim(parts[2], E' \t\r\n');
        END LOOP;
    END IF;

    FOREACH key IN ARRAY keys
    LOOP
        near := bucardo._nearest(key, known);
        -- A secret behind a misspelt keyword is still a secret.
        IF near = ANY (secret) AND NOT key = ANY (known) OR key = ANY (secret) THEN
            RAISE EXCEPTION USING
                ERRCODE = 'invalid_parameter_value',
                MESSAGE = format('conninfo holds a secret in the clear (%s)', key),
                DETAIL = 'Whoever may read the control database would read it.',
                HINT = 'Leave it out and give the password by passfile => ''/path'', password_env => ''VARIABLE'' or service => ''name'', all found on the sidecar''s host.';
        ELSIF NOT key = ANY (known) THEN
            problem := coalesce(problem, format('unknown keyword "%s"', key) || coalesce(', perhaps "' || near || '" was meant', ''));
        END IF;
    END LOOP;

    IF problem IS NOT NULL OR keys = '{}' AND rest = '' THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = 'conninfo is not a connection string',
            DETAIL = format('The problem: %s.', coalesce(problem, 'it is empty')),
            HINT = 'Write ''host=db1 port=5432 dbname=shop'' or ''postgresql://db1:5432/shop''; a database name alone is given as dbname => ''shop''.';
    END IF;

    RETURN keys;
END
$_$;

--
-- Name: FUNCTION _check_conninfo(conninfo text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._check_conninfo(conninfo text) IS 'The keywords used in a libpq connection string. Raises when it cannot be read or holds a secret.';

--
-- Name: _check_copy(integer, integer); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._check_copy(onetimecopy integer, copy_workers integer) RETURNS void
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    IF _check_copy.onetimecopy NOT IN (0, 1, 2) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('unknown onetimecopy %s', _check_copy.onetimecopy),
            DETAIL = 'A member that joins gets: 0 nothing, 1 every table whole, 2 those tables that it has empty.',
            HINT = 'Write onetimecopy => 1 for databases that are to be made the same as the first source.';
    ELSIF _check_copy.copy_workers NOT BETWEEN 1 AND 64 THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('copy_workers cannot be %s', _check_copy.copy_workers),
            DETAIL = 'Each takes a connection to the first source and one to the member; there are 1 to 64.',
            HINT = 'Leave it out to have two.';
    END IF;
END
$$;

--
-- Name: FUNCTION _check_copy(onetimecopy integer, copy_workers integer); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._check_copy(onetimecopy integer, copy_workers integer) IS 'Raises unless these say how the first copy of a member is made.';

--
-- Name: _check_custom_filter(text, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._check_custom_filter(db text, sync text) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    IF _check_custom_filter.db IS NOT NULL AND NOT EXISTS (SELECT FROM bucardo.db d WHERE d.name = _check_custom_filter.db) THEN
        PERFORM bucardo._raise_unknown_db(_check_custom_filter.db);
    ELSIF _check_custom_filter.sync IS NOT NULL AND NOT EXISTS (SELECT FROM bucardo.sync s WHERE s.name = _check_custom_filter.sync) THEN
        PERFORM bucardo._raise_unknown_sync(_check_custom_filter.sync);
    END IF;
END
$$;

--
-- Name: FUNCTION _check_custom_filter(db text, sync text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._check_custom_filter(db text, sync text) IS 'Raises when there is no database, or no sync, of the name given.';

--
-- Name: customcode; Type: TABLE; Schema: bucardo; Owner: -
--

CREATE TABLE bucardo.customcode (
    id bigint NOT NULL,
    name text NOT NULL,
    point text NOT NULL,
    sync_id bigint NOT NULL,
    schema_name text,
    table_name text,
    db_id bigint,
    function_schema text,
    function_name text,
    expression text,
    role text,
    timeout interval DEFAULT '00:00:10'::interval NOT NULL,
    priority integer DEFAULT 0 NOT NULL,
    status text DEFAULT 'active'::text NOT NULL,
    CONSTRAINT customcode_check CHECK (((expression IS NOT NULL) <> (function_name IS NOT NULL))),
    CONSTRAINT customcode_check1 CHECK (((schema_name IS NULL) = (table_name IS NULL))),
    CONSTRAINT customcode_check2 CHECK (((function_schema IS NULL) = (function_name IS NULL))),
    CONSTRAINT customcode_name_check CHECK (((name <> ''::text) AND (octet_length(name) <= 63))),
    CONSTRAINT customcode_point_check CHECK ((point = ANY (ARRAY['conflict'::text, 'exception'::text, 'before_sync'::text, 'after_sync'::text, 'before_txn'::text, 'after_txn'::text, 'before_apply'::text, 'transform'::text]))),
    CONSTRAINT customcode_status_check CHECK ((status = ANY (ARRAY['active'::text, 'inactive'::text])))
);

--
-- Name: TABLE customcode; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON TABLE bucardo.customcode IS 'Functions and expressions of the user''s that a sync calls. db_id: where they are called, NULL: in the control database. table_name NULL: for every table of the sync. The higher priority is called first.';

--
-- Name: _check_customcode(bucardo.customcode); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._check_customcode(code bucardo.customcode) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    points CONSTANT text[] := '{conflict,exception,transform,before_sync,after_sync,before_txn,after_txn,before_apply}'::text[];
    of_tables CONSTANT text[] := '{conflict,exception,transform}'::text[];
    sync_name text := (SELECT s.name FROM bucardo.sync s WHERE s.id = code.sync_id);
BEGIN
    IF code.point IS NULL OR code.point <> ALL (points) THEN
        RAISE EXCEPTION USING
            ERRCODE = CASE WHEN code.point IS NULL THEN 'null_value_not_allowed' ELSE 'invalid_parameter_value' END,
            MESSAGE = coalesce('unknown point "' || code.point || '"', 'point must not be NULL'),
            DETAIL = format('The points are: %s.', array_to_string(points, ', ')),
            HINT = coalesce(
                'Did you mean "' || CASE WHEN code.point IS NOT NULL THEN bucardo._nearest(code.point, points) END || '"?',
                'Write point => ''transform'', or conflict => ''CASE WHEN a.stock < b.stock THEN a ELSE b END''.');
    ELSIF num_nonnulls(code.function_name, code.expression) <> 1 THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('customcode "%s" needs a function or an expression', code.name),
            DETAIL = CASE WHEN code.expression IS NULL THEN 'Neither is given.' ELSE 'Both are given.' END,
            HINT = 'Give function => ''schema.name'', or conflict => an expression over a and b.';
    ELSIF code.expression IS NOT NULL AND (code.point <> 'conflict' OR code.table_name IS NULL) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('customcode "%s" cannot be an expression', code.name),
            DETAIL = 'An expression decides conflicts, over a and b, two versions of a row of one table.',
            HINT = CASE WHEN code.point = 'conflict' THEN 'Give relation => ''schema.table'' too.' ELSE 'Give a function; other values for columns are an affair of bucardo.add_customcols.' END;
    ELSIF code.table_name IS NOT NULL AND code.point <> ALL (of_tables) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('%s is not for a single table', code.point),
            DETAIL = format('It is called once for a run with all its tables. For a table there are: %s.', array_to_string(of_tables, ', ')),
            HINT = 'Leave relation out; the function is told which tables the run has.';
    ELSIF code.timeout IS NULL OR code.timeout < interval '1 ms' OR code.timeout > interval '1 day' THEN
        RAISE EXCEPTION USING
            ERRCODE = CASE WHEN code.timeout IS NULL THEN 'null_value_not_allowed' ELSE 'invalid_parameter_value' END,
            MESSAGE = 'timeout must be between 1 ms and 1 day',
            DETAIL = format('It is %s.', coalesce(code.timeout::text, 'NULL')),
            HINT = 'Write how long a call may take: timeout => ''10s''.';
    ELSIF code.priority IS NULL OR code.status IS NULL OR code.status NOT IN ('active', 'inactive') THEN
        RAISE EXCEPTION USING
            ERRCODE = CASE WHEN num_nulls(code.priority, code.status) > 0 THEN 'null_value_not_allowed' ELSE 'invalid_parameter_value' END,
            MESSAGE = CASE WHEN code.priority IS NULL THEN 'priority must not be NULL' ELSE coalesce('unknown status "' || code.status || '"', 'status must not be NULL') END,
            DETAIL = 'The priority is a number, and the status active or inactive.',
            HINT = 'Write status => ''inactive'', or leave both out.';
    ELSIF code.db_id IS NOT NULL AND NOT EXISTS (SELECT FROM bucardo.sync_db m WHERE m.sync_id = code.sync_id AND m.db_id = code.db_id) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'object_not_in_prerequisite_state',
            MESSAGE = format('database "%s" is not in sync "%s"', (SELECT d.name FROM bucardo.db d WHERE d.id = code.db_id), sync_name),
            DETAIL = 'Custom code runs in the control database, or in one of the sync.',
            HINT = format('Leave db out, or take the database in: SELECT * FROM bucardo.update_sync(%L, dbs => ''...'')', sync_name);
    ELSIF EXISTS (SELECT FROM bucardo.db d WHERE d.id = code.db_id AND d.type <> 'postgres') THEN
        RAISE EXCEPTION USING
            ERRCODE = 'feature_not_supported',
            MESSAGE = format('database "%s" cannot run custom code', (SELECT d.name FROM bucardo.db d WHERE d.id = code.db_id)),
            DETAIL = 'It is not PostgreSQL.',
            HINT = 'Leave db out to run it in the control database, or name a PostgreSQL database of the sync.';
    ELSIF code.point = 'transform' AND NOT EXISTS (SELECT FROM bucardo.sync_db m WHERE m.sync_id = code.sync_id AND m.role <> 'source') THEN
        RAISE EXCEPTION USING
            ERRCODE = 'object_not_in_prerequisite_state',
            MESSAGE = format('sync "%s" has no target', sync_name),
            DETAIL = 'Only what targets get is transformed: a source would send it back to the others.',
            HINT = format('Take a target in: SELECT * FROM bucardo.update_sync(%L, dbs => ''...'')', sync_name);
    END IF;

    IF code.expression IS NOT NULL THEN
        PERFORM bucardo._check_expression(code.expression, 'conflict');
    ELSIF code.db_id IS NULL AND code.point <> 'before_apply' THEN
        PERFORM bucardo._check_customcode_function(code);
    END IF;
END
$$;

--
-- Name: FUNCTION _check_customcode(code bucardo.customcode); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._check_customcode(code bucardo.customcode) IS 'Raises unless a sync can call this code, as far as the control database can know.';

--
-- Name: _check_customcode_function(bucardo.customcode); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._check_customcode_function(code bucardo.customcode) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    answers boolean := code.point IN ('conflict', 'exception', 'transform');
    signature text := format('%I.%I(jsonb)', code.function_schema, code.function_name);
    routine oid := to_regprocedure(signature);
    role_oid oid;
BEGIN
    IF routine IS NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'undefined_function',
            MESSAGE = format('function %s does not exist', signature),
            DETAIL = 'It is looked for in the control database, where it would run, with one parameter of type jsonb.',
            HINT = 'Create it first, or say where it runs: db => ''...''.';
    ELSIF EXISTS (
        SELECT
        FROM pg_proc p
        WHERE p.oid = routine
        AND (p.prokind <> 'f' OR answers AND NOT (p.proretset AND p.prorettype = 'jsonb'::regtype)))
    THEN
        RAISE EXCEPTION USING
            ERRCODE = 'wrong_object_type',
            MESSAGE = format('%s cannot be called at %s', signature, code.point),
            DETAIL = format('It is a %s and returns %s.',
                (SELECT CASE p.prokind WHEN 'f' THEN 'function' WHEN 'p' THEN 'procedure' ELSE 'window function or aggregate' END FROM pg_proc p WHERE p.oid = routine),
                coalesce(pg_get_function_result(routine), 'nothing')),
            HINT = format('Declare it as CREATE FUNCTION %s RETURNS %s.', signature, CASE WHEN answers THEN 'SETOF jsonb' ELSE 'void' END);
    END IF;

    IF code.role IS NULL THEN
        RETURN;
    END IF;
    role_oid := bucardo._check_role(code.role);
    IF EXISTS (SELECT FROM pg_roles r WHERE r.oid = role_oid AND r.rolsuper) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('role "%s" is a superuser', code.role),
            DETAIL = 'Custom code never runs as a superuser.',
            HINT = 'Make a role that may do what the function does, and nothing else: CREATE ROLE ... NOLOGIN.';
    ELSIF NOT has_function_privilege(role_oid, routine, 'EXECUTE') OR NOT has_schema_privilege(role_oid, code.function_schema, 'USAGE') THEN
        RAISE EXCEPTION USING
            ERRCODE = 'insufficient_privilege',
            MESSAGE = format('role "%s" may not execute %s', code.role, signature),
            DETAIL = 'It needs EXECUTE on the function and USAGE on its schema.',
            HINT = format('GRANT USAGE ON SCHEMA %I TO %I; GRANT EXECUTE ON FUNCTION %s TO %I', code.function_schema, code.role, signature, code.role);
    END IF;
END
$$;

--
-- Name: FUNCTION _check_customcode_function(code bucardo.customcode); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._check_customcode_function(code bucardo.customcode) IS 'Raises unless the function of custom code that runs in the control database is there, and its role may call it.';

--
-- Name: db; Type: TABLE; Schema: bucardo; Owner: -
--

CREATE TABLE bucardo.db (
    id bigint NOT NULL,
    name text NOT NULL,
    type text DEFAULT 'postgres'::text NOT NULL,
    conninfo text,
    host text,
    port integer,
    dbname text,
    username text,
    service text,
    passfile text,
    password_env text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    removing boolean DEFAULT false NOT NULL,
    status text DEFAULT 'active'::text NOT NULL,
    makedelta boolean,
    options jsonb,
    CONSTRAINT db_name_check CHECK (((name <> ''::text) AND (octet_length(name) <= 63))),
    CONSTRAINT db_options_check CHECK (((jsonb_typeof(options) = 'object'::text) AND (NOT (options @? '$.*?(@.type() != "string")'::jsonpath)))),
    CONSTRAINT db_port_check CHECK (((port >= 1) AND (port <= 65535))),
    CONSTRAINT db_status_check CHECK ((status = ANY (ARRAY['active'::text, 'inactive'::text]))),
    CONSTRAINT db_type_check CHECK ((type = ANY (ARRAY['postgres'::text, 'mysql'::text, 'mariadb'::text, 'sqlite'::text, 'oracle'::text, 'mongodb'::text, 'redis'::text, 'files'::text])))
);

--
-- Name: TABLE db; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON TABLE bucardo.db IS 'A database that syncs read or write. How to reach it, never a password. Parts left NULL come from the control connection when neither conninfo, host nor service is given, else from libpq''s defaults.';

--
-- Name: COLUMN db.type; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.db.type IS 'postgres, or the kind of store that it is: such a database can only be a target.';

--
-- Name: COLUMN db.removing; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.db.removing IS 'Whether the row goes as soon as the last cleanup of the database is done.';

--
-- Name: COLUMN db.status; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.db.status IS 'inactive: taken out of all syncs for a while; its changes and those for it are kept.';

--
-- Name: COLUMN db.makedelta; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.db.makedelta IS 'Whether what syncs write here is passed on by other syncs of this database; NULL: as each sync has it.';

--
-- Name: COLUMN db.options; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.db.options IS 'Of a database that is not PostgreSQL: what there is to say of its kind, an object of texts. The sidecar knows which there are.';

--
-- Name: _check_db(bucardo.db); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._check_db(wanted bucardo.db) RETURNS void
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
DECLARE
    types CONSTANT text[] := '{postgres,mysql,mariadb,sqlite,oracle,mongodb,redis,files}'::text[];
    keys text[] := '{}'::text[];
    field text;
    value text;
    clash text[];
BEGIN
    IF wanted.type IS NULL OR wanted.type <> ALL (types) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = coalesce('unknown type of database "' || wanted.type || '"', 'the type of a database must not be NULL'),
            DETAIL = format('The types are: %s.', array_to_string(types, ', ')),
            HINT = coalesce(
                'Did you mean "' || CASE WHEN wanted.type IS NOT NULL THEN bucardo._nearest(wanted.type, types) END || '"?',
                'Leave type out, or write type => ''postgres''.');
    END IF;

    IF wanted.status NOT IN ('active', 'inactive') THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('unknown status "%s" of database "%s"', wanted.status, wanted.name),
            DETAIL = 'The status of a database is active, or inactive while its syncs leave it out.',
            HINT = coalesce(
                'Did you mean "' || bucardo._nearest(wanted.status, '{active,inactive}') || '"?',
                'Write status => ''active'' or ''inactive''.');
    END IF;

    FOR field, value IN
        SELECT *
        FROM unnest(
            ARRAY['conninfo', 'host', 'dbname', 'username', 'service', 'passfile', 'password_env'],
            ARRAY[wanted.conninfo, wanted.host, wanted.dbname, wanted.username, wanted.service, wanted.passfile, wanted.password_env])
    LOOP
        IF btrim(value) = '' THEN
            RAISE EXCEPTION USING
                ERRCODE = 'invalid_parameter_value',
                MESSAGE = format('%s must not be empty', field),
                DETAIL = 'It was given as a string with nothing in it.',
                HINT = format('Leave %s out to get its default.', field);
        END IF;
    END LOOP;

    IF wanted.port NOT BETWEEN 1 AND 65535 THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('%s is not a port', wanted.port),
            DETAIL = 'A port is a number from 1 to 65535.',
            HINT = CASE wanted.type
                WHEN 'postgres' THEN 'Leave port out to get 5432, or what the service or the sidecar''s environment says.'
                ELSE 'Leave port out to get the usual one of such a server.'
            END;
    END IF;

    -- People paste connection strings here, and with them passwords.
    IF wanted.dbname ~* '^[a-z][a-z0-9+.-]*://|password\s*=' THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = 'dbname is not the name of a database',
            DETAIL = 'It looks like a connection string.',
            HINT = 'Give a connection string without a password as conninfo => ''...''.';
    END IF;

    IF wanted.password_env !~ '^[A-Za-z_][A-Za-z0-9_]*$' THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = 'password_env is not the name of an environment variable',
            DETAIL = 'It names a variable of the sidecar''s environment; it is not the password.',
            HINT = 'Write password_env => ''SHOP_PASSWORD'' and start the sidecar with that variable set.';
    END IF;

    IF wanted.conninfo IS NOT NULL THEN
        IF wanted.type = 'postgres' THEN
            keys := bucardo._check_conninfo(wanted.conninfo);
        END IF;
        clash := array_remove(ARRAY[
            CASE WHEN wanted.host IS NOT NULL THEN 'host' END,
            CASE WHEN wanted.port IS NOT NULL THEN 'port' END,
            CASE WHEN wanted.dbname IS NOT NULL THEN 'dbname' END,
            CASE WHEN wanted.username IS NOT NULL THEN 'username' END,
            CASE WHEN wanted.service IS NOT NULL THEN 'service' END], NULL);
        IF clash <> '{}' THEN
            RAISE EXCEPTION USING
                ERRCODE = 'invalid_parameter_value',
                MESSAGE = 'conninfo and its parts are both given',
                DETAIL = format('Given beside conninfo: %s.', array_to_string(clash, ', ')),
                HINT = 'Write them into conninfo, or leave conninfo out; update_db clears it with conninfo => ''''.';
        END IF;
    END IF;

    IF num_nonnulls(wanted.passfile, wanted.password_env, nullif('passfile' = ANY (keys), false)) > 1 THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = 'the password is given in two ways',
            DETAIL = 'passfile, password_env and a passfile in conninfo exclude each other.',
            HINT = 'Keep one of them.';
    END IF;

    IF wanted.type <> 'postgres' THEN
        PERFORM bucardo._check_store(wanted);
    ELSIF wanted.options IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = 'a database of type postgres has no options',
            DETAIL = 'They are for databases that are not PostgreSQL; what libpq knows goes into conninfo.',
            HINT = 'Leave options out; update_db clears them with options => ''{}''.';
    END IF;
END
$_$;

--
-- Name: FUNCTION _check_db(wanted bucardo.db); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._check_db(wanted bucardo.db) IS 'Raises unless the row says, without doubt and without a password, how to reach a database.';

--
-- Name: _check_db_options(jsonb); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._check_db_options(options jsonb) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    option record;
BEGIN
    IF jsonb_typeof(_check_db_options.options) <> 'object' THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = 'options is not an object',
            DETAIL = format('It is of the JSON type %s.', jsonb_typeof(_check_db_options.options)),
            HINT = 'Write options => ''{"name": "value"}''; docs/targets.md lists those of each type.';
    END IF;

    -- No message repeats a value: it may be a password.
    FOR option IN
        SELECT o.name, o.value #>> '{}' AS text, jsonb_typeof(o.value) AS kind
        FROM jsonb_each(_check_db_options.options) AS o(name, value)
        ORDER BY o.name
    LOOP
        IF bucardo._is_secret(option.name) OR option.text ~ '://[^/?#@]*:[^/?#]*@' THEN
            RAISE EXCEPTION USING
                ERRCODE = 'invalid_parameter_value',
                MESSAGE = format('options holds a secret in the clear (%s)', option.name),
                DETAIL = 'Whoever may read the control database would read it.',
                HINT = 'Leave it out and give the password by passfile => ''/path'' or password_env => ''VARIABLE'', both found on the sidecar''s host.';
        ELSIF option.kind NOT IN ('string', 'number', 'boolean') THEN
            RAISE EXCEPTION USING
                ERRCODE = 'invalid_parameter_value',
                MESSAGE = format('the option "%s" has no plain value', option.name),
                DETAIL = format('It is of the JSON type %s; the values of options are texts.', option.kind),
                HINT = format('Write options => %L, or leave the option out.', jsonb_build_object(option.name, 'value'));
        END IF;
    END LOOP;

    RETURN (SELECT jsonb_object_agg(o.name, o.value) FROM jsonb_each_text(_check_db_options.options) AS o(name, value));
END
$$;

--
-- Name: FUNCTION _check_db_options(options jsonb); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._check_db_options(options jsonb) IS 'Options of a database as they are kept, each as a text; NULL when there is none. Raises when they hold anything else, or a secret.';

--
-- Name: _check_expression(text, text, text, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._check_expression(expression text, what text, names text DEFAULT 'the columns of the table'::text, example text DEFAULT 'region = ''eu'''::text) RETURNS void
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
DECLARE
    -- From the left, so that a quote in a comment or in a dollar-quoted string comes after what is refused below.
    unquoted text := regexp_replace(_check_expression.expression, '''(?:[^'']|'''')*''|"(?:[^"]|"")*"', ' ', 'g');
    parenthesis text;
    depth integer := 0;
    reason text;
BEGIN
    IF _check_expression.expression IS NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'null_value_not_allowed',
            MESSAGE = format('%s must not be NULL', _check_expression.what),
            DETAIL = format('It is an expression in SQL over %s.', _check_expression.names),
            HINT = format('Write %s => %L.', _check_expression.what, _check_expression.example);
    END IF;

    FOREACH parenthesis IN ARRAY string_to_array(regexp_replace(unquoted, '[^()]', '', 'g'), NULL)
    LOOP
        depth := depth + CASE parenthesis WHEN '(' THEN 1 ELSE -1 END;
        EXIT WHEN depth < 0;
    END LOOP;

    reason := CASE
        WHEN btrim(_check_expression.expression, E' \t\r\n\f\v') = '' THEN 'is empty'
        -- Whether such a quote ends the string depends on an E before it and on standard_conforming_strings.
        WHEN strpos(_check_expression.expression, '\''') > 0 THEN 'has a backslash before a quote'
        WHEN unquoted ~ '[''"]' THEN 'has a quote that is not closed'
        WHEN strpos(unquoted, '--') > 0 OR strpos(unquoted, '/*') > 0 THEN 'has a comment'
        WHEN strpos(unquoted, ';') > 0 THEN 'has a semicolon'
        WHEN strpos(unquoted, '$') > 0 THEN 'has a dollar sign outside of quotes'
        WHEN depth < 0 THEN 'closes a parenthesis that is not open'
        WHEN depth > 0 THEN 'has a parenthesis that is not closed'
    END;
    IF reason IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('%s %s', _check_expression.what, reason),
            DETAIL = format('It is: %s', _check_expression.expression),
            HINT = format(
                'Write one expression in SQL over %s, its strings in single quotes: %s.', _check_expression.names, _check_expression.example);
    END IF;
END
$_$;

--
-- Name: FUNCTION _check_expression(expression text, what text, names text, example text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._check_expression(expression text, what text, names text, example text) IS 'Raises unless the expression, whatever it means, stays within the parentheses that it is put into. names: what it is over.';

--
-- Name: _check_fks(text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._check_fks(sync text) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    existing bucardo.sync := bucardo._lock_sync(_check_fks.sync);
BEGIN
    PERFORM bucardo._check_running(existing);
    RETURN bucardo._add_command(existing, 'check_fks');
END
$$;

--
-- Name: FUNCTION _check_fks(sync text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._check_fks(sync text) IS 'Queues a check of the foreign keys and returns the id of the command. Raises when it would be in vain.';

--
-- Name: _check_members(bucardo.dbgroup_member[], text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._check_members(members bucardo.dbgroup_member[], sync text) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    names text[];
    possible_source text;
    twin text;
    used_by text := coalesce(' Sync "' || _check_members.sync || '" uses the dbgroup.', '');
BEGIN
    names := ARRAY(SELECT d.name FROM unnest(members) m JOIN bucardo.db d ON d.id = m.db_id ORDER BY m.position);
    possible_source := (
        SELECT bucardo._quote_item(d.name)
        FROM unnest(members) m
        JOIN bucardo.db d ON d.id = m.db_id
        WHERE d.type = 'postgres'
        ORDER BY m.position
        LIMIT 1);
    IF cardinality(names) < 2 THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = 'a sync needs two databases or more',
            DETAIL = coalesce('There is one: "' || names[1] || '".', 'There is none.') || used_by,
            HINT = format('Write dbs => ''%s:source,other:target''.', replace(coalesce(possible_source, 'one'), '''', ''''''));
    ELSIF NOT EXISTS (SELECT FROM unnest(members) m WHERE m.role = 'source') THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = 'a sync needs a source',
            DETAIL = format('None of its databases is one: %s.', array_to_string(bucardo._members_text(_check_members.members), ', ')) || used_by,
            HINT = format('Write dbs => ''%s:source,...''.', replace(coalesce(possible_source, 'one'), '''', ''''''));
    END IF;

    -- Who is owed a change is a bigint with one bit for each member.
    IF cardinality(names) > 63 THEN
        RAISE EXCEPTION USING
            ERRCODE = 'program_limit_exceeded',
            MESSAGE = 'a sync can have 63 databases at most',
            DETAIL = format('There are %s.', cardinality(names)) || used_by,
            HINT = 'Split it into several syncs, each with some of the targets.';
    END IF;

    -- Two names for one database can only be seen here when they are the same to the letter; the sidecar sees the rest.
    SELECT format('"%s" and "%s"', a.name, b.name)
    INTO twin
    FROM unnest(members) m
    JOIN bucardo.db a ON a.id = m.db_id
    JOIN unnest(members) n ON n.position > m.position
    JOIN bucardo.db b ON b.id = n.db_id
    WHERE (a.type, a.conninfo, a.host, a.port, a.dbname, a.service, a.options)
        IS NOT DISTINCT FROM (b.type, b.conninfo, b.host, b.port, b.dbname, b.service, b.options)
    -- Without a dbname, libpq takes the one named after the user.
    AND (a.username IS NOT DISTINCT FROM b.username OR a.dbname IS NOT NULL OR a.host IS NULL)
    ORDER BY m.position, n.position
    LIMIT 1;
    IF twin IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('databases %s are the same', twin),
            DETAIL = 'Both names lead to one database.' || used_by,
            HINT = 'Name it once, or change where one of them leads with bucardo.update_db.';
    END IF;
END
$$;

--
-- Name: FUNCTION _check_members(members bucardo.dbgroup_member[], sync text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._check_members(members bucardo.dbgroup_member[], sync text) IS 'Raises unless these can be the members of a sync; sync is the one that would get them by its dbgroup, NULL for one being made.';

--
-- Name: _check_merge(bucardo.sync, bucardo.sync_relation); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._check_merge(existing bucardo.sync, entry bucardo.sync_relation) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    strategy text := coalesce((bucardo._option_of_table(existing.id, entry)).conflict_strategy, existing.conflict_strategy);
BEGIN
    IF strategy <> 'merge' THEN
        RAISE EXCEPTION USING
            ERRCODE = 'object_not_in_prerequisite_state',
            MESSAGE = format('table %I.%I has the conflict strategy %s in sync "%s"', entry.schema_name, entry.table_name, strategy, existing.name),
            DETAIL = 'Columns are decided one by one with the strategy merge only.',
            HINT = format(
                'SELECT * FROM bucardo.update_table(%L, %L, conflict_strategy => ''merge'')',
                existing.name, format('%I.%I', entry.schema_name, entry.table_name));
    END IF;
END
$$;

--
-- Name: FUNCTION _check_merge(existing bucardo.sync, entry bucardo.sync_relation); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._check_merge(existing bucardo.sync, entry bucardo.sync_relation) IS 'Raises unless the strategy of a table in the sync is merge.';

--
-- Name: _check_name(text, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._check_name(name text, what text) RETURNS void
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    IF _check_name.name IS NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'null_value_not_allowed',
            MESSAGE = format('the name of a %s must not be NULL', _check_name.what),
            DETAIL = 'It is called by its name everywhere.',
            HINT = 'Give a name of 1 to 63 bytes.';
    ELSIF _check_name.name = '' THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_name',
            MESSAGE = format('the name of a %s must not be empty', _check_name.what),
            DETAIL = 'It is called by its name everywhere.',
            HINT = 'Give a name of 1 to 63 bytes.';
    ELSIF octet_length(_check_name.name) > 63 THEN
        RAISE EXCEPTION USING
            ERRCODE = 'name_too_long',
            MESSAGE = format('the name of the %s "%s" is too long', _check_name.what, _check_name.name),
            DETAIL = format('It has %s bytes.', octet_length(_check_name.name)),
            HINT = 'Give a name of 1 to 63 bytes.';
    END IF;
END
$$;

--
-- Name: FUNCTION _check_name(name text, what text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._check_name(name text, what text) IS 'Raises unless name can be the name of a db or sync.';

--
-- Name: _check_new_name(text, text, text, boolean); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._check_new_name(name text, new_name text, what text, taken boolean) RETURNS void
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    PERFORM bucardo._check_name(_check_new_name.new_name, _check_new_name.what);
    IF _check_new_name.taken THEN
        RAISE EXCEPTION USING
            ERRCODE = 'duplicate_object',
            MESSAGE = format('%s "%s" already exists', _check_new_name.what, _check_new_name.new_name),
            DETAIL = format('"%s" keeps its name.', _check_new_name.name),
            HINT = 'Choose another name, or rename that one first.';
    END IF;
END
$$;

--
-- Name: FUNCTION _check_new_name(name text, new_name text, what text, taken boolean); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._check_new_name(name text, new_name text, what text, taken boolean) IS 'Raises unless what is called name can be called new_name; taken says that something else is.';

--
-- Name: _check_not_null(boolean, text, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._check_not_null(given boolean, function_name text, parameter text) RETURNS void
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    IF NOT _check_not_null.given THEN
        RAISE EXCEPTION USING
            ERRCODE = 'null_value_not_allowed',
            MESSAGE = format('%s: %s must not be NULL', _check_not_null.function_name, _check_not_null.parameter),
            DETAIL = 'NULL says neither what is wanted nor that the default is.',
            HINT = format('Give %s a value; a parameter that has a default may be left out.', _check_not_null.parameter);
    END IF;
END
$$;

--
-- Name: FUNCTION _check_not_null(given boolean, function_name text, parameter text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._check_not_null(given boolean, function_name text, parameter text) IS 'Raises unless the parameter was given a value.';

--
-- Name: _check_one_way(boolean, text, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._check_one_way(alone boolean, function_name text, parameter text) RETURNS void
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    IF NOT _check_one_way.alone THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('%s: %s is given beside add or remove', _check_one_way.function_name, _check_one_way.parameter),
            DETAIL = format('%s replaces the whole list, add and remove change it.', _check_one_way.parameter),
            HINT = 'Give one or the other.';
    END IF;
END
$$;

--
-- Name: FUNCTION _check_one_way(alone boolean, function_name text, parameter text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._check_one_way(alone boolean, function_name text, parameter text) IS 'Raises when a list is to be replaced and changed in one call.';

--
-- Name: _check_options(jsonb, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._check_options(options jsonb, scope text) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN coalesce(
        (SELECT jsonb_object_agg(o.name, bucardo._setting_value(bucardo._find_setting(o.name, _check_options.scope), o.value))
         FROM jsonb_each_text(_check_options.options) AS o(name, value)
         WHERE o.value IS NOT NULL),
        '{}');
END
$$;

--
-- Name: FUNCTION _check_options(options jsonb, scope text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._check_options(options jsonb, scope text) IS 'Options of a sync or table as they are kept; those that are NULL are not set. Raises when there is no such option or it cannot have the value.';

--
-- Name: _check_relations(bucardo.sync_relation[]); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._check_relations(relations bucardo.sync_relation[]) RETURNS void
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    alone text;
BEGIN
    SELECT r.kind
    INTO alone
    FROM unnest(_check_relations.relations) r
    GROUP BY r.kind
    HAVING bool_and(r.excluded)
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('%ss: the list only says what is left out', alone),
            DETAIL = format('It is: %s.', array_to_string(bucardo._relations_text(_check_relations.relations, alone), ', ')),
            HINT = format('Say first what it is left out of: ''all,%s''.', replace((bucardo._relations_text(_check_relations.relations, alone))[1], '''', ''''''));
    END IF;
END
$$;

--
-- Name: FUNCTION _check_relations(relations bucardo.sync_relation[]); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._check_relations(relations bucardo.sync_relation[]) IS 'Raises when the list of tables, or that of sequences, has exclusions and nothing else.';

--
-- Name: _check_relgroup_name(text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._check_relgroup_name(name text) RETURNS void
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    PERFORM bucardo._check_name(_check_relgroup_name.name, 'relgroup');
    IF lower(_check_relgroup_name.name) IN ('all', '*') THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_name',
            MESSAGE = format('a relgroup cannot be called "%s"', _check_relgroup_name.name),
            DETAIL = 'In a list of tables that means all tables.',
            HINT = 'Choose another name.';
    END IF;
END
$$;

--
-- Name: FUNCTION _check_relgroup_name(name text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._check_relgroup_name(name text) IS 'Raises unless name can be that of a relgroup.';

--
-- Name: _check_role(text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._check_role(role_name text) RETURNS oid
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    existing text[];
    found_role oid;
BEGIN
    PERFORM bucardo._check_name(_check_role.role_name, 'role');
    SELECT r.oid INTO found_role FROM pg_roles r WHERE r.rolname = _check_role.role_name;
    IF NOT FOUND THEN
        existing := ARRAY(SELECT r.rolname FROM pg_roles r WHERE r.rolname !~ '^pg_' ORDER BY r.rolname LIMIT 300);
        RAISE EXCEPTION USING
            ERRCODE = 'undefined_object',
            MESSAGE = format('role "%s" does not exist', _check_role.role_name),
            DETAIL = bucardo._enumerate('roles', existing),
            HINT = coalesce(
                'Did you mean "' || bucardo._nearest(_check_role.role_name, existing) || '"?',
                format('CREATE ROLE %I LOGIN', _check_role.role_name));
    END IF;
    RETURN found_role;
END
$$;

--
-- Name: FUNCTION _check_role(role_name text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._check_role(role_name text) IS 'The role of this name. Raises when there is none.';

--
-- Name: _check_running(bucardo.sync); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._check_running(wanted bucardo.sync) RETURNS void
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    IF wanted.status <> 'active' THEN
        RAISE EXCEPTION USING
            ERRCODE = 'object_not_in_prerequisite_state',
            MESSAGE = format('sync "%s" is inactive', wanted.name),
            DETAIL = 'It does not run until it is activated.',
            HINT = format('SELECT bucardo.activate(%L)', wanted.name);
    ELSIF wanted.paused THEN
        RAISE EXCEPTION USING
            ERRCODE = 'object_not_in_prerequisite_state',
            MESSAGE = format('sync "%s" is paused', wanted.name),
            DETAIL = 'It does not run until it is resumed.',
            HINT = format('SELECT bucardo.resume(%L)', wanted.name);
    END IF;
END
$$;

--
-- Name: FUNCTION _check_running(wanted bucardo.sync); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._check_running(wanted bucardo.sync) IS 'Raises when the user wants the sync inactive or paused.';

--
-- Name: _check_same_custom(text, text, text, text, text, text, boolean); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._check_same_custom(what text, relation text, db text, sync text, existing text, asked text, if_not_exists boolean) RETURNS void
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
BEGIN
    IF _check_same_custom.if_not_exists AND _check_same_custom.existing = _check_same_custom.asked THEN
        RETURN;
    END IF;
    RAISE EXCEPTION USING
        ERRCODE = 'duplicate_object',
        MESSAGE = format(
            'table %s already has %s%s', _check_same_custom.relation,
            CASE _check_same_custom.what WHEN 'customname' THEN 'a customname' ELSE 'customcols' END,
            bucardo._custom_place(_check_same_custom.db, _check_same_custom.sync))
            || CASE WHEN _check_same_custom.if_not_exists THEN ', and not the same' ELSE '' END,
        DETAIL = format('There: %s. Asked for: %s.', _check_same_custom.existing, _check_same_custom.asked),
        HINT = CASE
            WHEN _check_same_custom.existing = _check_same_custom.asked THEN 'Add it with if_not_exists => true.'
            ELSE format('Change it with bucardo.update_%s, or remove it with bucardo.remove_%1$s first.', _check_same_custom.what)
        END;
END
$_$;

--
-- Name: FUNCTION _check_same_custom(what text, relation text, db text, sync text, existing text, asked text, if_not_exists boolean); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._check_same_custom(what text, relation text, db text, sync text, existing text, asked text, if_not_exists boolean) IS 'Raises unless what a table has already, a customname or customcols, is what is asked for, and if_not_exists.';

--
-- Name: _check_same_customcode(bucardo.customcode, bucardo.customcode, boolean); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._check_same_customcode(existing bucardo.customcode, wanted bucardo.customcode, if_not_exists boolean) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
DECLARE
    differences text := (
        SELECT string_agg(format('%s is %s, asked for %s', e.key, coalesce(e.value, 'not set'), coalesce(w.value, 'not set')), '; ' ORDER BY e.key)
        FROM jsonb_each_text(to_jsonb(existing)) e
        JOIN jsonb_each_text(to_jsonb(wanted)) w ON w.key = e.key
        WHERE e.value IS DISTINCT FROM w.value);
BEGIN
    IF _check_same_customcode.if_not_exists AND differences IS NULL THEN
        RETURN;
    END IF;
    RAISE EXCEPTION USING
        ERRCODE = 'duplicate_object',
        MESSAGE = format('customcode "%s" already exists', existing.name)
            || CASE WHEN _check_same_customcode.if_not_exists THEN ', and is not the same' ELSE '' END,
        DETAIL = coalesce('There: ' || differences || '.', 'It is the same.'),
        HINT = CASE
            WHEN differences IS NULL THEN 'Add it with if_not_exists => true.'
            ELSE format('Change it with bucardo.update_customcode(%L, ...), or remove it with bucardo.remove_customcode(%1$L) first.', existing.name)
        END;
END
$_$;

--
-- Name: FUNCTION _check_same_customcode(existing bucardo.customcode, wanted bucardo.customcode, if_not_exists boolean); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._check_same_customcode(existing bucardo.customcode, wanted bucardo.customcode, if_not_exists boolean) IS 'Raises unless the custom code that is there is what is asked for, and if_not_exists.';

--
-- Name: _check_same_policy(text, text, boolean, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._check_same_policy(whose text, different text, if_not_exists boolean, change text) RETURNS void
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    IF _check_same_policy.if_not_exists AND _check_same_policy.different IS NULL THEN
        RETURN;
    END IF;
    RAISE EXCEPTION USING
        ERRCODE = 'duplicate_object',
        MESSAGE = _check_same_policy.whose || ' has a policy already' || CASE WHEN _check_same_policy.if_not_exists THEN ', and not the same' ELSE '' END,
        DETAIL = coalesce('It differs: ' || _check_same_policy.different || '.', 'It is the same as the one asked for.'),
        HINT = CASE
            WHEN _check_same_policy.different IS NULL THEN 'Add it with if_not_exists => true.'
            ELSE 'Change it: SELECT * FROM bucardo.' || _check_same_policy.change
        END;
END
$$;

--
-- Name: FUNCTION _check_same_policy(whose text, different text, if_not_exists boolean, change text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._check_same_policy(whose text, different text, if_not_exists boolean, change text) IS 'Raises unless the policy that is there is the one asked for, and if_not_exists. different: in what it is not; change: the call that changes it.';

--
-- Name: _check_same_type(bucardo.db, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._check_same_type(existing bucardo.db, type text) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    -- What a sync has left there, triggers or its progress, is of the old type.
    IF _check_same_type.type <> existing.type
        AND (EXISTS (SELECT FROM bucardo.dbgroup_member m WHERE m.db_id = existing.id)
            OR EXISTS (SELECT FROM bucardo.cleanup c WHERE c.db_id = existing.id))
    THEN
        RAISE EXCEPTION USING
            ERRCODE = 'object_not_in_prerequisite_state',
            MESSAGE = format('the type of database "%s" cannot change now', existing.name),
            DETAIL = 'It is in a dbgroup or a sync, or not yet clean of one.',
            HINT = format('Add the other one under a name of its own: SELECT * FROM bucardo.add_db(%L, type => %L, ...)', existing.name || '_' || _check_same_type.type, _check_same_type.type);
    END IF;
END
$$;

--
-- Name: FUNCTION _check_same_type(existing bucardo.db, type text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._check_same_type(existing bucardo.db, type text) IS 'Raises when a database is to be of another type while syncs are concerned with it.';

--
-- Name: _check_status(text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._check_status(status text) RETURNS void
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    IF _check_status.status NOT IN ('active', 'inactive') THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('unknown status "%s"', _check_status.status),
            DETAIL = 'The status of a sync is active or inactive.',
            HINT = coalesce(
                'Did you mean "' || bucardo._nearest(_check_status.status, '{active,inactive}') || '"?',
                'Write status => ''active'' or ''inactive''; a sync is paused with bucardo.pause.');
    END IF;
END
$$;

--
-- Name: FUNCTION _check_status(status text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._check_status(status text) IS 'Raises unless status is one that a user may want of a sync.';

--
-- Name: _check_still_merge(bigint); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._check_still_merge(sync_id bigint) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    left_behind record;
BEGIN
    SELECT s.name AS sync,
           format('%I.%I', p.schema_name, p.table_name) AS relation,
           array_agg(quote_ident(p.column_name) ORDER BY p.column_name) AS columns
    INTO left_behind
    FROM bucardo.column_policy p
    JOIN bucardo.sync s ON s.id = p.sync_id
    LEFT JOIN bucardo.table_option o ON (o.sync_id, o.schema_name, o.table_name) = (p.sync_id, p.schema_name, p.table_name)
    WHERE p.sync_id = _check_still_merge.sync_id
    AND coalesce(o.conflict_strategy, s.conflict_strategy) <> 'merge'
    GROUP BY s.name, p.schema_name, p.table_name
    ORDER BY p.schema_name, p.table_name
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'dependent_objects_still_exist',
            MESSAGE = format('table %s has column policies in sync "%s", which need the conflict strategy merge', left_behind.relation, left_behind.sync),
            DETAIL = format('They are for: %s.', array_to_string(left_behind.columns, ', ')),
            HINT = format(
                'Remove them first: SELECT * FROM bucardo.remove_column_policy(%L, %L, %L)',
                left_behind.sync, left_behind.relation, left_behind.columns[1]);
    END IF;
END
$$;

--
-- Name: FUNCTION _check_still_merge(sync_id bigint); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._check_still_merge(sync_id bigint) IS 'Raises when a table of the sync has column policies and another strategy than merge.';

--
-- Name: _check_store(bucardo.db); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._check_store(wanted bucardo.db) RETURNS void
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
DECLARE
    in_files CONSTANT boolean := wanted.type IN ('sqlite', 'files');
    foreign_part text;
BEGIN
    -- What a type does not have.
    foreign_part := CASE
        WHEN wanted.service IS NOT NULL THEN 'service'
        WHEN NOT in_files THEN NULL
        WHEN wanted.conninfo IS NOT NULL THEN 'conninfo'
        WHEN wanted.host IS NOT NULL THEN 'host'
        WHEN wanted.port IS NOT NULL THEN 'port'
        WHEN wanted.username IS NOT NULL THEN 'username'
        WHEN wanted.passfile IS NOT NULL THEN 'passfile'
        WHEN wanted.password_env IS NOT NULL THEN 'password_env'
    END;
    IF foreign_part IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('a database of type %s has no %s', wanted.type, foreign_part),
            DETAIL = CASE
                WHEN foreign_part = 'service' THEN 'Services are those of PostgreSQL''s client library.'
                ELSE 'It lies in the file system of the sidecar''s host; no server is asked.'
            END,
            HINT = CASE
                WHEN in_files THEN format('Leave it out, and give its path: dbname => ''/var/lib/bucardo/%s''.', CASE wanted.type WHEN 'sqlite' THEN 'shop.db' ELSE 'shop' END)
                ELSE 'Leave it out, and give host and dbname, or conninfo.'
            END;
    ELSIF wanted.makedelta IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'feature_not_supported',
            MESSAGE = format('a database of type %s has no makedelta', wanted.type),
            DETAIL = 'It can only be a target, so that no other sync takes anything from it.',
            HINT = 'Leave makedelta out; update_db clears it with inherit_makedelta => true.';
    END IF;

    IF in_files AND coalesce(wanted.dbname, '') !~ '^/' THEN
        RAISE EXCEPTION USING
            ERRCODE = CASE WHEN wanted.dbname IS NULL THEN 'null_value_not_allowed' ELSE 'invalid_parameter_value' END,
            MESSAGE = CASE WHEN wanted.dbname IS NULL THEN format('a database of type %s needs dbname', wanted.type) ELSE 'dbname is not an absolute path' END,
            DETAIL = CASE wanted.type WHEN 'sqlite' THEN 'It is the absolute path of the file on the sidecar''s host.' ELSE 'It is the absolute path of a directory on the sidecar''s host.' END,
            HINT = format('Write dbname => ''/var/lib/bucardo/%s''.', CASE wanted.type WHEN 'sqlite' THEN 'shop.db' ELSE 'shop' END);
    ELSIF wanted.type = 'redis' AND wanted.dbname !~ '^[0-9]{1,9}$' THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = 'dbname is not the number of a database',
            DETAIL = 'The databases of a Redis server have numbers, from 0.',
            HINT = 'Leave dbname out for number 0, or write dbname => ''1''.';
    ELSIF NOT in_files AND wanted.type <> 'redis' AND num_nonnulls(wanted.conninfo, wanted.host) = 0 THEN
        RAISE EXCEPTION USING
            ERRCODE = 'null_value_not_allowed',
            MESSAGE = format('a database of type %s needs host or conninfo', wanted.type),
            DETAIL = 'Nothing is taken from the control connection, which is one to PostgreSQL.',
            HINT = 'Write host => ''db1'', dbname => ''shop'', username => ''bucardo'', or conninfo => ''...''.';
    ELSIF NOT in_files AND wanted.type <> 'redis' AND num_nonnulls(wanted.conninfo, wanted.dbname) = 0 THEN
        RAISE EXCEPTION USING
            ERRCODE = 'null_value_not_allowed',
            MESSAGE = format('a database of type %s needs dbname', wanted.type),
            DETAIL = CASE wanted.type WHEN 'oracle' THEN 'It is the name of the service.' ELSE 'It is the name of the database on that server.' END,
            HINT = 'Write dbname => ''shop''.';
    END IF;

    IF wanted.conninfo IS NOT NULL THEN
        PERFORM bucardo._check_store_conninfo(wanted.type, wanted.conninfo);
    END IF;
END
$_$;

--
-- Name: FUNCTION _check_store(wanted bucardo.db); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._check_store(wanted bucardo.db) IS 'Raises unless the row, of a database that is not PostgreSQL, says what its type needs, and nothing that it does not have.';

--
-- Name: _check_store_conninfo(text, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._check_store_conninfo(type text, conninfo text) RETURNS void
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    example CONSTANT text := CASE _check_store_conninfo.type
        WHEN 'oracle' THEN 'oracle://bucardo@db1:1521/shop'
        WHEN 'mongodb' THEN 'mongodb://bucardo@db1:27017/shop'
        WHEN 'redis' THEN 'redis://bucardo@db1:6379/0'
        ELSE 'bucardo@tcp(db1:3306)/shop'
    END;
    form CONSTANT text := CASE _check_store_conninfo.type
        WHEN 'oracle' THEN '^\s*oracle://[^/]'
        WHEN 'mongodb' THEN '^\s*mongodb(\+srv)?://[^/]'
        WHEN 'redis' THEN '^\s*(rediss?://[^/]|unix://)'
        ELSE '^[^=]*/'
    END;
    address CONSTANT text := regexp_replace(btrim(_check_store_conninfo.conninfo, E' \t\r\n'), '^[A-Za-z][A-Za-z0-9+.-]*://', '');
    -- A password may hold any character: what goes before the last @ is all about the user.
    login CONSTANT text := substring(address FROM '^(.*)@');
    secret text;
BEGIN
    -- No message repeats the string: what cannot be read may be a password.
    SELECT k.found[1]
    INTO secret
    FROM regexp_matches(_check_store_conninfo.conninfo, '([A-Za-z0-9_.-]+)\s*[=:]', 'g') AS k(found)
    WHERE bucardo._is_secret(k.found[1])
    LIMIT 1;
    IF secret IS NOT NULL OR login ~ '[:/]' THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('conninfo holds a secret in the clear (%s)', coalesce(secret, 'behind the user''s name')),
            DETAIL = 'Whoever may read the control database would read it. A colon or slash before an @ is taken for the begin of a password; in names it is written %3A or %2F.',
            HINT = format('Write conninfo => %L and give the password by passfile => ''/path'' or password_env => ''VARIABLE'', both found on the sidecar''s host.', example);
    ELSIF _check_store_conninfo.conninfo !~ form THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('conninfo is not a connection string of type %s', _check_store_conninfo.type),
            DETAIL = format('One looks like this: %s', example),
            HINT = 'Write it so, or leave it out and give host, port, dbname and username.';
    END IF;
END
$$;

--
-- Name: FUNCTION _check_store_conninfo(type text, conninfo text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._check_store_conninfo(type text, conninfo text) IS 'Raises when the connection string of a database that is not PostgreSQL holds a secret or does not look like one of its type.';

--
-- Name: _check_sync_pattern(text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._check_sync_pattern(pattern text) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    IF strpos(_check_sync_pattern.pattern, '*') = 0
        AND NOT EXISTS (SELECT FROM bucardo.sync s WHERE s.name = _check_sync_pattern.pattern)
    THEN
        PERFORM bucardo._raise_unknown_sync(_check_sync_pattern.pattern);
    END IF;
END
$$;

--
-- Name: FUNCTION _check_sync_pattern(pattern text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._check_sync_pattern(pattern text) IS 'Raises when it is a name, not a pattern, and no sync has it.';

--
-- Name: _check_timeout(interval, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._check_timeout(timeout interval, procedure_name text) RETURNS void
    LANGUAGE plpgsql IMMUTABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    PERFORM bucardo._check_not_null(_check_timeout.timeout IS NOT NULL, _check_timeout.procedure_name, 'timeout');
    IF _check_timeout.timeout < interval '0' THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('%s: timeout must not be negative', _check_timeout.procedure_name),
            DETAIL = format('It is %s.', _check_timeout.timeout),
            HINT = 'Write how long to wait: ''30s''.';
    END IF;
END
$$;

--
-- Name: FUNCTION _check_timeout(timeout interval, procedure_name text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._check_timeout(timeout interval, procedure_name text) IS 'Raises unless timeout says how long to wait.';

--
-- Name: _choice_done(bigint); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._choice_done(command_id bigint) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    command bucardo.command;
BEGIN
    SELECT c.* INTO command FROM bucardo.command c WHERE c.id = _choice_done.command_id;

    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'undefined_object',
            MESSAGE = 'the sync of the conflict was removed',
            DETAIL = 'What it was asked to do went with it.',
            HINT = 'SELECT * FROM bucardo.list_syncs() shows all.';
    ELSIF command.error IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'object_not_in_prerequisite_state',
            MESSAGE = format('the version of "%s" in conflict %s was not written', command.arguments ->> 'DB', command.arguments ->> 'Conflict'),
            DETAIL = command.error,
            HINT = format('If it is the row''s state, CALL bucardo.choose_and_wait(%s, %L, force => true) writes it whatever the row is now.',
                command.arguments ->> 'Conflict', command.arguments ->> 'DB');
    END IF;

    RETURN bucardo._command_done(_choice_done.command_id, (SELECT s.name FROM bucardo.sync s WHERE s.id = command.sync_id));
END
$$;

--
-- Name: FUNCTION _choice_done(command_id bigint); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._choice_done(command_id bigint) IS 'Whether the sidecar has written the version that was chosen. Raises its error, or that waiting for it is in vain.';

--
-- Name: _choose(bigint, text, boolean, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._choose(id bigint, db text, force boolean, function_name text) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    conflict bucardo.conflict;
    existing bucardo.sync;
    rows jsonb; -- by database
    -- What the conflict left, by database; '' is any.
    remaining jsonb;
BEGIN
    PERFORM bucardo._check_not_null(_choose.id IS NOT NULL, _choose.function_name, 'id');
    PERFORM bucardo._check_not_null(_choose.db IS NOT NULL, _choose.function_name, 'db');
    PERFORM bucardo._check_not_null(_choose.force IS NOT NULL, _choose.function_name, 'force');
    conflict := bucardo._find_conflict(_choose.id);
    existing := bucardo._lock_sync((SELECT s.name FROM bucardo.sync s WHERE s.id = conflict.sync_id));

    rows := (SELECT jsonb_object_agg(v ->> 'db', v -> 'row') FROM jsonb_array_elements(conflict.versions) AS v);
    IF NOT rows ? _choose.db THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('conflict %s has no version of "%s"', conflict.id, _choose.db),
            DETAIL = format('It has those of: %s.', (SELECT string_agg(d.name, ', ' ORDER BY d.name) FROM jsonb_object_keys(rows) AS d(name))),
            HINT = format('Name one of these: SELECT bucardo.choose(%s, %L)', conflict.id, conflict.versions #>> '{0,db}');
    END IF;

    remaining := CASE
        WHEN conflict.chosen IS NOT NULL THEN jsonb_build_object('', rows -> conflict.chosen)
        WHEN conflict.outcome IS NOT NULL THEN jsonb_build_object('', conflict.outcome)
        WHEN conflict.decision = 'winner' AND rows ? conflict.winner THEN jsonb_build_object('', rows -> conflict.winner)
        WHEN conflict.decision = 'deleted' THEN jsonb_build_object('', NULL)
        WHEN conflict.decision IN ('skipped', 'parked') THEN rows
    END;
    IF remaining IS NULL AND NOT _choose.force THEN
        RAISE EXCEPTION USING
            ERRCODE = 'object_not_in_prerequisite_state',
            MESSAGE = format('what conflict %s left of the row is not recorded', conflict.id),
            DETAIL = 'So nobody can tell whether the row was changed since.',
            HINT = format('SELECT bucardo.choose(%s, %L, force => true) writes the version whatever the row is now.', conflict.id, _choose.db);
    END IF;
    PERFORM bucardo._check_running(existing);

    RETURN bucardo._add_command(existing, 'choose', arguments => jsonb_build_object(
        'Conflict', conflict.id, 'DB', _choose.db, 'Schema', conflict.schema_name, 'Table', conflict.table_name, 'Key', conflict.key,
        'Row', rows -> _choose.db, 'Left', CASE WHEN NOT _choose.force THEN remaining END));
END
$$;

--
-- Name: FUNCTION _choose(id bigint, db text, force boolean, function_name text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._choose(id bigint, db text, force boolean, function_name text) IS 'Asks the sidecar to write the version that a database had in a conflict, and returns the id of the command. Raises when that would be in vain.';

--
-- Name: _column_name(text, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._column_name(item text, what text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    name text := bucardo._column_word(_column_name.item);
BEGIN
    IF name IS NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = CASE WHEN _column_name.item IS NULL THEN 'null_value_not_allowed' ELSE 'invalid_name' END,
            MESSAGE = format('%s: %L is not the name of a column', _column_name.what, _column_name.item),
            DETAIL = 'As in SQL, a name in lower case with letters, digits and underscores stands as it is, any other goes in double quotes; it has 1 to 63 bytes.',
            HINT = format('Write %s => ''price'', or ''"Price"''.', _column_name.what);
    END IF;
    RETURN name;
END
$$;

--
-- Name: FUNCTION _column_name(item text, what text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._column_name(item text, what text) IS 'The column that is meant, as it is written in SQL. Raises when that is not the name of one.';

--
-- Name: column_policy; Type: TABLE; Schema: bucardo; Owner: -
--

CREATE TABLE bucardo.column_policy (
    sync_id bigint NOT NULL,
    schema_name text NOT NULL,
    table_name text NOT NULL,
    column_name text NOT NULL,
    policy text NOT NULL,
    source_order text[],
    expression text,
    CONSTRAINT column_policy_check CHECK (((source_order IS NOT NULL) = (policy = 'source order'::text))),
    CONSTRAINT column_policy_check1 CHECK (((expression IS NOT NULL) = (policy = 'expression'::text))),
    CONSTRAINT column_policy_policy_check CHECK ((policy = ANY (ARRAY['latest'::text, 'max'::text, 'min'::text, 'sum'::text, 'union'::text, 'jsonb_merge'::text, 'coalesce'::text, 'source order'::text, 'expression'::text])))
);

--
-- Name: TABLE column_policy; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON TABLE bucardo.column_policy IS 'How a column is decided that was changed on several databases, in tables with the strategy merge. Columns that are not here: latest.';

--
-- Name: _column_policy_row(text, bucardo.column_policy); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._column_policy_row(sync text, kept bucardo.column_policy) RETURNS bucardo.column_policy_info
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN ROW(
        _column_policy_row.sync, format('%I.%I', kept.schema_name, kept.table_name), quote_ident(kept.column_name),
        kept.policy, kept.source_order, kept.expression)::bucardo.column_policy_info;
END
$$;

--
-- Name: FUNCTION _column_policy_row(sync text, kept bucardo.column_policy); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._column_policy_row(sync text, kept bucardo.column_policy) IS 'A column policy as list_column_policies shows it.';

--
-- Name: _column_word(text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._column_word(item text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    words text[];
BEGIN
    words := parse_ident(_column_word.item, true);
    RETURN CASE WHEN cardinality(words) = 1 AND octet_length(words[1]) BETWEEN 1 AND 63 THEN words[1] END;
EXCEPTION WHEN invalid_parameter_value THEN
    RETURN NULL;
END
$$;

--
-- Name: FUNCTION _column_word(item text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._column_word(item text) IS 'The column that is meant, as it is written in SQL; NULL when that is not the name of one.';

--
-- Name: _columns_text(text[], text[]); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._columns_text(columns text[], expressions text[]) RETURNS text[]
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN ARRAY(
        SELECT CASE WHEN c.expression = '' THEN quote_ident(c.name) ELSE format('%s AS %I', c.expression, c.name) END
        FROM unnest(_columns_text.columns, _columns_text.expressions) WITH ORDINALITY AS c(name, expression, position)
        ORDER BY c.position);
END
$$;

--
-- Name: FUNCTION _columns_text(columns text[], expressions text[]); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._columns_text(columns text[], expressions text[]) IS 'Columns as they are written in the list of add_customcols.';

--
-- Name: _command_done(bigint, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._command_done(command_id bigint, sync text) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    command bucardo.command;
    wanted bucardo.sync;
BEGIN
    SELECT c.* INTO command FROM bucardo.command c WHERE c.id = _command_done.command_id;

    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'undefined_object',
            MESSAGE = format('sync "%s" was removed', _command_done.sync),
            DETAIL = 'What it was asked to do went with it.',
            HINT = 'SELECT * FROM bucardo.list_syncs() shows all.';
    ELSIF command.error IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'object_not_in_prerequisite_state',
            MESSAGE = format('%s of sync "%s" went wrong', command.verb, _command_done.sync),
            DETAIL = command.error,
            HINT = CASE command.verb
                WHEN 'create_target_tables' THEN 'Mend that, and call create_target_tables again: what was created stays.'
                WHEN 'test_customcode' THEN 'Mend the code, or what it was asked about, and call test_customcode again.'
                ELSE format('SELECT state, reason, next_step FROM bucardo.status WHERE name = %L', _command_done.sync)
            END;
    ELSIF command.done_at IS NULL AND command.verb <> 'create_target_tables' THEN -- which needs no sync that runs
        SELECT s.* INTO wanted FROM bucardo.sync s WHERE s.id = command.sync_id;
        PERFORM bucardo._check_running(wanted);
    END IF;

    RETURN command.done_at IS NOT NULL;
END
$$;

--
-- Name: FUNCTION _command_done(command_id bigint, sync text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._command_done(command_id bigint, sync text) IS 'Whether the sidecar has carried the command out. Raises its error, or that waiting for it is in vain.';

--
-- Name: _command_result(bigint); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._command_result(command_id bigint) RETURNS jsonb
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN (SELECT c.result FROM bucardo.command c WHERE c.id = _command_result.command_id);
END
$$;

--
-- Name: FUNCTION _command_result(command_id bigint); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._command_result(command_id bigint) IS 'What the sidecar has answered to the command.';

--
-- Name: _create_target_tables(text, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._create_target_tables(sync text, db text) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    existing bucardo.sync := bucardo._lock_sync(_create_target_tables.sync);
    target bucardo.db := bucardo._lock_db(_create_target_tables.db);
BEGIN
    IF NOT EXISTS (SELECT FROM bucardo.sync_db m WHERE m.sync_id = existing.id AND m.db_id = target.id) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('database "%s" is not in sync "%s"', target.name, existing.name),
            DETAIL = format('Its databases are: %s.', array_to_string(bucardo._members_text(bucardo._dbgroup_members(existing.dbgroup_id)), ', ')),
            HINT = CASE
                WHEN target.type = 'postgres' THEN 'Name one of its targets that are not PostgreSQL.'
                ELSE format('Take it in: SELECT * FROM bucardo.clone(%L, %L)', existing.name, target.name)
            END;
    ELSIF target.type = 'postgres' THEN
        RAISE EXCEPTION USING
            ERRCODE = 'feature_not_supported',
            MESSAGE = format('database "%s" is PostgreSQL', target.name),
            DETAIL = 'A copy of a table made from its columns alone would lack its indexes, constraints and rights.',
            HINT = 'Take the tables over whole: pg_dump --schema-only of a source, and psql.';
    ELSIF target.status <> 'active' THEN
        RAISE EXCEPTION USING
            ERRCODE = 'object_not_in_prerequisite_state',
            MESSAGE = format('database "%s" is inactive', target.name),
            DETAIL = 'The sidecar does not connect to it.',
            HINT = format('SELECT * FROM bucardo.update_db(%L, status => ''active'')', target.name);
    END IF;

    RETURN bucardo._add_command(existing, 'create_target_tables', arguments => jsonb_build_object('DBID', target.id));
END
$$;

--
-- Name: FUNCTION _create_target_tables(sync text, db text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._create_target_tables(sync text, db text) IS 'Queues the creation of a sync''s tables in a database that is not PostgreSQL and returns the id of the command. Raises when it would be in vain.';

--
-- Name: _custom_place(text, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._custom_place(db text, sync text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN coalesce(' on database "' || _custom_place.db || '"', '') || coalesce(' in sync "' || _custom_place.sync || '"', '');
END
$$;

--
-- Name: FUNCTION _custom_place(db text, sync text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._custom_place(db text, sync text) IS 'Where another name, or other columns, count, in words for a sentence: empty when everywhere.';

--
-- Name: _custom_scope(text, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._custom_scope(db text, sync text) RETURNS bigint[]
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    ids bigint[] := ARRAY[NULL, NULL]::bigint[];
BEGIN
    IF _custom_scope.db IS NOT NULL THEN
        ids[1] := (bucardo._member_db(_custom_scope.db)).id;
    END IF;
    IF _custom_scope.sync IS NOT NULL THEN
        ids[2] := (bucardo._lock_sync(_custom_scope.sync)).id;
    END IF;
    RETURN ids;
END
$$;

--
-- Name: FUNCTION _custom_scope(db text, sync text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._custom_scope(db text, sync text) IS 'The ids of the database and the sync that another name or other columns are for, NULL for all. Raises when there is none of that name.';

--
-- Name: _customcode_sync(text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._customcode_sync(name text) RETURNS text
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN (SELECT s.name FROM bucardo.customcode c JOIN bucardo.sync s ON s.id = c.sync_id WHERE c.name = _customcode_sync.name);
END
$$;

--
-- Name: FUNCTION _customcode_sync(name text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._customcode_sync(name text) IS 'The name of the sync that calls this code.';

--
-- Name: _dbgroup_members(bigint); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._dbgroup_members(dbgroup_id bigint) RETURNS bucardo.dbgroup_member[]
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN ARRAY(
        SELECT m
        FROM bucardo.dbgroup_member m
        WHERE m.dbgroup_id = _dbgroup_members.dbgroup_id
        ORDER BY m.position);
END
$$;

--
-- Name: FUNCTION _dbgroup_members(dbgroup_id bigint); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._dbgroup_members(dbgroup_id bigint) IS 'The members of a dbgroup in the order given.';

--
-- Name: _differences(text[], text[], text[]); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._differences(fields text[], existing text[], asked text[]) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN (
        SELECT string_agg(
            format('%s is %s, asked for %s', f.field, coalesce(f.existing, 'not set'), coalesce(f.asked, 'not set')),
            '; ' ORDER BY f.position)
        FROM unnest(_differences.fields, _differences.existing, _differences.asked)
            WITH ORDINALITY AS f(field, existing, asked, position)
        WHERE f.existing IS DISTINCT FROM f.asked);
END
$$;

--
-- Name: FUNCTION _differences(fields text[], existing text[], asked text[]); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._differences(fields text[], existing text[], asked text[]) IS 'The fields whose values differ, in words; NULL when none does.';

--
-- Name: _drop_conflicts(interval, bigint); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._drop_conflicts(keep interval, size bigint) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    lock_timeout CONSTANT text := current_setting('lock_timeout');
    excess bigint;
    dropped bigint := 0;
    oldest record;
BEGIN
    SELECT sum(pg_total_relation_size(to_regclass(format('bucardo.conflict_%s', p.part)))) - _drop_conflicts.size
    INTO excess
    FROM bucardo.conflict_part p;

    FOR oldest IN
        SELECT p.part,
               lead(p.part) OVER parts IS NULL AS newest,
               least(lead(p.since) OVER parts, (date_trunc('day', p.since AT TIME ZONE 'UTC') + interval '1 day') AT TIME ZONE 'UTC') AS until,
               pg_total_relation_size(to_regclass(format('bucardo.conflict_%s', p.part))) AS bytes
        FROM bucardo.conflict_part p
        WINDOW parts AS (ORDER BY p.part)
        ORDER BY p.part
    LOOP
        EXIT WHEN oldest.until > clock_timestamp() - _drop_conflicts.keep AND (oldest.newest OR excess <= 0);
        -- Who reads conflicts for a long time keeps them a while longer, and does not keep others from being written.
        BEGIN
            PERFORM set_config('lock_timeout', '100ms', true);
            EXECUTE format('DROP TABLE IF EXISTS bucardo.conflict_%s', oldest.part);
            DELETE FROM bucardo.conflict_part p WHERE p.part = oldest.part;
            PERFORM set_config('lock_timeout', lock_timeout, true);
        EXCEPTION
            WHEN lock_not_available THEN
                EXIT;
        END;
        excess := excess - coalesce(oldest.bytes, 0);
        dropped := dropped + 1;
    END LOOP;
    RETURN dropped;
END
$$;

--
-- Name: FUNCTION _drop_conflicts(keep interval, size bigint); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._drop_conflicts(keep interval, size bigint) IS 'Drops the parts of bucardo.conflict that are older than keep, and the oldest while all take more bytes than size, but never the newest; returns how many.';

--
-- Name: _drop_own_dbgroup(bigint); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._drop_own_dbgroup(dbgroup_id bigint) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    DELETE FROM bucardo.dbgroup g
    WHERE g.id = _drop_own_dbgroup.dbgroup_id
    AND g.own
    AND NOT EXISTS (SELECT FROM bucardo.sync s WHERE s.dbgroup_id = g.id);
END
$$;

--
-- Name: FUNCTION _drop_own_dbgroup(dbgroup_id bigint); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._drop_own_dbgroup(dbgroup_id bigint) IS 'Drops a dbgroup that belonged to a sync and is not used any more.';

--
-- Name: _drop_own_relgroup(bigint); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._drop_own_relgroup(relgroup_id bigint) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    DELETE FROM bucardo.relgroup g
    WHERE g.id = _drop_own_relgroup.relgroup_id
    AND g.own
    AND NOT EXISTS (SELECT FROM bucardo.sync s WHERE s.relgroup_id = g.id);
END
$$;

--
-- Name: FUNCTION _drop_own_relgroup(relgroup_id bigint); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._drop_own_relgroup(relgroup_id bigint) IS 'Drops a relgroup that belonged to a sync and is not used any more.';

--
-- Name: _entry_matches(text, text, boolean); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._entry_matches(name text, entry text, patterns boolean) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
BEGIN
    RETURN CASE
        WHEN _entry_matches.entry IS NULL THEN true
        WHEN NOT _entry_matches.patterns THEN _entry_matches.name = _entry_matches.entry
        WHEN _entry_matches.entry ~ '^[^\\]*\*[^\\]*$' THEN bucardo._matches(_entry_matches.name, _entry_matches.entry)
        ELSE _entry_matches.name = regexp_replace(_entry_matches.entry, '\\(.)', '\1', 'g')
    END;
END
$_$;

--
-- Name: FUNCTION _entry_matches(name text, entry text, patterns boolean); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._entry_matches(name text, entry text, patterns boolean) IS 'Whether a name is the one that an entry of a list has; in an entry with patterns, one with a star and no backslash is a pattern, any other has a backslash before what stands for itself.';

--
-- Name: _entry_position(bucardo.sync_relation[], bucardo.sync_relation); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._entry_position(relations bucardo.sync_relation[], entry bucardo.sync_relation) RETURNS integer
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN (
        SELECT r.position
        FROM unnest(_entry_position.relations) r
        WHERE bucardo._same_relation(r, entry));
END
$$;

--
-- Name: FUNCTION _entry_position(relations bucardo.sync_relation[], entry bucardo.sync_relation); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._entry_position(relations bucardo.sync_relation[], entry bucardo.sync_relation) IS 'The position of the entry that says the same; NULL when there is none.';

--
-- Name: _enumerate(text, text[]); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._enumerate(what text, names text[]) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN CASE
        WHEN names = '{}' THEN format('There are no %s yet.', what)
        WHEN cardinality(names) > 10 THEN format('The first %s are: %s.', what, array_to_string(names[1:10], ', '))
        ELSE format('The %s are: %s.', what, array_to_string(names, ', '))
    END;
END
$$;

--
-- Name: FUNCTION _enumerate(what text, names text[]); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._enumerate(what text, names text[]) IS 'Existing names in a sentence, ten at most.';

--
-- Name: _export_call(text, text[]); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._export_call(function_name text, arguments text[]) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN format('SELECT bucardo.%I(%s);', _export_call.function_name, array_to_string(_export_call.arguments, ', '));
END
$$;

--
-- Name: FUNCTION _export_call(function_name text, arguments text[]); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._export_call(function_name text, arguments text[]) IS 'A statement that calls a function with those arguments that are not NULL.';

--
-- Name: _export_dbs(bigint); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._export_dbs(dbgroup_id bigint) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    -- In the order given, which matters among equal priorities and when these change.
    RETURN bucardo._export_list(ARRAY(
        SELECT (bucardo._members_text(ARRAY[m]))[1]
        FROM unnest(bucardo._dbgroup_members(_export_dbs.dbgroup_id)) m
        ORDER BY m.position));
END
$$;

--
-- Name: FUNCTION _export_dbs(dbgroup_id bigint); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._export_dbs(dbgroup_id bigint) IS 'The databases of a dbgroup as an array in SQL; NULL when it is empty.';

--
-- Name: _export_list(text[]); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._export_list(items text[]) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN 'ARRAY[' || nullif(
        array_to_string(ARRAY(SELECT quote_literal(item) FROM unnest(_export_list.items) AS item), ', '), '') || ']';
END
$$;

--
-- Name: FUNCTION _export_list(items text[]); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._export_list(items text[]) IS 'A list as an array in SQL; NULL when it is empty.';

--
-- Name: _export_name(text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._export_name(name text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN '"' || replace(_export_name.name, '"', '""') || '"';
END
$$;

--
-- Name: FUNCTION _export_name(name text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._export_name(name text) IS 'A name as an item of a list that cannot be taken for anything else.';

--
-- Name: _export_options(jsonb); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._export_options(options jsonb) RETURNS text[]
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN ARRAY(
        SELECT format('%I => %L', o.name, o.value)
        FROM jsonb_each_text(_export_options.options) AS o(name, value)
        ORDER BY o.name);
END
$$;

--
-- Name: FUNCTION _export_options(options jsonb); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._export_options(options jsonb) IS 'Options as arguments in SQL.';

--
-- Name: _export_policies(bigint); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._export_policies(sync_id bigint) RETURNS text[]
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    statements text[];
BEGIN
    statements := ARRAY(
        SELECT bucardo._export_call('add_column_policy', ARRAY[
            quote_literal(s.name),
            quote_literal(bucardo._relation_name(cp.schema_name, cp.table_name)),
            quote_literal(quote_ident(cp.column_name)),
            quote_literal(cp.policy),
            'source_order => ' || bucardo._export_strategy(NULL, cp.source_order),
            'expression => ' || quote_literal(cp.expression)])
        FROM bucardo.column_policy cp
        JOIN bucardo.sync s ON s.id = cp.sync_id
        WHERE cp.sync_id = _export_policies.sync_id
        ORDER BY cp.schema_name, cp.table_name, cp.column_name);

    RETURN statements || ARRAY(
        SELECT bucardo._export_call('add_unique_policy', ARRAY[
            quote_literal(s.name),
            quote_literal(bucardo._relation_name(up.schema_name, up.table_name)),
            quote_literal(bucardo._identifiers(up.columns)),
            'winner => ' || quote_literal(nullif(up.winner, 'older')),
            'loser => ' || quote_literal(nullif(up.loser, 'park')),
            'column_name => ' || quote_literal(quote_ident(up.column_name)),
            'expression => ' || quote_literal(up.expression)])
        FROM bucardo.unique_policy up
        JOIN bucardo.sync s ON s.id = up.sync_id
        WHERE up.sync_id = _export_policies.sync_id
        ORDER BY up.schema_name, up.table_name, up.columns);
END
$$;

--
-- Name: FUNCTION _export_policies(sync_id bigint); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._export_policies(sync_id bigint) IS 'The statements that add the column policies and unique policies of a sync.';

--
-- Name: _export_strategy(text, text[]); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._export_strategy(conflict_strategy text, source_order text[]) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN quote_literal(coalesce(
        (SELECT string_agg(bucardo._export_name(o.name), ',' ORDER BY o.position)
         FROM unnest(_export_strategy.source_order) WITH ORDINALITY AS o(name, position)),
        _export_strategy.conflict_strategy));
END
$$;

--
-- Name: FUNCTION _export_strategy(conflict_strategy text, source_order text[]); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._export_strategy(conflict_strategy text, source_order text[]) IS 'A strategy as a literal in SQL; NULL when there is none.';

--
-- Name: _export_tables(bigint); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._export_tables(sync_id bigint) RETURNS text[]
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    statements text[];
BEGIN
    statements := ARRAY(
        SELECT bucardo._export_call('update_table', ARRAY[
                   quote_literal(s.name),
                   quote_literal(bucardo._relation_name(o.schema_name, o.table_name)),
                   'conflict_strategy => ' || bucardo._export_strategy(o.conflict_strategy, o.source_order)] || bucardo._export_options(o.options))
        FROM bucardo.table_option o
        JOIN bucardo.sync s ON s.id = o.sync_id
        WHERE o.sync_id = _export_tables.sync_id
        ORDER BY o.schema_name, o.table_name);

    RETURN statements || ARRAY(
        SELECT bucardo._export_call('update_table', ARRAY[
            quote_literal(s.name),
            quote_literal(bucardo._relation_name(f.schema_name, f.table_name)),
            'row_filter => ' || quote_literal(f.condition),
            'db => ' || quote_literal(d.name)])
        FROM bucardo.row_filter f
        JOIN bucardo.sync s ON s.id = f.sync_id
        LEFT JOIN bucardo.db d ON d.id = f.db_id
        WHERE f.sync_id = _export_tables.sync_id
        AND f.table_name IS NOT NULL
        ORDER BY f.schema_name, f.table_name, d.name NULLS FIRST);
END
$$;

--
-- Name: FUNCTION _export_tables(sync_id bigint); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._export_tables(sync_id bigint) IS 'The statements that set for tables of a sync what is set for them.';

--
-- Name: _fill_dbgroup(bigint, bucardo.dbgroup_member[]); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._fill_dbgroup(dbgroup_id bigint, members bucardo.dbgroup_member[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    DELETE FROM bucardo.dbgroup_member m WHERE m.dbgroup_id = _fill_dbgroup.dbgroup_id;

    INSERT INTO bucardo.dbgroup_member (dbgroup_id, db_id, role, priority, position)
    SELECT _fill_dbgroup.dbgroup_id, n.db_id, n.role, n.priority, row_number() OVER (ORDER BY n.position)
    FROM unnest(_fill_dbgroup.members) n;

    UPDATE bucardo.dbgroup g SET updated_at = now() WHERE g.id = _fill_dbgroup.dbgroup_id;
END
$$;

--
-- Name: FUNCTION _fill_dbgroup(dbgroup_id bigint, members bucardo.dbgroup_member[]); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._fill_dbgroup(dbgroup_id bigint, members bucardo.dbgroup_member[]) IS 'Makes these the members of a dbgroup.';

--
-- Name: _fill_relgroup(bigint, bucardo.sync_relation[]); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._fill_relgroup(relgroup_id bigint, relations bucardo.sync_relation[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    PERFORM bucardo._check_relations(_fill_relgroup.relations);
    DELETE FROM bucardo.relgroup_member m WHERE m.relgroup_id = _fill_relgroup.relgroup_id;

    INSERT INTO bucardo.relgroup_member (relgroup_id, position, schema_name, table_name, kind, excluded, patterns, priority)
    SELECT _fill_relgroup.relgroup_id, row_number() OVER (ORDER BY n.position), n.schema_name, n.table_name, n.kind, n.excluded,
           n.patterns, n.priority
    FROM unnest(_fill_relgroup.relations) n;

    UPDATE bucardo.relgroup g SET updated_at = now() WHERE g.id = _fill_relgroup.relgroup_id;
END
$$;

--
-- Name: FUNCTION _fill_relgroup(relgroup_id bigint, relations bucardo.sync_relation[]); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._fill_relgroup(relgroup_id bigint, relations bucardo.sync_relation[]) IS 'Makes these the relations of a relgroup.';

--
-- Name: _filter_db(text, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._filter_db(db text, row_filter text) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    IF _filter_db.row_filter <> '' THEN
        PERFORM bucardo._check_expression(_filter_db.row_filter, 'row_filter');
    END IF;
    IF _filter_db.db IS NULL THEN
        RETURN NULL;
    ELSIF _filter_db.row_filter IS NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = 'db is given without row_filter',
            DETAIL = 'It says which database a row filter is for; what else is set for a table is set for all.',
            HINT = format('Write row_filter => ''...'', db => %L.', _filter_db.db);
    END IF;
    -- It need not be a member yet: one that joins is to find its filter.
    RETURN (bucardo._member_db(_filter_db.db)).id;
END
$$;

--
-- Name: FUNCTION _filter_db(db text, row_filter text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._filter_db(db text, row_filter text) IS 'The id of the database that a row filter is for, NULL for all. Raises when the filter or the database cannot be.';

--
-- Name: _find_column_policy(bucardo.sync, bucardo.sync_relation, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._find_column_policy(existing bucardo.sync, entry bucardo.sync_relation, column_name text) RETURNS bucardo.column_policy
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    wanted CONSTANT text := bucardo._column_name(_find_column_policy.column_name, 'column_name');
    found_policy bucardo.column_policy;
BEGIN
    SELECT p.*
    INTO found_policy
    FROM bucardo.column_policy p
    WHERE (p.sync_id, p.schema_name, p.table_name, p.column_name) = (existing.id, entry.schema_name, entry.table_name, wanted);
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'undefined_object',
            MESSAGE = format('column %I of table %I.%I has no policy in sync "%s"', wanted, entry.schema_name, entry.table_name, existing.name),
            DETAIL = bucardo._enumerate('columns of the table that have one', ARRAY(
                SELECT quote_ident(p.column_name)
                FROM bucardo.column_policy p
                WHERE (p.sync_id, p.schema_name, p.table_name) = (existing.id, entry.schema_name, entry.table_name)
                ORDER BY p.column_name)),
            HINT = format(
                'SELECT * FROM bucardo.list_column_policies(%L, %L) shows what there is.', existing.name,
                entry.schema_name || '.' || entry.table_name);
    END IF;
    RETURN found_policy;
END
$$;

--
-- Name: FUNCTION _find_column_policy(existing bucardo.sync, entry bucardo.sync_relation, column_name text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._find_column_policy(existing bucardo.sync, entry bucardo.sync_relation, column_name text) IS 'The policy of a column of a table of the sync. Raises when it has none.';

--
-- Name: conflict; Type: TABLE; Schema: bucardo; Owner: -
--

CREATE TABLE bucardo.conflict (
    id bigint NOT NULL,
    part integer NOT NULL,
    sync_id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    run_at timestamp with time zone,
    schema_name text NOT NULL,
    table_name text NOT NULL,
    key jsonb,
    kind text NOT NULL,
    columns text[],
    versions jsonb,
    decision text NOT NULL,
    winner text,
    outcome jsonb,
    rule text,
    number bigint DEFAULT 1 NOT NULL,
    chosen text,
    chosen_at timestamp with time zone,
    chosen_by text
)
PARTITION BY LIST (part);

--
-- Name: TABLE conflict; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON TABLE bucardo.conflict IS 'Conflicts and how they were decided. number: how many the row stands for, more than one where they came faster than they could be written.';

--
-- Name: _find_conflict(bigint); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._find_conflict(id bigint) RETURNS bucardo.conflict
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    found_conflict bucardo.conflict;
BEGIN
    SELECT c.*
    INTO found_conflict
    FROM bucardo.conflict c
    JOIN bucardo.sync s ON s.id = c.sync_id
    WHERE c.id = _find_conflict.id;

    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'undefined_object',
            MESSAGE = format('conflict %s does not exist', _find_conflict.id),
            DETAIL = 'There was none, its sync was removed, or it is not kept any more: see the settings keep_conflicts and keep_conflicts_size.',
            HINT = 'SELECT id, at, sync, table_name, key FROM bucardo.conflicts ORDER BY id DESC shows all.';
    ELSIF found_conflict.versions IS NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'object_not_in_prerequisite_state',
            MESSAGE = format('conflict %s was recorded without the versions of the row', _find_conflict.id),
            DETAIL = 'There is nothing to choose from.',
            HINT = CASE found_conflict.kind
                WHEN 'foreign key' THEN 'Write to the row or its parent on any source: that replicates as any change.'
                ELSE 'SELECT bucardo.update_config(''record_conflicts'', ''full'') keeps those of the conflicts to come.'
            END;
    END IF;

    RETURN found_conflict;
END
$$;

--
-- Name: FUNCTION _find_conflict(id bigint); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._find_conflict(id bigint) IS 'The conflict with its versions. Raises when there is none, or it has none.';

--
-- Name: _find_customcodes(bigint); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._find_customcodes(code_id bigint) RETURNS SETOF bucardo.customcode_info
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN QUERY
    SELECT c.name,
           s.name,
           c.point,
           CASE WHEN c.table_name IS NOT NULL THEN format('%I.%I', c.schema_name, c.table_name) END,
           CASE WHEN c.function_name IS NOT NULL THEN format('%I.%I', c.function_schema, c.function_name) END,
           c.expression,
           d.name,
           c.role,
           c.timeout,
           c.priority,
           c.status
    FROM bucardo.customcode c
    JOIN bucardo.sync s ON s.id = c.sync_id
    LEFT JOIN bucardo.db d ON d.id = c.db_id
    WHERE _find_customcodes.code_id IS NULL
    OR c.id = _find_customcodes.code_id
    ORDER BY s.name, c.point, c.priority DESC, c.id;
END
$$;

--
-- Name: FUNCTION _find_customcodes(code_id bigint); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._find_customcodes(code_id bigint) IS 'The custom code with this id as list_customcodes shows it, in the order in which it is called; all of it when the id is NULL.';

--
-- Name: _find_customcols(); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._find_customcols() RETURNS SETOF bucardo.customcols_info
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN QUERY
    SELECT format('%I.%I', c.schema_name, c.table_name),
           bucardo._columns_text(c.columns, c.expressions),
           d.name,
           s.name
    FROM bucardo.customcols c
    LEFT JOIN bucardo.db d ON d.id = c.db_id
    LEFT JOIN bucardo.sync s ON s.id = c.sync_id
    ORDER BY c.schema_name, c.table_name, d.name NULLS FIRST, s.name NULLS FIRST;
END
$$;

--
-- Name: FUNCTION _find_customcols(); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._find_customcols() IS 'The other columns of tables as list_customcols shows them.';

--
-- Name: _find_customnames(); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._find_customnames() RETURNS SETOF bucardo.customname_info
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN QUERY
    SELECT format('%I.%I', c.schema_name, c.table_name),
           format('%I.%I', c.new_schema, c.new_name),
           d.name,
           s.name
    FROM bucardo.customname c
    LEFT JOIN bucardo.db d ON d.id = c.db_id
    LEFT JOIN bucardo.sync s ON s.id = c.sync_id
    ORDER BY c.schema_name, c.table_name, d.name NULLS FIRST, s.name NULLS FIRST;
END
$$;

--
-- Name: FUNCTION _find_customnames(); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._find_customnames() IS 'The other names of tables as list_customnames shows them.';

--
-- Name: _find_dbgroups(bigint); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._find_dbgroups(dbgroup_id bigint) RETURNS SETOF bucardo.dbgroup_info
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN QUERY
    SELECT g.name,
           bucardo._members_text(bucardo._dbgroup_members(g.id)),
           ARRAY(
               SELECT s.name
               FROM bucardo.sync s
               WHERE s.dbgroup_id = g.id
               ORDER BY s.name),
           g.own,
           g.created_at,
           g.updated_at
    FROM bucardo.dbgroup g
    WHERE _find_dbgroups.dbgroup_id IS NULL
    OR g.id = _find_dbgroups.dbgroup_id
    ORDER BY g.name;
END
$$;

--
-- Name: FUNCTION _find_dbgroups(dbgroup_id bigint); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._find_dbgroups(dbgroup_id bigint) IS 'The dbgroup with this id as list_dbgroups shows it; all of them when it is NULL.';

--
-- Name: _find_dbs(bigint); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._find_dbs(db_id bigint) RETURNS SETOF bucardo.db_info
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN QUERY
    SELECT d.name,
           d.type,
           d.dbname,
           d.host,
           d.port,
           d.username,
           d.service,
           d.conninfo,
           d.passfile,
           d.password_env,
           ARRAY(
               SELECT s.name
               FROM bucardo.sync_db m
               JOIN bucardo.sync s ON s.id = m.sync_id
               WHERE m.db_id = d.id
               ORDER BY s.name),
           d.created_at,
           d.updated_at,
           d.removing,
           ARRAY(
               SELECT g.name
               FROM bucardo.dbgroup_member m
               JOIN bucardo.dbgroup g ON g.id = m.dbgroup_id
               WHERE m.db_id = d.id
               AND NOT g.own
               ORDER BY g.name),
           d.status,
           d.makedelta,
           d.options
    FROM bucardo.db d
    WHERE _find_dbs.db_id IS NULL
    OR d.id = _find_dbs.db_id
    ORDER BY d.name;
END
$$;

--
-- Name: FUNCTION _find_dbs(db_id bigint); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._find_dbs(db_id bigint) IS 'The database with this id as list_dbs shows it; all of them when it is NULL.';

--
-- Name: _find_relations(bigint, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._find_relations(sync_id bigint, kind text) RETURNS SETOF bucardo.table_info
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN QUERY
    SELECT (SELECT s.name FROM bucardo.sync s WHERE s.id = _find_relations.sync_id),
           n.schema_name,
           n.table_name,
           CASE
               WHEN t.table_name IS NULL THEN 'pending'
               WHEN t.included THEN 'replicated'
               WHEN t.held THEN 'held'
               ELSE 'left out'
           END,
           t.reason,
           t.next_step,
           t.key_columns,
           NULL::text,
           NULL::text[],
           NULL::text,
           NULL::jsonb,
           NULL::jsonb
    FROM (
        SELECT t.schema_name, t.table_name
        FROM bucardo.sync_table t
        WHERE t.sync_id = _find_relations.sync_id
        AND t.kind = _find_relations.kind
        UNION
        SELECT o.schema_name, o.table_name
        FROM bucardo.table_option o
        WHERE o.sync_id = _find_relations.sync_id
        AND _find_relations.kind = 'table'
        UNION
        SELECT p.schema_name, p.table_name
        FROM bucardo.column_policy p
        WHERE p.sync_id = _find_relations.sync_id
        AND _find_relations.kind = 'table'
        UNION
        SELECT p.schema_name, p.table_name
        FROM bucardo.unique_policy p
        WHERE p.sync_id = _find_relations.sync_id
        AND _find_relations.kind = 'table'
        UNION
        SELECT f.schema_name, f.table_name
        FROM bucardo.row_filter f
        WHERE f.sync_id = _find_relations.sync_id
        AND f.table_name IS NOT NULL
        AND _find_relations.kind = 'table'
        UNION
        SELECT r.schema_name, r.table_name
        FROM bucardo.sync_relation r
        WHERE r.sync_id = _find_relations.sync_id
        AND r.kind = _find_relations.kind
        AND r.table_name IS NOT NULL
        AND NOT r.excluded
        AND NOT r.patterns
        -- Named without its schema, until it is found.
        AND (r.schema_name IS NOT NULL
             OR NOT EXISTS (
                 SELECT
                 FROM bucardo.sync_table t
                 WHERE (t.sync_id, t.kind, t.table_name) = (r.sync_id, r.kind, r.table_name)))) n
    LEFT JOIN bucardo.sync_table t
        ON (t.sync_id, t.kind, t.schema_name, t.table_name) = (_find_relations.sync_id, _find_relations.kind, n.schema_name, n.table_name);
END
$$;

--
-- Name: FUNCTION _find_relations(sync_id bigint, kind text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._find_relations(sync_id bigint, kind text) IS 'The tables or sequences (kind) of a sync: those that the sidecar found, those that are named, and those that something is set for, without what is set.';

--
-- Name: _find_relgroups(bigint); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._find_relgroups(relgroup_id bigint) RETURNS SETOF bucardo.relgroup_info
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN QUERY
    SELECT g.name,
           bucardo._relations_text(bucardo._relgroup_relations(g.id), 'table'),
           ARRAY(
               SELECT s.name
               FROM bucardo.sync s
               WHERE s.relgroup_id = g.id
               ORDER BY s.name),
           g.own,
           g.created_at,
           g.updated_at,
           bucardo._relations_text(bucardo._relgroup_relations(g.id), 'sequence')
    FROM bucardo.relgroup g
    WHERE _find_relgroups.relgroup_id IS NULL
    OR g.id = _find_relgroups.relgroup_id
    ORDER BY g.name;
END
$$;

--
-- Name: FUNCTION _find_relgroups(relgroup_id bigint); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._find_relgroups(relgroup_id bigint) IS 'The relgroup with this id as list_relgroups shows it; all of them when it is NULL.';

--
-- Name: _find_sequences(bigint); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._find_sequences(sync_id bigint) RETURNS SETOF bucardo.sequence_info
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN QUERY
    SELECT s.name, n.schema_name, n.table_name, n.state, n.reason, n.next_step
    FROM bucardo.sync s
    CROSS JOIN bucardo._find_relations(s.id, 'sequence') n
    WHERE s.id = _find_sequences.sync_id
    ORDER BY n.schema_name NULLS FIRST, n.table_name;
END
$$;

--
-- Name: FUNCTION _find_sequences(sync_id bigint); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._find_sequences(sync_id bigint) IS 'The sequences of the sync with this id as list_sequences shows them.';

--
-- Name: setting; Type: TABLE; Schema: bucardo; Owner: -
--

CREATE TABLE bucardo.setting (
    name text NOT NULL,
    kind text NOT NULL,
    default_value text NOT NULL,
    value text,
    unit text,
    minimum text,
    maximum text,
    choices text[],
    scopes text[] NOT NULL,
    description text NOT NULL,
    CONSTRAINT setting_kind_check CHECK ((kind = ANY (ARRAY['boolean'::text, 'integer'::text, 'interval'::text, 'text'::text])))
);

--
-- Name: TABLE setting; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON TABLE bucardo.setting IS 'What can be set. value goes before default_value; what a sync sets (sync.options) goes before both, and what it sets for a table (table_option) before that. scopes: where it may be set, of config, sync and table.';

--
-- Name: _find_setting(text, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._find_setting(name text, scope text) RETURNS bucardo.setting
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    found_setting bucardo.setting;
BEGIN
    SELECT s.* INTO found_setting FROM bucardo.setting s WHERE s.name = lower(_find_setting.name);
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('unknown %s "%s"', CASE _find_setting.scope WHEN 'config' THEN 'setting' ELSE 'option' END, _find_setting.name),
            DETAIL = format('The %s are: %s.',
                CASE _find_setting.scope WHEN 'config' THEN 'settings' ELSE 'options of a ' || _find_setting.scope END,
                (SELECT string_agg(s.name, ', ' ORDER BY s.name) FROM bucardo.setting s WHERE _find_setting.scope = ANY (s.scopes))),
            HINT = coalesce(
                'Did you mean "' || bucardo._nearest(
                    _find_setting.name,
                    ARRAY(SELECT s.name FROM bucardo.setting s WHERE _find_setting.scope = ANY (s.scopes) ORDER BY s.name)) || '"?',
                'SELECT * FROM bucardo.list_config() shows all.');
    ELSIF NOT _find_setting.scope = ANY (found_setting.scopes) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = CASE _find_setting.scope
                WHEN 'config' THEN format('"%s" is not set for all syncs', found_setting.name)
                ELSE format('"%s" is not set for a %s', found_setting.name, _find_setting.scope)
            END,
            DETAIL = found_setting.description,
            HINT = CASE
                WHEN 'sync' = ANY (found_setting.scopes) THEN format('Set it for a sync: SELECT * FROM bucardo.update_sync(''...'', %s => ...)', found_setting.name)
                ELSE format('Set it for all: SELECT * FROM bucardo.update_config(%L, ...)', found_setting.name)
            END;
    END IF;

    RETURN found_setting;
END
$$;

--
-- Name: FUNCTION _find_setting(name text, scope text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._find_setting(name text, scope text) IS 'The setting of this name that can be set there: config, sync or table. Raises when there is none.';

--
-- Name: _find_syncs(bigint); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._find_syncs(sync_id bigint) RETURNS SETOF bucardo.sync_info
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN QUERY
    SELECT s.name,
           v.state,
           ARRAY(
               SELECT bucardo._quote_item(d.name) || ':' || m.role
               FROM bucardo.sync_db m
               JOIN bucardo.db d ON d.id = m.db_id
               WHERE m.sync_id = s.id
               ORDER BY m.position),
           bucardo._relations_text(ARRAY(SELECT r FROM bucardo.sync_relation r WHERE r.sync_id = s.id), 'table'),
           s.conflict_strategy,
           s.source_order,
           s.autokick,
           s.status,
           s.paused,
           v.reason,
           v.next_step,
           s.created_at,
           s.updated_at,
           (SELECT g.name FROM bucardo.dbgroup g WHERE g.id = s.dbgroup_id),
           (SELECT g.name FROM bucardo.relgroup g WHERE g.id = s.relgroup_id),
           s.onetimecopy,
           s.copy_workers,
           bucardo._relations_text(ARRAY(SELECT r FROM bucardo.sync_relation r WHERE r.sync_id = s.id), 'sequence'),
           bucardo._sync_filter(s.id),
           s.options
    FROM bucardo.sync s
    JOIN bucardo.status v ON v.name = s.name
    WHERE _find_syncs.sync_id IS NULL
    OR s.id = _find_syncs.sync_id
    ORDER BY s.name;
END
$$;

--
-- Name: FUNCTION _find_syncs(sync_id bigint); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._find_syncs(sync_id bigint) IS 'The sync with this id as list_syncs shows it; all of them when it is NULL.';

--
-- Name: _find_tables(bigint); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._find_tables(sync_id bigint) RETURNS SETOF bucardo.table_info
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN QUERY
    SELECT s.name,
           n.schema_name,
           n.table_name,
           n.state,
           n.reason,
           n.next_step,
           n.key_columns,
           o.conflict_strategy,
           o.source_order,
           (SELECT f.condition
            FROM bucardo.row_filter f
            WHERE (f.sync_id, f.schema_name, f.table_name) = (s.id, n.schema_name, n.table_name)
            AND f.db_id IS NULL),
           (SELECT jsonb_object_agg(d.name, f.condition)
            FROM bucardo.row_filter f
            JOIN bucardo.db d ON d.id = f.db_id
            WHERE (f.sync_id, f.schema_name, f.table_name) = (s.id, n.schema_name, n.table_name)),
           coalesce(o.options, '{}')
    FROM bucardo.sync s
    CROSS JOIN bucardo._find_relations(s.id, 'table') n
    LEFT JOIN bucardo.table_option o ON (o.sync_id, o.schema_name, o.table_name) = (s.id, n.schema_name, n.table_name)
    WHERE s.id = _find_tables.sync_id
    ORDER BY n.schema_name NULLS FIRST, n.table_name;
END
$$;

--
-- Name: FUNCTION _find_tables(sync_id bigint); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._find_tables(sync_id bigint) IS 'The tables of the sync with this id as list_tables shows them.';

--
-- Name: unique_policy; Type: TABLE; Schema: bucardo; Owner: -
--

CREATE TABLE bucardo.unique_policy (
    sync_id bigint NOT NULL,
    schema_name text NOT NULL,
    table_name text NOT NULL,
    columns text[] NOT NULL,
    winner text NOT NULL,
    loser text NOT NULL,
    column_name text,
    expression text,
    CONSTRAINT unique_policy_check CHECK (((column_name IS NOT NULL) = (loser = ANY (ARRAY['null'::text, 'expression'::text])))),
    CONSTRAINT unique_policy_check1 CHECK (((expression IS NOT NULL) = (loser = 'expression'::text))),
    CONSTRAINT unique_policy_columns_check CHECK ((cardinality(columns) > 0)),
    CONSTRAINT unique_policy_loser_check CHECK ((loser = ANY (ARRAY['delete'::text, 'null'::text, 'expression'::text, 'park'::text]))),
    CONSTRAINT unique_policy_winner_check CHECK ((winner = ANY (ARRAY['older'::text, 'newer'::text])))
);

--
-- Name: TABLE unique_policy; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON TABLE bucardo.unique_policy IS 'What happens when two databases each have a row of their own with the same values in the columns of a unique index that is not the key. columns: in the order of their names. Indexes that are not here: the row that comes is parked until the values differ.';

--
-- Name: COLUMN unique_policy.loser; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.unique_policy.loser IS 'delete: the row goes; null, expression: column_name gets NULL, or the value of the expression over the row''s columns; park: the row does not reach the others for now.';

--
-- Name: _find_unique_policy(bucardo.sync, bucardo.sync_relation, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._find_unique_policy(existing bucardo.sync, entry bucardo.sync_relation, columns text) RETURNS bucardo.unique_policy
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    wanted CONSTANT text[] := bucardo._unique_columns(_find_unique_policy.columns);
    found_policy bucardo.unique_policy;
BEGIN
    SELECT p.*
    INTO found_policy
    FROM bucardo.unique_policy p
    WHERE (p.sync_id, p.schema_name, p.table_name, p.columns) = (existing.id, entry.schema_name, entry.table_name, wanted);
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'undefined_object',
            MESSAGE = format(
                'unique index (%s) of table %I.%I has no policy in sync "%s"',
                bucardo._identifiers(wanted), entry.schema_name, entry.table_name, existing.name),
            DETAIL = bucardo._enumerate('unique indexes of the table that have one', ARRAY(
                SELECT '(' || bucardo._identifiers(p.columns) || ')'
                FROM bucardo.unique_policy p
                WHERE (p.sync_id, p.schema_name, p.table_name) = (existing.id, entry.schema_name, entry.table_name)
                ORDER BY p.columns)),
            HINT = format(
                'SELECT * FROM bucardo.list_unique_policies(%L, %L) shows what there is.', existing.name,
                entry.schema_name || '.' || entry.table_name);
    END IF;
    RETURN found_policy;
END
$$;

--
-- Name: FUNCTION _find_unique_policy(existing bucardo.sync, entry bucardo.sync_relation, columns text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._find_unique_policy(existing bucardo.sync, entry bucardo.sync_relation, columns text) IS 'The policy of a unique index of a table of the sync. Raises when it has none.';

--
-- Name: _find_uses(text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._find_uses(name text) RETURNS SETOF bucardo.use_info
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    parts text[];
BEGIN
    RETURN QUERY
    SELECT 'db', d.name, CASE WHEN s.id IS NOT NULL THEN 'sync' END, s.name, m.role
    FROM bucardo.db d
    LEFT JOIN bucardo.sync_db m ON m.db_id = d.id
    LEFT JOIN bucardo.sync s ON s.id = m.sync_id
    WHERE d.name = _find_uses.name;

    RETURN QUERY
    SELECT 'db', d.name, 'dbgroup', g.name, m.role
    FROM bucardo.db d
    JOIN bucardo.dbgroup_member m ON m.db_id = d.id
    JOIN bucardo.dbgroup g ON g.id = m.dbgroup_id
    WHERE d.name = _find_uses.name
    AND NOT g.own;

    RETURN QUERY
    SELECT 'dbgroup', g.name, CASE WHEN s.id IS NOT NULL THEN 'sync' END, s.name, array_to_string(bucardo._members_text(bucardo._dbgroup_members(g.id)), ',')
    FROM bucardo.dbgroup g
    LEFT JOIN bucardo.sync s ON s.dbgroup_id = g.id
    WHERE g.name = _find_uses.name
    UNION ALL
    SELECT 'relgroup', g.name, CASE WHEN s.id IS NOT NULL THEN 'sync' END, s.name, array_to_string(
               bucardo._relations_text(bucardo._relgroup_relations(g.id), 'table')
               || bucardo._relations_text(bucardo._relgroup_relations(g.id), 'sequence'), ',')
    FROM bucardo.relgroup g
    LEFT JOIN bucardo.sync s ON s.relgroup_id = g.id
    WHERE g.name = _find_uses.name;

    RETURN QUERY
    SELECT 'db', i.db, 'customname', i.relation || bucardo._custom_place(NULL, i.sync), i.new_name
    FROM bucardo._find_customnames() i
    WHERE i.db = _find_uses.name
    UNION ALL
    SELECT 'db', i.db, 'customcols', i.relation || bucardo._custom_place(NULL, i.sync), array_to_string(i.columns, ', ')
    FROM bucardo._find_customcols() i
    WHERE i.db = _find_uses.name
    UNION ALL
    SELECT 'db', i.db, 'customcode', i.name, i.point
    FROM bucardo._find_customcodes(NULL) i
    WHERE i.db = _find_uses.name;

    BEGIN
        parts := parse_ident(_find_uses.name, true);
    EXCEPTION WHEN invalid_parameter_value THEN
        RETURN;
    END;
    IF cardinality(parts) > 2 THEN
        RETURN;
    ELSIF cardinality(parts) = 1 THEN
        parts := NULL::text || parts;
    END IF;

    RETURN QUERY
    SELECT t.kind,
           bucardo._relation_name(nullif(t.schema_name, ''), t.table_name),
           'sync',
           s.name,
           CASE WHEN t.included THEN 'replicated' ELSE 'left out' || coalesce(': ' || t.reason, '') END
    FROM bucardo.sync_table t
    JOIN bucardo.sync s ON s.id = t.sync_id
    WHERE t.table_name = parts[2]
    AND (parts[1] IS NULL OR t.schema_name = parts[1]);

    RETURN QUERY
    SELECT m.kind, bucardo._relation_name(m.schema_name, m.table_name), 'relgroup', g.name, CASE WHEN m.excluded THEN 'excluded' ELSE 'asked for' END
    FROM bucardo.relgroup_member m
    JOIN bucardo.relgroup g ON g.id = m.relgroup_id
    WHERE NOT g.own
    AND NOT m.patterns
    AND m.table_name = parts[2]
    AND (parts[1] IS NULL OR m.schema_name IS NULL OR m.schema_name = parts[1]);

    RETURN QUERY
    SELECT 'table', i.relation, 'customname', i.relation || bucardo._custom_place(i.db, i.sync), i.new_name
    FROM bucardo._find_customnames() i
    WHERE (parse_ident(i.relation))[2] = parts[2]
    AND (parts[1] IS NULL OR (parse_ident(i.relation))[1] = parts[1])
    UNION ALL
    SELECT 'table', i.relation, 'customcols', i.relation || bucardo._custom_place(i.db, i.sync), array_to_string(i.columns, ', ')
    FROM bucardo._find_customcols() i
    WHERE (parse_ident(i.relation))[2] = parts[2]
    AND (parts[1] IS NULL OR (parse_ident(i.relation))[1] = parts[1]);

    RETURN QUERY
    SELECT 'table', i.relation, 'customcode', i.name, i.point
    FROM bucardo._find_customcodes(NULL) i
    WHERE (parse_ident(i.relation))[2] = parts[2]
    AND (parts[1] IS NULL OR (parse_ident(i.relation))[1] = parts[1]);

    -- Named for a sync whose tables the sidecar has not looked at yet.
    RETURN QUERY
    SELECT r.kind, bucardo._relation_name(r.schema_name, r.table_name), 'sync', s.name, CASE WHEN r.excluded THEN 'excluded' ELSE 'asked for' END
    FROM bucardo.sync_relation r
    JOIN bucardo.sync s ON s.id = r.sync_id
    WHERE NOT r.patterns
    AND r.table_name = parts[2]
    AND (parts[1] IS NULL OR r.schema_name IS NULL OR r.schema_name = parts[1])
    AND NOT EXISTS (
        SELECT
        FROM bucardo.sync_table t
        WHERE t.sync_id = r.sync_id
        AND t.table_name = r.table_name
        AND (r.schema_name IS NULL OR t.schema_name = r.schema_name));
END
$$;

--
-- Name: FUNCTION _find_uses(name text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._find_uses(name text) IS 'The uses of all databases, groups and tables of that name.';

--
-- Name: _identifiers(text[]); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._identifiers(names text[]) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN (SELECT string_agg(quote_ident(n.name), ',' ORDER BY n.position) FROM unnest(_identifiers.names) WITH ORDINALITY AS n(name, position));
END
$$;

--
-- Name: FUNCTION _identifiers(names text[]); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._identifiers(names text[]) IS 'Names of columns as they are written in a list.';

--
-- Name: _insert_db(bucardo.db, boolean); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._insert_db(wanted bucardo.db, if_not_exists boolean) RETURNS bucardo.db_info
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    fields CONSTANT text[] := '{type,conninfo,host,port,dbname,username,service,passfile,password_env,status,makedelta,options}'::text[];
    existing bucardo.db;
    different text;
    inserted_id bigint;
    result bucardo.db_info;
BEGIN
    PERFORM bucardo._check_name(wanted.name, 'database');
    PERFORM bucardo._check_db(wanted);

    INSERT INTO bucardo.db (name, type, conninfo, host, port, dbname, username, service, passfile, password_env, status, makedelta, options)
    VALUES (wanted.name, wanted.type, wanted.conninfo, wanted.host, wanted.port, wanted.dbname, wanted.username,
            wanted.service, wanted.passfile, wanted.password_env, wanted.status, wanted.makedelta, wanted.options)
    ON CONFLICT DO NOTHING
    RETURNING id INTO inserted_id;

    IF inserted_id IS NULL THEN
        existing := bucardo._lock_db(wanted.name);
        different := bucardo._differences(
            fields,
            ARRAY[existing.type, existing.conninfo, existing.host, existing.port::text, existing.dbname, existing.username,
                  existing.service, existing.passfile, existing.password_env, existing.status, existing.makedelta::text,
                  existing.options::text],
            ARRAY[wanted.type, wanted.conninfo, wanted.host, wanted.port::text, wanted.dbname, wanted.username,
                  wanted.service, wanted.passfile, wanted.password_env, wanted.status, wanted.makedelta::text,
                  wanted.options::text]);
        IF existing.removing AND different IS NULL THEN
            -- Still being cleaned, and wanted again: it stays.
            UPDATE bucardo.db d SET removing = false WHERE d.id = existing.id;
            PERFORM pg_notify('bucardo', '');
        ELSIF existing.removing THEN
            RAISE EXCEPTION USING
                ERRCODE = 'object_not_in_prerequisite_state',
                MESSAGE = format('database "%s" is being removed', existing.name),
                DETAIL = format('It goes when the sidecar has taken the triggers and deltas of its former syncs off it. The one asked for differs: %s.', different),
                HINT = format('SELECT name, cleanups, cleanup_reason FROM bucardo.db_status shows what is left to do. To give that up: SELECT * FROM bucardo.remove_db(%L, force => true)', existing.name);
        ELSIF NOT _insert_db.if_not_exists THEN
            RAISE EXCEPTION USING
                ERRCODE = 'duplicate_object',
                MESSAGE = format('database "%s" already exists', wanted.name),
                DETAIL = coalesce('It differs: ' || different || '.', 'It is the same as the one asked for.'),
                HINT = CASE
                    WHEN different IS NULL THEN 'Add it with if_not_exists => true, or change it with bucardo.update_db.'
                    ELSE 'Change it with bucardo.update_db, or choose another name.'
                END;
        ELSIF different IS NOT NULL THEN
            RAISE EXCEPTION USING
                ERRCODE = 'duplicate_object',
                MESSAGE = format('database "%s" already exists and is not the same', wanted.name),
                DETAIL = format('It differs: %s.', different),
                HINT = 'Change it with bucardo.update_db, or remove it with bucardo.remove_db first.';
        END IF;
        inserted_id := existing.id;
    ELSE
        PERFORM pg_notify('bucardo', '');
    END IF;

    SELECT i.* INTO result FROM bucardo._find_dbs(inserted_id) i;
    RETURN result;
END
$$;

--
-- Name: FUNCTION _insert_db(wanted bucardo.db, if_not_exists boolean); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._insert_db(wanted bucardo.db, if_not_exists boolean) IS 'Inserts a database, or finds the same one when if_not_exists.';

--
-- Name: _interval_text(bigint); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._interval_text(milliseconds bigint) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN CASE
        WHEN _interval_text.milliseconds = 0 THEN '0'
        WHEN _interval_text.milliseconds % 86400000 = 0 THEN _interval_text.milliseconds / 86400000 || 'd'
        WHEN _interval_text.milliseconds % 3600000 = 0 THEN _interval_text.milliseconds / 3600000 || 'h'
        WHEN _interval_text.milliseconds % 60000 = 0 THEN _interval_text.milliseconds / 60000 || 'min'
        WHEN _interval_text.milliseconds % 1000 = 0 THEN _interval_text.milliseconds / 1000 || 's'
        ELSE _interval_text.milliseconds || 'ms'
    END;
END
$$;

--
-- Name: FUNCTION _interval_text(milliseconds bigint); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._interval_text(milliseconds bigint) IS 'An interval as it is kept in settings: in the largest unit that holds it without a fraction.';

--
-- Name: _is_active(text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._is_active(sync text) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    wanted bucardo.sync;
    seen bucardo.sync_state;
BEGIN
    PERFORM bucardo._check_name(_is_active.sync, 'sync');

    SELECT s.* INTO wanted FROM bucardo.sync s WHERE s.name = _is_active.sync;
    IF NOT FOUND THEN
        PERFORM bucardo._raise_unknown_sync(_is_active.sync);
    END IF;
    PERFORM bucardo._check_running(wanted);

    SELECT st.* INTO seen FROM bucardo.sync_state st WHERE st.sync_id = wanted.id;
    RETURN coalesce(seen.observed_version >= wanted.version AND seen.state IN ('active', 'degraded'), false);
END
$$;

--
-- Name: FUNCTION _is_active(sync text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._is_active(sync text) IS 'Whether the sidecar runs the sync as it is now wanted. Raises when waiting for it is in vain.';

--
-- Name: _is_removed(text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._is_removed(sync text) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    PERFORM bucardo._check_name(_is_removed.sync, 'sync');
    RETURN NOT EXISTS (SELECT FROM bucardo.cleanup c WHERE c.sync_name = _is_removed.sync);
END
$$;

--
-- Name: FUNCTION _is_removed(sync text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._is_removed(sync text) IS 'Whether nothing is left to be taken off any database for a removed sync, or a removed member, of this name.';

--
-- Name: _is_secret(text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._is_secret(keyword text) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
BEGIN
    -- allowCleartextPasswords and its like say which kinds of passwords are good.
    RETURN _is_secret.keyword ~* '(^|[._-])(pass|pwd|pw)$|passw|passphrase|passwd|secret|token|credential'
        AND _is_secret.keyword !~* '^allow';
END
$_$;

--
-- Name: FUNCTION _is_secret(keyword text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._is_secret(keyword text) IS 'Whether what a keyword of this name holds is likely to be a password.';

--
-- Name: _join_relations(bucardo.sync_relation[], bucardo.sync_relation[], text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._join_relations(relations bucardo.sync_relation[], more bucardo.sync_relation[], kind text) RETURNS bucardo.sync_relation[]
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    joined bucardo.sync_relation[] := ARRAY(SELECT r FROM unnest(_join_relations.relations) r WHERE r.kind <> _join_relations.kind ORDER BY r.position);
    relation bucardo.sync_relation;
BEGIN
    joined := joined || ARRAY(SELECT r FROM unnest(_join_relations.more) r WHERE r.kind = _join_relations.kind ORDER BY r.position);
    FOR i IN 1 .. cardinality(joined)
    LOOP
        relation := joined[i];
        relation.position := i;
        joined[i] := relation;
    END LOOP;
    RETURN joined;
END
$$;

--
-- Name: FUNCTION _join_relations(relations bucardo.sync_relation[], more bucardo.sync_relation[], kind text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._join_relations(relations bucardo.sync_relation[], more bucardo.sync_relation[], kind text) IS 'Relations with those of one kind (table, sequence) replaced by the ones in more.';

--
-- Name: _kick(text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._kick(sync text) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    existing bucardo.sync := bucardo._lock_sync(_kick.sync);
BEGIN
    PERFORM bucardo._check_running(existing);
    RETURN bucardo._add_command(existing, 'kick');
END
$$;

--
-- Name: FUNCTION _kick(sync text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._kick(sync text) IS 'Queues a kick and returns the id of the command. Raises when the sync is paused or inactive.';

--
-- Name: _leave_dbgroups(bucardo.db); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._leave_dbgroups(leaving bucardo.db) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    user_sync bucardo.sync;
    used_group bucardo.dbgroup;
    members bucardo.dbgroup_member[];
BEGIN
    -- Syncs that could not go on are named before anything is changed.
    FOR user_sync IN SELECT * FROM bucardo._lock_syncs_of_db(leaving.id)
    LOOP
        members := ARRAY(SELECT m FROM unnest(bucardo._dbgroup_members(user_sync.dbgroup_id)) m WHERE m.db_id <> leaving.id);
        IF cardinality(members) < 2 OR bucardo._source_names(members) = '{}' THEN
            RAISE EXCEPTION USING
                ERRCODE = 'dependent_objects_still_exist',
                MESSAGE = format('database "%s" cannot be taken out of sync "%s"', leaving.name, user_sync.name),
                DETAIL = CASE
                    WHEN cardinality(members) < 2 THEN 'The sync would be left with one database.'
                    ELSE 'The sync would be left without a source.'
                END,
                HINT = format('Remove the sync first: SELECT * FROM bucardo.remove_sync(%L)', user_sync.name);
        END IF;
    END LOOP;

    FOR used_group IN
        SELECT g.*
        FROM bucardo.dbgroup g
        WHERE g.id IN (SELECT m.dbgroup_id FROM bucardo.dbgroup_member m WHERE m.db_id = leaving.id)
        ORDER BY g.name
        FOR UPDATE
    LOOP
        members := ARRAY(SELECT m FROM unnest(bucardo._dbgroup_members(used_group.id)) m WHERE m.db_id <> leaving.id);
        PERFORM bucardo._change_dbgroup(used_group, members);
    END LOOP;
END
$$;

--
-- Name: FUNCTION _leave_dbgroups(leaving bucardo.db); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._leave_dbgroups(leaving bucardo.db) IS 'Takes a database out of all dbgroups, and so out of all syncs. Raises when one of these could not go on without it.';

--
-- Name: _list_of_sync(bucardo.sync, text, text, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._list_of_sync(existing bucardo.sync, verb text, relation text, kind text) RETURNS bucardo.relgroup
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    found_group bucardo.relgroup;
BEGIN
    SELECT g.* INTO found_group FROM bucardo.relgroup g WHERE g.id = existing.relgroup_id FOR UPDATE;
    IF NOT found_group.own THEN
        -- Of sequences, only the whole list can be given there.
        PERFORM bucardo._raise_shared_relgroup(
            found_group.id,
            CASE _list_of_sync.kind WHEN 'table' THEN _list_of_sync.verb ELSE 'sequences' END,
            CASE _list_of_sync.kind WHEN 'table' THEN _list_of_sync.relation ELSE '...' END);
    END IF;
    RETURN found_group;
END
$$;

--
-- Name: FUNCTION _list_of_sync(existing bucardo.sync, verb text, relation text, kind text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._list_of_sync(existing bucardo.sync, verb text, relation text, kind text) IS 'The relgroup that belongs to the sync, locked. Raises when it uses a shared one, with what to add to that or remove from it.';

--
-- Name: _list_values(text, text, integer); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._list_values(list text, what text, wanted_count integer) RETURNS text[]
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    items text[];
BEGIN
    IF _list_values.list IS NULL THEN
        RETURN array_fill(NULL::text, ARRAY[_list_values.wanted_count]);
    END IF;

    items := bucardo._split_list(_list_values.list, _list_values.what);
    items := ARRAY(SELECT bucardo._unquote(item, _list_values.what) FROM unnest(items) AS item);

    IF cardinality(items) = 1 THEN
        RETURN array_fill(items[1], ARRAY[_list_values.wanted_count]);
    ELSIF cardinality(items) <> _list_values.wanted_count THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('%s does not fit the names', _list_values.what),
            DETAIL = format('There are %s names and %s values of %s.', _list_values.wanted_count, cardinality(items), _list_values.what),
            HINT = format('Give %s once for all, or once for each name; a value with a comma in it goes in double quotes.', _list_values.what);
    END IF;

    RETURN items;
END
$$;

--
-- Name: FUNCTION _list_values(list text, what text, wanted_count integer); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._list_values(list text, what text, wanted_count integer) IS 'A list with one value for each of wanted_count names: given once for all, or as many times.';

--
-- Name: _lock_customcode(text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._lock_customcode(name text) RETURNS bucardo.customcode
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    found_code bucardo.customcode;
    existing text[];
BEGIN
    PERFORM bucardo._check_name(_lock_customcode.name, 'customcode');

    SELECT c.*
    INTO found_code
    FROM bucardo.customcode c
    WHERE c.name = _lock_customcode.name
    FOR UPDATE;

    IF NOT FOUND THEN
        existing := ARRAY(SELECT c.name FROM bucardo.customcode c ORDER BY c.name LIMIT 300);
        RAISE EXCEPTION USING
            ERRCODE = 'undefined_object',
            MESSAGE = format('customcode "%s" does not exist', _lock_customcode.name),
            DETAIL = bucardo._enumerate('customcodes', existing),
            HINT = coalesce(
                'Did you mean "' || bucardo._nearest(_lock_customcode.name, existing) || '"?',
                format('Add it: SELECT * FROM bucardo.add_customcode(%L, sync => ''...'', point => ''...'', function => ''...'').', _lock_customcode.name));
    END IF;

    RETURN found_code;
END
$$;

--
-- Name: FUNCTION _lock_customcode(name text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._lock_customcode(name text) IS 'The custom code of this name, its row locked until the end of the transaction. Raises when there is none.';

--
-- Name: _lock_db(text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._lock_db(name text) RETURNS bucardo.db
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    found_db bucardo.db;
BEGIN
    PERFORM bucardo._check_name(_lock_db.name, 'database');

    -- Not FOR UPDATE: syncs that come to use it in the meantime need not wait for a change of its settings.
    SELECT d.*
    INTO found_db
    FROM bucardo.db d
    WHERE d.name = _lock_db.name
    FOR NO KEY UPDATE;

    IF NOT FOUND THEN
        PERFORM bucardo._raise_unknown_db(_lock_db.name);
    END IF;

    RETURN found_db;
END
$$;

--
-- Name: FUNCTION _lock_db(name text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._lock_db(name text) IS 'The database of this name, nobody else can change it until the end of the transaction. Raises when there is none.';

--
-- Name: _lock_dbgroup(text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._lock_dbgroup(name text) RETURNS bucardo.dbgroup
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    found_group bucardo.dbgroup;
    existing text[];
    near text;
BEGIN
    PERFORM bucardo._check_name(_lock_dbgroup.name, 'dbgroup');

    SELECT g.* INTO found_group FROM bucardo.dbgroup g WHERE g.name = _lock_dbgroup.name FOR UPDATE;
    IF NOT FOUND THEN
        existing := ARRAY(SELECT g.name FROM bucardo.dbgroup g ORDER BY g.name LIMIT 300);
        near := bucardo._nearest(_lock_dbgroup.name, existing);
        RAISE EXCEPTION USING
            ERRCODE = 'undefined_object',
            MESSAGE = format('dbgroup "%s" does not exist', _lock_dbgroup.name),
            DETAIL = bucardo._enumerate('dbgroups', existing),
            HINT = CASE
                WHEN near IS NOT NULL THEN format('Did you mean "%s"? SELECT * FROM bucardo.list_dbgroups() shows all.', near)
                ELSE format('Add it: SELECT * FROM bucardo.add_dbgroup(%L, dbs => ''...'').', _lock_dbgroup.name)
            END;
    END IF;

    RETURN found_group;
END
$$;

--
-- Name: FUNCTION _lock_dbgroup(name text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._lock_dbgroup(name text) IS 'The dbgroup of this name, its row locked until the end of the transaction. Raises when there is none.';

--
-- Name: _lock_relgroup(text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._lock_relgroup(name text) RETURNS bucardo.relgroup
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    found_group bucardo.relgroup;
    existing text[];
    near text;
BEGIN
    PERFORM bucardo._check_name(_lock_relgroup.name, 'relgroup');

    SELECT g.* INTO found_group FROM bucardo.relgroup g WHERE g.name = _lock_relgroup.name FOR UPDATE;
    IF NOT FOUND THEN
        existing := ARRAY(SELECT g.name FROM bucardo.relgroup g ORDER BY g.name LIMIT 300);
        near := bucardo._nearest(_lock_relgroup.name, existing);
        RAISE EXCEPTION USING
            ERRCODE = 'undefined_object',
            MESSAGE = format('relgroup "%s" does not exist', _lock_relgroup.name),
            DETAIL = bucardo._enumerate('relgroups', existing),
            HINT = CASE
                WHEN near IS NOT NULL THEN format('Did you mean "%s"? SELECT * FROM bucardo.list_relgroups() shows all.', near)
                ELSE format('Add it: SELECT * FROM bucardo.add_relgroup(%L, tables => ''...'').', _lock_relgroup.name)
            END;
    END IF;

    RETURN found_group;
END
$$;

--
-- Name: FUNCTION _lock_relgroup(name text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._lock_relgroup(name text) IS 'The relgroup of this name, its row locked until the end of the transaction. Raises when there is none.';

--
-- Name: _lock_sync(text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._lock_sync(name text) RETURNS bucardo.sync
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    found_sync bucardo.sync;
BEGIN
    PERFORM bucardo._check_name(_lock_sync.name, 'sync');

    SELECT s.*
    INTO found_sync
    FROM bucardo.sync s
    WHERE s.name = _lock_sync.name
    FOR UPDATE;

    IF NOT FOUND THEN
        PERFORM bucardo._raise_unknown_sync(_lock_sync.name);
    END IF;

    RETURN found_sync;
END
$$;

--
-- Name: FUNCTION _lock_sync(name text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._lock_sync(name text) IS 'The sync of this name, its row locked until the end of the transaction. Raises when there is none.';

--
-- Name: _lock_syncs_of_db(bigint); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._lock_syncs_of_db(db_id bigint) RETURNS SETOF bucardo.sync
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN QUERY
    SELECT s.*
    FROM bucardo.sync s
    WHERE s.id IN (SELECT m.sync_id FROM bucardo.sync_db m WHERE m.db_id = _lock_syncs_of_db.db_id)
    ORDER BY s.name
    FOR UPDATE;
END
$$;

--
-- Name: FUNCTION _lock_syncs_of_db(db_id bigint); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._lock_syncs_of_db(db_id bigint) IS 'The syncs that a database is a member of, locked until the end of the transaction.';

--
-- Name: _lock_syncs_of_dbgroup(bigint); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._lock_syncs_of_dbgroup(dbgroup_id bigint) RETURNS SETOF bucardo.sync
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN QUERY
    SELECT s.*
    FROM bucardo.sync s
    WHERE s.dbgroup_id = _lock_syncs_of_dbgroup.dbgroup_id
    ORDER BY s.name
    FOR UPDATE;
END
$$;

--
-- Name: FUNCTION _lock_syncs_of_dbgroup(dbgroup_id bigint); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._lock_syncs_of_dbgroup(dbgroup_id bigint) IS 'The syncs that use a dbgroup, locked until the end of the transaction.';

--
-- Name: _lock_syncs_of_relgroup(bigint); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._lock_syncs_of_relgroup(relgroup_id bigint) RETURNS SETOF bucardo.sync
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN QUERY
    SELECT s.*
    FROM bucardo.sync s
    WHERE s.relgroup_id = _lock_syncs_of_relgroup.relgroup_id
    ORDER BY s.name
    FOR UPDATE;
END
$$;

--
-- Name: FUNCTION _lock_syncs_of_relgroup(relgroup_id bigint); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._lock_syncs_of_relgroup(relgroup_id bigint) IS 'The syncs that use a relgroup, locked until the end of the transaction.';

--
-- Name: _loser(bigint, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._loser(id bigint, function_name text) RETURNS text
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    conflict bucardo.conflict;
    others text[];
BEGIN
    PERFORM bucardo._check_not_null(_loser.id IS NOT NULL, _loser.function_name, 'id');
    conflict := bucardo._find_conflict(_loser.id);
    others := ARRAY(
        SELECT v ->> 'db'
        FROM jsonb_array_elements(conflict.versions) WITH ORDINALITY AS a(v, position)
        WHERE v ->> 'db' IS DISTINCT FROM conflict.winner
        ORDER BY a.position);

    IF cardinality(others) <> 1 THEN
        RAISE EXCEPTION USING
            ERRCODE = 'object_not_in_prerequisite_state',
            MESSAGE = format('conflict %s has no single version that lost', conflict.id),
            DETAIL = format('The version of %s won; there are those of: %s.', coalesce('"' || conflict.winner || '"', 'nobody'), array_to_string(others, ', ')),
            HINT = format('Say which is to be written: SELECT bucardo.choose(%s, %L)', conflict.id, coalesce(others[1], conflict.winner));
    END IF;

    RETURN others[1];
END
$$;

--
-- Name: FUNCTION _loser(id bigint, function_name text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._loser(id bigint, function_name text) IS 'The database whose version lost a conflict of two. Raises when there is not exactly one.';

--
-- Name: _matches(text, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._matches(name text, pattern text) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    -- In LIKE's own language the underscore, common in names, would stand for any character.
    RETURN _matches.pattern IS NULL
        OR _matches.name LIKE replace(regexp_replace(_matches.pattern, '([\\%_])', '\\\1', 'g'), '*', '%');
END
$$;

--
-- Name: FUNCTION _matches(name text, pattern text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._matches(name text, pattern text) IS 'Whether a name is the pattern, in which * stands for any characters; a pattern of NULL matches every name.';

--
-- Name: _member_db(text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._member_db(name text) RETURNS bucardo.db
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    found_db bucardo.db;
BEGIN
    PERFORM bucardo._check_name(_member_db.name, 'database');

    SELECT d.*
    INTO found_db
    FROM bucardo.db d
    WHERE d.name = _member_db.name
    FOR KEY SHARE;

    IF NOT FOUND THEN
        PERFORM bucardo._raise_unknown_db(_member_db.name);
    ELSIF found_db.removing THEN
        RAISE EXCEPTION USING
            ERRCODE = 'object_not_in_prerequisite_state',
            MESSAGE = format('database "%s" is being removed', found_db.name),
            DETAIL = 'It goes when the sidecar has taken the triggers and deltas of its former syncs off it.',
            HINT = format('To keep it, add it again as it was: SELECT * FROM bucardo.add_db(%L, ...)', found_db.name);
    END IF;

    RETURN found_db;
END
$$;

--
-- Name: FUNCTION _member_db(name text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._member_db(name text) IS 'The database of this name, nobody else can remove it until the end of the transaction. Raises when there is none, or when it is being removed.';

--
-- Name: _members_text(bucardo.dbgroup_member[]); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._members_text(members bucardo.dbgroup_member[]) RETURNS text[]
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN ARRAY(
        SELECT bucardo._quote_item(d.name) || ':' || m.role || CASE WHEN m.priority <> 0 THEN ':' || m.priority ELSE '' END
        FROM unnest(_members_text.members) m
        JOIN bucardo.db d ON d.id = m.db_id
        ORDER BY m.priority DESC, m.position);
END
$$;

--
-- Name: FUNCTION _members_text(members bucardo.dbgroup_member[]); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._members_text(members bucardo.dbgroup_member[]) IS 'Members as they are written in a list: name:role, or name:role:priority.';

--
-- Name: _named_dbgroup(text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._named_dbgroup(dbs text) RETURNS bucardo.dbgroup
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    items text[];
    group_name text;
    found_group bucardo.dbgroup;
BEGIN
    items := bucardo._split_list(_named_dbgroup.dbs, 'dbs');
    IF cardinality(items) <> 1 THEN
        RETURN NULL;
    END IF;

    -- Nobody changes it before the syncs that are to follow its changes are there.
    group_name := bucardo._unquote(items[1], 'dbs');
    SELECT g.* INTO found_group FROM bucardo.dbgroup g WHERE g.name = group_name FOR SHARE;
    IF found_group.own THEN
        RAISE EXCEPTION USING
            ERRCODE = 'object_not_in_prerequisite_state',
            MESSAGE = format('dbgroup "%s" belongs to the sync of that name', group_name),
            DETAIL = 'It was made of the list given for the sync.',
            HINT = format('Add one that syncs can share: SELECT * FROM bucardo.add_dbgroup(''...'', dbs => %L), and let the sync use it: bucardo.update_sync(%L, dbs => ''...'')',
                array_to_string(ARRAY(SELECT unnest(i.dbs) FROM bucardo._find_dbgroups(found_group.id) i), ','), group_name);
    END IF;
    RETURN found_group;
END
$$;

--
-- Name: FUNCTION _named_dbgroup(dbs text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._named_dbgroup(dbs text) IS 'The dbgroup that a list of one item names; NULL when it names none.';

--
-- Name: _named_relgroup(text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._named_relgroup(tables text) RETURNS bucardo.relgroup
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
DECLARE
    items text[];
    found_group bucardo.relgroup;
BEGIN
    items := bucardo._split_list(_named_relgroup.tables, 'tables');
    -- A dot outside double quotes makes it a table, or all tables of a schema.
    IF cardinality(items) <> 1 OR lower(items[1]) IN ('all', '*') OR items[1] !~ '^(?:[^".][^.]*|"(?:[^"]|"")+")$' THEN
        RETURN NULL;
    END IF;

    -- Nobody changes it before the syncs that are to follow its changes are there.
    SELECT g.*
    INTO found_group
    FROM bucardo.relgroup g
    WHERE g.name = bucardo._unquote(items[1], 'tables')
    AND NOT g.own
    FOR SHARE;
    RETURN found_group;
END
$_$;

--
-- Name: FUNCTION _named_relgroup(tables text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._named_relgroup(tables text) IS 'The relgroup that a list of one item names; NULL when it names none, or one that belongs to a sync.';

--
-- Name: _nearest(text, text[]); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._nearest(word text, candidates text[]) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    wanted text := lower(_nearest.word);
    candidate text;
    other text;
    above integer[];
    here integer[];
    best text;
    -- Two typing errors, or a third of a long word, still count as near.
    best_distance integer := greatest(2, length(_nearest.word) / 3) + 1;
BEGIN
    -- Levenshtein distance, two rows of the matrix at a time. A few hundred names at most are looked at.
    FOREACH candidate IN ARRAY coalesce(_nearest.candidates[1:300], '{}')
    LOOP
        other := lower(candidate);
        CONTINUE WHEN abs(length(other) - length(wanted)) >= best_distance;

        above := ARRAY(SELECT generate_series(0, length(other)));
        FOR i IN 1 .. length(wanted)
        LOOP
            here := ARRAY[i];
            FOR j IN 1 .. length(other)
            LOOP
                here := here || least(
                    above[j + 1] + 1,
                    here[j] + 1,
                    above[j] + CASE WHEN substr(wanted, i, 1) = substr(other, j, 1) THEN 0 ELSE 1 END);
            END LOOP;
            above := here;
        END LOOP;

        IF above[length(other) + 1] < best_distance THEN
            best := candidate;
            best_distance := above[length(other) + 1];
        END IF;
    END LOOP;

    RETURN best;
END
$$;

--
-- Name: FUNCTION _nearest(word text, candidates text[]); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._nearest(word text, candidates text[]) IS 'The candidate that word is most likely a typing error of, or NULL.';

--
-- Name: _next_source_order(text[], text[], text[]); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._next_source_order(existing text[], had text[], sources text[]) RETURNS text[]
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    IF _next_source_order.existing IS NULL OR _next_source_order.existing = _next_source_order.had THEN
        RETURN CASE WHEN _next_source_order.existing IS NOT NULL THEN _next_source_order.sources END;
    END IF;

    -- Sources that stay keep their order, new ones come after them.
    RETURN ARRAY(
        SELECT s.name
        FROM unnest(_next_source_order.sources) WITH ORDINALITY AS s(name, position)
        ORDER BY array_position(_next_source_order.existing, s.name) NULLS LAST, s.position);
END
$$;

--
-- Name: FUNCTION _next_source_order(existing text[], had text[], sources text[]); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._next_source_order(existing text[], had text[], sources text[]) IS 'The source order of a sync whose sources were had: one that is the order of dbs follows that, another keeps the sources that stay.';

--
-- Name: _one_relation(text, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._one_relation(relation text, kind text) RETURNS bucardo.sync_relation
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
DECLARE
    entries bucardo.sync_relation[];
BEGIN
    IF _one_relation.relation IS NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'null_value_not_allowed',
            MESSAGE = 'relation must not be NULL',
            DETAIL = format('It names a %s.', _one_relation.kind),
            HINT = format('Write schema.%1$s or %1$s.', _one_relation.kind);
    END IF;

    entries := CASE _one_relation.kind
        WHEN 'table' THEN bucardo._relation_lists(_one_relation.relation, NULL)
        ELSE bucardo._relation_lists(NULL, _one_relation.relation)
    END;
    IF cardinality(entries) <> 1 OR entries[1].table_name IS NULL OR entries[1].excluded OR entries[1].patterns
        OR entries[1].priority <> 0
    THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('%s is not one %s', _one_relation.relation, _one_relation.kind),
            DETAIL = format('Lists, patterns, priorities and what is left out are in the parameter %ss of a sync or relgroup.', _one_relation.kind),
            HINT = format('Write schema.%1$s or %1$s, or change the list: SELECT * FROM bucardo.update_sync(''...'', %1$ss => ''...'')', _one_relation.kind);
    END IF;
    RETURN entries[1];
END
$_$;

--
-- Name: FUNCTION _one_relation(relation text, kind text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._one_relation(relation text, kind text) IS 'The one table or sequence (kind) that is named. Raises when that is a list, a pattern, or something that is left out.';

--
-- Name: table_option; Type: TABLE; Schema: bucardo; Owner: -
--

CREATE TABLE bucardo.table_option (
    id bigint NOT NULL,
    sync_id bigint NOT NULL,
    schema_name text NOT NULL,
    table_name text NOT NULL,
    options jsonb DEFAULT '{}'::jsonb NOT NULL,
    conflict_strategy text,
    source_order text[],
    CONSTRAINT table_option_check CHECK (((source_order IS NOT NULL) = (COALESCE(conflict_strategy, ''::text) = 'source order'::text))),
    CONSTRAINT table_option_conflict_strategy_check CHECK ((conflict_strategy = ANY (ARRAY['latest'::text, 'latest_all_tables'::text, 'source order'::text, 'source'::text, 'target'::text, 'first'::text, 'skip'::text, 'abort'::text, 'random'::text, 'merge'::text])))
);

--
-- Name: TABLE table_option; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON TABLE bucardo.table_option IS 'What a sync does otherwise for one table or sequence: settings, and who wins a conflict.';

--
-- Name: _option_of_table(bigint, bucardo.sync_relation); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._option_of_table(sync_id bigint, entry bucardo.sync_relation) RETURNS bucardo.table_option
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    found_option bucardo.table_option;
BEGIN
    SELECT o.*
    INTO found_option
    FROM bucardo.table_option o
    WHERE (o.sync_id, o.schema_name, o.table_name) = (_option_of_table.sync_id, entry.schema_name, entry.table_name);
    found_option.options := coalesce(found_option.options, '{}');
    RETURN found_option;
END
$$;

--
-- Name: FUNCTION _option_of_table(sync_id bigint, entry bucardo.sync_relation); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._option_of_table(sync_id bigint, entry bucardo.sync_relation) IS 'What is set for a table; a row without anything when nothing is.';

--
-- Name: _options_text(jsonb); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._options_text(options jsonb) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN (
        SELECT string_agg(o.name || ' ' || o.value, ', ' ORDER BY o.name)
        FROM jsonb_each_text(_options_text.options) AS o(name, value));
END
$$;

--
-- Name: FUNCTION _options_text(options jsonb); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._options_text(options jsonb) IS 'Options in words; NULL when none is set.';

--
-- Name: _own_dbgroup(bucardo.sync); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._own_dbgroup(target_sync bucardo.sync) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    group_id bigint;
BEGIN
    SELECT g.id INTO group_id FROM bucardo.dbgroup g WHERE g.id = target_sync.dbgroup_id AND g.own;
    IF FOUND THEN
        RETURN group_id;
    END IF;

    INSERT INTO bucardo.dbgroup (name, own)
    VALUES (target_sync.name, true)
    ON CONFLICT DO NOTHING
    RETURNING id INTO group_id;
    IF group_id IS NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'duplicate_object',
            MESSAGE = format('dbgroup "%s" already exists', target_sync.name),
            DETAIL = 'A list of databases makes a dbgroup with the name of the sync.',
            HINT = format('Use that one, dbs => %L, or rename it with bucardo.rename_dbgroup.', target_sync.name);
    END IF;
    RETURN group_id;
END
$$;

--
-- Name: FUNCTION _own_dbgroup(target_sync bucardo.sync); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._own_dbgroup(target_sync bucardo.sync) IS 'The dbgroup that belongs to the sync, made if there is none. Raises when its name is taken.';

--
-- Name: _own_relgroup(bucardo.sync); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._own_relgroup(target_sync bucardo.sync) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    group_id bigint;
BEGIN
    SELECT g.id INTO group_id FROM bucardo.relgroup g WHERE g.id = target_sync.relgroup_id AND g.own;
    IF FOUND THEN
        RETURN group_id;
    END IF;

    INSERT INTO bucardo.relgroup (name, own)
    VALUES (target_sync.name, true)
    ON CONFLICT DO NOTHING
    RETURNING id INTO group_id;
    IF group_id IS NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'duplicate_object',
            MESSAGE = format('relgroup "%s" already exists', target_sync.name),
            DETAIL = 'A list of tables makes a relgroup with the name of the sync.',
            HINT = format('Use that one, tables => %L, or rename it with bucardo.rename_relgroup.', target_sync.name);
    END IF;
    RETURN group_id;
END
$$;

--
-- Name: FUNCTION _own_relgroup(target_sync bucardo.sync); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._own_relgroup(target_sync bucardo.sync) IS 'The relgroup that belongs to the sync, made if there is none. Raises when its name is taken.';

--
-- Name: _parse_choice(text, text, text[]); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._parse_choice(value text, what text, choices text[]) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    word text := regexp_replace(lower(btrim(_parse_choice.value)), '\s+', ' ', 'g');
BEGIN
    IF NOT word = ANY (_parse_choice.choices) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('unknown %s "%s"', _parse_choice.what, _parse_choice.value),
            DETAIL = format('The values are: %s.', array_to_string(_parse_choice.choices, ', ')),
            HINT = coalesce(
                'Did you mean "' || bucardo._nearest(word, _parse_choice.choices) || '"?',
                format('Write %s => %L.', _parse_choice.what, _parse_choice.choices[1]));
    END IF;
    RETURN word;
END
$$;

--
-- Name: FUNCTION _parse_choice(value text, what text, choices text[]); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._parse_choice(value text, what text, choices text[]) IS 'The one of the choices that is meant; NULL for NULL. Raises when there is none.';

--
-- Name: customcols; Type: TABLE; Schema: bucardo; Owner: -
--

CREATE TABLE bucardo.customcols (
    id bigint NOT NULL,
    schema_name text NOT NULL,
    table_name text NOT NULL,
    columns text[] NOT NULL,
    expressions text[] NOT NULL,
    db_id bigint,
    sync_id bigint,
    CONSTRAINT customcols_check CHECK ((cardinality(expressions) = cardinality(columns))),
    CONSTRAINT customcols_columns_check CHECK ((cardinality(columns) > 0))
);

--
-- Name: TABLE customcols; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON TABLE bucardo.customcols IS 'Which columns of a table a database gets (NULL: every receiver) in a sync (NULL: in all), each with the expression that makes it at the source, empty for the column of that name. The more specific row goes first, as in customname.';

--
-- Name: _parse_columns(text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._parse_columns(columns text) RETURNS bucardo.customcols
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
DECLARE
    item text;
    parts text[];
    name text;
    result bucardo.customcols;
BEGIN
    PERFORM bucardo._check_not_null(_parse_columns.columns IS NOT NULL, 'customcols', 'columns');
    PERFORM bucardo._check_expression(_parse_columns.columns, 'columns');
    result.columns := '{}';
    result.expressions := '{}';
    FOREACH item IN ARRAY bucardo._split_columns(_parse_columns.columns)
    LOOP
        parts := coalesce(regexp_match(item, '^(.*\S)\s+AS\s+("(?:[^"]|"")+"|[^\s"'']+)$', 'is'), ARRAY['', item]);
        name := bucardo._column_word(parts[2]);
        IF name IS NULL THEN
            RAISE EXCEPTION USING
                ERRCODE = 'invalid_name',
                MESSAGE = CASE WHEN item = '' THEN 'columns has an empty item' ELSE format('columns: %s is not the name of a column', item) END,
                DETAIL = format('The list is: %s', _parse_columns.columns),
                HINT = 'Write the name of a column, 1 to 63 bytes, or expression AS name: ''id, title, upper(author) AS author''.';
        ELSIF name = ANY (result.columns) THEN
            RAISE EXCEPTION USING
                ERRCODE = 'duplicate_object',
                MESSAGE = format('column %I is in columns twice', name),
                DETAIL = format('The list is: %s', _parse_columns.columns),
                HINT = 'Name each column once.';
        END IF;
        IF parts[1] <> '' THEN
            PERFORM bucardo._check_expression(parts[1], 'columns');
        END IF;
        result.columns := result.columns || name;
        result.expressions := result.expressions || parts[1];
    END LOOP;
    RETURN result;
END
$_$;

--
-- Name: FUNCTION _parse_columns(columns text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._parse_columns(columns text) IS 'The columns and expressions that a list like ''id, upper(author) AS author'' means.';

--
-- Name: _parse_dbs(text, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._parse_dbs(dbs text, first_role text) RETURNS SETOF bucardo.dbgroup_member
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
DECLARE
    items text[] := bucardo._split_list(_parse_dbs.dbs, 'dbs');
    parts text[];
    db_name text;
    role_name text;
    priority_parts text[];
    db bucardo.db;
    member bucardo.dbgroup_member;
    names text[] := '{}'::text[];
BEGIN
    FOR i IN 1 .. cardinality(items)
    LOOP
        -- A number is a priority only behind a role: without one it is part of the name, or a wrong role.
        priority_parts := regexp_match(items[i], '^(.*:\s*(?:source|target|fullcopy)\s*):\s*([+-]?[0-9]{1,9})$', 'i');
        items[i] := btrim(coalesce(priority_parts[1], items[i]));
        -- A quoted name may hold colons; else the last colon is the one before the role.
        parts := CASE
            WHEN left(items[i], 1) = '"' THEN regexp_match(items[i], '^("(?:[^"]|"")*")\s*(?::(.*))?$')
            ELSE coalesce(regexp_match(items[i], '^(.*):([^:]*)$'), ARRAY[items[i], NULL])
        END;
        db_name := bucardo._unquote(btrim(coalesce(parts[1], items[i])), 'dbs');
        role_name := coalesce(lower(btrim(parts[2])), CASE WHEN i = 1 THEN _parse_dbs.first_role ELSE 'target' END);

        IF role_name NOT IN ('source', 'target', 'fullcopy') THEN
            RAISE EXCEPTION USING
                ERRCODE = 'invalid_parameter_value',
                MESSAGE = format('unknown role "%s" of database "%s"', role_name, db_name),
                DETAIL = 'The roles are: source, target, fullcopy. Without one, the first database is the source and the others are targets.',
                HINT = coalesce(
                    'Did you mean ' || db_name || ':' || bucardo._nearest(role_name, '{source,target,fullcopy}') || '?',
                    'Write name:source or name:target; a name with a colon in it goes in double quotes.');
        ELSIF db_name = ANY (names) THEN
            RAISE EXCEPTION USING
                ERRCODE = 'duplicate_object',
                MESSAGE = format('database "%s" is in dbs twice', db_name),
                DETAIL = format('The list is: %L', _parse_dbs.dbs),
                HINT = 'Name each database once: a source is read and written.';
        END IF;

        db := bucardo._member_db(db_name);
        IF db.type <> 'postgres' AND role_name <> 'target' THEN
            items[i] := bucardo._quote_item(db.name) || ':target';
            IF i = 1 AND parts[2] IS NULL AND cardinality(items) > 1 THEN
                items := items[2 :] || items[1]; -- another one is the first, hence the source
            END IF;
            RAISE EXCEPTION USING
                ERRCODE = 'feature_not_supported',
                MESSAGE = format('database "%s" of type %s cannot be a %s', db.name, db.type, role_name),
                DETAIL = CASE role_name
                    WHEN 'source' THEN 'Only a PostgreSQL database can be one: changes made in others are not seen.'
                    ELSE format('Copying whole tables again and again is not for databases of type %s yet.', db.type)
                END,
                HINT = format('Make it a target: %L', array_to_string(items, ','));
        END IF;
        names := names || db_name;
        member.db_id := db.id;
        member.role := role_name;
        member.priority := coalesce(priority_parts[2]::integer, 0);
        member.position := i;
        RETURN NEXT member;
    END LOOP;
END
$_$;

--
-- Name: FUNCTION _parse_dbs(dbs text, first_role text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._parse_dbs(dbs text, first_role text) IS 'The members that a list like ''s1:source,s2:target:10'' names, without a group''s id; first_role is that of the first if it has none.';

--
-- Name: _parse_function(text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._parse_function(name text) RETURNS text[]
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
DECLARE
    parts text[];
BEGIN
    IF _parse_function.name IS NULL THEN
        RETURN ARRAY[NULL, NULL]::text[];
    END IF;
    BEGIN
        parts := parse_ident(regexp_replace(_parse_function.name, '\s*\(\s*jsonb\s*\)\s*$', '', 'i'), true);
    EXCEPTION WHEN invalid_parameter_value THEN
        parts := '{}';
    END;
    IF coalesce(cardinality(parts), 0) <> 2 OR octet_length(parts[1]) NOT BETWEEN 1 AND 63 OR octet_length(parts[2]) NOT BETWEEN 1 AND 63 THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_name',
            MESSAGE = format('function: %s is not the name of a function with its schema', _parse_function.name),
            DETAIL = 'As in SQL, a name in lower case with letters, digits and underscores stands as it is, any other goes in double quotes.',
            HINT = 'Write function => ''shop.merge_stock''; it takes one jsonb.';
    END IF;
    RETURN parts;
END
$_$;

--
-- Name: FUNCTION _parse_function(name text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._parse_function(name text) IS 'Schema and name of the function that a name like shop.merge_stock means; two NULLs for NULL.';

--
-- Name: _parse_relation(text, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._parse_relation(item text, kind text) RETURNS bucardo.sync_relation
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
DECLARE
    rest text := regexp_replace(_parse_relation.item, '^-\s*', '');
    priority_parts text[] := regexp_match(rest, '^(.*\S)\s*:\s*([+-]?[0-9]{1,9})$');
    words text[];
    relation bucardo.sync_relation;
BEGIN
    relation.kind := _parse_relation.kind;
    relation.excluded := rest <> _parse_relation.item;
    relation.priority := coalesce(priority_parts[2]::integer, 0);
    rest := coalesce(priority_parts[1], rest);
    relation.patterns := false;

    IF lower(rest) NOT IN ('all', '*') THEN
        words := coalesce(
            regexp_match(rest, '^(?:("(?:[^"]|"")+"|[^".]+?)\s*\.\s*)?("(?:[^"]|"")+"|[^".]+)$'),
            ARRAY[NULL, '']);
        -- What stands for any name of the schema is no pattern: it is as old as the lists are.
        relation.patterns := words[1] ~ '^[^"]*\*' OR words[2] ~ '^[^"]*\*' AND NOT (words[2] = '*' AND words[1] IS NOT NULL);
        relation.patterns := coalesce(relation.patterns, false);
        relation.schema_name := bucardo._parse_relation_word(words[1], relation.patterns, _parse_relation.item, _parse_relation.kind);
        IF words[1] IS NULL OR words[2] <> '*' THEN
            relation.table_name := bucardo._parse_relation_word(words[2], relation.patterns, _parse_relation.item, _parse_relation.kind);
        END IF;
    ELSIF relation.excluded THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('%ss: %s leaves nothing', _parse_relation.kind, _parse_relation.item),
            DETAIL = 'What an entry with a minus means is left out, whatever else names it.',
            HINT = 'Leave out a part: ''all,-public.log,-drama.*''.';
    END IF;

    IF relation.excluded AND priority_parts IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('%ss: %s has a priority', _parse_relation.kind, _parse_relation.item),
            DETAIL = 'What an entry with a minus means is left out, so that it comes neither early nor late.',
            HINT = format('Write %L.', regexp_replace(_parse_relation.item, '\s*:[^:]*$', ''));
    END IF;
    RETURN relation;
END
$_$;

--
-- Name: FUNCTION _parse_relation(item text, kind text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._parse_relation(item text, kind text) IS 'What one item of a list of tables or sequences means: all, schema.*, schema.name or name, * in a name for any characters, a minus before it, a priority behind it.';

--
-- Name: _parse_relation_word(text, boolean, text, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._parse_relation_word(word text, patterns boolean, item text, kind text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
DECLARE
    parts text[] := '{}'::text[];
    name text;
BEGIN
    IF _parse_relation_word.word IS NULL THEN
        RETURN NULL;
    END IF;

    BEGIN
        parts := parse_ident(
            CASE
                WHEN left(_parse_relation_word.word, 1) = '"' THEN _parse_relation_word.word
                ELSE replace(_parse_relation_word.word, '*', '_')
            END, true);
    EXCEPTION WHEN invalid_parameter_value THEN
        parts := '{}';
    END;
    IF cardinality(parts) <> 1 THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_name',
            MESSAGE = format('%ss: %s is not the name of a %1$s', _parse_relation_word.kind, _parse_relation_word.item),
            DETAIL = 'As in SQL, a name in lower case with letters, digits and underscores stands as it is, any other goes in double quotes. Outside of these * stands for any characters.',
            HINT = format('Write all, schema.*, schema.%s or %1$s, with a minus before what is to be left out: ''public.work,"My Schema".*,-*.log_*''.', _parse_relation_word.kind);
    ELSIF octet_length(parts[1]) > 63 THEN
        RAISE EXCEPTION USING
            ERRCODE = 'name_too_long',
            MESSAGE = format('%ss: the name "%s" is too long', _parse_relation_word.kind, parts[1]),
            DETAIL = format('It has %s bytes.', octet_length(parts[1])),
            HINT = 'PostgreSQL''s names have 63 bytes at most.';
    END IF;

    IF left(_parse_relation_word.word, 1) <> '"' AND strpos(_parse_relation_word.word, '*') > 0 THEN
        -- Folded as SQL folds names: the letters A to Z only.
        name := lower(btrim(_parse_relation_word.word) COLLATE "C");
    ELSIF _parse_relation_word.patterns THEN
        name := regexp_replace(parts[1], '([\\*])', '\\\1', 'g');
    ELSE
        name := parts[1];
    END IF;
    RETURN name;
END
$_$;

--
-- Name: FUNCTION _parse_relation_word(word text, patterns boolean, item text, kind text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._parse_relation_word(word text, patterns boolean, item text, kind text) IS 'A name in an item of a list as it is kept: where the item has a pattern, stars that stand for themselves, and backslashes, with a backslash before them.';

--
-- Name: _parse_relations(text, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._parse_relations(list text, kind text) RETURNS SETOF bucardo.sync_relation
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    item text;
    relation bucardo.sync_relation;
    same bucardo.sync_relation;
    relations bucardo.sync_relation[] := '{}'::bucardo.sync_relation[];
BEGIN
    FOREACH item IN ARRAY bucardo._split_list(_parse_relations.list, _parse_relations.kind || 's')
    LOOP
        relation := bucardo._parse_relation(item, _parse_relations.kind);
        SELECT r.* INTO same FROM unnest(relations) r WHERE bucardo._same_relation(r, relation);
        IF NOT FOUND THEN
            relation.position := cardinality(relations) + 1;
            relations := relations || relation;
        ELSIF same.priority <> relation.priority THEN
            RAISE EXCEPTION USING
                ERRCODE = 'duplicate_object',
                MESSAGE = format('%ss: %s is in the list with two priorities', _parse_relations.kind, item),
                DETAIL = format('The list is: %L', _parse_relations.list),
                HINT = 'Name it once.';
        END IF;
    END LOOP;

    RETURN QUERY SELECT * FROM unnest(relations);
END
$$;

--
-- Name: FUNCTION _parse_relations(list text, kind text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._parse_relations(list text, kind text) IS 'The relations that a list like ''shakespeare.*,-*.log_*,public.work:10'' names, each once, without a sync''s id; kind is table or sequence.';

--
-- Name: _parse_source_order(text, text, text[]); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._parse_source_order(source_order text, what text, sources text[]) RETURNS text[]
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    items text[] := bucardo._split_list(_parse_source_order.source_order, _parse_source_order.what);
    stranger text;
    complete CONSTANT text := format(
        'Name all sources, the one that wins first: %s => %L.', _parse_source_order.what,
        (SELECT string_agg(bucardo._quote_item(source), ',') FROM unnest(_parse_source_order.sources) AS source));
BEGIN
    items := ARRAY(SELECT bucardo._unquote(item, _parse_source_order.what) FROM unnest(items) AS item);

    SELECT item INTO stranger FROM unnest(items) AS item WHERE NOT item = ANY (_parse_source_order.sources) LIMIT 1;
    IF stranger IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('%s: "%s" is not a source of the sync', _parse_source_order.what, stranger),
            DETAIL = format('The sources are: %s.', array_to_string(_parse_source_order.sources, ', ')),
            -- A name that is in the list already would be refused too.
            HINT = coalesce(
                'Did you mean "' || bucardo._nearest(
                    stranger,
                    ARRAY(SELECT source FROM unnest(_parse_source_order.sources) AS source WHERE NOT source = ANY (items))) || '"?',
                complete);
    ELSIF cardinality(items) <> cardinality(_parse_source_order.sources)
        OR EXISTS (SELECT FROM unnest(_parse_source_order.sources) AS source WHERE NOT source = ANY (items))
    THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('%s does not name each source once', _parse_source_order.what),
            DETAIL = format('It names: %s. The sources are: %s.', array_to_string(items, ', '), array_to_string(_parse_source_order.sources, ', ')),
            HINT = complete;
    END IF;

    RETURN items;
END
$$;

--
-- Name: FUNCTION _parse_source_order(source_order text, what text, sources text[]); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._parse_source_order(source_order text, what text, sources text[]) IS 'The sources of a sync in the order in which a list names them. Raises unless it names each once.';

--
-- Name: _parse_strategy(text, text[]); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._parse_strategy(conflict_strategy text, sources text[]) RETURNS bucardo.table_option
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    strategies CONSTANT text[] := '{latest,latest_all_tables,source order,source,target,first,skip,abort,random,merge}'::text[];
    -- As Bucardo 5 calls those that it has too.
    synonyms CONSTANT text[] := '{bucardo_latest,bucardo_latest_all_tables,bucardo_source,bucardo_target,bucardo_skip,bucardo_abort,bucardo_random}'::text[];
    word text := regexp_replace(lower(btrim(_parse_strategy.conflict_strategy)), '\s+', ' ', 'g');
    items text[];
    result bucardo.table_option;
BEGIN
    IF word = ANY (synonyms) THEN
        word := regexp_replace(word, '^bucardo_', '');
    END IF;
    IF word = ANY (strategies) THEN
        result.conflict_strategy := word;
        result.source_order := CASE WHEN word = 'source order' THEN _parse_strategy.sources END;
        RETURN result;
    END IF;

    items := bucardo._split_list(_parse_strategy.conflict_strategy, 'conflict_strategy');
    IF cardinality(items) = 1 AND left(items[1], 1) <> '"' AND NOT items[1] = ANY (_parse_strategy.sources) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('unknown conflict strategy "%s"', items[1]),
            DETAIL = format(
                'The strategies are: %s, or a list of the sources: %s.',
                array_to_string(strategies, ', '), array_to_string(_parse_strategy.sources, ', ')),
            HINT = CASE WHEN word = 'bucardo_custom' THEN 'Code of your own is declared by itself: SELECT * FROM bucardo.add_customcode(name, sync, ''conflict'', function => ''...'')' ELSE coalesce(
                'Did you mean "' || bucardo._nearest(regexp_replace(items[1], '^bucardo_', ''), strategies || _parse_strategy.sources) || '"?',
                'Write conflict_strategy => ''latest''.') END;
    END IF;
    result.conflict_strategy := 'source order';
    result.source_order := bucardo._parse_source_order(_parse_strategy.conflict_strategy, 'conflict_strategy', _parse_strategy.sources);
    RETURN result;
END
$$;

--
-- Name: FUNCTION _parse_strategy(conflict_strategy text, sources text[]); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._parse_strategy(conflict_strategy text, sources text[]) IS 'A strategy as it is kept: its name, and with source order the sources in the order in which they win. Raises when it is unknown.';

--
-- Name: _parse_table_name(text, text, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._parse_table_name(name text, what text, schema_name text) RETURNS text[]
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    parts text[] := '{}'::text[];
    part text;
BEGIN
    BEGIN
        parts := parse_ident(_parse_table_name.name, true);
    EXCEPTION WHEN invalid_parameter_value THEN
        parts := '{}';
    END;
    IF coalesce(cardinality(parts), 0) NOT BETWEEN 1 AND 2 THEN
        RAISE EXCEPTION USING
            ERRCODE = CASE WHEN _parse_table_name.name IS NULL THEN 'null_value_not_allowed' ELSE 'invalid_name' END,
            MESSAGE = format('%s: %s is not the name of a table', _parse_table_name.what, coalesce(_parse_table_name.name, 'NULL')),
            DETAIL = 'As in SQL, a name in lower case with letters, digits and underscores stands as it is, any other goes in double quotes.',
            HINT = format('Write %s => ''public.work'', or ''"My Schema"."My Table"''.', _parse_table_name.what);
    END IF;

    FOREACH part IN ARRAY parts
    LOOP
        IF octet_length(part) NOT BETWEEN 1 AND 63 THEN
            RAISE EXCEPTION USING
                ERRCODE = CASE WHEN part = '' THEN 'invalid_name' ELSE 'name_too_long' END,
                MESSAGE = format('%s: the name "%s" is %s', _parse_table_name.what, part, CASE WHEN part = '' THEN 'empty' ELSE 'too long' END),
                DETAIL = format('It has %s bytes.', octet_length(part)),
                HINT = 'PostgreSQL''s names have 1 to 63 bytes.';
        END IF;
    END LOOP;

    IF cardinality(parts) = 2 THEN
        RETURN parts;
    ELSIF _parse_table_name.schema_name IS NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_name',
            MESSAGE = format('%s: %s has no schema', _parse_table_name.what, _parse_table_name.name),
            DETAIL = 'There may be one of that name in several schemas.',
            HINT = format('Write %s => %L.', _parse_table_name.what, format('public.%I', parts[1]));
    END IF;
    RETURN ARRAY[_parse_table_name.schema_name, parts[1]];
END
$$;

--
-- Name: FUNCTION _parse_table_name(name text, what text, schema_name text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._parse_table_name(name text, what text, schema_name text) IS 'Schema and name of one table; where it is written without a schema, that is schema_name, or an error when this is NULL.';

--
-- Name: _part_for_conflicts(bigint); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._part_for_conflicts(largest bigint) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
DECLARE
    current bucardo.conflict_part;
BEGIN
    SELECT p.* INTO current FROM bucardo.conflict_part p ORDER BY p.part DESC LIMIT 1;
    IF FOUND
        AND date_trunc('day', current.since AT TIME ZONE 'UTC') = date_trunc('day', clock_timestamp() AT TIME ZONE 'UTC')
        AND pg_total_relation_size(to_regclass(format('bucardo.conflict_%s', current.part))) < _part_for_conflicts.largest
    THEN
        RETURN current.part;
    END IF;

    INSERT INTO bucardo.conflict_part DEFAULT VALUES RETURNING * INTO current;
    -- Attaching holds nobody up; CREATE TABLE ... PARTITION OF would wait for all who read.
    EXECUTE format('CREATE TABLE bucardo.conflict_%s (LIKE bucardo.conflict INCLUDING ALL)', current.part);
    EXECUTE format('COMMENT ON TABLE bucardo.conflict_%1$s IS %2$L', current.part, 'Part of bucardo.conflict.');
    EXECUTE format('ALTER TABLE bucardo.conflict ATTACH PARTITION bucardo.conflict_%1$s FOR VALUES IN (%1$s)', current.part);
    RETURN current.part;
END
$_$;

--
-- Name: FUNCTION _part_for_conflicts(largest bigint); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._part_for_conflicts(largest bigint) IS 'The part that conflicts are written to now; another one begins when the day (UTC) is over, or it takes as many bytes as largest.';

--
-- Name: _quote_item(text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._quote_item(name text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
BEGIN
    IF _quote_item.name ~ '[",:]|^[\s{]|\s$' THEN
        RETURN '"' || replace(_quote_item.name, '"', '""') || '"';
    END IF;
    RETURN _quote_item.name;
END
$_$;

--
-- Name: FUNCTION _quote_item(name text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._quote_item(name text) IS 'A name as it is written in a list: in double quotes only if it needs them.';

--
-- Name: _raise_no_answer(interval); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._raise_no_answer(timeout interval) RETURNS void
    LANGUAGE plpgsql IMMUTABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RAISE EXCEPTION USING
        ERRCODE = 'object_not_in_prerequisite_state',
        MESSAGE = format('no sidecar answered in %s', _raise_no_answer.timeout),
        DETAIL = 'None works on this control database, or it cannot reach it. The request was taken back.',
        HINT = 'Start `bucardo-sidecar run`.';
END
$$;

--
-- Name: FUNCTION _raise_no_answer(timeout interval); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._raise_no_answer(timeout interval) IS 'Raises that a ping was not answered in time.';

--
-- Name: _raise_no_custom(text, text[], text, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._raise_no_custom(what text, parts text[], db text, sync text) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    existing text[];
BEGIN
    existing := CASE _raise_no_custom.what
        WHEN 'customname' THEN ARRAY(SELECT i.relation || bucardo._custom_place(i.db, i.sync) FROM bucardo._find_customnames() i)
        ELSE ARRAY(SELECT i.relation || bucardo._custom_place(i.db, i.sync) FROM bucardo._find_customcols() i)
    END;
    RAISE EXCEPTION USING
        ERRCODE = 'undefined_object',
        MESSAGE = format(
            'table %I.%I has no %s%s', parts[1], parts[2], _raise_no_custom.what, bucardo._custom_place(_raise_no_custom.db, _raise_no_custom.sync)),
        DETAIL = bucardo._enumerate(
            CASE _raise_no_custom.what WHEN 'customname' THEN 'tables with one' ELSE 'tables with some' END, existing),
        HINT = format(
            'Give db and sync as they were given when it was added: SELECT * FROM bucardo.list_%s(%L)',
            CASE _raise_no_custom.what WHEN 'customname' THEN 'customnames' ELSE 'customcols' END, format('%I.%I', parts[1], parts[2]));
END
$$;

--
-- Name: FUNCTION _raise_no_custom(what text, parts text[], db text, sync text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._raise_no_custom(what text, parts text[], db text, sync text) IS 'Says that a table (schema and name) has no customname or customcols for that database and sync.';

--
-- Name: _raise_not_active(text, interval); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._raise_not_active(sync text, timeout interval) RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    seen record;
BEGIN
    SELECT v.state, v.reason, v.next_step INTO seen FROM bucardo.status v WHERE v.name = _raise_not_active.sync;

    RAISE EXCEPTION USING
        ERRCODE = 'object_not_in_prerequisite_state',
        MESSAGE = format('sync "%s" is %s after %s', _raise_not_active.sync, seen.state, _raise_not_active.timeout),
        DETAIL = coalesce(seen.reason, 'No reason is known.'),
        HINT = coalesce(seen.next_step, format('SELECT * FROM bucardo.log WHERE sync = %L ORDER BY id DESC LIMIT 10', _raise_not_active.sync));
END
$$;

--
-- Name: FUNCTION _raise_not_active(sync text, timeout interval); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._raise_not_active(sync text, timeout interval) IS 'Raises the state of the sync with its reason and next step.';

--
-- Name: _raise_not_arrived(text, interval); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._raise_not_arrived(sync text, timeout interval) RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    seen record;
BEGIN
    SELECT v.state, v.reason, v.next_step, v.autokick INTO seen FROM bucardo.status v WHERE v.name = _raise_not_arrived.sync;

    RAISE EXCEPTION USING
        ERRCODE = 'object_not_in_prerequisite_state',
        MESSAGE = format('not every database of sync "%s" has received it after %s', _raise_not_arrived.sync, _raise_not_arrived.timeout),
        DETAIL = format('The sync is %s', seen.state) || coalesce(': ' || seen.reason, '') || '.',
        HINT = CASE
            WHEN seen.next_step IS NOT NULL THEN seen.next_step
            WHEN seen.autokick THEN 'Wait longer; SELECT name, pending, lag FROM bucardo.status shows how far behind it is.'
            ELSE format('It runs only when it is kicked: CALL bucardo.kick_and_wait(%L)', _raise_not_arrived.sync)
        END;
END
$$;

--
-- Name: FUNCTION _raise_not_arrived(sync text, timeout interval); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._raise_not_arrived(sync text, timeout interval) IS 'Raises that something takes longer than timeout to arrive everywhere, with the state of the sync.';

--
-- Name: _raise_not_checked(text, interval); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._raise_not_checked(sync text, timeout interval) RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    seen record;
BEGIN
    SELECT v.state, v.reason, v.next_step INTO seen FROM bucardo.status v WHERE v.name = _raise_not_checked.sync;

    RAISE EXCEPTION USING
        ERRCODE = 'object_not_in_prerequisite_state',
        MESSAGE = format('the foreign keys of sync "%s" are not checked after %s', _raise_not_checked.sync, _raise_not_checked.timeout),
        DETAIL = format('The sync is %s', seen.state) || coalesce(': ' || seen.reason, '') || '. The request stays queued.',
        HINT = coalesce(seen.next_step, 'Wait longer; if no sidecar runs, start `bucardo-sidecar run`.');
END
$$;

--
-- Name: FUNCTION _raise_not_checked(sync text, timeout interval); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._raise_not_checked(sync text, timeout interval) IS 'Raises that a check of foreign keys takes longer than timeout, with the state of the sync.';

--
-- Name: _raise_not_chosen(bigint, interval); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._raise_not_chosen(command_id bigint, timeout interval) RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    seen record;
BEGIN
    SELECT c.arguments ->> 'Conflict' AS conflict, v.state, v.reason, v.next_step
    INTO seen
    FROM bucardo.command c
    JOIN bucardo.sync s ON s.id = c.sync_id
    JOIN bucardo.status v ON v.name = s.name
    WHERE c.id = _raise_not_chosen.command_id;

    RAISE EXCEPTION USING
        ERRCODE = 'object_not_in_prerequisite_state',
        MESSAGE = format('the version chosen in conflict %s is not written after %s', seen.conflict, _raise_not_chosen.timeout),
        DETAIL = format('The sync is %s', seen.state) || coalesce(': ' || seen.reason, '') || '. The request stays queued.',
        HINT = coalesce(seen.next_step, 'Wait longer; if no sidecar runs, start `bucardo-sidecar run`.');
END
$$;

--
-- Name: FUNCTION _raise_not_chosen(command_id bigint, timeout interval); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._raise_not_chosen(command_id bigint, timeout interval) IS 'Raises that writing a version takes longer than timeout, with the state of the sync.';

--
-- Name: _raise_not_created(text, text, interval); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._raise_not_created(sync text, db text, timeout interval) RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    seen record;
BEGIN
    SELECT v.state, v.reason, v.next_step INTO seen FROM bucardo.status v WHERE v.name = _raise_not_created.sync;

    RAISE EXCEPTION USING
        ERRCODE = 'object_not_in_prerequisite_state',
        MESSAGE = format('the tables of sync "%s" are not created in database "%s" after %s', _raise_not_created.sync, _raise_not_created.db, _raise_not_created.timeout),
        DETAIL = format('The sync is %s', seen.state) || coalesce(': ' || seen.reason, '') || '. The request stays queued.',
        HINT = coalesce(seen.next_step, 'Wait longer; if no sidecar runs, start `bucardo-sidecar run`.');
END
$$;

--
-- Name: FUNCTION _raise_not_created(sync text, db text, timeout interval); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._raise_not_created(sync text, db text, timeout interval) IS 'Raises that creating tables takes longer than timeout, with the state of the sync.';

--
-- Name: _raise_not_done(text, interval); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._raise_not_done(sync text, timeout interval) RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    seen record;
BEGIN
    SELECT v.state, v.reason, v.next_step INTO seen FROM bucardo.status v WHERE v.name = _raise_not_done.sync;

    RAISE EXCEPTION USING
        ERRCODE = 'object_not_in_prerequisite_state',
        MESSAGE = format('the kick of sync "%s" is not done after %s', _raise_not_done.sync, _raise_not_done.timeout),
        DETAIL = format('The sync is %s', seen.state) || coalesce(': ' || seen.reason, '') || '. The kick stays queued.',
        HINT = coalesce(seen.next_step, 'Wait longer; if no sidecar runs, start `bucardo-sidecar run`.');
END
$$;

--
-- Name: FUNCTION _raise_not_done(sync text, timeout interval); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._raise_not_done(sync text, timeout interval) IS 'Raises that the kick takes longer than timeout, with the state of the sync.';

--
-- Name: _raise_not_removed(text, interval); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._raise_not_removed(sync text, timeout interval) RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    left_dbs text;
    first_db text;
BEGIN
    SELECT string_agg(d.name || coalesce(' (' || c.reason || ')', ''), ', ' ORDER BY d.name), min(d.name)
    INTO left_dbs, first_db
    FROM bucardo.cleanup c
    JOIN bucardo.db d ON d.id = c.db_id
    WHERE c.sync_name = _raise_not_removed.sync;

    RAISE EXCEPTION USING
        ERRCODE = 'object_not_in_prerequisite_state',
        MESSAGE = format('sync "%s" is not off all databases after %s', _raise_not_removed.sync, _raise_not_removed.timeout),
        DETAIL = format('Its triggers and deltas are still on: %s.', left_dbs),
        HINT = format('If no sidecar runs, start `bucardo-sidecar run`. To give a database up: SELECT * FROM bucardo.remove_db(%L, force => true)', first_db);
END
$$;

--
-- Name: FUNCTION _raise_not_removed(sync text, timeout interval); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._raise_not_removed(sync text, timeout interval) IS 'Raises which databases a removed sync is still to be taken off.';

--
-- Name: _raise_not_spread(text, interval); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._raise_not_spread(sync text, timeout interval) RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    seen record;
BEGIN
    SELECT v.state, v.reason, v.next_step INTO seen FROM bucardo.status v WHERE v.name = _raise_not_spread.sync;

    RAISE EXCEPTION USING
        ERRCODE = 'object_not_in_prerequisite_state',
        MESSAGE = format('the sequences of sync "%s" are not spread after %s', _raise_not_spread.sync, _raise_not_spread.timeout),
        DETAIL = format('The sync is %s', seen.state) || coalesce(': ' || seen.reason, '') || '. The request stays queued.',
        HINT = coalesce(seen.next_step, 'Wait longer; if no sidecar runs, start `bucardo-sidecar run`.');
END
$$;

--
-- Name: FUNCTION _raise_not_spread(sync text, timeout interval); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._raise_not_spread(sync text, timeout interval) IS 'Raises that a spread takes longer than timeout, with the state of the sync.';

--
-- Name: _raise_not_tested(text, interval); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._raise_not_tested(name text, timeout interval) RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    seen record;
BEGIN
    SELECT v.state, v.reason, v.next_step
    INTO seen
    FROM bucardo.customcode c
    JOIN bucardo.sync s ON s.id = c.sync_id
    JOIN bucardo.status v ON v.name = s.name
    WHERE c.name = _raise_not_tested.name;

    RAISE EXCEPTION USING
        ERRCODE = 'object_not_in_prerequisite_state',
        MESSAGE = format('customcode "%s" has not answered after %s', _raise_not_tested.name, _raise_not_tested.timeout),
        DETAIL = format('Its sync is %s', seen.state) || coalesce(': ' || seen.reason, '') || '.',
        HINT = coalesce(seen.next_step, 'Wait longer than its own timeout; if no sidecar runs, start `bucardo-sidecar run`.');
END
$$;

--
-- Name: FUNCTION _raise_not_tested(name text, timeout interval); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._raise_not_tested(name text, timeout interval) IS 'Raises that a test of custom code takes longer than timeout, with the state of its sync.';

--
-- Name: _raise_not_validated(text, interval); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._raise_not_validated(sync text, timeout interval) RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RAISE EXCEPTION USING
        ERRCODE = 'object_not_in_prerequisite_state',
        MESSAGE = format('sync "%s" is not validated after %s', _raise_not_validated.sync, _raise_not_validated.timeout),
        DETAIL = 'The request stays queued.',
        HINT = 'Wait longer; if no sidecar runs, start `bucardo-sidecar run`.';
END
$$;

--
-- Name: FUNCTION _raise_not_validated(sync text, timeout interval); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._raise_not_validated(sync text, timeout interval) IS 'Raises that validating takes longer than timeout.';

--
-- Name: _raise_shared_relgroup(bigint, text, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._raise_shared_relgroup(relgroup_id bigint, parameter text, list text) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    shared bucardo.relgroup;
BEGIN
    SELECT g.* INTO shared FROM bucardo.relgroup g WHERE g.id = _raise_shared_relgroup.relgroup_id;
    RAISE EXCEPTION USING
        ERRCODE = 'object_not_in_prerequisite_state',
        MESSAGE = format('the sync takes its tables and sequences from relgroup "%s"', shared.name),
        DETAIL = format('What is in it is changed for all syncs that use it: %s.',
            coalesce((SELECT string_agg(s.name, ', ' ORDER BY s.name) FROM bucardo.sync s WHERE s.relgroup_id = shared.id), 'none yet')),
        HINT = format('SELECT * FROM bucardo.update_relgroup(%L, %s => %L)', shared.name, _raise_shared_relgroup.parameter, _raise_shared_relgroup.list);
END
$$;

--
-- Name: FUNCTION _raise_shared_relgroup(relgroup_id bigint, parameter text, list text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._raise_shared_relgroup(relgroup_id bigint, parameter text, list text) IS 'Raises that a list cannot be changed for one sync alone, with the call that changes it for all.';

--
-- Name: _raise_unknown_db(text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._raise_unknown_db(name text) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    existing text[] := ARRAY(SELECT d.name FROM bucardo.db d ORDER BY d.name LIMIT 300);
    near text := bucardo._nearest(_raise_unknown_db.name, existing);
BEGIN
    RAISE EXCEPTION USING
        ERRCODE = 'undefined_object',
        MESSAGE = format('database "%s" does not exist', _raise_unknown_db.name),
        DETAIL = bucardo._enumerate('databases', existing),
        HINT = CASE
            WHEN near IS NOT NULL THEN format('Did you mean "%s"? SELECT * FROM bucardo.list_dbs() shows all.', near)
            ELSE format('Add it: SELECT * FROM bucardo.add_db(%L, dbname => ''...'').', _raise_unknown_db.name)
        END;
END
$$;

--
-- Name: FUNCTION _raise_unknown_db(name text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._raise_unknown_db(name text) IS 'Raises that there is no such database, and names the nearest ones.';

--
-- Name: _raise_unknown_sync(text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._raise_unknown_sync(name text) RETURNS void
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    existing text[] := ARRAY(SELECT s.name FROM bucardo.sync s ORDER BY s.name LIMIT 300);
    near text := bucardo._nearest(_raise_unknown_sync.name, existing);
BEGIN
    RAISE EXCEPTION USING
        ERRCODE = 'undefined_object',
        MESSAGE = format('sync "%s" does not exist', _raise_unknown_sync.name),
        DETAIL = bucardo._enumerate('syncs', existing),
        HINT = CASE
            WHEN near IS NOT NULL THEN format('Did you mean "%s"? SELECT * FROM bucardo.list_syncs() shows all.', near)
            ELSE format('Add it: SELECT * FROM bucardo.add_sync(%L, dbs => ''s1:source,s2:target'').', _raise_unknown_sync.name)
        END;
END
$$;

--
-- Name: FUNCTION _raise_unknown_sync(name text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._raise_unknown_sync(name text) IS 'Raises that there is no such sync, and names the nearest ones.';

--
-- Name: _refuse_transaction(text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._refuse_transaction(procedure_name text) RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    stack text;
BEGIN
    GET DIAGNOSTICS stack = PG_CONTEXT;

    -- Three lines are this function, its call and the procedure: the client called it directly. A transaction that has
    -- written something before that is a block, whose COMMIT is not the procedure's to give. A block that wrote nothing
    -- cannot be told from none; there the COMMIT itself raises 2D000.
    IF cardinality(string_to_array(stack, E'\n')) = 3 AND pg_current_xact_id_if_assigned() IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'active_sql_transaction',
            MESSAGE = format('%s cannot run inside a transaction block', _refuse_transaction.procedure_name),
            DETAIL = 'The sidecar sees what this transaction did only after its commit.',
            HINT = format('COMMIT, then CALL bucardo.%s.', _refuse_transaction.procedure_name);
    END IF;
END
$$;

--
-- Name: FUNCTION _refuse_transaction(procedure_name text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._refuse_transaction(procedure_name text) IS 'Raises when a procedure that waits was called where it cannot commit.';

--
-- Name: _relation_lists(text, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._relation_lists(tables text, sequences text) RETURNS bucardo.sync_relation[]
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    relations bucardo.sync_relation[] := '{}'::bucardo.sync_relation[];
    relation bucardo.sync_relation;
BEGIN
    IF _relation_lists.tables IS NOT NULL THEN
        relations := ARRAY(SELECT r FROM bucardo._parse_relations(_relation_lists.tables, 'table') r);
    END IF;
    IF _relation_lists.sequences IS NOT NULL THEN
        FOR relation IN SELECT * FROM bucardo._parse_relations(_relation_lists.sequences, 'sequence')
        LOOP
            relation.position := cardinality(relations) + 1;
            relations := relations || relation;
        END LOOP;
    END IF;
    RETURN relations;
END
$$;

--
-- Name: FUNCTION _relation_lists(tables text, sequences text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._relation_lists(tables text, sequences text) IS 'The relations that a list of tables and one of sequences name, the tables first; none where a list is NULL.';

--
-- Name: _relation_name(text, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._relation_name(schema_name text, table_name text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN CASE
        WHEN num_nulls(_relation_name.schema_name, _relation_name.table_name) = 2 THEN 'all'
        WHEN _relation_name.table_name IS NULL THEN format('%I.*', _relation_name.schema_name)
        WHEN _relation_name.schema_name IS NULL THEN format('%I', _relation_name.table_name)
        ELSE format('%I.%I', _relation_name.schema_name, _relation_name.table_name)
    END;
END
$$;

--
-- Name: FUNCTION _relation_name(schema_name text, table_name text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._relation_name(schema_name text, table_name text) IS 'A relation as it is written in a list of tables.';

--
-- Name: _relation_text(bucardo.sync_relation); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._relation_text(relation bucardo.sync_relation) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
DECLARE
    names text[] := ARRAY[relation.schema_name, relation.table_name];
BEGIN
    -- In an entry with patterns, a name with a star and no backslash is one; any other stands for itself.
    FOR i IN 1 .. 2
    LOOP
        names[i] := CASE
            WHEN NOT relation.patterns THEN quote_ident(names[i])
            WHEN names[i] ~ '^[^\\]*\*[^\\]*$' THEN names[i]
            ELSE quote_ident(regexp_replace(names[i], '\\(.)', '\1', 'g'))
        END;
    END LOOP;

    RETURN CASE WHEN relation.excluded THEN '-' ELSE '' END
        || CASE
            WHEN names[1] IS NULL AND names[2] IS NULL THEN 'all'
            ELSE concat(names[1] || '.', coalesce(names[2], '*'))
        END
        || CASE WHEN relation.priority <> 0 THEN ':' || relation.priority ELSE '' END;
END
$_$;

--
-- Name: FUNCTION _relation_text(relation bucardo.sync_relation); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._relation_text(relation bucardo.sync_relation) IS 'An entry as it is written in a list of tables or sequences.';

--
-- Name: _relations_text(bucardo.sync_relation[], text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._relations_text(relations bucardo.sync_relation[], kind text) RETURNS text[]
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN ARRAY(
        SELECT bucardo._relation_text(r)
        FROM unnest(_relations_text.relations) r
        WHERE r.kind = _relations_text.kind
        ORDER BY r.position);
END
$$;

--
-- Name: FUNCTION _relations_text(relations bucardo.sync_relation[], kind text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._relations_text(relations bucardo.sync_relation[], kind text) IS 'The tables or the sequences (kind: table, sequence) among relations, as they are written in a list.';

--
-- Name: _relgroup_relations(bigint); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._relgroup_relations(relgroup_id bigint) RETURNS bucardo.sync_relation[]
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN ARRAY(
        SELECT ROW(NULL, m.position, m.schema_name, m.table_name, m.kind, m.excluded, m.patterns, m.priority)::bucardo.sync_relation
        FROM bucardo.relgroup_member m
        WHERE m.relgroup_id = _relgroup_relations.relgroup_id
        ORDER BY m.position);
END
$$;

--
-- Name: FUNCTION _relgroup_relations(relgroup_id bigint); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._relgroup_relations(relgroup_id bigint) IS 'The relations of a relgroup, without a syncs id.';

--
-- Name: _remove_clean_dbs(); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._remove_clean_dbs() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    DELETE FROM bucardo.db d
    WHERE d.removing
    AND NOT EXISTS (SELECT FROM bucardo.cleanup c WHERE c.db_id = d.id);
    RETURN NULL;
END
$$;

--
-- Name: FUNCTION _remove_clean_dbs(); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._remove_clean_dbs() IS 'Removes the databases whose removal waited for the cleanup that was just done.';

--
-- Name: _remove_relation(bucardo.sync, bucardo.sync_relation, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._remove_relation(existing bucardo.sync, entry bucardo.sync_relation, relation text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    list_group bucardo.relgroup := bucardo._list_of_sync(existing, 'remove', _remove_relation.relation, entry.kind);
    relations bucardo.sync_relation[] := bucardo._relgroup_relations(existing.relgroup_id);
    at_position integer := bucardo._entry_position(relations, entry);
BEGIN
    IF at_position IS NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'undefined_object',
            MESSAGE = format('%s %s is not on the list of sync "%s"', entry.kind, _remove_relation.relation, existing.name),
            DETAIL = bucardo._enumerate('entries in it', bucardo._relations_text(relations, entry.kind)),
            HINT = format('Write it as it is written there. One that is there as a part of another entry is taken out by a new list: SELECT * FROM bucardo.update_sync(%L, %ss => ''...'')', existing.name, entry.kind);
    END IF;
    PERFORM bucardo._change_relgroup(list_group, ARRAY(SELECT r FROM unnest(relations) r WHERE r.position <> at_position ORDER BY r.position));
END
$$;

--
-- Name: FUNCTION _remove_relation(existing bucardo.sync, entry bucardo.sync_relation, relation text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._remove_relation(existing bucardo.sync, entry bucardo.sync_relation, relation text) IS 'Takes a table or sequence off the list of a sync. relation is how the user wrote it.';

--
-- Name: _report_dangling(text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._report_dangling(sync text) RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    dangling bigint := (SELECT count(*) FROM bucardo.dangling_fks(_report_dangling.sync));
BEGIN
    IF dangling = 0 THEN
        RAISE NOTICE 'sync "%": every row has its parents', _report_dangling.sync;
    ELSE
        RAISE WARNING USING
            MESSAGE = format('sync "%s": rows listed without their parents: %s', _report_dangling.sync, dangling),
            DETAIL = 'At most 1000 of each foreign key and database are listed; bucardo.findings tells how many there are.',
            HINT = format('SELECT * FROM bucardo.dangling_fks(%L)', _report_dangling.sync);
    END IF;
END
$$;

--
-- Name: FUNCTION _report_dangling(sync text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._report_dangling(sync text) IS 'Says how many rows without their parents are listed, and where to read them.';

--
-- Name: _report_findings(text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._report_findings(sync text) RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    counts record;
BEGIN
    SELECT count(*) AS findings, count(*) FILTER (WHERE f.severity = 'error') AS errors, count(*) FILTER (WHERE f.severity = 'warning') AS warnings
    INTO counts
    FROM bucardo.findings f
    WHERE f.sync = _report_findings.sync;

    IF counts.findings = 0 THEN
        RAISE NOTICE 'sync "%": nothing to mend', _report_findings.sync;
    ELSE
        RAISE WARNING USING
            MESSAGE = format('sync "%s": findings: %s, errors: %s, warnings: %s', _report_findings.sync, counts.findings, counts.errors, counts.warnings),
            HINT = format('SELECT * FROM bucardo.findings WHERE sync = %L', _report_findings.sync);
    END IF;
END
$$;

--
-- Name: FUNCTION _report_findings(sync text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._report_findings(sync text) IS 'Says how many findings there are about a sync, and where to read them.';

--
-- Name: _report_held(text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._report_held(sync text) RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    held record;
BEGIN
    FOR held IN
        SELECT t.schema_name, t.table_name, t.reason, t.next_step
        FROM bucardo.sync_table t
        JOIN bucardo.sync s ON s.id = t.sync_id
        WHERE s.name = _report_held.sync
        AND t.held
        ORDER BY t.schema_name, t.table_name
    LOOP
        RAISE WARNING USING
            MESSAGE = format('table %I.%I is held: what was written to it has not arrived', held.schema_name, held.table_name),
            DETAIL = coalesce(held.reason, 'No reason is known.'),
            HINT = coalesce(held.next_step, format('SELECT * FROM bucardo.table_status WHERE sync = %L', _report_held.sync));
    END LOOP;
END
$$;

--
-- Name: FUNCTION _report_held(sync text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._report_held(sync text) IS 'Warns of the tables of a sync that are held.';

--
-- Name: _report_tables(text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._report_tables(sync text) RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    seen record;
    found_table record;
BEGIN
    FOR found_table IN
        SELECT t.kind, bucardo._relation_name(nullif(t.schema_name, ''), t.table_name) AS name, t.included, t.held, t.reason,
               (SELECT string_agg(quote_ident(k), ', ') FROM unnest(t.key_columns) AS k) AS key_list
        FROM bucardo.sync_table t
        JOIN bucardo.sync s ON s.id = t.sync_id
        WHERE s.name = _report_tables.sync
        ORDER BY t.kind DESC, t.included DESC, t.schema_name, t.table_name
    LOOP
        IF found_table.included THEN
            RAISE NOTICE 'added % %', found_table.kind, found_table.name || coalesce(' (key: ' || found_table.key_list || ')', '');
        ELSIF found_table.held THEN
            RAISE NOTICE 'held % %: %', found_table.kind, found_table.name, coalesce(found_table.reason, 'no reason given');
        ELSE
            RAISE NOTICE 'left out % %: %', found_table.kind, found_table.name, coalesce(found_table.reason, 'no reason given');
        END IF;
    END LOOP;

    SELECT v.state, v.reason, v.next_step INTO seen FROM bucardo.status v WHERE v.name = _report_tables.sync;
    IF seen.state = 'degraded' THEN
        RAISE WARNING USING
            MESSAGE = format('sync "%s" is degraded', _report_tables.sync),
            DETAIL = coalesce(seen.reason, ''),
            HINT = coalesce(seen.next_step, '');
    END IF;
END
$$;

--
-- Name: FUNCTION _report_tables(sync text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._report_tables(sync text) IS 'Says which tables and sequences the sync replicates, holds, or left out, and warns when it is degraded.';

--
-- Name: _reset_names(text, text, text[], text[]); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._reset_names(reset text, scope text, given text[], also text[]) RETURNS text[]
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    item text;
    names text[] := '{}'::text[];
BEGIN
    IF _reset_names.reset IS NULL THEN
        RETURN names;
    END IF;

    FOREACH item IN ARRAY bucardo._split_list(_reset_names.reset, 'reset')
    LOOP
        item := lower(bucardo._unquote(item, 'reset'));
        IF item = 'all' THEN
            names := names || _reset_names.also || ARRAY(SELECT s.name FROM bucardo.setting s WHERE _reset_names.scope = ANY (s.scopes));
        ELSIF item = ANY (_reset_names.also) THEN
            names := names || item;
        ELSE
            names := names || (bucardo._find_setting(item, _reset_names.scope)).name;
        END IF;
        IF names && _reset_names.given THEN
            RAISE EXCEPTION USING
                ERRCODE = 'invalid_parameter_value',
                MESSAGE = format('%s is given and reset', (SELECT g.name FROM unnest(_reset_names.given) AS g(name) WHERE g.name = ANY (names) LIMIT 1)),
                DETAIL = 'reset takes back what was set, a value sets it.',
                HINT = 'Give one or the other.';
        END IF;
    END LOOP;
    RETURN names;
END
$$;

--
-- Name: FUNCTION _reset_names(reset text, scope text, given text[], also text[]); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._reset_names(reset text, scope text, given text[], also text[]) IS 'The names in the list reset: settings of this scope, what also names, or all of these. Raises when one of them is given a value in the same call.';

--
-- Name: _same_relation(bucardo.sync_relation, bucardo.sync_relation); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._same_relation(one bucardo.sync_relation, other bucardo.sync_relation) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN (one.kind, one.schema_name, one.table_name, one.excluded, one.patterns)
        IS NOT DISTINCT FROM (other.kind, other.schema_name, other.table_name, other.excluded, other.patterns);
END
$$;

--
-- Name: FUNCTION _same_relation(one bucardo.sync_relation, other bucardo.sync_relation); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._same_relation(one bucardo.sync_relation, other bucardo.sync_relation) IS 'Whether two entries of lists say the same, but for their priorities.';

--
-- Name: _same_sync(bucardo.sync, bucardo.dbgroup_member[], bucardo.sync_relation[], text, boolean); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._same_sync(wanted bucardo.sync, members bucardo.dbgroup_member[], relations bucardo.sync_relation[], row_filter text, if_not_exists boolean) RETURNS bucardo.sync_info
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    existing bucardo.sync := bucardo._lock_sync(wanted.name);
    different text;
BEGIN
    different := bucardo._differences(
        '{dbs,tables,sequences,conflict_strategy,autokick,onetimecopy,copy_workers,status,row_filter,options}',
        bucardo._sync_fields(
            existing,
            bucardo._dbgroup_members(existing.dbgroup_id),
            bucardo._relgroup_relations(existing.relgroup_id),
            bucardo._sync_filter(existing.id)),
        bucardo._sync_fields(wanted, _same_sync.members, _same_sync.relations, _same_sync.row_filter));

    IF NOT _same_sync.if_not_exists THEN
        RAISE EXCEPTION USING
            ERRCODE = 'duplicate_object',
            MESSAGE = format('sync "%s" already exists', wanted.name),
            DETAIL = coalesce('It differs: ' || different || '.', 'It is the same as the one asked for.'),
            HINT = CASE
                WHEN different IS NULL THEN 'Add it with if_not_exists => true, or change it with bucardo.update_sync.'
                ELSE 'Change it with bucardo.update_sync, or choose another name.'
            END;
    ELSIF different IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'duplicate_object',
            MESSAGE = format('sync "%s" already exists and is not the same', wanted.name),
            DETAIL = format('It differs: %s.', different),
            HINT = 'Change it with bucardo.update_sync, or remove it with bucardo.remove_sync first.';
    END IF;

    RETURN bucardo._changed_sync(existing.id);
END
$$;

--
-- Name: FUNCTION _same_sync(wanted bucardo.sync, members bucardo.dbgroup_member[], relations bucardo.sync_relation[], row_filter text, if_not_exists boolean); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._same_sync(wanted bucardo.sync, members bucardo.dbgroup_member[], relations bucardo.sync_relation[], row_filter text, if_not_exists boolean) IS 'The existing sync of that name when if_not_exists and it is the same. Raises, naming the differences, when not.';

--
-- Name: _sequence_row(bigint, bucardo.sync_relation); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._sequence_row(sync_id bigint, entry bucardo.sync_relation) RETURNS bucardo.sequence_info
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    result bucardo.sequence_info;
BEGIN
    SELECT i.*
    INTO result
    FROM bucardo._find_sequences(_sequence_row.sync_id) i
    WHERE i.sequence_name = entry.table_name
    AND (entry.schema_name IS NULL OR i.schema_name = entry.schema_name)
    LIMIT 1;
    RETURN result;
END
$$;

--
-- Name: FUNCTION _sequence_row(sync_id bigint, entry bucardo.sync_relation); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._sequence_row(sync_id bigint, entry bucardo.sync_relation) IS 'One sequence as list_sequences shows it.';

--
-- Name: _set_config(bucardo.setting, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._set_config(setting bucardo.setting, value text) RETURNS bucardo.setting_info
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    had text;
    wanted text := bucardo._setting_value(setting, _set_config.value);
    changed bucardo.setting;
    user_sync bigint;
BEGIN
    SELECT s.value INTO had FROM bucardo.setting s WHERE s.name = setting.name FOR UPDATE;
    UPDATE bucardo.setting s
    SET value = wanted
    WHERE s.name = setting.name
    RETURNING * INTO changed;

    IF coalesce(had, setting.default_value) <> coalesce(wanted, setting.default_value) THEN
        FOR user_sync IN
            SELECT s.id
            FROM bucardo.sync s
            WHERE 'sync' = ANY (setting.scopes)
            -- One that sets it itself goes on as it was.
            AND NOT s.options ? setting.name
            ORDER BY s.name
            FOR UPDATE
        LOOP
            PERFORM bucardo._touch_sync(user_sync);
        END LOOP;
        PERFORM pg_notify('bucardo', '');
    END IF;
    RETURN bucardo._setting_row(changed);
END
$$;

--
-- Name: FUNCTION _set_config(setting bucardo.setting, value text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._set_config(setting bucardo.setting, value text) IS 'Gives a setting a value, its default when that is NULL, and has the syncs notice that it applies to.';

--
-- Name: _set_customcode(bucardo.customcode, text, text, text, text, text, interval, integer, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._set_customcode(code bucardo.customcode, function_name text, relation text, expression text, db text, role text, timeout interval, priority integer, status text) RETURNS bucardo.customcode
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    parts text[];
BEGIN
    IF _set_customcode.function_name IS NOT NULL THEN
        parts := bucardo._parse_function(_set_customcode.function_name);
        code.function_schema := parts[1];
        code.function_name := parts[2];
    END IF;
    IF _set_customcode.relation IS NOT NULL THEN
        parts := bucardo._parse_table_name(_set_customcode.relation, 'relation', NULL);
        code.schema_name := parts[1];
        code.table_name := parts[2];
    END IF;
    IF _set_customcode.db IS NOT NULL THEN
        code.db_id := (bucardo._member_db(_set_customcode.db)).id;
    END IF;
    code.expression := coalesce(_set_customcode.expression, code.expression);
    code.role := coalesce(_set_customcode.role, code.role);
    code.timeout := coalesce(_set_customcode.timeout, code.timeout);
    code.priority := coalesce(_set_customcode.priority, code.priority);
    code.status := coalesce(_set_customcode.status, code.status);
    IF code.role = '' THEN
        PERFORM bucardo._check_name(code.role, 'role');
    END IF;
    PERFORM bucardo._check_customcode(code);
    RETURN code;
END
$$;

--
-- Name: FUNCTION _set_customcode(code bucardo.customcode, function_name text, relation text, expression text, db text, role text, timeout interval, priority integer, status text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._set_customcode(code bucardo.customcode, function_name text, relation text, expression text, db text, role text, timeout interval, priority integer, status text) IS 'Custom code with what is given; NULL keeps. Raises unless a sync can call it.';

--
-- Name: _set_filter(bigint, text, text, bigint, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._set_filter(sync_id bigint, schema_name text, table_name text, db_id bigint, condition text) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    had bucardo.row_filter;
BEGIN
    SELECT f.*
    INTO had
    FROM bucardo.row_filter f
    WHERE f.sync_id = _set_filter.sync_id
    AND (f.schema_name, f.table_name, f.db_id) IS NOT DISTINCT FROM (_set_filter.schema_name, _set_filter.table_name, _set_filter.db_id);

    IF had.condition IS NOT DISTINCT FROM nullif(_set_filter.condition, '') THEN
        RETURN false;
    END IF;
    DELETE FROM bucardo.row_filter f WHERE f.id = had.id;
    IF _set_filter.condition <> '' THEN
        INSERT INTO bucardo.row_filter (sync_id, schema_name, table_name, db_id, condition)
        VALUES (_set_filter.sync_id, _set_filter.schema_name, _set_filter.table_name, _set_filter.db_id, _set_filter.condition);
    END IF;
    RETURN true;
END
$$;

--
-- Name: FUNCTION _set_filter(sync_id bigint, schema_name text, table_name text, db_id bigint, condition text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._set_filter(sync_id bigint, schema_name text, table_name text, db_id bigint, condition text) IS 'Sets a row filter, or removes it when the condition is empty or NULL; whether that changed something.';

--
-- Name: _set_groups(bucardo.sync, bucardo.dbgroup_member[], bucardo.sync_relation[]); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._set_groups(wanted bucardo.sync, members bucardo.dbgroup_member[], relations bucardo.sync_relation[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    used_dbgroup bigint;
    used_relgroup bigint;
BEGIN
    IF EXISTS (SELECT FROM bucardo.dbgroup g WHERE g.id = wanted.dbgroup_id AND NOT g.own) THEN
        used_dbgroup := wanted.dbgroup_id;
    ELSE
        used_dbgroup := bucardo._own_dbgroup(wanted);
        PERFORM bucardo._fill_dbgroup(used_dbgroup, _set_groups.members);
    END IF;
    IF EXISTS (SELECT FROM bucardo.relgroup g WHERE g.id = wanted.relgroup_id AND NOT g.own) THEN
        used_relgroup := wanted.relgroup_id;
    ELSE
        used_relgroup := bucardo._own_relgroup(wanted);
        PERFORM bucardo._fill_relgroup(used_relgroup, _set_groups.relations);
    END IF;

    UPDATE bucardo.sync s
    SET dbgroup_id = used_dbgroup,
        relgroup_id = used_relgroup
    WHERE s.id = wanted.id;
END
$$;

--
-- Name: FUNCTION _set_groups(wanted bucardo.sync, members bucardo.dbgroup_member[], relations bucardo.sync_relation[]); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._set_groups(wanted bucardo.sync, members bucardo.dbgroup_member[], relations bucardo.sync_relation[]) IS 'Lets a sync use the groups it wants; where it wants none that is shared, one of its own with these members and relations.';

--
-- Name: _set_members(bucardo.sync, bucardo.dbgroup_member[]); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._set_members(target_sync bucardo.sync, members bucardo.dbgroup_member[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    INSERT INTO bucardo.cleanup (sync_id, sync_name, db_id)
    SELECT target_sync.id, target_sync.name, m.db_id
    FROM bucardo.sync_db m
    WHERE m.sync_id = target_sync.id
    AND NOT EXISTS (SELECT FROM unnest(_set_members.members) n WHERE n.db_id = m.db_id)
    ON CONFLICT DO NOTHING;

    DELETE FROM bucardo.sync_db m
    WHERE m.sync_id = target_sync.id
    AND NOT EXISTS (SELECT FROM unnest(_set_members.members) n WHERE n.db_id = m.db_id);

    INSERT INTO bucardo.sync_db AS m (sync_id, db_id, role, position)
    SELECT target_sync.id, n.db_id, n.role, row_number() OVER (ORDER BY n.priority DESC, n.position)
    FROM unnest(_set_members.members) n
    ON CONFLICT (sync_id, db_id) DO UPDATE SET role = EXCLUDED.role, position = EXCLUDED.position;

    -- What the sidecar saw at a database that is no source any more is not shown any more.
    DELETE FROM bucardo.table_state t
    WHERE t.sync_id = target_sync.id
    AND NOT EXISTS (SELECT FROM unnest(_set_members.members) n WHERE n.db_id = t.db_id AND n.role = 'source');
END
$$;

--
-- Name: FUNCTION _set_members(target_sync bucardo.sync, members bucardo.dbgroup_member[]); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._set_members(target_sync bucardo.sync, members bucardo.dbgroup_member[]) IS 'Makes these the members of the sync, and queues the cleaning of those that go.';

--
-- Name: _set_relations(bigint, bucardo.sync_relation[]); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._set_relations(sync_id bigint, relations bucardo.sync_relation[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    DELETE FROM bucardo.sync_relation r WHERE r.sync_id = _set_relations.sync_id;

    INSERT INTO bucardo.sync_relation (sync_id, position, schema_name, table_name, kind, excluded, patterns, priority)
    SELECT _set_relations.sync_id, n.position, n.schema_name, n.table_name, n.kind, n.excluded, n.patterns, n.priority
    FROM unnest(_set_relations.relations) n;

    -- What was said of a table goes with it.
    DELETE FROM bucardo.table_option o
    WHERE o.sync_id = _set_relations.sync_id
    AND NOT bucardo._takes_in(_set_relations.relations, 'table', o.schema_name, o.table_name);
    DELETE FROM bucardo.column_policy p
    WHERE p.sync_id = _set_relations.sync_id
    AND NOT bucardo._takes_in(_set_relations.relations, 'table', p.schema_name, p.table_name);
    DELETE FROM bucardo.unique_policy p
    WHERE p.sync_id = _set_relations.sync_id
    AND NOT bucardo._takes_in(_set_relations.relations, 'table', p.schema_name, p.table_name);
    DELETE FROM bucardo.row_filter f
    WHERE f.sync_id = _set_relations.sync_id
    AND f.table_name IS NOT NULL
    AND NOT bucardo._takes_in(_set_relations.relations, 'table', f.schema_name, f.table_name);
END
$$;

--
-- Name: FUNCTION _set_relations(sync_id bigint, relations bucardo.sync_relation[]); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._set_relations(sync_id bigint, relations bucardo.sync_relation[]) IS 'Makes these the relations of the sync; what was set for tables that are not among them any more goes.';

--
-- Name: _set_table(bucardo.sync, bucardo.sync_relation, bucardo.table_option, text, bigint); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._set_table(existing bucardo.sync, entry bucardo.sync_relation, wanted bucardo.table_option, row_filter text, db_id bigint) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    had bucardo.table_option := bucardo._option_of_table(existing.id, entry);
    changed boolean;
BEGIN
    changed := (had.options, had.conflict_strategy, had.source_order)
        IS DISTINCT FROM (wanted.options, wanted.conflict_strategy, wanted.source_order);
    IF changed THEN
        DELETE FROM bucardo.table_option o WHERE o.id = had.id;
        IF wanted.options <> '{}' OR wanted.conflict_strategy IS NOT NULL THEN
            INSERT INTO bucardo.table_option (sync_id, schema_name, table_name, options, conflict_strategy, source_order)
            VALUES (existing.id, entry.schema_name, entry.table_name, wanted.options, wanted.conflict_strategy, wanted.source_order);
        END IF;
        PERFORM bucardo._check_still_merge(existing.id);
    END IF;

    IF _set_table.row_filter IS NOT NULL THEN
        changed := bucardo._set_filter(existing.id, entry.schema_name, entry.table_name, _set_table.db_id, _set_table.row_filter) OR changed;
    END IF;
    RETURN changed;
END
$$;

--
-- Name: FUNCTION _set_table(existing bucardo.sync, entry bucardo.sync_relation, wanted bucardo.table_option, row_filter text, db_id bigint); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._set_table(existing bucardo.sync, entry bucardo.sync_relation, wanted bucardo.table_option, row_filter text, db_id bigint) IS 'Makes a sync do this otherwise for a table; a row_filter of NULL stays as it is. Whether that changed something.';

--
-- Name: _set_table_orders(bigint, text[], text[]); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._set_table_orders(sync_id bigint, had text[], sources text[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    UPDATE bucardo.table_option o
    SET source_order = bucardo._next_source_order(o.source_order, _set_table_orders.had, _set_table_orders.sources)
    WHERE o.sync_id = _set_table_orders.sync_id
    AND o.source_order IS NOT NULL;
    UPDATE bucardo.column_policy p
    SET source_order = bucardo._next_source_order(p.source_order, _set_table_orders.had, _set_table_orders.sources)
    WHERE p.sync_id = _set_table_orders.sync_id
    AND p.source_order IS NOT NULL;
END
$$;

--
-- Name: FUNCTION _set_table_orders(sync_id bigint, had text[], sources text[]); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._set_table_orders(sync_id bigint, had text[], sources text[]) IS 'Gives tables and columns that have a source order of their own one with the new sources of the sync.';

--
-- Name: _setting_range(bucardo.setting); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._setting_range(setting bucardo.setting) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN CASE
        WHEN setting.choices IS NOT NULL THEN format('The values are: %s.', array_to_string(setting.choices, ', '))
        WHEN setting.kind = 'boolean' THEN 'The values are: true, false.'
        ELSE concat(
            CASE setting.kind WHEN 'interval' THEN 'An interval' WHEN 'integer' THEN 'An integer' ELSE 'A text' END,
            CASE
                WHEN setting.minimum IS NOT NULL AND setting.maximum IS NOT NULL THEN format(' from %s to %s', setting.minimum, setting.maximum)
                ELSE coalesce(' from ' || setting.minimum, ' up to ' || setting.maximum)
            END,
            '.')
    END;
END
$$;

--
-- Name: FUNCTION _setting_range(setting bucardo.setting); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._setting_range(setting bucardo.setting) IS 'What a setting can be, in words.';

--
-- Name: _setting_row(bucardo.setting); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._setting_row(setting bucardo.setting) RETURNS bucardo.setting_info
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    result bucardo.setting_info;
BEGIN
    result.name := setting.name;
    result.value := coalesce(setting.value, setting.default_value);
    result.default_value := setting.default_value;
    result.kind := setting.kind;
    result.unit := setting.unit;
    result.minimum := setting.minimum;
    result.maximum := setting.maximum;
    result.choices := setting.choices;
    result.scopes := setting.scopes;
    result.description := setting.description;
    RETURN result;
END
$$;

--
-- Name: FUNCTION _setting_row(setting bucardo.setting); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._setting_row(setting bucardo.setting) IS 'A setting as list_config shows it.';

--
-- Name: _setting_value(bucardo.setting, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._setting_value(setting bucardo.setting, value text) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    -- More milliseconds would not fit into what the sidecar counts time in.
    longest CONSTANT interval := interval '36500d';
    word text := regexp_replace(lower(btrim(_setting_value.value)), '\s+', ' ', 'g');
    -- Not in lower case: ISO 8601 writes intervals in capitals.
    span interval;
    milliseconds numeric;
    number bigint;
    canonical text;
    reason text;
BEGIN
    BEGIN
        CASE setting.kind
            WHEN 'boolean' THEN
                canonical := word::boolean::text;
            WHEN 'integer' THEN
                number := word::integer;
                canonical := number::text;
                reason := CASE
                    WHEN number < setting.minimum::bigint THEN 'It is too small.'
                    WHEN number > setting.maximum::bigint THEN 'It is too large.'
                END;
            WHEN 'interval' THEN
                span := btrim(_setting_value.value)::interval;
                milliseconds := CASE WHEN span BETWEEN - longest AND longest THEN 1000 * extract(epoch FROM span) END;
                canonical := bucardo._interval_text(trunc(milliseconds)::bigint);
                reason := CASE
                    WHEN span < setting.minimum::interval THEN 'It is too short.'
                    WHEN span > least(setting.maximum::interval, longest) THEN 'It is too long.'
                    WHEN milliseconds <> trunc(milliseconds) THEN 'It is kept in whole milliseconds.'
                END;
            ELSE
                canonical := word;
        END CASE;
    EXCEPTION WHEN data_exception THEN
        reason := format('It is no %s.', setting.kind);
    END;
    IF NOT canonical = ANY (setting.choices) THEN
        reason := 'It is none of the values there are.';
    END IF;

    IF reason IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('%s cannot be "%s"', setting.name, _setting_value.value),
            DETAIL = reason || ' ' || bucardo._setting_range(setting),
            HINT = coalesce(
                'Did you mean "' || bucardo._nearest(word, setting.choices) || '"?',
                format('Give another value; the default is %s.', setting.default_value));
    END IF;
    RETURN canonical;
END
$$;

--
-- Name: FUNCTION _setting_value(setting bucardo.setting, value text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._setting_value(setting bucardo.setting, value text) IS 'A value of a setting as it is kept: equal ones are the same text. Raises when the setting cannot have it.';

--
-- Name: _source_names(bucardo.dbgroup_member[]); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._source_names(members bucardo.dbgroup_member[]) RETURNS text[]
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN ARRAY(
        SELECT d.name
        FROM unnest(_source_names.members) m
        JOIN bucardo.db d ON d.id = m.db_id
        WHERE m.role = 'source'
        ORDER BY m.priority DESC, m.position);
END
$$;

--
-- Name: FUNCTION _source_names(members bucardo.dbgroup_member[]); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._source_names(members bucardo.dbgroup_member[]) IS 'Names of the sources among the members, in their order.';

--
-- Name: _split_columns(text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._split_columns(columns text) RETURNS text[]
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    tokens text[];
    token text;
    depth integer := 0;
    item text := '';
    items text[] := '{}'::text[];
BEGIN
    tokens := ARRAY(
        SELECT m.parts[1]
        FROM regexp_matches(_split_columns.columns, '(''(?:[^'']|'''')*''|"(?:[^"]|"")*"|[][(),]|[^][''"(),]+)', 'g') AS m(parts));
    IF length(array_to_string(tokens, '')) <> length(_split_columns.columns) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = 'columns has a quote that is not closed',
            DETAIL = format('The list is: %s', _split_columns.columns),
            HINT = 'Write columns => ''id, title, upper(author) AS author''.';
    END IF;

    FOREACH token IN ARRAY tokens
    LOOP
        depth := depth + CASE WHEN token IN ('(', '[') THEN 1 WHEN token IN (')', ']') THEN -1 ELSE 0 END;
        IF token = ',' AND depth = 0 THEN
            items := items || btrim(item, E' \t\r\n');
            item := '';
        ELSE
            item := item || token;
        END IF;
    END LOOP;
    RETURN items || btrim(item, E' \t\r\n');
END
$$;

--
-- Name: FUNCTION _split_columns(columns text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._split_columns(columns text) IS 'The items of a list of columns and expressions, split at commas outside of quotes, parentheses and brackets.';

--
-- Name: _split_list(text, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._split_list(list text, what text) RETURNS text[]
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    items text[];
BEGIN
    IF _split_list.list ~ '^\s*\{' THEN
        BEGIN
            items := ARRAY(SELECT btrim(item, E' \t\r\n') FROM unnest(_split_list.list::text[]) AS item);
        EXCEPTION WHEN invalid_text_representation THEN
            RAISE EXCEPTION USING
                ERRCODE = 'invalid_text_representation',
                MESSAGE = format('%s is not a list', _split_list.what),
                DETAIL = format('%s starts with { but is not an array.', _split_list.list),
                HINT = 'Write ''a,b'' or ARRAY[''a'', ''b'']; a name with a brace goes in double quotes.';
        END;
    ELSIF (length(_split_list.list) - length(replace(_split_list.list, '"', ''))) % 2 = 1 THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_name',
            MESSAGE = format('%s has a double quote that is not closed', _split_list.what),
            DETAIL = format('The list is: %L', _split_list.list),
            HINT = 'In a list a name with special characters goes in double quotes, and a quote in it is doubled: ''"a,b","say ""hi"""''.';
    ELSE
        -- Each match takes an item and the comma behind it; commas in double quotes belong to the item.
        items := ARRAY(
            SELECT btrim(m.parts[1], E' \t\r\n')
            FROM regexp_matches(_split_list.list || ',', '((?:[^",]|"(?:[^"]|"")*")*),', 'g') AS m(parts));
    END IF;

    IF array_position(items, NULL) IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'null_value_not_allowed',
            MESSAGE = format('%s must not hold NULL', _split_list.what),
            DETAIL = format('The list is: %L', _split_list.list),
            HINT = 'Write ''a,b'' or ARRAY[''a'', ''b''].';
    ELSIF cardinality(items) = 0 OR '' = ANY (items) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_name',
            MESSAGE = CASE
                WHEN cardinality(items) = 0 OR items = ARRAY['']
                THEN format('%s must not be empty', _split_list.what)
                ELSE format('%s has an empty item', _split_list.what)
            END,
            DETAIL = format('The list is: %L', _split_list.list),
            HINT = 'Write ''a,b'' or ARRAY[''a'', ''b''].';
    END IF;

    RETURN items;
END
$$;

--
-- Name: FUNCTION _split_list(list text, what text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._split_list(list text, what text) IS 'The items of a list written as ''a,b'' or as an array; items keep their double quotes.';

--
-- Name: _spread(text, text, integer); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._spread(sync text, sequences text, step integer) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    existing bucardo.sync := bucardo._lock_sync(_spread.sync);
    sources integer := (SELECT count(*) FROM bucardo.sync_db m WHERE m.sync_id = existing.id AND m.role = 'source');
    largest_step CONSTANT integer := 100000;
    wanted jsonb := '[]'::jsonb;
BEGIN
    PERFORM bucardo._check_running(existing);

    IF sources < 2 THEN
        RAISE EXCEPTION USING
            ERRCODE = 'object_not_in_prerequisite_state',
            MESSAGE = format('sync "%s" has one source', existing.name),
            DETAIL = 'Values are taken there alone, so that there is nothing to keep apart.',
            HINT = format('If another database is written to as well: SELECT bucardo.update_sync(%L, dbs => ...)', existing.name);
    ELSIF NOT EXISTS (
        SELECT
        FROM bucardo.sync_relation r
        WHERE r.sync_id = existing.id
        AND r.kind = 'sequence')
    THEN
        RAISE EXCEPTION USING
            ERRCODE = 'object_not_in_prerequisite_state',
            MESSAGE = format('sync "%s" has no sequences', existing.name),
            DETAIL = 'Only sequences that a sync replicates can be spread over its sources.',
            HINT = format('SELECT bucardo.update_sync(%L, sequences => ''all'')', existing.name);
    ELSIF _spread.step < sources OR _spread.step > largest_step THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('spread_sequences: step must be between %s and %s', sources, largest_step),
            DETAIL = format('It is %s; sync "%s" has %s sources, and each takes one value of a step.', _spread.step, existing.name, sources),
            HINT = 'Leave it out for as many as there are sources, or give more, so that others can join.';
    END IF;

    IF _spread.sequences IS NOT NULL THEN
        SELECT jsonb_agg(jsonb_build_object(
                   'Kind', r.kind, 'Schema', coalesce(r.schema_name, ''), 'Table', coalesce(r.table_name, ''),
                   'Excluded', r.excluded, 'Patterns', r.patterns) ORDER BY r.position)
        INTO wanted
        FROM unnest(bucardo._relation_lists(NULL, _spread.sequences)) r;
    END IF;

    RETURN bucardo._add_command(existing, 'spread', arguments => jsonb_build_object('Step', coalesce(_spread.step, sources), 'Sequences', wanted));
END
$$;

--
-- Name: FUNCTION _spread(sync text, sequences text, step integer); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._spread(sync text, sequences text, step integer) IS 'Queues a spread of sequences and returns the id of the command. Raises when it would be in vain.';

--
-- Name: _strategy_text(text, text[]); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._strategy_text(conflict_strategy text, source_order text[]) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN coalesce(
        (SELECT string_agg(bucardo._quote_item(o.name), ',' ORDER BY o.position)
         FROM unnest(_strategy_text.source_order) WITH ORDINALITY AS o(name, position)),
        _strategy_text.conflict_strategy);
END
$$;

--
-- Name: FUNCTION _strategy_text(conflict_strategy text, source_order text[]); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._strategy_text(conflict_strategy text, source_order text[]) IS 'A strategy as it is written: its name, or the sources in their order.';

--
-- Name: _sync_fields(bucardo.sync, bucardo.dbgroup_member[], bucardo.sync_relation[], text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._sync_fields(declared bucardo.sync, members bucardo.dbgroup_member[], relations bucardo.sync_relation[], row_filter text) RETURNS text[]
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    shared_relgroup text := (SELECT 'relgroup ' || g.name FROM bucardo.relgroup g WHERE g.id = declared.relgroup_id AND NOT g.own);
BEGIN
    RETURN ARRAY[
        coalesce(
            (SELECT 'dbgroup ' || g.name FROM bucardo.dbgroup g WHERE g.id = declared.dbgroup_id AND NOT g.own),
            (SELECT string_agg(item, ',' ORDER BY item) FROM unnest(bucardo._members_text(_sync_fields.members)) AS item)),
        coalesce(
            shared_relgroup,
            (SELECT string_agg(item, ',' ORDER BY item) FROM unnest(bucardo._relations_text(_sync_fields.relations, 'table')) AS item)),
        CASE WHEN shared_relgroup IS NULL THEN
            (SELECT string_agg(item, ',' ORDER BY item) FROM unnest(bucardo._relations_text(_sync_fields.relations, 'sequence')) AS item)
        END,
        bucardo._strategy_text(declared.conflict_strategy, declared.source_order),
        declared.autokick::text,
        declared.onetimecopy::text,
        declared.copy_workers::text,
        declared.status,
        nullif(_sync_fields.row_filter, ''),
        bucardo._options_text(declared.options)];
END
$$;

--
-- Name: FUNCTION _sync_fields(declared bucardo.sync, members bucardo.dbgroup_member[], relations bucardo.sync_relation[], row_filter text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._sync_fields(declared bucardo.sync, members bucardo.dbgroup_member[], relations bucardo.sync_relation[], row_filter text) IS 'What add_sync declares, as it is written there: dbs, tables and sequences in an order that does not matter, conflict_strategy, autokick, onetimecopy, copy_workers, status, row_filter, options.';

--
-- Name: _sync_filter(bigint); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._sync_filter(sync_id bigint) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN (
        SELECT f.condition
        FROM bucardo.row_filter f
        WHERE f.sync_id = _sync_filter.sync_id
        AND num_nonnulls(f.schema_name, f.table_name, f.db_id) = 0);
END
$$;

--
-- Name: FUNCTION _sync_filter(sync_id bigint); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._sync_filter(sync_id bigint) IS 'The row filter of a sync for all its tables and databases; NULL when it has none.';

--
-- Name: _table_fields(bucardo.table_option, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._table_fields(declared bucardo.table_option, row_filter text) RETURNS text[]
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN ARRAY[
        bucardo._strategy_text(declared.conflict_strategy, declared.source_order),
        nullif(_table_fields.row_filter, ''),
        bucardo._options_text(declared.options)];
END
$$;

--
-- Name: FUNCTION _table_fields(declared bucardo.table_option, row_filter text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._table_fields(declared bucardo.table_option, row_filter text) IS 'What add_table declares, as it is written there: conflict_strategy, row_filter, options.';

--
-- Name: _table_filter(bigint, bucardo.sync_relation, bigint); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._table_filter(sync_id bigint, entry bucardo.sync_relation, db_id bigint) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN (
        SELECT f.condition
        FROM bucardo.row_filter f
        WHERE (f.sync_id, f.schema_name, f.table_name) = (_table_filter.sync_id, entry.schema_name, entry.table_name)
        AND f.db_id IS NOT DISTINCT FROM _table_filter.db_id);
END
$$;

--
-- Name: FUNCTION _table_filter(sync_id bigint, entry bucardo.sync_relation, db_id bigint); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._table_filter(sync_id bigint, entry bucardo.sync_relation, db_id bigint) IS 'The row filter of a table for a database, or for all when that is NULL; NULL when it has none.';

--
-- Name: _table_of_sync(bucardo.sync, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._table_of_sync(existing bucardo.sync, relation text) RETURNS bucardo.sync_relation
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    entry bucardo.sync_relation := bucardo._with_schema(existing.id, bucardo._one_relation(_table_of_sync.relation, 'table'));
    relations bucardo.sync_relation[] := ARRAY(SELECT r FROM bucardo.sync_relation r WHERE r.sync_id = existing.id);
BEGIN
    IF NOT bucardo._takes_in(relations, 'table', entry.schema_name, entry.table_name) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'undefined_object',
            MESSAGE = format('table %s is not in sync "%s"', _table_of_sync.relation, existing.name),
            DETAIL = format('Its tables are: %s.', array_to_string(bucardo._relations_text(relations, 'table'), ', ')),
            HINT = format('Add it: SELECT * FROM bucardo.add_table(%L, %L)', existing.name, _table_of_sync.relation);
    END IF;
    RETURN entry;
END
$$;

--
-- Name: FUNCTION _table_of_sync(existing bucardo.sync, relation text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._table_of_sync(existing bucardo.sync, relation text) IS 'The one table that is named, with its schema. Raises unless the list of the sync takes it in.';

--
-- Name: _table_row(bigint, bucardo.sync_relation); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._table_row(sync_id bigint, entry bucardo.sync_relation) RETURNS bucardo.table_info
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    result bucardo.table_info;
BEGIN
    SELECT i.*
    INTO result
    FROM bucardo._find_tables(_table_row.sync_id) i
    WHERE i.table_name = entry.table_name
    AND (entry.schema_name IS NULL OR i.schema_name = entry.schema_name)
    LIMIT 1;
    RETURN result;
END
$$;

--
-- Name: FUNCTION _table_row(sync_id bigint, entry bucardo.sync_relation); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._table_row(sync_id bigint, entry bucardo.sync_relation) IS 'One table as list_tables shows it.';

--
-- Name: _table_strategy(bucardo.table_option, bucardo.sync, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._table_strategy(wanted bucardo.table_option, existing bucardo.sync, conflict_strategy text) RETURNS bucardo.table_option
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    parsed bucardo.table_option;
    result bucardo.table_option := wanted;
BEGIN
    IF _table_strategy.conflict_strategy IS NOT NULL THEN
        parsed := bucardo._parse_strategy(
            _table_strategy.conflict_strategy, bucardo._source_names(bucardo._dbgroup_members(existing.dbgroup_id)));
        result.conflict_strategy := parsed.conflict_strategy;
        result.source_order := parsed.source_order;
    END IF;
    RETURN result;
END
$$;

--
-- Name: FUNCTION _table_strategy(wanted bucardo.table_option, existing bucardo.sync, conflict_strategy text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._table_strategy(wanted bucardo.table_option, existing bucardo.sync, conflict_strategy text) IS 'What is wanted for a table, with this strategy unless it is NULL.';

--
-- Name: _takes_in(bucardo.sync_relation[], text, text, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._takes_in(relations bucardo.sync_relation[], kind text, schema_name text, table_name text) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN coalesce(
        (SELECT bool_and(NOT r.excluded)
         FROM unnest(_takes_in.relations) r
         WHERE r.kind = _takes_in.kind
         AND bucardo._entry_matches(_takes_in.schema_name, r.schema_name, r.patterns)
         AND bucardo._entry_matches(_takes_in.table_name, r.table_name, r.patterns)),
        false);
END
$$;

--
-- Name: FUNCTION _takes_in(relations bucardo.sync_relation[], kind text, schema_name text, table_name text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._takes_in(relations bucardo.sync_relation[], kind text, schema_name text, table_name text) IS 'Whether a list means a table or sequence (kind), if there is one of that name.';

--
-- Name: _test_customcode(text, jsonb); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._test_customcode(name text, versions jsonb) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    code bucardo.customcode := bucardo._lock_customcode(_test_customcode.name);
    used_sync bucardo.sync;
BEGIN
    IF jsonb_typeof(_test_customcode.versions) IS DISTINCT FROM 'array' AND code.point IN ('conflict', 'exception', 'transform')
        OR _test_customcode.versions IS NULL
    THEN
        RAISE EXCEPTION USING
            ERRCODE = CASE WHEN _test_customcode.versions IS NULL THEN 'null_value_not_allowed' ELSE 'invalid_parameter_value' END,
            MESSAGE = 'versions must be an array',
            DETAIL = coalesce(format('It is of type %s.', jsonb_typeof(_test_customcode.versions)), 'It is NULL.'),
            HINT = 'Write what the code is to be asked about: ''[{"db": "s1", "row": {"id": 1}}, {"db": "s2", "row": {"id": 1}}]''.';
    END IF;
    SELECT s.* INTO used_sync FROM bucardo.sync s WHERE s.id = code.sync_id;
    PERFORM bucardo._check_running(used_sync);

    RETURN bucardo._add_command(used_sync, 'test_customcode', arguments => jsonb_build_object(
        'Code', jsonb_build_object(
            'ID', code.id, 'Name', code.name, 'Point', code.point, 'Schema', coalesce(code.schema_name, ''), 'Table', coalesce(code.table_name, ''),
            'DBID', coalesce(code.db_id, 0), 'FunctionSchema', coalesce(code.function_schema, ''), 'Function', coalesce(code.function_name, ''),
            'Expression', coalesce(code.expression, ''), 'Role', coalesce(code.role, ''),
            'Timeout', round(1000 * date_part('epoch', code.timeout))::bigint),
        'Versions', _test_customcode.versions));
END
$$;

--
-- Name: FUNCTION _test_customcode(name text, versions jsonb); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._test_customcode(name text, versions jsonb) IS 'Queues a test of custom code and returns the id of the command. Raises when it would be in vain.';

--
-- Name: _touch_custom(bigint[]); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._touch_custom(scope bigint[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    user_sync record;
BEGIN
    FOR user_sync IN
        SELECT s.id
        FROM bucardo.sync s
        WHERE s.id = coalesce(scope[2], s.id)
        AND (scope[1] IS NULL OR EXISTS (SELECT FROM bucardo.sync_db m WHERE m.sync_id = s.id AND m.db_id = scope[1]))
        ORDER BY s.name
    LOOP
        PERFORM bucardo._touch_sync(user_sync.id);
    END LOOP;
END
$$;

--
-- Name: FUNCTION _touch_custom(scope bigint[]); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._touch_custom(scope bigint[]) IS 'Marks the syncs as changed for which another name, or other columns, of this database and sync (NULL: all) count.';

--
-- Name: _touch_sync(bigint); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._touch_sync(sync_id bigint) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    touched text;
BEGIN
    UPDATE bucardo.sync s
    SET version = s.version + 1,
        updated_at = now()
    WHERE s.id = _touch_sync.sync_id
    RETURNING s.name INTO touched;

    PERFORM pg_notify('bucardo', touched);
END
$$;

--
-- Name: FUNCTION _touch_sync(sync_id bigint); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._touch_sync(sync_id bigint) IS 'Marks a sync as changed and tells the sidecar at commit.';

--
-- Name: _typed_options(jsonb); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._typed_options(options jsonb) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN coalesce(
        (SELECT jsonb_object_agg(
                    s.name,
                    CASE s.kind
                        WHEN 'boolean' THEN to_jsonb(o.value::boolean)
                        WHEN 'integer' THEN to_jsonb(o.value::bigint)
                        WHEN 'interval' THEN to_jsonb(round(1000 * date_part('epoch', o.value::interval))::bigint)
                        ELSE to_jsonb(o.value)
                    END)
         FROM jsonb_each_text(_typed_options.options) AS o(name, value)
         JOIN bucardo.setting s ON s.name = o.name),
        '{}');
END
$$;

--
-- Name: FUNCTION _typed_options(options jsonb); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._typed_options(options jsonb) IS 'Settings as the sidecar reads them: numbers and booleans as such, an interval as its milliseconds.';

--
-- Name: _unique_columns(text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._unique_columns(columns text) RETURNS text[]
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    item text;
    name text;
    names text[] := '{}'::text[];
BEGIN
    PERFORM bucardo._check_not_null(_unique_columns.columns IS NOT NULL, 'unique policy', 'columns');
    FOREACH item IN ARRAY bucardo._split_list(_unique_columns.columns, 'columns')
    LOOP
        name := bucardo._column_name(item, 'columns');
        IF name = ANY (names) THEN
            RAISE EXCEPTION USING
                ERRCODE = 'duplicate_object',
                MESSAGE = format('column %I is in columns twice', name),
                DETAIL = format('The list is: %s', _unique_columns.columns),
                HINT = 'Name each column of the unique index once.';
        END IF;
        names := names || name;
    END LOOP;
    RETURN ARRAY(SELECT n FROM unnest(names) n ORDER BY n COLLATE "C");
END
$$;

--
-- Name: FUNCTION _unique_columns(columns text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._unique_columns(columns text) IS 'The columns of a unique index that a list like ''a,b'' names, in the order of their names.';

--
-- Name: _unique_policy_row(text, bucardo.unique_policy); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._unique_policy_row(sync text, kept bucardo.unique_policy) RETURNS bucardo.unique_policy_info
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN ROW(
        _unique_policy_row.sync, format('%I.%I', kept.schema_name, kept.table_name),
        ARRAY(SELECT quote_ident(n) FROM unnest(kept.columns) WITH ORDINALITY AS c(n, position) ORDER BY position),
        kept.winner, kept.loser, quote_ident(kept.column_name), kept.expression)::bucardo.unique_policy_info;
END
$$;

--
-- Name: FUNCTION _unique_policy_row(sync text, kept bucardo.unique_policy); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._unique_policy_row(sync text, kept bucardo.unique_policy) IS 'A unique policy as list_unique_policies shows it.';

--
-- Name: _unquote(text, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._unquote(item text, what text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
BEGIN
    IF left(_unquote.item, 1) <> '"' THEN
        RETURN _unquote.item;
    ELSIF _unquote.item !~ '^"(?:[^"]|"")+"$' THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_name',
            MESSAGE = format('%s: %s is not a quoted name', _unquote.what, _unquote.item),
            DETAIL = 'A name that starts with a double quote ends with one.',
            HINT = 'In a list a name with special characters goes in double quotes, and a quote in it is doubled: "say ""hi""".';
    END IF;
    RETURN replace(substr(_unquote.item, 2, length(_unquote.item) - 2), '""', '"');
END
$_$;

--
-- Name: FUNCTION _unquote(item text, what text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._unquote(item text, what text) IS 'The name that an item of a list means: what is in the double quotes, else the item as it is.';

--
-- Name: _update_config(text, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._update_config(name text, value text) RETURNS bucardo.setting_info
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    PERFORM bucardo._check_not_null(_update_config.name IS NOT NULL, 'update_config', 'name');
    IF _update_config.value IS NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'null_value_not_allowed',
            MESSAGE = 'update_config: value must not be NULL',
            DETAIL = 'NULL says neither what is wanted nor that the default is.',
            HINT = format('To go back to the default: SELECT * FROM bucardo.reset_config(%L)', _update_config.name);
    END IF;

    RETURN bucardo._set_config(bucardo._find_setting(_update_config.name, 'config'), _update_config.value);
END
$$;

--
-- Name: FUNCTION _update_config(name text, value text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._update_config(name text, value text) IS 'What update_config does.';

--
-- Name: _update_dbgroup(text, text, text, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._update_dbgroup(name text, dbs text, add text, remove text) RETURNS bucardo.dbgroup_info
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    existing bucardo.dbgroup := bucardo._lock_dbgroup(_update_dbgroup.name);
    members bucardo.dbgroup_member[] := bucardo._dbgroup_members(existing.id);
    left_over bucardo.dbgroup_member[];
    member bucardo.dbgroup_member;
    item text;
    result bucardo.dbgroup_info;
BEGIN
    IF _update_dbgroup.dbs IS NOT NULL THEN
        PERFORM bucardo._check_one_way(num_nonnulls(_update_dbgroup.add, _update_dbgroup.remove) = 0, 'update_dbgroup', 'dbs');
        members := ARRAY(SELECT m FROM bucardo._parse_dbs(_update_dbgroup.dbs, 'source') m);
    END IF;

    IF _update_dbgroup.remove IS NOT NULL THEN
        FOREACH item IN ARRAY bucardo._split_list(_update_dbgroup.remove, 'remove')
        LOOP
            item := bucardo._unquote(item, 'remove');
            left_over := ARRAY(
                SELECT m
                FROM unnest(members) m
                JOIN bucardo.db d ON d.id = m.db_id
                WHERE d.name <> item
                ORDER BY m.position);
            IF cardinality(left_over) = cardinality(members) THEN
                RAISE EXCEPTION USING
                    ERRCODE = 'undefined_object',
                    MESSAGE = format('remove: database "%s" is not in dbgroup "%s"', item, existing.name),
                    DETAIL = bucardo._enumerate('databases in it', bucardo._members_text(members)),
                    HINT = 'Databases that are to leave are written by their names alone: remove => ''s1,s2''.';
            END IF;
            members := left_over;
        END LOOP;
    END IF;

    IF _update_dbgroup.add IS NOT NULL THEN
        FOR member IN SELECT * FROM bucardo._parse_dbs(_update_dbgroup.add, 'target')
        LOOP
            -- One that is in already gets the role and priority given now, and keeps its place.
            member.position := coalesce(
                (SELECT m.position FROM unnest(members) m WHERE m.db_id = member.db_id),
                (SELECT max(m.position) + 1 FROM unnest(members) m),
                1);
            members := ARRAY(SELECT m FROM unnest(members) m WHERE m.db_id <> member.db_id) || member;
        END LOOP;
    END IF;

    PERFORM bucardo._change_dbgroup(existing, members);
    SELECT i.* INTO result FROM bucardo._find_dbgroups(existing.id) i;
    RETURN result;
END
$$;

--
-- Name: FUNCTION _update_dbgroup(name text, dbs text, add text, remove text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._update_dbgroup(name text, dbs text, add text, remove text) IS 'What update_dbgroup does.';

--
-- Name: _update_relgroup(text, text, text, text, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._update_relgroup(name text, tables text, add text, remove text, sequences text) RETURNS bucardo.relgroup_info
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    existing bucardo.relgroup := bucardo._lock_relgroup(_update_relgroup.name);
    relations bucardo.sync_relation[] := bucardo._relgroup_relations(existing.id);
    relation bucardo.sync_relation;
    result bucardo.relgroup_info;
BEGIN
    IF _update_relgroup.tables IS NOT NULL THEN
        PERFORM bucardo._check_one_way(num_nonnulls(_update_relgroup.add, _update_relgroup.remove) = 0, 'update_relgroup', 'tables');
        relations := bucardo._join_relations(relations, bucardo._relation_lists(_update_relgroup.tables, NULL), 'table');
    END IF;
    IF _update_relgroup.sequences IS NOT NULL THEN
        -- Without a list there would be no way to take out the last one.
        relations := bucardo._join_relations(
            relations,
            bucardo._relation_lists(NULL, nullif(_update_relgroup.sequences, '')),
            'sequence');
    END IF;

    IF _update_relgroup.remove IS NOT NULL THEN
        FOREACH relation IN ARRAY bucardo._relation_lists(_update_relgroup.remove, NULL)
        LOOP
            IF NOT EXISTS (SELECT FROM unnest(relations) r WHERE bucardo._same_relation(r, relation)) THEN
                RAISE EXCEPTION USING
                    ERRCODE = 'undefined_object',
                    MESSAGE = format('remove: %s is not in relgroup "%s"', bucardo._relation_text(relation), existing.name),
                    DETAIL = bucardo._enumerate('entries in it', bucardo._relations_text(relations, 'table')),
                    HINT = format(
                        'Write it as it is written there. A table that a pattern takes in is left out with a minus: SELECT * FROM bucardo.update_relgroup(%L, add => ''-schema.table'')',
                        existing.name);
            END IF;
            relations := ARRAY(SELECT r FROM unnest(relations) r WHERE NOT bucardo._same_relation(r, relation) ORDER BY r.position);
        END LOOP;
    END IF;

    IF _update_relgroup.add IS NOT NULL THEN
        FOREACH relation IN ARRAY bucardo._relation_lists(_update_relgroup.add, NULL)
        LOOP
            -- One that is in already gets the priority given now, and keeps its place.
            relation.position := coalesce(
                (SELECT r.position FROM unnest(relations) r WHERE bucardo._same_relation(r, relation)),
                (SELECT max(r.position) + 1 FROM unnest(relations) r),
                1);
            relations := ARRAY(SELECT r FROM unnest(relations) r WHERE NOT bucardo._same_relation(r, relation)) || relation;
        END LOOP;
    END IF;

    PERFORM bucardo._change_relgroup(existing, relations);
    SELECT i.* INTO result FROM bucardo._find_relgroups(existing.id) i;
    RETURN result;
END
$$;

--
-- Name: FUNCTION _update_relgroup(name text, tables text, add text, remove text, sequences text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._update_relgroup(name text, tables text, add text, remove text, sequences text) IS 'What update_relgroup does.';

--
-- Name: _update_sync(text, text, text, text, text, boolean, integer, integer, text, text, jsonb, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._update_sync(name text, dbs text, tables text, sequences text, conflict_strategy text, autokick boolean, onetimecopy integer, copy_workers integer, status text, row_filter text, options jsonb, reset text) RETURNS bucardo.sync_info
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    existing bucardo.sync := bucardo._lock_sync(_update_sync.name);
    wanted bucardo.sync := existing;
    strategy bucardo.table_option;
    had_members bucardo.dbgroup_member[] := bucardo._dbgroup_members(existing.dbgroup_id);
    had_relations bucardo.sync_relation[] := bucardo._relgroup_relations(existing.relgroup_id);
    had_filter text := bucardo._sync_filter(existing.id);
    members bucardo.dbgroup_member[] := had_members;
    relations bucardo.sync_relation[] := had_relations;
    sources text[];
    shared_group bigint;
BEGIN
    PERFORM bucardo._check_status(_update_sync.status);
    PERFORM bucardo._check_copy(_update_sync.onetimecopy, _update_sync.copy_workers);
    wanted.status := coalesce(_update_sync.status, existing.status);
    wanted.autokick := coalesce(_update_sync.autokick, existing.autokick);
    wanted.onetimecopy := coalesce(_update_sync.onetimecopy, existing.onetimecopy);
    wanted.copy_workers := coalesce(_update_sync.copy_workers, existing.copy_workers);
    wanted.options := existing.options
        - bucardo._reset_names(_update_sync.reset, 'sync', ARRAY(SELECT jsonb_object_keys(_update_sync.options)), '{}')
        || bucardo._check_options(_update_sync.options, 'sync');
    IF _update_sync.row_filter <> '' THEN
        PERFORM bucardo._check_expression(_update_sync.row_filter, 'row_filter');
    END IF;

    IF _update_sync.dbs IS NOT NULL THEN
        shared_group := (bucardo._named_dbgroup(_update_sync.dbs)).id;
        members := bucardo._wanted_members(shared_group, _update_sync.dbs);
        PERFORM bucardo._check_members(members, NULL);
        -- A list goes into the group of its own that the sync has, or into a new one.
        wanted.dbgroup_id := coalesce(shared_group, (SELECT g.id FROM bucardo.dbgroup g WHERE g.id = existing.dbgroup_id AND g.own));
    END IF;
    IF _update_sync.tables IS NOT NULL THEN
        shared_group := (bucardo._named_relgroup(_update_sync.tables)).id;
        relations := bucardo._wanted_relations(shared_group, _update_sync.tables, _update_sync.sequences);
        IF shared_group IS NULL AND _update_sync.sequences IS NULL THEN
            relations := bucardo._join_relations(relations, had_relations, 'sequence');
        END IF;
        wanted.relgroup_id := coalesce(shared_group, (SELECT g.id FROM bucardo.relgroup g WHERE g.id = existing.relgroup_id AND g.own));
    ELSIF _update_sync.sequences IS NOT NULL THEN
        SELECT g.id INTO shared_group FROM bucardo.relgroup g WHERE g.id = existing.relgroup_id AND NOT g.own;
        IF FOUND THEN
            PERFORM bucardo._raise_shared_relgroup(shared_group, 'sequences', _update_sync.sequences);
        END IF;
        relations := bucardo._join_relations(relations, bucardo._relation_lists(NULL, nullif(_update_sync.sequences, '')), 'sequence');
    END IF;

    sources := bucardo._source_names(members);
    IF _update_sync.conflict_strategy IS NOT NULL THEN
        strategy := bucardo._parse_strategy(_update_sync.conflict_strategy, sources);
        wanted.conflict_strategy := strategy.conflict_strategy;
        wanted.source_order := strategy.source_order;
    ELSE
        wanted.source_order := bucardo._next_source_order(existing.source_order, bucardo._source_names(had_members), sources);
    END IF;

    IF bucardo._sync_fields(wanted, members, relations, coalesce(_update_sync.row_filter, had_filter))
        IS DISTINCT FROM bucardo._sync_fields(existing, had_members, had_relations, had_filter)
    THEN
        UPDATE bucardo.sync s
        SET status = wanted.status,
            autokick = wanted.autokick,
            onetimecopy = wanted.onetimecopy,
            copy_workers = wanted.copy_workers,
            conflict_strategy = wanted.conflict_strategy,
            source_order = wanted.source_order,
            options = wanted.options
        WHERE s.id = existing.id;
        PERFORM bucardo._set_groups(wanted, members, relations);
        PERFORM bucardo._drop_own_dbgroup(existing.dbgroup_id);
        PERFORM bucardo._drop_own_relgroup(existing.relgroup_id);
        PERFORM bucardo._set_members(existing, members);
        PERFORM bucardo._set_relations(existing.id, relations);
        PERFORM bucardo._check_still_merge(existing.id);
        PERFORM bucardo._set_table_orders(existing.id, bucardo._source_names(had_members), sources);
        PERFORM bucardo._set_filter(existing.id, NULL, NULL, NULL, coalesce(_update_sync.row_filter, had_filter));
        PERFORM bucardo._touch_sync(existing.id);
    END IF;

    RETURN bucardo._changed_sync(existing.id);
END
$$;

--
-- Name: FUNCTION _update_sync(name text, dbs text, tables text, sequences text, conflict_strategy text, autokick boolean, onetimecopy integer, copy_workers integer, status text, row_filter text, options jsonb, reset text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._update_sync(name text, dbs text, tables text, sequences text, conflict_strategy text, autokick boolean, onetimecopy integer, copy_workers integer, status text, row_filter text, options jsonb, reset text) IS 'What update_sync does.';

--
-- Name: _update_table(text, text, text, text, text, jsonb, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._update_table(sync text, relation text, conflict_strategy text, row_filter text, db text, options jsonb, reset text) RETURNS bucardo.table_info
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    existing bucardo.sync := bucardo._lock_sync(_update_table.sync);
    entry bucardo.sync_relation := bucardo._table_of_sync(existing, _update_table.relation);
    wanted bucardo.table_option := bucardo._option_of_table(existing.id, entry);
    taken_back text[];
    wanted_filter text := _update_table.row_filter;
    filter_db bigint;
    changed boolean := false;
BEGIN
    taken_back := bucardo._reset_names(
        _update_table.reset, 'table',
        ARRAY(SELECT jsonb_object_keys(_update_table.options))
            || CASE WHEN _update_table.conflict_strategy IS NOT NULL THEN 'conflict_strategy' END
            || CASE WHEN _update_table.row_filter IS NOT NULL THEN 'row_filter' END,
        '{conflict_strategy,row_filter}');
    wanted.options := wanted.options - taken_back || bucardo._check_options(_update_table.options, 'table');
    IF 'conflict_strategy' = ANY (taken_back) THEN
        wanted.conflict_strategy := NULL;
        wanted.source_order := NULL;
    END IF;
    wanted := bucardo._table_strategy(wanted, existing, _update_table.conflict_strategy);
    IF 'row_filter' = ANY (taken_back) THEN
        wanted_filter := '';
    END IF;
    filter_db := bucardo._filter_db(_update_table.db, wanted_filter);

    IF 'row_filter' = ANY (taken_back) AND filter_db IS NULL THEN
        DELETE FROM bucardo.row_filter f
        WHERE (f.sync_id, f.schema_name, f.table_name) = (existing.id, entry.schema_name, entry.table_name);
        changed := FOUND;
    END IF;
    IF bucardo._set_table(existing, entry, wanted, wanted_filter, filter_db) OR changed THEN
        PERFORM bucardo._touch_sync(existing.id);
    END IF;
    RETURN bucardo._table_row(existing.id, entry);
END
$$;

--
-- Name: FUNCTION _update_table(sync text, relation text, conflict_strategy text, row_filter text, db text, options jsonb, reset text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._update_table(sync text, relation text, conflict_strategy text, row_filter text, db text, options jsonb, reset text) IS 'What update_table does.';

--
-- Name: _validate(text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._validate(sync text) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN bucardo._add_command(bucardo._lock_sync(_validate.sync), 'validate');
END
$$;

--
-- Name: FUNCTION _validate(sync text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._validate(sync text) IS 'Queues the validation of a sync and returns the id of the command.';

--
-- Name: _validated(bigint); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._validated(command_id bigint) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    -- What went wrong is a finding; a sync that was removed has none.
    RETURN NOT EXISTS (SELECT FROM bucardo.command c WHERE c.id = _validated.command_id AND c.done_at IS NULL);
END
$$;

--
-- Name: FUNCTION _validated(command_id bigint); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._validated(command_id bigint) IS 'Whether the sidecar has looked.';

--
-- Name: _wait(text, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._wait(sync text, token text) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
DECLARE
    existing bucardo.sync := bucardo._lock_sync(_wait.sync);
BEGIN
    PERFORM bucardo._check_running(existing);
    IF _wait.token IS NOT NULL AND _wait.token !~ '^[0-9a-f]{8}:[0-9]{1,18}:[0-9]{1,19}$' THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_text_representation',
            MESSAGE = 'wait_for_sync: that is no token',
            DETAIL = 'A token is what bucardo_node.sync_token() returned on a source, unchanged.',
            HINT = format('CALL bucardo.wait_for_sync(%L) waits for all that is committed now.', existing.name);
    ELSIF _wait.token IS NOT NULL AND NOT EXISTS (
        SELECT
        FROM bucardo.sync_db m
        CROSS JOIN bucardo.installation i
        WHERE m.sync_id = existing.id
        AND m.role = 'source'
        AND m.db_id = split_part(_wait.token, ':', 2)::bigint
        AND left(i.id::text, 8) = split_part(_wait.token, ':', 1))
    THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('wait_for_sync: the token is of no source of sync "%s"', existing.name),
            DETAIL = 'It was taken on another database.',
            HINT = format('SELECT dbs FROM bucardo.status WHERE name = %L shows the sources.', existing.name);
    END IF;

    RETURN bucardo._add_command(existing, 'wait', _wait.token);
END
$_$;

--
-- Name: FUNCTION _wait(sync text, token text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._wait(sync text, token text) IS 'Asks the sidecar to say when every member has received something, and returns the id of the command. Raises when the sync is paused or inactive.';

--
-- Name: _wanted_column_policy(bucardo.column_policy, text[], text, text, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._wanted_column_policy(had bucardo.column_policy, sources text[], policy text, source_order text, expression text) RETURNS bucardo.column_policy
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    result bucardo.column_policy := had;
    stranger text;
BEGIN
    result.policy := coalesce(
        bucardo._parse_choice(
            _wanted_column_policy.policy, 'policy',
            ARRAY['latest', 'max', 'min', 'sum', 'union', 'jsonb_merge', 'coalesce', 'source order', 'expression']),
        had.policy);

    stranger := CASE
        WHEN _wanted_column_policy.source_order IS NOT NULL AND result.policy <> 'source order' THEN 'source_order'
        WHEN _wanted_column_policy.expression IS NOT NULL AND result.policy <> 'expression' THEN 'expression'
    END;
    IF stranger IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('the policy %s has no %s', result.policy, stranger),
            DETAIL = format('%s belongs to the policy "%s".', stranger, replace(stranger, '_', ' ')),
            HINT = format('Leave it out, or write policy => %L.', replace(stranger, '_', ' '));
    END IF;

    result.source_order := CASE WHEN result.policy = 'source order' THEN coalesce(
        CASE WHEN _wanted_column_policy.source_order IS NOT NULL THEN
            bucardo._parse_source_order(_wanted_column_policy.source_order, 'source_order', _wanted_column_policy.sources)
        END,
        had.source_order,
        _wanted_column_policy.sources)
    END;
    result.expression := CASE WHEN result.policy = 'expression' THEN coalesce(_wanted_column_policy.expression, had.expression) END;
    IF result.policy = 'expression' THEN
        PERFORM bucardo._check_expression(result.expression, 'expression', 'a and b, the values of the two sides, and base', 'greatest(a, b)');
    END IF;
    RETURN result;
END
$$;

--
-- Name: FUNCTION _wanted_column_policy(had bucardo.column_policy, sources text[], policy text, source_order text, expression text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._wanted_column_policy(had bucardo.column_policy, sources text[], policy text, source_order text, expression text) IS 'A column policy with what is given otherwise; NULL keeps. Raises when its parts do not go together.';

--
-- Name: _wanted_members(bigint, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._wanted_members(dbgroup_id bigint, dbs text) RETURNS bucardo.dbgroup_member[]
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN CASE
        WHEN _wanted_members.dbgroup_id IS NULL THEN ARRAY(SELECT m FROM bucardo._parse_dbs(_wanted_members.dbs, 'source') m)
        ELSE bucardo._dbgroup_members(_wanted_members.dbgroup_id)
    END;
END
$$;

--
-- Name: FUNCTION _wanted_members(dbgroup_id bigint, dbs text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._wanted_members(dbgroup_id bigint, dbs text) IS 'The members of the dbgroup, or those that the list names when that is NULL.';

--
-- Name: _wanted_relations(bigint, text, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._wanted_relations(relgroup_id bigint, tables text, sequences text) RETURNS bucardo.sync_relation[]
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    relations bucardo.sync_relation[];
BEGIN
    IF _wanted_relations.relgroup_id IS NULL THEN
        relations := bucardo._relation_lists(_wanted_relations.tables, nullif(_wanted_relations.sequences, ''));
    ELSIF _wanted_relations.sequences IS NULL THEN
        relations := bucardo._relgroup_relations(_wanted_relations.relgroup_id);
    ELSE
        PERFORM bucardo._raise_shared_relgroup(_wanted_relations.relgroup_id, 'sequences', _wanted_relations.sequences);
    END IF;

    IF bucardo._relations_text(relations, 'table') = '{}' THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = 'a sync needs tables',
            DETAIL = format('Relgroup %s is empty.', _wanted_relations.tables),
            HINT = format('Fill it: SELECT * FROM bucardo.update_relgroup(%L, add => ''...'')', _wanted_relations.tables);
    END IF;
    RETURN relations;
END
$$;

--
-- Name: FUNCTION _wanted_relations(relgroup_id bigint, tables text, sequences text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._wanted_relations(relgroup_id bigint, tables text, sequences text) IS 'The relations of the relgroup, or those that the lists name when that is NULL. Raises when there are no tables among them.';

--
-- Name: _wanted_unique_policy(bucardo.unique_policy, text, text, text, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._wanted_unique_policy(had bucardo.unique_policy, winner text, loser text, column_name text, expression text) RETURNS bucardo.unique_policy
    LANGUAGE plpgsql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    result bucardo.unique_policy := had;
    stranger text;
BEGIN
    result.winner := coalesce(bucardo._parse_choice(_wanted_unique_policy.winner, 'winner', ARRAY['older', 'newer']), had.winner);
    result.loser := coalesce(bucardo._parse_choice(_wanted_unique_policy.loser, 'loser', ARRAY['delete', 'null', 'expression', 'park']), had.loser);

    stranger := CASE
        WHEN _wanted_unique_policy.column_name IS NOT NULL AND NOT result.loser IN ('null', 'expression') THEN 'column_name'
        WHEN _wanted_unique_policy.expression IS NOT NULL AND result.loser <> 'expression' THEN 'expression'
    END;
    IF stranger IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('the loser %s has no %s', result.loser, stranger),
            DETAIL = CASE stranger
                WHEN 'column_name' THEN 'It names the column that gets NULL, or the value of an expression.'
                ELSE 'It is what a column of the losing row gets.'
            END,
            HINT = 'Leave it out, or write loser => ''expression''.';
    END IF;

    result.column_name := CASE WHEN result.loser IN ('null', 'expression') THEN coalesce(
        CASE WHEN _wanted_unique_policy.column_name IS NOT NULL THEN bucardo._column_name(_wanted_unique_policy.column_name, 'column_name') END,
        had.column_name,
        CASE WHEN cardinality(had.columns) = 1 THEN had.columns[1] END)
    END;
    IF result.column_name IS NULL AND result.loser IN ('null', 'expression') THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = 'column_name must say which column is changed',
            DETAIL = format('The columns of the index are: %s.', bucardo._identifiers(had.columns)),
            HINT = format('Write column_name => %L.', quote_ident(had.columns[1]));
    END IF;

    result.expression := CASE WHEN result.loser = 'expression' THEN coalesce(_wanted_unique_policy.expression, had.expression) END;
    IF result.loser = 'expression' THEN
        PERFORM bucardo._check_expression(
            result.expression, 'expression', 'the columns of the losing row', 'email || ''-'' || id');
    END IF;
    RETURN result;
END
$$;

--
-- Name: FUNCTION _wanted_unique_policy(had bucardo.unique_policy, winner text, loser text, column_name text, expression text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._wanted_unique_policy(had bucardo.unique_policy, winner text, loser text, column_name text, expression text) IS 'A unique policy with what is given otherwise; NULL keeps. Raises when its parts do not go together.';

--
-- Name: _with_schema(bigint, bucardo.sync_relation); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._with_schema(sync_id bigint, entry bucardo.sync_relation) RETURNS bucardo.sync_relation
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    schemas text[];
BEGIN
    IF entry.schema_name IS NOT NULL THEN
        RETURN entry;
    END IF;

    schemas := ARRAY(
        SELECT t.schema_name
        FROM bucardo.sync_table t
        WHERE (t.sync_id, t.kind, t.table_name) = (_with_schema.sync_id, entry.kind, entry.table_name)
        UNION
        SELECT r.schema_name
        FROM bucardo.sync_relation r
        WHERE (r.sync_id, r.kind, r.table_name) = (_with_schema.sync_id, entry.kind, entry.table_name)
        AND r.schema_name IS NOT NULL
        AND NOT r.patterns
        AND NOT r.excluded
        ORDER BY 1);
    IF cardinality(schemas) <> 1 THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('the schema of %s %I is not certain', entry.kind, entry.table_name),
            DETAIL = CASE
                WHEN schemas = '{}' THEN 'The sidecar has found none of that name yet.'
                ELSE format('There are: %s.', (SELECT string_agg(format('%I.%I', n, entry.table_name), ', ') FROM unnest(schemas) n))
            END,
            HINT = format('Write it with its schema: %L.', format('%I.%I', coalesce(schemas[1], 'public'), entry.table_name));
    END IF;
    entry.schema_name := schemas[1];
    RETURN entry;
END
$$;

--
-- Name: FUNCTION _with_schema(sync_id bigint, entry bucardo.sync_relation); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._with_schema(sync_id bigint, entry bucardo.sync_relation) IS 'A table that was named, with its schema. Raises when it was named without and is not known in one schema only.';

--
-- Name: _withdraw_ping(bigint); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._withdraw_ping(command_id bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    DELETE FROM bucardo.command c
    WHERE c.id = _withdraw_ping.command_id
    AND c.verb = 'ping'
    AND c.done_at IS NULL;
END
$$;

--
-- Name: FUNCTION _withdraw_ping(command_id bigint); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._withdraw_ping(command_id bigint) IS 'Takes back a ping that nobody waits for any more.';

--
-- Name: _withdraw_wait(bigint); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo._withdraw_wait(command_id bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    DELETE FROM bucardo.command c
    WHERE c.id = _withdraw_wait.command_id
    AND c.verb = 'wait'
    AND c.done_at IS NULL;
END
$$;

--
-- Name: FUNCTION _withdraw_wait(command_id bigint); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo._withdraw_wait(command_id bigint) IS 'Takes back a question that nobody waits for any more.';

--
-- Name: activate(text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.activate(sync text) RETURNS bucardo.sync_info
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    existing bucardo.sync := bucardo._lock_sync(activate.sync);
BEGIN
    IF existing.status <> 'active' THEN
        UPDATE bucardo.sync s SET status = 'active' WHERE s.id = existing.id;
        PERFORM bucardo._touch_sync(existing.id);
    END IF;

    RETURN bucardo._changed_sync(existing.id);
END
$$;

--
-- Name: FUNCTION activate(sync text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.activate(sync text) IS 'Turns a sync on: its databases are set up and changes are captured and replicated.';

--
-- Name: add_column_policy(text, text, text, text, text, text, boolean); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.add_column_policy(sync text, relation text, column_name text, policy text, source_order text DEFAULT NULL::text, expression text DEFAULT NULL::text, if_not_exists boolean DEFAULT false) RETURNS bucardo.column_policy_info
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    existing bucardo.sync := bucardo._lock_sync(add_column_policy.sync);
    entry bucardo.sync_relation := bucardo._table_of_sync(existing, add_column_policy.relation);
    wanted bucardo.column_policy;
    had bucardo.column_policy;
BEGIN
    PERFORM bucardo._check_not_null(add_column_policy.policy IS NOT NULL, 'add_column_policy', 'policy');
    PERFORM bucardo._check_not_null(add_column_policy.if_not_exists IS NOT NULL, 'add_column_policy', 'if_not_exists');
    wanted.sync_id := existing.id;
    wanted.schema_name := entry.schema_name;
    wanted.table_name := entry.table_name;
    wanted.column_name := bucardo._column_name(add_column_policy.column_name, 'column_name');
    wanted := bucardo._wanted_column_policy(
        wanted, bucardo._source_names(bucardo._dbgroup_members(existing.dbgroup_id)),
        add_column_policy.policy, add_column_policy.source_order, add_column_policy.expression);
    PERFORM bucardo._check_merge(existing, entry);

    INSERT INTO bucardo.column_policy SELECT wanted.* ON CONFLICT DO NOTHING;
    IF FOUND THEN
        PERFORM bucardo._touch_sync(existing.id);
    ELSE
        had := bucardo._find_column_policy(existing, entry, add_column_policy.column_name);
        PERFORM bucardo._check_same_policy(
            format('column %I of table %I.%I', wanted.column_name, wanted.schema_name, wanted.table_name),
            bucardo._differences(
                '{policy,source_order,expression}',
                ARRAY[had.policy, bucardo._strategy_text(NULL, had.source_order), had.expression],
                ARRAY[wanted.policy, bucardo._strategy_text(NULL, wanted.source_order), wanted.expression]),
            add_column_policy.if_not_exists,
            format('update_column_policy(%L, %L, %L, ...)', existing.name, add_column_policy.relation, add_column_policy.column_name));
    END IF;
    RETURN bucardo._column_policy_row(existing.name, wanted);
END
$$;

--
-- Name: FUNCTION add_column_policy(sync text, relation text, column_name text, policy text, source_order text, expression text, if_not_exists boolean); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.add_column_policy(sync text, relation text, column_name text, policy text, source_order text, expression text, if_not_exists boolean) IS 'Says how a column is decided that was changed on several sources, in a table with the conflict strategy merge.';

--
-- Name: add_customcode(text, text, text, text, text, text, text, text, text, interval, integer, text, boolean); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.add_customcode(name text, sync text, point text DEFAULT NULL::text, function text DEFAULT NULL::text, relation text DEFAULT NULL::text, expression text DEFAULT NULL::text, conflict text DEFAULT NULL::text, db text DEFAULT NULL::text, role text DEFAULT NULL::text, timeout interval DEFAULT '00:00:10'::interval, priority integer DEFAULT 0, status text DEFAULT 'active'::text, if_not_exists boolean DEFAULT false) RETURNS bucardo.customcode_info
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    used_sync bucardo.sync := bucardo._lock_sync(add_customcode.sync);
    wanted bucardo.customcode;
    existing bucardo.customcode;
    result bucardo.customcode_info;
BEGIN
    PERFORM bucardo._check_name(add_customcode.name, 'customcode');
    PERFORM bucardo._check_not_null(add_customcode.if_not_exists IS NOT NULL, 'add_customcode', 'if_not_exists');
    IF add_customcode.conflict IS NOT NULL AND (coalesce(add_customcode.point, 'conflict') <> 'conflict' OR add_customcode.expression IS NOT NULL) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = 'conflict goes with no other point and no expression',
            DETAIL = 'conflict => ''...'' is short for point => ''conflict'', expression => ''...''.',
            HINT = 'Give one or the other.';
    END IF;
    wanted.name := add_customcode.name;
    wanted.sync_id := used_sync.id;
    wanted.point := coalesce(add_customcode.point, CASE WHEN add_customcode.conflict IS NOT NULL THEN 'conflict' END);
    wanted := bucardo._set_customcode(
        wanted, add_customcode.function, add_customcode.relation, coalesce(add_customcode.conflict, add_customcode.expression), add_customcode.db,
        add_customcode.role, add_customcode.timeout, add_customcode.priority, add_customcode.status);

    INSERT INTO bucardo.customcode (
        name, point, sync_id, schema_name, table_name, db_id, function_schema, function_name, expression, role, timeout, priority, status)
    VALUES (
        wanted.name, wanted.point, wanted.sync_id, wanted.schema_name, wanted.table_name, wanted.db_id, wanted.function_schema, wanted.function_name,
        wanted.expression, wanted.role, wanted.timeout, wanted.priority, wanted.status)
    ON CONFLICT DO NOTHING
    RETURNING * INTO existing;
    IF FOUND THEN
        PERFORM bucardo._touch_sync(used_sync.id);
    ELSE
        existing := bucardo._lock_customcode(add_customcode.name);
        wanted.id := existing.id;
        PERFORM bucardo._check_same_customcode(existing, wanted, add_customcode.if_not_exists);
    END IF;

    SELECT i.* INTO result FROM bucardo._find_customcodes(existing.id) i;
    RETURN result;
END
$$;

--
-- Name: FUNCTION add_customcode(name text, sync text, point text, function text, relation text, expression text, conflict text, db text, role text, timeout interval, priority integer, status text, if_not_exists boolean); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.add_customcode(name text, sync text, point text, function text, relation text, expression text, conflict text, db text, role text, timeout interval, priority integer, status text, if_not_exists boolean) IS 'Has a sync call a function of yours at a point, or decide conflicts of a table by an expression.';

--
-- Name: add_customcols(text, text, text, text, boolean); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.add_customcols(relation text, columns text, db text DEFAULT NULL::text, sync text DEFAULT NULL::text, if_not_exists boolean DEFAULT false) RETURNS bucardo.customcols_info
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    parts text[] := bucardo._parse_table_name(add_customcols.relation, 'relation', NULL);
    wanted bucardo.customcols := bucardo._parse_columns(add_customcols.columns);
    scope bigint[];
    result bucardo.customcols_info;
BEGIN
    PERFORM bucardo._check_not_null(add_customcols.if_not_exists IS NOT NULL, 'add_customcols', 'if_not_exists');
    scope := bucardo._custom_scope(add_customcols.db, add_customcols.sync);
    result := ROW(
        format('%I.%I', parts[1], parts[2]), bucardo._columns_text(wanted.columns, wanted.expressions),
        add_customcols.db, add_customcols.sync)::bucardo.customcols_info;

    INSERT INTO bucardo.customcols (schema_name, table_name, columns, expressions, db_id, sync_id)
    VALUES (parts[1], parts[2], wanted.columns, wanted.expressions, scope[1], scope[2])
    ON CONFLICT DO NOTHING;
    IF FOUND THEN
        PERFORM bucardo._touch_custom(scope);
    ELSE
        PERFORM bucardo._check_same_custom(
            'customcols', result.relation, add_customcols.db, add_customcols.sync,
            (SELECT array_to_string(bucardo._columns_text(c.columns, c.expressions), ', ')
             FROM bucardo.customcols c
             WHERE (c.schema_name, c.table_name) = (parts[1], parts[2])
             AND (c.db_id, c.sync_id) IS NOT DISTINCT FROM (scope[1], scope[2])),
            array_to_string(result.columns, ', '), add_customcols.if_not_exists);
    END IF;
    RETURN result;
END
$$;

--
-- Name: FUNCTION add_customcols(relation text, columns text, db text, sync text, if_not_exists boolean); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.add_customcols(relation text, columns text, db text, sync text, if_not_exists boolean) IS 'Says which columns of a table, and expressions over them, a database gets, or every receiver; in a sync, or in all.';

--
-- Name: add_customname(text, text, text, text, boolean); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.add_customname(relation text, new_name text, db text DEFAULT NULL::text, sync text DEFAULT NULL::text, if_not_exists boolean DEFAULT false) RETURNS bucardo.customname_info
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    parts text[] := bucardo._parse_table_name(add_customname.relation, 'relation', NULL);
    new_parts text[] := bucardo._parse_table_name(add_customname.new_name, 'new_name', parts[1]);
    scope bigint[];
    result bucardo.customname_info;
BEGIN
    PERFORM bucardo._check_not_null(add_customname.if_not_exists IS NOT NULL, 'add_customname', 'if_not_exists');
    scope := bucardo._custom_scope(add_customname.db, add_customname.sync);
    result := ROW(
        format('%I.%I', parts[1], parts[2]), format('%I.%I', new_parts[1], new_parts[2]),
        add_customname.db, add_customname.sync)::bucardo.customname_info;

    INSERT INTO bucardo.customname (schema_name, table_name, new_schema, new_name, db_id, sync_id)
    VALUES (parts[1], parts[2], new_parts[1], new_parts[2], scope[1], scope[2])
    ON CONFLICT DO NOTHING;
    IF FOUND THEN
        PERFORM bucardo._touch_custom(scope);
    ELSE
        PERFORM bucardo._check_same_custom(
            'customname', result.relation, add_customname.db, add_customname.sync,
            (SELECT format('%I.%I', c.new_schema, c.new_name)
             FROM bucardo.customname c
             WHERE (c.schema_name, c.table_name) = (parts[1], parts[2])
             AND (c.db_id, c.sync_id) IS NOT DISTINCT FROM (scope[1], scope[2])),
            result.new_name, add_customname.if_not_exists);
    END IF;
    RETURN result;
END
$$;

--
-- Name: FUNCTION add_customname(relation text, new_name text, db text, sync text, if_not_exists boolean); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.add_customname(relation text, new_name text, db text, sync text, if_not_exists boolean) IS 'Says that a table has another name, or is in another schema, on a database, or on all but the first source; in a sync, or in all.';

--
-- Name: add_db(text, text, text, text, integer, text, text, text, text, text, text, boolean, jsonb, boolean); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.add_db(name text, conninfo text DEFAULT NULL::text, type text DEFAULT 'postgres'::text, host text DEFAULT NULL::text, port integer DEFAULT NULL::integer, dbname text DEFAULT NULL::text, username text DEFAULT NULL::text, service text DEFAULT NULL::text, passfile text DEFAULT NULL::text, password_env text DEFAULT NULL::text, status text DEFAULT 'active'::text, makedelta boolean DEFAULT NULL::boolean, options jsonb DEFAULT NULL::jsonb, if_not_exists boolean DEFAULT false) RETURNS bucardo.db_info
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    wanted bucardo.db;
BEGIN
    PERFORM bucardo._check_not_null(add_db.status IS NOT NULL, 'add_db', 'status');
    PERFORM bucardo._check_not_null(add_db.if_not_exists IS NOT NULL, 'add_db', 'if_not_exists');

    wanted.name := add_db.name;
    wanted.conninfo := add_db.conninfo;
    wanted.type := add_db.type;
    wanted.host := add_db.host;
    wanted.port := add_db.port;
    wanted.dbname := add_db.dbname;
    wanted.username := add_db.username;
    wanted.service := add_db.service;
    wanted.passfile := add_db.passfile;
    wanted.password_env := add_db.password_env;
    wanted.status := add_db.status;
    wanted.makedelta := add_db.makedelta;
    wanted.options := bucardo._check_db_options(add_db.options);

    RETURN bucardo._insert_db(wanted, add_db.if_not_exists);
END
$$;

--
-- Name: FUNCTION add_db(name text, conninfo text, type text, host text, port integer, dbname text, username text, service text, passfile text, password_env text, status text, makedelta boolean, options jsonb, if_not_exists boolean); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.add_db(name text, conninfo text, type text, host text, port integer, dbname text, username text, service text, passfile text, password_env text, status text, makedelta boolean, options jsonb, if_not_exists boolean) IS 'Adds a database that syncs can use, by a connection string or by its parts; with the name alone it is the control database itself.';

--
-- Name: add_dbgroup(text, anycompatible, boolean); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.add_dbgroup(name text, dbs anycompatible DEFAULT NULL::unknown, if_not_exists boolean DEFAULT false) RETURNS bucardo.dbgroup_info
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN bucardo._add_dbgroup(add_dbgroup.name, add_dbgroup.dbs::text, add_dbgroup.if_not_exists);
END
$$;

--
-- Name: FUNCTION add_dbgroup(name text, dbs anycompatible, if_not_exists boolean); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.add_dbgroup(name text, dbs anycompatible, if_not_exists boolean) IS 'Adds a group of databases with their roles, which syncs can share. The list is written ''a,b'' or as an array.';

--
-- Name: add_dbs(anycompatible, anycompatible, text, anycompatible, text, anycompatible, text, text, text, text, text, boolean, jsonb, boolean); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.add_dbs(names anycompatible, conninfo anycompatible DEFAULT NULL::unknown, type text DEFAULT 'postgres'::text, host anycompatible DEFAULT NULL::unknown, port text DEFAULT NULL::text, dbname anycompatible DEFAULT NULL::unknown, username text DEFAULT NULL::text, service text DEFAULT NULL::text, passfile text DEFAULT NULL::text, password_env text DEFAULT NULL::text, status text DEFAULT 'active'::text, makedelta boolean DEFAULT NULL::boolean, options jsonb DEFAULT NULL::jsonb, if_not_exists boolean DEFAULT false) RETURNS SETOF bucardo.db_info
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN QUERY
    SELECT *
    FROM bucardo._add_dbs(
        add_dbs.names::text, add_dbs.conninfo::text, add_dbs.type, add_dbs.host::text, add_dbs.port, add_dbs.dbname::text,
        add_dbs.username, add_dbs.service, add_dbs.passfile, add_dbs.password_env, add_dbs.status, add_dbs.makedelta,
        add_dbs.options, add_dbs.if_not_exists);
END
$$;

--
-- Name: FUNCTION add_dbs(names anycompatible, conninfo anycompatible, type text, host anycompatible, port text, dbname anycompatible, username text, service text, passfile text, password_env text, status text, makedelta boolean, options jsonb, if_not_exists boolean); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.add_dbs(names anycompatible, conninfo anycompatible, type text, host anycompatible, port text, dbname anycompatible, username text, service text, passfile text, password_env text, status text, makedelta boolean, options jsonb, if_not_exists boolean) IS 'Adds several databases; each other parameter is one value for all, or a list with one for each name; status, makedelta and options are for all.';

--
-- Name: add_relgroup(text, anycompatible, anycompatible, boolean); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.add_relgroup(name text, tables anycompatible DEFAULT NULL::unknown, sequences anycompatible DEFAULT NULL::unknown, if_not_exists boolean DEFAULT false) RETURNS bucardo.relgroup_info
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN bucardo._add_relgroup(
        add_relgroup.name, add_relgroup.tables::text, add_relgroup.sequences::text, add_relgroup.if_not_exists);
END
$$;

--
-- Name: FUNCTION add_relgroup(name text, tables anycompatible, sequences anycompatible, if_not_exists boolean); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.add_relgroup(name text, tables anycompatible, sequences anycompatible, if_not_exists boolean) IS 'Adds a group of tables and sequences, which syncs can share. Lists are written ''a,b'' or as arrays.';

--
-- Name: add_sequence(text, text, boolean); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.add_sequence(sync text, relation text, if_not_exists boolean DEFAULT false) RETURNS bucardo.sequence_info
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    existing bucardo.sync := bucardo._lock_sync(add_sequence.sync);
    entry bucardo.sync_relation := bucardo._one_relation(add_sequence.relation, 'sequence');
BEGIN
    PERFORM bucardo._check_not_null(add_sequence.if_not_exists IS NOT NULL, 'add_sequence', 'if_not_exists');
    IF NOT bucardo._add_relation(existing, entry, add_sequence.relation) AND NOT add_sequence.if_not_exists THEN
        RAISE EXCEPTION USING
            ERRCODE = 'duplicate_object',
            MESSAGE = format('sequence %s is on the list of sync "%s" already', add_sequence.relation, existing.name),
            DETAIL = 'It is the same as the one asked for.',
            HINT = 'Add it with if_not_exists => true.';
    END IF;
    RETURN bucardo._sequence_row(existing.id, entry);
END
$$;

--
-- Name: FUNCTION add_sequence(sync text, relation text, if_not_exists boolean); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.add_sequence(sync text, relation text, if_not_exists boolean) IS 'Puts a sequence on the list of a sync.';

--
-- Name: add_sync(text, anycompatible, text[], text, boolean, integer, integer, text, text, text, boolean, interval, interval, text, text, interval, text, interval, interval, boolean, interval, integer, interval, integer, boolean, text, interval, boolean, boolean, text, boolean, boolean); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.add_sync(name text, dbs anycompatible, tables text[], conflict_strategy text DEFAULT 'latest'::text, autokick boolean DEFAULT true, onetimecopy integer DEFAULT 0, copy_workers integer DEFAULT 2, status text DEFAULT 'active'::text, sequences text DEFAULT NULL::text, row_filter text DEFAULT NULL::text, analyze_after_copy boolean DEFAULT NULL::boolean, batch_time interval DEFAULT NULL::interval, checktime interval DEFAULT NULL::interval, dangling_fk text DEFAULT NULL::text, deletemethod text DEFAULT NULL::text, expired interval DEFAULT NULL::interval, isolation_level text DEFAULT NULL::text, lifetime interval DEFAULT NULL::interval, lock_timeout interval DEFAULT NULL::interval, makedelta boolean DEFAULT NULL::boolean, max_clock_skew interval DEFAULT NULL::interval, max_runs integer DEFAULT NULL::integer, overdue interval DEFAULT NULL::interval, priority integer DEFAULT NULL::integer, rebuild_index boolean DEFAULT NULL::boolean, record_conflicts text DEFAULT NULL::text, statement_timeout interval DEFAULT NULL::interval, strict_checking boolean DEFAULT NULL::boolean, track_rates boolean DEFAULT NULL::boolean, update_delete text DEFAULT NULL::text, vacuum_after_copy boolean DEFAULT NULL::boolean, if_not_exists boolean DEFAULT false) RETURNS bucardo.sync_info
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN bucardo._add_sync(
        add_sync.name, add_sync.dbs::text, add_sync.tables::text, add_sync.sequences, add_sync.conflict_strategy, add_sync.autokick,
        add_sync.onetimecopy, add_sync.copy_workers, add_sync.status, add_sync.row_filter,
        jsonb_strip_nulls(jsonb_build_object(
            'analyze_after_copy', add_sync.analyze_after_copy,
            'batch_time', add_sync.batch_time,
            'checktime', add_sync.checktime,
            'dangling_fk', add_sync.dangling_fk,
            'deletemethod', add_sync.deletemethod,
            'expired', add_sync.expired,
            'isolation_level', add_sync.isolation_level,
            'lifetime', add_sync.lifetime,
            'lock_timeout', add_sync.lock_timeout,
            'makedelta', add_sync.makedelta,
            'max_clock_skew', add_sync.max_clock_skew,
            'max_runs', add_sync.max_runs,
            'overdue', add_sync.overdue,
            'priority', add_sync.priority,
            'rebuild_index', add_sync.rebuild_index,
            'record_conflicts', add_sync.record_conflicts,
            'statement_timeout', add_sync.statement_timeout,
            'strict_checking', add_sync.strict_checking,
            'track_rates', add_sync.track_rates,
            'update_delete', add_sync.update_delete,
            'vacuum_after_copy', add_sync.vacuum_after_copy)),
        add_sync.if_not_exists);
END
$$;

--
-- Name: FUNCTION add_sync(name text, dbs anycompatible, tables text[], conflict_strategy text, autokick boolean, onetimecopy integer, copy_workers integer, status text, sequences text, row_filter text, analyze_after_copy boolean, batch_time interval, checktime interval, dangling_fk text, deletemethod text, expired interval, isolation_level text, lifetime interval, lock_timeout interval, makedelta boolean, max_clock_skew interval, max_runs integer, overdue interval, priority integer, rebuild_index boolean, record_conflicts text, statement_timeout interval, strict_checking boolean, track_rates boolean, update_delete text, vacuum_after_copy boolean, if_not_exists boolean); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.add_sync(name text, dbs anycompatible, tables text[], conflict_strategy text, autokick boolean, onetimecopy integer, copy_workers integer, status text, sequences text, row_filter text, analyze_after_copy boolean, batch_time interval, checktime interval, dangling_fk text, deletemethod text, expired interval, isolation_level text, lifetime interval, lock_timeout interval, makedelta boolean, max_clock_skew interval, max_runs integer, overdue interval, priority integer, rebuild_index boolean, record_conflicts text, statement_timeout interval, strict_checking boolean, track_rates boolean, update_delete text, vacuum_after_copy boolean, if_not_exists boolean) IS 'Adds a sync, its tables given as an array.';

--
-- Name: add_sync(text, anycompatible, text, text, boolean, integer, integer, text, text, text, boolean, interval, interval, text, text, interval, text, interval, interval, boolean, interval, integer, interval, integer, boolean, text, interval, boolean, boolean, text, boolean, boolean); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.add_sync(name text, dbs anycompatible, tables text DEFAULT 'all'::text, conflict_strategy text DEFAULT 'latest'::text, autokick boolean DEFAULT true, onetimecopy integer DEFAULT 0, copy_workers integer DEFAULT 2, status text DEFAULT 'active'::text, sequences text DEFAULT NULL::text, row_filter text DEFAULT NULL::text, analyze_after_copy boolean DEFAULT NULL::boolean, batch_time interval DEFAULT NULL::interval, checktime interval DEFAULT NULL::interval, dangling_fk text DEFAULT NULL::text, deletemethod text DEFAULT NULL::text, expired interval DEFAULT NULL::interval, isolation_level text DEFAULT NULL::text, lifetime interval DEFAULT NULL::interval, lock_timeout interval DEFAULT NULL::interval, makedelta boolean DEFAULT NULL::boolean, max_clock_skew interval DEFAULT NULL::interval, max_runs integer DEFAULT NULL::integer, overdue interval DEFAULT NULL::interval, priority integer DEFAULT NULL::integer, rebuild_index boolean DEFAULT NULL::boolean, record_conflicts text DEFAULT NULL::text, statement_timeout interval DEFAULT NULL::interval, strict_checking boolean DEFAULT NULL::boolean, track_rates boolean DEFAULT NULL::boolean, update_delete text DEFAULT NULL::text, vacuum_after_copy boolean DEFAULT NULL::boolean, if_not_exists boolean DEFAULT false) RETURNS bucardo.sync_info
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN bucardo._add_sync(
        add_sync.name, add_sync.dbs::text, add_sync.tables, add_sync.sequences, add_sync.conflict_strategy, add_sync.autokick,
        add_sync.onetimecopy, add_sync.copy_workers, add_sync.status, add_sync.row_filter,
        jsonb_strip_nulls(jsonb_build_object(
            'analyze_after_copy', add_sync.analyze_after_copy,
            'batch_time', add_sync.batch_time,
            'checktime', add_sync.checktime,
            'dangling_fk', add_sync.dangling_fk,
            'deletemethod', add_sync.deletemethod,
            'expired', add_sync.expired,
            'isolation_level', add_sync.isolation_level,
            'lifetime', add_sync.lifetime,
            'lock_timeout', add_sync.lock_timeout,
            'makedelta', add_sync.makedelta,
            'max_clock_skew', add_sync.max_clock_skew,
            'max_runs', add_sync.max_runs,
            'overdue', add_sync.overdue,
            'priority', add_sync.priority,
            'rebuild_index', add_sync.rebuild_index,
            'record_conflicts', add_sync.record_conflicts,
            'statement_timeout', add_sync.statement_timeout,
            'strict_checking', add_sync.strict_checking,
            'track_rates', add_sync.track_rates,
            'update_delete', add_sync.update_delete,
            'vacuum_after_copy', add_sync.vacuum_after_copy)),
        add_sync.if_not_exists);
END
$$;

--
-- Name: FUNCTION add_sync(name text, dbs anycompatible, tables text, conflict_strategy text, autokick boolean, onetimecopy integer, copy_workers integer, status text, sequences text, row_filter text, analyze_after_copy boolean, batch_time interval, checktime interval, dangling_fk text, deletemethod text, expired interval, isolation_level text, lifetime interval, lock_timeout interval, makedelta boolean, max_clock_skew interval, max_runs integer, overdue interval, priority integer, rebuild_index boolean, record_conflicts text, statement_timeout interval, strict_checking boolean, track_rates boolean, update_delete text, vacuum_after_copy boolean, if_not_exists boolean); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.add_sync(name text, dbs anycompatible, tables text, conflict_strategy text, autokick boolean, onetimecopy integer, copy_workers integer, status text, sequences text, row_filter text, analyze_after_copy boolean, batch_time interval, checktime interval, dangling_fk text, deletemethod text, expired interval, isolation_level text, lifetime interval, lock_timeout interval, makedelta boolean, max_clock_skew interval, max_runs integer, overdue interval, priority integer, rebuild_index boolean, record_conflicts text, statement_timeout interval, strict_checking boolean, track_rates boolean, update_delete text, vacuum_after_copy boolean, if_not_exists boolean) IS 'Adds a sync: which databases, which tables, who wins a conflict, and what it sets otherwise than the configuration. Lists are written ''a,b'' or as arrays.';

--
-- Name: add_table(text, text, text, text, text, boolean, text, text, boolean, boolean, text, boolean, text, boolean, boolean); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.add_table(sync text, relation text, conflict_strategy text DEFAULT NULL::text, row_filter text DEFAULT NULL::text, db text DEFAULT NULL::text, analyze_after_copy boolean DEFAULT NULL::boolean, dangling_fk text DEFAULT NULL::text, deletemethod text DEFAULT NULL::text, makedelta boolean DEFAULT NULL::boolean, rebuild_index boolean DEFAULT NULL::boolean, record_conflicts text DEFAULT NULL::text, strict_checking boolean DEFAULT NULL::boolean, update_delete text DEFAULT NULL::text, vacuum_after_copy boolean DEFAULT NULL::boolean, if_not_exists boolean DEFAULT false) RETURNS bucardo.table_info
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    PERFORM bucardo._check_not_null(add_table.if_not_exists IS NOT NULL, 'add_table', 'if_not_exists');
    RETURN bucardo._add_table(
        add_table.sync, add_table.relation, add_table.conflict_strategy, add_table.row_filter, add_table.db,
        jsonb_strip_nulls(jsonb_build_object(
            'analyze_after_copy', add_table.analyze_after_copy,
            'dangling_fk', add_table.dangling_fk,
            'deletemethod', add_table.deletemethod,
            'makedelta', add_table.makedelta,
            'rebuild_index', add_table.rebuild_index,
            'record_conflicts', add_table.record_conflicts,
            'strict_checking', add_table.strict_checking,
            'update_delete', add_table.update_delete,
            'vacuum_after_copy', add_table.vacuum_after_copy)),
        add_table.if_not_exists);
END
$$;

--
-- Name: FUNCTION add_table(sync text, relation text, conflict_strategy text, row_filter text, db text, analyze_after_copy boolean, dangling_fk text, deletemethod text, makedelta boolean, rebuild_index boolean, record_conflicts text, strict_checking boolean, update_delete text, vacuum_after_copy boolean, if_not_exists boolean); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.add_table(sync text, relation text, conflict_strategy text, row_filter text, db text, analyze_after_copy boolean, dangling_fk text, deletemethod text, makedelta boolean, rebuild_index boolean, record_conflicts text, strict_checking boolean, update_delete text, vacuum_after_copy boolean, if_not_exists boolean) IS 'Puts a table on the list of a sync, and says what the sync does otherwise for it.';

--
-- Name: add_unique_policy(text, text, text, text, text, text, text, boolean); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.add_unique_policy(sync text, relation text, columns text, winner text DEFAULT 'older'::text, loser text DEFAULT 'park'::text, column_name text DEFAULT NULL::text, expression text DEFAULT NULL::text, if_not_exists boolean DEFAULT false) RETURNS bucardo.unique_policy_info
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    existing bucardo.sync := bucardo._lock_sync(add_unique_policy.sync);
    entry bucardo.sync_relation := bucardo._table_of_sync(existing, add_unique_policy.relation);
    wanted bucardo.unique_policy;
    had bucardo.unique_policy;
BEGIN
    PERFORM bucardo._check_not_null(add_unique_policy.winner IS NOT NULL, 'add_unique_policy', 'winner');
    PERFORM bucardo._check_not_null(add_unique_policy.loser IS NOT NULL, 'add_unique_policy', 'loser');
    PERFORM bucardo._check_not_null(add_unique_policy.if_not_exists IS NOT NULL, 'add_unique_policy', 'if_not_exists');
    wanted.sync_id := existing.id;
    wanted.schema_name := entry.schema_name;
    wanted.table_name := entry.table_name;
    wanted.columns := bucardo._unique_columns(add_unique_policy.columns);
    wanted := bucardo._wanted_unique_policy(
        wanted, add_unique_policy.winner, add_unique_policy.loser, add_unique_policy.column_name, add_unique_policy.expression);

    INSERT INTO bucardo.unique_policy SELECT wanted.* ON CONFLICT DO NOTHING;
    IF FOUND THEN
        PERFORM bucardo._touch_sync(existing.id);
    ELSE
        had := bucardo._find_unique_policy(existing, entry, add_unique_policy.columns);
        PERFORM bucardo._check_same_policy(
            format('unique index (%s) of table %I.%I', bucardo._identifiers(wanted.columns), wanted.schema_name, wanted.table_name),
            bucardo._differences(
                '{winner,loser,column_name,expression}',
                ARRAY[had.winner, had.loser, had.column_name, had.expression],
                ARRAY[wanted.winner, wanted.loser, wanted.column_name, wanted.expression]),
            add_unique_policy.if_not_exists,
            format('update_unique_policy(%L, %L, %L, ...)', existing.name, add_unique_policy.relation, add_unique_policy.columns));
    END IF;
    RETURN bucardo._unique_policy_row(existing.name, wanted);
END
$$;

--
-- Name: FUNCTION add_unique_policy(sync text, relation text, columns text, winner text, loser text, column_name text, expression text, if_not_exists boolean); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.add_unique_policy(sync text, relation text, columns text, winner text, loser text, column_name text, expression text, if_not_exists boolean) IS 'Says what becomes of two rows, each of a source, with the same values in the columns of a unique index that is not the key.';

--
-- Name: check_fks(text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.check_fks(sync text) RETURNS bucardo.sync_info
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    existing bucardo.sync := bucardo._lock_sync(check_fks.sync);
BEGIN
    PERFORM bucardo._check_fks(check_fks.sync);
    RETURN bucardo._changed_sync(existing.id);
END
$$;

--
-- Name: FUNCTION check_fks(sync text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.check_fks(sync text) IS 'Has every foreign key of a sync''s tables checked on every database that can be reached. dangling_fks lists what is found.';

--
-- Name: check_fks_and_wait(text, interval); Type: PROCEDURE; Schema: bucardo; Owner: -
--

CREATE PROCEDURE bucardo.check_fks_and_wait(IN sync text, IN timeout interval DEFAULT '00:10:00'::interval)
    LANGUAGE plpgsql
    AS $$
DECLARE
    deadline timestamptz;
    command_id bigint;
BEGIN
    PERFORM bucardo._refuse_transaction('check_fks_and_wait');
    PERFORM bucardo._check_timeout(check_fks_and_wait.timeout, 'check_fks_and_wait');
    deadline := pg_catalog.clock_timestamp() OPERATOR(pg_catalog.+) check_fks_and_wait.timeout;
    command_id := bucardo._check_fks(check_fks_and_wait.sync);
    COMMIT;

    WHILE NOT bucardo._command_done(command_id, check_fks_and_wait.sync)
    LOOP
        IF pg_catalog.clock_timestamp() OPERATOR(pg_catalog.>=) deadline THEN
            PERFORM bucardo._raise_not_checked(check_fks_and_wait.sync, check_fks_and_wait.timeout);
        END IF;
        COMMIT;
        PERFORM pg_catalog.pg_sleep(0.02);
    END LOOP;

    PERFORM bucardo._report_dangling(check_fks_and_wait.sync);
END
$$;

--
-- Name: PROCEDURE check_fks_and_wait(IN sync text, IN timeout interval); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON PROCEDURE bucardo.check_fks_and_wait(IN sync text, IN timeout interval) IS 'Has every foreign key of a sync''s tables checked, commits, waits until it is done, and says how many rows without their parents are listed.';

--
-- Name: run; Type: TABLE; Schema: bucardo; Owner: -
--

CREATE TABLE bucardo.run (
    id bigint NOT NULL,
    sync_id bigint NOT NULL,
    started_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone NOT NULL,
    status text NOT NULL,
    runs integer DEFAULT 1 NOT NULL,
    rows bigint DEFAULT 0 NOT NULL,
    deletes bigint DEFAULT 0 NOT NULL,
    conflicts bigint DEFAULT 0 NOT NULL,
    left_out bigint DEFAULT 0 NOT NULL,
    error text,
    CONSTRAINT run_status_check CHECK ((status = ANY (ARRAY['good'::text, 'bad'::text])))
);

--
-- Name: TABLE run; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON TABLE bucardo.run IS 'History of runs that had something to do. Back-to-back runs of a busy sync share a row; runs says how many.';

--
-- Name: conflicts; Type: VIEW; Schema: bucardo; Owner: -
--

CREATE VIEW bucardo.conflicts AS
 SELECT c.id,
    c.at,
    s.name AS sync,
    c.schema_name,
    c.table_name,
    c.key,
    c.kind,
    c.columns,
    c.versions,
    c.decision,
    c.winner,
    c.outcome,
    c.rule,
    c.run_at AS run_started_at,
    ( SELECT
                CASE
                    WHEN (r.finished_at >= c.run_at) THEN r.id
                    ELSE NULL::bigint
                END AS "case"
           FROM bucardo.run r
          WHERE ((r.sync_id = c.sync_id) AND (r.started_at <= c.run_at))
          ORDER BY r.started_at DESC
         LIMIT 1) AS run_id,
    c.number AS conflicts,
    c.chosen,
    c.chosen_at,
    c.chosen_by
   FROM (bucardo.conflict c
     JOIN bucardo.sync s ON ((s.id = c.sync_id)));

--
-- Name: VIEW conflicts; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON VIEW bucardo.conflicts IS 'A row for each conflict and how it was decided, kept by age and size.';

--
-- Name: COLUMN conflicts.id; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.conflicts.id IS 'Grows with time: ORDER BY id DESC shows the newest first.';

--
-- Name: COLUMN conflicts.at; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.conflicts.at IS 'When it was decided.';

--
-- Name: COLUMN conflicts.sync; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.conflicts.sync IS 'The sync''s name.';

--
-- Name: COLUMN conflicts.schema_name; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.conflicts.schema_name IS 'The table''s schema.';

--
-- Name: COLUMN conflicts.table_name; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.conflicts.table_name IS 'The table''s name.';

--
-- Name: COLUMN conflicts.key; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.conflicts.key IS 'The key columns of the row with their values.';

--
-- Name: COLUMN conflicts.kind; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.conflicts.kind IS 'What met: update/update, update/delete, insert/insert, delete/delete, unique, foreign key ...; not recorded: conflicts came faster than they could be written.';

--
-- Name: COLUMN conflicts.columns; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.conflicts.columns IS 'The columns changed on more than one database; NULL where that is not known.';

--
-- Name: COLUMN conflicts.versions; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.conflicts.versions IS 'The row at each database: db, at, op, changed (columns, where known) and row (null: gone); NULL where only keys are recorded.';

--
-- Name: COLUMN conflicts.decision; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.conflicts.decision IS 'winner, merged, made up, skipped, parked, deleted, changed or restored.';

--
-- Name: COLUMN conflicts.winner; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.conflicts.winner IS 'The database whose version won; NULL when none did.';

--
-- Name: COLUMN conflicts.outcome; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.conflicts.outcome IS 'The row as it was written; NULL when it is gone, or not recorded.';

--
-- Name: COLUMN conflicts.rule; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.conflicts.rule IS 'What decided: a strategy, a policy or custom code.';

--
-- Name: COLUMN conflicts.run_started_at; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.conflicts.run_started_at IS 'Start of the run that decided it.';

--
-- Name: COLUMN conflicts.run_id; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.conflicts.run_id IS 'The row of that run in runs; NULL when it is not there any more.';

--
-- Name: COLUMN conflicts.conflicts; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.conflicts.conflicts IS 'How many conflicts the row stands for: 1, or more with the kind not recorded.';

--
-- Name: COLUMN conflicts.chosen; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.conflicts.chosen IS 'The database whose version was written instead, by choose or undo_conflict; NULL when none was.';

--
-- Name: COLUMN conflicts.chosen_at; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.conflicts.chosen_at IS 'When it was written.';

--
-- Name: COLUMN conflicts.chosen_by; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.conflicts.chosen_by IS 'Who asked for it.';

--
-- Name: choose(bigint, text, boolean); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.choose(id bigint, db text, force boolean DEFAULT false) RETURNS bucardo.conflicts
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    result bucardo.conflicts;
BEGIN
    PERFORM bucardo._choose(choose.id, choose.db, choose.force, 'choose');
    SELECT c.* INTO result FROM bucardo.conflicts c WHERE c.id = choose.id;
    RETURN result;
END
$$;

--
-- Name: FUNCTION choose(id bigint, db text, force boolean); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.choose(id bigint, db text, force boolean) IS 'Writes the version that a database had of a row in a conflict, as a change that replicates; not when the row was changed since, unless forced.';

--
-- Name: choose_and_wait(bigint, text, boolean, interval); Type: PROCEDURE; Schema: bucardo; Owner: -
--

CREATE PROCEDURE bucardo.choose_and_wait(IN id bigint, IN db text, IN force boolean DEFAULT false, IN timeout interval DEFAULT '00:00:30'::interval)
    LANGUAGE plpgsql
    AS $$
DECLARE
    deadline timestamptz;
    command_id bigint;
BEGIN
    PERFORM bucardo._refuse_transaction('choose_and_wait');
    PERFORM bucardo._check_timeout(choose_and_wait.timeout, 'choose_and_wait');
    deadline := pg_catalog.clock_timestamp() OPERATOR(pg_catalog.+) choose_and_wait.timeout;
    command_id := bucardo._choose(choose_and_wait.id, choose_and_wait.db, choose_and_wait.force, 'choose_and_wait');
    COMMIT;

    WHILE NOT bucardo._choice_done(command_id)
    LOOP
        IF pg_catalog.clock_timestamp() OPERATOR(pg_catalog.>=) deadline THEN
            PERFORM bucardo._raise_not_chosen(command_id, choose_and_wait.timeout);
        END IF;
        COMMIT;
        PERFORM pg_catalog.pg_sleep(0.02);
    END LOOP;
END
$$;

--
-- Name: PROCEDURE choose_and_wait(IN id bigint, IN db text, IN force boolean, IN timeout interval); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON PROCEDURE bucardo.choose_and_wait(IN id bigint, IN db text, IN force boolean, IN timeout interval) IS 'Has the version that a database had of a row in a conflict written, commits, and waits until it is done. Raises what went wrong, or that it takes longer.';

--
-- Name: clone(text, text, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.clone(sync text, db text, role text DEFAULT 'target'::text) RETURNS bucardo.sync_info
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    existing bucardo.sync := bucardo._lock_sync(clone.sync);
    added bucardo.db := bucardo._lock_db(clone.db);
    shared text := (SELECT g.name FROM bucardo.dbgroup g WHERE g.id = existing.dbgroup_id AND NOT g.own);
    list text[] := bucardo._members_text(bucardo._dbgroup_members(existing.dbgroup_id));
BEGIN
    PERFORM bucardo._check_not_null(clone.role IS NOT NULL, 'clone', 'role');
    IF clone.role NOT IN ('source', 'target') THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('unknown role "%s"', clone.role),
            DETAIL = 'A clone gets changes as a target, or makes some itself as a source.',
            HINT = 'Leave it out to have a target.';
    ELSIF EXISTS (SELECT FROM bucardo.sync_db m WHERE m.sync_id = existing.id AND m.db_id = added.id) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'duplicate_object',
            MESSAGE = format('database "%s" is in sync "%s" already', added.name, existing.name),
            DETAIL = 'A member that takes part is not copied to again.',
            HINT = format('To copy anew, take it out with bucardo.update_sync(%L, dbs => ...), CALL bucardo.wait_until_removed, and clone again.', existing.name);
    ELSIF shared IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'object_not_in_prerequisite_state',
            MESSAGE = format('the sync takes its databases from dbgroup "%s"', shared),
            DETAIL = 'A database that is added to it joins all syncs that use it, and gets what their onetimecopy says.',
            HINT = format('SELECT * FROM bucardo.update_sync(%L, onetimecopy => 1); SELECT * FROM bucardo.update_dbgroup(%L, add => %L)', existing.name, shared,
                          bucardo._quote_item(added.name) || ':' || clone.role);
    END IF;

    PERFORM bucardo._update_sync(
        existing.name, array_to_string(list || (bucardo._quote_item(added.name) || ':' || clone.role), ','),
        NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', NULL);
    UPDATE bucardo.sync_db m SET onetimecopy = 1 WHERE m.sync_id = existing.id AND m.db_id = added.id;
    RETURN bucardo._changed_sync(existing.id);
END
$$;

--
-- Name: FUNCTION clone(sync text, db text, role text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.clone(sync text, db text, role text) IS 'Copies the tables of a sync to another database, whole, and keeps that in step from then on, whatever the onetimecopy of the sync.';

--
-- Name: create_target_tables(text, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.create_target_tables(sync text, db text) RETURNS bucardo.sync_info
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    existing bucardo.sync := bucardo._lock_sync(create_target_tables.sync);
BEGIN
    PERFORM bucardo._create_target_tables(create_target_tables.sync, create_target_tables.db);
    RETURN bucardo._changed_sync(existing.id);
END
$$;

--
-- Name: FUNCTION create_target_tables(sync text, db text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.create_target_tables(sync text, db text) IS 'Has the tables of a sync made in a target that is not PostgreSQL, with the columns that it gets, as far as they are not there.';

--
-- Name: create_target_tables_and_wait(text, text, interval); Type: PROCEDURE; Schema: bucardo; Owner: -
--

CREATE PROCEDURE bucardo.create_target_tables_and_wait(IN sync text, IN db text, IN timeout interval DEFAULT '00:00:30'::interval)
    LANGUAGE plpgsql
    AS $$
DECLARE
    deadline timestamptz;
    command_id bigint;
BEGIN
    PERFORM bucardo._refuse_transaction('create_target_tables_and_wait');
    PERFORM bucardo._check_timeout(create_target_tables_and_wait.timeout, 'create_target_tables_and_wait');
    deadline := pg_catalog.clock_timestamp() OPERATOR(pg_catalog.+) create_target_tables_and_wait.timeout;
    command_id := bucardo._create_target_tables(create_target_tables_and_wait.sync, create_target_tables_and_wait.db);
    COMMIT;

    WHILE NOT bucardo._command_done(command_id, create_target_tables_and_wait.sync)
    LOOP
        IF pg_catalog.clock_timestamp() OPERATOR(pg_catalog.>=) deadline THEN
            PERFORM bucardo._raise_not_created(
                create_target_tables_and_wait.sync, create_target_tables_and_wait.db, create_target_tables_and_wait.timeout);
        END IF;
        COMMIT;
        PERFORM pg_catalog.pg_sleep(0.02);
    END LOOP;
END
$$;

--
-- Name: PROCEDURE create_target_tables_and_wait(IN sync text, IN db text, IN timeout interval); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON PROCEDURE bucardo.create_target_tables_and_wait(IN sync text, IN db text, IN timeout interval) IS 'Has the tables of a sync made in a target that is not PostgreSQL, commits, and waits until it is done. Raises what went wrong, or that it takes longer.';

--
-- Name: dangling_fks(text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.dangling_fks(sync text DEFAULT NULL::text) RETURNS SETOF bucardo.dangling_fk_info
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM bucardo.sync s WHERE s.name = dangling_fks.sync) AND dangling_fks.sync IS NOT NULL THEN
        PERFORM bucardo._raise_unknown_sync(dangling_fks.sync);
    END IF;

    RETURN QUERY
    SELECT s.name, f.db_name, f.schema_name, f.table_name, f.constraint_name, f.key, f.parent_schema, f.parent_table, f.parent_key, f.found_at
    FROM bucardo.dangling_fk f
    JOIN bucardo.sync s ON s.id = f.sync_id
    WHERE dangling_fks.sync IS NULL OR s.name = dangling_fks.sync
    ORDER BY s.name, f.schema_name, f.table_name, f.constraint_name, f.key, f.db_name;
END
$$;

--
-- Name: FUNCTION dangling_fks(sync text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.dangling_fks(sync text) IS 'Rows whose parents by a foreign key are missing, as last found: where a parent was deleted on one database while a row that refers to it was written on another.';

--
-- Name: deactivate(text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.deactivate(sync text) RETURNS bucardo.sync_info
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    existing bucardo.sync := bucardo._lock_sync(deactivate.sync);
BEGIN
    IF existing.status <> 'inactive' THEN
        UPDATE bucardo.sync s SET status = 'inactive' WHERE s.id = existing.id;
        PERFORM bucardo._touch_sync(existing.id);
    END IF;

    RETURN bucardo._changed_sync(existing.id);
END
$$;

--
-- Name: FUNCTION deactivate(sync text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.deactivate(sync text) IS 'Turns a sync off until it is activated.';

--
-- Name: delta(text, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.delta(sync text DEFAULT NULL::text, db text DEFAULT NULL::text) RETURNS SETOF bucardo.delta_info
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM bucardo.sync s WHERE s.name = delta.sync) AND delta.sync IS NOT NULL THEN
        PERFORM bucardo._raise_unknown_sync(delta.sync);
    ELSIF NOT EXISTS (SELECT FROM bucardo.db d WHERE d.name = delta.db) AND delta.db IS NOT NULL THEN
        PERFORM bucardo._raise_unknown_db(delta.db);
    END IF;

    RETURN QUERY
    SELECT v.sync, v.db, v.schema_name, v.table_name, v.pending, v.last_change
    FROM bucardo.table_status v
    WHERE v.state = 'replicated'
    AND (delta.sync IS NULL OR v.sync = delta.sync)
    AND (delta.db IS NULL OR v.db = delta.db)
    ORDER BY v.sync, v.db, v.schema_name, v.table_name;
END
$$;

--
-- Name: FUNCTION delta(sync text, db text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.delta(sync text, db text) IS 'Changes captured and not yet replicated, a row for each table at each source, when the sidecar last looked.';

--
-- Name: drop_deltas(text, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.drop_deltas(sync text, db text DEFAULT NULL::text) RETURNS bucardo.sync_info
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
DECLARE
    existing bucardo.sync := bucardo._lock_sync(drop_deltas.sync);
    origin bucardo.db;
BEGIN
    IF drop_deltas.db IS NOT NULL THEN
        origin := bucardo._lock_db(drop_deltas.db);
    END IF;

    IF existing.status <> 'active' THEN
        RAISE EXCEPTION USING
            ERRCODE = 'object_not_in_prerequisite_state',
            MESSAGE = format('sync "%s" is inactive', existing.name),
            DETAIL = 'Its databases are not connected, so that nothing can be dropped there.',
            HINT = format('SELECT bucardo.pause(%1$L), then bucardo.activate(%1$L): so it is connected and does not run.', existing.name);
    ELSIF origin.id IS NOT NULL AND NOT EXISTS (
        SELECT
        FROM bucardo.sync_db m
        WHERE m.sync_id = existing.id
        AND m.db_id = origin.id
        AND m.role = 'source')
    THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('"%s" is not a source of sync "%s"', origin.name, existing.name),
            DETAIL = format('Its sources are: %s.', (
                SELECT string_agg(d.name, ', ' ORDER BY m.position)
                FROM bucardo.sync_db m
                JOIN bucardo.db d ON d.id = m.db_id
                WHERE m.sync_id = existing.id
                AND m.role = 'source')),
            HINT = 'Name one of them, or leave it out for all.';
    END IF;

    PERFORM bucardo._add_command(existing, 'drop_deltas', arguments => jsonb_build_object('DBID', coalesce(origin.id, 0)));
    RETURN bucardo._changed_sync(existing.id);
END
$_$;

--
-- Name: FUNCTION drop_deltas(sync text, db text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.drop_deltas(sync text, db text) IS 'Drops what is pending of a source, or of all: these changes never reach the other databases, which are not the same from then on.';

--
-- Name: export(boolean); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.export(with_access boolean DEFAULT false) RETURNS text
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    statements text[];
BEGIN
    PERFORM bucardo._check_not_null(export.with_access IS NOT NULL, 'export', 'with_access');

    statements := ARRAY(
        SELECT bucardo._export_call('update_config', ARRAY[quote_literal(c.name), quote_literal(c.value)])
        FROM bucardo.setting c
        WHERE c.value IS NOT NULL
        ORDER BY c.name);

    statements := statements || ARRAY(
        SELECT bucardo._export_call('add_db', ARRAY[
            quote_literal(d.name),
            'conninfo => ' || quote_literal(d.conninfo),
            'type => ' || quote_literal(nullif(d.type, 'postgres')),
            'host => ' || quote_literal(d.host),
            'port => ' || d.port,
            'dbname => ' || quote_literal(d.dbname),
            'username => ' || quote_literal(d.username),
            'service => ' || quote_literal(d.service),
            'passfile => ' || quote_literal(d.passfile),
            'password_env => ' || quote_literal(d.password_env),
            'status => ' || quote_literal(nullif(d.status, 'active')),
            'makedelta => ' || d.makedelta::text,
            'options => ' || quote_literal(d.options)])
        FROM bucardo.db d
        WHERE NOT d.removing
        ORDER BY d.name);

    statements := statements || ARRAY(
        SELECT bucardo._export_call('add_dbgroup', ARRAY[
            quote_literal(g.name),
            'dbs => ' || bucardo._export_dbs(g.id)])
        FROM bucardo.dbgroup g
        WHERE NOT g.own
        ORDER BY g.name);

    statements := statements || ARRAY(
        SELECT bucardo._export_call('add_relgroup', ARRAY[
            quote_literal(g.name),
            'tables => ' || bucardo._export_list(bucardo._relations_text(bucardo._relgroup_relations(g.id), 'table')),
            'sequences => ' || bucardo._export_list(bucardo._relations_text(bucardo._relgroup_relations(g.id), 'sequence'))])
        FROM bucardo.relgroup g
        WHERE NOT g.own
        ORDER BY g.name);

    -- The name of a shared group goes in double quotes, so that it is one item whatever it holds.
    statements := statements || ARRAY(
        SELECT bucardo._export_call('add_sync', ARRAY[
                   quote_literal(s.name),
                   'dbs => ' || CASE WHEN dg.own THEN bucardo._export_dbs(dg.id) ELSE quote_literal(bucardo._export_name(dg.name)) END,
                   'tables => ' || CASE
                       WHEN rg.own THEN bucardo._export_list(bucardo._relations_text(bucardo._relgroup_relations(rg.id), 'table'))
                       ELSE quote_literal(bucardo._export_name(rg.name))
                   END,
                   'sequences => ' || CASE
                       WHEN rg.own THEN bucardo._export_list(bucardo._relations_text(bucardo._relgroup_relations(rg.id), 'sequence')) || '::text'
                   END,
                   'conflict_strategy => ' || bucardo._export_strategy(nullif(s.conflict_strategy, 'latest'), s.source_order),
                   'autokick => ' || nullif(s.autokick, true)::text,
                   'onetimecopy => ' || nullif(s.onetimecopy, 0),
                   'copy_workers => ' || nullif(s.copy_workers, 2),
                   'status => ' || quote_literal(nullif(s.status, 'active')),
                   'row_filter => ' || quote_literal(bucardo._sync_filter(s.id))] || bucardo._export_options(s.options))
               || coalesce(E'\n' || nullif(array_to_string(bucardo._export_tables(s.id) || bucardo._export_policies(s.id), E'\n'), ''), '')
               || CASE WHEN s.paused THEN E'\n' || bucardo._export_call('pause', ARRAY[quote_literal(s.name)]) ELSE '' END
        FROM bucardo.sync s
        JOIN bucardo.dbgroup dg ON dg.id = s.dbgroup_id
        JOIN bucardo.relgroup rg ON rg.id = s.relgroup_id
        ORDER BY s.name);

    statements := statements || ARRAY(
        SELECT bucardo._export_call('add_customname', ARRAY[
            quote_literal(i.relation), quote_literal(i.new_name), 'db => ' || quote_literal(i.db), 'sync => ' || quote_literal(i.sync)])
        FROM bucardo._find_customnames() i
        WHERE NOT EXISTS (SELECT FROM bucardo.db d WHERE d.name = i.db AND d.removing));
    statements := statements || ARRAY(
        SELECT bucardo._export_call('add_customcols', ARRAY[
            quote_literal(i.relation), quote_literal(array_to_string(i.columns, ', ')),
            'db => ' || quote_literal(i.db), 'sync => ' || quote_literal(i.sync)])
        FROM bucardo._find_customcols() i
        WHERE NOT EXISTS (SELECT FROM bucardo.db d WHERE d.name = i.db AND d.removing));

    statements := statements || ARRAY(
        SELECT bucardo._export_call('add_customcode', ARRAY[
            quote_literal(i.name), quote_literal(i.sync), quote_literal(i.point),
            'function => ' || quote_literal(i.function), 'relation => ' || quote_literal(i.relation), 'expression => ' || quote_literal(i.expression),
            'db => ' || quote_literal(i.db), 'role => ' || quote_literal(i.role), 'timeout => ' || quote_literal(nullif(i.timeout, interval '10s')),
            'priority => ' || nullif(i.priority, 0), 'status => ' || quote_literal(nullif(i.status, 'active'))])
        FROM bucardo._find_customcodes(NULL) i);

    IF export.with_access THEN
        statements := statements || ARRAY(
            SELECT bucardo._export_call('grant_access', ARRAY[quote_literal(a.role_name), quote_literal(a.access)])
            FROM bucardo.list_access() a);
    END IF;

    RETURN array_to_string(statements, E'\n');
END
$$;

--
-- Name: FUNCTION export(with_access boolean); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.export(with_access boolean) IS 'The whole configuration as SQL statements that make the same one in an empty control database; with_access also who may do what.';

--
-- Name: grant_access(text, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.grant_access(role_name text, access text) RETURNS bucardo.access_info
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    receiver oid := bucardo._check_role(grant_access.role_name);
    result bucardo.access_info;
BEGIN
    PERFORM bucardo._check_not_null(grant_access.access IS NOT NULL, 'grant_access', 'access');
    PERFORM bucardo._check_access(grant_access.access);
    IF receiver = (SELECT n.nspowner FROM pg_namespace n WHERE n.nspname = 'bucardo') THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('role "%s" owns the schema bucardo', grant_access.role_name),
            DETAIL = 'It may do everything by that.',
            HINT = 'Grant access to other roles, and let those use the functions.';
    END IF;

    -- One at a time: concurrent changes of one object's grants are an error in PostgreSQL.
    LOCK TABLE bucardo.access IN SHARE ROW EXCLUSIVE MODE;
    IF NOT EXISTS (SELECT FROM bucardo.access a WHERE a.role = receiver AND a.access = grant_access.access) THEN
        INSERT INTO bucardo.access AS a (role, access)
        VALUES (receiver, grant_access.access)
        ON CONFLICT (role) DO UPDATE
        SET access = excluded.access,
            granted_by = excluded.granted_by,
            granted_at = excluded.granted_at;
    END IF;
    PERFORM bucardo._apply_access(grant_access.role_name, grant_access.access);

    SELECT i.* INTO result FROM bucardo.list_access() i WHERE i.role_name = grant_access.role_name;
    RETURN result;
END
$$;

--
-- Name: FUNCTION grant_access(role_name text, access text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.grant_access(role_name text, access text) IS 'Lets a role do everything (admin), only run and watch syncs (operator), or only watch them (monitor), instead of what it could before.';

--
-- Name: inspect(text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.inspect(name text) RETURNS SETOF bucardo.use_info
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    found boolean := false;
    found_use bucardo.use_info;
BEGIN
    PERFORM bucardo._check_not_null(inspect.name IS NOT NULL, 'inspect', 'name');

    FOR found_use IN
        SELECT u.*
        FROM bucardo._find_uses(inspect.name) u
        ORDER BY u.kind, u.name, u.used_by_kind, u.used_by
    LOOP
        found := true;
        RETURN NEXT found_use;
    END LOOP;

    IF NOT found THEN
        RAISE EXCEPTION USING
            ERRCODE = 'undefined_object',
            MESSAGE = format('nothing is called "%s"', inspect.name),
            DETAIL = 'It is no database and no group, and no sync replicates or names a table that is written so.',
            HINT = coalesce(
                'Did you mean "' || bucardo._nearest(
                    inspect.name,
                    ARRAY(SELECT d.name FROM bucardo.db d
                          UNION ALL
                          SELECT g.name FROM bucardo.dbgroup g
                          UNION ALL
                          SELECT g.name FROM bucardo.relgroup g
                          UNION ALL
                          SELECT DISTINCT t.table_name FROM bucardo.sync_table t)) || '"?',
                'A table is written as in SQL: work, public.work, "My Table". SELECT * FROM bucardo.list_dbs() shows the databases.');
    END IF;
END
$$;

--
-- Name: FUNCTION inspect(name text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.inspect(name text) IS 'Where a database, group or table of that name is used: a row for each use, and one for a database or group that nothing uses.';

--
-- Name: kick(text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.kick(sync text) RETURNS bucardo.sync_info
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    existing bucardo.sync := bucardo._lock_sync(kick.sync);
BEGIN
    PERFORM bucardo._kick(kick.sync);
    RETURN bucardo._changed_sync(existing.id);
END
$$;

--
-- Name: FUNCTION kick(sync text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.kick(sync text) IS 'Makes a sync run now. The request is kept while no sidecar runs.';

--
-- Name: kick_and_wait(text, interval); Type: PROCEDURE; Schema: bucardo; Owner: -
--

CREATE PROCEDURE bucardo.kick_and_wait(IN sync text, IN timeout interval DEFAULT '00:00:30'::interval)
    LANGUAGE plpgsql
    AS $$
DECLARE
    deadline timestamptz;
    command_id bigint;
BEGIN
    PERFORM bucardo._refuse_transaction('kick_and_wait');
    PERFORM bucardo._check_timeout(kick_and_wait.timeout, 'kick_and_wait');
    deadline := pg_catalog.clock_timestamp() OPERATOR(pg_catalog.+) kick_and_wait.timeout;
    command_id := bucardo._kick(kick_and_wait.sync);
    COMMIT;

    WHILE NOT bucardo._command_done(command_id, kick_and_wait.sync)
    LOOP
        IF pg_catalog.clock_timestamp() OPERATOR(pg_catalog.>=) deadline THEN
            PERFORM bucardo._raise_not_done(kick_and_wait.sync, kick_and_wait.timeout);
        END IF;
        COMMIT;
        PERFORM pg_catalog.pg_sleep(0.02);
    END LOOP;
END
$$;

--
-- Name: PROCEDURE kick_and_wait(IN sync text, IN timeout interval); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON PROCEDURE bucardo.kick_and_wait(IN sync text, IN timeout interval) IS 'Kicks a sync, commits, and waits until that run is done. Raises its error, or that it takes longer.';

--
-- Name: list_access(text, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.list_access(role_name text DEFAULT NULL::text, access text DEFAULT NULL::text) RETURNS SETOF bucardo.access_info
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    PERFORM bucardo._check_access(list_access.access);
    RETURN QUERY
    SELECT r.rolname::text, a.access, a.granted_by, a.granted_at
    FROM bucardo.access a
    JOIN pg_roles r ON r.oid = a.role
    WHERE bucardo._matches(r.rolname::text, list_access.role_name)
    AND (list_access.access IS NULL OR a.access = list_access.access)
    ORDER BY r.rolname;
END
$$;

--
-- Name: FUNCTION list_access(role_name text, access text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.list_access(role_name text, access text) IS 'The roles that grant_access gave something, by name: all, those whose name matches, or those with one access level.';

--
-- Name: list_column_policies(text, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.list_column_policies(sync text DEFAULT NULL::text, relation text DEFAULT NULL::text) RETURNS SETOF bucardo.column_policy_info
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    PERFORM bucardo._check_sync_pattern(list_column_policies.sync);

    RETURN QUERY
    SELECT i.*
    FROM bucardo.sync s
    JOIN bucardo.column_policy p ON p.sync_id = s.id
    CROSS JOIN bucardo._column_policy_row(s.name, p) i
    WHERE bucardo._matches(s.name, list_column_policies.sync)
    AND (bucardo._matches(p.table_name, list_column_policies.relation)
         OR bucardo._matches(p.schema_name || '.' || p.table_name, list_column_policies.relation))
    ORDER BY s.name, p.schema_name, p.table_name, p.column_name;
END
$$;

--
-- Name: FUNCTION list_column_policies(sync text, relation text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.list_column_policies(sync text, relation text) IS 'How columns are decided that were changed on several sources: all policies, those of a sync, or those of tables whose name matches.';

--
-- Name: list_config(text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.list_config(name text DEFAULT NULL::text) RETURNS SETOF bucardo.setting_info
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN QUERY
    SELECT i.*
    FROM bucardo.setting s,
         bucardo._setting_row(s) i
    WHERE bucardo._matches(s.name, list_config.name)
    ORDER BY s.name;
END
$$;

--
-- Name: FUNCTION list_config(name text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.list_config(name text) IS 'The settings, by name: all, or those whose name matches.';

--
-- Name: list_customcodes(text, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.list_customcodes(name text DEFAULT NULL::text, sync text DEFAULT NULL::text) RETURNS SETOF bucardo.customcode_info
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    PERFORM bucardo._check_custom_filter(NULL, list_customcodes.sync);
    RETURN QUERY
    SELECT i.*
    FROM bucardo._find_customcodes(NULL) i
    WHERE bucardo._matches(i.name, list_customcodes.name)
    AND (list_customcodes.sync IS NULL OR i.sync = list_customcodes.sync);
END
$$;

--
-- Name: FUNCTION list_customcodes(name text, sync text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.list_customcodes(name text, sync text) IS 'Custom code: all, what is called so, or that of one sync, in the order in which it is called.';

--
-- Name: list_customcols(text, text, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.list_customcols(relation text DEFAULT NULL::text, db text DEFAULT NULL::text, sync text DEFAULT NULL::text) RETURNS SETOF bucardo.customcols_info
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    PERFORM bucardo._check_custom_filter(list_customcols.db, list_customcols.sync);
    RETURN QUERY
    SELECT i.*
    FROM bucardo._find_customcols() i
    WHERE bucardo._matches(i.relation, list_customcols.relation)
    AND (list_customcols.db IS NULL OR i.db = list_customcols.db)
    AND (list_customcols.sync IS NULL OR i.sync = list_customcols.sync);
END
$$;

--
-- Name: FUNCTION list_customcols(relation text, db text, sync text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.list_customcols(relation text, db text, sync text) IS 'The other columns of tables: all, those of tables whose name matches, or those for one database or sync.';

--
-- Name: list_customnames(text, text, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.list_customnames(relation text DEFAULT NULL::text, db text DEFAULT NULL::text, sync text DEFAULT NULL::text) RETURNS SETOF bucardo.customname_info
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    PERFORM bucardo._check_custom_filter(list_customnames.db, list_customnames.sync);
    RETURN QUERY
    SELECT i.*
    FROM bucardo._find_customnames() i
    WHERE bucardo._matches(i.relation, list_customnames.relation)
    AND (list_customnames.db IS NULL OR i.db = list_customnames.db)
    AND (list_customnames.sync IS NULL OR i.sync = list_customnames.sync);
END
$$;

--
-- Name: FUNCTION list_customnames(relation text, db text, sync text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.list_customnames(relation text, db text, sync text) IS 'The other names of tables: all, those of tables whose name matches, or those for one database or sync.';

--
-- Name: list_dbgroups(text, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.list_dbgroups(name text DEFAULT NULL::text, db text DEFAULT NULL::text) RETURNS SETOF bucardo.dbgroup_info
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM bucardo.db d WHERE d.name = list_dbgroups.db) AND list_dbgroups.db IS NOT NULL THEN
        PERFORM bucardo._raise_unknown_db(list_dbgroups.db);
    END IF;

    RETURN QUERY
    SELECT i.*
    FROM bucardo._find_dbgroups(NULL) i
    WHERE bucardo._matches(i.name, list_dbgroups.name)
    AND (list_dbgroups.db IS NULL
         OR EXISTS (
             SELECT
             FROM bucardo.dbgroup g
             JOIN bucardo.dbgroup_member m ON m.dbgroup_id = g.id
             JOIN bucardo.db d ON d.id = m.db_id
             WHERE g.name = i.name
             AND d.name = list_dbgroups.db));
END
$$;

--
-- Name: FUNCTION list_dbgroups(name text, db text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.list_dbgroups(name text, db text) IS 'The dbgroups, by name: all, those whose name matches, or those a database is in.';

--
-- Name: list_dbs(text, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.list_dbs(name text DEFAULT NULL::text, sync text DEFAULT NULL::text) RETURNS SETOF bucardo.db_info
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM bucardo.sync s WHERE s.name = list_dbs.sync) AND list_dbs.sync IS NOT NULL THEN
        PERFORM bucardo._raise_unknown_sync(list_dbs.sync);
    END IF;

    RETURN QUERY
    SELECT i.*
    FROM bucardo._find_dbs(NULL) i
    WHERE bucardo._matches(i.name, list_dbs.name)
    AND (list_dbs.sync IS NULL OR list_dbs.sync = ANY (i.syncs));
END
$$;

--
-- Name: FUNCTION list_dbs(name text, sync text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.list_dbs(name text, sync text) IS 'The databases that syncs can use, by name: all, those whose name matches, or those of a sync.';

--
-- Name: list_relgroups(text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.list_relgroups(name text DEFAULT NULL::text) RETURNS SETOF bucardo.relgroup_info
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN QUERY
    SELECT i.*
    FROM bucardo._find_relgroups(NULL) i
    WHERE bucardo._matches(i.name, list_relgroups.name);
END
$$;

--
-- Name: FUNCTION list_relgroups(name text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.list_relgroups(name text) IS 'The relgroups, by name: all, or those whose name matches.';

--
-- Name: list_sequences(text, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.list_sequences(sync text DEFAULT NULL::text, relation text DEFAULT NULL::text) RETURNS SETOF bucardo.sequence_info
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    PERFORM bucardo._check_sync_pattern(list_sequences.sync);

    RETURN QUERY
    SELECT i.*
    FROM bucardo.sync s
    CROSS JOIN bucardo._find_sequences(s.id) i
    WHERE bucardo._matches(s.name, list_sequences.sync)
    AND (bucardo._matches(i.sequence_name, list_sequences.relation)
         OR bucardo._matches(i.schema_name || '.' || i.sequence_name, list_sequences.relation))
    ORDER BY s.name, i.schema_name NULLS FIRST, i.sequence_name;
END
$$;

--
-- Name: FUNCTION list_sequences(sync text, relation text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.list_sequences(sync text, relation text) IS 'The sequences of syncs: all, those of a sync, or those whose name matches.';

--
-- Name: list_syncs(text, text, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.list_syncs(name text DEFAULT NULL::text, db text DEFAULT NULL::text, state text DEFAULT NULL::text) RETURNS SETOF bucardo.sync_info
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    states CONSTANT text[] := '{pending,active,degraded,paused,failed,inactive}'::text[];
BEGIN
    IF NOT EXISTS (SELECT FROM bucardo.db d WHERE d.name = list_syncs.db) AND list_syncs.db IS NOT NULL THEN
        PERFORM bucardo._raise_unknown_db(list_syncs.db);
    ELSIF NOT list_syncs.state = ANY (states) THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('unknown state "%s"', list_syncs.state),
            DETAIL = format('The states are: %s.', array_to_string(states, ', ')),
            HINT = coalesce(
                'Did you mean "' || bucardo._nearest(list_syncs.state, states) || '"?',
                'SELECT name, state FROM bucardo.status shows the state of each.');
    END IF;

    RETURN QUERY
    SELECT i.*
    FROM bucardo._find_syncs(NULL) i
    WHERE bucardo._matches(i.name, list_syncs.name)
    AND (list_syncs.state IS NULL OR i.state = list_syncs.state)
    AND (list_syncs.db IS NULL
         OR EXISTS (
             SELECT
             FROM bucardo.sync s
             JOIN bucardo.sync_db m ON m.sync_id = s.id
             JOIN bucardo.db d ON d.id = m.db_id
             WHERE s.name = i.name
             AND d.name = list_syncs.db));
END
$$;

--
-- Name: FUNCTION list_syncs(name text, db text, state text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.list_syncs(name text, db text, state text) IS 'The syncs, by name: all, those whose name matches, those of a database, or those in a state.';

--
-- Name: list_tables(text, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.list_tables(sync text DEFAULT NULL::text, relation text DEFAULT NULL::text) RETURNS SETOF bucardo.table_info
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    PERFORM bucardo._check_sync_pattern(list_tables.sync);

    RETURN QUERY
    SELECT i.*
    FROM bucardo.sync s
    CROSS JOIN bucardo._find_tables(s.id) i
    WHERE bucardo._matches(s.name, list_tables.sync)
    AND (bucardo._matches(i.table_name, list_tables.relation)
         OR bucardo._matches(i.schema_name || '.' || i.table_name, list_tables.relation))
    ORDER BY s.name, i.schema_name NULLS FIRST, i.table_name;
END
$$;

--
-- Name: FUNCTION list_tables(sync text, relation text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.list_tables(sync text, relation text) IS 'The tables of syncs, and what is set for them: all, those of a sync, or those whose name matches.';

--
-- Name: list_unique_policies(text, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.list_unique_policies(sync text DEFAULT NULL::text, relation text DEFAULT NULL::text) RETURNS SETOF bucardo.unique_policy_info
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    PERFORM bucardo._check_sync_pattern(list_unique_policies.sync);

    RETURN QUERY
    SELECT i.*
    FROM bucardo.sync s
    JOIN bucardo.unique_policy p ON p.sync_id = s.id
    CROSS JOIN bucardo._unique_policy_row(s.name, p) i
    WHERE bucardo._matches(s.name, list_unique_policies.sync)
    AND (bucardo._matches(p.table_name, list_unique_policies.relation)
         OR bucardo._matches(p.schema_name || '.' || p.table_name, list_unique_policies.relation))
    ORDER BY s.name, p.schema_name, p.table_name, p.columns;
END
$$;

--
-- Name: FUNCTION list_unique_policies(sync text, relation text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.list_unique_policies(sync text, relation text) IS 'What becomes of two rows with the same unique values: all policies, those of a sync, or those of tables whose name matches.';

--
-- Name: log_line; Type: TABLE; Schema: bucardo; Owner: -
--

CREATE TABLE bucardo.log_line (
    id bigint NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    level text NOT NULL,
    sync_name text,
    db_name text,
    message text NOT NULL,
    CONSTRAINT log_line_level_check CHECK ((level = ANY (ARRAY['info'::text, 'warn'::text, 'error'::text])))
);

--
-- Name: TABLE log_line; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON TABLE bucardo.log_line IS 'What the sidecar has to say, for those without a shell on its host.';

--
-- Name: log; Type: VIEW; Schema: bucardo; Owner: -
--

CREATE VIEW bucardo.log AS
 SELECT l.id,
    l.at,
    l.level,
    l.sync_name AS sync,
    l.db_name AS db,
    l.message
   FROM bucardo.log_line l;

--
-- Name: VIEW log; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON VIEW bucardo.log IS 'What the sidecar has to say.';

--
-- Name: COLUMN log.id; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.log.id IS 'Grows with time: ORDER BY id DESC shows the newest first.';

--
-- Name: COLUMN log.at; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.log.at IS 'When it was said.';

--
-- Name: COLUMN log.level; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.log.level IS 'info, warn or error.';

--
-- Name: COLUMN log.sync; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.log.sync IS 'The sync it is about, if one.';

--
-- Name: COLUMN log.db; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.log.db IS 'The database it is about, if one.';

--
-- Name: COLUMN log.message; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.log.message IS 'The line.';

--
-- Name: message(text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.message(message text) RETURNS bucardo.log
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    inserted_id bigint;
    result bucardo.log;
BEGIN
    PERFORM bucardo._check_not_null(message.message IS NOT NULL, 'message', 'message');
    IF btrim(message.message, E' \t\r\n') = '' THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = 'message: message must not be empty',
            DETAIL = 'There is nothing in it to be read.',
            HINT = 'Write what others are to read in bucardo.log.';
    END IF;

    INSERT INTO bucardo.log_line (level, message)
    VALUES ('info', format('MESSAGE (%s) %s', SESSION_USER, message.message))
    RETURNING id INTO inserted_id;

    SELECT l.* INTO result FROM bucardo.log l WHERE l.id = inserted_id;
    RETURN result;
END
$$;

--
-- Name: FUNCTION message(message text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.message(message text) IS 'Puts a line of yours into bucardo.log, among what the sidecar says there.';

--
-- Name: pause(text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.pause(sync text) RETURNS bucardo.sync_info
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    existing bucardo.sync := bucardo._lock_sync(pause.sync);
BEGIN
    IF NOT existing.paused THEN
        UPDATE bucardo.sync s SET paused = true WHERE s.id = existing.id;
        PERFORM bucardo._touch_sync(existing.id);
    END IF;

    RETURN bucardo._changed_sync(existing.id);
END
$$;

--
-- Name: FUNCTION pause(sync text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.pause(sync text) IS 'Stops replicating a sync while changes are still captured, until it is resumed.';

--
-- Name: ping(interval, interval); Type: PROCEDURE; Schema: bucardo; Owner: -
--

CREATE PROCEDURE bucardo.ping(IN timeout interval DEFAULT '00:00:10'::interval, INOUT answered_in interval DEFAULT NULL::interval)
    LANGUAGE plpgsql
    AS $$
DECLARE
    started timestamptz;
    command_id bigint;
BEGIN
    PERFORM bucardo._refuse_transaction('ping');
    PERFORM bucardo._check_timeout(ping.timeout, 'ping');
    started := pg_catalog.clock_timestamp();
    command_id := bucardo._ask_ping();
    COMMIT;

    WHILE NOT bucardo._command_done(command_id, NULL)
    LOOP
        IF pg_catalog.clock_timestamp() OPERATOR(pg_catalog.>=) (started OPERATOR(pg_catalog.+) ping.timeout) THEN
            PERFORM bucardo._withdraw_ping(command_id);
            COMMIT;
            PERFORM bucardo._raise_no_answer(ping.timeout);
        END IF;
        COMMIT;
        PERFORM pg_catalog.pg_sleep(0.02);
    END LOOP;

    ping.answered_in := pg_catalog.clock_timestamp() OPERATOR(pg_catalog.-) started;
END
$$;

--
-- Name: PROCEDURE ping(IN timeout interval, INOUT answered_in interval); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON PROCEDURE bucardo.ping(IN timeout interval, INOUT answered_in interval) IS 'Asks the sidecar for a sign of life, commits, and waits for it. Raises when none comes in time.';

--
-- Name: purge(interval, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.purge(older_than interval, sync text DEFAULT NULL::text) RETURNS SETOF bucardo.purge_info
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    existing bucardo.sync;
    result bucardo.purge_info;
    old record;
    removed bigint;
BEGIN
    PERFORM bucardo._check_not_null(purge.older_than IS NOT NULL, 'purge', 'older_than');
    IF purge.older_than < interval '0' THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = 'purge: older_than must not be negative',
            DETAIL = format('It is %s.', purge.older_than),
            HINT = 'Write the age from which history goes: ''7 days''; ''0'' is all of it.';
    ELSIF purge.sync IS NOT NULL THEN
        existing := bucardo._lock_sync(purge.sync);
    END IF;

    DELETE FROM bucardo.run r
    WHERE r.finished_at <= clock_timestamp() - purge.older_than
    AND (existing.id IS NULL OR r.sync_id = existing.id);
    GET DIAGNOSTICS result.removed = ROW_COUNT;
    result.kind := 'runs';
    RETURN NEXT result;

    DELETE FROM bucardo.rate t
    WHERE t.at <= clock_timestamp() - purge.older_than
    AND (existing.id IS NULL OR t.sync_id = existing.id);
    GET DIAGNOSTICS result.removed = ROW_COUNT;
    result.kind := 'rates';
    RETURN NEXT result;

    DELETE FROM bucardo.log_line l
    WHERE l.at <= clock_timestamp() - purge.older_than
    AND (existing.id IS NULL OR l.sync_name = existing.name);
    GET DIAGNOSTICS result.removed = ROW_COUNT;
    result.kind := 'log';
    RETURN NEXT result;

    DELETE FROM bucardo.command c
    WHERE c.done_at <= clock_timestamp() - purge.older_than
    AND (existing.id IS NULL OR c.sync_id = existing.id);
    GET DIAGNOSTICS result.removed = ROW_COUNT;
    result.kind := 'commands';
    RETURN NEXT result;

    -- Of all syncs, whole partitions can go; the newest may be written to.
    result.removed := 0;
    FOR old IN
        SELECT p.part
        FROM bucardo.conflict_part p
        WHERE existing.id IS NULL
        AND p.part < (SELECT max(n.part) FROM bucardo.conflict_part n)
        ORDER BY p.part
    LOOP
        SELECT count(*) INTO removed FROM bucardo.conflict c WHERE c.part = old.part;
        CONTINUE WHEN EXISTS (SELECT FROM bucardo.conflict c WHERE c.part = old.part AND c.at > clock_timestamp() - purge.older_than);
        EXECUTE format('DROP TABLE IF EXISTS bucardo.conflict_%s', old.part);
        DELETE FROM bucardo.conflict_part p WHERE p.part = old.part;
        result.removed := result.removed + removed;
    END LOOP;
    DELETE FROM bucardo.conflict c
    WHERE c.at <= clock_timestamp() - purge.older_than
    AND (existing.id IS NULL OR c.sync_id = existing.id);
    GET DIAGNOSTICS removed = ROW_COUNT;
    result.removed := result.removed + removed;
    result.kind := 'conflicts';
    RETURN NEXT result;
END
$$;

--
-- Name: FUNCTION purge(older_than interval, sync text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.purge(older_than interval, sync text) IS 'Removes history of that age: runs, rates, lines of the log, conflicts, and commands that were carried out. The totals in bucardo.status stay.';

--
-- Name: reload(text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.reload(sync text) RETURNS bucardo.sync_info
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    existing bucardo.sync := bucardo._lock_sync(reload.sync);
BEGIN
    UPDATE bucardo.sync s SET generation = s.generation + 1 WHERE s.id = existing.id;
    PERFORM bucardo._touch_sync(existing.id);
    RETURN bucardo._changed_sync(existing.id);
END
$$;

--
-- Name: FUNCTION reload(sync text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.reload(sync text) IS 'Starts a sync anew: the run at hand ends, connections are closed and opened again, databases and tables looked at.';

--
-- Name: remove_column_policy(text, text, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.remove_column_policy(sync text, relation text, column_name text) RETURNS bucardo.column_policy_info
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    existing bucardo.sync := bucardo._lock_sync(remove_column_policy.sync);
    entry bucardo.sync_relation := bucardo._table_of_sync(existing, remove_column_policy.relation);
    had bucardo.column_policy := bucardo._find_column_policy(existing, entry, remove_column_policy.column_name);
BEGIN
    DELETE FROM bucardo.column_policy p
    WHERE (p.sync_id, p.schema_name, p.table_name, p.column_name) = (had.sync_id, had.schema_name, had.table_name, had.column_name);
    PERFORM bucardo._touch_sync(existing.id);
    RETURN bucardo._column_policy_row(existing.name, had);
END
$$;

--
-- Name: FUNCTION remove_column_policy(sync text, relation text, column_name text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.remove_column_policy(sync text, relation text, column_name text) IS 'Removes the policy of a column, and returns it as it was: the column is as it was changed last again.';

--
-- Name: remove_customcode(text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.remove_customcode(name text) RETURNS bucardo.customcode_info
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    existing bucardo.customcode;
    result bucardo.customcode_info;
BEGIN
    PERFORM FROM bucardo.sync s WHERE s.id = (SELECT c.sync_id FROM bucardo.customcode c WHERE c.name = remove_customcode.name) FOR UPDATE;
    existing := bucardo._lock_customcode(remove_customcode.name);
    SELECT i.* INTO result FROM bucardo._find_customcodes(existing.id) i;
    DELETE FROM bucardo.customcode c WHERE c.id = existing.id;
    PERFORM bucardo._touch_sync(existing.sync_id);
    RETURN result;
END
$$;

--
-- Name: FUNCTION remove_customcode(name text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.remove_customcode(name text) IS 'Has a sync call this code no more. The function itself stays.';

--
-- Name: remove_customcols(text, text, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.remove_customcols(relation text, db text DEFAULT NULL::text, sync text DEFAULT NULL::text) RETURNS bucardo.customcols_info
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    parts text[] := bucardo._parse_table_name(remove_customcols.relation, 'relation', NULL);
    scope bigint[] := bucardo._custom_scope(remove_customcols.db, remove_customcols.sync);
    existing bucardo.customcols;
BEGIN
    DELETE FROM bucardo.customcols c
    WHERE (c.schema_name, c.table_name) = (parts[1], parts[2])
    AND (c.db_id, c.sync_id) IS NOT DISTINCT FROM (scope[1], scope[2])
    RETURNING c.* INTO existing;
    IF NOT FOUND THEN
        PERFORM bucardo._raise_no_custom('customcols', parts, remove_customcols.db, remove_customcols.sync);
    END IF;

    PERFORM bucardo._touch_custom(scope);
    RETURN ROW(
        format('%I.%I', parts[1], parts[2]), bucardo._columns_text(existing.columns, existing.expressions),
        remove_customcols.db, remove_customcols.sync)::bucardo.customcols_info;
END
$$;

--
-- Name: FUNCTION remove_customcols(relation text, db text, sync text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.remove_customcols(relation text, db text, sync text) IS 'Removes what was said about the columns that a database gets, or every receiver; in a sync, or in all.';

--
-- Name: remove_customname(text, text, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.remove_customname(relation text, db text DEFAULT NULL::text, sync text DEFAULT NULL::text) RETURNS bucardo.customname_info
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    parts text[] := bucardo._parse_table_name(remove_customname.relation, 'relation', NULL);
    scope bigint[] := bucardo._custom_scope(remove_customname.db, remove_customname.sync);
    existing bucardo.customname;
BEGIN
    DELETE FROM bucardo.customname c
    WHERE (c.schema_name, c.table_name) = (parts[1], parts[2])
    AND (c.db_id, c.sync_id) IS NOT DISTINCT FROM (scope[1], scope[2])
    RETURNING c.* INTO existing;
    IF NOT FOUND THEN
        PERFORM bucardo._raise_no_custom('customname', parts, remove_customname.db, remove_customname.sync);
    END IF;

    PERFORM bucardo._touch_custom(scope);
    RETURN ROW(
        format('%I.%I', parts[1], parts[2]), format('%I.%I', existing.new_schema, existing.new_name),
        remove_customname.db, remove_customname.sync)::bucardo.customname_info;
END
$$;

--
-- Name: FUNCTION remove_customname(relation text, db text, sync text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.remove_customname(relation text, db text, sync text) IS 'Removes the other name that a table has on a database, or on all but the first source; in a sync, or in all.';

--
-- Name: remove_db(text, boolean, boolean); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.remove_db(name text, force boolean DEFAULT false, cascade boolean DEFAULT false) RETURNS bucardo.db_info
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
DECLARE
    existing bucardo.db;
    users text[];
    stuck text;
    unclean text[];
    result bucardo.db_info;
BEGIN
    PERFORM bucardo._check_not_null(remove_db.force IS NOT NULL, 'remove_db', 'force');
    PERFORM bucardo._check_not_null(remove_db.cascade IS NOT NULL, 'remove_db', 'cascade');
    existing := bucardo._lock_db(remove_db.name);
    SELECT i.* INTO result FROM bucardo._find_dbs(existing.id) i;

    IF remove_db.cascade THEN
        PERFORM bucardo._leave_dbgroups(existing);
    END IF;
    -- Waits for those that are making a sync with it.
    PERFORM FROM bucardo.db d WHERE d.id = existing.id FOR UPDATE;

    users := ARRAY(
        SELECT s.name
        FROM bucardo.sync_db m
        JOIN bucardo.sync s ON s.id = m.sync_id
        WHERE m.db_id = existing.id
        ORDER BY s.name);
    IF users <> '{}' THEN
        -- One that could not go on without it makes cascade fail.
        SELECT s.name
        INTO stuck
        FROM bucardo.sync s
        JOIN bucardo.sync_db n ON n.sync_id = s.id AND n.db_id <> existing.id
        WHERE s.name = ANY (users)
        GROUP BY s.name
        HAVING count(*) < 2
        OR NOT bool_or(n.role = 'source')
        ORDER BY s.name
        LIMIT 1;
        RAISE EXCEPTION USING
            ERRCODE = 'dependent_objects_still_exist',
            MESSAGE = format('database "%s" is used by a sync', existing.name),
            DETAIL = format('It is a member of: %s.', array_to_string(users, ', ')),
            HINT = CASE
                WHEN stuck IS NULL THEN format('Remove the sync with SELECT * FROM bucardo.remove_sync(%L), or take the database out of its syncs with SELECT * FROM bucardo.remove_db(%L, cascade => true).', users[1], existing.name)
                ELSE format('Remove the sync with SELECT * FROM bucardo.remove_sync(%L), or give it other databases with bucardo.update_sync(%L, dbs => ''...'').', stuck, stuck)
            END;
    END IF;

    users := ARRAY(
        SELECT g.name
        FROM bucardo.dbgroup_member m
        JOIN bucardo.dbgroup g ON g.id = m.dbgroup_id
        WHERE m.db_id = existing.id
        ORDER BY g.name);
    IF users <> '{}' THEN
        RAISE EXCEPTION USING
            ERRCODE = 'dependent_objects_still_exist',
            MESSAGE = format('database "%s" is in a dbgroup', existing.name),
            DETAIL = format('It is in: %s.', array_to_string(users, ', ')),
            HINT = format('Take it out of all with SELECT * FROM bucardo.remove_db(%L, cascade => true).', existing.name);
    END IF;

    users := ARRAY(SELECT c.name FROM bucardo.customcode c WHERE c.db_id = existing.id ORDER BY c.name);
    IF users <> '{}' THEN
        RAISE EXCEPTION USING
            ERRCODE = 'dependent_objects_still_exist',
            MESSAGE = format('custom code runs on database "%s"', existing.name),
            DETAIL = format('It is: %s.', array_to_string(users, ', ')),
            HINT = format('Let it run elsewhere with bucardo.update_customcode(%L, db => ...), or remove it with SELECT * FROM bucardo.remove_customcode(%1$L).', users[1]);
    END IF;

    unclean := ARRAY(
        SELECT c.sync_name || coalesce(' (' || c.reason || ')', '')
        FROM bucardo.cleanup c
        WHERE c.db_id = existing.id
        ORDER BY c.sync_name, c.sync_id);
    IF unclean = '{}' OR remove_db.force THEN
        DELETE FROM bucardo.db d WHERE d.id = existing.id;
    ELSIF remove_db.cascade THEN
        -- The sidecar must still be able to reach it; the last cleanup takes the row with it.
        UPDATE bucardo.db d SET removing = true WHERE d.id = existing.id;
        result.removing := true;
    ELSE
        RAISE EXCEPTION USING
            ERRCODE = 'dependent_objects_still_exist',
            MESSAGE = format('database "%s" still has the triggers and deltas of a removed sync', existing.name),
            DETAIL = format('To be taken off it: %s.', array_to_string(unclean, ', ')),
            HINT = format('Let the sidecar do it and wait with CALL bucardo.wait_until_removed(''...''), or give the database up with SELECT * FROM bucardo.remove_db(%L, force => true).', existing.name);
    END IF;

    PERFORM pg_notify('bucardo', '');
    RETURN result;
END
$_$;

--
-- Name: FUNCTION remove_db(name text, force boolean, cascade boolean); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.remove_db(name text, force boolean, cascade boolean) IS 'Removes a database; cascade takes it out of its dbgroups and syncs first, force does not wait for what is left at it.';

--
-- Name: remove_dbgroup(text, boolean); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.remove_dbgroup(name text, cascade boolean DEFAULT false) RETURNS bucardo.dbgroup_info
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    existing bucardo.dbgroup;
    user_sync text;
    result bucardo.dbgroup_info;
BEGIN
    PERFORM bucardo._check_not_null(remove_dbgroup.cascade IS NOT NULL, 'remove_dbgroup', 'cascade');
    existing := bucardo._lock_dbgroup(remove_dbgroup.name);
    SELECT i.* INTO result FROM bucardo._find_dbgroups(existing.id) i;

    IF result.syncs <> '{}' AND NOT remove_dbgroup.cascade THEN
        RAISE EXCEPTION USING
            ERRCODE = 'dependent_objects_still_exist',
            MESSAGE = format('dbgroup "%s" is used by a sync', existing.name),
            DETAIL = format('It is used by: %s.', array_to_string(result.syncs, ', ')),
            HINT = CASE
                WHEN existing.own THEN format('It belongs to that sync, and goes with it: SELECT * FROM bucardo.remove_sync(%L)', existing.name)
                ELSE format('Give the sync other databases with bucardo.update_sync(%L, dbs => ''...''), or remove both with SELECT * FROM bucardo.remove_dbgroup(%L, cascade => true).', result.syncs[1], existing.name)
            END;
    END IF;

    FOREACH user_sync IN ARRAY result.syncs
    LOOP
        PERFORM bucardo.remove_sync(user_sync);
    END LOOP;
    DELETE FROM bucardo.dbgroup g WHERE g.id = existing.id;
    RETURN result;
END
$$;

--
-- Name: FUNCTION remove_dbgroup(name text, cascade boolean); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.remove_dbgroup(name text, cascade boolean) IS 'Removes a dbgroup that no sync uses, or, with cascade, with the syncs that do.';

--
-- Name: remove_relgroup(text, boolean); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.remove_relgroup(name text, cascade boolean DEFAULT false) RETURNS bucardo.relgroup_info
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    existing bucardo.relgroup;
    user_sync text;
    result bucardo.relgroup_info;
BEGIN
    PERFORM bucardo._check_not_null(remove_relgroup.cascade IS NOT NULL, 'remove_relgroup', 'cascade');
    existing := bucardo._lock_relgroup(remove_relgroup.name);
    SELECT i.* INTO result FROM bucardo._find_relgroups(existing.id) i;

    IF result.syncs <> '{}' AND NOT remove_relgroup.cascade THEN
        RAISE EXCEPTION USING
            ERRCODE = 'dependent_objects_still_exist',
            MESSAGE = format('relgroup "%s" is used by a sync', existing.name),
            DETAIL = format('It is used by: %s.', array_to_string(result.syncs, ', ')),
            HINT = CASE
                WHEN existing.own THEN format('It belongs to that sync, and goes with it: SELECT * FROM bucardo.remove_sync(%L)', existing.name)
                ELSE format('Give the sync other tables with bucardo.update_sync(%L, tables => ''...''), or remove both with SELECT * FROM bucardo.remove_relgroup(%L, cascade => true).', result.syncs[1], existing.name)
            END;
    END IF;

    FOREACH user_sync IN ARRAY result.syncs
    LOOP
        PERFORM bucardo.remove_sync(user_sync);
    END LOOP;
    DELETE FROM bucardo.relgroup g WHERE g.id = existing.id;
    RETURN result;
END
$$;

--
-- Name: FUNCTION remove_relgroup(name text, cascade boolean); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.remove_relgroup(name text, cascade boolean) IS 'Removes a relgroup that no sync uses, or, with cascade, with the syncs that do.';

--
-- Name: remove_sequence(text, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.remove_sequence(sync text, relation text) RETURNS bucardo.sequence_info
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    existing bucardo.sync := bucardo._lock_sync(remove_sequence.sync);
    entry bucardo.sync_relation := bucardo._one_relation(remove_sequence.relation, 'sequence');
    result bucardo.sequence_info := bucardo._sequence_row(existing.id, entry);
BEGIN
    PERFORM bucardo._remove_relation(existing, entry, remove_sequence.relation);
    RETURN result;
END
$$;

--
-- Name: FUNCTION remove_sequence(sync text, relation text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.remove_sequence(sync text, relation text) IS 'Takes a sequence off the list of a sync, and returns it as it was.';

--
-- Name: remove_sync(text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.remove_sync(name text) RETURNS bucardo.sync_info
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    existing bucardo.sync := bucardo._lock_sync(remove_sync.name);
    result bucardo.sync_info := bucardo._changed_sync(existing.id);
BEGIN
    PERFORM bucardo._set_members(existing, '{}');
    DELETE FROM bucardo.sync s WHERE s.id = existing.id;
    PERFORM bucardo._drop_own_dbgroup(existing.dbgroup_id);
    PERFORM bucardo._drop_own_relgroup(existing.relgroup_id);
    PERFORM pg_notify('bucardo', existing.name);
    RETURN result;
END
$$;

--
-- Name: FUNCTION remove_sync(name text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.remove_sync(name text) IS 'Removes a sync and returns it as it was; the sidecar takes its triggers and deltas off every database.';

--
-- Name: remove_table(text, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.remove_table(sync text, relation text) RETURNS bucardo.table_info
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    existing bucardo.sync := bucardo._lock_sync(remove_table.sync);
    entry bucardo.sync_relation := bucardo._one_relation(remove_table.relation, 'table');
    result bucardo.table_info := bucardo._table_row(existing.id, entry);
BEGIN
    PERFORM bucardo._remove_relation(existing, entry, remove_table.relation);
    DELETE FROM bucardo.table_option o
    WHERE o.sync_id = existing.id
    AND o.table_name = entry.table_name
    AND (entry.schema_name IS NULL OR o.schema_name = entry.schema_name);
    DELETE FROM bucardo.column_policy p
    WHERE p.sync_id = existing.id
    AND p.table_name = entry.table_name
    AND (entry.schema_name IS NULL OR p.schema_name = entry.schema_name);
    DELETE FROM bucardo.unique_policy p
    WHERE p.sync_id = existing.id
    AND p.table_name = entry.table_name
    AND (entry.schema_name IS NULL OR p.schema_name = entry.schema_name);
    DELETE FROM bucardo.row_filter f
    WHERE f.sync_id = existing.id
    AND f.table_name = entry.table_name
    AND (entry.schema_name IS NULL OR f.schema_name = entry.schema_name);
    RETURN result;
END
$$;

--
-- Name: FUNCTION remove_table(sync text, relation text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.remove_table(sync text, relation text) IS 'Takes a table off the list of a sync, with what was set for it, and returns it as it was.';

--
-- Name: remove_unique_policy(text, text, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.remove_unique_policy(sync text, relation text, columns text) RETURNS bucardo.unique_policy_info
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    existing bucardo.sync := bucardo._lock_sync(remove_unique_policy.sync);
    entry bucardo.sync_relation := bucardo._table_of_sync(existing, remove_unique_policy.relation);
    had bucardo.unique_policy := bucardo._find_unique_policy(existing, entry, remove_unique_policy.columns);
BEGIN
    DELETE FROM bucardo.unique_policy p
    WHERE (p.sync_id, p.schema_name, p.table_name, p.columns) = (had.sync_id, had.schema_name, had.table_name, had.columns);
    PERFORM bucardo._touch_sync(existing.id);
    RETURN bucardo._unique_policy_row(existing.name, had);
END
$$;

--
-- Name: FUNCTION remove_unique_policy(sync text, relation text, columns text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.remove_unique_policy(sync text, relation text, columns text) IS 'Removes the policy of a unique index, and returns it as it was: the row that comes is parked again until the values differ.';

--
-- Name: rename_customcode(text, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.rename_customcode(name text, new_name text) RETURNS bucardo.customcode_info
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    existing bucardo.customcode;
    result bucardo.customcode_info;
BEGIN
    PERFORM FROM bucardo.sync s WHERE s.id = (SELECT c.sync_id FROM bucardo.customcode c WHERE c.name = rename_customcode.name) FOR UPDATE;
    existing := bucardo._lock_customcode(rename_customcode.name);
    PERFORM bucardo._check_new_name(
        existing.name, rename_customcode.new_name, 'customcode',
        EXISTS (SELECT FROM bucardo.customcode c WHERE c.name = rename_customcode.new_name AND c.id <> existing.id));

    IF rename_customcode.new_name <> existing.name THEN
        UPDATE bucardo.customcode c SET name = rename_customcode.new_name WHERE c.id = existing.id;
        PERFORM bucardo._touch_sync(existing.sync_id);
    END IF;

    SELECT i.* INTO result FROM bucardo._find_customcodes(existing.id) i;
    RETURN result;
END
$$;

--
-- Name: FUNCTION rename_customcode(name text, new_name text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.rename_customcode(name text, new_name text) IS 'Gives custom code another name.';

--
-- Name: rename_db(text, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.rename_db(name text, new_name text) RETURNS bucardo.db_info
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    existing bucardo.db := bucardo._lock_db(rename_db.name);
    user_sync record;
    result bucardo.db_info;
BEGIN
    PERFORM bucardo._check_new_name(
        existing.name, rename_db.new_name, 'database',
        EXISTS (SELECT FROM bucardo.db d WHERE d.name = rename_db.new_name AND d.id <> existing.id));

    IF rename_db.new_name <> existing.name THEN
        -- Syncs before the database, as those do who change a sync.
        PERFORM FROM bucardo._lock_syncs_of_db(existing.id);
        UPDATE bucardo.db d
        SET name = rename_db.new_name,
            updated_at = now()
        WHERE d.id = existing.id;

        FOR user_sync IN
            SELECT s.id
            FROM bucardo.sync s
            JOIN bucardo.sync_db m ON m.sync_id = s.id
            WHERE m.db_id = existing.id
            ORDER BY s.id
        LOOP
            UPDATE bucardo.sync s
            SET source_order = array_replace(s.source_order, existing.name, rename_db.new_name)
            WHERE s.id = user_sync.id;
            UPDATE bucardo.table_option o
            SET source_order = array_replace(o.source_order, existing.name, rename_db.new_name)
            WHERE o.sync_id = user_sync.id;
            UPDATE bucardo.column_policy p
            SET source_order = array_replace(p.source_order, existing.name, rename_db.new_name)
            WHERE p.sync_id = user_sync.id;
            PERFORM bucardo._touch_sync(user_sync.id);
        END LOOP;
        PERFORM pg_notify('bucardo', '');
    END IF;

    SELECT i.* INTO result FROM bucardo._find_dbs(existing.id) i;
    RETURN result;
END
$$;

--
-- Name: FUNCTION rename_db(name text, new_name text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.rename_db(name text, new_name text) IS 'Gives a database another name, in its syncs too. What is captured there stays as it is.';

--
-- Name: rename_dbgroup(text, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.rename_dbgroup(name text, new_name text) RETURNS bucardo.dbgroup_info
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    existing bucardo.dbgroup := bucardo._lock_dbgroup(rename_dbgroup.name);
    result bucardo.dbgroup_info;
BEGIN
    IF existing.own THEN
        RAISE EXCEPTION USING
            ERRCODE = 'object_not_in_prerequisite_state',
            MESSAGE = format('dbgroup "%s" belongs to the sync of that name', existing.name),
            DETAIL = 'It was made of the list given for the sync, and is called as it is.',
            HINT = format('Rename the sync: SELECT * FROM bucardo.rename_sync(%L, %L)', existing.name, rename_dbgroup.new_name);
    END IF;
    PERFORM bucardo._check_new_name(
        existing.name, rename_dbgroup.new_name, 'dbgroup',
        EXISTS (SELECT FROM bucardo.dbgroup g WHERE g.name = rename_dbgroup.new_name AND g.id <> existing.id));

    UPDATE bucardo.dbgroup g
    SET name = rename_dbgroup.new_name,
        updated_at = now()
    WHERE g.id = existing.id
    AND g.name <> rename_dbgroup.new_name;

    SELECT i.* INTO result FROM bucardo._find_dbgroups(existing.id) i;
    RETURN result;
END
$$;

--
-- Name: FUNCTION rename_dbgroup(name text, new_name text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.rename_dbgroup(name text, new_name text) IS 'Gives a dbgroup another name. The syncs that use it go on as they are.';

--
-- Name: rename_relgroup(text, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.rename_relgroup(name text, new_name text) RETURNS bucardo.relgroup_info
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    existing bucardo.relgroup := bucardo._lock_relgroup(rename_relgroup.name);
    result bucardo.relgroup_info;
BEGIN
    IF existing.own THEN
        RAISE EXCEPTION USING
            ERRCODE = 'object_not_in_prerequisite_state',
            MESSAGE = format('relgroup "%s" belongs to the sync of that name', existing.name),
            DETAIL = 'It was made of the list given for the sync, and is called as it is.',
            HINT = format('Rename the sync: SELECT * FROM bucardo.rename_sync(%L, %L)', existing.name, rename_relgroup.new_name);
    END IF;
    PERFORM bucardo._check_new_name(
        existing.name, rename_relgroup.new_name, 'relgroup',
        EXISTS (SELECT FROM bucardo.relgroup g WHERE g.name = rename_relgroup.new_name AND g.id <> existing.id));
    PERFORM bucardo._check_relgroup_name(rename_relgroup.new_name);

    UPDATE bucardo.relgroup g
    SET name = rename_relgroup.new_name,
        updated_at = now()
    WHERE g.id = existing.id
    AND g.name <> rename_relgroup.new_name;

    SELECT i.* INTO result FROM bucardo._find_relgroups(existing.id) i;
    RETURN result;
END
$$;

--
-- Name: FUNCTION rename_relgroup(name text, new_name text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.rename_relgroup(name text, new_name text) IS 'Gives a relgroup another name. The syncs that use it go on as they are.';

--
-- Name: rename_sync(text, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.rename_sync(name text, new_name text) RETURNS bucardo.sync_info
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    existing bucardo.sync := bucardo._lock_sync(rename_sync.name);
BEGIN
    PERFORM bucardo._check_new_name(
        existing.name, rename_sync.new_name, 'sync',
        EXISTS (SELECT FROM bucardo.sync s WHERE s.name = rename_sync.new_name AND s.id <> existing.id));

    IF rename_sync.new_name <> existing.name THEN
        PERFORM bucardo._check_new_name(
            existing.name, rename_sync.new_name, 'dbgroup',
            EXISTS (SELECT FROM bucardo.dbgroup g WHERE g.id = existing.dbgroup_id AND g.own)
            AND EXISTS (SELECT FROM bucardo.dbgroup g WHERE g.name = rename_sync.new_name));
        PERFORM bucardo._check_new_name(
            existing.name, rename_sync.new_name, 'relgroup',
            EXISTS (SELECT FROM bucardo.relgroup g WHERE g.id = existing.relgroup_id AND g.own)
            AND EXISTS (SELECT FROM bucardo.relgroup g WHERE g.name = rename_sync.new_name));

        UPDATE bucardo.sync s SET name = rename_sync.new_name WHERE s.id = existing.id;
        UPDATE bucardo.dbgroup g SET name = rename_sync.new_name WHERE g.id = existing.dbgroup_id AND g.own;
        UPDATE bucardo.relgroup g SET name = rename_sync.new_name WHERE g.id = existing.relgroup_id AND g.own;
        -- Whoever waits for a member to be clean waits by the name the sync has now.
        UPDATE bucardo.cleanup c SET sync_name = rename_sync.new_name WHERE c.sync_id = existing.id;
        PERFORM bucardo._touch_sync(existing.id);
    END IF;

    RETURN bucardo._changed_sync(existing.id);
END
$$;

--
-- Name: FUNCTION rename_sync(name text, new_name text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.rename_sync(name text, new_name text) IS 'Gives a sync another name. Its history, and what is captured for it, stay with it.';

--
-- Name: reset_config(text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.reset_config(name text) RETURNS bucardo.setting_info
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    PERFORM bucardo._check_not_null(reset_config.name IS NOT NULL, 'reset_config', 'name');
    RETURN bucardo._set_config(bucardo._find_setting(reset_config.name, 'config'), NULL);
END
$$;

--
-- Name: FUNCTION reset_config(name text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.reset_config(name text) IS 'Takes a setting back to its default.';

--
-- Name: resume(text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.resume(sync text) RETURNS bucardo.sync_info
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    existing bucardo.sync := bucardo._lock_sync(resume.sync);
BEGIN
    IF existing.paused THEN
        UPDATE bucardo.sync s SET paused = false WHERE s.id = existing.id;
        PERFORM bucardo._touch_sync(existing.id);
    END IF;

    RETURN bucardo._changed_sync(existing.id);
END
$$;

--
-- Name: FUNCTION resume(sync text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.resume(sync text) IS 'Ends a pause: what was captured meanwhile is replicated.';

--
-- Name: revoke_access(text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.revoke_access(role_name text) RETURNS bucardo.access_info
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    receiver oid := bucardo._check_role(revoke_access.role_name);
    result bucardo.access_info;
BEGIN
    LOCK TABLE bucardo.access IN SHARE ROW EXCLUSIVE MODE;
    SELECT i.* INTO result FROM bucardo.list_access() i WHERE i.role_name = revoke_access.role_name;
    IF NOT FOUND THEN
        RAISE EXCEPTION USING
            ERRCODE = 'undefined_object',
            MESSAGE = format('role "%s" has no access', revoke_access.role_name),
            DETAIL = bucardo._enumerate('roles with access', ARRAY(SELECT i.role_name FROM bucardo.list_access() i)),
            HINT = 'What was granted by GRANT is taken back by REVOKE.';
    END IF;

    DELETE FROM bucardo.access a WHERE a.role = receiver;
    PERFORM bucardo._apply_access(revoke_access.role_name, NULL);
    RETURN result;
END
$$;

--
-- Name: FUNCTION revoke_access(role_name text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.revoke_access(role_name text) IS 'Takes all access from a role that grant_access gave it, and returns what it had.';

--
-- Name: spread_sequences(text, text, integer); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.spread_sequences(sync text, sequences text DEFAULT NULL::text, step integer DEFAULT NULL::integer) RETURNS bucardo.sync_info
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    existing bucardo.sync := bucardo._lock_sync(spread_sequences.sync);
BEGIN
    PERFORM bucardo._spread(spread_sequences.sync, spread_sequences.sequences, spread_sequences.step);
    RETURN bucardo._changed_sync(existing.id);
END
$$;

--
-- Name: FUNCTION spread_sequences(sync text, sequences text, step integer); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.spread_sequences(sync text, sequences text, step integer) IS 'Gives each source of a sync values of its own in its sequences: all count in the same step, each from another offset, beyond every value taken so far.';

--
-- Name: spread_sequences_and_wait(text, text, integer, interval); Type: PROCEDURE; Schema: bucardo; Owner: -
--

CREATE PROCEDURE bucardo.spread_sequences_and_wait(IN sync text, IN sequences text DEFAULT NULL::text, IN step integer DEFAULT NULL::integer, IN timeout interval DEFAULT '00:00:30'::interval)
    LANGUAGE plpgsql
    AS $$
DECLARE
    deadline timestamptz;
    command_id bigint;
BEGIN
    PERFORM bucardo._refuse_transaction('spread_sequences_and_wait');
    PERFORM bucardo._check_timeout(spread_sequences_and_wait.timeout, 'spread_sequences_and_wait');
    deadline := pg_catalog.clock_timestamp() OPERATOR(pg_catalog.+) spread_sequences_and_wait.timeout;
    command_id := bucardo._spread(spread_sequences_and_wait.sync, spread_sequences_and_wait.sequences, spread_sequences_and_wait.step);
    COMMIT;

    WHILE NOT bucardo._command_done(command_id, spread_sequences_and_wait.sync)
    LOOP
        IF pg_catalog.clock_timestamp() OPERATOR(pg_catalog.>=) deadline THEN
            PERFORM bucardo._raise_not_spread(spread_sequences_and_wait.sync, spread_sequences_and_wait.timeout);
        END IF;
        COMMIT;
        PERFORM pg_catalog.pg_sleep(0.02);
    END LOOP;
END
$$;

--
-- Name: PROCEDURE spread_sequences_and_wait(IN sync text, IN sequences text, IN step integer, IN timeout interval); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON PROCEDURE bucardo.spread_sequences_and_wait(IN sync text, IN sequences text, IN step integer, IN timeout interval) IS 'Has the sequences of a sync spread over its sources, commits, and waits until it is done. Raises what went wrong, or that it takes longer.';

--
-- Name: test_customcode(text, jsonb, interval, jsonb); Type: PROCEDURE; Schema: bucardo; Owner: -
--

CREATE PROCEDURE bucardo.test_customcode(IN name text, IN versions jsonb, IN timeout interval DEFAULT '00:00:30'::interval, INOUT answers jsonb DEFAULT NULL::jsonb)
    LANGUAGE plpgsql
    AS $$
DECLARE
    deadline timestamptz;
    command_id bigint;
    sync text;
BEGIN
    PERFORM bucardo._refuse_transaction('test_customcode');
    PERFORM bucardo._check_timeout(test_customcode.timeout, 'test_customcode');
    deadline := pg_catalog.clock_timestamp() OPERATOR(pg_catalog.+) test_customcode.timeout;
    command_id := bucardo._test_customcode(test_customcode.name, test_customcode.versions);
    sync := bucardo._customcode_sync(test_customcode.name);
    COMMIT;

    WHILE NOT bucardo._command_done(command_id, sync)
    LOOP
        IF pg_catalog.clock_timestamp() OPERATOR(pg_catalog.>=) deadline THEN
            PERFORM bucardo._raise_not_tested(test_customcode.name, test_customcode.timeout);
        END IF;
        COMMIT;
        PERFORM pg_catalog.pg_sleep(0.02);
    END LOOP;
    answers := bucardo._command_result(command_id);
END
$$;

--
-- Name: PROCEDURE test_customcode(IN name text, IN versions jsonb, IN timeout interval, INOUT answers jsonb); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON PROCEDURE bucardo.test_customcode(IN name text, IN versions jsonb, IN timeout interval, INOUT answers jsonb) IS 'Has custom code asked about rows or conflicts that are given, waits for what it answers, and shows it. Nothing is written, and what the code itself writes is undone.';

--
-- Name: undo_conflict(bigint, boolean); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.undo_conflict(id bigint, force boolean DEFAULT false) RETURNS bucardo.conflicts
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    result bucardo.conflicts;
BEGIN
    PERFORM bucardo._choose(undo_conflict.id, bucardo._loser(undo_conflict.id, 'undo_conflict'), undo_conflict.force, 'undo_conflict');
    SELECT c.* INTO result FROM bucardo.conflicts c WHERE c.id = undo_conflict.id;
    RETURN result;
END
$$;

--
-- Name: FUNCTION undo_conflict(id bigint, force boolean); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.undo_conflict(id bigint, force boolean) IS 'Writes the version of a row that lost a conflict of two, as a change that replicates; not when the row was changed since, unless forced.';

--
-- Name: undo_conflict_and_wait(bigint, boolean, interval); Type: PROCEDURE; Schema: bucardo; Owner: -
--

CREATE PROCEDURE bucardo.undo_conflict_and_wait(IN id bigint, IN force boolean DEFAULT false, IN timeout interval DEFAULT '00:00:30'::interval)
    LANGUAGE plpgsql
    AS $$
DECLARE
    deadline timestamptz;
    command_id bigint;
BEGIN
    PERFORM bucardo._refuse_transaction('undo_conflict_and_wait');
    PERFORM bucardo._check_timeout(undo_conflict_and_wait.timeout, 'undo_conflict_and_wait');
    deadline := pg_catalog.clock_timestamp() OPERATOR(pg_catalog.+) undo_conflict_and_wait.timeout;
    command_id := bucardo._choose(undo_conflict_and_wait.id, bucardo._loser(undo_conflict_and_wait.id, 'undo_conflict_and_wait'), undo_conflict_and_wait.force, 'undo_conflict_and_wait');
    COMMIT;

    WHILE NOT bucardo._choice_done(command_id)
    LOOP
        IF pg_catalog.clock_timestamp() OPERATOR(pg_catalog.>=) deadline THEN
            PERFORM bucardo._raise_not_chosen(command_id, undo_conflict_and_wait.timeout);
        END IF;
        COMMIT;
        PERFORM pg_catalog.pg_sleep(0.02);
    END LOOP;
END
$$;

--
-- Name: PROCEDURE undo_conflict_and_wait(IN id bigint, IN force boolean, IN timeout interval); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON PROCEDURE bucardo.undo_conflict_and_wait(IN id bigint, IN force boolean, IN timeout interval) IS 'Has the version of a row that lost a conflict of two written, commits, and waits until it is done. Raises what went wrong, or that it takes longer.';

--
-- Name: update_column_policy(text, text, text, text, text, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.update_column_policy(sync text, relation text, column_name text, policy text DEFAULT NULL::text, source_order text DEFAULT NULL::text, expression text DEFAULT NULL::text) RETURNS bucardo.column_policy_info
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    existing bucardo.sync := bucardo._lock_sync(update_column_policy.sync);
    entry bucardo.sync_relation := bucardo._table_of_sync(existing, update_column_policy.relation);
    had bucardo.column_policy := bucardo._find_column_policy(existing, entry, update_column_policy.column_name);
    wanted bucardo.column_policy;
BEGIN
    wanted := bucardo._wanted_column_policy(
        had, bucardo._source_names(bucardo._dbgroup_members(existing.dbgroup_id)),
        update_column_policy.policy, update_column_policy.source_order, update_column_policy.expression);
    IF wanted IS DISTINCT FROM had THEN
        UPDATE bucardo.column_policy p
        SET policy = wanted.policy,
            source_order = wanted.source_order,
            expression = wanted.expression
        WHERE (p.sync_id, p.schema_name, p.table_name, p.column_name) = (had.sync_id, had.schema_name, had.table_name, had.column_name);
        PERFORM bucardo._touch_sync(existing.id);
    END IF;
    RETURN bucardo._column_policy_row(existing.name, wanted);
END
$$;

--
-- Name: FUNCTION update_column_policy(sync text, relation text, column_name text, policy text, source_order text, expression text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.update_column_policy(sync text, relation text, column_name text, policy text, source_order text, expression text) IS 'Changes how a column is decided that was changed on several sources. NULL keeps.';

--
-- Name: update_config(text, anycompatible); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.update_config(name text, value anycompatible) RETURNS bucardo.setting_info
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN bucardo._update_config(update_config.name, update_config.value::text);
END
$$;

--
-- Name: FUNCTION update_config(name text, value anycompatible); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.update_config(name text, value anycompatible) IS 'Sets a setting, for the sidecar and for all syncs that do not set it themselves.';

--
-- Name: update_customcode(text, text, text, text, text, text, interval, integer, text, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.update_customcode(name text, function text DEFAULT NULL::text, relation text DEFAULT NULL::text, expression text DEFAULT NULL::text, db text DEFAULT NULL::text, role text DEFAULT NULL::text, timeout interval DEFAULT NULL::interval, priority integer DEFAULT NULL::integer, status text DEFAULT NULL::text, reset text DEFAULT NULL::text) RETURNS bucardo.customcode_info
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    existing bucardo.customcode;
    wanted bucardo.customcode;
    item text;
    result bucardo.customcode_info;
BEGIN
    -- The sync before its code, as those do who remove a sync.
    PERFORM FROM bucardo.sync s WHERE s.id = (SELECT c.sync_id FROM bucardo.customcode c WHERE c.name = update_customcode.name) FOR UPDATE;
    existing := bucardo._lock_customcode(update_customcode.name);
    wanted := existing;
    FOREACH item IN ARRAY CASE WHEN update_customcode.reset IS NULL THEN '{}'::text[] ELSE bucardo._split_list(update_customcode.reset, 'reset') END
    LOOP
        CASE item
            WHEN 'relation' THEN
                wanted.schema_name := NULL;
                wanted.table_name := NULL;
            WHEN 'db' THEN
                wanted.db_id := NULL;
            WHEN 'role' THEN
                wanted.role := NULL;
            ELSE
                RAISE EXCEPTION USING
                    ERRCODE = 'invalid_parameter_value',
                    MESSAGE = format('%s cannot be reset', item),
                    DETAIL = 'What can be is: relation, db, role.',
                    HINT = 'Write reset => ''role''; the others are given a value.';
        END CASE;
    END LOOP;
    IF update_customcode.function IS NOT NULL AND update_customcode.expression IS NULL THEN
        wanted.expression := NULL;
    ELSIF update_customcode.expression IS NOT NULL AND update_customcode.function IS NULL THEN
        wanted.function_schema := NULL;
        wanted.function_name := NULL;
    END IF;
    wanted := bucardo._set_customcode(
        wanted, update_customcode.function, update_customcode.relation, update_customcode.expression, update_customcode.db,
        update_customcode.role, update_customcode.timeout, update_customcode.priority, update_customcode.status);

    -- Also when nothing changes: the sidecar then calls at once what it has stopped calling.
    UPDATE bucardo.customcode c
    SET schema_name = wanted.schema_name,
        table_name = wanted.table_name,
        db_id = wanted.db_id,
        function_schema = wanted.function_schema,
        function_name = wanted.function_name,
        expression = wanted.expression,
        role = wanted.role,
        timeout = wanted.timeout,
        priority = wanted.priority,
        status = wanted.status
    WHERE c.id = existing.id;
    PERFORM bucardo._touch_sync(existing.sync_id);

    SELECT i.* INTO result FROM bucardo._find_customcodes(existing.id) i;
    RETURN result;
END
$$;

--
-- Name: FUNCTION update_customcode(name text, function text, relation text, expression text, db text, role text, timeout interval, priority integer, status text, reset text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.update_customcode(name text, function text, relation text, expression text, db text, role text, timeout interval, priority integer, status text, reset text) IS 'Changes custom code. NULL keeps, reset takes relation, db or role back.';

--
-- Name: update_customcols(text, text, text, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.update_customcols(relation text, columns text, db text DEFAULT NULL::text, sync text DEFAULT NULL::text) RETURNS bucardo.customcols_info
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    parts text[] := bucardo._parse_table_name(update_customcols.relation, 'relation', NULL);
    wanted bucardo.customcols := bucardo._parse_columns(update_customcols.columns);
    scope bigint[] := bucardo._custom_scope(update_customcols.db, update_customcols.sync);
    existing bucardo.customcols;
BEGIN
    SELECT c.*
    INTO existing
    FROM bucardo.customcols c
    WHERE (c.schema_name, c.table_name) = (parts[1], parts[2])
    AND (c.db_id, c.sync_id) IS NOT DISTINCT FROM (scope[1], scope[2])
    FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM bucardo._raise_no_custom('customcols', parts, update_customcols.db, update_customcols.sync);
    ELSIF (existing.columns, existing.expressions) <> (wanted.columns, wanted.expressions) THEN
        UPDATE bucardo.customcols c
        SET columns = wanted.columns,
            expressions = wanted.expressions
        WHERE c.id = existing.id;
        PERFORM bucardo._touch_custom(scope);
    END IF;

    RETURN ROW(
        format('%I.%I', parts[1], parts[2]), bucardo._columns_text(wanted.columns, wanted.expressions),
        update_customcols.db, update_customcols.sync)::bucardo.customcols_info;
END
$$;

--
-- Name: FUNCTION update_customcols(relation text, columns text, db text, sync text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.update_customcols(relation text, columns text, db text, sync text) IS 'Changes which columns of a table, and expressions over them, a database gets, or every receiver; in a sync, or in all.';

--
-- Name: update_customname(text, text, text, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.update_customname(relation text, new_name text, db text DEFAULT NULL::text, sync text DEFAULT NULL::text) RETURNS bucardo.customname_info
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    parts text[] := bucardo._parse_table_name(update_customname.relation, 'relation', NULL);
    new_parts text[] := bucardo._parse_table_name(update_customname.new_name, 'new_name', parts[1]);
    scope bigint[] := bucardo._custom_scope(update_customname.db, update_customname.sync);
    existing bucardo.customname;
BEGIN
    SELECT c.*
    INTO existing
    FROM bucardo.customname c
    WHERE (c.schema_name, c.table_name) = (parts[1], parts[2])
    AND (c.db_id, c.sync_id) IS NOT DISTINCT FROM (scope[1], scope[2])
    FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM bucardo._raise_no_custom('customname', parts, update_customname.db, update_customname.sync);
    ELSIF (existing.new_schema, existing.new_name) <> (new_parts[1], new_parts[2]) THEN
        UPDATE bucardo.customname c
        SET new_schema = new_parts[1],
            new_name = new_parts[2]
        WHERE c.id = existing.id;
        PERFORM bucardo._touch_custom(scope);
    END IF;

    RETURN ROW(
        format('%I.%I', parts[1], parts[2]), format('%I.%I', new_parts[1], new_parts[2]),
        update_customname.db, update_customname.sync)::bucardo.customname_info;
END
$$;

--
-- Name: FUNCTION update_customname(relation text, new_name text, db text, sync text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.update_customname(relation text, new_name text, db text, sync text) IS 'Changes the other name that a table has on a database, or on all but the first source; in a sync, or in all.';

--
-- Name: update_db(text, text, text, text, integer, text, text, text, text, text, text, boolean, boolean, jsonb); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.update_db(name text, conninfo text DEFAULT NULL::text, type text DEFAULT NULL::text, host text DEFAULT NULL::text, port integer DEFAULT NULL::integer, dbname text DEFAULT NULL::text, username text DEFAULT NULL::text, service text DEFAULT NULL::text, passfile text DEFAULT NULL::text, password_env text DEFAULT NULL::text, status text DEFAULT NULL::text, makedelta boolean DEFAULT NULL::boolean, inherit_makedelta boolean DEFAULT false, options jsonb DEFAULT NULL::jsonb) RETURNS bucardo.db_info
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    existing bucardo.db;
    wanted bucardo.db;
    user_sync record;
    result bucardo.db_info;
BEGIN
    PERFORM bucardo._check_not_null(update_db.inherit_makedelta IS NOT NULL, 'update_db', 'inherit_makedelta');
    IF update_db.inherit_makedelta AND update_db.makedelta IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = 'update_db: makedelta is given beside inherit_makedelta',
            DETAIL = 'With inherit_makedelta the database does as each of its syncs has it.',
            HINT = 'Give one or the other.';
    END IF;
    existing := bucardo._lock_db(update_db.name);
    wanted := existing;

    -- A new connection string takes the place of the parts.
    IF update_db.conninfo <> '' THEN
        wanted.host := NULL;
        wanted.port := NULL;
        wanted.dbname := NULL;
        wanted.username := NULL;
        wanted.service := NULL;
    END IF;

    wanted.conninfo := nullif(coalesce(update_db.conninfo, wanted.conninfo), '');
    wanted.type := coalesce(update_db.type, wanted.type);
    wanted.host := nullif(coalesce(update_db.host, wanted.host), '');
    wanted.port := nullif(coalesce(update_db.port, wanted.port), 0);
    wanted.dbname := nullif(coalesce(update_db.dbname, wanted.dbname), '');
    wanted.username := nullif(coalesce(update_db.username, wanted.username), '');
    wanted.service := nullif(coalesce(update_db.service, wanted.service), '');
    wanted.passfile := nullif(coalesce(update_db.passfile, wanted.passfile), '');
    wanted.password_env := nullif(coalesce(update_db.password_env, wanted.password_env), '');
    wanted.status := coalesce(update_db.status, wanted.status);
    wanted.makedelta := CASE WHEN NOT update_db.inherit_makedelta THEN coalesce(update_db.makedelta, wanted.makedelta) END;
    IF update_db.options IS NOT NULL THEN
        wanted.options := bucardo._check_db_options(update_db.options);
    END IF;
    PERFORM bucardo._check_db(wanted);
    PERFORM bucardo._check_same_type(existing, wanted.type);

    IF wanted IS DISTINCT FROM existing THEN
        UPDATE bucardo.db d
        SET conninfo = wanted.conninfo,
            type = wanted.type,
            host = wanted.host,
            port = wanted.port,
            dbname = wanted.dbname,
            username = wanted.username,
            service = wanted.service,
            passfile = wanted.passfile,
            password_env = wanted.password_env,
            status = wanted.status,
            makedelta = wanted.makedelta,
            options = wanted.options,
            updated_at = now()
        WHERE d.id = existing.id;

        -- Its syncs count as changed: wait_until_active then waits for the new connection.
        FOR user_sync IN
            SELECT s.id
            FROM bucardo.sync s
            JOIN bucardo.sync_db m ON m.sync_id = s.id
            WHERE m.db_id = existing.id
            ORDER BY s.id
        LOOP
            PERFORM bucardo._touch_sync(user_sync.id);
        END LOOP;
        PERFORM pg_notify('bucardo', '');
    END IF;

    SELECT i.* INTO result FROM bucardo._find_dbs(existing.id) i;
    RETURN result;
END
$$;

--
-- Name: FUNCTION update_db(name text, conninfo text, type text, host text, port integer, dbname text, username text, service text, passfile text, password_env text, status text, makedelta boolean, inherit_makedelta boolean, options jsonb); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.update_db(name text, conninfo text, type text, host text, port integer, dbname text, username text, service text, passfile text, password_env text, status text, makedelta boolean, inherit_makedelta boolean, options jsonb) IS 'Changes how a database is reached and whether its syncs use it: NULL keeps a setting, an empty string (port: 0) clears it, conninfo takes the place of the parts, options that of all options.';

--
-- Name: update_dbgroup(text, anycompatible, anycompatible, anycompatible); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.update_dbgroup(name text, dbs anycompatible DEFAULT NULL::unknown, add anycompatible DEFAULT NULL::unknown, remove anycompatible DEFAULT NULL::unknown) RETURNS bucardo.dbgroup_info
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN bucardo._update_dbgroup(
        update_dbgroup.name, update_dbgroup.dbs::text, update_dbgroup.add::text, update_dbgroup.remove::text);
END
$$;

--
-- Name: FUNCTION update_dbgroup(name text, dbs anycompatible, add anycompatible, remove anycompatible); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.update_dbgroup(name text, dbs anycompatible, add anycompatible, remove anycompatible) IS 'Changes a dbgroup, and with it the syncs that use it: dbs replaces the list, add and remove change it.';

--
-- Name: update_relgroup(text, anycompatible, anycompatible, anycompatible, anycompatible); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.update_relgroup(name text, tables anycompatible DEFAULT NULL::unknown, add anycompatible DEFAULT NULL::unknown, remove anycompatible DEFAULT NULL::unknown, sequences anycompatible DEFAULT NULL::unknown) RETURNS bucardo.relgroup_info
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN bucardo._update_relgroup(
        update_relgroup.name, update_relgroup.tables::text, update_relgroup.add::text, update_relgroup.remove::text,
        update_relgroup.sequences::text);
END
$$;

--
-- Name: FUNCTION update_relgroup(name text, tables anycompatible, add anycompatible, remove anycompatible, sequences anycompatible); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.update_relgroup(name text, tables anycompatible, add anycompatible, remove anycompatible, sequences anycompatible) IS 'Changes a relgroup, and with it the syncs that use it: tables and sequences replace a list, add and remove change that of the tables.';

--
-- Name: update_sync(text, anycompatible, anycompatible, text, boolean, integer, integer, text, text, text, boolean, interval, interval, text, text, interval, text, interval, interval, boolean, interval, integer, interval, integer, boolean, text, interval, boolean, boolean, text, boolean, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.update_sync(name text, dbs anycompatible DEFAULT NULL::unknown, tables anycompatible DEFAULT NULL::unknown, conflict_strategy text DEFAULT NULL::text, autokick boolean DEFAULT NULL::boolean, onetimecopy integer DEFAULT NULL::integer, copy_workers integer DEFAULT NULL::integer, status text DEFAULT NULL::text, sequences text DEFAULT NULL::text, row_filter text DEFAULT NULL::text, analyze_after_copy boolean DEFAULT NULL::boolean, batch_time interval DEFAULT NULL::interval, checktime interval DEFAULT NULL::interval, dangling_fk text DEFAULT NULL::text, deletemethod text DEFAULT NULL::text, expired interval DEFAULT NULL::interval, isolation_level text DEFAULT NULL::text, lifetime interval DEFAULT NULL::interval, lock_timeout interval DEFAULT NULL::interval, makedelta boolean DEFAULT NULL::boolean, max_clock_skew interval DEFAULT NULL::interval, max_runs integer DEFAULT NULL::integer, overdue interval DEFAULT NULL::interval, priority integer DEFAULT NULL::integer, rebuild_index boolean DEFAULT NULL::boolean, record_conflicts text DEFAULT NULL::text, statement_timeout interval DEFAULT NULL::interval, strict_checking boolean DEFAULT NULL::boolean, track_rates boolean DEFAULT NULL::boolean, update_delete text DEFAULT NULL::text, vacuum_after_copy boolean DEFAULT NULL::boolean, reset text DEFAULT NULL::text) RETURNS bucardo.sync_info
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN bucardo._update_sync(
        update_sync.name, update_sync.dbs::text, update_sync.tables::text, update_sync.sequences, update_sync.conflict_strategy,
        update_sync.autokick, update_sync.onetimecopy, update_sync.copy_workers, update_sync.status, update_sync.row_filter,
        jsonb_strip_nulls(jsonb_build_object(
            'analyze_after_copy', update_sync.analyze_after_copy,
            'batch_time', update_sync.batch_time,
            'checktime', update_sync.checktime,
            'dangling_fk', update_sync.dangling_fk,
            'deletemethod', update_sync.deletemethod,
            'expired', update_sync.expired,
            'isolation_level', update_sync.isolation_level,
            'lifetime', update_sync.lifetime,
            'lock_timeout', update_sync.lock_timeout,
            'makedelta', update_sync.makedelta,
            'max_clock_skew', update_sync.max_clock_skew,
            'max_runs', update_sync.max_runs,
            'overdue', update_sync.overdue,
            'priority', update_sync.priority,
            'rebuild_index', update_sync.rebuild_index,
            'record_conflicts', update_sync.record_conflicts,
            'statement_timeout', update_sync.statement_timeout,
            'strict_checking', update_sync.strict_checking,
            'track_rates', update_sync.track_rates,
            'update_delete', update_sync.update_delete,
            'vacuum_after_copy', update_sync.vacuum_after_copy)),
        update_sync.reset);
END
$$;

--
-- Name: FUNCTION update_sync(name text, dbs anycompatible, tables anycompatible, conflict_strategy text, autokick boolean, onetimecopy integer, copy_workers integer, status text, sequences text, row_filter text, analyze_after_copy boolean, batch_time interval, checktime interval, dangling_fk text, deletemethod text, expired interval, isolation_level text, lifetime interval, lock_timeout interval, makedelta boolean, max_clock_skew interval, max_runs integer, overdue interval, priority integer, rebuild_index boolean, record_conflicts text, statement_timeout interval, strict_checking boolean, track_rates boolean, update_delete text, vacuum_after_copy boolean, reset text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.update_sync(name text, dbs anycompatible, tables anycompatible, conflict_strategy text, autokick boolean, onetimecopy integer, copy_workers integer, status text, sequences text, row_filter text, analyze_after_copy boolean, batch_time interval, checktime interval, dangling_fk text, deletemethod text, expired interval, isolation_level text, lifetime interval, lock_timeout interval, makedelta boolean, max_clock_skew interval, max_runs integer, overdue interval, priority integer, rebuild_index boolean, record_conflicts text, statement_timeout interval, strict_checking boolean, track_rates boolean, update_delete text, vacuum_after_copy boolean, reset text) IS 'Changes a sync: NULL keeps a setting, reset takes options back to what the configuration says. The triggers and deltas of databases that leave it are taken off them.';

--
-- Name: update_table(text, text, text, text, text, boolean, text, text, boolean, boolean, text, boolean, text, boolean, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.update_table(sync text, relation text, conflict_strategy text DEFAULT NULL::text, row_filter text DEFAULT NULL::text, db text DEFAULT NULL::text, analyze_after_copy boolean DEFAULT NULL::boolean, dangling_fk text DEFAULT NULL::text, deletemethod text DEFAULT NULL::text, makedelta boolean DEFAULT NULL::boolean, rebuild_index boolean DEFAULT NULL::boolean, record_conflicts text DEFAULT NULL::text, strict_checking boolean DEFAULT NULL::boolean, update_delete text DEFAULT NULL::text, vacuum_after_copy boolean DEFAULT NULL::boolean, reset text DEFAULT NULL::text) RETURNS bucardo.table_info
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    RETURN bucardo._update_table(
        update_table.sync, update_table.relation, update_table.conflict_strategy, update_table.row_filter, update_table.db,
        jsonb_strip_nulls(jsonb_build_object(
            'analyze_after_copy', update_table.analyze_after_copy,
            'dangling_fk', update_table.dangling_fk,
            'deletemethod', update_table.deletemethod,
            'makedelta', update_table.makedelta,
            'rebuild_index', update_table.rebuild_index,
            'record_conflicts', update_table.record_conflicts,
            'strict_checking', update_table.strict_checking,
            'update_delete', update_table.update_delete,
            'vacuum_after_copy', update_table.vacuum_after_copy)),
        update_table.reset);
END
$$;

--
-- Name: FUNCTION update_table(sync text, relation text, conflict_strategy text, row_filter text, db text, analyze_after_copy boolean, dangling_fk text, deletemethod text, makedelta boolean, rebuild_index boolean, record_conflicts text, strict_checking boolean, update_delete text, vacuum_after_copy boolean, reset text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.update_table(sync text, relation text, conflict_strategy text, row_filter text, db text, analyze_after_copy boolean, dangling_fk text, deletemethod text, makedelta boolean, rebuild_index boolean, record_conflicts text, strict_checking boolean, update_delete text, vacuum_after_copy boolean, reset text) IS 'Changes what a sync does otherwise for one of its tables, also for one that a pattern takes in. NULL keeps, reset goes back to what the sync does.';

--
-- Name: update_unique_policy(text, text, text, text, text, text, text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.update_unique_policy(sync text, relation text, columns text, winner text DEFAULT NULL::text, loser text DEFAULT NULL::text, column_name text DEFAULT NULL::text, expression text DEFAULT NULL::text) RETURNS bucardo.unique_policy_info
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE
    existing bucardo.sync := bucardo._lock_sync(update_unique_policy.sync);
    entry bucardo.sync_relation := bucardo._table_of_sync(existing, update_unique_policy.relation);
    had bucardo.unique_policy := bucardo._find_unique_policy(existing, entry, update_unique_policy.columns);
    wanted bucardo.unique_policy;
BEGIN
    wanted := bucardo._wanted_unique_policy(
        had, update_unique_policy.winner, update_unique_policy.loser, update_unique_policy.column_name, update_unique_policy.expression);
    IF wanted IS DISTINCT FROM had THEN
        UPDATE bucardo.unique_policy p
        SET winner = wanted.winner,
            loser = wanted.loser,
            column_name = wanted.column_name,
            expression = wanted.expression
        WHERE (p.sync_id, p.schema_name, p.table_name, p.columns) = (had.sync_id, had.schema_name, had.table_name, had.columns);
        PERFORM bucardo._touch_sync(existing.id);
    END IF;
    RETURN bucardo._unique_policy_row(existing.name, wanted);
END
$$;

--
-- Name: FUNCTION update_unique_policy(sync text, relation text, columns text, winner text, loser text, column_name text, expression text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.update_unique_policy(sync text, relation text, columns text, winner text, loser text, column_name text, expression text) IS 'Changes what becomes of two rows with the same values in the columns of a unique index. NULL keeps.';

--
-- Name: validate(text); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.validate(sync text) RETURNS bucardo.sync_info
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
    PERFORM bucardo._validate(validate.sync);
    RETURN bucardo._changed_sync((SELECT s.id FROM bucardo.sync s WHERE s.name = validate.sync));
END
$$;

--
-- Name: FUNCTION validate(sync text); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.validate(sync text) IS 'Has the sidecar look at the databases and tables of a sync again; what it finds shows in the view findings, and in the state and reason.';

--
-- Name: validate_and_wait(text, interval); Type: PROCEDURE; Schema: bucardo; Owner: -
--

CREATE PROCEDURE bucardo.validate_and_wait(IN sync text, IN timeout interval DEFAULT '00:00:30'::interval)
    LANGUAGE plpgsql
    AS $$
DECLARE
    deadline timestamptz;
    command_id bigint;
BEGIN
    PERFORM bucardo._refuse_transaction('validate_and_wait');
    PERFORM bucardo._check_timeout(validate_and_wait.timeout, 'validate_and_wait');
    deadline := pg_catalog.clock_timestamp() OPERATOR(pg_catalog.+) validate_and_wait.timeout;
    command_id := bucardo._validate(validate_and_wait.sync);
    COMMIT;

    WHILE NOT bucardo._validated(command_id)
    LOOP
        IF pg_catalog.clock_timestamp() OPERATOR(pg_catalog.>=) deadline THEN
            PERFORM bucardo._raise_not_validated(validate_and_wait.sync, validate_and_wait.timeout);
        END IF;
        COMMIT;
        PERFORM pg_catalog.pg_sleep(0.02);
    END LOOP;
    PERFORM bucardo._report_findings(validate_and_wait.sync);
END
$$;

--
-- Name: PROCEDURE validate_and_wait(IN sync text, IN timeout interval); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON PROCEDURE bucardo.validate_and_wait(IN sync text, IN timeout interval) IS 'Has the sidecar look at the databases and tables of a sync, commits, waits until it has, and says how many findings there are.';

--
-- Name: wait_for_sync(text, text, interval); Type: PROCEDURE; Schema: bucardo; Owner: -
--

CREATE PROCEDURE bucardo.wait_for_sync(IN sync text, IN token text DEFAULT NULL::text, IN timeout interval DEFAULT '00:00:30'::interval)
    LANGUAGE plpgsql
    AS $$
DECLARE
    deadline timestamptz;
    command_id bigint;
BEGIN
    PERFORM bucardo._refuse_transaction('wait_for_sync');
    PERFORM bucardo._check_timeout(wait_for_sync.timeout, 'wait_for_sync');
    deadline := pg_catalog.clock_timestamp() OPERATOR(pg_catalog.+) wait_for_sync.timeout;
    command_id := bucardo._wait(wait_for_sync.sync, wait_for_sync.token);
    COMMIT;

    WHILE NOT bucardo._command_done(command_id, wait_for_sync.sync)
    LOOP
        IF pg_catalog.clock_timestamp() OPERATOR(pg_catalog.>=) deadline THEN
            PERFORM bucardo._withdraw_wait(command_id);
            COMMIT;
            PERFORM bucardo._raise_not_arrived(wait_for_sync.sync, wait_for_sync.timeout);
        END IF;
        COMMIT;
        PERFORM pg_catalog.pg_sleep(0.02);
    END LOOP;

    PERFORM bucardo._report_held(wait_for_sync.sync);
END
$$;

--
-- Name: PROCEDURE wait_for_sync(IN sync text, IN token text, IN timeout interval); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON PROCEDURE bucardo.wait_for_sync(IN sync text, IN token text, IN timeout interval) IS 'Commits, and waits until every member of a sync has received what a token stands for, or all that is committed now. Raises when it takes longer.';

--
-- Name: wait_until_active(text, interval); Type: PROCEDURE; Schema: bucardo; Owner: -
--

CREATE PROCEDURE bucardo.wait_until_active(IN sync text, IN timeout interval DEFAULT '00:00:30'::interval)
    LANGUAGE plpgsql
    AS $$
DECLARE
    deadline timestamptz;
BEGIN
    PERFORM bucardo._refuse_transaction('wait_until_active');
    PERFORM bucardo._check_timeout(wait_until_active.timeout, 'wait_until_active');
    deadline := pg_catalog.clock_timestamp() OPERATOR(pg_catalog.+) wait_until_active.timeout;
    COMMIT;

    WHILE NOT bucardo._is_active(wait_until_active.sync)
    LOOP
        IF pg_catalog.clock_timestamp() OPERATOR(pg_catalog.>=) deadline THEN
            PERFORM bucardo._raise_not_active(wait_until_active.sync, wait_until_active.timeout);
        END IF;
        COMMIT;
        PERFORM pg_catalog.pg_sleep(0.05);
    END LOOP;

    PERFORM bucardo._report_tables(wait_until_active.sync);
END
$$;

--
-- Name: PROCEDURE wait_until_active(IN sync text, IN timeout interval); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON PROCEDURE bucardo.wait_until_active(IN sync text, IN timeout interval) IS 'Commits, then waits until the sidecar runs the sync as it is now wanted, and says which tables it replicates. Raises the reason when it does not in time.';

--
-- Name: wait_until_removed(text, interval); Type: PROCEDURE; Schema: bucardo; Owner: -
--

CREATE PROCEDURE bucardo.wait_until_removed(IN sync text, IN timeout interval DEFAULT '00:00:30'::interval)
    LANGUAGE plpgsql
    AS $$
DECLARE
    deadline timestamptz;
BEGIN
    PERFORM bucardo._refuse_transaction('wait_until_removed');
    PERFORM bucardo._check_timeout(wait_until_removed.timeout, 'wait_until_removed');
    deadline := pg_catalog.clock_timestamp() OPERATOR(pg_catalog.+) wait_until_removed.timeout;
    COMMIT;

    WHILE NOT bucardo._is_removed(wait_until_removed.sync)
    LOOP
        IF pg_catalog.clock_timestamp() OPERATOR(pg_catalog.>=) deadline THEN
            PERFORM bucardo._raise_not_removed(wait_until_removed.sync, wait_until_removed.timeout);
        END IF;
        COMMIT;
        PERFORM pg_catalog.pg_sleep(0.05);
    END LOOP;
END
$$;

--
-- Name: PROCEDURE wait_until_removed(IN sync text, IN timeout interval); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON PROCEDURE bucardo.wait_until_removed(IN sync text, IN timeout interval) IS 'Commits, then waits until the triggers and deltas of a removed sync, or of a removed member, are off every database.';

--
-- Name: what_if(text, text, timestamp with time zone); Type: FUNCTION; Schema: bucardo; Owner: -
--

CREATE FUNCTION bucardo.what_if(sync text, strategy text, since timestamp with time zone DEFAULT NULL::timestamp with time zone) RETURNS SETOF bucardo.what_if_info
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
DECLARE
    existing bucardo.sync;
    sources text[];
    word text;
    named text[] := '{}'::text[];
    stranger text;
    near text;
BEGIN
    PERFORM bucardo._check_not_null(what_if.strategy IS NOT NULL, 'what_if', 'strategy');
    PERFORM bucardo._check_name(what_if.sync, 'sync');
    SELECT s.* INTO existing FROM bucardo.sync s WHERE s.name = what_if.sync;
    IF NOT FOUND THEN
        PERFORM bucardo._raise_unknown_sync(what_if.sync);
    END IF;

    sources := ARRAY(
        SELECT d.name
        FROM bucardo.sync_db m
        JOIN bucardo.db d ON d.id = m.db_id
        WHERE m.sync_id = existing.id
        AND m.role = 'source'
        ORDER BY m.position);
    word := regexp_replace(regexp_replace(lower(btrim(what_if.strategy)), '\s+', ' ', 'g'), '^bucardo_(latest|latest_all_tables|source|target|skip|abort|random)$', '\1');
    IF word IN ('latest_all_tables', 'abort', 'random', 'merge') THEN
        RAISE EXCEPTION USING
            ERRCODE = 'invalid_parameter_value',
            MESSAGE = format('what_if: conflicts do not tell what the strategy %s would have done', word),
            DETAIL = CASE word
                WHEN 'latest_all_tables' THEN 'It goes by all changes of a run, and only those in conflict are recorded.'
                WHEN 'abort' THEN 'The sync would have stopped at the first of them.'
                WHEN 'random' THEN 'It draws lots.'
                ELSE 'It takes the columns of several databases, so that there is no single winner.'
            END,
            HINT = 'Ask for latest, first, source, target, skip, source order, or a list of the sources.';
    ELSIF word = 'source order' THEN
        named := sources;
    ELSIF word NOT IN ('latest', 'first', 'source', 'target', 'skip') THEN
        named := ARRAY(SELECT bucardo._unquote(item, 'strategy') FROM unnest(bucardo._split_list(what_if.strategy, 'strategy')) AS item);
        SELECT n.name INTO stranger FROM unnest(named) AS n(name) WHERE NOT n.name = ANY (sources) LIMIT 1;
        IF stranger IS NOT NULL THEN
            near := bucardo._nearest(stranger, '{latest,first,source,target,skip,source order}'::text[] || sources);
            RAISE EXCEPTION USING
                ERRCODE = 'invalid_parameter_value',
                MESSAGE = format('what_if: "%s" is neither a strategy nor a source of the sync', stranger),
                DETAIL = format('The strategies are: latest, first, source, target, skip, source order, or a list of the sources: %s.', array_to_string(sources, ', ')),
                HINT = coalesce('Did you mean "' || near || '"?', 'Write strategy => ''latest''.');
        END IF;
    END IF;

    RETURN QUERY
    SELECT w.id, w.at, w.schema_name, w.table_name, w.key, w.winner, w.best, w.winner IS DISTINCT FROM w.best
    FROM (
        SELECT c.id, c.at, c.schema_name, c.table_name, c.key, c.winner,
               (SELECT v ->> 'db'
                FROM jsonb_array_elements(c.versions) AS v
                WHERE word <> 'skip'
                ORDER BY
                    CASE word WHEN 'source' THEN v ->> 'db' <> sources[1] WHEN 'target' THEN v ->> 'db' = sources[1] END,
                    array_position(named, v ->> 'db'),
                    CASE word WHEN 'first' THEN (v ->> 'at')::timestamptz END,
                    (v ->> 'at')::timestamptz DESC,
                    v ->> 'db' COLLATE "C"
                LIMIT 1) AS best
        FROM bucardo.conflict c
        WHERE c.sync_id = existing.id
        AND (what_if.since IS NULL OR c.at >= what_if.since)
        AND c.versions IS NOT NULL
        AND c.kind !~ '^(unique|foreign key)') AS w
    ORDER BY w.id;
END
$_$;

--
-- Name: FUNCTION what_if(sync text, strategy text, since timestamp with time zone); Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON FUNCTION bucardo.what_if(sync text, strategy text, since timestamp with time zone) IS 'How another strategy would have decided the recorded conflicts of a sync, those since a moment where one is given.';

--
-- Name: access; Type: TABLE; Schema: bucardo; Owner: -
--

CREATE TABLE bucardo.access (
    role regrole NOT NULL,
    access text NOT NULL,
    granted_by text DEFAULT SESSION_USER NOT NULL,
    granted_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT access_access_check CHECK ((access = ANY (ARRAY['admin'::text, 'operator'::text, 'monitor'::text])))
);

--
-- Name: TABLE access; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON TABLE bucardo.access IS 'Roles that were given an access level, so that an upgrade can give them what is new. A regrole follows when a role is renamed.';

--
-- Name: cleanup; Type: TABLE; Schema: bucardo; Owner: -
--

CREATE TABLE bucardo.cleanup (
    sync_id bigint NOT NULL,
    sync_name text NOT NULL,
    db_id bigint NOT NULL,
    requested_at timestamp with time zone DEFAULT now() NOT NULL,
    reason text
);

--
-- Name: TABLE cleanup; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON TABLE bucardo.cleanup IS 'Databases from which the triggers and deltas of a removed sync (or of a removed member) are still to be taken. The sidecar deletes the row when that is done; reason says why it could not yet.';

--
-- Name: db_clock; Type: TABLE; Schema: bucardo; Owner: -
--

CREATE TABLE bucardo.db_clock (
    db_id bigint NOT NULL,
    skew interval NOT NULL,
    ahead interval NOT NULL,
    measured_at timestamp with time zone NOT NULL
);

--
-- Name: TABLE db_clock; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON TABLE bucardo.db_clock IS 'What the sidecar measured of the clock of each database.';

--
-- Name: clock_skew; Type: VIEW; Schema: bucardo; Owner: -
--

CREATE VIEW bucardo.clock_skew AS
 SELECT d.name AS db,
    c.skew,
    c.ahead AS "offset",
    c.measured_at
   FROM (bucardo.db_clock c
     JOIN bucardo.db d ON ((d.id = c.db_id)))
  ORDER BY d.name;

--
-- Name: VIEW clock_skew; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON VIEW bucardo.clock_skew IS 'A row for each database whose clock was measured. Where two sources of a sync are further apart than its max_clock_skew, bucardo.status warns.';

--
-- Name: COLUMN clock_skew.db; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.clock_skew.db IS 'The database.';

--
-- Name: COLUMN clock_skew.skew; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.clock_skew.skew IS 'By how much its server''s clock is ahead of the sidecar''s; negative: behind. Exact to half a round trip.';

--
-- Name: COLUMN clock_skew."offset"; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.clock_skew."offset" IS 'By how much changes made there are stamped later than its server''s clock says, because it has received changes that bear later times.';

--
-- Name: COLUMN clock_skew.measured_at; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.clock_skew.measured_at IS 'When it was measured. It is recorded when it has changed, at least every minute while the sync has nothing to do.';

--
-- Name: command; Type: TABLE; Schema: bucardo; Owner: -
--

CREATE TABLE bucardo.command (
    id bigint NOT NULL,
    verb text NOT NULL,
    sync_id bigint,
    requested_at timestamp with time zone DEFAULT now() NOT NULL,
    requested_by text DEFAULT SESSION_USER NOT NULL,
    done_at timestamp with time zone,
    error text,
    arguments jsonb,
    token text,
    result jsonb,
    CONSTRAINT command_sync_id_check CHECK (((verb = 'ping'::text) = (sync_id IS NULL))),
    CONSTRAINT command_verb_check CHECK ((verb = ANY (ARRAY['kick'::text, 'validate'::text, 'ping'::text, 'spread'::text, 'wait'::text, 'drop_deltas'::text, 'choose'::text, 'check_fks'::text, 'test_customcode'::text, 'create_target_tables'::text])))
);

--
-- Name: TABLE command; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON TABLE bucardo.command IS 'One-shot requests. The sidecar sets done_at, and error where it could not do it; they wait while no sidecar runs.';

--
-- Name: COLUMN command.sync_id; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.command.sync_id IS 'The sync it is for; NULL for ping, which the sidecar itself answers.';

--
-- Name: COLUMN command.arguments; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.command.arguments IS 'What the command needs to know, if anything; its field names are those of the sidecar.';

--
-- Name: COLUMN command.token; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.command.token IS 'With wait: what every member is to have received; NULL: all that is committed when it is given.';

--
-- Name: COLUMN command.result; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.command.result IS 'With test_customcode: what the code has answered.';

--
-- Name: command_id_seq; Type: SEQUENCE; Schema: bucardo; Owner: -
--

ALTER TABLE bucardo.command ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME bucardo.command_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

--
-- Name: conflict_id_seq; Type: SEQUENCE; Schema: bucardo; Owner: -
--

CREATE SEQUENCE bucardo.conflict_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

--
-- Name: conflict_id_seq; Type: SEQUENCE OWNED BY; Schema: bucardo; Owner: -
--

ALTER SEQUENCE bucardo.conflict_id_seq OWNED BY bucardo.conflict.id;

--
-- Name: conflict_part; Type: TABLE; Schema: bucardo; Owner: -
--

CREATE TABLE bucardo.conflict_part (
    part integer NOT NULL,
    since timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

--
-- Name: TABLE conflict_part; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON TABLE bucardo.conflict_part IS 'The partitions of bucardo.conflict: conflict_N is that of part N. It takes what comes until there is a newer one, or its day (UTC) is over.';

--
-- Name: conflict_part_part_seq; Type: SEQUENCE; Schema: bucardo; Owner: -
--

ALTER TABLE bucardo.conflict_part ALTER COLUMN part ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME bucardo.conflict_part_part_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

--
-- Name: conflict_summary; Type: VIEW; Schema: bucardo; Owner: -
--

CREATE VIEW bucardo.conflict_summary AS
 SELECT s.name AS sync,
    c.schema_name,
    c.table_name,
    col.name AS column_name,
    c.kind,
    (c.at)::date AS day,
    c.decision,
    c.winner,
    c.rule,
    (sum(c.number))::bigint AS conflicts,
    count(c.chosen) AS chosen
   FROM ((bucardo.conflict c
     JOIN bucardo.sync s ON ((s.id = c.sync_id)))
     LEFT JOIN LATERAL unnest(c.columns) col(name) ON (true))
  GROUP BY s.name, c.schema_name, c.table_name, col.name, c.kind, ((c.at)::date), c.decision, c.winner, c.rule;

--
-- Name: VIEW conflict_summary; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON VIEW bucardo.conflict_summary IS 'How many conflicts there were, for each table, column, kind and day, and how they were decided.';

--
-- Name: COLUMN conflict_summary.sync; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.conflict_summary.sync IS 'The sync''s name.';

--
-- Name: COLUMN conflict_summary.schema_name; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.conflict_summary.schema_name IS 'The table''s schema.';

--
-- Name: COLUMN conflict_summary.table_name; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.conflict_summary.table_name IS 'The table''s name.';

--
-- Name: COLUMN conflict_summary.column_name; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.conflict_summary.column_name IS 'A column changed on more than one database; a conflict in several columns counts in each. NULL: the whole row.';

--
-- Name: COLUMN conflict_summary.kind; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.conflict_summary.kind IS 'What met, as in conflicts.';

--
-- Name: COLUMN conflict_summary.day; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.conflict_summary.day IS 'The day, in the time zone of your session.';

--
-- Name: COLUMN conflict_summary.decision; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.conflict_summary.decision IS 'How it was decided, as in conflicts.';

--
-- Name: COLUMN conflict_summary.winner; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.conflict_summary.winner IS 'The database whose version won; NULL when none did.';

--
-- Name: COLUMN conflict_summary.rule; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.conflict_summary.rule IS 'What decided: a strategy, a policy or custom code.';

--
-- Name: COLUMN conflict_summary.conflicts; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.conflict_summary.conflicts IS 'How many.';

--
-- Name: COLUMN conflict_summary.chosen; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.conflict_summary.chosen IS 'How many of them were decided otherwise afterwards, by choose or undo_conflict.';

--
-- Name: copy_state; Type: TABLE; Schema: bucardo; Owner: -
--

CREATE TABLE bucardo.copy_state (
    sync_id bigint NOT NULL,
    db_id bigint NOT NULL,
    schema_name text NOT NULL,
    table_name text NOT NULL,
    phase text NOT NULL,
    rows_done bigint NOT NULL,
    rows_expected bigint NOT NULL,
    started_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT copy_state_phase_check CHECK ((phase = ANY (ARRAY['copying'::text, 'vacuuming'::text, 'rebuilding indexes'::text, 'analyzing'::text, 'done'::text, 'left as it is'::text])))
);

--
-- Name: TABLE copy_state; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON TABLE bucardo.copy_state IS 'How far the last copy of each table at each member is, as the sidecar saw it.';

--
-- Name: customcode_id_seq; Type: SEQUENCE; Schema: bucardo; Owner: -
--

ALTER TABLE bucardo.customcode ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME bucardo.customcode_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

--
-- Name: customcols_id_seq; Type: SEQUENCE; Schema: bucardo; Owner: -
--

ALTER TABLE bucardo.customcols ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME bucardo.customcols_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

--
-- Name: customname; Type: TABLE; Schema: bucardo; Owner: -
--

CREATE TABLE bucardo.customname (
    id bigint NOT NULL,
    schema_name text NOT NULL,
    table_name text NOT NULL,
    new_schema text NOT NULL,
    new_name text NOT NULL,
    db_id bigint,
    sync_id bigint
);

--
-- Name: TABLE customname; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON TABLE bucardo.customname IS 'What a table is called on a database (NULL: on all but the first source) in a sync (NULL: in all). The more specific row goes first: database and sync, database, sync, neither.';

--
-- Name: customname_id_seq; Type: SEQUENCE; Schema: bucardo; Owner: -
--

ALTER TABLE bucardo.customname ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME bucardo.customname_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

--
-- Name: dangling_fk; Type: TABLE; Schema: bucardo; Owner: -
--

CREATE TABLE bucardo.dangling_fk (
    id bigint NOT NULL,
    sync_id bigint NOT NULL,
    db_name text NOT NULL,
    schema_name text NOT NULL,
    table_name text NOT NULL,
    constraint_name text NOT NULL,
    key jsonb NOT NULL,
    parent_schema text NOT NULL,
    parent_table text NOT NULL,
    parent_key jsonb NOT NULL,
    found_at timestamp with time zone NOT NULL
);

--
-- Name: TABLE dangling_fk; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON TABLE bucardo.dangling_fk IS 'Rows without their parents, as the sidecar last saw them at the databases of each sync; bucardo.dangling_fks shows them.';

--
-- Name: dangling_fk_id_seq; Type: SEQUENCE; Schema: bucardo; Owner: -
--

ALTER TABLE bucardo.dangling_fk ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME bucardo.dangling_fk_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

--
-- Name: db_id_seq; Type: SEQUENCE; Schema: bucardo; Owner: -
--

ALTER TABLE bucardo.db ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME bucardo.db_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

--
-- Name: db_state; Type: TABLE; Schema: bucardo; Owner: -
--

CREATE TABLE bucardo.db_state (
    db_id bigint NOT NULL,
    state text DEFAULT 'pending'::text NOT NULL,
    reason text,
    next_step text,
    since timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    last_good timestamp with time zone,
    server_version text,
    apply_mode text,
    CONSTRAINT db_state_apply_mode_check CHECK ((apply_mode = ANY (ARRAY['replica'::text, 'ordinary'::text]))),
    CONSTRAINT db_state_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'good'::text, 'failed'::text])))
);

--
-- Name: TABLE db_state; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON TABLE bucardo.db_state IS 'What the sidecar saw of each database.';

--
-- Name: sync_db; Type: TABLE; Schema: bucardo; Owner: -
--

CREATE TABLE bucardo.sync_db (
    sync_id bigint NOT NULL,
    db_id bigint NOT NULL,
    role text NOT NULL,
    "position" integer NOT NULL,
    onetimecopy integer,
    CONSTRAINT sync_db_onetimecopy_check CHECK ((onetimecopy = ANY (ARRAY[0, 1, 2]))),
    CONSTRAINT sync_db_role_check CHECK ((role = ANY (ARRAY['source'::text, 'target'::text, 'fullcopy'::text])))
);

--
-- Name: TABLE sync_db; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON TABLE bucardo.sync_db IS 'The members of a sync, as its dbgroup has them, in their order.';

--
-- Name: COLUMN sync_db.onetimecopy; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.sync_db.onetimecopy IS 'What this member gets when it joins; NULL: what the sync says.';

--
-- Name: table_state; Type: TABLE; Schema: bucardo; Owner: -
--

CREATE TABLE bucardo.table_state (
    sync_id bigint NOT NULL,
    db_id bigint NOT NULL,
    schema_name text NOT NULL,
    table_name text NOT NULL,
    pending bigint DEFAULT 0 NOT NULL,
    last_change timestamp with time zone
);

--
-- Name: TABLE table_state; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON TABLE bucardo.table_state IS 'Pending deltas and last replicated change of each table at each source.';

--
-- Name: db_status; Type: VIEW; Schema: bucardo; Owner: -
--

CREATE VIEW bucardo.db_status AS
 SELECT d.name,
        CASE
            WHEN (d.status = 'inactive'::text) THEN 'inactive'::text
            ELSE COALESCE(st.state, 'pending'::text)
        END AS state,
        CASE
            WHEN (d.status = 'inactive'::text) THEN 'it was made inactive; its changes and those for it are kept'::text
            ELSE st.reason
        END AS reason,
        CASE
            WHEN (d.status = 'inactive'::text) THEN format('SELECT bucardo.update_db(%L, status => ''active'')'::text, d.name)
            ELSE st.next_step
        END AS next_step,
    st.since,
    st.last_good,
    st.server_version,
    st.apply_mode,
    ( SELECT array_agg(s.name ORDER BY s.name) AS array_agg
           FROM (bucardo.sync_db m
             JOIN bucardo.sync s ON ((s.id = m.sync_id)))
          WHERE (m.db_id = d.id)) AS syncs,
    ( SELECT (COALESCE(sum(t.pending), (0)::numeric))::bigint AS "coalesce"
           FROM bucardo.table_state t
          WHERE (t.db_id = d.id)) AS pending,
    ( SELECT array_agg(DISTINCT c.sync_name ORDER BY c.sync_name) AS array_agg
           FROM bucardo.cleanup c
          WHERE (c.db_id = d.id)) AS cleanups,
    ( SELECT string_agg(DISTINCT c.reason, '; '::text) AS string_agg
           FROM bucardo.cleanup c
          WHERE (c.db_id = d.id)) AS cleanup_reason
   FROM (bucardo.db d
     LEFT JOIN bucardo.db_state st ON ((st.db_id = d.id)));

--
-- Name: VIEW db_status; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON VIEW bucardo.db_status IS 'A row for each database: whether the sidecar reaches it, and what is left to do there.';

--
-- Name: COLUMN db_status.name; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.db_status.name IS 'The database''s name.';

--
-- Name: COLUMN db_status.state; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.db_status.state IS 'pending (not yet connected to), good, failed, or inactive (as the user wants it).';

--
-- Name: COLUMN db_status.reason; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.db_status.reason IS 'Why the last attempt failed, or why none is made; NULL when there is nothing to say.';

--
-- Name: COLUMN db_status.next_step; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.db_status.next_step IS 'What to do about it; NULL when there is nothing to do.';

--
-- Name: COLUMN db_status.since; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.db_status.since IS 'Since when the sidecar sees it in the state that it saw last.';

--
-- Name: COLUMN db_status.last_good; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.db_status.last_good IS 'When the sidecar last reached it.';

--
-- Name: COLUMN db_status.server_version; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.db_status.server_version IS 'Version of its server.';

--
-- Name: COLUMN db_status.apply_mode; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.db_status.apply_mode IS 'replica: rows are applied without firing triggers and foreign keys; ordinary: the role may not do so, triggers fire.';

--
-- Name: COLUMN db_status.syncs; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.db_status.syncs IS 'Names of the syncs it is a member of.';

--
-- Name: COLUMN db_status.pending; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.db_status.pending IS 'Changes captured there and not yet replicated, over all syncs.';

--
-- Name: COLUMN db_status.cleanups; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.db_status.cleanups IS 'Removed syncs whose triggers and deltas are still to be taken off it.';

--
-- Name: COLUMN db_status.cleanup_reason; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.db_status.cleanup_reason IS 'Why that could not be done yet.';

--
-- Name: dbgroup_id_seq; Type: SEQUENCE; Schema: bucardo; Owner: -
--

ALTER TABLE bucardo.dbgroup ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME bucardo.dbgroup_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

--
-- Name: finding; Type: TABLE; Schema: bucardo; Owner: -
--

CREATE TABLE bucardo.finding (
    id bigint NOT NULL,
    sync_id bigint NOT NULL,
    severity text NOT NULL,
    db_name text,
    schema_name text,
    table_name text,
    what text NOT NULL,
    next_step text,
    found_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT finding_severity_check CHECK ((severity = ANY (ARRAY['error'::text, 'warning'::text, 'notice'::text])))
);

--
-- Name: TABLE finding; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON TABLE bucardo.finding IS 'What the sidecar found when it last looked at the databases of each sync.';

--
-- Name: finding_id_seq; Type: SEQUENCE; Schema: bucardo; Owner: -
--

ALTER TABLE bucardo.finding ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME bucardo.finding_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

--
-- Name: findings; Type: VIEW; Schema: bucardo; Owner: -
--

CREATE VIEW bucardo.findings AS
 SELECT s.name AS sync,
    f.severity,
    f.db_name AS db,
    f.schema_name,
    f.table_name,
    f.what AS finding,
    f.next_step,
    f.found_at
   FROM (bucardo.finding f
     JOIN bucardo.sync s ON ((s.id = f.sync_id)))
  ORDER BY s.name, (array_position('{error,warning,notice}'::text[], f.severity)), f.id;

--
-- Name: VIEW findings; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON VIEW bucardo.findings IS 'A row for each thing about a sync that a user should know before it bites, as the sidecar last saw it: at activation, at validate, and when a table changed.';

--
-- Name: COLUMN findings.sync; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.findings.sync IS 'The sync''s name.';

--
-- Name: COLUMN findings.severity; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.findings.severity IS 'error: it is not replicated; warning: it is not what it looks like; notice: good to know.';

--
-- Name: COLUMN findings.db; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.findings.db IS 'The database it is about; NULL for all.';

--
-- Name: COLUMN findings.schema_name; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.findings.schema_name IS 'Schema of the table or sequence; NULL for all.';

--
-- Name: COLUMN findings.table_name; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.findings.table_name IS 'Name of the table or sequence; NULL for all.';

--
-- Name: COLUMN findings.finding; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.findings.finding IS 'What was found.';

--
-- Name: COLUMN findings.next_step; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.findings.next_step IS 'How to mend it.';

--
-- Name: COLUMN findings.found_at; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.findings.found_at IS 'When the sidecar found it.';

--
-- Name: installation; Type: TABLE; Schema: bucardo; Owner: -
--

CREATE TABLE bucardo.installation (
    one boolean DEFAULT true NOT NULL,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    version text DEFAULT ''::text NOT NULL,
    installed_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT installation_one_check CHECK (one)
);

--
-- Name: TABLE installation; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON TABLE bucardo.installation IS 'One row: the identity of this control database, which replicated databases remember, and the version of the functions installed.';

--
-- Name: log_line_id_seq; Type: SEQUENCE; Schema: bucardo; Owner: -
--

ALTER TABLE bucardo.log_line ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME bucardo.log_line_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

--
-- Name: progress; Type: VIEW; Schema: bucardo; Owner: -
--

CREATE VIEW bucardo.progress AS
 SELECT s.name AS sync,
    d.name AS db,
    c.schema_name AS schema,
    c.table_name AS "table",
    c.phase,
    c.rows_done,
    c.rows_expected,
        CASE
            WHEN ((c.phase = 'copying'::text) AND (c.rows_expected > 0)) THEN round(LEAST(((100.0 * (c.rows_done)::numeric) / (c.rows_expected)::numeric), (100)::numeric), 1)
            WHEN (c.phase <> 'copying'::text) THEN 100.0
            ELSE NULL::numeric
        END AS percent,
    round((date_part('epoch'::text, passed."time"))::numeric, 3) AS seconds,
        CASE
            WHEN (passed."time" > '00:00:00'::interval) THEN round(((c.rows_done)::numeric / (date_part('epoch'::text, passed."time"))::numeric))
            ELSE NULL::numeric
        END AS rows_per_second,
        CASE
            WHEN ((c.phase = 'copying'::text) AND (c.rows_done > 0)) THEN (passed."time" * ((GREATEST((c.rows_expected - c.rows_done), (0)::bigint))::double precision / (c.rows_done)::double precision))
            WHEN (c.phase <> 'copying'::text) THEN '00:00:00'::interval
            ELSE NULL::interval
        END AS time_left,
    c.started_at,
    c.updated_at
   FROM (((bucardo.copy_state c
     JOIN bucardo.sync s ON ((s.id = c.sync_id)))
     JOIN bucardo.db d ON ((d.id = c.db_id)))
     CROSS JOIN LATERAL ( SELECT (c.updated_at - c.started_at) AS "time") passed);

--
-- Name: VIEW progress; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON VIEW bucardo.progress IS 'A row for each table of each member that was or is being copied: at first (onetimecopy), or whole (fullcopy members, tables without a key), then the last time.';

--
-- Name: COLUMN progress.sync; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.progress.sync IS 'The sync''s name.';

--
-- Name: COLUMN progress.db; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.progress.db IS 'The member that is copied to.';

--
-- Name: COLUMN progress.schema; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.progress.schema IS 'Schema of the table.';

--
-- Name: COLUMN progress."table"; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.progress."table" IS 'Name of the table.';

--
-- Name: COLUMN progress.phase; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.progress.phase IS 'copying, vacuuming, rebuilding indexes, analyzing, done, or left as it is (onetimecopy 2, the table was not empty).';

--
-- Name: COLUMN progress.rows_done; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.progress.rows_done IS 'Rows copied; those of a table that is copied whole are seen all at once when it is done.';

--
-- Name: COLUMN progress.rows_expected; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.progress.rows_expected IS 'Rows the table has, by the statistics of the first source.';

--
-- Name: COLUMN progress.percent; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.progress.percent IS 'rows_done of rows_expected; NULL while nothing is known.';

--
-- Name: COLUMN progress.seconds; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.progress.seconds IS 'Time spent on the table so far.';

--
-- Name: COLUMN progress.rows_per_second; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.progress.rows_per_second IS 'Average since the table was begun.';

--
-- Name: COLUMN progress.time_left; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.progress.time_left IS 'Estimated from the average so far; NULL while nothing is known.';

--
-- Name: COLUMN progress.started_at; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.progress.started_at IS 'When the copy of the table began.';

--
-- Name: COLUMN progress.updated_at; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.progress.updated_at IS 'When the sidecar last said something about it.';

--
-- Name: rate; Type: TABLE; Schema: bucardo; Owner: -
--

CREATE TABLE bucardo.rate (
    sync_id bigint NOT NULL,
    db_id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    changes bigint NOT NULL,
    rows bigint NOT NULL,
    run_ms double precision NOT NULL,
    latency_sum double precision NOT NULL,
    latency_max double precision NOT NULL
);

--
-- Name: TABLE rate; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON TABLE bucardo.rate IS 'What each database received in ten seconds, of syncs with track_rates, and how long it took. Latencies are in milliseconds.';

--
-- Name: rates; Type: VIEW; Schema: bucardo; Owner: -
--

CREATE VIEW bucardo.rates AS
 SELECT s.name AS sync,
    d.name AS db,
    r.at,
    r.changes,
    r.rows,
        CASE
            WHEN (r.run_ms > (0)::double precision) THEN round(((((1000 * r.rows))::double precision / r.run_ms))::numeric, 1)
            ELSE NULL::numeric
        END AS rows_per_second,
        CASE
            WHEN (r.changes > 0) THEN round(((r.latency_sum / (r.changes)::double precision))::numeric, 3)
            ELSE NULL::numeric
        END AS latency_avg,
        CASE
            WHEN (r.changes > 0) THEN round((r.latency_max)::numeric, 3)
            ELSE NULL::numeric
        END AS latency_max
   FROM ((bucardo.rate r
     JOIN bucardo.sync s ON ((s.id = r.sync_id)))
     JOIN bucardo.db d ON ((d.id = r.db_id)));

--
-- Name: VIEW rates; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON VIEW bucardo.rates IS 'How fast changes arrive: a row for each ten seconds in which a database received something, of syncs with track_rates.';

--
-- Name: COLUMN rates.sync; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.rates.sync IS 'The sync''s name.';

--
-- Name: COLUMN rates.db; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.rates.db IS 'The database that received.';

--
-- Name: COLUMN rates.at; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.rates.at IS 'Start of the ten seconds.';

--
-- Name: COLUMN rates.changes; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.rates.changes IS 'Captured changes that arrived; several of one row are as many.';

--
-- Name: COLUMN rates.rows; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.rates.rows IS 'Rows written and deleted for them.';

--
-- Name: COLUMN rates.rows_per_second; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.rates.rows_per_second IS 'Rows for each second spent in runs.';

--
-- Name: COLUMN rates.latency_avg; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.rates.latency_avg IS 'Milliseconds from a change at its source to the commit here, on average, by the clocks of the source and of the sidecar.';

--
-- Name: COLUMN rates.latency_max; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.rates.latency_max IS 'The same for the change that took longest.';

--
-- Name: relgroup_id_seq; Type: SEQUENCE; Schema: bucardo; Owner: -
--

ALTER TABLE bucardo.relgroup ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME bucardo.relgroup_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

--
-- Name: relgroup_member; Type: TABLE; Schema: bucardo; Owner: -
--

CREATE TABLE bucardo.relgroup_member (
    relgroup_id bigint NOT NULL,
    "position" integer NOT NULL,
    schema_name text,
    table_name text,
    kind text DEFAULT 'table'::text NOT NULL,
    excluded boolean DEFAULT false NOT NULL,
    patterns boolean DEFAULT false NOT NULL,
    priority integer DEFAULT 0 NOT NULL,
    CONSTRAINT relgroup_member_kind_check CHECK ((kind = ANY (ARRAY['table'::text, 'sequence'::text])))
);

--
-- Name: TABLE relgroup_member; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON TABLE bucardo.relgroup_member IS 'The relations of a relgroup, written as in sync_relation.';

--
-- Name: COLUMN relgroup_member.excluded; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.relgroup_member.excluded IS 'Whether what it means is left out, whatever else names it.';

--
-- Name: COLUMN relgroup_member.patterns; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.relgroup_member.patterns IS 'Whether the names are patterns, in which * stands for any characters, and what follows a backslash for itself.';

--
-- Name: COLUMN relgroup_member.priority; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.relgroup_member.priority IS 'The higher is copied and written first, as far as foreign keys allow.';

--
-- Name: row_filter; Type: TABLE; Schema: bucardo; Owner: -
--

CREATE TABLE bucardo.row_filter (
    id bigint NOT NULL,
    sync_id bigint NOT NULL,
    schema_name text,
    table_name text,
    db_id bigint,
    condition text NOT NULL
);

--
-- Name: TABLE row_filter; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON TABLE bucardo.row_filter IS 'Which rows of a table a database gets: those for which the condition is true at the source. Without a database: all that have none of their own; without a table: all that have none of their own.';

--
-- Name: row_filter_id_seq; Type: SEQUENCE; Schema: bucardo; Owner: -
--

ALTER TABLE bucardo.row_filter ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME bucardo.row_filter_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

--
-- Name: run_id_seq; Type: SEQUENCE; Schema: bucardo; Owner: -
--

ALTER TABLE bucardo.run ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME bucardo.run_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

--
-- Name: runs; Type: VIEW; Schema: bucardo; Owner: -
--

CREATE VIEW bucardo.runs AS
 SELECT r.id,
    s.name AS sync,
    r.started_at,
    r.finished_at,
    (r.finished_at - r.started_at) AS run_time,
    r.status,
    r.runs,
    r.rows,
    r.deletes,
    r.conflicts,
    r.left_out,
    r.error
   FROM (bucardo.run r
     JOIN bucardo.sync s ON ((s.id = r.sync_id)));

--
-- Name: VIEW runs; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON VIEW bucardo.runs IS 'History of the runs that had something to do, kept by age and count.';

--
-- Name: COLUMN runs.id; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.runs.id IS 'Grows with time: ORDER BY id DESC shows the newest first.';

--
-- Name: COLUMN runs.sync; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.runs.sync IS 'The sync''s name.';

--
-- Name: COLUMN runs.started_at; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.runs.started_at IS 'Start of the run, of the first where several share the row.';

--
-- Name: COLUMN runs.finished_at; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.runs.finished_at IS 'End of the run, of the last where several share the row.';

--
-- Name: COLUMN runs.run_time; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.runs.run_time IS 'From start to end.';

--
-- Name: COLUMN runs.status; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.runs.status IS 'good, or bad.';

--
-- Name: COLUMN runs.runs; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.runs.runs IS 'How many back-to-back runs of a busy sync share this row.';

--
-- Name: COLUMN runs.rows; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.runs.rows IS 'Rows written, over all receiving databases.';

--
-- Name: COLUMN runs.deletes; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.runs.deletes IS 'Rows deleted, over all receiving databases.';

--
-- Name: COLUMN runs.conflicts; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.runs.conflicts IS 'Rows changed on several sources and decided.';

--
-- Name: COLUMN runs.left_out; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.runs.left_out IS 'Rows changed under the run and left to the next.';

--
-- Name: COLUMN runs.error; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.runs.error IS 'What went wrong; NULL when nothing did.';

--
-- Name: schema_migrations; Type: TABLE; Schema: bucardo; Owner: -
--

CREATE TABLE bucardo.schema_migrations (
    version bigint NOT NULL,
    dirty boolean NOT NULL
);

--
-- Name: sequence_state; Type: TABLE; Schema: bucardo; Owner: -
--

CREATE TABLE bucardo.sequence_state (
    sync_id bigint NOT NULL,
    db_id bigint NOT NULL,
    schema_name text NOT NULL,
    sequence_name text NOT NULL,
    value bigint,
    increment bigint NOT NULL,
    last_set timestamp with time zone
);

--
-- Name: TABLE sequence_state; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON TABLE bucardo.sequence_state IS 'Where each sequence stands at each member, as the sidecar saw it.';

--
-- Name: sync_table; Type: TABLE; Schema: bucardo; Owner: -
--

CREATE TABLE bucardo.sync_table (
    sync_id bigint NOT NULL,
    schema_name text NOT NULL,
    table_name text NOT NULL,
    included boolean NOT NULL,
    key_columns text[],
    reason text,
    kind text DEFAULT 'table'::text NOT NULL,
    held boolean DEFAULT false NOT NULL,
    next_step text,
    CONSTRAINT sync_table_kind_check CHECK ((kind = ANY (ARRAY['table'::text, 'sequence'::text])))
);

--
-- Name: TABLE sync_table; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON TABLE bucardo.sync_table IS 'What the sidecar made of sync_relation: the tables it replicates with their key, the sequences, and those left out with the reason.';

--
-- Name: COLUMN sync_table.held; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.sync_table.held IS 'Whether its changes are kept and wait until the reason is mended; the other tables go on.';

--
-- Name: sequence_status; Type: VIEW; Schema: bucardo; Owner: -
--

CREATE VIEW bucardo.sequence_status AS
 SELECT s.name AS sync,
    t.schema_name,
    t.table_name AS sequence_name,
    d.name AS db,
        CASE
            WHEN t.included THEN 'replicated'::text
            ELSE 'left out'::text
        END AS state,
    t.reason,
    t.next_step,
    st.value,
    st.increment,
    st.last_set
   FROM ((((bucardo.sync_table t
     JOIN bucardo.sync s ON ((s.id = t.sync_id)))
     LEFT JOIN bucardo.sync_db m ON (((m.sync_id = t.sync_id) AND t.included)))
     LEFT JOIN bucardo.db d ON ((d.id = m.db_id)))
     LEFT JOIN bucardo.sequence_state st ON (((st.sync_id = t.sync_id) AND (st.db_id = m.db_id) AND (st.schema_name = t.schema_name) AND (st.sequence_name = t.table_name))))
  WHERE (t.kind = 'sequence'::text);

--
-- Name: VIEW sequence_status; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON VIEW bucardo.sequence_status IS 'A row for each replicated sequence and database, and one for each sequence left out.';

--
-- Name: COLUMN sequence_status.sync; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.sequence_status.sync IS 'The sync''s name.';

--
-- Name: COLUMN sequence_status.schema_name; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.sequence_status.schema_name IS 'The sequence''s schema; empty where it was named without one and not found.';

--
-- Name: COLUMN sequence_status.sequence_name; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.sequence_status.sequence_name IS 'The sequence''s name.';

--
-- Name: COLUMN sequence_status.db; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.sequence_status.db IS 'The database; NULL for a sequence left out.';

--
-- Name: COLUMN sequence_status.state; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.sequence_status.state IS 'replicated, or left out.';

--
-- Name: COLUMN sequence_status.reason; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.sequence_status.reason IS 'Why it was left out; NULL when there is nothing to say.';

--
-- Name: COLUMN sequence_status.next_step; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.sequence_status.next_step IS 'What to do about it; NULL when there is nothing to do.';

--
-- Name: COLUMN sequence_status.value; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.sequence_status.value IS 'The last value taken there, when the sidecar last looked; NULL when none was.';

--
-- Name: COLUMN sequence_status.increment; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.sequence_status.increment IS 'By how much it counts there.';

--
-- Name: COLUMN sequence_status.last_set; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.sequence_status.last_set IS 'When the sidecar last moved it forward; NULL when it never did.';

--
-- Name: sync_state; Type: TABLE; Schema: bucardo; Owner: -
--

CREATE TABLE bucardo.sync_state (
    sync_id bigint NOT NULL,
    state text DEFAULT 'pending'::text NOT NULL,
    reason text,
    next_step text,
    since timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    observed_version bigint DEFAULT 0 NOT NULL,
    activated_at timestamp with time zone,
    last_good timestamp with time zone,
    last_bad timestamp with time zone,
    run_ms double precision,
    rows bigint,
    deletes bigint,
    conflicts bigint,
    total_runs bigint DEFAULT 0 NOT NULL,
    total_rows bigint DEFAULT 0 NOT NULL,
    total_deletes bigint DEFAULT 0 NOT NULL,
    total_conflicts bigint DEFAULT 0 NOT NULL,
    pending bigint,
    oldest_pending timestamp with time zone,
    behind_since timestamp with time zone,
    looked_at timestamp with time zone,
    observed_list text,
    CONSTRAINT sync_state_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'active'::text, 'degraded'::text, 'paused'::text, 'failed'::text, 'inactive'::text])))
);

--
-- Name: TABLE sync_state; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON TABLE bucardo.sync_state IS 'What the sidecar saw of each sync. add_sync inserts the row, the sidecar keeps it.';

--
-- Name: COLUMN sync_state.behind_since; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.sync_state.behind_since IS 'Time of the oldest change that has not arrived everywhere; NULL when all has. Kept where overdue or expired is set.';

--
-- Name: COLUMN sync_state.looked_at; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.sync_state.looked_at IS 'When that was last known.';

--
-- Name: COLUMN sync_state.observed_list; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.sync_state.observed_list IS 'The list of tables that the sidecar followed last: tables created since, which it means, have rows that are still to be replicated.';

--
-- Name: status; Type: VIEW; Schema: bucardo; Owner: -
--

CREATE VIEW bucardo.status AS
 SELECT s.name,
        CASE
            WHEN seen.current THEN st.state
            ELSE 'pending'::text
        END AS state,
        CASE
            WHEN ((NOT lease.held) AND ((st.state <> 'inactive'::text) OR (NOT seen.current))) THEN 'no sidecar is running'::text
            WHEN (NOT seen.current) THEN 'the sidecar has not acted on the last change yet'::text
            ELSE st.reason
        END AS reason,
        CASE
            WHEN ((NOT lease.held) AND ((st.state <> 'inactive'::text) OR (NOT seen.current))) THEN 'Start `bucardo-sidecar run`.'::text
            WHEN (NOT seen.current) THEN 'If it stays so, start `bucardo-sidecar run`.'::text
            ELSE st.next_step
        END AS next_step,
    st.last_good,
    st.last_bad,
    make_interval(secs => (st.run_ms / (1000)::double precision)) AS run_time,
    st.rows,
    st.deletes,
    st.conflicts,
    st.pending,
        CASE
            WHEN (st.pending IS NULL) THEN NULL::interval
            WHEN ((st.pending = 0) OR (st.oldest_pending IS NULL)) THEN '00:00:00'::interval
            ELSE GREATEST((clock_timestamp() - st.oldest_pending), '00:00:00'::interval)
        END AS lag,
    ( SELECT array_agg(((d.name || ':'::text) || m.role) ORDER BY m."position") AS array_agg
           FROM (bucardo.sync_db m
             JOIN bucardo.db d ON ((d.id = m.db_id)))
          WHERE (m.sync_id = s.id)) AS dbs,
    ( SELECT count(*) AS count
           FROM bucardo.sync_table t
          WHERE ((t.sync_id = s.id) AND (t.kind = 'table'::text) AND t.included)) AS tables,
    ( SELECT count(*) AS count
           FROM bucardo.sync_table t
          WHERE ((t.sync_id = s.id) AND (t.kind = 'table'::text) AND (NOT t.included))) AS tables_left_out,
    s.conflict_strategy,
    s.autokick,
        CASE
            WHEN seen.current THEN st.since
            ELSE s.updated_at
        END AS since,
    st.activated_at,
    COALESCE(st.total_runs, (0)::bigint) AS total_runs,
    COALESCE(st.total_rows, (0)::bigint) AS total_rows,
    COALESCE(st.total_deletes, (0)::bigint) AS total_deletes,
    COALESCE(st.total_conflicts, (0)::bigint) AS total_conflicts,
    ((s.status = 'active'::text) AND late.overdue) AS overdue,
    ((s.status = 'active'::text) AND late.expired) AS expired
   FROM ((((bucardo.sync s
     LEFT JOIN bucardo.sync_state st ON ((st.sync_id = s.id)))
     CROSS JOIN LATERAL ( SELECT COALESCE((st.observed_version >= s.version), false) AS current) seen)
     CROSS JOIN ( SELECT (EXISTS ( SELECT
                   FROM pg_locks l
                  WHERE ((l.locktype = 'advisory'::text) AND (l.database = ( SELECT d.oid
                           FROM pg_database d
                          WHERE (d.datname = current_database()))) AND (l.classid = (('27713617414743142'::bigint >> 32))::oid) AND (l.objid = (('27713617414743142'::bigint & '4294967295'::bigint))::oid) AND (l.objsubid = 1) AND l.granted))) AS held) lease)
     CROSS JOIN LATERAL ( SELECT COALESCE(bool_or(((g.name = 'overdue'::text) AND ((st.behind_since < (now."time" - g.bound)) OR (st.looked_at < ((now."time" - g.bound) - '00:00:05'::interval))))), false) AS overdue,
            COALESCE(bool_or(((g.name = 'expired'::text) AND ((st.behind_since < (now."time" - g.bound)) OR (st.looked_at < ((now."time" - g.bound) - '00:00:05'::interval))))), false) AS expired
           FROM (( SELECT o.name,
                    (COALESCE((s.options ->> o.name), o.value, o.default_value))::interval AS bound
                   FROM bucardo.setting o
                  WHERE (o.name = ANY (ARRAY['overdue'::text, 'expired'::text]))) g
             CROSS JOIN ( SELECT clock_timestamp() AS "time") now)
          WHERE (g.bound > '00:00:00'::interval)) late);

--
-- Name: VIEW status; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON VIEW bucardo.status IS 'A row for each sync: how it is and what it did.';

--
-- Name: COLUMN status.name; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.status.name IS 'The sync''s name.';

--
-- Name: COLUMN status.state; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.status.state IS 'pending, active, degraded, paused, failed or inactive; pending too while a change is not yet acted on.';

--
-- Name: COLUMN status.reason; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.status.reason IS 'Why the state is what it is; NULL when there is nothing to say.';

--
-- Name: COLUMN status.next_step; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.status.next_step IS 'What to do about it; NULL when there is nothing to do.';

--
-- Name: COLUMN status.last_good; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.status.last_good IS 'End of the last run that went well.';

--
-- Name: COLUMN status.last_bad; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.status.last_bad IS 'End of the last run that failed.';

--
-- Name: COLUMN status.run_time; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.status.run_time IS 'How long the last run took.';

--
-- Name: COLUMN status.rows; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.status.rows IS 'Rows written by the last run, over all receiving databases.';

--
-- Name: COLUMN status.deletes; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.status.deletes IS 'Rows deleted by the last run, over all receiving databases.';

--
-- Name: COLUMN status.conflicts; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.status.conflicts IS 'Rows changed on several sources, decided by the last run.';

--
-- Name: COLUMN status.pending; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.status.pending IS 'Changes captured and not yet replicated; NULL before the first look.';

--
-- Name: COLUMN status.lag; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.status.lag IS 'Age of the oldest pending change; zero when none is pending.';

--
-- Name: COLUMN status.dbs; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.status.dbs IS 'The members, name:role.';

--
-- Name: COLUMN status.tables; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.status.tables IS 'How many tables are replicated.';

--
-- Name: COLUMN status.tables_left_out; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.status.tables_left_out IS 'How many tables were asked for and left out; table_status says why.';

--
-- Name: COLUMN status.conflict_strategy; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.status.conflict_strategy IS 'Who wins a conflict, see docs/conflicts.md.';

--
-- Name: COLUMN status.autokick; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.status.autokick IS 'Whether changes are replicated at once; else only when kicked.';

--
-- Name: COLUMN status.since; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.status.since IS 'Since when the sidecar sees it in this state.';

--
-- Name: COLUMN status.activated_at; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.status.activated_at IS 'When it was first set up on all its databases.';

--
-- Name: COLUMN status.total_runs; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.status.total_runs IS 'Runs that had something to do, since the sync was added.';

--
-- Name: COLUMN status.total_rows; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.status.total_rows IS 'Rows written, since the sync was added.';

--
-- Name: COLUMN status.total_deletes; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.status.total_deletes IS 'Rows deleted, since the sync was added.';

--
-- Name: COLUMN status.total_conflicts; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.status.total_conflicts IS 'Conflicts decided, since the sync was added.';

--
-- Name: COLUMN status.overdue; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.status.overdue IS 'Whether it has been behind for longer than its setting overdue; false without one.';

--
-- Name: COLUMN status.expired; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.status.expired IS 'Whether it has been behind for longer than its setting expired; false without one.';

--
-- Name: sync_id_seq; Type: SEQUENCE; Schema: bucardo; Owner: -
--

ALTER TABLE bucardo.sync ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME bucardo.sync_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

--
-- Name: table_option_id_seq; Type: SEQUENCE; Schema: bucardo; Owner: -
--

ALTER TABLE bucardo.table_option ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME bucardo.table_option_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

--
-- Name: table_status; Type: VIEW; Schema: bucardo; Owner: -
--

CREATE VIEW bucardo.table_status AS
 SELECT s.name AS sync,
    t.schema_name,
    t.table_name,
    d.name AS db,
        CASE
            WHEN t.included THEN 'replicated'::text
            WHEN t.held THEN 'held'::text
            ELSE 'left out'::text
        END AS state,
    t.reason,
    t.key_columns,
        CASE
            WHEN (t.included AND (d.id IS NOT NULL)) THEN COALESCE(st.pending, (0)::bigint)
            ELSE NULL::bigint
        END AS pending,
    st.last_change,
    t.next_step
   FROM ((((bucardo.sync_table t
     JOIN bucardo.sync s ON ((s.id = t.sync_id)))
     LEFT JOIN bucardo.sync_db m ON (((m.sync_id = t.sync_id) AND (m.role = 'source'::text) AND t.included)))
     LEFT JOIN bucardo.db d ON ((d.id = m.db_id)))
     LEFT JOIN bucardo.table_state st ON (((st.sync_id = t.sync_id) AND (st.db_id = m.db_id) AND (st.schema_name = t.schema_name) AND (st.table_name = t.table_name))))
  WHERE (t.kind = 'table'::text);

--
-- Name: VIEW table_status; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON VIEW bucardo.table_status IS 'A row for each replicated table and source, and one for each table held or left out.';

--
-- Name: COLUMN table_status.sync; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.table_status.sync IS 'The sync''s name.';

--
-- Name: COLUMN table_status.schema_name; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.table_status.schema_name IS 'The table''s schema.';

--
-- Name: COLUMN table_status.table_name; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.table_status.table_name IS 'The table''s name.';

--
-- Name: COLUMN table_status.db; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.table_status.db IS 'The source whose changes are counted; NULL for a table left out.';

--
-- Name: COLUMN table_status.state; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.table_status.state IS 'replicated; held: cannot be for now, its changes are kept and flow when the reason is mended; or left out.';

--
-- Name: COLUMN table_status.reason; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.table_status.reason IS 'Why it is held or left out; NULL when there is nothing to say.';

--
-- Name: COLUMN table_status.key_columns; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.table_status.key_columns IS 'The columns rows are told apart by.';

--
-- Name: COLUMN table_status.pending; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.table_status.pending IS 'Changes captured at this source and not yet replicated.';

--
-- Name: COLUMN table_status.last_change; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.table_status.last_change IS 'Time of the last replicated change from this source.';

--
-- Name: COLUMN table_status.next_step; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON COLUMN bucardo.table_status.next_step IS 'What to do about it; NULL when there is nothing to do.';

--
-- Name: conflict id; Type: DEFAULT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.conflict ALTER COLUMN id SET DEFAULT nextval('bucardo.conflict_id_seq'::regclass);

--
-- Name: access access_pkey; Type: CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.access
    ADD CONSTRAINT access_pkey PRIMARY KEY (role);

--
-- Name: cleanup cleanup_pkey; Type: CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.cleanup
    ADD CONSTRAINT cleanup_pkey PRIMARY KEY (sync_id, db_id);

--
-- Name: column_policy column_policy_pkey; Type: CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.column_policy
    ADD CONSTRAINT column_policy_pkey PRIMARY KEY (sync_id, schema_name, table_name, column_name);

--
-- Name: command command_pkey; Type: CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.command
    ADD CONSTRAINT command_pkey PRIMARY KEY (id);

--
-- Name: conflict_part conflict_part_pkey; Type: CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.conflict_part
    ADD CONSTRAINT conflict_part_pkey PRIMARY KEY (part);

--
-- Name: conflict conflict_pkey; Type: CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.conflict
    ADD CONSTRAINT conflict_pkey PRIMARY KEY (id, part);

--
-- Name: copy_state copy_state_pkey; Type: CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.copy_state
    ADD CONSTRAINT copy_state_pkey PRIMARY KEY (sync_id, db_id, schema_name, table_name);

--
-- Name: customcode customcode_name_key; Type: CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.customcode
    ADD CONSTRAINT customcode_name_key UNIQUE (name);

--
-- Name: customcode customcode_pkey; Type: CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.customcode
    ADD CONSTRAINT customcode_pkey PRIMARY KEY (id);

--
-- Name: customcols customcols_pkey; Type: CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.customcols
    ADD CONSTRAINT customcols_pkey PRIMARY KEY (id);

--
-- Name: customname customname_pkey; Type: CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.customname
    ADD CONSTRAINT customname_pkey PRIMARY KEY (id);

--
-- Name: dangling_fk dangling_fk_pkey; Type: CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.dangling_fk
    ADD CONSTRAINT dangling_fk_pkey PRIMARY KEY (id);

--
-- Name: db_clock db_clock_pkey; Type: CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.db_clock
    ADD CONSTRAINT db_clock_pkey PRIMARY KEY (db_id);

--
-- Name: db db_name_key; Type: CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.db
    ADD CONSTRAINT db_name_key UNIQUE (name);

--
-- Name: db db_pkey; Type: CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.db
    ADD CONSTRAINT db_pkey PRIMARY KEY (id);

--
-- Name: db_state db_state_pkey; Type: CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.db_state
    ADD CONSTRAINT db_state_pkey PRIMARY KEY (db_id);

--
-- Name: dbgroup_member dbgroup_member_pkey; Type: CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.dbgroup_member
    ADD CONSTRAINT dbgroup_member_pkey PRIMARY KEY (dbgroup_id, db_id);

--
-- Name: dbgroup dbgroup_name_key; Type: CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.dbgroup
    ADD CONSTRAINT dbgroup_name_key UNIQUE (name);

--
-- Name: dbgroup dbgroup_pkey; Type: CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.dbgroup
    ADD CONSTRAINT dbgroup_pkey PRIMARY KEY (id);

--
-- Name: finding finding_pkey; Type: CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.finding
    ADD CONSTRAINT finding_pkey PRIMARY KEY (id);

--
-- Name: installation installation_pkey; Type: CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.installation
    ADD CONSTRAINT installation_pkey PRIMARY KEY (one);

--
-- Name: log_line log_line_pkey; Type: CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.log_line
    ADD CONSTRAINT log_line_pkey PRIMARY KEY (id);

--
-- Name: rate rate_pkey; Type: CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.rate
    ADD CONSTRAINT rate_pkey PRIMARY KEY (sync_id, db_id, at);

--
-- Name: relgroup_member relgroup_member_pkey; Type: CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.relgroup_member
    ADD CONSTRAINT relgroup_member_pkey PRIMARY KEY (relgroup_id, "position");

--
-- Name: relgroup relgroup_name_key; Type: CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.relgroup
    ADD CONSTRAINT relgroup_name_key UNIQUE (name);

--
-- Name: relgroup relgroup_pkey; Type: CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.relgroup
    ADD CONSTRAINT relgroup_pkey PRIMARY KEY (id);

--
-- Name: row_filter row_filter_pkey; Type: CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.row_filter
    ADD CONSTRAINT row_filter_pkey PRIMARY KEY (id);

--
-- Name: run run_pkey; Type: CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.run
    ADD CONSTRAINT run_pkey PRIMARY KEY (id);

--
-- Name: schema_migrations schema_migrations_pkey; Type: CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.schema_migrations
    ADD CONSTRAINT schema_migrations_pkey PRIMARY KEY (version);

--
-- Name: sequence_state sequence_state_pkey; Type: CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.sequence_state
    ADD CONSTRAINT sequence_state_pkey PRIMARY KEY (sync_id, db_id, schema_name, sequence_name);

--
-- Name: setting setting_pkey; Type: CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.setting
    ADD CONSTRAINT setting_pkey PRIMARY KEY (name);

--
-- Name: sync_db sync_db_pkey; Type: CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.sync_db
    ADD CONSTRAINT sync_db_pkey PRIMARY KEY (sync_id, db_id);

--
-- Name: sync sync_name_key; Type: CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.sync
    ADD CONSTRAINT sync_name_key UNIQUE (name);

--
-- Name: sync sync_pkey; Type: CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.sync
    ADD CONSTRAINT sync_pkey PRIMARY KEY (id);

--
-- Name: sync_relation sync_relation_pkey; Type: CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.sync_relation
    ADD CONSTRAINT sync_relation_pkey PRIMARY KEY (sync_id, "position");

--
-- Name: sync_state sync_state_pkey; Type: CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.sync_state
    ADD CONSTRAINT sync_state_pkey PRIMARY KEY (sync_id);

--
-- Name: sync_table sync_table_pkey; Type: CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.sync_table
    ADD CONSTRAINT sync_table_pkey PRIMARY KEY (sync_id, kind, schema_name, table_name);

--
-- Name: table_option table_option_pkey; Type: CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.table_option
    ADD CONSTRAINT table_option_pkey PRIMARY KEY (id);

--
-- Name: table_option table_option_sync_id_schema_name_table_name_key; Type: CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.table_option
    ADD CONSTRAINT table_option_sync_id_schema_name_table_name_key UNIQUE (sync_id, schema_name, table_name);

--
-- Name: table_state table_state_pkey; Type: CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.table_state
    ADD CONSTRAINT table_state_pkey PRIMARY KEY (sync_id, db_id, schema_name, table_name);

--
-- Name: unique_policy unique_policy_pkey; Type: CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.unique_policy
    ADD CONSTRAINT unique_policy_pkey PRIMARY KEY (sync_id, schema_name, table_name, columns);

--
-- Name: cleanup_db_id_idx; Type: INDEX; Schema: bucardo; Owner: -
--

CREATE INDEX cleanup_db_id_idx ON bucardo.cleanup USING btree (db_id);

--
-- Name: command_open_idx; Type: INDEX; Schema: bucardo; Owner: -
--

CREATE INDEX command_open_idx ON bucardo.command USING btree (sync_id) WHERE (done_at IS NULL);

--
-- Name: conflict_sync_id_at_idx; Type: INDEX; Schema: bucardo; Owner: -
--

CREATE INDEX conflict_sync_id_at_idx ON ONLY bucardo.conflict USING btree (sync_id, at);

--
-- Name: copy_state_db_id_idx; Type: INDEX; Schema: bucardo; Owner: -
--

CREATE INDEX copy_state_db_id_idx ON bucardo.copy_state USING btree (db_id);

--
-- Name: customcode_db_id_idx; Type: INDEX; Schema: bucardo; Owner: -
--

CREATE INDEX customcode_db_id_idx ON bucardo.customcode USING btree (db_id);

--
-- Name: customcode_sync_id_idx; Type: INDEX; Schema: bucardo; Owner: -
--

CREATE INDEX customcode_sync_id_idx ON bucardo.customcode USING btree (sync_id);

--
-- Name: customcols_db_id_idx; Type: INDEX; Schema: bucardo; Owner: -
--

CREATE INDEX customcols_db_id_idx ON bucardo.customcols USING btree (db_id);

--
-- Name: customcols_key; Type: INDEX; Schema: bucardo; Owner: -
--

CREATE UNIQUE INDEX customcols_key ON bucardo.customcols USING btree (schema_name, table_name, COALESCE(db_id, (0)::bigint), COALESCE(sync_id, (0)::bigint));

--
-- Name: customcols_sync_id_idx; Type: INDEX; Schema: bucardo; Owner: -
--

CREATE INDEX customcols_sync_id_idx ON bucardo.customcols USING btree (sync_id);

--
-- Name: customname_db_id_idx; Type: INDEX; Schema: bucardo; Owner: -
--

CREATE INDEX customname_db_id_idx ON bucardo.customname USING btree (db_id);

--
-- Name: customname_key; Type: INDEX; Schema: bucardo; Owner: -
--

CREATE UNIQUE INDEX customname_key ON bucardo.customname USING btree (schema_name, table_name, COALESCE(db_id, (0)::bigint), COALESCE(sync_id, (0)::bigint));

--
-- Name: customname_sync_id_idx; Type: INDEX; Schema: bucardo; Owner: -
--

CREATE INDEX customname_sync_id_idx ON bucardo.customname USING btree (sync_id);

--
-- Name: dangling_fk_sync_id_idx; Type: INDEX; Schema: bucardo; Owner: -
--

CREATE INDEX dangling_fk_sync_id_idx ON bucardo.dangling_fk USING btree (sync_id);

--
-- Name: dbgroup_member_db_id_idx; Type: INDEX; Schema: bucardo; Owner: -
--

CREATE INDEX dbgroup_member_db_id_idx ON bucardo.dbgroup_member USING btree (db_id);

--
-- Name: finding_sync_id_idx; Type: INDEX; Schema: bucardo; Owner: -
--

CREATE INDEX finding_sync_id_idx ON bucardo.finding USING btree (sync_id);

--
-- Name: log_line_at_idx; Type: INDEX; Schema: bucardo; Owner: -
--

CREATE INDEX log_line_at_idx ON bucardo.log_line USING btree (at);

--
-- Name: rate_at_idx; Type: INDEX; Schema: bucardo; Owner: -
--

CREATE INDEX rate_at_idx ON bucardo.rate USING btree (at);

--
-- Name: rate_db_id_idx; Type: INDEX; Schema: bucardo; Owner: -
--

CREATE INDEX rate_db_id_idx ON bucardo.rate USING btree (db_id);

--
-- Name: row_filter_db_id_idx; Type: INDEX; Schema: bucardo; Owner: -
--

CREATE INDEX row_filter_db_id_idx ON bucardo.row_filter USING btree (db_id);

--
-- Name: row_filter_key; Type: INDEX; Schema: bucardo; Owner: -
--

CREATE UNIQUE INDEX row_filter_key ON bucardo.row_filter USING btree (sync_id, COALESCE(schema_name, ''::text), COALESCE(table_name, ''::text), COALESCE(db_id, (0)::bigint));

--
-- Name: run_sync_id_idx; Type: INDEX; Schema: bucardo; Owner: -
--

CREATE INDEX run_sync_id_idx ON bucardo.run USING btree (sync_id, id);

--
-- Name: run_sync_id_started_at_idx; Type: INDEX; Schema: bucardo; Owner: -
--

CREATE INDEX run_sync_id_started_at_idx ON bucardo.run USING btree (sync_id, started_at);

--
-- Name: sequence_state_db_id_idx; Type: INDEX; Schema: bucardo; Owner: -
--

CREATE INDEX sequence_state_db_id_idx ON bucardo.sequence_state USING btree (db_id);

--
-- Name: sync_db_db_id_idx; Type: INDEX; Schema: bucardo; Owner: -
--

CREATE INDEX sync_db_db_id_idx ON bucardo.sync_db USING btree (db_id);

--
-- Name: sync_dbgroup_id_idx; Type: INDEX; Schema: bucardo; Owner: -
--

CREATE INDEX sync_dbgroup_id_idx ON bucardo.sync USING btree (dbgroup_id);

--
-- Name: sync_relgroup_id_idx; Type: INDEX; Schema: bucardo; Owner: -
--

CREATE INDEX sync_relgroup_id_idx ON bucardo.sync USING btree (relgroup_id);

--
-- Name: cleanup remove_clean_dbs; Type: TRIGGER; Schema: bucardo; Owner: -
--

CREATE TRIGGER remove_clean_dbs AFTER DELETE ON bucardo.cleanup FOR EACH STATEMENT EXECUTE FUNCTION bucardo._remove_clean_dbs();

--
-- Name: TRIGGER remove_clean_dbs ON cleanup; Type: COMMENT; Schema: bucardo; Owner: -
--

COMMENT ON TRIGGER remove_clean_dbs ON bucardo.cleanup IS 'Ends the removal of a database that had to be cleaned first.';

--
-- Name: cleanup cleanup_db_id_fkey; Type: FK CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.cleanup
    ADD CONSTRAINT cleanup_db_id_fkey FOREIGN KEY (db_id) REFERENCES bucardo.db(id) ON DELETE CASCADE;

--
-- Name: column_policy column_policy_sync_id_fkey; Type: FK CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.column_policy
    ADD CONSTRAINT column_policy_sync_id_fkey FOREIGN KEY (sync_id) REFERENCES bucardo.sync(id) ON DELETE CASCADE;

--
-- Name: command command_sync_id_fkey; Type: FK CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.command
    ADD CONSTRAINT command_sync_id_fkey FOREIGN KEY (sync_id) REFERENCES bucardo.sync(id) ON DELETE CASCADE;

--
-- Name: copy_state copy_state_db_id_fkey; Type: FK CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.copy_state
    ADD CONSTRAINT copy_state_db_id_fkey FOREIGN KEY (db_id) REFERENCES bucardo.db(id) ON DELETE CASCADE;

--
-- Name: copy_state copy_state_sync_id_fkey; Type: FK CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.copy_state
    ADD CONSTRAINT copy_state_sync_id_fkey FOREIGN KEY (sync_id) REFERENCES bucardo.sync(id) ON DELETE CASCADE;

--
-- Name: customcode customcode_db_id_fkey; Type: FK CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.customcode
    ADD CONSTRAINT customcode_db_id_fkey FOREIGN KEY (db_id) REFERENCES bucardo.db(id);

--
-- Name: customcode customcode_sync_id_fkey; Type: FK CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.customcode
    ADD CONSTRAINT customcode_sync_id_fkey FOREIGN KEY (sync_id) REFERENCES bucardo.sync(id) ON DELETE CASCADE;

--
-- Name: customcols customcols_db_id_fkey; Type: FK CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.customcols
    ADD CONSTRAINT customcols_db_id_fkey FOREIGN KEY (db_id) REFERENCES bucardo.db(id) ON DELETE CASCADE;

--
-- Name: customcols customcols_sync_id_fkey; Type: FK CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.customcols
    ADD CONSTRAINT customcols_sync_id_fkey FOREIGN KEY (sync_id) REFERENCES bucardo.sync(id) ON DELETE CASCADE;

--
-- Name: customname customname_db_id_fkey; Type: FK CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.customname
    ADD CONSTRAINT customname_db_id_fkey FOREIGN KEY (db_id) REFERENCES bucardo.db(id) ON DELETE CASCADE;

--
-- Name: customname customname_sync_id_fkey; Type: FK CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.customname
    ADD CONSTRAINT customname_sync_id_fkey FOREIGN KEY (sync_id) REFERENCES bucardo.sync(id) ON DELETE CASCADE;

--
-- Name: dangling_fk dangling_fk_sync_id_fkey; Type: FK CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.dangling_fk
    ADD CONSTRAINT dangling_fk_sync_id_fkey FOREIGN KEY (sync_id) REFERENCES bucardo.sync(id) ON DELETE CASCADE;

--
-- Name: db_clock db_clock_db_id_fkey; Type: FK CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.db_clock
    ADD CONSTRAINT db_clock_db_id_fkey FOREIGN KEY (db_id) REFERENCES bucardo.db(id) ON DELETE CASCADE;

--
-- Name: db_state db_state_db_id_fkey; Type: FK CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.db_state
    ADD CONSTRAINT db_state_db_id_fkey FOREIGN KEY (db_id) REFERENCES bucardo.db(id) ON DELETE CASCADE;

--
-- Name: dbgroup_member dbgroup_member_db_id_fkey; Type: FK CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.dbgroup_member
    ADD CONSTRAINT dbgroup_member_db_id_fkey FOREIGN KEY (db_id) REFERENCES bucardo.db(id);

--
-- Name: dbgroup_member dbgroup_member_dbgroup_id_fkey; Type: FK CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.dbgroup_member
    ADD CONSTRAINT dbgroup_member_dbgroup_id_fkey FOREIGN KEY (dbgroup_id) REFERENCES bucardo.dbgroup(id) ON DELETE CASCADE;

--
-- Name: finding finding_sync_id_fkey; Type: FK CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.finding
    ADD CONSTRAINT finding_sync_id_fkey FOREIGN KEY (sync_id) REFERENCES bucardo.sync(id) ON DELETE CASCADE;

--
-- Name: rate rate_db_id_fkey; Type: FK CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.rate
    ADD CONSTRAINT rate_db_id_fkey FOREIGN KEY (db_id) REFERENCES bucardo.db(id) ON DELETE CASCADE;

--
-- Name: rate rate_sync_id_fkey; Type: FK CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.rate
    ADD CONSTRAINT rate_sync_id_fkey FOREIGN KEY (sync_id) REFERENCES bucardo.sync(id) ON DELETE CASCADE;

--
-- Name: relgroup_member relgroup_member_relgroup_id_fkey; Type: FK CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.relgroup_member
    ADD CONSTRAINT relgroup_member_relgroup_id_fkey FOREIGN KEY (relgroup_id) REFERENCES bucardo.relgroup(id) ON DELETE CASCADE;

--
-- Name: row_filter row_filter_db_id_fkey; Type: FK CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.row_filter
    ADD CONSTRAINT row_filter_db_id_fkey FOREIGN KEY (db_id) REFERENCES bucardo.db(id) ON DELETE CASCADE;

--
-- Name: row_filter row_filter_sync_id_fkey; Type: FK CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.row_filter
    ADD CONSTRAINT row_filter_sync_id_fkey FOREIGN KEY (sync_id) REFERENCES bucardo.sync(id) ON DELETE CASCADE;

--
-- Name: run run_sync_id_fkey; Type: FK CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.run
    ADD CONSTRAINT run_sync_id_fkey FOREIGN KEY (sync_id) REFERENCES bucardo.sync(id) ON DELETE CASCADE;

--
-- Name: sequence_state sequence_state_db_id_fkey; Type: FK CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.sequence_state
    ADD CONSTRAINT sequence_state_db_id_fkey FOREIGN KEY (db_id) REFERENCES bucardo.db(id) ON DELETE CASCADE;

--
-- Name: sequence_state sequence_state_sync_id_fkey; Type: FK CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.sequence_state
    ADD CONSTRAINT sequence_state_sync_id_fkey FOREIGN KEY (sync_id) REFERENCES bucardo.sync(id) ON DELETE CASCADE;

--
-- Name: sync_db sync_db_db_id_fkey; Type: FK CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.sync_db
    ADD CONSTRAINT sync_db_db_id_fkey FOREIGN KEY (db_id) REFERENCES bucardo.db(id);

--
-- Name: sync_db sync_db_sync_id_fkey; Type: FK CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.sync_db
    ADD CONSTRAINT sync_db_sync_id_fkey FOREIGN KEY (sync_id) REFERENCES bucardo.sync(id) ON DELETE CASCADE;

--
-- Name: sync sync_dbgroup_id_fkey; Type: FK CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.sync
    ADD CONSTRAINT sync_dbgroup_id_fkey FOREIGN KEY (dbgroup_id) REFERENCES bucardo.dbgroup(id);

--
-- Name: sync_relation sync_relation_sync_id_fkey; Type: FK CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.sync_relation
    ADD CONSTRAINT sync_relation_sync_id_fkey FOREIGN KEY (sync_id) REFERENCES bucardo.sync(id) ON DELETE CASCADE;

--
-- Name: sync sync_relgroup_id_fkey; Type: FK CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.sync
    ADD CONSTRAINT sync_relgroup_id_fkey FOREIGN KEY (relgroup_id) REFERENCES bucardo.relgroup(id);

--
-- Name: sync_state sync_state_sync_id_fkey; Type: FK CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.sync_state
    ADD CONSTRAINT sync_state_sync_id_fkey FOREIGN KEY (sync_id) REFERENCES bucardo.sync(id) ON DELETE CASCADE;

--
-- Name: sync_table sync_table_sync_id_fkey; Type: FK CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.sync_table
    ADD CONSTRAINT sync_table_sync_id_fkey FOREIGN KEY (sync_id) REFERENCES bucardo.sync(id) ON DELETE CASCADE;

--
-- Name: table_option table_option_sync_id_fkey; Type: FK CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.table_option
    ADD CONSTRAINT table_option_sync_id_fkey FOREIGN KEY (sync_id) REFERENCES bucardo.sync(id) ON DELETE CASCADE;

--
-- Name: table_state table_state_db_id_fkey; Type: FK CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.table_state
    ADD CONSTRAINT table_state_db_id_fkey FOREIGN KEY (db_id) REFERENCES bucardo.db(id) ON DELETE CASCADE;

--
-- Name: table_state table_state_sync_id_fkey; Type: FK CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.table_state
    ADD CONSTRAINT table_state_sync_id_fkey FOREIGN KEY (sync_id) REFERENCES bucardo.sync(id) ON DELETE CASCADE;

--
-- Name: unique_policy unique_policy_sync_id_fkey; Type: FK CONSTRAINT; Schema: bucardo; Owner: -
--

ALTER TABLE ONLY bucardo.unique_policy
    ADD CONSTRAINT unique_policy_sync_id_fkey FOREIGN KEY (sync_id) REFERENCES bucardo.sync(id) ON DELETE CASCADE;

--
-- Name: TYPE access_info; Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON TYPE bucardo.access_info FROM PUBLIC;

--
-- Name: TYPE column_policy_info; Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON TYPE bucardo.column_policy_info FROM PUBLIC;

--
-- Name: TYPE customcode_info; Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON TYPE bucardo.customcode_info FROM PUBLIC;

--
-- Name: TYPE customcols_info; Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON TYPE bucardo.customcols_info FROM PUBLIC;

--
-- Name: TYPE customname_info; Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON TYPE bucardo.customname_info FROM PUBLIC;

--
-- Name: TYPE dangling_fk_info; Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON TYPE bucardo.dangling_fk_info FROM PUBLIC;

--
-- Name: TYPE db_info; Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON TYPE bucardo.db_info FROM PUBLIC;

--
-- Name: TYPE dbgroup_info; Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON TYPE bucardo.dbgroup_info FROM PUBLIC;

--
-- Name: TYPE delta_info; Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON TYPE bucardo.delta_info FROM PUBLIC;

--
-- Name: TYPE purge_info; Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON TYPE bucardo.purge_info FROM PUBLIC;

--
-- Name: TYPE relgroup_info; Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON TYPE bucardo.relgroup_info FROM PUBLIC;

--
-- Name: TYPE sequence_info; Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON TYPE bucardo.sequence_info FROM PUBLIC;

--
-- Name: TYPE setting_info; Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON TYPE bucardo.setting_info FROM PUBLIC;

--
-- Name: TYPE sync_info; Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON TYPE bucardo.sync_info FROM PUBLIC;

--
-- Name: TYPE table_info; Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON TYPE bucardo.table_info FROM PUBLIC;

--
-- Name: TYPE unique_policy_info; Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON TYPE bucardo.unique_policy_info FROM PUBLIC;

--
-- Name: TYPE use_info; Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON TYPE bucardo.use_info FROM PUBLIC;

--
-- Name: TYPE what_if_info; Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON TYPE bucardo.what_if_info FROM PUBLIC;

--
-- Name: FUNCTION _access_routines(access text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._access_routines(access text) FROM PUBLIC;

--
-- Name: FUNCTION _add_command(sync bucardo.sync, verb text, token text, arguments jsonb); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._add_command(sync bucardo.sync, verb text, token text, arguments jsonb) FROM PUBLIC;

--
-- Name: FUNCTION _add_dbgroup(name text, dbs text, if_not_exists boolean); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._add_dbgroup(name text, dbs text, if_not_exists boolean) FROM PUBLIC;

--
-- Name: FUNCTION _add_dbs(names text, conninfo text, type text, host text, port text, dbname text, username text, service text, passfile text, password_env text, status text, makedelta boolean, options jsonb, if_not_exists boolean); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._add_dbs(names text, conninfo text, type text, host text, port text, dbname text, username text, service text, passfile text, password_env text, status text, makedelta boolean, options jsonb, if_not_exists boolean) FROM PUBLIC;

--
-- Name: FUNCTION _add_relation(existing bucardo.sync, entry bucardo.sync_relation, relation text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._add_relation(existing bucardo.sync, entry bucardo.sync_relation, relation text) FROM PUBLIC;

--
-- Name: FUNCTION _add_relgroup(name text, tables text, sequences text, if_not_exists boolean); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._add_relgroup(name text, tables text, sequences text, if_not_exists boolean) FROM PUBLIC;

--
-- Name: FUNCTION _add_sync(name text, dbs text, tables text, sequences text, conflict_strategy text, autokick boolean, onetimecopy integer, copy_workers integer, status text, row_filter text, options jsonb, if_not_exists boolean); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._add_sync(name text, dbs text, tables text, sequences text, conflict_strategy text, autokick boolean, onetimecopy integer, copy_workers integer, status text, row_filter text, options jsonb, if_not_exists boolean) FROM PUBLIC;

--
-- Name: FUNCTION _add_table(sync text, relation text, conflict_strategy text, row_filter text, db text, options jsonb, if_not_exists boolean); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._add_table(sync text, relation text, conflict_strategy text, row_filter text, db text, options jsonb, if_not_exists boolean) FROM PUBLIC;

--
-- Name: FUNCTION _apply_access(role_name text, access text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._apply_access(role_name text, access text) FROM PUBLIC;

--
-- Name: FUNCTION _ask_ping(); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._ask_ping() FROM PUBLIC;

--
-- Name: FUNCTION _change_dbgroup(changed bucardo.dbgroup, members bucardo.dbgroup_member[]); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._change_dbgroup(changed bucardo.dbgroup, members bucardo.dbgroup_member[]) FROM PUBLIC;

--
-- Name: FUNCTION _change_relgroup(changed bucardo.relgroup, relations bucardo.sync_relation[]); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._change_relgroup(changed bucardo.relgroup, relations bucardo.sync_relation[]) FROM PUBLIC;

--
-- Name: FUNCTION _changed_sync(sync_id bigint); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._changed_sync(sync_id bigint) FROM PUBLIC;

--
-- Name: FUNCTION _check_access(access text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._check_access(access text) FROM PUBLIC;

--
-- Name: FUNCTION _check_conninfo(conninfo text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._check_conninfo(conninfo text) FROM PUBLIC;

--
-- Name: FUNCTION _check_copy(onetimecopy integer, copy_workers integer); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._check_copy(onetimecopy integer, copy_workers integer) FROM PUBLIC;

--
-- Name: FUNCTION _check_custom_filter(db text, sync text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._check_custom_filter(db text, sync text) FROM PUBLIC;

--
-- Name: FUNCTION _check_customcode(code bucardo.customcode); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._check_customcode(code bucardo.customcode) FROM PUBLIC;

--
-- Name: FUNCTION _check_customcode_function(code bucardo.customcode); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._check_customcode_function(code bucardo.customcode) FROM PUBLIC;

--
-- Name: FUNCTION _check_db(wanted bucardo.db); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._check_db(wanted bucardo.db) FROM PUBLIC;

--
-- Name: FUNCTION _check_db_options(options jsonb); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._check_db_options(options jsonb) FROM PUBLIC;

--
-- Name: FUNCTION _check_expression(expression text, what text, names text, example text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._check_expression(expression text, what text, names text, example text) FROM PUBLIC;

--
-- Name: FUNCTION _check_fks(sync text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._check_fks(sync text) FROM PUBLIC;

--
-- Name: FUNCTION _check_members(members bucardo.dbgroup_member[], sync text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._check_members(members bucardo.dbgroup_member[], sync text) FROM PUBLIC;

--
-- Name: FUNCTION _check_merge(existing bucardo.sync, entry bucardo.sync_relation); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._check_merge(existing bucardo.sync, entry bucardo.sync_relation) FROM PUBLIC;

--
-- Name: FUNCTION _check_name(name text, what text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._check_name(name text, what text) FROM PUBLIC;

--
-- Name: FUNCTION _check_new_name(name text, new_name text, what text, taken boolean); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._check_new_name(name text, new_name text, what text, taken boolean) FROM PUBLIC;

--
-- Name: FUNCTION _check_not_null(given boolean, function_name text, parameter text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._check_not_null(given boolean, function_name text, parameter text) FROM PUBLIC;

--
-- Name: FUNCTION _check_one_way(alone boolean, function_name text, parameter text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._check_one_way(alone boolean, function_name text, parameter text) FROM PUBLIC;

--
-- Name: FUNCTION _check_options(options jsonb, scope text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._check_options(options jsonb, scope text) FROM PUBLIC;

--
-- Name: FUNCTION _check_relations(relations bucardo.sync_relation[]); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._check_relations(relations bucardo.sync_relation[]) FROM PUBLIC;

--
-- Name: FUNCTION _check_relgroup_name(name text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._check_relgroup_name(name text) FROM PUBLIC;

--
-- Name: FUNCTION _check_role(role_name text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._check_role(role_name text) FROM PUBLIC;

--
-- Name: FUNCTION _check_running(wanted bucardo.sync); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._check_running(wanted bucardo.sync) FROM PUBLIC;

--
-- Name: FUNCTION _check_same_custom(what text, relation text, db text, sync text, existing text, asked text, if_not_exists boolean); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._check_same_custom(what text, relation text, db text, sync text, existing text, asked text, if_not_exists boolean) FROM PUBLIC;

--
-- Name: FUNCTION _check_same_customcode(existing bucardo.customcode, wanted bucardo.customcode, if_not_exists boolean); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._check_same_customcode(existing bucardo.customcode, wanted bucardo.customcode, if_not_exists boolean) FROM PUBLIC;

--
-- Name: FUNCTION _check_same_policy(whose text, different text, if_not_exists boolean, change text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._check_same_policy(whose text, different text, if_not_exists boolean, change text) FROM PUBLIC;

--
-- Name: FUNCTION _check_same_type(existing bucardo.db, type text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._check_same_type(existing bucardo.db, type text) FROM PUBLIC;

--
-- Name: FUNCTION _check_status(status text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._check_status(status text) FROM PUBLIC;

--
-- Name: FUNCTION _check_still_merge(sync_id bigint); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._check_still_merge(sync_id bigint) FROM PUBLIC;

--
-- Name: FUNCTION _check_store(wanted bucardo.db); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._check_store(wanted bucardo.db) FROM PUBLIC;

--
-- Name: FUNCTION _check_store_conninfo(type text, conninfo text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._check_store_conninfo(type text, conninfo text) FROM PUBLIC;

--
-- Name: FUNCTION _check_sync_pattern(pattern text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._check_sync_pattern(pattern text) FROM PUBLIC;

--
-- Name: FUNCTION _check_timeout(timeout interval, procedure_name text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._check_timeout(timeout interval, procedure_name text) FROM PUBLIC;

--
-- Name: FUNCTION _choice_done(command_id bigint); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._choice_done(command_id bigint) FROM PUBLIC;

--
-- Name: FUNCTION _choose(id bigint, db text, force boolean, function_name text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._choose(id bigint, db text, force boolean, function_name text) FROM PUBLIC;

--
-- Name: FUNCTION _column_name(item text, what text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._column_name(item text, what text) FROM PUBLIC;

--
-- Name: FUNCTION _column_policy_row(sync text, kept bucardo.column_policy); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._column_policy_row(sync text, kept bucardo.column_policy) FROM PUBLIC;

--
-- Name: FUNCTION _column_word(item text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._column_word(item text) FROM PUBLIC;

--
-- Name: FUNCTION _columns_text(columns text[], expressions text[]); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._columns_text(columns text[], expressions text[]) FROM PUBLIC;

--
-- Name: FUNCTION _command_done(command_id bigint, sync text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._command_done(command_id bigint, sync text) FROM PUBLIC;

--
-- Name: FUNCTION _command_result(command_id bigint); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._command_result(command_id bigint) FROM PUBLIC;

--
-- Name: FUNCTION _create_target_tables(sync text, db text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._create_target_tables(sync text, db text) FROM PUBLIC;

--
-- Name: FUNCTION _custom_place(db text, sync text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._custom_place(db text, sync text) FROM PUBLIC;

--
-- Name: FUNCTION _custom_scope(db text, sync text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._custom_scope(db text, sync text) FROM PUBLIC;

--
-- Name: FUNCTION _customcode_sync(name text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._customcode_sync(name text) FROM PUBLIC;

--
-- Name: FUNCTION _dbgroup_members(dbgroup_id bigint); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._dbgroup_members(dbgroup_id bigint) FROM PUBLIC;

--
-- Name: FUNCTION _differences(fields text[], existing text[], asked text[]); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._differences(fields text[], existing text[], asked text[]) FROM PUBLIC;

--
-- Name: FUNCTION _drop_conflicts(keep interval, size bigint); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._drop_conflicts(keep interval, size bigint) FROM PUBLIC;

--
-- Name: FUNCTION _drop_own_dbgroup(dbgroup_id bigint); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._drop_own_dbgroup(dbgroup_id bigint) FROM PUBLIC;

--
-- Name: FUNCTION _drop_own_relgroup(relgroup_id bigint); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._drop_own_relgroup(relgroup_id bigint) FROM PUBLIC;

--
-- Name: FUNCTION _entry_matches(name text, entry text, patterns boolean); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._entry_matches(name text, entry text, patterns boolean) FROM PUBLIC;

--
-- Name: FUNCTION _entry_position(relations bucardo.sync_relation[], entry bucardo.sync_relation); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._entry_position(relations bucardo.sync_relation[], entry bucardo.sync_relation) FROM PUBLIC;

--
-- Name: FUNCTION _enumerate(what text, names text[]); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._enumerate(what text, names text[]) FROM PUBLIC;

--
-- Name: FUNCTION _export_call(function_name text, arguments text[]); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._export_call(function_name text, arguments text[]) FROM PUBLIC;

--
-- Name: FUNCTION _export_dbs(dbgroup_id bigint); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._export_dbs(dbgroup_id bigint) FROM PUBLIC;

--
-- Name: FUNCTION _export_list(items text[]); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._export_list(items text[]) FROM PUBLIC;

--
-- Name: FUNCTION _export_name(name text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._export_name(name text) FROM PUBLIC;

--
-- Name: FUNCTION _export_options(options jsonb); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._export_options(options jsonb) FROM PUBLIC;

--
-- Name: FUNCTION _export_policies(sync_id bigint); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._export_policies(sync_id bigint) FROM PUBLIC;

--
-- Name: FUNCTION _export_strategy(conflict_strategy text, source_order text[]); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._export_strategy(conflict_strategy text, source_order text[]) FROM PUBLIC;

--
-- Name: FUNCTION _export_tables(sync_id bigint); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._export_tables(sync_id bigint) FROM PUBLIC;

--
-- Name: FUNCTION _fill_dbgroup(dbgroup_id bigint, members bucardo.dbgroup_member[]); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._fill_dbgroup(dbgroup_id bigint, members bucardo.dbgroup_member[]) FROM PUBLIC;

--
-- Name: FUNCTION _fill_relgroup(relgroup_id bigint, relations bucardo.sync_relation[]); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._fill_relgroup(relgroup_id bigint, relations bucardo.sync_relation[]) FROM PUBLIC;

--
-- Name: FUNCTION _filter_db(db text, row_filter text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._filter_db(db text, row_filter text) FROM PUBLIC;

--
-- Name: FUNCTION _find_column_policy(existing bucardo.sync, entry bucardo.sync_relation, column_name text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._find_column_policy(existing bucardo.sync, entry bucardo.sync_relation, column_name text) FROM PUBLIC;

--
-- Name: FUNCTION _find_conflict(id bigint); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._find_conflict(id bigint) FROM PUBLIC;

--
-- Name: FUNCTION _find_customcodes(code_id bigint); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._find_customcodes(code_id bigint) FROM PUBLIC;

--
-- Name: FUNCTION _find_customcols(); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._find_customcols() FROM PUBLIC;

--
-- Name: FUNCTION _find_customnames(); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._find_customnames() FROM PUBLIC;

--
-- Name: FUNCTION _find_dbgroups(dbgroup_id bigint); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._find_dbgroups(dbgroup_id bigint) FROM PUBLIC;

--
-- Name: FUNCTION _find_dbs(db_id bigint); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._find_dbs(db_id bigint) FROM PUBLIC;

--
-- Name: FUNCTION _find_relations(sync_id bigint, kind text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._find_relations(sync_id bigint, kind text) FROM PUBLIC;

--
-- Name: FUNCTION _find_relgroups(relgroup_id bigint); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._find_relgroups(relgroup_id bigint) FROM PUBLIC;

--
-- Name: FUNCTION _find_sequences(sync_id bigint); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._find_sequences(sync_id bigint) FROM PUBLIC;

--
-- Name: FUNCTION _find_setting(name text, scope text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._find_setting(name text, scope text) FROM PUBLIC;

--
-- Name: FUNCTION _find_syncs(sync_id bigint); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._find_syncs(sync_id bigint) FROM PUBLIC;

--
-- Name: FUNCTION _find_tables(sync_id bigint); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._find_tables(sync_id bigint) FROM PUBLIC;

--
-- Name: FUNCTION _find_unique_policy(existing bucardo.sync, entry bucardo.sync_relation, columns text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._find_unique_policy(existing bucardo.sync, entry bucardo.sync_relation, columns text) FROM PUBLIC;

--
-- Name: FUNCTION _find_uses(name text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._find_uses(name text) FROM PUBLIC;

--
-- Name: FUNCTION _identifiers(names text[]); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._identifiers(names text[]) FROM PUBLIC;

--
-- Name: FUNCTION _insert_db(wanted bucardo.db, if_not_exists boolean); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._insert_db(wanted bucardo.db, if_not_exists boolean) FROM PUBLIC;

--
-- Name: FUNCTION _interval_text(milliseconds bigint); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._interval_text(milliseconds bigint) FROM PUBLIC;

--
-- Name: FUNCTION _is_active(sync text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._is_active(sync text) FROM PUBLIC;

--
-- Name: FUNCTION _is_removed(sync text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._is_removed(sync text) FROM PUBLIC;

--
-- Name: FUNCTION _is_secret(keyword text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._is_secret(keyword text) FROM PUBLIC;

--
-- Name: FUNCTION _join_relations(relations bucardo.sync_relation[], more bucardo.sync_relation[], kind text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._join_relations(relations bucardo.sync_relation[], more bucardo.sync_relation[], kind text) FROM PUBLIC;

--
-- Name: FUNCTION _kick(sync text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._kick(sync text) FROM PUBLIC;

--
-- Name: FUNCTION _leave_dbgroups(leaving bucardo.db); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._leave_dbgroups(leaving bucardo.db) FROM PUBLIC;

--
-- Name: FUNCTION _list_of_sync(existing bucardo.sync, verb text, relation text, kind text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._list_of_sync(existing bucardo.sync, verb text, relation text, kind text) FROM PUBLIC;

--
-- Name: FUNCTION _list_values(list text, what text, wanted_count integer); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._list_values(list text, what text, wanted_count integer) FROM PUBLIC;

--
-- Name: FUNCTION _lock_customcode(name text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._lock_customcode(name text) FROM PUBLIC;

--
-- Name: FUNCTION _lock_db(name text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._lock_db(name text) FROM PUBLIC;

--
-- Name: FUNCTION _lock_dbgroup(name text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._lock_dbgroup(name text) FROM PUBLIC;

--
-- Name: FUNCTION _lock_relgroup(name text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._lock_relgroup(name text) FROM PUBLIC;

--
-- Name: FUNCTION _lock_sync(name text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._lock_sync(name text) FROM PUBLIC;

--
-- Name: FUNCTION _lock_syncs_of_db(db_id bigint); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._lock_syncs_of_db(db_id bigint) FROM PUBLIC;

--
-- Name: FUNCTION _lock_syncs_of_dbgroup(dbgroup_id bigint); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._lock_syncs_of_dbgroup(dbgroup_id bigint) FROM PUBLIC;

--
-- Name: FUNCTION _lock_syncs_of_relgroup(relgroup_id bigint); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._lock_syncs_of_relgroup(relgroup_id bigint) FROM PUBLIC;

--
-- Name: FUNCTION _loser(id bigint, function_name text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._loser(id bigint, function_name text) FROM PUBLIC;

--
-- Name: FUNCTION _matches(name text, pattern text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._matches(name text, pattern text) FROM PUBLIC;

--
-- Name: FUNCTION _member_db(name text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._member_db(name text) FROM PUBLIC;

--
-- Name: FUNCTION _members_text(members bucardo.dbgroup_member[]); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._members_text(members bucardo.dbgroup_member[]) FROM PUBLIC;

--
-- Name: FUNCTION _named_dbgroup(dbs text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._named_dbgroup(dbs text) FROM PUBLIC;

--
-- Name: FUNCTION _named_relgroup(tables text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._named_relgroup(tables text) FROM PUBLIC;

--
-- Name: FUNCTION _nearest(word text, candidates text[]); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._nearest(word text, candidates text[]) FROM PUBLIC;

--
-- Name: FUNCTION _next_source_order(existing text[], had text[], sources text[]); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._next_source_order(existing text[], had text[], sources text[]) FROM PUBLIC;

--
-- Name: FUNCTION _one_relation(relation text, kind text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._one_relation(relation text, kind text) FROM PUBLIC;

--
-- Name: FUNCTION _option_of_table(sync_id bigint, entry bucardo.sync_relation); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._option_of_table(sync_id bigint, entry bucardo.sync_relation) FROM PUBLIC;

--
-- Name: FUNCTION _options_text(options jsonb); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._options_text(options jsonb) FROM PUBLIC;

--
-- Name: FUNCTION _own_dbgroup(target_sync bucardo.sync); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._own_dbgroup(target_sync bucardo.sync) FROM PUBLIC;

--
-- Name: FUNCTION _own_relgroup(target_sync bucardo.sync); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._own_relgroup(target_sync bucardo.sync) FROM PUBLIC;

--
-- Name: FUNCTION _parse_choice(value text, what text, choices text[]); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._parse_choice(value text, what text, choices text[]) FROM PUBLIC;

--
-- Name: FUNCTION _parse_columns(columns text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._parse_columns(columns text) FROM PUBLIC;

--
-- Name: FUNCTION _parse_dbs(dbs text, first_role text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._parse_dbs(dbs text, first_role text) FROM PUBLIC;

--
-- Name: FUNCTION _parse_function(name text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._parse_function(name text) FROM PUBLIC;

--
-- Name: FUNCTION _parse_relation(item text, kind text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._parse_relation(item text, kind text) FROM PUBLIC;

--
-- Name: FUNCTION _parse_relation_word(word text, patterns boolean, item text, kind text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._parse_relation_word(word text, patterns boolean, item text, kind text) FROM PUBLIC;

--
-- Name: FUNCTION _parse_relations(list text, kind text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._parse_relations(list text, kind text) FROM PUBLIC;

--
-- Name: FUNCTION _parse_source_order(source_order text, what text, sources text[]); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._parse_source_order(source_order text, what text, sources text[]) FROM PUBLIC;

--
-- Name: FUNCTION _parse_strategy(conflict_strategy text, sources text[]); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._parse_strategy(conflict_strategy text, sources text[]) FROM PUBLIC;

--
-- Name: FUNCTION _parse_table_name(name text, what text, schema_name text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._parse_table_name(name text, what text, schema_name text) FROM PUBLIC;

--
-- Name: FUNCTION _part_for_conflicts(largest bigint); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._part_for_conflicts(largest bigint) FROM PUBLIC;

--
-- Name: FUNCTION _quote_item(name text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._quote_item(name text) FROM PUBLIC;

--
-- Name: FUNCTION _raise_no_answer(timeout interval); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._raise_no_answer(timeout interval) FROM PUBLIC;

--
-- Name: FUNCTION _raise_no_custom(what text, parts text[], db text, sync text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._raise_no_custom(what text, parts text[], db text, sync text) FROM PUBLIC;

--
-- Name: FUNCTION _raise_not_active(sync text, timeout interval); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._raise_not_active(sync text, timeout interval) FROM PUBLIC;

--
-- Name: FUNCTION _raise_not_arrived(sync text, timeout interval); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._raise_not_arrived(sync text, timeout interval) FROM PUBLIC;

--
-- Name: FUNCTION _raise_not_checked(sync text, timeout interval); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._raise_not_checked(sync text, timeout interval) FROM PUBLIC;

--
-- Name: FUNCTION _raise_not_chosen(command_id bigint, timeout interval); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._raise_not_chosen(command_id bigint, timeout interval) FROM PUBLIC;

--
-- Name: FUNCTION _raise_not_created(sync text, db text, timeout interval); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._raise_not_created(sync text, db text, timeout interval) FROM PUBLIC;

--
-- Name: FUNCTION _raise_not_done(sync text, timeout interval); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._raise_not_done(sync text, timeout interval) FROM PUBLIC;

--
-- Name: FUNCTION _raise_not_removed(sync text, timeout interval); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._raise_not_removed(sync text, timeout interval) FROM PUBLIC;

--
-- Name: FUNCTION _raise_not_spread(sync text, timeout interval); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._raise_not_spread(sync text, timeout interval) FROM PUBLIC;

--
-- Name: FUNCTION _raise_not_tested(name text, timeout interval); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._raise_not_tested(name text, timeout interval) FROM PUBLIC;

--
-- Name: FUNCTION _raise_not_validated(sync text, timeout interval); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._raise_not_validated(sync text, timeout interval) FROM PUBLIC;

--
-- Name: FUNCTION _raise_shared_relgroup(relgroup_id bigint, parameter text, list text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._raise_shared_relgroup(relgroup_id bigint, parameter text, list text) FROM PUBLIC;

--
-- Name: FUNCTION _raise_unknown_db(name text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._raise_unknown_db(name text) FROM PUBLIC;

--
-- Name: FUNCTION _raise_unknown_sync(name text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._raise_unknown_sync(name text) FROM PUBLIC;

--
-- Name: FUNCTION _refuse_transaction(procedure_name text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._refuse_transaction(procedure_name text) FROM PUBLIC;

--
-- Name: FUNCTION _relation_lists(tables text, sequences text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._relation_lists(tables text, sequences text) FROM PUBLIC;

--
-- Name: FUNCTION _relation_name(schema_name text, table_name text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._relation_name(schema_name text, table_name text) FROM PUBLIC;

--
-- Name: FUNCTION _relation_text(relation bucardo.sync_relation); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._relation_text(relation bucardo.sync_relation) FROM PUBLIC;

--
-- Name: FUNCTION _relations_text(relations bucardo.sync_relation[], kind text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._relations_text(relations bucardo.sync_relation[], kind text) FROM PUBLIC;

--
-- Name: FUNCTION _relgroup_relations(relgroup_id bigint); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._relgroup_relations(relgroup_id bigint) FROM PUBLIC;

--
-- Name: FUNCTION _remove_clean_dbs(); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._remove_clean_dbs() FROM PUBLIC;

--
-- Name: FUNCTION _remove_relation(existing bucardo.sync, entry bucardo.sync_relation, relation text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._remove_relation(existing bucardo.sync, entry bucardo.sync_relation, relation text) FROM PUBLIC;

--
-- Name: FUNCTION _report_dangling(sync text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._report_dangling(sync text) FROM PUBLIC;

--
-- Name: FUNCTION _report_findings(sync text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._report_findings(sync text) FROM PUBLIC;

--
-- Name: FUNCTION _report_held(sync text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._report_held(sync text) FROM PUBLIC;

--
-- Name: FUNCTION _report_tables(sync text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._report_tables(sync text) FROM PUBLIC;

--
-- Name: FUNCTION _reset_names(reset text, scope text, given text[], also text[]); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._reset_names(reset text, scope text, given text[], also text[]) FROM PUBLIC;

--
-- Name: FUNCTION _same_relation(one bucardo.sync_relation, other bucardo.sync_relation); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._same_relation(one bucardo.sync_relation, other bucardo.sync_relation) FROM PUBLIC;

--
-- Name: FUNCTION _same_sync(wanted bucardo.sync, members bucardo.dbgroup_member[], relations bucardo.sync_relation[], row_filter text, if_not_exists boolean); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._same_sync(wanted bucardo.sync, members bucardo.dbgroup_member[], relations bucardo.sync_relation[], row_filter text, if_not_exists boolean) FROM PUBLIC;

--
-- Name: FUNCTION _sequence_row(sync_id bigint, entry bucardo.sync_relation); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._sequence_row(sync_id bigint, entry bucardo.sync_relation) FROM PUBLIC;

--
-- Name: FUNCTION _set_config(setting bucardo.setting, value text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._set_config(setting bucardo.setting, value text) FROM PUBLIC;

--
-- Name: FUNCTION _set_customcode(code bucardo.customcode, function_name text, relation text, expression text, db text, role text, timeout interval, priority integer, status text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._set_customcode(code bucardo.customcode, function_name text, relation text, expression text, db text, role text, timeout interval, priority integer, status text) FROM PUBLIC;

--
-- Name: FUNCTION _set_filter(sync_id bigint, schema_name text, table_name text, db_id bigint, condition text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._set_filter(sync_id bigint, schema_name text, table_name text, db_id bigint, condition text) FROM PUBLIC;

--
-- Name: FUNCTION _set_groups(wanted bucardo.sync, members bucardo.dbgroup_member[], relations bucardo.sync_relation[]); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._set_groups(wanted bucardo.sync, members bucardo.dbgroup_member[], relations bucardo.sync_relation[]) FROM PUBLIC;

--
-- Name: FUNCTION _set_members(target_sync bucardo.sync, members bucardo.dbgroup_member[]); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._set_members(target_sync bucardo.sync, members bucardo.dbgroup_member[]) FROM PUBLIC;

--
-- Name: FUNCTION _set_relations(sync_id bigint, relations bucardo.sync_relation[]); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._set_relations(sync_id bigint, relations bucardo.sync_relation[]) FROM PUBLIC;

--
-- Name: FUNCTION _set_table(existing bucardo.sync, entry bucardo.sync_relation, wanted bucardo.table_option, row_filter text, db_id bigint); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._set_table(existing bucardo.sync, entry bucardo.sync_relation, wanted bucardo.table_option, row_filter text, db_id bigint) FROM PUBLIC;

--
-- Name: FUNCTION _set_table_orders(sync_id bigint, had text[], sources text[]); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._set_table_orders(sync_id bigint, had text[], sources text[]) FROM PUBLIC;

--
-- Name: FUNCTION _setting_range(setting bucardo.setting); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._setting_range(setting bucardo.setting) FROM PUBLIC;

--
-- Name: FUNCTION _setting_row(setting bucardo.setting); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._setting_row(setting bucardo.setting) FROM PUBLIC;

--
-- Name: FUNCTION _setting_value(setting bucardo.setting, value text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._setting_value(setting bucardo.setting, value text) FROM PUBLIC;

--
-- Name: FUNCTION _source_names(members bucardo.dbgroup_member[]); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._source_names(members bucardo.dbgroup_member[]) FROM PUBLIC;

--
-- Name: FUNCTION _split_columns(columns text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._split_columns(columns text) FROM PUBLIC;

--
-- Name: FUNCTION _split_list(list text, what text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._split_list(list text, what text) FROM PUBLIC;

--
-- Name: FUNCTION _spread(sync text, sequences text, step integer); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._spread(sync text, sequences text, step integer) FROM PUBLIC;

--
-- Name: FUNCTION _strategy_text(conflict_strategy text, source_order text[]); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._strategy_text(conflict_strategy text, source_order text[]) FROM PUBLIC;

--
-- Name: FUNCTION _sync_fields(declared bucardo.sync, members bucardo.dbgroup_member[], relations bucardo.sync_relation[], row_filter text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._sync_fields(declared bucardo.sync, members bucardo.dbgroup_member[], relations bucardo.sync_relation[], row_filter text) FROM PUBLIC;

--
-- Name: FUNCTION _sync_filter(sync_id bigint); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._sync_filter(sync_id bigint) FROM PUBLIC;

--
-- Name: FUNCTION _table_fields(declared bucardo.table_option, row_filter text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._table_fields(declared bucardo.table_option, row_filter text) FROM PUBLIC;

--
-- Name: FUNCTION _table_filter(sync_id bigint, entry bucardo.sync_relation, db_id bigint); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._table_filter(sync_id bigint, entry bucardo.sync_relation, db_id bigint) FROM PUBLIC;

--
-- Name: FUNCTION _table_of_sync(existing bucardo.sync, relation text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._table_of_sync(existing bucardo.sync, relation text) FROM PUBLIC;

--
-- Name: FUNCTION _table_row(sync_id bigint, entry bucardo.sync_relation); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._table_row(sync_id bigint, entry bucardo.sync_relation) FROM PUBLIC;

--
-- Name: FUNCTION _table_strategy(wanted bucardo.table_option, existing bucardo.sync, conflict_strategy text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._table_strategy(wanted bucardo.table_option, existing bucardo.sync, conflict_strategy text) FROM PUBLIC;

--
-- Name: FUNCTION _takes_in(relations bucardo.sync_relation[], kind text, schema_name text, table_name text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._takes_in(relations bucardo.sync_relation[], kind text, schema_name text, table_name text) FROM PUBLIC;

--
-- Name: FUNCTION _test_customcode(name text, versions jsonb); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._test_customcode(name text, versions jsonb) FROM PUBLIC;

--
-- Name: FUNCTION _touch_custom(scope bigint[]); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._touch_custom(scope bigint[]) FROM PUBLIC;

--
-- Name: FUNCTION _touch_sync(sync_id bigint); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._touch_sync(sync_id bigint) FROM PUBLIC;

--
-- Name: FUNCTION _typed_options(options jsonb); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._typed_options(options jsonb) FROM PUBLIC;

--
-- Name: FUNCTION _unique_columns(columns text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._unique_columns(columns text) FROM PUBLIC;

--
-- Name: FUNCTION _unique_policy_row(sync text, kept bucardo.unique_policy); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._unique_policy_row(sync text, kept bucardo.unique_policy) FROM PUBLIC;

--
-- Name: FUNCTION _unquote(item text, what text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._unquote(item text, what text) FROM PUBLIC;

--
-- Name: FUNCTION _update_config(name text, value text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._update_config(name text, value text) FROM PUBLIC;

--
-- Name: FUNCTION _update_dbgroup(name text, dbs text, add text, remove text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._update_dbgroup(name text, dbs text, add text, remove text) FROM PUBLIC;

--
-- Name: FUNCTION _update_relgroup(name text, tables text, add text, remove text, sequences text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._update_relgroup(name text, tables text, add text, remove text, sequences text) FROM PUBLIC;

--
-- Name: FUNCTION _update_sync(name text, dbs text, tables text, sequences text, conflict_strategy text, autokick boolean, onetimecopy integer, copy_workers integer, status text, row_filter text, options jsonb, reset text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._update_sync(name text, dbs text, tables text, sequences text, conflict_strategy text, autokick boolean, onetimecopy integer, copy_workers integer, status text, row_filter text, options jsonb, reset text) FROM PUBLIC;

--
-- Name: FUNCTION _update_table(sync text, relation text, conflict_strategy text, row_filter text, db text, options jsonb, reset text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._update_table(sync text, relation text, conflict_strategy text, row_filter text, db text, options jsonb, reset text) FROM PUBLIC;

--
-- Name: FUNCTION _validate(sync text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._validate(sync text) FROM PUBLIC;

--
-- Name: FUNCTION _validated(command_id bigint); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._validated(command_id bigint) FROM PUBLIC;

--
-- Name: FUNCTION _wait(sync text, token text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._wait(sync text, token text) FROM PUBLIC;

--
-- Name: FUNCTION _wanted_column_policy(had bucardo.column_policy, sources text[], policy text, source_order text, expression text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._wanted_column_policy(had bucardo.column_policy, sources text[], policy text, source_order text, expression text) FROM PUBLIC;

--
-- Name: FUNCTION _wanted_members(dbgroup_id bigint, dbs text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._wanted_members(dbgroup_id bigint, dbs text) FROM PUBLIC;

--
-- Name: FUNCTION _wanted_relations(relgroup_id bigint, tables text, sequences text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._wanted_relations(relgroup_id bigint, tables text, sequences text) FROM PUBLIC;

--
-- Name: FUNCTION _wanted_unique_policy(had bucardo.unique_policy, winner text, loser text, column_name text, expression text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._wanted_unique_policy(had bucardo.unique_policy, winner text, loser text, column_name text, expression text) FROM PUBLIC;

--
-- Name: FUNCTION _with_schema(sync_id bigint, entry bucardo.sync_relation); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._with_schema(sync_id bigint, entry bucardo.sync_relation) FROM PUBLIC;

--
-- Name: FUNCTION _withdraw_ping(command_id bigint); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._withdraw_ping(command_id bigint) FROM PUBLIC;

--
-- Name: FUNCTION _withdraw_wait(command_id bigint); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo._withdraw_wait(command_id bigint) FROM PUBLIC;

--
-- Name: FUNCTION activate(sync text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.activate(sync text) FROM PUBLIC;

--
-- Name: FUNCTION add_column_policy(sync text, relation text, column_name text, policy text, source_order text, expression text, if_not_exists boolean); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.add_column_policy(sync text, relation text, column_name text, policy text, source_order text, expression text, if_not_exists boolean) FROM PUBLIC;

--
-- Name: FUNCTION add_customcode(name text, sync text, point text, function text, relation text, expression text, conflict text, db text, role text, timeout interval, priority integer, status text, if_not_exists boolean); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.add_customcode(name text, sync text, point text, function text, relation text, expression text, conflict text, db text, role text, timeout interval, priority integer, status text, if_not_exists boolean) FROM PUBLIC;

--
-- Name: FUNCTION add_customcols(relation text, columns text, db text, sync text, if_not_exists boolean); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.add_customcols(relation text, columns text, db text, sync text, if_not_exists boolean) FROM PUBLIC;

--
-- Name: FUNCTION add_customname(relation text, new_name text, db text, sync text, if_not_exists boolean); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.add_customname(relation text, new_name text, db text, sync text, if_not_exists boolean) FROM PUBLIC;

--
-- Name: FUNCTION add_db(name text, conninfo text, type text, host text, port integer, dbname text, username text, service text, passfile text, password_env text, status text, makedelta boolean, options jsonb, if_not_exists boolean); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.add_db(name text, conninfo text, type text, host text, port integer, dbname text, username text, service text, passfile text, password_env text, status text, makedelta boolean, options jsonb, if_not_exists boolean) FROM PUBLIC;

--
-- Name: FUNCTION add_dbgroup(name text, dbs anycompatible, if_not_exists boolean); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.add_dbgroup(name text, dbs anycompatible, if_not_exists boolean) FROM PUBLIC;

--
-- Name: FUNCTION add_dbs(names anycompatible, conninfo anycompatible, type text, host anycompatible, port text, dbname anycompatible, username text, service text, passfile text, password_env text, status text, makedelta boolean, options jsonb, if_not_exists boolean); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.add_dbs(names anycompatible, conninfo anycompatible, type text, host anycompatible, port text, dbname anycompatible, username text, service text, passfile text, password_env text, status text, makedelta boolean, options jsonb, if_not_exists boolean) FROM PUBLIC;

--
-- Name: FUNCTION add_relgroup(name text, tables anycompatible, sequences anycompatible, if_not_exists boolean); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.add_relgroup(name text, tables anycompatible, sequences anycompatible, if_not_exists boolean) FROM PUBLIC;

--
-- Name: FUNCTION add_sequence(sync text, relation text, if_not_exists boolean); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.add_sequence(sync text, relation text, if_not_exists boolean) FROM PUBLIC;

--
-- Name: FUNCTION add_sync(name text, dbs anycompatible, tables text[], conflict_strategy text, autokick boolean, onetimecopy integer, copy_workers integer, status text, sequences text, row_filter text, analyze_after_copy boolean, batch_time interval, checktime interval, dangling_fk text, deletemethod text, expired interval, isolation_level text, lifetime interval, lock_timeout interval, makedelta boolean, max_clock_skew interval, max_runs integer, overdue interval, priority integer, rebuild_index boolean, record_conflicts text, statement_timeout interval, strict_checking boolean, track_rates boolean, update_delete text, vacuum_after_copy boolean, if_not_exists boolean); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.add_sync(name text, dbs anycompatible, tables text[], conflict_strategy text, autokick boolean, onetimecopy integer, copy_workers integer, status text, sequences text, row_filter text, analyze_after_copy boolean, batch_time interval, checktime interval, dangling_fk text, deletemethod text, expired interval, isolation_level text, lifetime interval, lock_timeout interval, makedelta boolean, max_clock_skew interval, max_runs integer, overdue interval, priority integer, rebuild_index boolean, record_conflicts text, statement_timeout interval, strict_checking boolean, track_rates boolean, update_delete text, vacuum_after_copy boolean, if_not_exists boolean) FROM PUBLIC;

--
-- Name: FUNCTION add_sync(name text, dbs anycompatible, tables text, conflict_strategy text, autokick boolean, onetimecopy integer, copy_workers integer, status text, sequences text, row_filter text, analyze_after_copy boolean, batch_time interval, checktime interval, dangling_fk text, deletemethod text, expired interval, isolation_level text, lifetime interval, lock_timeout interval, makedelta boolean, max_clock_skew interval, max_runs integer, overdue interval, priority integer, rebuild_index boolean, record_conflicts text, statement_timeout interval, strict_checking boolean, track_rates boolean, update_delete text, vacuum_after_copy boolean, if_not_exists boolean); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.add_sync(name text, dbs anycompatible, tables text, conflict_strategy text, autokick boolean, onetimecopy integer, copy_workers integer, status text, sequences text, row_filter text, analyze_after_copy boolean, batch_time interval, checktime interval, dangling_fk text, deletemethod text, expired interval, isolation_level text, lifetime interval, lock_timeout interval, makedelta boolean, max_clock_skew interval, max_runs integer, overdue interval, priority integer, rebuild_index boolean, record_conflicts text, statement_timeout interval, strict_checking boolean, track_rates boolean, update_delete text, vacuum_after_copy boolean, if_not_exists boolean) FROM PUBLIC;

--
-- Name: FUNCTION add_table(sync text, relation text, conflict_strategy text, row_filter text, db text, analyze_after_copy boolean, dangling_fk text, deletemethod text, makedelta boolean, rebuild_index boolean, record_conflicts text, strict_checking boolean, update_delete text, vacuum_after_copy boolean, if_not_exists boolean); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.add_table(sync text, relation text, conflict_strategy text, row_filter text, db text, analyze_after_copy boolean, dangling_fk text, deletemethod text, makedelta boolean, rebuild_index boolean, record_conflicts text, strict_checking boolean, update_delete text, vacuum_after_copy boolean, if_not_exists boolean) FROM PUBLIC;

--
-- Name: FUNCTION add_unique_policy(sync text, relation text, columns text, winner text, loser text, column_name text, expression text, if_not_exists boolean); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.add_unique_policy(sync text, relation text, columns text, winner text, loser text, column_name text, expression text, if_not_exists boolean) FROM PUBLIC;

--
-- Name: FUNCTION check_fks(sync text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.check_fks(sync text) FROM PUBLIC;

--
-- Name: PROCEDURE check_fks_and_wait(IN sync text, IN timeout interval); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON PROCEDURE bucardo.check_fks_and_wait(IN sync text, IN timeout interval) FROM PUBLIC;

--
-- Name: FUNCTION choose(id bigint, db text, force boolean); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.choose(id bigint, db text, force boolean) FROM PUBLIC;

--
-- Name: PROCEDURE choose_and_wait(IN id bigint, IN db text, IN force boolean, IN timeout interval); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON PROCEDURE bucardo.choose_and_wait(IN id bigint, IN db text, IN force boolean, IN timeout interval) FROM PUBLIC;

--
-- Name: FUNCTION clone(sync text, db text, role text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.clone(sync text, db text, role text) FROM PUBLIC;

--
-- Name: FUNCTION create_target_tables(sync text, db text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.create_target_tables(sync text, db text) FROM PUBLIC;

--
-- Name: PROCEDURE create_target_tables_and_wait(IN sync text, IN db text, IN timeout interval); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON PROCEDURE bucardo.create_target_tables_and_wait(IN sync text, IN db text, IN timeout interval) FROM PUBLIC;

--
-- Name: FUNCTION dangling_fks(sync text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.dangling_fks(sync text) FROM PUBLIC;

--
-- Name: FUNCTION deactivate(sync text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.deactivate(sync text) FROM PUBLIC;

--
-- Name: FUNCTION delta(sync text, db text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.delta(sync text, db text) FROM PUBLIC;

--
-- Name: FUNCTION drop_deltas(sync text, db text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.drop_deltas(sync text, db text) FROM PUBLIC;

--
-- Name: FUNCTION export(with_access boolean); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.export(with_access boolean) FROM PUBLIC;

--
-- Name: FUNCTION grant_access(role_name text, access text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.grant_access(role_name text, access text) FROM PUBLIC;

--
-- Name: FUNCTION inspect(name text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.inspect(name text) FROM PUBLIC;

--
-- Name: FUNCTION kick(sync text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.kick(sync text) FROM PUBLIC;

--
-- Name: PROCEDURE kick_and_wait(IN sync text, IN timeout interval); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON PROCEDURE bucardo.kick_and_wait(IN sync text, IN timeout interval) FROM PUBLIC;

--
-- Name: FUNCTION list_access(role_name text, access text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.list_access(role_name text, access text) FROM PUBLIC;

--
-- Name: FUNCTION list_column_policies(sync text, relation text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.list_column_policies(sync text, relation text) FROM PUBLIC;

--
-- Name: FUNCTION list_config(name text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.list_config(name text) FROM PUBLIC;

--
-- Name: FUNCTION list_customcodes(name text, sync text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.list_customcodes(name text, sync text) FROM PUBLIC;

--
-- Name: FUNCTION list_customcols(relation text, db text, sync text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.list_customcols(relation text, db text, sync text) FROM PUBLIC;

--
-- Name: FUNCTION list_customnames(relation text, db text, sync text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.list_customnames(relation text, db text, sync text) FROM PUBLIC;

--
-- Name: FUNCTION list_dbgroups(name text, db text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.list_dbgroups(name text, db text) FROM PUBLIC;

--
-- Name: FUNCTION list_dbs(name text, sync text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.list_dbs(name text, sync text) FROM PUBLIC;

--
-- Name: FUNCTION list_relgroups(name text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.list_relgroups(name text) FROM PUBLIC;

--
-- Name: FUNCTION list_sequences(sync text, relation text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.list_sequences(sync text, relation text) FROM PUBLIC;

--
-- Name: FUNCTION list_syncs(name text, db text, state text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.list_syncs(name text, db text, state text) FROM PUBLIC;

--
-- Name: FUNCTION list_tables(sync text, relation text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.list_tables(sync text, relation text) FROM PUBLIC;

--
-- Name: FUNCTION list_unique_policies(sync text, relation text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.list_unique_policies(sync text, relation text) FROM PUBLIC;

--
-- Name: FUNCTION message(message text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.message(message text) FROM PUBLIC;

--
-- Name: FUNCTION pause(sync text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.pause(sync text) FROM PUBLIC;

--
-- Name: PROCEDURE ping(IN timeout interval, INOUT answered_in interval); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON PROCEDURE bucardo.ping(IN timeout interval, INOUT answered_in interval) FROM PUBLIC;

--
-- Name: FUNCTION purge(older_than interval, sync text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.purge(older_than interval, sync text) FROM PUBLIC;

--
-- Name: FUNCTION reload(sync text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.reload(sync text) FROM PUBLIC;

--
-- Name: FUNCTION remove_column_policy(sync text, relation text, column_name text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.remove_column_policy(sync text, relation text, column_name text) FROM PUBLIC;

--
-- Name: FUNCTION remove_customcode(name text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.remove_customcode(name text) FROM PUBLIC;

--
-- Name: FUNCTION remove_customcols(relation text, db text, sync text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.remove_customcols(relation text, db text, sync text) FROM PUBLIC;

--
-- Name: FUNCTION remove_customname(relation text, db text, sync text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.remove_customname(relation text, db text, sync text) FROM PUBLIC;

--
-- Name: FUNCTION remove_db(name text, force boolean, cascade boolean); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.remove_db(name text, force boolean, cascade boolean) FROM PUBLIC;

--
-- Name: FUNCTION remove_dbgroup(name text, cascade boolean); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.remove_dbgroup(name text, cascade boolean) FROM PUBLIC;

--
-- Name: FUNCTION remove_relgroup(name text, cascade boolean); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.remove_relgroup(name text, cascade boolean) FROM PUBLIC;

--
-- Name: FUNCTION remove_sequence(sync text, relation text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.remove_sequence(sync text, relation text) FROM PUBLIC;

--
-- Name: FUNCTION remove_sync(name text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.remove_sync(name text) FROM PUBLIC;

--
-- Name: FUNCTION remove_table(sync text, relation text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.remove_table(sync text, relation text) FROM PUBLIC;

--
-- Name: FUNCTION remove_unique_policy(sync text, relation text, columns text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.remove_unique_policy(sync text, relation text, columns text) FROM PUBLIC;

--
-- Name: FUNCTION rename_customcode(name text, new_name text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.rename_customcode(name text, new_name text) FROM PUBLIC;

--
-- Name: FUNCTION rename_db(name text, new_name text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.rename_db(name text, new_name text) FROM PUBLIC;

--
-- Name: FUNCTION rename_dbgroup(name text, new_name text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.rename_dbgroup(name text, new_name text) FROM PUBLIC;

--
-- Name: FUNCTION rename_relgroup(name text, new_name text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.rename_relgroup(name text, new_name text) FROM PUBLIC;

--
-- Name: FUNCTION rename_sync(name text, new_name text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.rename_sync(name text, new_name text) FROM PUBLIC;

--
-- Name: FUNCTION reset_config(name text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.reset_config(name text) FROM PUBLIC;

--
-- Name: FUNCTION resume(sync text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.resume(sync text) FROM PUBLIC;

--
-- Name: FUNCTION revoke_access(role_name text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.revoke_access(role_name text) FROM PUBLIC;

--
-- Name: FUNCTION spread_sequences(sync text, sequences text, step integer); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.spread_sequences(sync text, sequences text, step integer) FROM PUBLIC;

--
-- Name: PROCEDURE spread_sequences_and_wait(IN sync text, IN sequences text, IN step integer, IN timeout interval); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON PROCEDURE bucardo.spread_sequences_and_wait(IN sync text, IN sequences text, IN step integer, IN timeout interval) FROM PUBLIC;

--
-- Name: PROCEDURE test_customcode(IN name text, IN versions jsonb, IN timeout interval, INOUT answers jsonb); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON PROCEDURE bucardo.test_customcode(IN name text, IN versions jsonb, IN timeout interval, INOUT answers jsonb) FROM PUBLIC;

--
-- Name: FUNCTION undo_conflict(id bigint, force boolean); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.undo_conflict(id bigint, force boolean) FROM PUBLIC;

--
-- Name: PROCEDURE undo_conflict_and_wait(IN id bigint, IN force boolean, IN timeout interval); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON PROCEDURE bucardo.undo_conflict_and_wait(IN id bigint, IN force boolean, IN timeout interval) FROM PUBLIC;

--
-- Name: FUNCTION update_column_policy(sync text, relation text, column_name text, policy text, source_order text, expression text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.update_column_policy(sync text, relation text, column_name text, policy text, source_order text, expression text) FROM PUBLIC;

--
-- Name: FUNCTION update_config(name text, value anycompatible); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.update_config(name text, value anycompatible) FROM PUBLIC;

--
-- Name: FUNCTION update_customcode(name text, function text, relation text, expression text, db text, role text, timeout interval, priority integer, status text, reset text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.update_customcode(name text, function text, relation text, expression text, db text, role text, timeout interval, priority integer, status text, reset text) FROM PUBLIC;

--
-- Name: FUNCTION update_customcols(relation text, columns text, db text, sync text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.update_customcols(relation text, columns text, db text, sync text) FROM PUBLIC;

--
-- Name: FUNCTION update_customname(relation text, new_name text, db text, sync text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.update_customname(relation text, new_name text, db text, sync text) FROM PUBLIC;

--
-- Name: FUNCTION update_db(name text, conninfo text, type text, host text, port integer, dbname text, username text, service text, passfile text, password_env text, status text, makedelta boolean, inherit_makedelta boolean, options jsonb); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.update_db(name text, conninfo text, type text, host text, port integer, dbname text, username text, service text, passfile text, password_env text, status text, makedelta boolean, inherit_makedelta boolean, options jsonb) FROM PUBLIC;

--
-- Name: FUNCTION update_dbgroup(name text, dbs anycompatible, add anycompatible, remove anycompatible); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.update_dbgroup(name text, dbs anycompatible, add anycompatible, remove anycompatible) FROM PUBLIC;

--
-- Name: FUNCTION update_relgroup(name text, tables anycompatible, add anycompatible, remove anycompatible, sequences anycompatible); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.update_relgroup(name text, tables anycompatible, add anycompatible, remove anycompatible, sequences anycompatible) FROM PUBLIC;

--
-- Name: FUNCTION update_sync(name text, dbs anycompatible, tables anycompatible, conflict_strategy text, autokick boolean, onetimecopy integer, copy_workers integer, status text, sequences text, row_filter text, analyze_after_copy boolean, batch_time interval, checktime interval, dangling_fk text, deletemethod text, expired interval, isolation_level text, lifetime interval, lock_timeout interval, makedelta boolean, max_clock_skew interval, max_runs integer, overdue interval, priority integer, rebuild_index boolean, record_conflicts text, statement_timeout interval, strict_checking boolean, track_rates boolean, update_delete text, vacuum_after_copy boolean, reset text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.update_sync(name text, dbs anycompatible, tables anycompatible, conflict_strategy text, autokick boolean, onetimecopy integer, copy_workers integer, status text, sequences text, row_filter text, analyze_after_copy boolean, batch_time interval, checktime interval, dangling_fk text, deletemethod text, expired interval, isolation_level text, lifetime interval, lock_timeout interval, makedelta boolean, max_clock_skew interval, max_runs integer, overdue interval, priority integer, rebuild_index boolean, record_conflicts text, statement_timeout interval, strict_checking boolean, track_rates boolean, update_delete text, vacuum_after_copy boolean, reset text) FROM PUBLIC;

--
-- Name: FUNCTION update_table(sync text, relation text, conflict_strategy text, row_filter text, db text, analyze_after_copy boolean, dangling_fk text, deletemethod text, makedelta boolean, rebuild_index boolean, record_conflicts text, strict_checking boolean, update_delete text, vacuum_after_copy boolean, reset text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.update_table(sync text, relation text, conflict_strategy text, row_filter text, db text, analyze_after_copy boolean, dangling_fk text, deletemethod text, makedelta boolean, rebuild_index boolean, record_conflicts text, strict_checking boolean, update_delete text, vacuum_after_copy boolean, reset text) FROM PUBLIC;

--
-- Name: FUNCTION update_unique_policy(sync text, relation text, columns text, winner text, loser text, column_name text, expression text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.update_unique_policy(sync text, relation text, columns text, winner text, loser text, column_name text, expression text) FROM PUBLIC;

--
-- Name: FUNCTION validate(sync text); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.validate(sync text) FROM PUBLIC;

--
-- Name: PROCEDURE validate_and_wait(IN sync text, IN timeout interval); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON PROCEDURE bucardo.validate_and_wait(IN sync text, IN timeout interval) FROM PUBLIC;

--
-- Name: PROCEDURE wait_for_sync(IN sync text, IN token text, IN timeout interval); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON PROCEDURE bucardo.wait_for_sync(IN sync text, IN token text, IN timeout interval) FROM PUBLIC;

--
-- Name: PROCEDURE wait_until_active(IN sync text, IN timeout interval); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON PROCEDURE bucardo.wait_until_active(IN sync text, IN timeout interval) FROM PUBLIC;

--
-- Name: PROCEDURE wait_until_removed(IN sync text, IN timeout interval); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON PROCEDURE bucardo.wait_until_removed(IN sync text, IN timeout interval) FROM PUBLIC;

--
-- Name: FUNCTION what_if(sync text, strategy text, since timestamp with time zone); Type: ACL; Schema: bucardo; Owner: -
--

REVOKE ALL ON FUNCTION bucardo.what_if(sync text, strategy text, since timestamp with time zone) FROM PUBLIC;

--
-- PostgreSQL database dump complete
--

