/**
 * THE CONTRACT OF A WORKLOAD: a server at work in a process of its own, and the requests that it is sent while a profiler watches.
 *
 * ```ts
 * export default defineWorkload({
 *   name: "hello", title: "One route",
 *   async start() {
 *     const app = createApp();
 *     app.get("/hello", () => ({ hello: "world" }));
 *     const server = await app.listen();
 *     return { port: server.port, requests: [{ path: "/hello" }], parts: { "the app": app }, close: () => server.close() };
 *   },
 * });
 * ```
 */
export interface Workload {
  /** Lower-case with dashes. */
  readonly name: string;
  readonly title: string;
  start(): RunningWorkload | Promise<RunningWorkload>;
}

/** A workload that has started: it listens on 127.0.0.1. */
export interface RunningWorkload {
  readonly port: number;
  /** At least one; sent in turn, over sixteen connections. */
  readonly requests: readonly WorkloadRequest[];
  /** What lives as long as the server, by name: each one's share of the heap is found out. */
  readonly parts?: Readonly<Record<string, object>>;
  close(): void | Promise<void>;
}

export interface WorkloadRequest {
  readonly path: string;
  /** "GET" where absent. */
  readonly method?: string;
  /** Sent as JSON. */
  readonly body?: string;
  /** The status of a right answer; 200 where absent. */
  readonly status?: number;
}

/** Types a workload file; returns it unchanged. */
export const defineWorkload = (workload: Workload): Workload => workload;
