CREATE OR REPLACE FUNCTION bucardo._typed_options(options jsonb)
RETURNS jsonb
LANGUAGE plpgsql
STABLE
SET search_path = pg_catalog, pg_temp
AS $_typed_options$
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
$_typed_options$;

COMMENT ON FUNCTION bucardo._typed_options(options jsonb)
IS 'Settings as the sidecar reads them: numbers and booleans as such, an interval as its milliseconds.';
