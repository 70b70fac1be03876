package bucardo5

import "strings"

// replaced says of settings, by the start of their names, what there is in their place. They are listed in
// docs/from-bucardo5.md.
var replaced = []struct {
	names []string
	why   string
}{
	{[]string{"bucardo_version", "bucardo_initial_version"}, ""},
	{[]string{
		"mcp_", "ctl_", "kid_", "endsync_sleep", "vac_", "reload_config_timeout", "bucardo_vac", "quick_delta_check", "statement_chunk_size",
	}, "there are no loops that sleep, and batches find their size"},
	{[]string{"tcp_keepalives_"}, "keepalives are keywords of a conninfo"},
	{[]string{"log_", "warning_file", "syslog_facility"}, "the sidecar logs to its standard error, and into the view bucardo.log"},
	{[]string{"default_email_", "email_"}, "no mail is sent; watch bucardo.status, or listen to the channel bucardo_event"},
	{[]string{"default_conflict_strategy"}, "each sync has its own"},
	{[]string{"semaphore_table"}, "applications listen to the channel bucardo_event"},
	{[]string{"piddir", "reason_file", "stopfile"}, "there are no such files, and one sidecar works at a time, by a lock in the control database"},
	{[]string{"flatfile_dir"}, "the directory is the dbname of a database of type files"},
	{[]string{"host_safety_check", "stats_script_url", "autosync_ddl"}, "it has no counterpart"},
}

// setting is the value of one, empty where there is none.
func (s *writer) setting(name string) string {
	for _, setting := range s.config.Settings {
		if setting.Name == name && setting.Item == nil {
			return setting.Setting
		}
	}
	return ""
}

// settings writes those that were changed. Their values are not shown, since some are secrets.
func (s *writer) settings() {
	s.section("Settings")
	for _, setting := range s.config.Settings {
		name := strings.ToLower(setting.Name)
		why, known := replacement(name)
		switch {
		case setting.Item != nil:
			s.note("the setting %s of %s %s is left out: what a sync or table sets itself is an option of it here.", name, text(setting.Type), *setting.Item)
		case setting.Default != nil && *setting.Default == setting.Setting || known && why == "":
			continue
		case name == "isolation_level":
			s.call("update_config", literal(name), literal(strings.ToLower(setting.Setting)))
		case known:
			s.comment("%s was changed, which sets nothing here: %s.", name, why)
		default:
			s.note("%s was changed, and is not a setting that is known here.", name)
		}
	}
}

func replacement(name string) (why string, known bool) {
	for _, group := range replaced {
		for _, start := range group.names {
			if strings.HasPrefix(name, start) {
				return group.why, true
			}
		}
	}
	return "", false
}
