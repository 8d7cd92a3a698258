import { describe, expect, test } from "vitest";
import { familyResultSchema } from "../../kernel-lib/src/report/data/family-result-schema.ts";
import { FamilyReport } from "../../kernel-lib/src/report/family-report.ts";
import { figure } from "../../kernel-lib/src/report/figures/figure-makers.ts";
import { routerResult } from "./fixtures/family-result.ts";
import { loadResult } from "./fixtures/scenario-result.ts";

const load = new FamilyReport(loadResult);
const routing = new FamilyReport(routerResult);
const ids = (found: readonly { readonly id: string }[]) => found.map(({ id }) => id);

describe("a metric of a scenario", () => {
  test("is a mean over processes with its interval, in the metric's unit", () => {
    const p99 = load.metric("rate-5000", "p99", "fastify");
    expect(p99).toMatchObject({ unit: "ms", level: 0.95, n: { count: 3, of: "processes" } });
    expect(p99.value).toBeCloseTo(50.1, 6);
    expect(String(p99)).toMatch(/^50\.1\u00a0ms \(49\.9–50\.3\)$/);
    expect(p99.speak().source).toMatch(
      /P99 Latency of Fastify, 5,000 requests a second; 95 % interval; n = 3 processes/,
    );
  });

  test("of one process has no interval and says so", () => {
    const rate = load.metric("rate-1000", "average-rps");
    expect(rate).toMatchObject({ value: 1, low: null, n: { count: 1, of: "process" } });
    expect(rate.speak().text).toBe("1.00/s (no interval)");
  });

  test.each([
    ["cpu-per-request", "8.00\u00a0µs"],
    ["memory", "9.00\u00a0MB"],
    ["error-rate", "6.00\u00a0%"],
  ])("%s reads in its unit", (metric, text) => expect(String(load.metric("rate-1000", metric))).toBe(text));

  test("of an arm that did not play says why", () => {
    expect(String(load.metric("rate-5000", "p99", "django"))).toBe("not measured: it has no server here");
    expect(String(load.metric("rate-1000", "p99", "django"))).toBe("not measured: django was not run at rate-1000");
    expect(String(load.metricRatio("rate-5000", "p99", "django"))).toBe("not measured: it has no server here");
  });

  test("has ratios only where one way is better", () => {
    expect(load.metricRatio("rate-5000", "p50", "fastify")).toMatchObject({ unit: "x", n: { count: 3, of: "runs" } });
    expect(load.metricRatio("rate-1000", "p50", "fastify").low).toBeNull();
    expect(String(load.metricRatio("rate-5000", "peak-rps", "fastify"))).toMatch(/no ratio is taken of Peak RPS/);
  });

  test.each([
    [() => load.metric("rate-10", "p99"), "unknown-scenario"],
    [() => load.metric("rate-1000", "p98"), "unknown-metric"],
    [() => load.metric("rate-1000", "p99", "fastfy"), "unknown-arm"],
  ])("names what is not there", (ask, code) => expect(ask).toThrow(expect.objectContaining({ code })));
});

describe("the table of metrics", () => {
  test("has a row a metric and a column an arm, with the definition at the metric's name", () => {
    const table = load.metrics({ scenario: "rate-1000", arms: ["covet", "fastapi"] });
    expect(table.columns).toEqual(["Metric", "Covet", "FastAPI"]);
    expect(table.rows).toHaveLength(9);
    expect(table.html()).toMatch(/title="95th percentile of the same latencies\."[^>]*>P95 Latency/);
    expect(table.objects()[3]).toEqual({ Metric: "P95 Latency", Covet: 4, FastAPI: 12 });
  });

  test("of several scenarios names each", () => {
    const table = load.metrics({ metrics: ["p50", "p99"] });
    expect(table.texts().map(([scenario, metric]) => `${scenario}: ${metric}`)).toEqual([
      "1,000 requests a second: P50 Latency",
      "1,000 requests a second: P99 Latency",
      "5,000 requests a second: P50 Latency",
      "5,000 requests a second: P99 Latency",
    ]);
  });

  test("is what a family of scenarios shows by itself", () => {
    expect(String(load)).toMatch(/P99 Latency/);
    expect(String(load)).not.toMatch(/rounds/);
  });
});

describe("operations a second and speed-up", () => {
  test("are a second over the mean", () => {
    const [row] = routing.rates({ cases: ["one-param"] }).objects();
    expect(row).toMatchObject({ Case: "One param" });
    expect(row?.Covet).toBeCloseTo(1e9 / (70 * 1.02), 3);
    const [first] = routing.statistics({ cases: ["one-param"], perSecond: true }).objects();
    expect(first?.["Operations a second"]).toBe(row?.Covet);
  });

  test("speed-up is the ratio turned over, with its interval", () => {
    const speedup = routing.speedup("static", "find-my-way");
    expect(speedup.value).toBe(2);
    expect(speedup.low).toBeCloseTo(1 / 0.51, 9);
    expect(speedup.high).toBeCloseTo(1 / 0.49, 9);
    expect(speedup.label).toBe("time of find-my-way over time of Covet, Static route");
    expect(String(routing.speedup("two-params", "find-my-way"))).toMatch(/crashed/);
  });
});

