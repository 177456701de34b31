// Row B12 once more, in another hand: value iteration with written-out matrices, Poisson sums up to 40, no shared code.
//
//     node packages/course/stations/04-sutton-barto/independent/carRental.mjs
const factorial = (n) => (n < 2 ? 1 : n * factorial(n - 1));
const poisson = (mean, n) => (Math.exp(-mean) * mean ** n) / factorial(n);

/** From n cars in the morning: the distribution at night, and what is earned. */
function place(requests, returns) {
  const night = Array.from({ length: 21 }, () => new Array(21).fill(0));
  const earned = new Array(21).fill(0);
  for (let n = 0; n <= 20; n++) {
    for (let asked = 0; asked < 40; asked++) {
      const rented = Math.min(n, asked);
      earned[n] += poisson(requests, asked) * 10 * rented;
      for (let back = 0; back < 40; back++) {
        night[n][Math.min(20, n - rented + back)] +=
          poisson(requests, asked) * poisson(returns, back);
      }
    }
  }
  return [night, earned];
}

const times = (A, B) =>
  A.map((row) => B[0].map((_, j) => row.reduce((s, x, k) => s + x * B[k][j], 0)));
const flipped = (A) => A[0].map((_, j) => A.map((row) => row[j]));
const [T1, R1] = place(3, 3);
const [T2, R2] = place(4, 2);

let V = Array.from({ length: 21 }, () => new Array(21).fill(0));
for (let change = 1; change > 1e-9; ) {
  const future = times(times(T1, V), flipped(T2));
  const policy = [];
  const next = V.map((row, i) =>
    row.map((_, j) => {
      let [most, chosen] = [-1e9, 0];
      for (let a = -5; a <= 5; a++) {
        if (a > i || -a > j) continue;
        const [x, y] = [Math.min(20, i - a), Math.min(20, j + a)];
        const cost = 2 * (a > 0 ? a - 1 : -a) + 4 * (x > 10 ? 1 : 0) + 4 * (y > 10 ? 1 : 0);
        const v = R1[x] + R2[y] + 0.9 * future[x][y] - cost;
        if (v > most + 1e-9) [most, chosen] = [v, a];
      }
      (policy[i] ??= [])[j] = chosen;
      return most;
    }),
  );
  change = Math.max(...next.flatMap((row, i) => row.map((v, j) => Math.abs(v - V[i][j]))));
  V = next;
  if (change <= 1e-9) console.log(V[0][0], V[10][10], V[20][20], policy[10].join(" "));
}
