package sqlapi_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestConfig sets each kind of setting: equal values are kept as the same text, and what cannot be is refused.
func TestConfig(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, test := range []struct{ call, want string }{
		{`update_config('keep_rows', '500')`, `500`},
		{`update_config('keep_rows', 500)`, `500`},
		{`update_config('Keep_Rows', ' +0700 ')`, `700`},
		{`reset_config('keep_rows')`, `10000`},
		{`update_config('makedelta', 'on')`, `true`},
		{`update_config('makedelta', false)`, `false`},
		{`update_config('deletemethod', ' Truncate ')`, `truncate`},
		{`update_config('isolation_level', 'Repeatable  Read')`, `repeatable read`},
		{`update_config('checktime', '90 s')`, `90s`},
		{`update_config('checktime', interval '00:01:30')`, `90s`},
		{`update_config('checktime', '1:30:00'::time)`, `90min`},
		{`update_config('checktime', 'PT2H')`, `2h`},
		{`update_config('checktime', '1500 milliseconds')`, `1500ms`},
		{`update_config('checktime', '3 days')`, `3d`},
		{`update_config('checktime', '0 s')`, `0`},
		{`update_config('batch_time', '00:00:00.010')`, `10ms`},
	} {
		if got := one[string](t, b.conn, `SELECT value FROM bucardo.`+test.call); got != test.want {
			t.Errorf("%s is %q, want %q", test.call, got, test.want)
		}
	}
	for _, style := range []string{"postgres", "postgres_verbose", "sql_standard", "iso_8601"} {
		b.must(t, `SET intervalstyle = `+style)
		if got := one[string](t, b.conn, `SELECT value FROM bucardo.update_config('checktime', interval '1 day 90 s')`); got != "86490s" {
			t.Errorf("%s: %q", style, got)
		}
	}
	for _, value := range []string{
		`keep_rows:99`, `keep_rows:10000001`, `keep_rows:1.5`, `keep_rows:`, `keep_rows:99999999999999999999`, `max_runs:2147483648`,
		`makedelta:maybe`, `deletemethod:delet`, `checktime:-1s`, `checktime:0.4ms`, `checktime:soon`, `checktime:36501d`, `checktime:999999999999999y`, `batch_time:9ms`, `batch_time:61 min`, `checktime:infinity`,
	} {
		name, value, _ := strings.Cut(value, ":")
		if refused := fails(t, b.conn, `SELECT bucardo.update_config('`+name+`', '`+value+`')`); refused.Code != "22023" || refused.Hint == "" {
			t.Errorf("%s = %q: %s", name, value, describe(refused))
		}
	}
	if got := all[string](t, b.conn, `SELECT name FROM bucardo.list_config('*_after_copy')`); !cmp.Equal(got, []string{"analyze_after_copy", "vacuum_after_copy"}) {
		t.Errorf("list_config('*_after_copy'): %v", got)
	}
	// The sidecar reads what the functions keep.
	if got := one[int](t, b.conn, `SELECT (bucardo._typed_options(jsonb_build_object('checktime', value)) ->> 'checktime')::integer FROM bucardo.list_config('checktime')`); got != 86490000 {
		t.Errorf("the sidecar reads %d ms", got)
	}
}

// TestDefaultsAreCanonical has every default, and bound, as update_config would keep it.
func TestDefaultsAreCanonical(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, odd := range all[string](t, b.conn, `
SELECT s.name || ' ' || s.default_value FROM bucardo.setting s WHERE bucardo._setting_value(s, s.default_value) <> s.default_value`) {
		t.Errorf("not as it would be kept: %s", odd)
	}
}

// TestConfigReachesSyncs has a change noticed by the syncs it applies to, and by no other.
func TestConfigReachesSyncs(t *testing.T) {
	t.Parallel()
	b := setup(t).withDBs(t)
	b.must(t, `SELECT bucardo.add_sync('bard', 's1,s2'), bucardo.add_sync('own', 's1,s2', checktime => '1 min')`)
	for _, test := range []struct{ call, want string }{
		{`update_config('checktime', '5 s')`, `bard 2 own 1`},
		{`update_config('checktime', '5000 ms')`, `bard 2 own 1`},
		{`update_config('keep_rows', 500)`, `bard 2 own 1`},
		{`update_config('track_rates', true)`, `bard 3 own 2`},
		{`reset_config('checktime')`, `bard 4 own 2`},
		{`update_config('checktime', '0')`, `bard 4 own 2`}, // the default, now set
	} {
		b.must(t, `SELECT bucardo.`+test.call)
		if got := one[string](t, b.conn, `SELECT string_agg(name || ' ' || version, ' ' ORDER BY name) FROM bucardo.sync`); got != test.want {
			t.Errorf("%s: versions %s, want %s", test.call, got, test.want)
		}
	}
}

// TestSettingsAreParameters has each setting of a sync as a parameter of add_sync and update_sync, those of a table as
// parameters of add_table and update_table, all of the setting's type, and no others.
func TestSettingsAreParameters(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for function, scope := range map[string]string{"add_sync": "sync", "update_sync": "sync", "add_table": "table", "update_table": "table"} {
		for _, missing := range all[string](t, b.conn, `
SELECT p.oid::regprocedure || ': ' || s.name || ' ' || s.kind
FROM pg_proc p, bucardo.setting s
WHERE p.pronamespace = 'bucardo'::regnamespace
AND p.proname = $1
AND $2 = ANY (s.scopes)
AND NOT EXISTS (
    SELECT
    FROM unnest(p.proargnames) WITH ORDINALITY a(name, n)
    WHERE a.name = s.name
    AND format_type(p.proargtypes[n - 1], NULL) = s.kind
    AND p.prosrc ~ ('''' || s.name || ''', ' || $1 || '\.' || s.name || '\M'))`, function, scope) {
			t.Errorf("%s is no parameter, or not passed on", missing)
		}
		for _, stranger := range all[string](t, b.conn, `
SELECT DISTINCT m.name[1]
FROM pg_proc p, regexp_matches(p.prosrc, '''(\w+)'', \w+\.\w+[,)]', 'g') AS m(name)
WHERE p.pronamespace = 'bucardo'::regnamespace
AND p.proname = $1
EXCEPT SELECT s.name FROM bucardo.setting s WHERE $2 = ANY (s.scopes)`, function, scope) {
			t.Errorf("%s: %s is no setting of a %s", function, stranger, scope)
		}
	}
}

