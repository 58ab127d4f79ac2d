package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"filippo.io/torchwood"
)

// checkLog checks the signature of a log's checkpoint, and that tiles and entries are those of the
// checkpoint. It prints the number of entries and the root.
func checkLog(dir, vkey string) error {
	signed, err := os.ReadFile(filepath.Join(dir, "checkpoint"))
	if err != nil {
		return err
	}
	policy, err := torchwood.ParsePolicy([]byte("log " + vkey + "\nquorum none\n"))
	if err != nil {
		return err
	}
	checkpoint, _, err := torchwood.VerifyCheckpoint(signed, policy)
	if err != nil {
		return err
	}
	files, err := torchwood.NewTileFS(os.DirFS(dir))
	if err != nil {
		return err
	}
	client, err := torchwood.NewClient(files)
	if err != nil {
		return err
	}
	count := int64(0)
	for range client.AllEntries(context.Background(), checkpoint.Tree, 0) {
		count++
	}
	if err := client.Err(); err != nil {
		return err
	}
	if count != checkpoint.N {
		return fmt.Errorf("%d of %d entries could be read", count, checkpoint.N)
	}
	fmt.Printf("%d entries, root %s\n", count, checkpoint.Hash)
	return nil
}
