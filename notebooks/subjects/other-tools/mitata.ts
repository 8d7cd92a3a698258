/**
 * Times two functions by mitata, all options as they are by default: the calibration gives other tools the same cases as our own verdicts. It
 * is run in a process of its own by the calibration, which reads the figures; how they are judged is in kernel-lib's measure/calibration/other-tools/mitata.
 */
import { bench, run, summary } from "mitata";

interface Functions {
  readonly a: () => number;
  readonly b: () => number;
}

export async function measure({ a, b }: Functions) {
  const printed: string[] = [];
  summary(() => {
    bench("a", a);
    bench("b", b);
  });
  const { benchmarks } = await run({ throw: true, colors: false, print: (text) => printed.push(text) });
  const statisticsOf = (name: string) => {
    const found = benchmarks.flatMap(({ runs }) => runs).find((each) => each.name === name);
    if (found?.stats === undefined) throw new Error(`mitata has no statistics of ${name}`);
    const { avg, p25, p75 } = found.stats;
    return { avg, p25, p75 };
  };
  const line = printed.find((text) => /x (faster|slower) than /.test(text));
  if (line === undefined) throw new Error(`mitata printed no summary:\n${printed.join("\n")}`);
  return { summary: line.trim(), a: statisticsOf("a"), b: statisticsOf("b") };
}
