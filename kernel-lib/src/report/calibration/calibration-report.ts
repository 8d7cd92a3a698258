import type { CalibrationResult, Estimate } from "../../measure/calibration/calibration-result.js";
import { type Share, share } from "../../measure/calibration/share.js";
import { type PlacementKind, placementKinds } from "../../measure/environment/placement-kind.js";
import type { Cell } from "../tables/cell.js";
import { Table } from "../tables/table.js";
import { formatInterval, formatNumber } from "../words/format-number.js";
import { Quantity } from "../words/quantity.js";

/** An estimate as "0.41 (0.38–0.44)" or "-0.1 (-0.3 to 0.1)", with the number as data. `times` scales it: 100 for percent. */
export function estimateCell(estimate: Estimate | null, times = 1, source = "95 % interval"): Cell {
  if (estimate === null) return null;
  const [value, low, high] = formatInterval(estimate.value * times, estimate.low * times, estimate.high * times);
  // A dash before a minus cannot be read.
  const dash = estimate.low < 0 ? " to " : "–";
  return { value: estimate.value * times, text: `${value} (${low}${dash}${high})`, source };
}

/** A share as "0.2 % (0.02–0.7), 2 of 1,000". */
export function shareCell(share: Share | null): Cell {
  if (share === null) return null;
  const [value, low, high] = [share.value, share.low, share.high].map((each) => formatNumber(100 * each, 2));
  const counts = `${share.count.toLocaleString("en-US")} of ${share.of.toLocaleString("en-US")}`;
  return { value: 100 * share.value, text: `${value} % (${low}–${high})`, source: `${counts}; exact 95 % interval` };
}

const words: Readonly<Record<PlacementKind, string>> = {
  all: "all threads on one core",
  main: "main thread on one core",
  scheduler: "where the scheduler likes",
};

/** What a calibration says, as tables; each tells on how many decisions it rests. */
export class CalibrationReport {
  readonly result: CalibrationResult;
  /** Whose machine it was recorded on. */
  readonly where: string;

  constructor(result: CalibrationResult, where: string) {
    this.result = result;
    this.where = where;
  }

  /** "Recorded 2026-01-01 to 2026-01-02 on this machine; m = 60". */
  origin(): string {
    const day = (at: string) => at.slice(0, 10);
    const { sampled, machines, net } = this.result;
    const { from, to } = sampled;
    const days = day(from) === day(to) ? day(from) : `${day(from)} to ${day(to)}`;
    const which = machines.length === 0 ? "" : ` (${machines.join("; ")})`;
    const clock = net ? "" : ", by the wall clock (what other processes had the core for is in it)";
    return `Recorded ${days} ${this.where}${which}${clock}; error spent over ${this.result.claims} claims; seed ${this.result.seed}`;
  }

  /** Share of false verdicts on equal arms over all replayed decisions, in percent, with its exact interval. */
  wrong(): Quantity {
    const all = this.result.regimes.flatMap(({ wrong }) => wrong ?? []);
    const found = share(sum(all.map(({ count }) => count)), sum(all.map(({ of }) => of)));
    const label = "false verdicts on equal arms, replayed";
    if (found === null)
      return new Quantity({ value: null, unit: "%", label, reason: "too little is recorded to replay anything" });
    const { value, low, high, of } = found;
    const bounds = { value: 100 * value, low: 100 * low, high: 100 * high, level: 0.95 };
    return new Quantity({ ...bounds, unit: "%", label, n: { count: of, of: "decisions" } });
  }

  /** SD of a round's log ratio of a case, quiet machine, in percent. */
  spread(at: string): Quantity {
    const cell = this.result.cells.find((one) => one.case === at && one.regime === "quiet" && one.placement === "all");
    const label = `SD of the log ratio, ${at}`;
    if (!cell?.spread)
      return new Quantity({ value: null, unit: "%", label, reason: `too little of ${at} is recorded` });
    const { value, low, high } = cell.spread;
    const bounds = { value: 100 * value, low: 100 * low, high: 100 * high, level: 0.95 };
    return new Quantity({ ...bounds, unit: "%", label, n: { count: cell.ratios, of: "ratios" } });
  }

