import { expect, test } from "vitest";
import { RunForecast, worstForecast } from "../../kernel-lib/src/app/run-forecast.ts";

const clock = () => {
  let seconds = 0;
  return { now: () => new Date(seconds * 1000), pass: (more: number) => (seconds += more) };
};

test("adds the notebooks to what measuring says", () => {
  const { now } = clock();
  const forecast = new RunForecast(3, now);
  expect(forecast.whileMeasuring(null)).toBeNull();
  const few = forecast.whileMeasuring(100) ?? 0;
  expect(few).toBeGreaterThan(100);
  expect(new RunForecast(30, now).whileMeasuring(100)).toBeGreaterThan(few);
});

test("goes by the notebooks that were executed, and not by the first alone", () => {
  const { now, pass } = clock();
  const forecast = new RunForecast(100, now);
  const before = forecast.whileExecuting(0);
  pass(40);
  expect(forecast.whileExecuting(1)).toBeLessThan(2 * before);
  pass(40 * 49);
  const half = forecast.whileExecuting(50);
  expect(half / 50).toBeGreaterThan(25);
  expect(half / 50).toBeLessThan(40);
  expect(forecast.whileExecuting(100)).toBe(0);
});

test("keeps at most one forecast in ten seconds", () => {
  const { now, pass } = clock();
  const forecast = new RunForecast(1, now);
  for (let second = 0; second < 31; second++) {
    forecast.whileMeasuring(30 - second);
    pass(1);
  }
  expect(forecast.samples.map(({ elapsed }) => elapsed)).toEqual([0, 10, 20, 30]);
});

test("judges forecasts from the first third on", () => {
  const samples = [
    { elapsed: 10, left: 900 },
    { elapsed: 40, left: 70 },
    { elapsed: 90, left: 10 },
  ];
  expect(worstForecast(samples, 100)).toBeCloseTo(0.1);
  expect(worstForecast([{ elapsed: 1, left: 1 }], 100)).toBeNull();
});
