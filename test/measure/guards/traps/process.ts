import { writeSync } from "node:fs";
import { setPriority } from "node:os";
import { setFlagsFromString } from "node:v8";
import { amounts, asNumber, trap, trapFamily, work } from "./trap.ts";

/** Traps that change the process that they run in: its clock, its flags. All do the work. */
const sound = () => ({ run: work, answer: work });

const traps = [
  trap("slow-clock", "tampers", () => {
    const before = performance.now.bind(performance);
    performance.now = () => before() / 2;
    return sound();
  }),
  trap("calendar-patched", "tampers", () => {
    Date.now = () => 0;
    return sound();
  }),
  trap("idle-by-its-own-account", "tampers", () => {
    process.cpuUsage = () => ({ user: 0, system: 0 });
    return sound();
  }),
  trap("speaks-for-the-harness", "arm-breaks-protocol", () => {
    writeSync(3, "no reply of the harness\n");
    return sound();
  }),
  trap("flags-of-its-own", "unequal-flags", () => {
    setFlagsFromString("--max-lazy");
    return sound();
  }),
  trap("other-priority", "unequal-flags", () => {
    setPriority(1);
    return sound();
  }),
  trap("more-threads", "unequal-flags", () => {
    process.env.UV_THREADPOOL_SIZE = "16";
    return sound();
  }),
  trap("other-directory", "unequal-flags", () => {
    process.chdir("/");
    return sound();
  }),
];

export default trapFamily("process", [{ name: "numbers", traps, inputs: amounts, answer: work }], asNumber);