  /** Equal arms: how often a verdict was false, by noise. */
  falseVerdicts(): Table {
    const { regimes, reports, wrongSign } = this.result;
    const rows = regimes.map(({ regime, wrong, live }): Cell[] => [
      regime,
      shareCell(wrong),
      wrong?.of ?? 0,
      live.wrong,
      live.decisions,
    ]);
    const total = regimes.reduce((sum, { live }) => sum + live.decisions, 0);
    const wrongLive = regimes.reduce((sum, { live }) => sum + live.wrong, 0);
    return new Table({
      columns: ["Noise", "False, replayed", "Decisions replayed", "False, live", "Decisions live"],
      rows: [...rows, ["all live together", null, 0, wrongLive, total]],
      caption: `Equal arms, called faster or slower. ${this.origin()}.`,
      notes: [
        ...(reports === null
          ? ["Too little is recorded to replay whole reports."]
          : [
              `Reports of equal arms only with any false verdict: ${text(shareCell(reports))}, ${reports.count} of ${reports.of}.`,
            ]),
        ...(wrongSign === null
          ? []
          : [
              `True differences from 2 % on, decided for the wrong side: ${wrongSign.count} of ${wrongSign.of.toLocaleString("en-US")}.`,
            ]),
        "A dash: fewer rounds are recorded than ten times those of the first look, so that nothing may be replayed.",
      ],
    });
  }

  /** Each recorded cell of equal arms: spread, mean, and what was decided. */
  cells(): Table {
    const rows = this.result.cells.map((cell): Cell[] => [
      cell.case,
      cell.regime,
      words[cell.placement],
      cell.rounds,
      estimateCell(cell.spread, 100, "mean over blocks of 15 ratios, with its 95 % interval"),
      estimateCell(cell.plainSpread, 100, "no turn left out"),
      estimateCell(cell.mean, 100, "95 % interval; the truth is 0"),
      shareCell(cell.replayed?.noDifference ?? null),
      `${cell.live.noDifference} / ${cell.live.wrong} / ${cell.live.decisions}`,
    ]);
    return new Table({
      columns: [
        "Case",
        "Noise",
        "Placement",
        "Rounds",
        "SD of y (%)",
        "SD of plain means (%)",
        "Mean of y (%)",
        "No difference, replayed",
        "Live: none / false / all",
      ],
      rows,
      caption: `Equal arms: y is the log ratio of a round. ${this.origin()}.`,
    });
  }

  /** Spread of the log ratio by how threads are placed, on a quiet machine. */
  placements(): Table {
    const quiet = this.result.cells.filter(({ regime }) => regime === "quiet");
    const cases = [...new Set(quiet.map((cell) => cell.case))];
    const spread = (at: string, placement: PlacementKind): Cell =>
      estimateCell(quiet.find((cell) => cell.case === at && cell.placement === placement)?.spread ?? null, 100);
    return new Table({
      columns: ["Case", ...placementKinds.map((kind) => words[kind])],
      rows: cases.map((at): Cell[] => [at, ...placementKinds.map((kind) => spread(at, kind))]),
      caption: `SD of the log ratio (%), quiet machine, by placement. ${this.origin()}.`,
      notes: ["Verdicts use the first."],
    });
  }

