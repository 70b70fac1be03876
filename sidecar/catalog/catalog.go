// Package catalog is the vocabulary of the control database as Go types, and one consistent read of what the user
// wants. It never writes.
package catalog

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"time"
)

// Role is what a database does in a sync.
type Role string

// A source is read and written, a target only written, and a fullcopy gets whole tables instead of changes.
const (
	Source   Role = "source"
	Target   Role = "target"
	FullCopy Role = "fullcopy"
)

// Strategy names how the winner among conflicting changes is found.
type Strategy string

// The strategies of a sync and of a table.
const (
	Latest          Strategy = "latest"            // the newest change, row by row
	LatestAllTables Strategy = "latest_all_tables" // in the whole run, the database with the newest change
	SourceOrder     Strategy = "source order"      // the database that comes first in a list
	FirstSource     Strategy = "source"            // the first source of the sync
	OtherSource     Strategy = "target"            // any other than the first source
	First           Strategy = "first"             // the oldest change
	Skip            Strategy = "skip"              // nobody: each keeps its own
	AbortSync       Strategy = "abort"             // the sync stops
	Random          Strategy = "random"            // any, the same on every node
	Merge           Strategy = "merge"             // each column from the side that changed it
)

// DB is a database and how to reach it. Empty parts come from the control connection when ConnInfo, Host and Service
// are all empty, else from libpq's defaults. It holds no password: PasswordEnv names an environment variable.
type DB struct {
	ID          int64
	Name        string
	Type        string            // postgres, or the kind of store that it is
	Options     map[string]string // of that kind of store
	ConnInfo    string
	Host        string
	Port        int
	DBName      string
	Username    string
	Service     string
	Passfile    string
	PasswordEnv string
	Inactive    bool  // taken out of all syncs for a while
	MakeDelta   *bool // whether what syncs write here is passed on by other syncs; nil: as each sync has it
}

// IsPostgres reports whether a database is PostgreSQL.
func (db DB) IsPostgres() bool { return db.Type == "" || db.Type == "postgres" }

// Member is a database in a sync.
type Member struct {
	DB   DB
	Role Role
	// OneTimeCopy is what this member gets when it joins, nil: what the sync says.
	OneTimeCopy *int
}

// Relation is one entry of a sync's list: both names empty means all tables, Table empty all tables of a schema, Schema
// empty the one table of that name in any schema.
type Relation struct {
	Kind     string // table or sequence
	Schema   string
	Table    string
	Excluded bool // what it means is left out, whatever else names it
	Patterns bool // in the names, * stands for any characters
	Priority int  // the higher is copied and written first
}

// Millis is a duration in milliseconds.
type Millis int64

// Duration returns it as Go has it.
func (m Millis) Duration() time.Duration { return time.Duration(m) * time.Millisecond }

// Options are the settings of a sync; bucardo.setting describes them.
type Options struct {
	AnalyzeAfterCopy bool   `json:"analyze_after_copy"`
	BatchTime        Millis `json:"batch_time"`
	CheckTime        Millis `json:"checktime"`
	DanglingFK       string `json:"dangling_fk"`
	DeleteMethod     string `json:"deletemethod"`
	Expired          Millis `json:"expired"`
	IsolationLevel   string `json:"isolation_level"`
	Lifetime         Millis `json:"lifetime"`
	LockTimeout      Millis `json:"lock_timeout"`
	MakeDelta        bool   `json:"makedelta"`
	MaxClockSkew     Millis `json:"max_clock_skew"`
	MaxRuns          int    `json:"max_runs"`
	Overdue          Millis `json:"overdue"`
	Priority         int    `json:"priority"`
	RebuildIndex     bool   `json:"rebuild_index"`
	RecordConflicts  string `json:"record_conflicts"`
	StatementTimeout Millis `json:"statement_timeout"`
	StrictChecking   bool   `json:"strict_checking"`
	TrackRates       bool   `json:"track_rates"`
	UpdateDelete     string `json:"update_delete"`
	VacuumAfterCopy  bool   `json:"vacuum_after_copy"`
}

// Settings are those of the sidecar itself.
type Settings struct {
	KeepConflicts     Millis `json:"keep_conflicts"`
	KeepConflictsSize int    `json:"keep_conflicts_size"` // MB
	KeepHistory       Millis `json:"keep_history"`
	KeepRows          int    `json:"keep_rows"`
	MaxActiveRuns     int    `json:"max_active_runs"`
}

// TableOption is what a sync does otherwise for one table or sequence.
type TableOption struct {
	Schema      string
	Table       string
	Options     json.RawMessage // those of Options that differ
	Strategy    Strategy        // empty: as the sync
	SourceOrder []string
}

