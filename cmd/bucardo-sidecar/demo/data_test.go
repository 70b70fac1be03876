package demo

import (
	"reflect"
	"testing"
)

func TestDatasetCounts(t *testing.T) {
	t.Parallel()
	data := newDataset()
	for _, table := range []struct {
		name      string
		got, want int
	}{
		{"paragraph", len(data.paragraphs), Paragraphs},
		{"wordform", len(data.wordForms), WordForms},
		{"work", len(data.works), len(works)},
	} {
		if table.got != table.want {
			t.Errorf("%s has %d rows, want %d", table.name, table.got, table.want)
		}
	}
	if len(data.characters) < 700 {
		t.Errorf("%d characters, want several hundred", len(data.characters))
	}
	t.Logf("%d works, %d characters, %d character_work, %d chapters",
		len(data.works), len(data.characters), len(data.characterWorks), len(data.chapters))
}

func TestDatasetIsTheSameEachTime(t *testing.T) {
	t.Parallel()
	if !reflect.DeepEqual(newDataset(), newDataset()) {
		t.Error("two data sets differ")
	}
}

func TestOneHamletWhoSpeaks(t *testing.T) {
	t.Parallel()
	hamlets := 0
	for _, row := range newDataset().characters {
		if row[1] == "Hamlet" {
			hamlets++
			if row[4].(int) == 0 {
				t.Error("Hamlet says nothing")
			}
			t.Logf("Hamlet has %d speeches", row[4])
		}
	}
	if hamlets != 1 {
		t.Errorf("%d characters are called Hamlet, want 1", hamlets)
	}
}

func TestEveryWordFormIsUsed(t *testing.T) {
	t.Parallel()
	total := 0
	for _, row := range newDataset().wordForms {
		if row[4].(int) == 0 {
			t.Fatalf("word form %q is never used", row[1])
		}
		total += row[4].(int)
	}
	t.Logf("%d words in all", total)
}
