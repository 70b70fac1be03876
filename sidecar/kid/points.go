package kid

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/sidecar/hook"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
)

// runInfo is what code is told of a run.
type runInfo struct {
	Sync      string        `json:"sync"`
	Run       time.Time     `json:"run"` // when it began
	Point     string        `json:"point"`
	DB        string        `json:"db,omitempty"` // with before_apply: the receiver
	Tables    []runTable    `json:"tables"`
	DBs       []runReceiver `json:"dbs"`
	Conflicts *int64        `json:"conflicts,omitempty"` // once it is decided
}

type runTable struct {
	Schema  string `json:"schema"`
	Table   string `json:"table"`
	Changes *int64 `json:"changes"` // nil: more than have been counted by then
}

type runReceiver struct {
	DB      string  `json:"db"`
	Written *int64  `json:"written,omitempty"` // after it was committed
	Deleted *int64  `json:"deleted,omitempty"`
	LeftOut *int64  `json:"left_out,omitempty"`
	Error   *string `json:"error,omitempty"`
}

func (k *Kid) runInfo(point string, started time.Time, receivers []*member) runInfo {
	info := runInfo{Sync: k.sync.Name, Run: started, Point: point, Tables: []runTable{}, DBs: []runReceiver{}}
	for _, m := range receivers {
		info.DBs = append(info.DBs, runReceiver{DB: m.db.Name})
	}
	return info
}

// decided adds what was decided.
func (info *runInfo) decided(d *decided) {
	info.Conflicts = &d.conflicts
	for _, t := range d.tables {
		var changes int64
		for _, c := range d.counts {
			if c.table == t {
				changes += c.deltas
			}
		}
		info.Tables = append(info.Tables, runTable{t.schema, t.name, &changes})
	}
}

// beforeSync calls the code that may stop a run before anything is decided, if anything is pending.
func (k *Kid) beforeSync(ctx context.Context, started time.Time, readings []*reading, receivers []*member) error {
	codes := k.codeAt(hook.BeforeSync)
	if len(codes) == 0 {
		return nil
	}
	info := k.runInfo(hook.BeforeSync, started, receivers)
	for _, t := range k.plan.tables {
		pending, large := int64(0), false
		for _, r := range readings {
			if table := r.tables[t]; table != nil {
				pending += table.deltas
				large = large || table.large
			}
		}
		switch {
		case large:
			info.Tables = append(info.Tables, runTable{t.schema, t.name, nil})
		case pending > 0:
			info.Tables = append(info.Tables, runTable{t.schema, t.name, &pending})
		}
	}
	if len(info.Tables) == 0 {
		return nil
	}
	return k.tell(ctx, codes, info)
}

// beforeTxn calls the code that may stop a run before anything is written.
func (k *Kid) beforeTxn(ctx context.Context, started time.Time, d *decided, receivers []*member) error {
	codes := k.codeAt(hook.BeforeTxn)
	if len(codes) == 0 {
		return nil
	}
	info := k.runInfo(hook.BeforeTxn, started, receivers)
	info.decided(d)
	return k.tell(ctx, codes, info)
}

// tell tells code of a run that does not go on when it fails.
func (k *Kid) tell(ctx context.Context, codes []catalog.CustomCode, info runInfo) error {
	for _, code := range codes {
		if err := k.code.runner.Tell(ctx, code, info); err != nil {
			k.code.stopped++
			return node.AsProblem(err)
		}
	}
	k.code.stopped = 0
	return nil
}

// afterRun calls the code of a point after receivers have committed. That it failed is shown until it succeeds.
func (k *Kid) afterRun(ctx context.Context, point string, started time.Time, d *decided, applied map[*member]apply.Result, failed map[*member]error) {
	codes := k.codeAt(point)
	if len(codes) == 0 || len(applied) == 0 {
		return
	}
	info := k.runInfo(point, started, nil)
	info.decided(d)
	for _, m := range k.members {
		if r, ok := applied[m]; ok {
			left := int64(len(r.Owed))
			info.DBs = append(info.DBs, runReceiver{DB: m.db.Name, Written: &r.Written, Deleted: &r.Deleted, LeftOut: &left})
		} else if err := failed[m]; err != nil {
			reason := node.AsProblem(node.Explain(m.db, err)).Reason
			info.DBs = append(info.DBs, runReceiver{DB: m.db.Name, Error: &reason})
		}
	}
	for _, code := range codes {
		if err := k.code.runner.Tell(ctx, code, info); err != nil {
			k.code.trouble[code.ID] = node.AsProblem(err)
		} else {
			delete(k.code.trouble, code.ID)
		}
	}
}

// beforeApply returns what is called within the transaction of a receiver before its rows are written, nil: nothing.
func (k *Kid) beforeApply(m *member, d *decided) func(ctx context.Context, conn *pgx.Conn) error {
	if m.isStore() {
		return nil // it has no functions that could be called
	}
	codes := slices.DeleteFunc(k.codeAt(hook.BeforeApply), func(c catalog.CustomCode) bool { return c.DBID != 0 && c.DBID != m.db.ID })
	if len(codes) == 0 || len(d.tables) == 0 {
		return nil
	}
	info := k.runInfo(hook.BeforeApply, d.started, []*member{m})
	info.DB = m.db.Name
	info.decided(d)
	return func(ctx context.Context, conn *pgx.Conn) error {
		for _, code := range codes {
			code.DBID = m.db.ID
			if err := k.code.runner.TellWithin(ctx, conn, code, info); err != nil {
				return err
			}
		}
		return nil
	}
}
