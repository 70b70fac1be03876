CREATE OR REPLACE FUNCTION bucardo._nearest(word text, candidates text[])
RETURNS text
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $_nearest$
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
$_nearest$;

COMMENT ON FUNCTION bucardo._nearest(word text, candidates text[])
IS 'The candidate that word is most likely a typing error of, or NULL.';
