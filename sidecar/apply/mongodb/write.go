package mongodb

import (
	"context"
	"errors"
	"slices"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
)

// worthInserting is how many rows it takes to look whether all of them are new.
const worthInserting = 100

func (s *store) IsEmpty(ctx context.Context, t *apply.StoreTable) (bool, error) {
	err := s.collection(t).FindOne(s.in(ctx), bson.D{}, options.FindOne().SetProjection(bson.D{{Key: "_id", Value: 1}})).Err()
	if errors.Is(err, mongo.ErrNoDocuments) {
		delete(s.settled, t.Name)
		return true, nil
	}
	if err != nil {
		return false, s.explain(ctx, "look into "+t.Name, err)
	}
	return false, nil
}

func (s *store) Clear(ctx context.Context, t *apply.StoreTable) error {
	err := s.check(ctx)
	if err == nil {
		_, err = s.collection(t).DeleteMany(s.in(ctx), bson.D{})
	}
	if err != nil {
		return s.explain(ctx, "clear "+t.Name, err)
	}
	delete(s.settled, t.Name)
	return nil
}

// Write sends all rows in one bulk write, which the driver cuts into messages that the server takes.
func (s *store) Write(ctx context.Context, t *apply.StoreTable, rows []apply.Row) error {
	if len(rows) == 0 {
		return nil
	}
	documents, err := s.documents(t, rows)
	if err == nil {
		err = s.check(ctx)
	}
	if err == nil && len(documents) >= worthInserting && !s.settled[t.Name] {
		documents, err = s.insert(ctx, t, documents)
	}
	if err == nil {
		err = s.replace(ctx, t, documents)
	}
	if err != nil {
		return s.explain(ctx, "write into "+t.Name, err)
	}
	return nil
}

func (s *store) replace(ctx context.Context, t *apply.StoreTable, documents []document) error {
	for part := range slices.Chunk(documents, s.atOnce) {
		result, err := s.collection(t).BulkWrite(s.in(ctx), models(part), options.BulkWrite().SetOrdered(false))
		if err != nil {
			return err
		}
		s.settled[t.Name] = result.MatchedCount > 0
	}
	return nil
}

func (s *store) collection(t *apply.StoreTable) *mongo.Collection {
	return s.db.Collection(collectionName(t.Name))
}

// insert writes new documents as such, which is quicker than to look for each one's predecessor, and returns those that are left: they are
// gone, or there is one already. In a transaction, which a collision would end, these are looked for first.
func (s *store) insert(ctx context.Context, t *apply.StoreTable, documents []document) ([]document, error) {
	if s.session != nil {
		taken, err := s.anyThere(ctx, t, documents)
		if err != nil || taken {
			s.settled[t.Name] = true
			return documents, err
		}
	}
	var fresh []any
	var written, rest []document
	for _, d := range documents {
		if d.fields == nil {
			rest = append(rest, d)
			continue
		}
		fresh = append(fresh, append(byID(d.id), d.fields...))
		written = append(written, d)
	}
	if len(fresh) == 0 {
		return rest, nil
	}
	_, err := s.collection(t).InsertMany(s.in(ctx), fresh, options.InsertMany().SetOrdered(false))
	var failed mongo.BulkWriteException
	if s.session != nil || !errors.As(err, &failed) || failed.WriteConcernError != nil {
		return rest, err
	}
	for _, e := range failed.WriteErrors {
		if e.Code != duplicateKey {
			return nil, err
		}
		s.settled[t.Name] = true
		rest = append(rest, written[e.Index])
	}
	return rest, nil
}

func (s *store) anyThere(ctx context.Context, t *apply.StoreTable, documents []document) (bool, error) {
	ids := make(bson.A, len(documents))
	for i, d := range documents {
		ids[i] = d.id
	}
	among := byID(bson.D{{Key: "$in", Value: ids}})
	err := s.collection(t).FindOne(s.in(ctx), among, options.FindOne().SetProjection(bson.D{{Key: "_id", Value: 1}})).Err()
	if errors.Is(err, mongo.ErrNoDocuments) {
		return false, nil
	}
	return err == nil, err
}

// models make each document what it is given as. The key is taken from the filter: it cannot be written anew, not even in another spelling.
func models(documents []document) []mongo.WriteModel {
	models := make([]mongo.WriteModel, len(documents))
	for i, d := range documents {
		if d.fields == nil {
			models[i] = mongo.NewDeleteOneModel().SetFilter(byID(d.id))
			continue
		}
		models[i] = mongo.NewReplaceOneModel().SetFilter(byID(d.id)).SetReplacement(d.fields).SetUpsert(true)
	}
	return models
}
