/**
 * Mutants of the references that do the same as the reference, with the reason. Every other mutant must fail its check.
 * A mutant is named by its line before and after.
 */
type Reasons = Readonly<Record<string, string>>;

const sameRows = "all rows of a picture are equally long, and this one has at least two";
const nothingThere = "one past the end is undefined, which is neither 0 nor the best value";
const voidOne = "void 0 and void 1 are both undefined";
const anyHeights =
  "the exercise asks for any heights that follow the goal; these are as good as the median's";

const sameShift = "the same amount on every score of a row changes no share";
const commonFactor = "a factor common to both variances cancels";
const corner = "differs only for a ratio exactly at the corner";
const setAnew = "every pass sets both to 0 first";
const hundreds =
  "differs only for preferences of several hundred, where the entropy of this program is not a number";

/** Of the PPO on tables that four exercises mend, each with another fault. */
const tablePpo: Reasons = {
  "const A = D.R.map((row) => row.map(() => 0)); → const A = D.R.map((row) => row.map(() => 1));":
    "every entry is overwritten",
  "const e = h.map((x) => exp(x - Math.max(...h))); → const e = h.map((x) => exp(x + Math.max(...h)));":
    hundreds,
  "const e = h.map((x) => exp(x - Math.max(...h))); → const e = h.map((x) => exp(x - Math.min(...h)));":
    hundreds,
  "const isFar = A[r] > 0 ? ratio > 1 + clip : ratio < 1 - clip; → const isFar = A[r] > 0 ? ratio > 1 + clip : ratio <= 1 - clip;":
    corner,
  "const isFar = A[r] > 0 ? ratio > 1 + clip : ratio < 1 - clip; → const isFar = A[r] > 0 ? ratio >= 1 + clip : ratio < 1 - clip;":
    corner,
  "const isFar = A[r] > 0 ? ratio > 1 + clip : ratio < 1 - clip; → const isFar = A[r] >= 0 ? ratio > 1 + clip : ratio < 1 - clip;":
    "an advantage of exactly 0 pushes nowhere",
  "for (let i = 0; i < D.R[0].length; i++) { → for (let i = 0; i < D.R[0 + 1].length; i++) {":
    "all steps have equally many environments",
  "for (let i = 0; i < D.R[0].length; i++) { → for (let i = 0; i < D.R[1].length; i++) {":
    "all steps have equally many environments",
  "let [entropy, approxKl] = [0, 0]; → let [entropy, approxKl] = [0, 1];": setAnew,
  "let [entropy, approxKl] = [0, 0]; → let [entropy, approxKl] = [1, 0];": setAnew,
};

const lastAxis = "of two axes the last is number 1";
const equallyLong = "all rows are equally long, and there are at least two";

/** Of the Q-learner that two exercises mend. */
const tableDqn: Reasons = {
  "let [loss, meanQ] = [0, 0]; → let [loss, meanQ] = [0, 1];": "every update sets both to 0 first",
  "let [loss, meanQ] = [0, 0]; → let [loss, meanQ] = [1, 0];": "every update sets both to 0 first",
  "for (let i = 0; i < phi.length; i++) slope[a][i] += (q - y) * phi[i] / batch; → for (let i = 0; i <= phi.length; i++) slope[a][i] += (q - y) * phi[i] / batch;":
    "one slope more, of a weight that does not exist",
};

