package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"filippo.io/torchwood"
	"golang.org/x/mod/sumdb/tlog"
)

const (
	proofEnd       = ".tlog-proof"
	consistencyEnd = ".tlog-consistency"
)

// checkProofs checks each proof in a folder by the folder's policy: signature and cosignatures of the
// checkpoint, and that it has the entry. It prints a line for each.
func checkProofs(dir string) error {
	own, err := onlyFile(dir, "*"+proofEnd)
	if err != nil {
		return err
	}
	name := strings.TrimSuffix(own, proofEnd)
	policies, err := readPolicies(name)
	if err != nil {
		return err
	}
	before, err := filepath.Glob(filepath.Join(dir, "before", "*"+proofEnd))
	if err != nil {
		return err
	}
	for _, file := range append([]string{own}, before...) {
		if err := checkInclusion(policies.full, file); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		fmt.Println("included:", filepath.Base(file))
	}
	later, err := os.ReadFile(name + consistencyEnd)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	size, err := checkConsistency(policies.logs, own, string(later))
	if err != nil {
		return fmt.Errorf("%s: %w", name+consistencyEnd, err)
	}
	fmt.Println("begins a later log of size", size)
	return nil
}

// checkInclusion checks a proof with the entry beside it. One of the policies must be satisfied.
func checkInclusion(policies []torchwood.Policy, file string) error {
	entry, err := os.ReadFile(strings.TrimSuffix(file, proofEnd) + ".entry.json")
	if err != nil {
		return err
	}
	proof, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	return anyOf(policies, func(policy torchwood.Policy) error {
		return torchwood.VerifyProof(policy, tlog.RecordHash(entry), proof)
	})
}

// checkConsistency checks that the checkpoint of a proof is a prefix of a later one, whose size it returns.
// Witnesses need not have cosigned the later one yet.
func checkConsistency(policies []torchwood.Policy, proofFile, request string) (int64, error) {
	proof, err := os.ReadFile(proofFile)
	if err != nil {
		return 0, err
	}
	_, signed, _ := strings.Cut(string(proof), "\n\n")
	earlier, err := openCheckpoint(policies, signed)
	if err != nil {
		return 0, err
	}
	head, signed, _ := strings.Cut(request, "\n\n")
	later, err := openCheckpoint(policies, signed)
	if err != nil {
		return 0, err
	}
	lines := strings.Split(head, "\n")
	if lines[0] != "old "+strconv.FormatInt(earlier.N, 10) {
		return 0, fmt.Errorf("begins with %q, but the proof is of size %d", lines[0], earlier.N)
	}
	var hashes tlog.TreeProof
	for _, line := range lines[1:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return 0, err
		}
		hashes = append(hashes, hash)
	}
	return later.N, tlog.CheckTree(hashes, later.N, later.Hash, earlier.N, earlier.Hash)
}

func openCheckpoint(policies []torchwood.Policy, signed string) (found torchwood.Checkpoint, err error) {
	err = anyOf(policies, func(policy torchwood.Policy) error {
		found, _, err = torchwood.VerifyCheckpoint([]byte(signed), policy)
		return err
	})
	return found, err
}

func onlyFile(dir, pattern string) (string, error) {
	found, err := filepath.Glob(filepath.Join(dir, pattern))
	if err != nil {
		return "", err
	}
	if len(found) != 1 {
		return "", fmt.Errorf("%s: one file %s is expected, not %d", dir, pattern, len(found))
	}
	return found[0], nil
}
