package demo

import (
	"context"
	_ "embed"
	"fmt"

	"github.com/jackc/pgx/v5"
)

//go:embed schema.sql
var schemaSQL string

//go:embed constraints.sql
var constraintsSQL string

// LoadShakespeare makes the six tables in the database of conn, fills them by COPY and then adds keys and indexes, all
// in one transaction. The rows are the same each time. The tables must not exist yet.
func LoadShakespeare(ctx context.Context, conn *pgx.Conn) error {
	data := newDataset()
	tables := []struct {
		name    string
		columns []string
		rows    [][]any
	}{
		{"work", []string{
			"workid", "title", "longtitle", "year", "genretype", "notes", "source", "totalwords", "totalparagraphs",
		}, data.works},
		{"character", []string{"charid", "charname", "abbrev", "description", "speechcount"}, data.characters},
		{"character_work", []string{"charid", "workid"}, data.characterWorks},
		{"chapter", []string{"chapterid", "workid", "section", "chapter", "description"}, data.chapters},
		{"paragraph", []string{
			"paragraphid", "workid", "paragraphnum", "charid", "plaintext", "phonetictext", "stemtext",
			"paragraphtype", "section", "chapter", "charcount", "wordcount",
		}, data.paragraphs},
		{"wordform", []string{"wordformid", "plaintext", "phonetictext", "stemtext", "occurences"}, data.wordForms},
	}
	return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, schemaSQL); err != nil {
			return fmt.Errorf("create tables: %w", err)
		}
		for _, table := range tables {
			_, err := tx.CopyFrom(ctx, pgx.Identifier{table.name}, table.columns, pgx.CopyFromRows(table.rows))
			if err != nil {
				return fmt.Errorf("copy into %s: %w", table.name, err)
			}
		}
		if _, err := tx.Exec(ctx, constraintsSQL); err != nil {
			return fmt.Errorf("add constraints: %w", err)
		}
		return nil
	})
}
