import type { Caveat } from "../caveats/caveat.js";
import type { ProfileResult } from "./profile-result.js";

/** What limits a profile. Pure. */
export function profileCaveats(result: ProfileResult): Caveat[] {
  const { interval, seconds, samples, idle, requests } = result;
  const always: Caveat[] = [
    {
      id: "profile-no-verdict",
      text: `A profile is not a verdict: one process, one stretch of ${seconds.toFixed(1)} s, a look every ${interval} µs. Its intervals cover how the shares vary within that stretch.`,
    },
    {
      id: "profile-workload",
      text: "The shares are those of this workload: the source report does not say what its own profile ran, so its shares stand here for orientation.",
    },
    {
      id: "profile-built-ins",
      text: "V8 counts the time of its built-in functions (strings, arrays, maps) to the function that called them; only JSON's two are wrapped here so that they can be seen, which costs a call each.",
    },
    {
      id: "profile-sender",
      text: `Requests come from another thread of the same process (${requests.toLocaleString("en-US")} while the profiler watched): its work is in no share, but it takes part of the machine and of the memory's bandwidth.`,
    },
  ];
  if (samples < 2000) always.push({ id: "profile-short", text: `Only ${samples} samples: small shares mean little.` });
  if (idle > 0.2)
    always.push({
      id: "profile-idle",
      text: `The server waited for requests in ${(idle * 100).toFixed(0)} % of the time; shares are of the rest.`,
    });
  return always;
}