  /** What is found of true differences, and of none, within the time that is promised. */
  power(): Table {
    const rows = this.result.power.map((one): Cell[] => [
      one.case,
      one.regime,
      one.effect === 0 ? "none" : { value: 100 * one.effect, text: `+${formatNumber(100 * one.effect, 2)} %` },
      one.seconds,
      one.rounds,
      one.affordable,
      shareCell(one.found),
      one.found.of,
    ]);
    return new Table({
      columns: [
        "Case",
        "Noise",
        "True difference",
        "Within (s)",
        "Rounds drawn",
        "Rounds in time",
        "Found",
        "Decisions",
      ],
      rows,
      caption: `Rightly decided in time, replayed from recorded rounds. ${this.origin()}.`,
      notes: [
        "Drawn are as many rounds as fit in the time, but at most a tenth of those recorded: where that is fewer, more recording may find more.",
      ],
    });
  }

  /** Ratios known by exact count of calls, and what was measured. */
  known(): Table {
    const rows = this.result.known.map((one): Cell[] => [
      one.case,
      one.known,
      estimateCell(one.ratio),
      estimateCell(one.bias, 100),
      one.rounds,
    ]);
    return new Table({
      columns: ["Case", "True ratio", "Measured", "Bias (%)", "Rounds"],
      rows,
      caption: `Known ratios, live. ${this.origin()}.`,
    });
  }

  /** Of plain 95 % intervals of fixed size, how many hold the truth. */
  coverage(): Table {
    const rows = this.result.cells.flatMap((cell) =>
      cell.coverage.map(({ rounds, held }): Cell[] => [
        cell.case,
        cell.regime,
        words[cell.placement],
        rounds,
        shareCell(held),
        held.of,
      ]),
    );
    return new Table({
      columns: ["Case", "Noise", "Placement", "Rounds drawn", "Held the truth", "Intervals"],
      rows,
      caption: `Coverage of 95 % intervals on centred recordings. ${this.origin()}.`,
    });
  }

  /** The errors of other ways, put back, and what a goal comes to then. */
  oldErrors(): Table {
    const rows = this.result.oldErrors.map((one): Cell[] => [
      one.id,
      one.case,
      one.regime,
      `${one.goal} (${one.unit})`,
      estimateCell(one.old),
      estimateCell(one.ours),
    ]);
    return new Table({
      columns: ["Error put back", "Case", "Noise", "Goal", "With it", "Without"],
      rows,
      caption: `What each old error costs, on recorded rounds. ${this.origin()}.`,
      notes: [
        "Of “sequential order” processes were recorded alone, one after the other, for as long; the others judge the same rounds otherwise.",
        "Of “fixed order” the cost of the first place in a lap is simulated; all else is recorded.",
      ],
    });
  }

  /** Two commits of a project against each other: the same twice, and one that does more work. */
  twoCommits(): Table {
    const { wrong, noDifference, found, missed, within } = this.result.base;
    const row = (question: string, answer: string, share: Share | null): Cell[] => [
      question,
      answer,
      shareCell(share),
      share?.of ?? 0,
    ];
    return new Table({
      columns: ["True difference", "Called", "Share", "Comparisons"],
      rows: [
        row("none", "faster or slower", wrong),
        row("none", "no difference", noDifference),
        row("+3 %", `slower within ${within} s`, found),
        row("+3 %", "faster, or no difference", missed),
      ],
      caption: `Two commits, compared with --base, live. ${this.origin()}.`,
    });
  }

  /** Other tools on the same questions. */
  tools(): Table {
    const rows = this.result.tools.map((one): Cell[] => [
      one.tool,
      one.case,
      one.regime,
      one.effect === 0 ? "none" : { value: 100 * one.effect, text: `+${formatNumber(100 * one.effect, 2)} %` },
      shareCell(one.different),
      one.different.of,
      `${formatNumber(one.ratios.low)}–${formatNumber(one.ratios.high)}`,
      one.seconds,
    ]);
    return new Table({
      columns: ["Tool", "Case", "Noise", "True difference", "Called different", "Runs", "Ratios said", "Seconds a run"],
      rows,
      caption: `Other tools, used as their documentation advises, on equal arms and on a known difference. ${this.origin()}.`,
    });
  }
}

const text = (cell: Cell): string => (typeof cell === "object" && cell !== null ? cell.text : String(cell));

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
