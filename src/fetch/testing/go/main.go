// Serves an S3-compatible store in memory on loopback, for tests. It verifies Signature Version 4.
package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"

	"github.com/rclone/gofakes3"
	"github.com/rclone/gofakes3/s3mem"
)

// Objects of the prefix pages/: a listing of S3 has at most 1,000.
const paged = 1001

func main() {
	backend := s3mem.New()
	fatal(backend.CreateBucket(context.Background(), "im-logs"))
	for number := range paged {
		key := fmt.Sprintf("pages/%04d.csv", number)
		_, err := backend.PutObject(context.Background(), "im-logs", key, map[string]string{}, strings.NewReader("x"), 1)
		fatal(err)
	}
	keys := map[string]string{"AKIATEST": "secret/of+tests"}
	store := gofakes3.New(backend, gofakes3.WithV4Auth(keys))
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	fatal(err)
	fmt.Println(listener.Addr())
	fatal(http.Serve(listener, store.Server()))
}

func fatal(err error) {
	if err != nil {
		panic(err)
	}
}
