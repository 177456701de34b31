/** Optimisers on a quadratic bowl, where theory says to the last digit how fast each of them must be. */
import { pow, ValueError } from "gradus/core";
import { type Quadratic, quadraticForm, quadraticGradient, quadraticValue } from "gradus/data";
import { fixed } from "../../../src/format.ts";
import { lab } from "../../../src/lab.ts";

const METHODS = ["descent", "momentum", "Nesterov", "conjugate", "Newton"] as const;
type Method = (typeof METHODS)[number];

/** One step from x; what it remembers is its own. */
export type Stepper = (x: Float64Array) => void;

/** x ← x − α ∇f(x), α = 2/(λ₁ + λₙ): ‖x‖ shrinks by (κ − 1)/(κ + 1) a step. */
export function descent(f: Quadratic, kappa: number): Stepper {
  const alpha = 2 / (1 + kappa);
  const g = new Float64Array(f.size);
  return (x) => {
    quadraticGradient(f, x, g);
    for (let i = 0; i < x.length; i++) x[i] -= alpha * g[i];
  };
}

/**
 * x ← x − α ∇f(x) + β (x − x₋₁); Polyak 1964. With α = (2/(1 + √κ))² and β = ((√κ − 1)/(√κ + 1))² the distance shrinks by
 * (√κ − 1)/(√κ + 1) a step, but for a factor that grows like the number of steps.
 */
export function momentum(f: Quadratic, kappa: number): Stepper {
  const root = Math.sqrt(kappa);
  const alpha = (2 / (1 + root)) * (2 / (1 + root));
  const beta = ((root - 1) / (root + 1)) * ((root - 1) / (root + 1));
  const g = new Float64Array(f.size);
  const velocity = new Float64Array(f.size);
  return (x) => {
    quadraticGradient(f, x, g);
    for (let i = 0; i < x.length; i++) {
      velocity[i] = beta * velocity[i] - alpha * g[i];
      x[i] += velocity[i];
    }
  };
}

/** The gradient is taken where the velocity leads; Nesterov 1983. α = 1/κ, β = (√κ − 1)/(√κ + 1): a factor 1 − 1/√κ a step. */
export function nesterov(f: Quadratic, kappa: number): Stepper {
  const root = Math.sqrt(kappa);
  const [alpha, beta] = [1 / kappa, (root - 1) / (root + 1)];
  const g = new Float64Array(f.size);
  const ahead = new Float64Array(f.size);
  const velocity = new Float64Array(f.size);
  return (x) => {
    for (let i = 0; i < x.length; i++) ahead[i] = x[i] + beta * velocity[i];
    quadraticGradient(f, ahead, g);
    for (let i = 0; i < x.length; i++) {
      velocity[i] = beta * velocity[i] - alpha * g[i];
      x[i] += velocity[i];
    }
  };
}

const dot = (a: Float64Array, b: Float64Array): number =>
  a.reduce((sum, v, i) => sum + v * b[i], 0);

/** Hestenes and Stiefel 1952: directions that do not undo each other; done after as many steps as there are dimensions. */
export function conjugateGradient(f: Quadratic): Stepper {
  const Ap = new Float64Array(f.size);
  let r: Float64Array | undefined;
  let p = new Float64Array(f.size);
  return (x) => {
    if (r === undefined) {
      r = quadraticGradient(f, x).map((v) => -v);
      p = r.slice();
    }
    const before = dot(r, r);
    if (before === 0) return;
    quadraticGradient(f, p, Ap);
    const alpha = before / dot(p, Ap);
    for (let i = 0; i < x.length; i++) {
      x[i] += alpha * p[i];
      r[i] -= alpha * Ap[i];
    }
    const beta = dot(r, r) / before;
    for (let i = 0; i < x.length; i++) p[i] = r[i] + beta * p[i];
  };
}

/** x ← x − A⁻¹ ∇f(x), by the known axes: one step, whatever the condition. */
export function newton(f: Quadratic): Stepper {
  const { size, axes, eigenvalues } = f;
  return (x) => {
    const g = quadraticGradient(f, x);
    for (let k = 0; k < size; k++) {
      let along = 0;
      for (let i = 0; i < size; i++) along += axes[i * size + k] * g[i];
      for (let i = 0; i < size; i++) x[i] -= (axes[i * size + k] * along) / eigenvalues[k];
    }
  };
}

const parts = { descent, momentum, nesterov, conjugateGradient, newton };

/** Distance shrinks by this factor a step, in the long run. */
export const rates = (
  kappa: number,
): Readonly<Record<"descent" | "momentum" | "Nesterov", number>> => {
  const root = Math.sqrt(kappa);
  return {
    descent: (kappa - 1) / (kappa + 1),
    momentum: (root - 1) / (root + 1),
    Nesterov: 1 - 1 / root,
  };
};

const norm = (x: Float64Array): number => Math.sqrt(dot(x, x));

/** The factor a step between step `from` and step 2 · from. */
const factorOf = (distances: readonly number[], from: number): number =>
  pow(distances[2 * from] / distances[from], 1 / from);

