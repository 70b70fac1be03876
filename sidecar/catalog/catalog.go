// Package catalog is the vocabulary of the control database as Go types, and one consistent read of what the user
// wants. It never writes.
package catalog

import (
	"slices"
	"time"
)

// Role is what a database does in a sync.
type Role string

// A source is read and written, a target only written.
const (
	Source Role = "source"
	Target Role = "target"
)

// Strategy names how the winner among conflicting changes is found.
type Strategy string

// The strategies of a sync.
const (
	Latest      Strategy = "latest"
	SourceOrder Strategy = "source order"
)

// DB is a database and how to reach it. Empty parts come from the control connection when ConnInfo, Host and Service
// are all empty, else from libpq's defaults. It holds no password: PasswordEnv names an environment variable.
type DB struct {
	ID          int64
	Name        string
	ConnInfo    string
	Host        string
	Port        int
	DBName      string
	Username    string
	Service     string
	Passfile    string
	PasswordEnv string
}

// Member is a database in a sync.
type Member struct {
	DB   DB
	Role Role
}

// Relation is one entry of a sync's table list: both names empty means all tables, Table empty all tables of a
// schema, Schema empty the one table of that name in any schema.
type Relation struct {
	Schema string
	Table  string
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
	CopyWorkers int // how many parts are copied at once to a member
	Version     int64
	Members     []Member
	Relations   []Relation
	// Activated says whether the sync has ever been set up on all its databases.
	Activated bool
}

// SameShape reports whether two versions of a sync have the same members and tables, so that a running kid can take
// the other one over without starting anew.
func (s Sync) SameShape(other Sync) bool {
	return s.ID == other.ID && s.Name == other.Name && s.Active == other.Active &&
		s.OneTimeCopy == other.OneTimeCopy && slices.Equal(s.Members, other.Members) && slices.Equal(s.Relations, other.Relations)
}

// Command is a one-shot request.
type Command struct {
	ID          int64
	Verb        string
	SyncID      int64
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
	Syncs          []Sync
	Commands       []Command
	Cleanups       []Cleanup
}