// Filter is which rows a database gets, where DBID is not 0, or every receiver that has none of its own; of one table, or of
// all that have none of their own.
type Filter struct {
	Schema    string
	Table     string
	DBID      int64
	Condition string // SQL over the columns of the table
}

// CustomName is what a table is called on a database, or with DBID 0 on all but the first source.
type CustomName struct {
	Schema    string
	Table     string
	NewSchema string
	NewTable  string
	DBID      int64
	SyncID    int64 // 0: in every sync
}

// CustomCols is which columns of a table a database gets, or with DBID 0 every receiver. An empty expression is the
// column of that name.
type CustomCols struct {
	Schema      string
	Table       string
	Columns     []string
	Expressions []string
	DBID        int64
	SyncID      int64 // 0: in every sync
}

// ColumnPolicy is how a column is decided that was changed on several databases, in a table with the strategy Merge.
type ColumnPolicy struct {
	Schema      string
	Table       string
	Column      string
	Policy      string // latest, max, min, sum, union, jsonb_merge, coalesce, source order or expression
	SourceOrder []string
	Expression  string // SQL over a, b and base
}

// UniquePolicy is what becomes of a row that has the values of another one in the columns of a unique index which is
// not the key.
type UniquePolicy struct {
	Schema     string
	Table      string
	Columns    []string // in the order of their names
	Winner     string   // older or newer
	Loser      string   // delete, null, expression or park
	Column     string   // what null and expression change
	Expression string   // SQL over the columns of the row
}

// CustomCode is a function or an expression of the user's that a sync calls.
type CustomCode struct {
	ID             int64
	Name           string
	Point          string
	Schema         string // empty, like Table: every table
	Table          string
	DBID           int64 // where it is called; 0: in the control database
	FunctionSchema string
	Function       string // empty: Expression
	Expression     string
	Role           string // as whom; empty: as the role that connects
	Timeout        Millis
	Priority       int // the higher is called first
}

// Sync is a named replication as the user declared it.
type Sync struct {
	ID          int64
	Name        string
	Active      bool
	Paused      bool
	Autokick    bool
	Strategy    Strategy
	SourceOrder []string
	// OneTimeCopy says what a member gets when it joins: nothing (0), every table whole from the first source (1), or
	// those tables that it has empty (2).
	OneTimeCopy int
	Generation  int64 // grows with every reload
	CopyWorkers int   // how many parts are copied at once to a member
	Version     int64
	Members     []Member
	Relations   []Relation
	Options     Options
	Tables      []TableOption
	Filters     []Filter
	CustomNames []CustomName
	CustomCols  []CustomCols
	Columns     []ColumnPolicy
	Uniques     []UniquePolicy
	CustomCode  []CustomCode // the active ones, in the order in which they are called
	// Activated says whether the sync has ever been set up on all its databases.
	Activated bool
	// ObservedList is the List that a sidecar followed last.
	ObservedList string
	// BehindSince is since when it is not known to have brought everything everywhere, as was seen last; nil: unknown.
	BehindSince *time.Time
}

// List is which tables the sync means, as text: the same where it means the same.
func (s Sync) List() string {
	var list strings.Builder
	for _, r := range s.Relations {
		if r.Kind != "sequence" {
			fmt.Fprintf(&list, "%t %t %q.%q\n", r.Excluded, r.Patterns, r.Schema, r.Table)
		}
	}
	return list.String()
}

// SameShape reports whether two versions of a sync differ in nothing that its kid has to start anew for.
func (s Sync) SameShape(other Sync) bool {
	if (s.Strategy == Merge) != (other.Strategy == Merge) {
		return false // more is captured
	}
	for _, sync := range []*Sync{&s, &other} {
		sync.Paused, sync.Autokick, sync.Strategy, sync.SourceOrder = false, false, "", nil
		sync.CopyWorkers, sync.Version, sync.Activated, sync.BehindSince = 0, 0, false, nil
		sync.ObservedList = ""
	}
	return reflect.DeepEqual(s, other)
}

// Command is a one-shot request.
type Command struct {
	ID          int64
	Verb        string
	SyncID      int64
	Token       string // of wait: what every member is to have; empty: all that is committed
	Arguments   json.RawMessage
	RequestedAt time.Time
}

// Cleanup is a database from which a removed sync's objects are still to be taken.
type Cleanup struct {
	SyncID   int64
	SyncName string
	DB       DB
}

// Config is everything the user wants, read in one snapshot.
type Config struct {
	InstallationID string
	Settings       Settings
	Syncs          []Sync
	Commands       []Command
	Cleanups       []Cleanup
}
