// Package mongodb writes into databases of MongoDB: a collection for a table, a document for a row.
//
// Where the deployment has transactions, a replica set or a sharded cluster, a batch and its progress are one. A server that stands
// alone has none: there the progress is written last, and a batch that broke off is written again, to the same end.
package mongodb

import (
	"cmp"
	"context"
	"fmt"
	"math"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/writeconcern"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
)

// ferretAtOnce is for FerretDB 1, which keeps one of its hundred connections for each update of a bulk write, and stands still when it has
// none left.
const ferretAtOnce = 50

type store struct {
	config   apply.StoreConfig
	settings settings
	client   *mongo.Client
	db       *mongo.Database
	version  string

	transactions bool // the deployment has them
	atOnce       int  // rows in a bulk write
	session      *mongo.Session
	syncID       int64
	holder       bson.ObjectID   // whoever wrote it last into the progress of a sync writes
	settled      map[string]bool // collections whose rows were there already when they came last
}

// Open connects to a database of MongoDB.
func Open(ctx context.Context, config apply.StoreConfig) (apply.Store, error) {
	s := &store{config: config, settled: map[string]bool{}}
	var err error
	if s.settings, err = readSettings(config); err != nil {
		return nil, err
	}
	if s.client, err = mongo.Connect(s.settings.client); err != nil {
		return nil, s.explain(ctx, "connect", err)
	}
	s.db = s.client.Database(s.settings.dbName, options.Database().SetWriteConcern(durable()))
	if err := s.inspect(ctx); err != nil {
		_ = s.client.Disconnect(context.WithoutCancel(ctx)) // the error at hand says more
		return nil, err
	}
	return s, nil
}

// durable is what no crash takes back.
func durable() *writeconcern.WriteConcern {
	journaled := true
	return &writeconcern.WriteConcern{W: writeconcern.WCMajority, Journal: &journaled}
}

// inspect asks the server what it is. Any command but hello wants the user to be known.
func (s *store) inspect(ctx context.Context) error {
	var hello struct {
		SetName string `bson:"setName"`
		Msg     string `bson:"msg"`
	}
	if err := s.db.RunCommand(ctx, bson.D{{Key: "hello", Value: 1}}).Decode(&hello); err != nil {
		return s.explain(ctx, "connect", err)
	}
	s.transactions = s.settings.transactions && (hello.SetName != "" || hello.Msg == "isdbgrid")
	var build struct {
		Version  string `bson:"version"`
		FerretDB struct {
			Version string `bson:"version"`
		} `bson:"ferretdb"`
		FerretDBVersion string `bson:"ferretdbVersion"`
	}
	if err := s.db.RunCommand(ctx, bson.D{{Key: "buildInfo", Value: 1}}).Decode(&build); err != nil {
		return s.explain(ctx, "ask for the version", err)
	}
	s.version, s.atOnce = "MongoDB "+build.Version, math.MaxInt
	if ferret := cmp.Or(build.FerretDB.Version, build.FerretDBVersion); ferret != "" {
		s.atOnce = ferretAtOnce
		s.version = fmt.Sprintf("FerretDB %s, as MongoDB %s", ferret, build.Version)
	}
	return nil
}

func (s *store) Version() string { return s.version }

// Find has whatever is asked for: documents of a collection need not be alike, and a collection is made by its first document.
func (*store) Find(_ context.Context, tables []apply.StoreTable) ([]*apply.StoreTable, error) {
	found := make([]*apply.StoreTable, len(tables))
	for i := range tables {
		found[i] = &tables[i]
	}
	return found, nil
}

func (s *store) Create(ctx context.Context, tables []apply.StoreTable) error {
	there, err := s.db.ListCollectionNames(ctx, bson.D{})
	if err != nil {
		return s.explain(ctx, "list collections", err)
	}
	known := map[string]bool{}
	for _, name := range there {
		known[name] = true
	}
	for _, t := range tables {
		name := collectionName(t.Name)
		if known[name] {
			continue
		}
		known[name] = true
		err := s.db.CreateCollection(ctx, name)
		if err != nil && !hasCode(err, namespaceExists) {
			return s.explain(ctx, "create collection "+name, err)
		}
	}
	return nil
}

func (s *store) Loses(column apply.StoreColumn) string { return s.settings.loses(column.Type) }

// Close ends the session as well, and with it what is open in it.
func (s *store) Close(ctx context.Context) error {
	s.Rollback(ctx)
	if err := s.client.Disconnect(ctx); err != nil {
		return s.explain(ctx, "disconnect", err)
	}
	return nil
}
