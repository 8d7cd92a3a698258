import { Agent, request } from "node:http";
import { parentPort, workerData } from "node:worker_threads";
import { LabError } from "../base/lab-error.js";
import type { WorkloadRequest } from "./workload.js";

/** What the thread is started with. */
export interface SenderData {
  readonly port: number;
  readonly requests: readonly WorkloadRequest[];
  readonly connections: number;
}

/** Sends this many requests, or until it is told to stop; answers with `SentRequests`. */
export type SenderOrder = { readonly send: number } | { readonly stop: true };

export interface SentRequests {
  readonly answered: number;
  /** The first answer with another status than the expected, or the first broken connection; null where all were right. */
  readonly fault: string | null;
}

const port = parentPort;
if (port === null) throw new LabError("not-a-thread", "profile-sender runs as a thread of the profiled process");
const { requests, connections, port: server } = workerData as SenderData;
const agent = new Agent({ keepAlive: true, maxSockets: connections });
let left = 0;
let next = 0;

function sendOne({ path, method = "GET", body, status = 200 }: WorkloadRequest): Promise<string | null> {
  return new Promise((resolve) => {
    const headers =
      body === undefined ? {} : { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
    const sent = request({ host: "127.0.0.1", port: server, path, method, agent, headers }, (answer) => {
      answer.resume();
      answer.once("end", () =>
        resolve(answer.statusCode === status ? null : `${method} ${path} was answered with ${answer.statusCode}`),
      );
      answer.once("error", (error) => resolve(`${method} ${path}: ${error.message}`));
    });
    sent.once("error", (error) => resolve(`${method} ${path}: ${error.message}`));
    sent.end(body);
  });
}

async function send(): Promise<SentRequests> {
  let answered = 0;
  let fault: string | null = null;
  const connection = async () => {
    while (left > 0 && fault === null) {
      left -= 1;
      const wanted = requests[next++ % requests.length];
      if (wanted === undefined) return;
      const wrong = await sendOne(wanted);
      if (wrong === null) answered += 1;
      else fault ??= wrong;
    }
  };
  await Promise.all(Array.from({ length: connections }, connection));
  return { answered, fault };
}

port.on("message", (order: SenderOrder) => {
  if ("stop" in order) {
    left = 0;
    return;
  }
  left = order.send;
  void send().then((sent) => port.postMessage(sent));
});
