import { LabError } from "../../base/lab-error.js";

/** Sizes of units that can be turned into each other; kilo is 1,000. */
const scales: readonly Readonly<Record<string, number>>[] = [
  { ns: 1, us: 1e3, ms: 1e6, s: 1e9, min: 6e10 },
  { B: 1, KB: 1e3, MB: 1e6 },
];

/** `value` of unit `from` in unit `to`. @throws LabError "unit-unlike" where the one cannot be turned into the other. */
export function convertUnit(value: number, from: string, to: string): number {
  if (from === to) return value;
  const scale = scales.find((one) => from in one && to in one);
  const [size, wanted] = [scale?.[from], scale?.[to]];
  if (size === undefined || wanted === undefined)
    throw new LabError("unit-unlike", `${from} cannot be turned into ${to}`, { data: { from, to } });
  return (value * size) / wanted;
}
