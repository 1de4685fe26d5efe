/* Loaded before libc: makes fsync and fdatasync of one file fail with EIO, at the n-th call or from there on.
 *
 *   FAULT_FILE  the end of the file's path
 *   FAULT_AT    n, from 1
 *   FAULT_MODE  once, sticky, or pretend: nothing fails, it is only noted as if it had
 *   FAULT_NOTE  where the time of the failure is noted, in microseconds since 1970
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static atomic_int calls;

static int is_it(int fd, const char *end) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    ssize_t tail = (ssize_t)strlen(end);
    return length >= tail && memcmp(path + length - tail, end, (size_t)tail) == 0;
}

static void note(void) {
    const char *file = getenv("FAULT_NOTE");
    struct timespec now;
    char text[32];
    clock_gettime(CLOCK_REALTIME, &now);
    int length = snprintf(text, sizeof text, "%lld\n", now.tv_sec * 1000000LL + now.tv_nsec / 1000);
    int fd = file ? open(file, O_WRONLY | O_CREAT | O_APPEND, 0600) : -1;
    if (fd >= 0) {
        if (write(fd, text, (size_t)length) != length) abort();
        close(fd);
    }
}

static int fails(int fd) {
    const char *end = getenv("FAULT_FILE"), *at = getenv("FAULT_AT"), *mode = getenv("FAULT_MODE");
    if (!end || !at || !mode || !is_it(fd, end)) return 0;
    int call = atomic_fetch_add(&calls, 1) + 1, first = atoi(at);
    if (call < first || (call > first && strcmp(mode, "sticky") != 0)) return 0;
    if (call == first) note();
    return strcmp(mode, "pretend") != 0;
}

int fsync(int fd) {
    if (fails(fd)) {
        errno = EIO;
        return -1;
    }
    return (int)syscall(SYS_fsync, fd);
}

int fdatasync(int fd) {
    if (fails(fd)) {
        errno = EIO;
        return -1;
    }
    return (int)syscall(SYS_fdatasync, fd);
}
