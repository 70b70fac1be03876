package mongodb

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/readconcern"

	"github.com/bucardo/bucardo-sidecar/sidecar/apply"
)

const progressName = "bucardo_progress"

// rollbackTimeout bounds the goodbye to a server that may be gone.
const rollbackTimeout = 5 * time.Second

// progress is the document of a sync. A transaction begins with a new holder in it: of two transactions of one sync the server then lets
// one commit, and without transactions whoever finds another holder gives way.
type progress struct {
	Progress []byte        `bson:"progress"`
	Holder   bson.ObjectID `bson:"holder"`
}

func (s *store) progressID(syncID int64) string {
	return fmt.Sprintf("%s/%d", s.config.Installation, syncID)
}

func (s *store) Progress(ctx context.Context, syncID int64) ([]byte, error) {
	found, err := s.readProgress(ctx, syncID)
	if err != nil {
		return nil, s.explain(ctx, "read progress", err)
	}
	return found.Progress, nil
}

func (s *store) readProgress(ctx context.Context, syncID int64) (progress, error) {
	var found progress
	err := s.db.Collection(progressName).FindOne(ctx, byID(s.progressID(syncID))).Decode(&found)
	if errors.Is(err, mongo.ErrNoDocuments) {
		err = nil
	}
	return found, err
}

func (s *store) Begin(ctx context.Context, syncID int64, expected []byte) error {
	s.Rollback(ctx)
	s.syncID, s.holder = syncID, bson.NewObjectID()
	if s.transactions {
		session, err := s.client.StartSession()
		if err != nil {
			return s.explain(ctx, "begin", err)
		}
		s.session = session
		if err := session.StartTransaction(options.Transaction().SetReadConcern(readconcern.Snapshot()).SetWriteConcern(durable())); err != nil {
			s.Rollback(ctx)
			return s.explain(ctx, "begin", err)
		}
	}
	if err := s.hold(s.in(ctx), expected); err != nil {
		s.Rollback(ctx)
		return s.explain(ctx, "begin", err)
	}
	return nil
}

// in makes what is done with the context part of the transaction.
func (s *store) in(ctx context.Context) context.Context {
	if s.session == nil {
		return ctx
	}
	return mongo.NewSessionContext(ctx, s.session)
}

// hold puts the holder into the progress of the sync, as long as that is as expected.
func (s *store) hold(ctx context.Context, expected []byte) error {
	filter := bson.D{{Key: "_id", Value: s.progressID(s.syncID)}}
	if expected == nil {
		filter = append(filter, bson.E{Key: "progress", Value: nil})
	} else {
		filter = append(filter, bson.E{Key: "progress", Value: expected})
	}
	result, err := s.db.Collection(progressName).UpdateOne(ctx, filter, set("holder", s.holder), options.UpdateOne().SetUpsert(expected == nil))
	switch {
	case hasCode(err, duplicateKey): // there is one, with a progress
		return apply.ErrMoved
	case err == nil && result.MatchedCount+result.UpsertedCount == 0:
		return apply.ErrMoved
	}
	return err
}

// check finds a sidecar that was overtaken while it stood still. In a transaction the server sees to that.
func (s *store) check(ctx context.Context) error {
	if s.session != nil {
		return nil
	}
	found, err := s.readProgress(ctx, s.syncID)
	if err == nil && found.Holder != s.holder {
		err = apply.ErrMoved
	}
	return err
}

func (s *store) Commit(ctx context.Context, progress []byte) error {
	if err := s.store(s.in(ctx), progress); err != nil {
		s.Rollback(ctx)
		return s.explain(ctx, "write progress", err)
	}
	if s.session == nil {
		return nil
	}
	err := s.session.CommitTransaction(ctx)
	var refused mongo.ServerError
	for errors.As(err, &refused) && refused.HasErrorLabel("UnknownTransactionCommitResult") && ctx.Err() == nil {
		err = s.session.CommitTransaction(ctx) // it may be repeated, and then says how it ended
	}
	if err != nil {
		s.Rollback(ctx)
		return s.explain(ctx, "commit", err)
	}
	s.endSession(ctx)
	return nil
}

// store writes the progress, if the sync is still held.
func (s *store) store(ctx context.Context, progress []byte) error {
	held := bson.D{{Key: "_id", Value: s.progressID(s.syncID)}, {Key: "holder", Value: s.holder}}
	collection := s.db.Collection(progressName)
	var written int64
	if progress == nil {
		result, err := collection.DeleteOne(ctx, held)
		if err != nil {
			return err
		}
		written = result.DeletedCount
	} else {
		result, err := collection.UpdateOne(ctx, held, set("progress", bytes.Clone(progress)))
		if err != nil {
			return err
		}
		written = result.MatchedCount
	}
	if written == 0 {
		return apply.ErrMoved
	}
	return nil
}

// Rollback leaves without transactions what was written; it is written again.
func (s *store) Rollback(ctx context.Context) {
	if s.session == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), rollbackTimeout)
	defer cancel()
	_ = s.session.AbortTransaction(ctx) // the server ends it by itself when it hears no more
	s.endSession(ctx)
}

func (s *store) endSession(ctx context.Context) {
	s.session.EndSession(ctx)
	s.session = nil
}

func byID(id any) bson.D { return bson.D{{Key: "_id", Value: id}} }

func set(name string, value any) bson.D {
	return bson.D{{Key: "$set", Value: bson.D{{Key: name, Value: value}}}}
}
