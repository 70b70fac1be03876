CREATE OR REPLACE FUNCTION bucardo._access_routines(access text)
RETURNS SETOF regprocedure
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $_access_routines$
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
$_access_routines$;

COMMENT ON FUNCTION bucardo._access_routines(access text)
IS 'What a role with this access level may execute.';
