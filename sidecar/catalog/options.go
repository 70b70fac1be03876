package catalog

import "encoding/json"

// Overrides returns what the sync does otherwise for a table, the zero value when nothing.
func (s Sync) Overrides(schema, table string) TableOption {
	for _, t := range s.Tables {
		if t.Schema == schema && t.Table == table {
			return t
		}
	}
	return TableOption{}
}

// TableOptions returns the settings of the sync as they are for one table.
func (s Sync) TableOptions(schema, table string) Options {
	options := s.Options
	if overrides := s.Overrides(schema, table).Options; overrides != nil {
		_ = json.Unmarshal(overrides, &options) // the control database has made it of settings
	}
	return options
}

// CopyOf returns what a member gets when it joins: nothing (0), every table whole (1), or those that it has empty (2).
func (s Sync) CopyOf(m Member) int {
	if m.OneTimeCopy != nil {
		return *m.OneTimeCopy
	}
	return s.OneTimeCopy
}

// NameAt returns what a table is called on a database. first says that the database is the first source, which goes by
// the names in the sync's list.
func (s Sync) NameAt(schema, table string, dbID int64, first bool) (realSchema, realTable string) {
	best := -1
	realSchema, realTable = schema, table
	for _, c := range s.CustomNames {
		if c.Schema != schema || c.Table != table || c.DBID == 0 && first {
			continue
		}
		if rank := specificity(c.DBID, c.SyncID); c.DBID == 0 || c.DBID == dbID {
			if rank > best {
				best, realSchema, realTable = rank, c.NewSchema, c.NewTable
			}
		}
	}
	return realSchema, realTable
}

// ColumnsAt returns the columns that a database gets of a table, nil when there is no choice of columns for it.
func (s Sync) ColumnsAt(schema, table string, dbID int64) *CustomCols {
	var found *CustomCols
	for i := range s.CustomCols {
		c := &s.CustomCols[i]
		if c.Schema != schema || c.Table != table || c.DBID != 0 && c.DBID != dbID {
			continue
		}
		if found == nil || specificity(c.DBID, c.SyncID) > specificity(found.DBID, found.SyncID) {
			found = c
		}
	}
	return found
}

// FilterAt returns the condition on the rows that a database gets of a table, "" for all rows. What names the table goes
// before what does not, and then what names the database.
func (s Sync) FilterAt(schema, table string, dbID int64) string {
	condition, best := "", -1
	for _, f := range s.Filters {
		named := f.Table != ""
		if named && (f.Schema != schema || f.Table != table) || f.DBID != 0 && f.DBID != dbID {
			continue
		}
		rank := 0
		if named {
			rank += 2
		}
		if f.DBID != 0 {
			rank++
		}
		if rank > best {
			condition, best = f.Condition, rank
		}
	}
	return condition
}

// specificity orders what is for a database and a sync, a database, a sync, or neither.
func specificity(dbID, syncID int64) int {
	rank := 0
	if dbID != 0 {
		rank += 2
	}
	if syncID != 0 {
		rank++
	}
	return rank
}