const optionText = `SELECT concat_ws(' ', options, sequences::text, row_filter) FROM `

func TestSyncOptions(t *testing.T) {
	t.Parallel()
	b := setup(t).withDBs(t)
	for _, test := range []struct {
		call, want string
		version    int
	}{
		{`add_sync('bard', 's1:source,s2:source', checktime => '90 s', makedelta => true, deletemethod => 'TRUNCATE', max_runs => 5)`, `{"max_runs": "5", "checktime": "90s", "makedelta": "true", "deletemethod": "truncate"} {}`, 1},
		{`update_sync('bard')`, `{"max_runs": "5", "checktime": "90s", "makedelta": "true", "deletemethod": "truncate"} {}`, 1},
		{`update_sync('bard', checktime => '1.5 min', max_runs => 5)`, `{"max_runs": "5", "checktime": "90s", "makedelta": "true", "deletemethod": "truncate"} {}`, 1},
		{`update_sync('bard', checktime => '0', reset => 'max_runs,"makedelta",lifetime')`, `{"checktime": "0", "deletemethod": "truncate"} {}`, 2},
		{`update_sync('bard', reset => 'all', priority => 3)`, ``, 0},
		{`update_sync('bard', reset => 'all')`, `{} {}`, 3},
		{`update_sync('bard', sequences => 'public.work_id_seq, drama.*')`, `{} {public.work_id_seq,drama.*}`, 4},
		{`update_sync('bard', tables => 'public.work')`, `{} {public.work_id_seq,drama.*}`, 5},
		{`update_sync('bard', tables => 'public.work', sequences => ARRAY['all']::text)`, `{} {all}`, 6},
		{`update_sync('bard', sequences => 'all', row_filter => 'id > 7')`, `{} {all} id > 7`, 7},
		{`update_sync('bard', priority => 4)`, `{"priority": "4"} {all} id > 7`, 8},
		{`update_sync('bard', row_filter => '', sequences => '')`, `{"priority": "4"} {}`, 9},
		{`update_sync('bard', row_filter => '', sequences => '')`, `{"priority": "4"} {}`, 9},
	} {
		if test.version == 0 {
			if refused := fails(t, b.conn, `SELECT bucardo.`+test.call); refused.Code != "22023" {
				t.Errorf("%s: %s", test.call, describe(refused))
			}
			continue
		}
		if got := one[string](t, b.conn, optionText+`bucardo.`+test.call); got != test.want {
			t.Errorf("%s:\n got %s\nwant %s", test.call, got, test.want)
		}
		if got := one[int](t, b.conn, `SELECT version::integer FROM bucardo.sync`); got != test.version {
			t.Errorf("%s: version is %d, want %d", test.call, got, test.version)
		}
		checkGroups(t, b)
	}
}

func TestSyncOptionsIfNotExists(t *testing.T) {
	t.Parallel()
	b := setup(t).withDBs(t)
	const declaration = `bucardo.add_sync('bard', 's1,s2', ARRAY['public.work'], checktime => '90 s', row_filter => 'id > 7', sequences => 'all', if_not_exists => true`
	for range 2 {
		b.must(t, `SELECT `+declaration+`)`)
	}
	for call, want := range map[string]string{
		declaration + `, priority => 1)`:                                        `It differs: options is checktime 90s, asked for checktime 90s, priority 1.`,
		strings.Replace(declaration, `id > 7`, `id > 8`, 1) + `)`:               `It differs: row_filter is id > 7, asked for id > 8.`,
		`bucardo.add_sync('bard', 's1,s2', 'public.work', checktime => '90 s')`: `It differs: sequences is all, asked for not set; row_filter is id > 7, asked for not set.`,
	} {
		if refused := fails(t, b.conn, `SELECT `+call); refused.Code != "42710" || refused.Detail != want {
			t.Errorf("%s: %s\nwant DETAIL: %s", call, describe(refused), want)
		}
	}
}

// TestSettingsInReference has the table of settings in the reference say what the settings are.
func TestSettingsInReference(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, body, found := strings.Cut(strings.Join(readLines(t, reference), "\n"), "\n## Settings\n")
	if !found {
		t.Fatal("the reference has no section of settings")
	}
	body, _, _ = strings.Cut(body, "\n`list_config`")
	want := all[string](t, b.conn, `
SELECT concat('| `+"`', s.name, '`"+` | ', s.kind, ' | `+"`', s.default_value, '`"+` | ',
              coalesce(array_to_string(s.choices, ', '), concat_ws(' to ', s.minimum, coalesce(s.maximum, CASE WHEN s.minimum IS NOT NULL THEN 'any' END)), ''), ' | ',
              array_to_string(s.scopes, ', '), ' | ', s.description, ' |')
FROM bucardo.setting s
ORDER BY s.name`)
	if diff := cmp.Diff(want, regexp.MustCompile("(?m)^\\| `.*(?:config|sync).* \\|$").FindAllString(body, -1)); diff != "" {
		t.Errorf("the table of settings (-settings +reference):\n%s", diff)
	}
}
