/*
 * Lets the n-th call that changes a file below a folder fail, for tests: loaded before libc, whoever calls it.
 * FAULT_ROOT names the folder, FAULT_AT is n (from 1; with 0 none fails), FAULT_ERRNO what it fails with. With
 * FAULT_STAYS all calls after it fail, too. FAULT_COUNT names a file to which the number of calls is written.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static atomic_long calls;

static long number(const char *name) {
  const char *text = getenv(name);
  return text ? atol(text) : 0;
}

static int fails(const char *path) {
  const char *root = getenv("FAULT_ROOT");
  if (!root || strncmp(path, root, strlen(root)) != 0) return 0;
  long call = atomic_fetch_add(&calls, 1) + 1;
  long at = number("FAULT_AT");
  if (at == 0 || call < at || (call > at && !getenv("FAULT_STAYS"))) return 0;
  errno = (int)number("FAULT_ERRNO");
  return 1;
}

static int fails_fd(int fd) {
  char link[64], path[PATH_MAX];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return fails(path);
}

#define REAL(name) \
  static __typeof__(name) *real; \
  if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

ssize_t write(int fd, const void *bytes, size_t length) {
  REAL(write);
  return fd > 2 && fails_fd(fd) ? -1 : real(fd, bytes, length);
}
ssize_t pwrite(int fd, const void *bytes, size_t length, off_t at) {
  REAL(pwrite);
  return fails_fd(fd) ? -1 : real(fd, bytes, length, at);
}
ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t at) {
  REAL(pwrite64);
  return fails_fd(fd) ? -1 : real(fd, bytes, length, at);
}
ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t at) {
  REAL(pwritev);
  return fails_fd(fd) ? -1 : real(fd, parts, count, at);
}
ssize_t writev(int fd, const struct iovec *parts, int count) {
  REAL(writev);
  return fd > 2 && fails_fd(fd) ? -1 : real(fd, parts, count);
}
int fsync(int fd) {
  REAL(fsync);
  return fails_fd(fd) ? -1 : real(fd);
}
int fdatasync(int fd) {
  REAL(fdatasync);
  return fails_fd(fd) ? -1 : real(fd);
}
int ftruncate(int fd, off_t length) {
  REAL(ftruncate);
  return fails_fd(fd) ? -1 : real(fd, length);
}
int ftruncate64(int fd, off64_t length) {
  REAL(ftruncate64);
  return fails_fd(fd) ? -1 : real(fd, length);
}
int rename(const char *from, const char *to) {
  REAL(rename);
  return fails(to) ? -1 : real(from, to);
}
int link(const char *from, const char *to) {
  REAL(link);
  return fails(to) ? -1 : real(from, to);
}
int mkdir(const char *path, mode_t mode) {
  REAL(mkdir);
  return fails(path) ? -1 : real(path, mode);
}
int unlink(const char *path) {
  REAL(unlink);
  return fails(path) ? -1 : real(path);
}

__attribute__((destructor)) static void note(void) {
  const char *path = getenv("FAULT_COUNT");
  if (!path) return;
  FILE *file = fopen(path, "w");
  if (!file) return;
  fprintf(file, "%ld\n", atomic_load(&calls));
  fclose(file);
}
