package targets_test

import (
	"fmt"
	"strings"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/bucardo/bucardo-sidecar/tests/stores"
)

type mongoServer struct{ *stores.MongoDB }

// startMongoDB starts FerretDB: numbers are kept as texts, since it knows no decimal128.
func startMongoDB(tb testing.TB) store {
	tb.Helper()
	return mongoServer{stores.StartMongoDB(tb)}
}

func (s mongoServer) Args() string {
	return fmt.Sprintf(`type => 'mongodb', conninfo => '%s', options => '{"numeric": "string"}'`, s.ConnInfo)
}

func (s mongoServer) Rows(tb testing.TB, table string, columns ...string) []string {
	tb.Helper()
	cursor, err := s.Database().Collection(table).Find(tb.Context(), bson.D{})
	if err != nil {
		tb.Fatal(err)
	}
	var rows []bson.M
	if err := cursor.All(tb.Context(), &rows); err != nil {
		tb.Fatal(err)
	}
	var found []string
	for _, row := range rows {
		var values []string
		for _, c := range columns {
			if value := row[c]; value == nil {
				values = append(values, "<NULL>")
			} else {
				values = append(values, fmt.Sprint(value))
			}
		}
		found = append(found, strings.Join(values, "|"))
	}
	return found
}
