import type { MetricSpec } from "./subject.js";

/** What the harness finds out about a server under load, for every arm alike: the metrics of each scenario with `load`. */
export const loadMetrics: readonly MetricSpec[] = [
  {
    name: "average-rps",
    title: "Average RPS",
    unit: "1/s",
    better: "higher",
    definition: "Responses with the right status and body, over the seconds of the load.",
  },
  {
    name: "peak-rps",
    title: "Peak RPS",
    unit: "1/s",
    better: "neither",
    definition: "The most such responses in one whole second of the load.",
  },
  {
    name: "p50",
    title: "P50 Latency",
    unit: "ms",
    better: "lower",
    definition: "Median latency of all responses, from the time at which the request was to be sent.",
  },
  {
    name: "p95",
    title: "P95 Latency",
    unit: "ms",
    better: "lower",
    definition: "95th percentile of the same latencies.",
  },
  {
    name: "p99",
    title: "P99 Latency",
    unit: "ms",
    better: "lower",
    definition: "99th percentile of the same latencies.",
  },
  {
    name: "error-rate",
    title: "Error Rate",
    unit: "%",
    better: "neither",
    definition:
      "Requests without a right response (another status, another body, a time-out, a broken connection) over all requests.",
  },
  {
    name: "cpu",
    title: "CPU Usage",
    unit: "%",
    better: "neither",
    definition: "CPU time of the server's process (user and system) over the time of the load; 100 % is one core.",
  },
  {
    name: "cpu-per-request",
    title: "Server CPU time a request",
    unit: "us",
    better: "lower",
    definition: "CPU time of the server's process during the load over the number of right responses.",
  },
  {
    name: "memory",
    title: "Memory Usage",
    unit: "MB",
    better: "lower",
    definition: "Largest resident set of the server's process, read once a second during the load.",
  },
];
