package demo

import (
	"math/rand/v2"
	"strings"
)

// WordForms is the number of rows in table wordform, that of the original data.
const WordForms = 29_066

// wordForm is a row of table wordform: a word as written, how it sounds and what it is derived from.
type wordForm struct {
	plain, phonetic, stem string
	// occurrences counts the uses in all paragraphs; every form is used at least once.
	occurrences int
}

// functionWords stand between the content words of a sentence.
var functionWords = strings.Fields(`the and to of a my in you is that not with it for his your be he this but have as thou
	him so will what her thy no by all shall if are we thee our on now from at they or she which me let when was here
	then there their how am them an these us must may should upon yet than who some such why can too where did would
	though ere nor till both more most`)

var prefixes = strings.Fields(`- un be over out fore re up under after en mis`)

var suffixes = strings.Fields(`- s ed ing er ly ness less ful eth est ish ward`)

var roots = strings.Fields(`love night king heart hand eye word day blood heaven death life time man world honour
	soul grace sword crown light faith friend power fire water wind storm sea ship shore sand stone rock hill field
	wood leaf root flower rose thorn bird dove hawk raven lark swan wolf lion bear horse hound deer fox fish worm
	bee gold iron steel brass glass silk wool cloth coat cloak hood glove boot ring chain lock key door gate wall
	tower hall bed board bench cup bowl bread salt wine ale milk honey fruit seed corn plough spade hammer nail rope
	sail oar mast anchor star moon sun cloud rain snow frost ice heat cold spring summer winter dawn dusk dark
	shade dream sleep wake walk run ride march fight strike wound heal help hold keep give take bring bear send
	call cry weep laugh smile sing dance play jest mock scorn hate fear hope trust doubt think know learn teach
	speak tell hear see look find seek lose win gain spend lend owe pay buy sell steal rob hide show mark sign
	seal write read count weigh measure cut break bend bind burn build climb fall rise turn move stand sit kneel bow
	bless curse swear vow pray beg grant rule serve yield ward guard watch wait haste stay leave part meet greet
	wed kiss child ground`)

// newWordForms makes WordForms distinct words, the plain ones first: the function words, then prefix + root + suffix.
func newWordForms() []wordForm {
	forms := make([]wordForm, 0, WordForms)
	seen := make(map[string]bool, WordForms)
	add := func(plain, stem string) {
		if len(forms) < WordForms && !seen[plain] {
			seen[plain] = true
			forms = append(forms, wordForm{plain: plain, phonetic: phonetic(plain), stem: stem})
		}
	}
	for _, word := range functionWords {
		add(word, word)
	}
	for _, prefix := range prefixes {
		for _, suffix := range suffixes {
			for _, root := range roots {
				add(strings.Trim(prefix, "-")+root+strings.Trim(suffix, "-"), root)
			}
		}
	}
	return forms
}

// phonetic is a rough key for words that sound alike: upper case, no vowel but a leading one, no doubled letter.
func phonetic(word string) string {
	var key strings.Builder
	last := rune(0)
	for i, letter := range strings.ToUpper(word) {
		if letter == last || (i > 0 && strings.ContainsRune("AEIOUY", letter)) {
			continue
		}
		key.WriteRune(letter)
		last = letter
	}
	return key.String()
}

// writer makes text of word forms, as a language has it: few words often, many seldom.
type writer struct {
	random *rand.Rand
	forms  []wordForm
	// unused is the next form that no text has used yet.
	unused int
}

// freshEvery is how many content words pass between two words never used before. It spreads WordForms over all
// the text, with some left of the text when all of them have been used.
const freshEvery = 14

// text is one paragraph in the three shapes that table paragraph keeps.
type text struct {
	plain, phonetic, stem string
	words                 int
}

// write makes a paragraph of 5 to 50 words or so, in sentences.
func (w *writer) write() text {
	var plain, sound, stem strings.Builder
	words := 5 + int(45*w.random.Float64()*w.random.Float64()*1.9)
	sentence := 0
	for i := range words {
		form := w.next(i%2 == 0)
		word := form.plain
		if sentence == 0 {
			word = strings.ToUpper(word[:1]) + word[1:]
		}
		sentence++
		switch {
		case i == words-1 || (sentence > 8 && w.random.IntN(4) == 0):
			word += []string{".", ".", ".", "!", "?"}[w.random.IntN(5)]
			sentence = 0
		case sentence > 3 && w.random.IntN(6) == 0:
			word += ","
		}
		if i > 0 {
			plain.WriteByte(' ')
			sound.WriteByte(' ')
			stem.WriteByte(' ')
		}
		plain.WriteString(word)
		sound.WriteString(form.phonetic)
		stem.WriteString(form.stem)
	}
	return text{plain.String(), sound.String(), stem.String(), words}
}

// next picks a function word or a content word, and counts its use.
func (w *writer) next(function bool) *wordForm {
	var form *wordForm
	u := w.random.Float64()
	switch {
	case w.unused < len(w.forms) && w.random.IntN(freshEvery) == 0:
		form = &w.forms[w.unused]
		w.unused++
	case function:
		form = &w.forms[int(u*u*float64(len(functionWords)))]
	default:
		content := len(w.forms) - len(functionWords)
		form = &w.forms[len(functionWords)+int(u*u*u*u*float64(content))]
	}
	form.occurrences++
	return form
}
