/* Stands between the program and the system, and lets the n-th call that opens, writes, syncs, links or renames
 * a file of one folder fail, or the n-th that connects to a server, sends to it or has received from it. Loaded by
 * LD_PRELOAD; tests/slow/faults.rs builds it, and it and tests/slow/dropped.rs say what is to happen:
 *
 *   FAULTS_FOLDER  the folder whose files count
 *   FAULTS_PORT    the port of this machine whose connections count
 *   FAULTS_AT      the number of the call that fails, from 1; 0: none does
 *   FAULTS_HOW     EIO, ENOSPC: that call fails so; FULL: that one and all that need room after it fail with ENOSPC;
 *                  KILL: the process is killed instead of the call; RESET, PIPE: that call on a connection fails with
 *                  ECONNRESET or EPIPE, and the connection is cut (what was received is lost); DOWN: the same, and no
 *                  connection comes about any more. Then no sleep is slept, but the clock says that it was
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
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static const char *folder;
static size_t length;
static long at, count, port;
static char how;
static int down;

#define REAL(type, name, ...) \
    static type (*real)(__VA_ARGS__); \
    if (!real) real = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

__attribute__((constructor)) static void begin(void) {
    const char *number = getenv("FAULTS_AT"), *word = getenv("FAULTS_HOW");
    const char *server = getenv("FAULTS_PORT");
    port = server ? atol(server) : 0;
    folder = getenv("FAULTS_FOLDER");
    length = folder ? strlen(folder) : 0;
    at = number ? atol(number) : 0;
    how = word ? word[strlen(word) - 1] : 'O'; /* eiO enospC fulL kilL reseT pipE dowN */
    if (word && strcmp(word, "KILL") == 0) how = 'K';
}

__attribute__((destructor)) static void end(void) {
    const char *path = getenv("FAULTS_COUNT");
    if (!path || (!folder && !port)) return;
    folder = NULL;
    port = 0;
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

/* Whether that is a connection to the server. */
static int to_server(int fd) {
    struct sockaddr_in peer;
    socklen_t size = sizeof peer;
    if (!port || getpeername(fd, (struct sockaddr *)&peer, &size) != 0) return 0;
    return peer.sin_family == AF_INET && ntohs(peer.sin_port) == port;
}

/* Whether this call on a connection to the server is to fail. The server sees that it is cut, too. */
static int drops(int fd) {
    count++;
    if (count != at) return 0;
    if (how == 'K') kill(getpid(), SIGKILL);
    down = how == 'N';
    shutdown(fd, SHUT_RDWR);
    errno = how == 'E' ? EPIPE : ECONNRESET;
    return 1;
}

int connect(int fd, const struct sockaddr *place, socklen_t size) {
    REAL(int, "connect", int, const struct sockaddr *, socklen_t);
    const struct sockaddr_in *to = (const struct sockaddr_in *)place;
    if (port && place->sa_family == AF_INET && ntohs(to->sin_port) == port && (down || drops(fd))) {
        errno = ECONNREFUSED;
        return -1;
    }
    return real(fd, place, size);
}

ssize_t send(int fd, const void *bytes, size_t size, int flags) {
    REAL(ssize_t, "send", int, const void *, size_t, int);
    return to_server(fd) && drops(fd) ? -1 : real(fd, bytes, size, flags);
}

ssize_t recv(int fd, void *bytes, size_t size, int flags) {
    REAL(ssize_t, "recv", int, void *, size_t, int);
    int counts = to_server(fd);
    ssize_t got = real(fd, bytes, size, flags);
    /* What did not come yet is no answer that could be lost. */
    return got >= 0 && counts && drops(fd) ? -1 : got;
}

ssize_t read(int fd, void *bytes, size_t size) {
    REAL(ssize_t, "read", int, void *, size_t);
    int counts = to_server(fd);
    ssize_t got = real(fd, bytes, size);
    return got >= 0 && counts && drops(fd) ? -1 : got;
}

ssize_t readv(int fd, const struct iovec *parts, int n) {
    REAL(ssize_t, "readv", int, const struct iovec *, int);
    int counts = to_server(fd);
    ssize_t got = real(fd, parts, n);
    return got >= 0 && counts && drops(fd) ? -1 : got;
}

/* The time that was not slept, in nanoseconds. */
static long long skipped;

int nanosleep(const struct timespec *time, struct timespec *left) {
    REAL(int, "nanosleep", const struct timespec *, struct timespec *);
    if (!down) return real(time, left);
    skipped += time->tv_sec * 1000000000LL + time->tv_nsec;
    return 0;
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    REAL(int, "clock_gettime", clockid_t, struct timespec *);
    int failed = real(clock, now);
    if (!failed && skipped && clock == CLOCK_MONOTONIC) {
        long long sum = now->tv_sec * 1000000000LL + now->tv_nsec + skipped;
        now->tv_sec = sum / 1000000000LL;
        now->tv_nsec = sum % 1000000000LL;
    }
    return failed;
}

int clock_nanosleep(clockid_t clock, int flags, const struct timespec *time, struct timespec *left) {
    REAL(int, "clock_nanosleep", clockid_t, int, const struct timespec *, struct timespec *);
    if (!down) return real(clock, flags, time, left);
    struct timespec now = {0, 0};
    if (flags & TIMER_ABSTIME) clock_gettime(clock, &now);
    long long wait = (time->tv_sec - now.tv_sec) * 1000000000LL + time->tv_nsec - now.tv_nsec;
    if (wait > 0) skipped += wait;
    return 0;
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
    if (to_server(fd) && drops(fd)) return -1;
    return fails(inside_fd(fd), 1) ? -1 : real(fd, bytes, size);
}

ssize_t writev(int fd, const struct iovec *parts, int n) {
    REAL(ssize_t, "writev", int, const struct iovec *, int);
    if (to_server(fd) && drops(fd)) return -1;
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
