package apply

// Decision is what became of a row that cannot be there beside what others have: it collides with another in a unique
// index, or its parent is missing.
type Decision string

// What such a row can come to.
const (
	Deleted  Decision = "deleted"  // here, where it is from
	Changed  Decision = "changed"  // here, where it is from: a column has got another value
	Restored Decision = "restored" // its parent comes back
	Parked   Decision = "parked"   // it waits until the user has mended it
	Waiting  Decision = "waiting"  // until the database that it is from has decided
)
