package kid

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/sidecar/delta"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
)

// A version of a row that did not win a conflict can be written afterwards. It is an ordinary change at one of the sources, made
// as an application would make it: it is captured, triggers fire, constraints hold, and it replicates as any other.

// chooseTimeout bounds the time for which runs wait for such a write.
const chooseTimeout = 30 * time.Second

// chosenVersion comes with the command.
type chosenVersion struct {
	Conflict      int64
	DB            string // whose version it is
	Schema, Table string
	Key           json.RawMessage
	Row           json.RawMessage            // null: gone
	Left          map[string]json.RawMessage // what the conflict left, by database, "" for any; nil: it does not matter
}

// remaining is what the conflict left at a database.
func (v *chosenVersion) remaining(db string) (row json.RawMessage, known bool) {
	if row, known = v.Left[""]; !known {
		row, known = v.Left[db]
	}
	return row, known
}

func isGone(row json.RawMessage) bool { return len(row) == 0 || string(row) == "null" }

// chooseVersions carries out and answers the commands to write a version of a conflict.
func (k *Kid) chooseVersions(ctx context.Context) {
	k.open = slices.DeleteFunc(k.open, func(c catalog.Command) bool {
		if c.Verb != "choose" {
			return false
		}
		if err := k.chooseVersion(ctx, c); err != nil {
			k.log.Warn(fmt.Sprintf("KID (%s) A version of a conflict was not written: %s", k.sync.Name, err), "sync", k.sync.Name)
			k.recorder.CommandDone(c.ID, err)
		} else {
			k.recorder.Chosen(c.ID)
		}
		return true
	})
}

// chooseVersion writes the version at the first source that has another. After a conflict that was skipped that is not the one
// whose version it is.
func (k *Kid) chooseVersion(ctx context.Context, c catalog.Command) error {
	var version chosenVersion
	if err := json.Unmarshal(c.Arguments, &version); err != nil {
		return fmt.Errorf("decode arguments: %w", err)
	}
	i := slices.IndexFunc(k.plan.tables, func(t *plannedTable) bool { return t.schema == version.Schema && t.name == version.Table })
	if i < 0 {
		return fmt.Errorf("the sync does not replicate the table %s.%s now; bucardo.table_status shows which it does", version.Schema, version.Table)
	}
	ctx, cancel := context.WithTimeout(ctx, chooseTimeout)
	defer cancel()
	for _, m := range k.nodes() {
		if !m.isSource() {
			continue
		}
		written, err := k.writeVersion(ctx, m, k.plan.tables[i].at[m.position], &version)
		if err != nil {
			problem := node.AsProblem(node.Explain(m.db, err))
			return fmt.Errorf("%w. %s", problem, problem.NextStep)
		}
		if written {
			k.log.Info(fmt.Sprintf("KID (%s) The version of %s in conflict %d was written on %s", k.sync.Name, version.DB, version.Conflict, m.db.Name), "sync", k.sync.Name, "db", m.db.Name)
			return nil
		}
	}
	return nil
}

// writeVersion writes the version at a source and reports whether there was another. The session is none of those that apply.
func (k *Kid) writeVersion(ctx context.Context, m *member, at *tableAt, version *chosenVersion) (written bool, err error) {
	conn, err := k.dialAsClient(ctx, m.db)
	if err != nil {
		return false, err
	}
	defer closeConn(ctx, conn)
	if err := k.bound(ctx, conn); err != nil {
		return false, err
	}
	err = pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		row, err := lockVersioned(ctx, tx, at, m.db.Name, version)
		if err != nil || row.same {
			return err
		}
		if !row.asLeft {
			return node.Problem{
				DB: m.db.Name, Reason: fmt.Sprintf("the row was changed since the conflict: it is %s", row.now),
				NextStep: fmt.Sprintf("SELECT bucardo.choose(%d, %s, force => true) writes the version whatever the row is now.", version.Conflict, quote(version.DB)),
			}
		}
		written = true
		return row.write(ctx, tx, at, version)
	})
	return written, err
}

// versionedRow is the row at a source that a version is to be written over.
type versionedRow struct {
	exists bool
	same   bool   // it is as in the version
	asLeft bool   // it is as the conflict left it
	now    string // as JSON, or "gone"
	key    []string
	set    []string // columns of the version that UPDATE can set
	insert []string // columns of the version
}

// matches is the condition that the rows t and r have the same key.
func matches(keys []delta.Key, t, r string) string {
	terms := make([]string, len(keys))
	for i, key := range keys {
		terms[i] = fmt.Sprintf("%s.%s %s %s.%s", t, key.Name, key.Equals, r, key.Name)
	}
	return strings.Join(terms, " AND ")
}

