/* A disk that fails: preloaded into the program, it counts what is done to the files below a folder, fails the
 * operation it is told to, and writes down every change, so that a test can lay out what a power cut would leave.
 *
 * FAULT_ROOT  the folder, an absolute path
 * FAULT_LOG   where the changes are written down (appended)
 * FAULT_AT    the number of the operation that fails, from 0; none if it is not given
 * FAULT_COUNT where the number of operations is written at the end
 * FAULT_ERRNO what it fails with; 0: the program is killed instead
 * FAULT_ON    if given, all after it fail, too
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define FDS 4096
static char *paths[FDS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static const char *root;
static int log_fd = -1;
static long fault_at = -1, count;
static int fault_errno = EIO, fault_on;

__attribute__((constructor)) static void begin(void) {
    root = getenv("FAULT_ROOT");
    const char *name = getenv("FAULT_LOG");
    if (name) log_fd = syscall(SYS_openat, AT_FDCWD, name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (getenv("FAULT_AT")) fault_at = atol(getenv("FAULT_AT"));
    if (getenv("FAULT_ERRNO")) fault_errno = atoi(getenv("FAULT_ERRNO"));
    fault_on = getenv("FAULT_ON") != NULL;
}

__attribute__((destructor)) static void end(void) {
    const char *name = getenv("FAULT_COUNT");
    char text[32];
    if (!name) return;
    int fd = syscall(SYS_openat, AT_FDCWD, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    syscall(SYS_write, fd, text, snprintf(text, sizeof text, "%ld", count));
    syscall(SYS_close, fd);
}

static int watched(const char *path) { return root && path && !strncmp(path, root, strlen(root)); }

/* The absolute path of a name in a folder. */
static const char *resolve(int dir, const char *name, char *out) {
    char cwd[PATH_MAX];
    if (name[0] == '/') return name;
    const char *base = dir >= 0 && dir < FDS && paths[dir] ? paths[dir] : NULL;
    if (!base && dir == AT_FDCWD) base = syscall(SYS_getcwd, cwd, sizeof cwd) > 0 ? cwd : NULL;
    if (!base) return NULL;
    snprintf(out, PATH_MAX, "%s/%s", base, name);
    return out;
}

/* Counts an operation; returns whether it has to fail. The lock is held. */
static int fails(void) {
    long now = count++;
    if (fault_at < 0 || now < fault_at || (now > fault_at && !fault_on)) return 0;
    if (!fault_errno) syscall(SYS_kill, getpid(), 9);
    errno = fault_errno;
    return 1;
}

/* Writes down a change: what, path, other path, where in the file, bytes. The lock is held. */
static void note(char what, const char *path, const char *other, uint64_t at, const void *bytes, uint64_t size) {
    if (log_fd < 0) return;
    uint32_t a = strlen(path), b = other ? strlen(other) : 0;
    struct iovec parts[] = {{&what, 1}, {&a, 4}, {&b, 4}, {&at, 8}, {&size, 8},
                            {(void *)path, a}, {(void *)other, b}, {(void *)bytes, bytes ? size : 0}};
    syscall(SYS_writev, log_fd, parts, 8);
}

static const char *path_of(int fd) { return fd >= 0 && fd < FDS ? paths[fd] : NULL; }

#define REAL(name) static __typeof__(name) *real; if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)
#define GUARD pthread_mutex_lock(&lock)
#define LEAVE(value) do { int kept = errno; pthread_mutex_unlock(&lock); errno = kept; return value; } while (0)

static int open_any(int dir, const char *name, int flags, mode_t mode) {
    char buffer[PATH_MAX];
    GUARD;
    const char *path = resolve(dir, name, buffer);
    if (!watched(path)) {
        int fd = syscall(SYS_openat, dir, name, flags, mode);
        if (fd >= 0 && fd < FDS) { free(paths[fd]); paths[fd] = NULL; }
        LEAVE(fd);
    }
    struct stat before;
    int was = syscall(SYS_newfstatat, AT_FDCWD, path, &before, 0) == 0;
    if (fails()) LEAVE(-1);
    int fd = syscall(SYS_openat, dir, name, flags, mode);
    if (fd >= 0 && fd < FDS) {
        free(paths[fd]);
        paths[fd] = strdup(path);
        if (!was && (flags & O_CREAT)) note('c', path, NULL, 0, NULL, 0);
        else if (was && (flags & O_TRUNC)) note('t', path, NULL, 0, NULL, 0);
    }
    LEAVE(fd);
}

#define MODE mode_t mode = 0; if (flags & (O_CREAT | O_TMPFILE)) { va_list args; va_start(args, flags); mode = va_arg(args, mode_t); va_end(args); }
int open(const char *name, int flags, ...) { MODE return open_any(AT_FDCWD, name, flags, mode); }
int open64(const char *name, int flags, ...) { MODE return open_any(AT_FDCWD, name, flags | O_LARGEFILE, mode); }
int openat(int dir, const char *name, int flags, ...) { MODE return open_any(dir, name, flags, mode); }
int openat64(int dir, const char *name, int flags, ...) { MODE return open_any(dir, name, flags | O_LARGEFILE, mode); }

