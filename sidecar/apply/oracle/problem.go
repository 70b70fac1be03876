package oracle

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/sijms/go-ora/v2/network"

	"github.com/bucardo/bucardo-sidecar/sidecar/node"
)

// Errors of Oracle that mean something here.
const (
	uniqueViolated = 1
	nameTaken      = 955
)

// isCode reports whether an error is ORA-code.
func isCode(err error, code int) bool {
	var refused *network.OracleError
	return errors.As(err, &refused) && refused.ErrCode == code
}

// explain turns an error into a node.Problem of this database where the user can do something about it.
func (s *store) explain(err error) error { return explain(s.db, err) }

func explain(db string, err error) error {
	var known node.Problem
	var refused *network.OracleError
	var broken net.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &known):
		known.DB = db
		return known
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case errors.As(err, &refused):
		reason, _, _ := strings.Cut(strings.TrimSpace(refused.Error()), " error occur at position")
		return node.Problem{DB: db, Reason: strings.Join(strings.Fields(step(err, refused)+reason), " "), NextStep: nextStep(db, refused.ErrCode)}
	case errors.As(err, &broken), errors.Is(err, net.ErrClosed), errors.Is(err, io.EOF), errors.Is(err, driver.ErrBadConn):
		return node.Problem{DB: db, Reason: "the connection broke: " + err.Error(), NextStep: "See whether the server is there and can be reached; the sidecar tries again by itself."}
	}
	return err
}

// step is what an error says before what the server said.
func step(err error, refused *network.OracleError) string {
	text, _ := strings.CutSuffix(err.Error(), refused.Error())
	return text
}

func nextStep(db string, code int) string {
	switch code {
	case 1005, 1017:
		return "Correct the role or its password: " + updateDB(db, "username => ..., password_env => ...")
	case 28000, 28001, 28002:
		return "Have a DBA unlock the account or renew its password."
	case 1045:
		return "Have a DBA run: GRANT CREATE SESSION TO that role."
	case 12505, 12514, 12504:
		return "Correct the service name: " + updateDB(db, "dbname => ...")
	case 12516, 12519, 12520, 18, 20:
		return "Free connections on that server or raise its processes and sessions."
	case 1033, 1034, 1089, 1090, 12528, 12541:
		return "Start the database; the sidecar tries again by itself."
	case 942, 904, 947:
		return "Make the table there what the sync expects (bucardo.create_target_tables makes those that are missing), and grant the role SELECT, INSERT, UPDATE and DELETE on it."
	case 972, 1450:
		return "Give it a shorter name or key there with bucardo.add_customname or bucardo.add_customcols, or create the table by hand."
	case 1031:
		return "Have a DBA grant the role what it lacks: CREATE TABLE in its schema, or SELECT, INSERT, UPDATE and DELETE on the tables."
	case 1536, 1950, 1652, 1653, 1654, 1658, 1691, 30036:
		return "Have a DBA give the role quota on its tablespace, or the tablespace more room; the sidecar goes on by itself."
	case 1461, 12899, 22835, 25137:
		return "Make the column wider, or a CLOB; the sidecar then goes on by itself."
	case 1438, 1426, 1722:
		return "Make the column a NUMBER that holds the value, or one of another type; the sidecar then goes on by itself."
	case 1400, 1407:
		return "Make the column nullable there; the empty string is NULL for Oracle, unless the option empty_string of the database says otherwise."
	case uniqueViolated:
		return "Two rows claim one unique value there; change one of them, the sidecar then goes on by itself."
	case 2291, 2292:
		return "Disable the foreign key there: rows come in the order of their tables, not of each other."
	case 54, 60, 30006:
		return "Another session holds a lock on the table; end it, or wait: the sidecar tries again by itself."
	case 1456, 16000:
		return "The database is read-only (a standby?). Point to the primary: " + updateDB(db, "host => ...")
	}
	return fmt.Sprintf("See ORA-%05d in Oracle's messages; mend the cause there, the sidecar tries again by itself.", code)
}
