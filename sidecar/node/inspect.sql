-- Every ordinary and partitioned table a sync could mean, with what is needed to decide whether it can be replicated.
-- The field names are those of the Go types. search_path is pg_catalog, so type names come out qualified.
WITH RECURSIVE tables AS (
    SELECT c.oid, n.nspname, c.relname, c.relkind, c.relpersistence, c.relispartition,
           EXISTS (SELECT FROM pg_inherits i WHERE c.oid IN (i.inhparent) AND c.relkind = 'r') AS has_children,
           EXISTS (SELECT FROM pg_inherits i WHERE i.inhrelid = c.oid AND NOT c.relispartition) AS is_child
    FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
      AND c.relpersistence <> 't'
      AND n.nspname NOT IN ('information_schema', 'bucardo', 'bucardo_node')
      AND n.nspname !~ '^pg_'
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
), inexact AS (
    -- Types whose equal values can be written differently, in a way that no function undoes: two databases could not tell
    -- that a key is the same.
    SELECT t.oid AS typid
    FROM pg_type t
    LEFT JOIN pg_range r ON r.rngtypid = t.oid
    WHERE t.oid = 'jsonb'::regtype
       OR EXISTS (
           -- elements of an array, bounds of a range, columns of a composite
           SELECT
           FROM (SELECT t.typelem AS part WHERE t.typcategory = 'A'
                 UNION ALL SELECT r.rngsubtype
                 UNION ALL SELECT x.atttypid FROM pg_attribute x
                           WHERE t.typtype = 'c' AND x.attrelid = t.typrelid AND x.attnum > 0 AND NOT x.attisdropped) AS p
           JOIN pg_type e ON e.oid = p.part
           WHERE e.typtype IN ('c', 'd') OR e.typname = 'citext' OR t.typtype = 'c' AND e.typcategory = 'A'
              OR e.oid IN ('numeric'::regtype, 'float8'::regtype, 'float4'::regtype, 'interval'::regtype, 'jsonb'::regtype))
), base AS (
    SELECT a.attrelid, a.attnum, a.atttypid AS typid, a.atttypmod AS typmod
    FROM pg_attribute a
    JOIN tables t ON t.oid = a.attrelid
    WHERE a.attnum > 0 AND NOT a.attisdropped
    UNION ALL
    SELECT b.attrelid, b.attnum, ty.typbasetype, ty.typtypmod
    FROM base b
    JOIN pg_type ty ON ty.oid = b.typid
    WHERE ty.typtype = 'd'
)
SELECT coalesce(jsonb_agg(jsonb_build_object(
    'OID', t.oid::bigint, 'Schema', t.nspname, 'Name', t.relname,
    'Quoted', format('%I.%I', t.nspname, t.relname),
    'Display', t.nspname || '.' || CASE WHEN quote_ident(t.relname) = t.relname THEN t.relname ELSE quote_ident(t.relname) END,
    'Kind', t.relkind, 'Shape', (
        SELECT string_agg(concat_ws(' ', a.attnum, a.attname, a.atttypid, a.atttypmod, a.attcollation), ',' ORDER BY a.attnum)
        FROM pg_attribute a
        WHERE a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped),
    'Partition', t.relispartition,
    'Inherits', t.has_children OR t.is_child,
    'Columns', (
        SELECT coalesce(jsonb_agg(jsonb_build_object(
                   'Name', a.attname, 'Quoted', quote_ident(a.attname), 'Type', format_type(a.atttypid, a.atttypmod),
                   'BaseType', (SELECT format_type(b.typid, b.typmod) FROM base b JOIN pg_type ty ON ty.oid = b.typid
                                WHERE b.attrelid = a.attrelid AND b.attnum = a.attnum AND ty.typtype <> 'd'),
                   'Collate', coalesce((SELECT format('COLLATE %I.%I', n.nspname, co.collname)
                                        FROM base b JOIN pg_type ty ON ty.oid = b.typid
                                        JOIN pg_collation co ON co.oid = a.attcollation AND co.oid <> ty.typcollation
                                        JOIN pg_namespace n ON n.oid = co.collnamespace
                                        WHERE b.attrelid = a.attrelid AND b.attnum = a.attnum AND ty.typtype <> 'd'), ''),
                   'Equals', coalesce((SELECT format('OPERATOR(%I.%s)', n.nspname, o.oprname)
                                       FROM base b
                                       JOIN pg_opclass oc ON oc.opcintype = b.typid AND oc.opcdefault
                                       JOIN pg_am am ON am.oid = oc.opcmethod AND am.amname = 'btree'
                                       JOIN pg_amop ao ON ao.amopfamily = oc.opcfamily AND ao.amoplefttype = b.typid
                                            AND ao.amoprighttype = b.typid AND ao.amopstrategy = 3
                                       JOIN pg_operator o ON o.oid = ao.amopopr
                                       JOIN pg_namespace n ON n.oid = o.oprnamespace
                                       WHERE b.attrelid = a.attrelid AND b.attnum = a.attnum AND n.nspname <> 'pg_catalog'
                                       LIMIT 1), '='),
                   'Generated', a.attgenerated <> '', 'AlwaysIdentity', a.attidentity = 'a',
                   'Optional', NOT a.attnotnull OR a.atthasdef OR a.attidentity <> '') ORDER BY a.attnum), '[]')
        FROM pg_attribute a
        WHERE a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped),
    'Keys', (
        SELECT coalesce(jsonb_agg(k.columns ORDER BY NOT k.indisprimary, k.relname), '[]')
        FROM (SELECT i.indisprimary, ic.relname,
                     (SELECT jsonb_agg(a.attname ORDER BY p.n)
                      FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS p(attnum, n)
                      JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = p.attnum
                      WHERE p.n <= i.indnkeyatts) AS columns
              FROM pg_index i
              JOIN pg_class ic ON ic.oid = i.indexrelid
              WHERE i.indrelid = t.oid AND i.indisunique AND i.indisvalid AND i.indimmediate AND NOT i.indisexclusion
                AND i.indpred IS NULL AND i.indexprs IS NULL
                AND NOT EXISTS (SELECT FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS p(attnum, n)
                                JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = p.attnum
                                LEFT JOIN pg_collation co ON co.oid = a.attcollation
                                WHERE p.n <= i.indnkeyatts
                                  AND (NOT a.attnotnull OR a.attgenerated <> '' OR NOT coalesce(co.collisdeterministic, true)
                                       OR EXISTS (SELECT FROM base b JOIN inexact x ON x.typid = b.typid
                                                  WHERE b.attrelid = a.attrelid AND b.attnum = a.attnum)))) AS k),
    'Unusable', (
        SELECT coalesce(jsonb_agg(format('unique index %I %s', ic.relname,
                   CASE WHEN NOT i.indisvalid THEN 'is not valid'
                        WHEN i.indpred IS NOT NULL THEN 'is partial'
                        WHEN i.indexprs IS NOT NULL THEN 'is on an expression'
                        WHEN NOT i.indimmediate THEN 'is deferrable'
                        WHEN i.indisexclusion THEN 'excludes overlaps'
                        WHEN EXISTS (SELECT FROM unnest(i.indkey::int2[]) AS p(attnum)
                                     JOIN base b ON b.attrelid = t.oid AND b.attnum = p.attnum
                                     JOIN inexact x ON x.typid = b.typid) THEN 'has a column of a type whose equal values can be written differently'
                        ELSE 'has a column that may be NULL, is generated or has a nondeterministic collation' END) ORDER BY ic.relname), '[]')
        FROM pg_index i
        JOIN pg_class ic ON ic.oid = i.indexrelid
        WHERE i.indrelid = t.oid AND i.indisunique),
    'Uniques', (
        SELECT coalesce(jsonb_agg((
                   SELECT jsonb_agg(a.attname ORDER BY a.attname COLLATE "C")
                   FROM pg_attribute a
                   WHERE a.attrelid = t.oid AND a.attnum > 0
                     AND (EXISTS (SELECT FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS p(attnum, n) WHERE p.attnum = a.attnum AND p.n <= i.indnkeyatts)
                          OR i.indexprs IS NOT NULL
                         AND EXISTS (SELECT FROM pg_depend d
                                     WHERE d.classid = 'pg_class'::regclass AND d.objid = i.indexrelid
                                       AND d.refclassid = 'pg_class'::regclass AND d.refobjid = t.oid AND d.refobjsubid = a.attnum)))), '[]')
        FROM pg_index i
        WHERE i.indrelid = t.oid AND i.indisunique AND NOT i.indisexclusion),
    'DeferrableUnique', EXISTS (
        SELECT FROM pg_index i WHERE i.indrelid = t.oid AND i.indisunique AND NOT i.indimmediate AND NOT i.indisexclusion),
    'References', (
        SELECT coalesce(jsonb_agg(DISTINCT f.confrelid::bigint), '[]')
        FROM pg_constraint f
        WHERE f.conrelid = t.oid AND f.contype = 'f' AND f.confrelid <> t.oid),
    'ForeignKeys', (
        -- to_jsonb: PostgreSQL has these two columns since 18.
        SELECT coalesce(jsonb_agg(jsonb_build_object(
                   'Name', f.conname, 'Parent', f.confrelid::bigint, 'ParentSchema', pn.nspname, 'ParentName', pc.relname,
                   'ParentQuoted', format('%I.%I', pn.nspname, pc.relname),
                   'Columns', (SELECT jsonb_agg(quote_ident(a.attname) ORDER BY k.n) FROM unnest(f.conkey) WITH ORDINALITY AS k(attnum, n)
                               JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = k.attnum),
                   'ParentColumns', (SELECT jsonb_agg(quote_ident(a.attname) ORDER BY k.n) FROM unnest(f.confkey) WITH ORDINALITY AS k(attnum, n)
                                     JOIN pg_attribute a ON a.attrelid = f.confrelid AND a.attnum = k.attnum),
                   'Equals', (SELECT jsonb_agg(format('OPERATOR(%I.%s)', opn.nspname, o.oprname) ORDER BY k.n)
                              FROM unnest(f.conpfeqop) WITH ORDINALITY AS k(oid, n)
                              JOIN pg_operator o ON o.oid = k.oid
                              JOIN pg_namespace opn ON opn.oid = o.oprnamespace)) ORDER BY f.conname), '[]')
        FROM pg_constraint f
        JOIN pg_class pc ON pc.oid = f.confrelid
        JOIN pg_namespace pn ON pn.oid = pc.relnamespace
        WHERE f.conrelid = t.oid AND f.contype = 'f' AND f.conparentid = 0
          AND to_jsonb(f) ->> 'conenforced' IS DISTINCT FROM 'false' AND to_jsonb(f) ->> 'conperiod' IS DISTINCT FROM 'true'),
    'CascadesFrom', EXISTS (
        SELECT FROM pg_constraint f WHERE f.confrelid = t.oid AND f.contype = 'f' AND f.confdeltype NOT IN ('a', 'r')),
    'Lacks', (
        SELECT coalesce(jsonb_agg(p.privilege), '[]')
        FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRIGGER']) AS p(privilege)
        WHERE NOT has_table_privilege(t.oid, p.privilege)
           OR NOT has_schema_privilege(t.nspname, 'USAGE'))
) ORDER BY t.nspname, t.relname), '[]')
FROM tables t
