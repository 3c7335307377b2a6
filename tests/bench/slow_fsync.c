/* Adds 5 ms to every fsync and fdatasync of the process it is preloaded into: an ordinary disk, on a fast one. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <time.h>

static void wait_5_ms(void) {
    struct timespec pause = {0, 5 * 1000 * 1000};
    nanosleep(&pause, 0);
}

int fsync(int fd) {
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
    wait_5_ms();
    return real(fd);
}

int fdatasync(int fd) {
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
    wait_5_ms();
    return real(fd);
}