int close(int fd) {
    GUARD;
    if (fd >= 0 && fd < FDS) { free(paths[fd]); paths[fd] = NULL; }
    LEAVE(syscall(SYS_close, fd));
}

static ssize_t write_any(int fd, const void *bytes, size_t size, off_t at) {
    GUARD;
    const char *path = path_of(fd);
    if (fd == 1 && !path) note('o', "", NULL, 0, bytes, size);
    if (!path) LEAVE(at < 0 ? syscall(SYS_write, fd, bytes, size) : syscall(SYS_pwrite64, fd, bytes, size, at));
    if (fails()) LEAVE(-1);
    uint64_t where = at;
    if (at < 0) {
        struct stat now;
        int append = fcntl(fd, F_GETFL) & O_APPEND;
        syscall(SYS_fstat, fd, &now);
        where = append ? now.st_size : syscall(SYS_lseek, fd, 0, SEEK_CUR);
    }
    ssize_t done = at < 0 ? syscall(SYS_write, fd, bytes, size) : syscall(SYS_pwrite64, fd, bytes, size, at);
    if (done > 0) note('w', path, NULL, where, bytes, done);
    LEAVE(done);
}

ssize_t write(int fd, const void *bytes, size_t size) { return write_any(fd, bytes, size, -1); }
ssize_t pwrite(int fd, const void *bytes, size_t size, off_t at) { return write_any(fd, bytes, size, at); }
ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t at) { return write_any(fd, bytes, size, at); }
ssize_t writev(int fd, const struct iovec *parts, int number) {
    for (int i = 0; i < number; i++)
        if (parts[i].iov_len) return write_any(fd, parts[i].iov_base, parts[i].iov_len, -1);
    return 0;
}

static ssize_t read_any(int fd, void *bytes, size_t size, off_t at) {
    GUARD;
    if (path_of(fd) && fails()) LEAVE(-1);
    pthread_mutex_unlock(&lock);
    return at < 0 ? syscall(SYS_read, fd, bytes, size) : syscall(SYS_pread64, fd, bytes, size, at);
}

ssize_t read(int fd, void *bytes, size_t size) { return read_any(fd, bytes, size, -1); }
ssize_t pread(int fd, void *bytes, size_t size, off_t at) { return read_any(fd, bytes, size, at); }
ssize_t pread64(int fd, void *bytes, size_t size, off64_t at) { return read_any(fd, bytes, size, at); }

static int on_file(char what, int fd, long call, uint64_t at) {
    GUARD;
    const char *path = path_of(fd);
    if (path && fails()) LEAVE(-1);
    int done = syscall(call, fd, at);
    if (path && !done) note(what, path, NULL, at, NULL, 0);
    LEAVE(done);
}

int fsync(int fd) { return on_file('s', fd, SYS_fsync, 0); }
int fdatasync(int fd) { return on_file('s', fd, SYS_fdatasync, 0); }
int ftruncate(int fd, off_t size) { return on_file('l', fd, SYS_ftruncate, size); }
int ftruncate64(int fd, off64_t size) { return on_file('l', fd, SYS_ftruncate, size); }

static int on_names(char what, int dir, const char *name, int to_dir, const char *to, long call, uint64_t flags) {
    char a[PATH_MAX], b[PATH_MAX];
    GUARD;
    const char *path = resolve(dir, name, a), *other = to ? resolve(to_dir, to, b) : NULL;
    int seen = watched(path);
    if (seen && fails()) LEAVE(-1);
    int done = to ? syscall(call, dir, name, to_dir, to, flags) : syscall(call, dir, name, flags);
    if (seen && !done) note(what, path, other, 0, NULL, 0);
    LEAVE(done);
}

int rename(const char *from, const char *to) { return on_names('r', AT_FDCWD, from, AT_FDCWD, to, SYS_renameat2, 0); }
int renameat(int a, const char *from, int b, const char *to) { return on_names('r', a, from, b, to, SYS_renameat2, 0); }
int unlink(const char *name) { return on_names('u', AT_FDCWD, name, 0, NULL, SYS_unlinkat, 0); }
int rmdir(const char *name) { return on_names('u', AT_FDCWD, name, 0, NULL, SYS_unlinkat, AT_REMOVEDIR); }
int unlinkat(int dir, const char *name, int flags) { return on_names('u', dir, name, 0, NULL, SYS_unlinkat, flags); }
int mkdir(const char *name, mode_t mode) { return on_names('d', AT_FDCWD, name, 0, NULL, SYS_mkdirat, mode); }
