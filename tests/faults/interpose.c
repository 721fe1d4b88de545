/* Stands between the program and the system, and lets the n-th call that opens, writes, syncs, links or renames
 * a file of one folder fail. Loaded by LD_PRELOAD; tests/slow/faults.rs builds it and says what is to happen:
 *
 *   FAULTS_FOLDER  the folder whose files count
 *   FAULTS_AT      the number of the call that fails, from 1; 0: none does
 *   FAULTS_HOW     EIO, ENOSPC: that call fails so; FULL: that one and all that need room after it fail with ENOSPC;
 *                  KILL: the process is killed instead of the call
 *   FAULTS_COUNT   a file that gets the number of calls, at the end
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static const char *folder;
static size_t length;
static long at, count;
static char how;

#define REAL(type, name, ...) \
    static type (*real)(__VA_ARGS__); \
    if (!real) real = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

__attribute__((constructor)) static void begin(void) {
    const char *number = getenv("FAULTS_AT"), *word = getenv("FAULTS_HOW");
    folder = getenv("FAULTS_FOLDER");
    length = folder ? strlen(folder) : 0;
    at = number ? atol(number) : 0;
    how = word ? word[strlen(word) - 1] : 'O'; /* eiO enospC fulL kilL */
    if (word && strcmp(word, "KILL") == 0) how = 'K';
}

__attribute__((destructor)) static void end(void) {
    const char *path = getenv("FAULTS_COUNT");
    if (!path || !folder) return;
    folder = NULL;
    FILE *file = fopen(path, "w");
    if (file) {
        fprintf(file, "%ld\n", count);
        fclose(file);
    }
}

/* Whether this call is to fail; `room`: whether it needs room on the disk. */
static int fails(int ours, int room) {
    if (!ours) return 0;
    count++;
    if (!at || count < at || (count > at && !(how == 'L' && room))) return 0;
    if (how == 'K') kill(getpid(), SIGKILL);
    if (how == 'L' && !room) return 0;
    errno = how == 'O' ? EIO : ENOSPC;
    return 1;
}

static int inside(const char *path) {
    if (!folder || !path) return 0;
    if (path[0] == '/') return strncmp(path, folder, length) == 0;
    char here[4096];
    return getcwd(here, sizeof here) && strncmp(here, folder, length) == 0;
}

static int inside_fd(int fd) {
    if (!folder) return 0;
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t got = readlink(link, path, sizeof path - 1);
    if (got <= 0) return 0;
    path[got] = 0;
    return path[0] == '/' && inside(path); /* not a pipe */
}

#define OPEN(name) \
    int name(const char *path, int flags, ...) { \
        va_list list; \
        va_start(list, flags); \
        mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(list, mode_t) : 0; \
        va_end(list); \
        REAL(int, #name, const char *, int, ...); \
        return fails(inside(path), flags & O_CREAT) ? -1 : real(path, flags, mode); \
    }
OPEN(open)
OPEN(open64)

#define OPENAT(name) \
    int name(int at_fd, const char *path, int flags, ...) { \
        va_list list; \
        va_start(list, flags); \
        mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(list, mode_t) : 0; \
        va_end(list); \
        REAL(int, #name, int, const char *, int, ...); \
        int ours = path[0] == '/' || at_fd == AT_FDCWD ? inside(path) : inside_fd(at_fd); \
        return fails(ours, flags & O_CREAT) ? -1 : real(at_fd, path, flags, mode); \
    }
OPENAT(openat)
OPENAT(openat64)

int mkdir(const char *path, mode_t mode) {
    REAL(int, "mkdir", const char *, mode_t);
    return fails(inside(path), 1) ? -1 : real(path, mode);
}

ssize_t write(int fd, const void *bytes, size_t size) {
    REAL(ssize_t, "write", int, const void *, size_t);
    return fails(inside_fd(fd), 1) ? -1 : real(fd, bytes, size);
}

ssize_t writev(int fd, const struct iovec *parts, int n) {
    REAL(ssize_t, "writev", int, const struct iovec *, int);
    return fails(inside_fd(fd), 1) ? -1 : real(fd, parts, n);
}

#define PWRITE(name, off) \
    ssize_t name(int fd, const void *bytes, size_t size, off offset) { \
        REAL(ssize_t, #name, int, const void *, size_t, off); \
        return fails(inside_fd(fd), 1) ? -1 : real(fd, bytes, size, offset); \
    }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

#define TRUNCATE(name, off) \
    int name(int fd, off size) { \
        REAL(int, #name, int, off); \
        return fails(inside_fd(fd), size > 0) ? -1 : real(fd, size); \
    }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

#define ALLOCATE(name, off) \
    int name(int fd, off offset, off size) { \
        REAL(int, #name, int, off, off); \
        return fails(inside_fd(fd), 1) ? errno : real(fd, offset, size); \
    }
ALLOCATE(posix_fallocate, off_t)
ALLOCATE(posix_fallocate64, off64_t)

#define SYNC(name) \
    int name(int fd) { \
        REAL(int, #name, int); \
        return fails(inside_fd(fd), 0) ? -1 : real(fd); \
    }
SYNC(fsync)
SYNC(fdatasync)

#define TWO(name, room) \
    int name(const char *from, const char *to) { \
        REAL(int, #name, const char *, const char *); \
        return fails(inside(to), room) ? -1 : real(from, to); \
    }
TWO(rename, 0)
TWO(link, 1)

int linkat(int a, const char *from, int b, const char *to, int flags) {
    REAL(int, "linkat", int, const char *, int, const char *, int);
    return fails(inside(to), 1) ? -1 : real(a, from, b, to, flags);
}

int renameat(int a, const char *from, int b, const char *to) {
    REAL(int, "renameat", int, const char *, int, const char *);
    return fails(inside(to), 0) ? -1 : real(a, from, b, to);
}