export const equivalentMutants: Readonly<Record<string, Reasons>> = {
  "01/sgd": {
    "for (let i = order.length - 1; i > 0; i--) { → for (let i = order.length - 1; i >= 0; i--) {":
      "place 0 is exchanged with itself: as fair as before",
  },
  "01/convolution": {
    "[0, 0], → [1, 0],":
      "the search begins at the first place of the block, so that the first entry adds nothing",
    "[0, 0], → [0, 1],":
      "the search begins at the first place of the block, so that the first entry adds nothing",
    "for (let j = 0; j < image[0].length / 2; j++) { → for (let j = 0; j < image[0 + 1].length / 2; j++) {":
      sameRows,
    "for (let j = 0; j < image[0].length / 2; j++) { → for (let j = 0; j < image[1].length / 2; j++) {":
      sameRows,
  },
  "01/bumps": {
    "const POINTS = 200; → const POINTS = 201;": anyHeights,
    "const POINTS = 200; → const POINTS = 100;": anyHeights,
    "const values = Array.from({ length: POINTS }, (_2, i) => goal((k + (i + 0.5) / POINTS) / n)); → const values = Array.from({ length: POINTS }, (_2, i) => goal((k + (i - 0.5) / POINTS) / n));":
      anyHeights,
    "const values = Array.from({ length: POINTS }, (_2, i) => goal((k + (i + 0.5) / POINTS) / n)); → const values = Array.from({ length: POINTS }, (_2, i) => goal((k + (i + 1.5) / POINTS) / n));":
      anyHeights,
    "const values = Array.from({ length: POINTS }, (_2, i) => goal((k + (i + 0.5) / POINTS) / n)); → const values = Array.from({ length: POINTS }, (_2, i) => goal((k + (i + 0.25) / POINTS) / n));":
      anyHeights,
    "return values.sort((a, b) => a - b)[Math.floor(POINTS / 2)]; → return values.sort((a, b) => a - b)[Math.floor(POINTS / 2) + 1];":
      anyHeights,
    "return values.sort((a, b) => a - b)[Math.floor(POINTS / 2)]; → return values.sort((a, b) => a - b)[Math.floor(POINTS / 2) - 1];":
      anyHeights,
  },
  "02/convolve-back": {
    "if (x[c][y]?.[z] === void 0) return; → if (x[c][y]?.[z] === void 1) return;": voidOne,
  },
  "02/max-pool": {
    "const width = x[0].length; → const width = x[0 + 1].length;": sameRows,
    "const width = x[0].length; → const width = x[1].length;": sameRows,
  },
  "02/gradient-check": {
    "return relativeDifference(gradient(w), numericalGradient(f, w, h)) < limit; → return relativeDifference(gradient(w), numericalGradient(f, w, h)) <= limit;":
      "differs only for a difference of exactly the limit",
  },
  "03/attention": {
    "const product = key.reduce((sum, x, d) => sum + x * row[d], 0); → const product = key.reduce((sum, x, d) => sum + x * row[d], 1);":
      sameShift,
    "return product / scale + (mask ? mask[i][j] : 0); → return product / scale + (mask ? mask[i][j] : 1);":
      sameShift,
  },
  "03/clip-and-draw": {
    "for (let i = 0; i < probabilities.length; i++) { → for (let i = 0; i <= probabilities.length; i++) {":
      "one past the end is undefined, the sum no number, and u not below it",
  },
  "04/epsilon-greedy": {
    "for (let a = 0; a < Q.length; a++) if (Q[a] === best) equal.push(a); → for (let a = 0; a <= Q.length; a++) if (Q[a] === best) equal.push(a);":
      nothingThere,
  },
  "04/ucb": {
    "let A = 0; → let A = 1;": "every bound exceeds −Infinity, so that A is always set",
    "for (let a = 0; a < Q.length; a++) { → for (let a = 0; a <= Q.length; a++) {": nothingThere,
  },
  "04/policy-improvement": {
    "let q = 0; → let q = 1;": "the same amount on the value of every action changes no comparison",
    "if (q > best + 1e-9) { → if (q >= best + 1e-9) {":
      "differs only for two values exactly 1e−9 apart, which the statement leaves open",
  },
  "04/weighted-is": {
    "let rho = 1; → let rho = 2;": "a factor common to all ratios cancels",
  },
  "04/fourier": {
    "for (let c = 0; c <= order; c++) longer.push(sum + c * x); → for (let c = 0; c <= order; c++) longer.push(sum - c * x);":
      "cos(−z) = cos z",
  },
  "04/reinforce": {
    "const G = new Array(R.length + 1).fill(0); → const G = new Array(R.length + 2).fill(0);":
      "one more 0 behind the end, which is never read",
  },
  "04/reinforce-baseline": {
    "const G = new Array(R.length + 1).fill(0); → const G = new Array(R.length + 2).fill(0);":
      "one more 0 behind the end, which is never read",
  },
  "05/dealer-ends": {
    "while (left > 1e-15) { → while (left >= 1e-15) {":
      "differs only if exactly 1e−15 is left, and then by less than the tolerance",
    "while (left > 1e-15) { → while (left > 5e-16) {": "one round more, of less than the tolerance",
    "for (let sum = 1; sum < 17; sum++) { → for (let sum = 0; sum < 17; sum++) {":
      "nothing ever runs at a sum of 0",
    "let running = new Array(17).fill(0); → let running = new Array(18).fill(0);":
      "one more place, which is never read",
    "const next = new Array(17).fill(0); → const next = new Array(18).fill(0);":
      "one more place, which is never read",
    "let left = 1; → let left = 2;":
      "any start above the limit enters the loop, which sets it anew",
  },
  "05/ucb1": {
    "let A = 0; → let A = 1;": "every bound exceeds −Infinity, so that A is always set",
    "for (let a = 0; a < Q.length; a++) { → for (let a = 0; a <= Q.length; a++) {": nothingThere,
  },
  "05/minimax": {
    "if (winner !== void 0) return winner === 1 ? 1 : -1; → if (winner !== void 1) return winner === 1 ? 1 : -1;":
      voidOne,
    "if (game.winner(position) !== void 0) return []; → if (game.winner(position) !== void 1) return [];":
      voidOne,
  },
  "05/double-target": {
    "for (let a = 1; a < online.length; a++) if (online[a] > online[chosen]) chosen = a; → for (let a = 0; a < online.length; a++) if (online[a] > online[chosen]) chosen = a;":
      "no number is larger than itself",
    "for (let a = 1; a < online.length; a++) if (online[a] > online[chosen]) chosen = a; → for (let a = 1; a <= online.length; a++) if (online[a] > online[chosen]) chosen = a;":
      nothingThere,
  },
  "05/quantile-huber": {
    "const weight = u < 0 ? 1 - tau : tau; → const weight = u <= 0 ? 1 - tau : tau;":
      "an error of exactly 0 costs nothing on either side",
  },
  "06/softmax-score": {
    "const h = theta.map((row) => row.reduce((sum, x, i) => sum + x * s1[i], 0)); → const h = theta.map((row) => row.reduce((sum, x, i) => sum + x * s1[i], 1));":
      "the same amount on every preference changes no probability",
  },
  "06/baseline": {
    "slope += probs[a] * (q[a] - b) * ((k === a ? 1 : 0) - pk); → slope += probs[a] * (q[a] + b) * ((k === a ? 1 : 0) - pk);":
      "that no baseline changes the expectation is what the exercise shows",
  },
  "06/conjugate-gradient": {
    "for (let k = 0; k < iterations && squared >= 1e-10; k++) { → for (let k = 0; k < iterations && squared > 1e-10; k++) {":
      "differs only for a residual of exactly 10⁻¹⁰",
  },
  "06/line-search": {
    "return 0; → return -(0);": "nothing times anything is nothing",
    "return 0; → return 2 * (0);": "nothing times anything is nothing",
  },
  "07/minibatches": {
    "for (let i = rows - 1; i > 0; i--) { → for (let i = rows - 1; i >= 0; i--) {":
      "place 0 is exchanged with itself: as fair as before",
  },
  "07/explained-variance": {
    "return x.reduce((sum, v) => sum + (v - mean) ** 2, 0) / x.length; → return -(x.reduce((sum, v) => sum + (v - mean) ** 2, 0) / x.length);":
      commonFactor,
    "return x.reduce((sum, v) => sum + (v - mean) ** 2, 0) / x.length; → return x.reduce((sum, v) => sum + (v - mean) ** 2, 0) * x.length;":
      commonFactor,
    "return x.reduce((sum, v) => sum + (v - mean) ** 2, 0) / x.length; → return x.reduce((sum, v) => sum - (v - mean) ** 2, 0) / x.length;":
      commonFactor,
    "return x.reduce((sum, v) => sum + (v - mean) ** 2, 0) / x.length; → return 2 * (x.reduce((sum, v) => sum + (v - mean) ** 2, 0) / x.length);":
      commonFactor,
  },
  "07/bug-time-limit": tablePpo,
  "07/bug-ratio": tablePpo,
  "07/bug-done-mask": tablePpo,
  "07/bug-advantage-axis": tablePpo,
  "07/bug-frozen": tableDqn,
  "07/bug-afterlife": tableDqn,
  "07/bug-target-gradient": {
    "const W = parameter(memory.states[0].map(() => memory.actions[0].map(() => 0))); → const W = parameter(memory.states[0].map(() => memory.actions[0 + 1].map(() => 0)));":
      equallyLong,
    "const W = parameter(memory.states[0].map(() => memory.actions[0].map(() => 0))); → const W = parameter(memory.states[0 + 1].map(() => memory.actions[0].map(() => 0)));":
      equallyLong,
    "const W = parameter(memory.states[0].map(() => memory.actions[0].map(() => 0))); → const W = parameter(memory.states[0].map(() => memory.actions[1].map(() => 0)));":
      equallyLong,
    "const W = parameter(memory.states[0].map(() => memory.actions[0].map(() => 0))); → const W = parameter(memory.states[1].map(() => memory.actions[0].map(() => 0)));":
      equallyLong,
    "const best = next.matmul(W).max(-1); → const best = next.matmul(W).max(1);": lastAxis,
    "const q = S.matmul(W).mul(A).sum(-1); → const q = S.matmul(W).mul(A).sum(1);": lastAxis,
  },
  "07/bug-ddpg-shapes": {
    "const future = features(next, next.mul(thetaTarget)).matmul(wTarget).squeeze(-1); → const future = features(next, next.mul(thetaTarget)).matmul(wTarget).squeeze(1);":
      lastAxis,
    "const q = features(s, a).matmul(w).squeeze(-1); → const q = features(s, a).matmul(w).squeeze(1);":
      lastAxis,
    "const worth = features(s, s.mul(theta)).matmul(w).squeeze(-1).mean(); → const worth = features(s, s.mul(theta)).matmul(w).squeeze(1).mean();":
      lastAxis,
    "let loss = 0; → let loss = 1;": "every update sets it anew",
  },
  "07/bug-shapes": {
    "const error = () => X.matmul(w).squeeze(-1).sub(y).square().mean(); → const error = () => X.matmul(w).squeeze(1).sub(y).square().mean();":
      lastAxis,
  },
};
