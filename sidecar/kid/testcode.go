package kid

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/bucardo/bucardo-sidecar/sidecar/catalog"
	"github.com/bucardo/bucardo-sidecar/sidecar/hook"
	"github.com/bucardo/bucardo-sidecar/sidecar/node"
)

// testArguments come with the command: code, which may be inactive, and what it is tested with.
type testArguments struct {
	Code     catalog.CustomCode
	Versions json.RawMessage
}

// testCode carries out and answers the commands to test custom code, also while the sync cannot run.
func (k *Kid) testCode(ctx context.Context) {
	k.open = slices.DeleteFunc(k.open, func(c catalog.Command) bool {
		if c.Verb == "test_customcode" {
			answers, err := k.test(ctx, c)
			k.recorder.CommandAnswered(c.ID, answers, err)
		}
		return c.Verb == "test_customcode"
	})
}

func (k *Kid) test(ctx context.Context, c catalog.Command) (json.RawMessage, error) {
	var arguments testArguments
	if err := json.Unmarshal(c.Arguments, &arguments); err != nil {
		return nil, fmt.Errorf("decode arguments: %w", err)
	}
	code := arguments.Code
	if code.Point == hook.BeforeApply && code.DBID == 0 {
		return nil, errors.New("it runs at every receiver, none of which is named")
	}
	rows := hook.Table{Schema: code.Schema, Name: code.Table}
	if k.plan != nil {
		for _, t := range k.plan.tables {
			if t.schema == code.Schema && t.name == code.Table {
				rows = t.rows
			}
		}
	}
	if code.Expression != "" {
		code = k.located(code)
	}
	answers, err := k.code.runner.Test(ctx, code, rows, arguments.Versions)
	if err != nil {
		return nil, node.AsProblem(err)
	}
	return answers, nil
}

// located is an expression with the name that its table has where it is evaluated.
func (k *Kid) located(code catalog.CustomCode) catalog.CustomCode {
	first := k.firstSource()
	if code.DBID == 0 {
		code.DBID = first.db.ID
	}
	code.Schema, code.Table = k.sync.NameAt(code.Schema, code.Table, code.DBID, code.DBID == first.db.ID)
	return code
}
