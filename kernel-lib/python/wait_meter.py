"""How long the main thread could have run while another process had its core: the TypeScript arm's wait-meter.ts, where it is explained."""

import os
import sys
import time

clock = time.perf_counter_ns
ACCOUNT = "/proc/self/schedstat"
MOST = 0.999  # a wait that is the whole stretch would leave no time to divide by


class WaitMeter:
    """`start` right before the clock, `stop(timed)` right after it: nanoseconds in which others had the core."""

    @classmethod
    def of_platform(cls):
        """None where the platform keeps no such account."""
        if sys.platform != "linux":
            return None
        try:
            account = os.open(ACCOUNT, os.O_RDONLY)
        except FileNotFoundError:
            return None
        if os.pread(account, 64, 0).split()[:1] in ([], [b"0"]):
            os.close(account)
            return None
        return cls(account)

    def __init__(self, account):
        import resource

        self.account = account
        self.usage = resource.getrusage
        self.process, self.thread = resource.RUSAGE_SELF, resource.RUSAGE_THREAD
        self.began = self.queued = self.others = 0

    def start(self):
        self.began = clock()
        self.queued = self._queued()
        self.others = self._others()

    def stop(self, timed):
        waited = self._queued() - self.queued
        own = max(0, self._others() - self.others)
        outside = clock() - self.began - timed
        return min(MOST * timed, max(0, waited - own - outside))

    def _queued(self):
        return int(os.pread(self.account, 64, 0).split()[1])

    def _others(self):
        # This order: Linux brings the thread's account up to date when the process's is read.
        every = self.usage(self.process)
        main = self.usage(self.thread)
        return (every.ru_utime + every.ru_stime - main.ru_utime - main.ru_stime) * 1e9
