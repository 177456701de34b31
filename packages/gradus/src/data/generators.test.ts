import { expect, test } from "vitest";
import { hypot } from "../core/math.ts";
import { rng } from "../core/random.ts";
import { datePairs, daysIn, isoDate, weekday, writtenDate } from "./dates.ts";
import { coverage, grid, mixtureLogLikelihood, ring, sampleMixture } from "./mixture.ts";
import { circles, clouds, flower, football, moons, spirals, xor } from "./points.ts";
import { quadraticForm, quadraticGradient, quadraticValue } from "./quadratic.ts";
import { sequencePairs } from "./sequences.ts";
import { vocabulary, windows } from "./text.ts";

const sets = { flower, circles, moons, spirals, football, clouds, xor };

for (const [name, set] of Object.entries(sets)) {
  test(`${name}: as many points as asked, shared out evenly; equal seeds give equal points`, () => {
    const { inputs, labels, count, classes } = set(rng(1), { count: 101 });
    expect([inputs.length, labels.length, count]).toEqual([202, 101, 101]);
    const sizes = Array.from({ length: classes }, (_, k) => labels.filter((l) => l === k).length);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBe(classes === 3 || classes === 2 ? 1 : 0);
    expect(set(rng(1), { count: 101 }).inputs).toEqual(inputs);
    expect(set(rng(2), { count: 101 }).inputs).not.toEqual(inputs);
    expect(() => set(rng(1), { count: 1 })).toThrow(/count is 1.*at least/);
    expect(() => set(rng(1), { noise: Number.NaN })).toThrow(/noise is NaN/);
  });
}

test("moons without noise, as scikit-learn's make_moons(6, noise=0): (1, 0), (0, 1), (−1, 0); (0, ½), (1, −½), (2, ½)", () => {
  const { inputs } = moons(rng(1), { count: 6, noise: 0 });
  [1, 0, 0, 1, -1, 0, 0, 0.5, 1, -0.5, 2, 0.5].forEach((v, i) => {
    expect(inputs[i], `number ${i}`).toBeCloseTo(v, 6);
  });
});

test("circles without noise lie on radius 1 and on the factor", () => {
  const { inputs, labels } = circles(rng(1), { count: 50, noise: 0, factor: 0.5 });
  labels.forEach((label, i) => {
    expect(hypot(inputs[2 * i], inputs[2 * i + 1])).toBeCloseTo(label === 0 ? 1 : 0.5, 6);
  });
});

test("the flower's petals end at radius 4 where nothing is noise", () => {
  const { inputs } = flower(rng(1), { count: 400, noise: 0 });
  let most = 0;
  for (let i = 0; i < inputs.length; i += 2) most = Math.max(most, hypot(inputs[i], inputs[i + 1]));
  expect(most).toBeLessThanOrEqual(4 + 1e-6);
  expect(most).toBeGreaterThan(3.99);
});

test("exclusive or: class 1 has signs that differ, class 0 equal ones", () => {
  const { inputs, labels } = xor(rng(3), { count: 200 });
  labels.forEach((label, i) => {
    expect(inputs[2 * i] * inputs[2 * i + 1] < 0).toBe(label === 1);
  });
});

test("football: the share of points on the other side of the border is the noise", () => {
  const { inputs, labels } = football(rng(4), { count: 20_000, noise: 0.1 });
  const wrong = labels.filter((label, i) => {
    const [x, y] = [inputs[2 * i], inputs[2 * i + 1]];
    return x > 0.25 * Math.sin(2.5 * y) !== (label === 1);
  }).length;
  expect(Math.abs(wrong / 20_000 - 0.1)).toBeLessThan(4 * Math.sqrt((0.1 * 0.9) / 20_000)); // 4 standard errors
});

test("the log-likelihood of one mode, by hand: a point at distance σ from its centre", () => {
  const one = { centres: Float64Array.of(1, 2), deviation: 0.5 };
  const byHand = -0.5 - Math.log(2 * Math.PI * 0.25);
  expect(mixtureLogLikelihood(one, [1.5, 2])).toBeCloseTo(byHand, 12);
});

test("a mixture's own samples reach every mode and lie near them: 1 − e^(−9/2) within three deviations", () => {
  const target = ring(8, 2, 0.02);
  const n = 20_000;
  const { covered, precise } = coverage(target, sampleMixture(target, n, rng(5)));
  expect(covered).toBe(8);
  const p = 1 - Math.exp(-4.5);
  expect(Math.abs(precise - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / n));
  const oneMode = sampleMixture(
    { centres: target.centres.slice(0, 2), deviation: 0.02 },
    n,
    rng(6),
  );
  expect(coverage(target, oneMode).covered).toBe(1); // a collapsed generator is seen
});