// lockVersioned locks the row and compares it, by the columns that were recorded and are still there. Values are made of JSON by the types
// of the table before they are compared. t.* is the row, where t could be a column.
func lockVersioned(ctx context.Context, tx pgx.Tx, at *tableAt, db string, version *chosenVersion) (*versionedRow, error) {
	if _, err := tx.Exec(ctx, fmt.Sprintf("SET LOCAL lock_timeout = %d; SET LOCAL search_path = pg_catalog, pg_temp", lockWaitTarget.Milliseconds())); err != nil {
		return nil, fmt.Errorf("prepare the transaction: %w", err)
	}
	row := &versionedRow{now: "gone"}
	left, known := version.remaining(db)
	for _, key := range at.source.Keys {
		row.key = append(row.key, key.Name)
	}
	var generated []string
	var sameKey bool
	err := tx.QueryRow(ctx, fmt.Sprintf(`
		SELECT coalesce((SELECT array_agg(a.attname::text) FROM pg_attribute a WHERE a.attrelid = $1 AND a.attnum > 0 AND a.attgenerated <> ''), '{}'),
			coalesce((SELECT array_agg(quote_ident(a.attname) ORDER BY a.attnum) FROM pg_attribute a
				WHERE a.attrelid = $1 AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' AND $2::jsonb ? a.attname), '{}'),
			coalesce((SELECT array_agg(quote_ident(a.attname) ORDER BY a.attnum) FROM pg_attribute a
				WHERE a.attrelid = $1 AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' AND a.attidentity <> 'a' AND $2::jsonb ? a.attname), '{}'),
			$2::jsonb = 'null' OR (SELECT %[2]s FROM jsonb_populate_record(NULL::%[1]s, nullif($2::jsonb, 'null')) v, jsonb_populate_record(NULL::%[1]s, $3::jsonb) r)`,
		at.source.Table, matches(at.source.Keys, "v", "r")), at.oid, orJSONNull(version.Row), string(version.Key)).Scan(&generated, &row.insert, &row.set, &sameKey)
	if err != nil {
		return nil, fmt.Errorf("look at the columns of the version: %w", err)
	}
	if !sameKey {
		return nil, errors.New("the version is a row with another key than the conflict is about; write to the table itself, that replicates as any change")
	}
	row.set = slices.DeleteFunc(row.set, func(name string) bool { return slices.Contains(row.key, name) })
	var same, asLeft bool
	err = tx.QueryRow(ctx, fmt.Sprintf(`
		SELECT to_jsonb(t.*)::text,
			$2::jsonb <> 'null' AND to_jsonb(t.*) - $4::text[] = to_jsonb(jsonb_populate_record(t.*, nullif($2::jsonb, 'null') - $4::text[])) - $4::text[],
			$3::jsonb <> 'null' AND to_jsonb(t.*) - $4::text[] = to_jsonb(jsonb_populate_record(t.*, nullif($3::jsonb, 'null') - $4::text[])) - $4::text[]
		FROM %[1]s t WHERE EXISTS (SELECT FROM jsonb_populate_record(NULL::%[1]s, $1::jsonb) r WHERE %[2]s) FOR UPDATE OF t`,
		at.source.Table, matches(at.source.Keys, "t", "r")), string(version.Key), orJSONNull(version.Row), orJSONNull(left), generated).Scan(&row.now, &same, &asLeft)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		row.same, row.asLeft = isGone(version.Row), known && isGone(left)
	case err != nil:
		return nil, fmt.Errorf("lock the row: %w", err)
	default:
		row.exists, row.same, row.asLeft = true, same, known && asLeft
	}
	row.asLeft = row.asLeft || version.Left == nil
	return row, nil
}

func orJSONNull(row json.RawMessage) string {
	if isGone(row) {
		return "null"
	}
	return string(row)
}

// write makes the row what it is in the version. Triggers see the search_path of the database.
func (row *versionedRow) write(ctx context.Context, tx pgx.Tx, at *tableAt, version *chosenVersion) error {
	if _, err := tx.Exec(ctx, "SET LOCAL search_path TO DEFAULT"); err != nil {
		return fmt.Errorf("prepare the transaction: %w", err)
	}
	table, where := at.source.Table, " WHERE "+matches(at.source.Keys, "t", "r")
	populated := " pg_catalog.jsonb_populate_record(NULL::" + table + ", $1::pg_catalog.jsonb) r"
	statement, argument := "", string(version.Row)
	switch {
	case isGone(version.Row):
		statement, argument = "DELETE FROM "+table+" t USING"+populated+where, string(version.Key)
	case !row.exists:
		list := strings.Join(row.insert, ", ")
		statement = "INSERT INTO " + table + " (" + list + ") OVERRIDING SYSTEM VALUE SELECT " + list + " FROM" + populated
	default:
		sets := make([]string, len(row.set))
		for i, name := range row.set {
			sets[i] = name + " = r." + name
		}
		statement = "UPDATE " + table + " t SET " + strings.Join(sets, ", ") + " FROM" + populated + where
	}
	tag, err := tx.Exec(ctx, statement, argument)
	if err != nil {
		return fmt.Errorf("write the version: %w", err)
	}
	if tag.RowsAffected() == 0 {
		return errors.New("a trigger or rule of the table kept the version from being written")
	}
	return nil
}
