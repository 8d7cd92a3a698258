import type { CalibrationResult, Estimate } from "../../measure/calibration/calibration-result.js";
import type { Share } from "../../measure/calibration/share.js";
import type { Measurement } from "../data/measurements.js";

/** Below so many live decisions "none was false" says little, and the goal stays unmeasured. */
const LIVE = 100;
/** What so few rounds find as well as this, more would find too. */
const ENOUGH = 0.95;
/** A regime's replay counts from so many decisions on. */
const REPLAYED = 1_000;

/** What a calibration says of the goals of family `measure`, as the ledger reads it. Pure. */
export function calibrationMeasurements(result: CalibrationResult): readonly Measurement[] {
  const run = `calibration ${result.sampled.to.slice(0, 10)}`;
  const estimate = (id: string, found: Estimate | null, unit: string, times = 1): Measurement[] =>
    found === null
      ? []
      : [
          {
            id: `measure/${id}`,
            value: found.value * times,
            low: found.low * times,
            high: found.high * times,
            unit,
            run,
          },
        ];
  const percent = (id: string, found: Share | Estimate | null) => estimate(id, found, "%", 100);
  const exact = (id: string, value: number, unit: string): Measurement[] => [{ id: `measure/${id}`, value, unit, run }];
  const { regimes, power, known, cells, oldErrors } = result;
  const live = regimes.reduce((sum, each) => sum + each.live.decisions, 0);
  const liveWrong = regimes.reduce((sum, each) => sum + each.live.wrong, 0);
  const found = (effect: number, regime: string) => {
    const one = power.find((each) => each.effect === effect && each.regime === regime);
    // Fewer rounds than there is time for: what was not found might have been.
    return one && (one.rounds >= one.affordable || one.found.low >= ENOUGH) ? one.found : null;
  };
  const hogs = (effect: number) => worst(["one-core", "in-step"].map((regime) => found(effect, regime)));
  const spread = (at: string) =>
    cells.find((cell) => cell.case === at && cell.regime === "quiet" && cell.placement === "all")?.spread ?? null;
  const promised = known.filter((one) => one.case === result.promised);
  const near = promised.filter((one) => one.known >= 1 && one.known <= 1.1);
  const far = promised.filter((one) => one.known === 2 || one.known === 10);
  const held = cells
    .filter(({ placement }) => placement === "all")
    .flatMap(({ coverage }) => coverage.map((one) => one.held));
  const blocks = oldErrors.find(
    (one) =>
      one.id === "sequential order" && one.unit === "x" && one.regime === "one-core" && one.case === result.promised,
  );
  return [
    ...regimes.flatMap(({ regime, wrong }) =>
      percent(`false-${regime}`, wrong !== null && wrong.of >= REPLAYED ? wrong : null),
    ),
    ...(live >= LIVE ? exact("false-live", liveWrong, "count") : []),
    ...percent("false-reports", result.reports),
    ...(result.wrongSign === null ? [] : exact("wrong-sign", result.wrongSign.count, "count")),
    ...[0.05, 0.03, 0.02].flatMap((effect) => [
      ...percent(`power-${Math.round(100 * effect)}-quiet`, found(effect, "quiet")),
      ...percent(`power-${Math.round(100 * effect)}-hog`, hogs(effect)),
    ]),
    ...percent("no-difference-quiet", found(0, "quiet")),
    ...percent("no-difference-hog", hogs(0)),
    ...percent("coverage-least", worst(held)),
    ...percent("coverage-most", best(held)),
    ...percent("bias-near", largest(near.map(({ bias }) => bias))),
    ...percent("bias-far", largest(far.map(({ bias }) => bias))),
    ...estimate("block-design", blocks?.old ?? null, "x"),
    ...["integer", "allocation", "sqlite", "json"].flatMap((at) => percent(`spread-${at}`, spread(at))),
    ...percent("base-false", result.base.wrong),
    ...percent("base-found", result.base.found),
    ...percent("harness-share", result.harness),
  ];
}

/** The share with the lowest value: "at least" must hold for each. Null where one is missing. */
const worst = (shares: readonly (Share | null)[]): Share | null =>
  shares.reduce(
    (least, one) => (one === null || least === null ? null : one.value < least.value ? one : least),
    shares[0] ?? null,
  );
const best = (shares: readonly Share[]): Share | null =>
  shares.reduce<Share | null>((most, one) => (most === null || one.value > most.value ? one : most), null);

/** The largest deviation from 0, as a size: its interval reaches from the nearer end (0 where it holds 0) to the further one. */
function largest(biases: readonly Estimate[]): Estimate | null {
  const sizes = biases.map(({ value, low, high }) => ({
    value: Math.abs(value),
    low: low <= 0 && high >= 0 ? 0 : Math.min(Math.abs(low), Math.abs(high)),
    high: Math.max(Math.abs(low), Math.abs(high)),
  }));
  return sizes.reduce<Estimate | null>((most, one) => (most === null || one.high > most.high ? one : most), null);
}