test("a grid has its middle at the origin", () => {
  const { centres } = grid(3, 2);
  expect(centres.length).toBe(18);
  expect(centres.reduce((a, b) => a + b)).toBe(0);
  expect([...centres.slice(0, 4)]).toEqual([-2, -2, 0, -2]);
});

test("copy, reverse and sort", () => {
  const shape = { count: 3, length: 5, symbols: 9 };
  const of = (task: "copy" | "reverse" | "sort") => sequencePairs(task, shape, rng(7));
  const row = [...of("copy").sources.slice(5, 10)];
  expect([...of("copy").targets.slice(5, 10)]).toEqual(row);
  expect([...of("reverse").targets.slice(5, 10)]).toEqual([...row].reverse());
  expect([...of("sort").targets.slice(5, 10)]).toEqual([...row].sort((a, b) => a - b));
  expect(() => sequencePairs("copy", { ...shape, length: 0 }, rng(1))).toThrow(/length is 0/);
});

test("weekdays and lengths of months that everybody can look up", () => {
  expect(weekday({ year: 1979, month: 5, day: 3 })).toBe(4); // Thursday
  expect(weekday({ year: 2000, month: 1, day: 1 })).toBe(6); // Saturday
  expect(weekday({ year: 1969, month: 7, day: 20 })).toBe(0); // Sunday
  expect([daysIn(2000, 2), daysIn(1900, 2), daysIn(2024, 2), daysIn(2023, 11)]).toEqual([
    29, 28, 29, 30,
  ]);
});

test("dates are written in thousands of ways, each with its day, and never with one that does not exist", () => {
  const pairs = datePairs(20_000, rng(8));
  const odd = pairs.filter(({ human, iso }) => {
    const [year, month, day] = iso.split("-").map(Number);
    const numbers = human.match(/\d+/g)?.map(Number) ?? [];
    const hasYear = numbers.some((n) => n === year || n === year % 100);
    return (
      day > daysIn(year, month) ||
      !/^[ ,\-./0-9a-z]+$/.test(human) ||
      !numbers.includes(day) ||
      !hasYear
    );
  });
  expect(odd).toEqual([]);
  const shapes = new Set(pairs.map(({ human }) => human.replace(/\d/g, "0")));
  expect(shapes.size).toBeGreaterThan(1000);
});

test("one day in one way, by hand", () => {
  const day = { year: 1979, month: 5, day: 3 };
  const seen = new Set(Array.from({ length: 2000 }, (_, i) => writtenDate(day, rng(i))));
  for (const form of ["3/5/79", "thursday may 3, 1979", "the 3rd of may 1979", "03.05.1979"])
    expect(seen).toContain(form);
  expect(isoDate(day)).toBe("1979-05-03");
});

test("a text as numbers and back; an unknown character is named with its place", () => {
  const v = vocabulary("hello");
  expect(v.characters).toEqual(["e", "h", "l", "o"]);
  expect([...v.encode("hole")]).toEqual([1, 3, 2, 0]);
  expect(v.decode([1, 0, 2, 2, 3])).toBe("hello");
  expect(() => v.encode("help")).toThrow(/"p" at place 3/);
  expect(() => v.decode([4])).toThrow(/4 is no character/);
});

test("windows: the targets are the inputs one character on; a text shorter than a window is refused", () => {
  const codes = Int32Array.from({ length: 50 }, (_, i) => i);
  const { inputs, targets } = windows(codes, { count: 1000, length: 8 }, rng(9));
  expect(targets).toEqual(inputs.map((c) => c + 1));
  expect([Math.min(...inputs), Math.max(...targets)]).toEqual([0, 49]); // both ends of the text are reached
  expect(() => windows(codes, { count: 1, length: 50 }, rng(1))).toThrow(/need 51/);
});

test("a quadratic's axes are eigenvectors: A q = λ q, with λ from 1 to the condition number", () => {
  const f = quadraticForm(5, 100, rng(10));
  expect(f.eigenvalues[0]).toBe(1);
  expect(f.eigenvalues[4]).toBeCloseTo(100, 10);
  for (let k = 0; k < 5; k++) {
    const q = Float64Array.from({ length: 5 }, (_, i) => f.axes[5 * i + k]);
    quadraticGradient(f, q).forEach((v, i) => {
      expect(v).toBeCloseTo(f.eigenvalues[k] * q[i], 10);
    });
    expect(quadraticValue(f, q)).toBeCloseTo(f.eigenvalues[k] / 2, 10);
  }
  expect(() => quadraticForm(2, 0.5)).toThrow(/condition number is 0.5/);
});
