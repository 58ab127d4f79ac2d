package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"filippo.io/torchwood"
	"golang.org/x/mod/sumdb/note"
)

// policies are what a proof's checkpoint must satisfy, one for each key of the log: with witnesses and
// quorum (full), and by the log's key alone (logs).
type policies struct {
	full, logs []torchwood.Policy
}

// readPolicies reads the policy of a proof, and the keys that followed those of its lines "log".
func readPolicies(name string) (read policies, err error) {
	text, err := os.ReadFile(name + ".policy")
	if err != nil {
		return read, err
	}
	var keys []string
	var rest strings.Builder
	for line := range strings.Lines(string(text)) {
		if key, ok := strings.CutPrefix(line, "log "); ok {
			keys = append(keys, strings.TrimSpace(key))
		} else {
			rest.WriteString(line)
		}
	}
	keys, err = withLaterKeys(keys, name+".keys.json")
	if err != nil {
		return read, err
	}
	for _, key := range keys {
		full, err := torchwood.ParsePolicy([]byte("log " + key + "\n" + rest.String()))
		if err != nil {
			return read, fmt.Errorf("%s.policy: %w", name, err)
		}
		log, err := torchwood.ParsePolicy([]byte("log " + key + "\nquorum none\n"))
		if err != nil {
			return read, fmt.Errorf("%s.policy: %w", name, err)
		}
		read.full = append(read.full, full)
		read.logs = append(read.logs, log)
	}
	return read, nil
}

// withLaterKeys adds the keys of a file of signed notes, if there is one. Each note names a new key, and is
// signed by the key before it.
func withLaterKeys(keys []string, file string) ([]string, error) {
	text, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		return keys, nil
	}
	if err != nil {
		return nil, err
	}
	var notes []string
	if err := json.Unmarshal(text, &notes); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	for _, signed := range notes {
		opened, err := openNote(signed, keys)
		var unverified *note.UnverifiedNoteError
		if errors.As(err, &unverified) {
			continue // The policy names a later key only.
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		_, line, _ := strings.Cut(opened.Text, "\nkey ")
		key, _, _ := strings.Cut(line, "\n")
		if !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	return keys, nil
}

func openNote(signed string, keys []string) (*note.Note, error) {
	var verifiers []note.Verifier
	for _, key := range keys {
		verifier, err := note.NewVerifier(key)
		if err != nil {
			return nil, err
		}
		verifiers = append(verifiers, verifier)
	}
	return note.Open([]byte(signed), note.VerifierList(verifiers...))
}

// anyOf returns nil if a check succeeds with one of the policies, and all errors if none does.
func anyOf(policies []torchwood.Policy, check func(torchwood.Policy) error) error {
	all := []error{errors.New("no policy is satisfied")}
	for _, policy := range policies {
		err := check(policy)
		if err == nil {
			return nil
		}
		all = append(all, err)
	}
	return errors.Join(all...)
}