describe("caveats of scenarios", () => {
  test("speak of one process, one machine, short load, and the other language", () => {
    expect(ids(load.caveats({ scenarios: ["rate-1000"] }))).toEqual(
      expect.arrayContaining([
        "cross-language",
        "scenario-undecided",
        "one-process",
        "load-on-one-machine",
        "load-shorter-than-source",
      ]),
    );
    const three = ids(load.caveats({ scenarios: ["rate-5000"], arms: ["covet", "fastify"] }));
    expect(three).not.toContain("one-process");
    expect(three).not.toContain("cross-language");
  });

  test("say that the generator was the limit, only where the load has no rate and the server waited", () => {
    const unlimited = (cpu: number) =>
      new FamilyReport({
        ...loadResult,
        scenarios: loadResult.scenarios.slice(0, 1).map((one) => ({
          ...one,
          load: one.load && { ...one.load, rate: null },
          metrics: one.metrics.map((metric) => ({
            ...metric,
            arms: metric.arms.map((arm) => (metric.name === "cpu" ? { ...arm, mean: cpu } : arm)),
          })),
        })),
      });
    expect(ids(unlimited(40).caveats())).toContain("generator-bound");
    expect(ids(unlimited(98).caveats())).not.toContain("generator-bound");
    expect(ids(load.caveats())).not.toContain("generator-bound");
  });

  test("do not stand at a family without scenarios, nor at ratios", () => {
    const none = ids(routing.caveats());
    for (const id of ["scenario-undecided", "one-process", "load-on-one-machine", "embedded-postgres"])
      expect(none).not.toContain(id);
  });

  test("say whose control decided, and that PostgreSQL is the laboratory's own", () => {
    const lent = new FamilyReport({
      ...routerResult,
      cases: routerResult.cases.map((one) => ({ ...one, kind: "server" as const })),
      sentinels: routerResult.sentinels.map((one) => ({ ...one, kind: "server" as const, lentBy: "db" })),
    });
    expect(ids(lent.caveats())).toEqual(expect.arrayContaining(["lent-sentinel", "embedded-postgres"]));
  });

  test("name the servers that took part, with their versions, where a figure has to do with them", () => {
    const services = { postgres: "PostgreSQL 18.4", mariadb: "MariaDB 10.11.19" };
    const beside = (result: typeof loadResult) =>
      new FamilyReport({ ...result, environment: { ...result.environment, services } })
        .caveats()
        .find(({ id }) => id === "services")?.text;
    expect(beside(loadResult)).toBe("Servers that took part: PostgreSQL 18.4, MariaDB 10.11.19.");
    expect(beside(routerResult)).toBeUndefined();
    expect(ids(load.caveats())).not.toContain("services");
  });
});

describe("the figure of metrics", () => {
  const text = { title: "Latency by rate", alt: "One row for each percentile and rate, a mark for each server" };

  test("with one metric has a row an arm, hollow where there was one process", () => {
    const drawn = figure.metrics(load, { scenario: "rate-1000", metric: "p99", ...text });
    const { data, layout } = drawn.plotly as {
      data: { marker: { symbol: string }; error_x?: object }[];
      layout: { yaxis: object };
    };
    expect(layout.yaxis).toMatchObject({ ticktext: ["Covet", "Fastify", "FastAPI"] });
    expect(data).toHaveLength(3);
    expect(data[0]?.marker.symbol).toMatch(/-open$/);
    expect(data[0]).not.toHaveProperty("error_x");
    expect(drawn.caveats.find(({ id }) => id === "one-process")?.text).toMatch(/Covet, Fastify and FastAPI/);
    expect(ids(drawn.caveats)).toContain("one-process");
  });

  test("with several has a row each, all scenarios that have them where none is named", () => {
    const drawn = figure.metrics(load, { metrics: ["p50", "p99"], ...text });
    const { data, layout } = drawn.plotly as {
      data: object[];
      layout: { yaxis: { ticktext: string[] }; xaxis: object };
    };
    expect(layout.yaxis.ticktext).toHaveLength(4);
    expect(layout.xaxis).toMatchObject({ type: "log" });
    // Of each arm hollow marks, filled ones with intervals, and the processes of those that had several.
    expect(data).toHaveLength(9);
    expect(data.filter((trace) => (trace as { showlegend: boolean }).showlegend)).toHaveLength(3);
    expect(drawn.caveats.find(({ id }) => id === "not-measured")?.text).toMatch(/django at “5,000 requests a second”/);
    expect(drawn.table.rows).toHaveLength(4);
  });

  test("starts at nothing where values lie close together", () => {
    const drawn = figure.metrics(load, { scenario: "rate-1000", metric: "p99", arms: ["covet", "fastify"], ...text });
    expect((drawn.plotly as { layout: { xaxis: object } }).layout.xaxis).toMatchObject({ rangemode: "tozero" });
  });

  test.each([
    [{ metrics: ["p50", "memory"] }, "metrics-units"],
    [{}, "figure-no-metric"],
    [{ metric: "p51" }, "unknown-metric"],
    [{ metric: "p50", scenario: "rate" }, "unknown-scenario"],
  ])("%j is refused", (options, code) =>
    expect(() => figure.metrics(load, { ...options, ...text })).toThrow(expect.objectContaining({ code })),
  );
});

test("a result with scenarios is what its schema says", () =>
  expect(familyResultSchema.parse(JSON.parse(JSON.stringify(loadResult)))).toEqual(loadResult));
