package bucardo5

// Config is what a Bucardo 5 control database holds of what its users want. Columns that a version before 5.6 does not
// have are zero.
type Config struct {
	Database string // its name
	Version  string // of Bucardo

	Settings       []Setting
	DBs            []DB
	DBGroups       []Group
	DBMaps         []DBMap
	Goats          []Goat
	CustomTriggers []CustomTrigger
	Herds          []Group
	HerdMaps       []HerdMap
	Syncs          []Sync
	CustomNames    []CustomName
	CustomCols     []CustomCols
	CustomCodes    []CustomCode
	CodeMaps       []CodeMap
}

// Setting is a row of bucardo_config.
type Setting struct {
	Name    string  `json:"name"`
	Setting string  `json:"setting"`
	Default *string `json:"defval"`
	Type    *string `json:"type"`
	Item    *string `json:"item"`
}

// DB is a row of db.
type DB struct {
	Name      string  `json:"name"`
	DSN       string  `json:"dbdsn"`
	Type      string  `json:"dbtype"`
	Host      *string `json:"dbhost"`
	Port      *string `json:"dbport"`
	DBName    *string `json:"dbname"`
	User      *string `json:"dbuser"`
	Pass      *string `json:"dbpass"`
	Conn      string  `json:"dbconn"`
	Service   *string `json:"dbservice"`
	PgPass    *string `json:"pgpass"`
	Status    string  `json:"status"`
	Prepares  *bool   `json:"server_side_prepares"`
	MakeDelta bool    `json:"makedelta"`
}

// Group is a row of dbgroup or herd.
type Group struct {
	Name  string  `json:"name"`
	About *string `json:"about"`
}

// DBMap is a row of dbmap.
type DBMap struct {
	DB       string `json:"db"`
	DBGroup  string `json:"dbgroup"`
	Priority int    `json:"priority"`
	Role     string `json:"role"`
}

// Goat is a row of goat, a table or sequence.
type Goat struct {
	ID               int     `json:"id"`
	DB               string  `json:"db"`
	Schema           string  `json:"schemaname"`
	Table            string  `json:"tablename"`
	RelType          string  `json:"reltype"`
	Autokick         *bool   `json:"autokick"`
	ConflictStrategy *string `json:"conflict_strategy"`
	MakeDelta        *string `json:"makedelta"`
	RebuildIndex     *int    `json:"rebuild_index"`
	Ghost            bool    `json:"ghost"`
	AnalyzeAfterCopy *bool   `json:"analyze_after_copy"`
	VacuumAfterCopy  *bool   `json:"vacuum_after_copy"`
	StrictChecking   *bool   `json:"strict_checking"`
	DeltaBypass      bool    `json:"delta_bypass"`
}

// CustomTrigger is a row of bucardo_custom_trigger.
type CustomTrigger struct {
	Goat   int    `json:"goat"`
	Name   string `json:"trigger_name"`
	Type   string `json:"trigger_type"`
	Status string `json:"status"`
}

// HerdMap is a row of herdmap.
type HerdMap struct {
	Herd     string `json:"herd"`
	Goat     int    `json:"goat"`
	Priority int    `json:"priority"`
}

// Sync is a row of sync. The fields in seconds repeat intervals that are given as text.
type Sync struct {
	Name             string   `json:"name"`
	Herd             *string  `json:"herd"`
	DBs              *string  `json:"dbs"`
	StayAlive        *bool    `json:"stayalive"`
	KidsAlive        *bool    `json:"kidsalive"`
	ConflictStrategy string   `json:"conflict_strategy"`
	CopyExtra        string   `json:"copyextra"`
	DeleteMethod     string   `json:"deletemethod"`
	Autokick         *bool    `json:"autokick"`
	CheckTime        *string  `json:"checktime"`
	CheckSeconds     *float64 `json:"checktime_seconds"`
	Status           string   `json:"status"`
	RebuildIndex     int      `json:"rebuild_index"`
	Priority         int      `json:"priority"`
	AnalyzeAfterCopy *bool    `json:"analyze_after_copy"`
	VacuumAfterCopy  bool     `json:"vacuum_after_copy"`
	StrictChecking   *bool    `json:"strict_checking"`
	Overdue          *string  `json:"overdue"`
	OverdueSeconds   *float64 `json:"overdue_seconds"`
	Expired          *string  `json:"expired"`
	ExpiredSeconds   *float64 `json:"expired_seconds"`
	TrackRates       bool     `json:"track_rates"`
	OneTimeCopy      int      `json:"onetimecopy"`
	Lifetime         *string  `json:"lifetime"`
	LifetimeSeconds  *float64 `json:"lifetime_seconds"`
	MaxKicks         int      `json:"maxkicks"`
	IsolationLevel   *string  `json:"isolation_level"`
}

// CustomName is a row of customname.
type CustomName struct {
	ID      int     `json:"id"`
	Goat    int     `json:"goat"`
	NewName *string `json:"newname"`
	DB      *string `json:"db"`
	Sync    *string `json:"sync"`
}

// CustomCols is a row of customcols.
type CustomCols struct {
	ID     int     `json:"id"`
	Goat   int     `json:"goat"`
	Clause *string `json:"clause"`
	DB     *string `json:"db"`
	Sync   *string `json:"sync"`
}

// CustomCode is a row of customcode, without the code.
type CustomCode struct {
	ID      int    `json:"id"`
	Name    string `json:"name"`
	WhenRun string `json:"whenrun"`
	Status  string `json:"status"`
}

// CodeMap is a row of customcode_map.
type CodeMap struct {
	Code   int     `json:"code"`
	Sync   *string `json:"sync"`
	Goat   *int    `json:"goat"`
	Active bool    `json:"active"`
}

// yes reports a boolean whose default in Bucardo is true.
func yes(value *bool) bool { return value == nil || *value }

// text is a column that may be NULL.
func text(value *string) string {
	if value == nil {
		return ""
	}
	return *value
}