export const quadraticRace = lab({
  id: "03/quadratic-race",
  row: "U3",
  title: "A race down a bowl",
  question:
    "The bowl is κ times as steep in one direction as in another. How much does each method gain on the way to the bottom with every step, and does it gain what theory says?",
  source: "J. Martens, DeepMind/UCL lecture 5; Polyak 1964; Nesterov, Introductory Lectures, 2.2",
  kind: "golden",
  knobs: {
    condition: {
      default: 100,
      symbol: "κ",
      range: [2, 1e4],
      doc: "Greatest curvature by the least.",
    },
    dimensions: { default: 10, range: [2, 100], integer: true, doc: "Of the bowl." },
    steps: {
      default: 120,
      range: [20, 5000],
      integer: true,
      unit: "steps",
      doc: "Of each method; the factor is measured over the second half.",
    },
  },
  quick: { seconds: 0.1, seeds: [1, 2, 3] },
  full: { seconds: 0.5, seeds: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] },
  parts,
  chart: {
    x: { key: "step", label: "steps", upTo: "steps" },
    y: {
      key: "descent",
      label: "f(x) above the least, of 1 at first",
      scale: "log",
      range: [1e-12, 1],
    },
    curves: METHODS.map((key) => ({ key, name: key })),
    pace: 40,
  },
  *run({ condition, dimensions, steps }, random, _, own) {
    if (2 * dimensions > steps) {
      throw new ValueError(
        `steps is ${steps}; conjugate gradient is looked at after ${2 * dimensions}, twice the dimensions. Take more steps, or fewer dimensions.`,
      );
    }
    const f = quadraticForm(dimensions, condition, random.split());
    const start = random.split().fillNormal(new Float64Array(dimensions));
    const steppers: Readonly<Record<Method, Stepper>> = {
      descent: own.descent(f, condition),
      momentum: own.momentum(f, condition),
      Nesterov: own.nesterov(f, condition),
      conjugate: own.conjugateGradient(f),
      Newton: own.newton(f),
    };
    const xs = METHODS.map(() => start.slice());
    const distances = METHODS.map(() => [norm(start)]);
    const first = quadraticValue(f, start);
    for (let step = 0; step <= steps; step++) {
      const series: Record<string, number> = { step };
      METHODS.forEach((name, i) => {
        series[name] = Math.max(quadraticValue(f, xs[i]) / first, 1e-16);
        steppers[name](xs[i]);
        distances[i].push(norm(xs[i]));
      });
      yield { progress: step / steps, series };
    }
    const half = steps >> 1;
    return {
      condition,
      half,
      "descent factor": factorOf(distances[0], half),
      "momentum factor": factorOf(distances[1], half),
      "Nesterov factor": factorOf(distances[2], half),
      conjugate: distances[3][2 * dimensions] / distances[3][0],
      inTime: distances[3][dimensions] / distances[3][0],
      Newton: distances[4][1] / distances[4][0],
      ...Object.fromEntries(METHODS.map((name, i) => [`curve ${name}`, distances[i]])),
    };
  },
  verdict(measured) {
    const checks = measured.flatMap((m) => {
      const exact = rates(Number(m["condition"]));
      const half = Number(m["half"]);
      const near = (name: keyof typeof exact, slack: number) => {
        const factor = Number(m[`${name} factor`]);
        return factor >= exact[name] * (1 - slack) && factor <= exact[name] * (1 + slack);
      };
      return [
        { text: "descent: within 1.5^(1/h)", ok: near("descent", pow(1.5, 1 / half) - 1) },
        {
          text: "momentum and Nesterov: within 8^(1/h)",
          ok: near("momentum", pow(8, 1 / half) - 1) && near("Nesterov", pow(8, 1 / half) - 1),
        },
        {
          text: "conjugate gradient: 10⁻⁶ of the way is left after twice as many steps as dimensions",
          ok: Number(m["conjugate"]) < 1e-6,
        },
        { text: "Newton: 10⁻¹² is left after one", ok: Number(m["Newton"]) < 1e-12 },
      ];
    });
    const exact = rates(Number(measured[0]["condition"]));
    const of = (key: string) =>
      measured.reduce((sum, m) => sum + Number(m[key]), 0) / measured.length;
    const broken = [...new Set(checks.filter((c) => !c.ok).map((c) => c.text))];
    return {
      published: `factors a step: descent (κ − 1)/(κ + 1) = ${fixed(exact.descent, 4)}, momentum (√κ − 1)/(√κ + 1) = ${fixed(exact.momentum, 4)}, Nesterov 1 − 1/√κ = ${fixed(exact.Nesterov, 4)}`,
      measured: `${fixed(of("descent factor"), 4)}, ${fixed(of("momentum factor"), 4)}, ${fixed(of("Nesterov factor"), 4)} over the second half; conjugate gradient leaves ${of("inTime").toExponential(0)} after as many steps as dimensions`,
      tolerance:
        "The factor over the second half, h steps: descent within 1.5^(1/h), as the faster directions hold at most a third of the distance by then; momentum and Nesterov within 8^(1/h), because their worst direction carries a factor that grows like the number of steps (2 from h to 2h) and oscillates; conjugate gradient leaves less than 10⁻⁶ after twice as many steps as dimensions (without rounding it would be done after as many), Newton less than 10⁻¹² after one.",
      pass: measured.length > 0 && broken.length === 0,
      ...(broken.length > 0 ? { note: `Not so: ${broken.join("; ")}.` } : {}),
    };
  },
  figure: (measured) => ({
    title: "Distance to the bottom, first seed",
    x: { label: "steps" },
    y: { scale: "log", range: [1e-12, 10] },
    series: METHODS.map((name) => {
      const y = (measured[0][`curve ${name}`] as readonly number[]).map((d) => Math.max(d, 1e-14));
      return { name, x: y.map((_, i) => i), y };
    }),
  }),
});
