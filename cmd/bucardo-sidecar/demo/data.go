package demo

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
)

// Paragraphs is the number of rows in table paragraph, that of the original data.
const Paragraphs = 35_465

// seed makes every run of the demo load the same rows.
const seed = 1564

// dataset holds the rows of the six tables, each row in the order of its table's columns in schema.sql.
type dataset struct {
	works, characters, characterWorks, chapters, paragraphs, wordForms [][]any
}

// person is a row of table character while it is being made.
type person struct {
	id, name, abbreviation, description string
	speeches                            int
}

// newDataset makes all rows: titles, acts and names are facts, what is spoken is generated.
func newDataset() *dataset {
	random := rand.New(rand.NewPCG(seed, seed))
	writer := &writer{random: random, forms: newWordForms()}
	cast := newCast()
	share := paragraphsPerWork()
	data := &dataset{}
	for i := range works {
		data.addWork(&works[i], cast, writer, share[i])
	}
	for _, p := range cast.people {
		data.characters = append(data.characters, []any{p.id, p.name, p.abbreviation, p.description, p.speeches})
	}
	for i, form := range writer.forms {
		data.wordForms = append(data.wordForms, []any{i + 1, form.plain, form.phonetic, form.stem, form.occurrences})
	}
	return data
}

// addWork makes the rows of one work: its chapters, who is in it, and what they say.
func (d *dataset) addWork(w *work, cast *cast, writer *writer, paragraphs int) {
	speakers := cast.in(w)
	for _, speaker := range speakers {
		d.characterWorks = append(d.characterWorks, []any{speaker.id, w.id})
	}
	scenes := w.sceneCount()
	words, number := 0, 0
	scene := 0
	for act, scenesInAct := range w.scenes {
		for sceneInAct := range scenesInAct {
			d.chapters = append(d.chapters, []any{
				len(d.chapters) + 1, w.id, act + 1, sceneInAct + 1, w.describe(act+1, sceneInAct+1),
			})
			// An even share of what is left, so that the last scene ends exactly at the work's total.
			for range (paragraphs - number) / (scenes - scene) {
				number++
				speaker := pick(writer.random, speakers)
				speaker.speeches++
				said := writer.write()
				words += said.words
				d.paragraphs = append(d.paragraphs, []any{
					len(d.paragraphs) + 1, w.id, number, speaker.id, said.plain, said.phonetic, said.stem,
					w.paragraphType(number), act + 1, sceneInAct + 1, len(said.plain), said.words,
				})
			}
			scene++
		}
	}
	d.works = append(d.works, []any{w.id, w.title, w.longTitle, w.year, w.genre, nil, "generated", words, paragraphs})
}

// sceneCount is the number of scenes in all acts.
func (w *work) sceneCount() int {
	count := 0
	for _, scenes := range w.scenes {
		count += scenes
	}
	return count
}

// describe names a chapter.
func (w *work) describe(act, scene int) string {
	switch w.genre {
	case "s":
		return fmt.Sprintf("Sonnet %d", scene)
	case "p":
		return w.title
	}
	return fmt.Sprintf("Act %d, scene %d", act, scene)
}

// paragraphType is "b" for verse and "p" for prose; poems have no prose.
func (w *work) paragraphType(number int) string {
	if w.paragraphs == 0 && number%4 == 0 {
		return "p"
	}
	return "b"
}

// paragraphsPerWork divides Paragraphs among works: poems have their own number, plays share the rest by their scenes.
func paragraphsPerWork() []int {
	share := make([]int, len(works))
	rest, scenes := Paragraphs, 0
	for i := range works {
		if works[i].paragraphs > 0 {
			share[i] = works[i].paragraphs
			rest -= share[i]
			continue
		}
		scenes += works[i].sceneCount()
	}
	for i := range works {
		if works[i].paragraphs == 0 {
			share[i] = rest * works[i].sceneCount() / scenes
			rest -= share[i]
			scenes -= works[i].sceneCount()
		}
	}
	return share
}

// pick chooses who speaks: the first named most often, everybody at times.
func pick(random *rand.Rand, speakers []*person) *person {
	u := random.Float64()
	return speakers[int(u*u*float64(len(speakers)))]
}

// cast is everybody in all works.
type cast struct {
	people []*person
	byWork map[string][]*person
	byName map[string]*person
	ids    map[string]bool
}

// newCast reads the speakers of all works; it relies on the order of works for characters that return.
func newCast() *cast {
	c := &cast{byWork: map[string][]*person{}, byName: map[string]*person{}, ids: map[string]bool{}}
	for i := range works {
		w := &works[i]
		for _, name := range strings.Split(w.speakers, "; ") {
			known, returning := strings.CutPrefix(name, "=")
			if returning {
				c.byWork[w.id] = append(c.byWork[w.id], c.byName[known])
				continue
			}
			c.byWork[w.id] = append(c.byWork[w.id], c.introduce(name, w))
		}
	}
	slices.SortFunc(c.people, func(a, b *person) int { return cmp.Compare(a.id, b.id) })
	return c
}

// introduce adds a person who first appears in w. The first of a name has the plain id, the next carry their work's.
func (c *cast) introduce(name string, w *work) *person {
	id := slug(name)
	if c.ids[id] {
		id += "-" + w.id
	}
	c.ids[id] = true
	p := &person{id: id, name: name, abbreviation: abbreviate(name), description: "in " + w.title}
	c.people = append(c.people, p)
	if c.byName[name] == nil {
		c.byName[name] = p
	}
	return p
}

// in lists who speaks in w, the largest parts first.
func (c *cast) in(w *work) []*person { return c.byWork[w.id] }

// slug is a name in lower-case letters and hyphens.
func slug(name string) string {
	return strings.NewReplacer(" ", "-", "'", "", ",", "").Replace(strings.ToLower(name))
}

// abbreviate makes the short name that a printed play puts before a speech.
func abbreviate(name string) string {
	short, _, _ := strings.Cut(name, ",")
	short = short[strings.LastIndexByte(short, ' ')+1:]
	if len(short) > 6 {
		return short[:4] + "."
	}
	return short
}
