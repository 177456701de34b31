// Rows B6 and B7 once more, in another hand: arrays, the engine's own exp, no shared code but the random stream.
//
//     npx tsx --conditions=gradus-source packages/course/stations/04-sutton-barto/independent/bandits.mjs
//
// prints the mean and its standard error: average reward of 1000 steps of the gradient bandit (1500 problems), and Exercise 2.5,
// reward and share of best actions in the last 1000 of 10 000 steps (500 problems).
import { rng } from "gradus/core";

const best = (xs) => xs.indexOf(Math.max(...xs));
function pick(xs, random) {
  const top = Math.max(...xs);
  const ties = xs.flatMap((x, i) => (x === top ? [i] : []));
  return ties[random.integer(ties.length)];
}
function summary(name, xs) {
  const mean = xs.reduce((a, b) => a + b, 0) / xs.length;
  const s = Math.sqrt(xs.reduce((a, b) => a + (b - mean) ** 2, 0) / (xs.length - 1));
  console.log(`${name}: ${mean.toFixed(3)} ± ${(s / Math.sqrt(xs.length)).toFixed(3)}`);
}

for (const alpha of [0.125, 0.25]) {
  const random = rng(777);
  const rewards = Array.from({ length: 1500 }, () => {
    const q = Array.from({ length: 10 }, () => random.normal());
    const H = new Array(10).fill(0);
    let [average, sum] = [0, 0];
    for (let t = 1; t <= 1000; t++) {
      const top = Math.max(...H);
      const weights = H.map((h) => Math.exp(h - top));
      const total = weights.reduce((a, b) => a + b);
      const pi = weights.map((w) => w / total);
      let [u, a] = [random.random(), 0];
      while (a < 9 && (u -= pi[a]) >= 0) a++;
      const R = random.normal(q[a]);
      sum += R;
      average += (R - average) / t;
      for (let b = 0; b < 10; b++) H[b] += alpha * (R - average) * ((a === b ? 1 : 0) - pi[b]);
    }
    return sum / 1000;
  });
  summary(`gradient, α = ${alpha}`, rewards);
}

const random = rng(778);
const results = { average: [[], []], constant: [[], []] };
for (let problem = 0; problem < 500; problem++) {
  for (const [name, alpha] of [
    ["average", 0],
    ["constant", 0.1],
  ]) {
    const [q, Q, N] = [new Array(10).fill(0), new Array(10).fill(0), new Array(10).fill(0)];
    let [sum, right] = [0, 0];
    for (let t = 0; t < 10_000; t++) {
      const a = random.random() < 0.1 ? random.integer(10) : pick(Q, random);
      const R = random.normal(q[a]);
      N[a]++;
      Q[a] += (alpha || 1 / N[a]) * (R - Q[a]);
      if (t >= 9000) {
        sum += R;
        if (best(q) === a) right++;
      }
      for (let i = 0; i < 10; i++) q[i] += random.normal(0, 0.01);
    }
    results[name][0].push(sum / 1000);
    results[name][1].push(right / 1000);
  }
}
for (const [name, [rewards, rights]] of Object.entries(results)) {
  summary(`${name} reward`, rewards);
  summary(`${name} best actions`, rights);
}
