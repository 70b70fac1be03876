-- Every sequence a sync could mean. The field names are those of the Go types.
SELECT coalesce(jsonb_agg(jsonb_build_object(
    'OID', c.oid::bigint, 'Schema', n.nspname, 'Name', c.relname,
    'Quoted', format('%I.%I', n.nspname, c.relname),
    'Display', n.nspname || '.' || CASE WHEN quote_ident(c.relname) = c.relname THEN c.relname ELSE quote_ident(c.relname) END,
    'Type', format_type(s.seqtypid, NULL), 'Increment', s.seqincrement, 'Cycle', s.seqcycle,
    'Owner', pg_has_role(c.relowner, 'USAGE'),
    'Lacks', (
        SELECT coalesce(jsonb_agg(p.privilege), '[]')
        FROM unnest(ARRAY['SELECT', 'UPDATE']) AS p(privilege)
        WHERE NOT has_sequence_privilege(c.oid, p.privilege)
           OR NOT has_schema_privilege(n.oid, 'USAGE'))
) ORDER BY n.nspname, c.relname), '[]')
FROM pg_sequence s
JOIN pg_class c ON c.oid = s.seqrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relpersistence <> 't'
  AND n.nspname NOT IN ('information_schema', 'bucardo', 'bucardo_node')
  AND n.nspname !~ '^pg_'
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
