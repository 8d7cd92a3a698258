/** The time that a pool goes by; injected, so that a test can turn it. */
export interface PoolClock {
  /** Milliseconds since any moment; never goes back. */
  now(): number;
  /** Calls again and again until `stop`. While `keepAlive` is on, the process does not end. */
  every(milliseconds: number, call: () => void): PoolTimer;
}

export interface PoolTimer {
  stop(): void;
  keepAlive(on: boolean): void;
}

/** The machine's monotonic clock. */
export const systemClock: PoolClock = {
  now: () => performance.now(),
  every: (milliseconds, call) => {
    const timer = setInterval(call, milliseconds).unref();
    return {
      stop: () => clearInterval(timer),
      keepAlive: (on) => {
        if (on) timer.ref();
        else timer.unref();
      },
    };
  },
};
