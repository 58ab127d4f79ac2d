// Checks proofs and logs of imbill with public Go packages. It shares no code with imbill.
//
//	check proof DIR     the proofs in a folder that "imbill invoice prove" wrote
//	check log DIR VKEY  the tiles, entries and checkpoint of a log
package main

import (
	"errors"
	"fmt"
	"os"
)

func main() {
	var err error
	switch args := os.Args[1:]; {
	case len(args) == 2 && args[0] == "proof":
		err = checkProofs(args[1])
	case len(args) == 3 && args[0] == "log":
		err = checkLog(args[1], args[2])
	default:
		err = errors.New("usage: check proof DIR | check log DIR VKEY")
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
