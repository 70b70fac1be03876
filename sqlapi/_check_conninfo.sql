CREATE OR REPLACE FUNCTION bucardo._check_conninfo(conninfo text)
RETURNS text[]
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_check_conninfo$
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
$_check_conninfo$;

COMMENT ON FUNCTION bucardo._check_conninfo(conninfo text)
IS 'The keywords used in a libpq connection string. Raises when it cannot be read or holds a secret.';
