/**
 * Optimisers: a step is one call. `step(loss)` back-propagates, clips if asked, updates the parameters and ends the life of
 * the eager results. It works alike inside a captured function.
 */
import { ShapeError, ValueError } from "../core/errors.ts";
import { buffer } from "../tensor/create.ts";
import { maximum, minimum } from "../tensor/functions.ts";
import { contiguousStrides, sameShape, show } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";

export interface Changes {
  /** The step size from this step on. */
  readonly rate?: number;
}

export interface Optimiser {
  /** Back-propagates and steps. Returns the loss, valid until the next step; read it with item(). */
  (loss: Tensor, changes?: Changes): Tensor;
  /** Changes the step size. */
  set(changes: Changes): void;
  /** Applies given gradients, one for each parameter; where one is undefined the parameter stays as it is. */
  apply(gradients: readonly (Tensor | undefined)[]): void;
  /** Norm of all gradients together before clipping, at the last step; only with `maxNorm`. */
  readonly gradientNorm: Tensor;
  /** Moments and counters by name: what a checkpoint needs. */
  readonly state: Readonly<Record<string, Tensor>>;
}

export interface CommonOptions {
  /** Step size η. */
  readonly rate: number;
  /** λ of an added λ·p in the gradient (L2), or of AdamW's decoupled decay. */
  readonly weightDecay?: number;
  /** Gradients are scaled so that their joint norm is at most this. */
  readonly maxNorm?: number;
}

/** What one kind of optimiser does to one parameter. */
interface Kind {
  /** Names of the moments it keeps for each parameter. */
  readonly moments: readonly string[];
  readonly counts?: boolean;
  update(p: Tensor, g: Tensor, moments: readonly Tensor[], rate: Tensor, t: Tensor): void;
}

function positive(name: string, value: number): void {
  if (value >= 0 && Number.isFinite(value)) return;
  throw new ValueError(`${name} is ${value}; it must be a finite number of at least 0.`);
}

function fraction(name: string, value: number): void {
  if (value >= 0 && value < 1) return;
  throw new ValueError(`${name} is ${value}; it must lie in [0, 1).`);
}

/** What comes from outside: a gradient of another shape would be read past its end. */
function checkGradients(
  parameters: readonly Tensor[],
  gradients: readonly (Tensor | undefined)[],
): void {
  if (gradients.length !== parameters.length) {
    throw new ShapeError(
      `apply: ${gradients.length} gradients for ${parameters.length} parameters; give one, or undefined, for each.`,
    );
  }
  gradients.forEach((g, i) => {
    if (g === undefined || sameShape(g.shape, parameters[i].shape)) return;
    throw new ShapeError(
      `apply: gradient ${i} has shape ${show(g.shape)}, its parameter ${show(parameters[i].shape)}.`,
    );
  });
}

function optimiser(
  parameters: readonly Tensor[],
  { rate, maxNorm, weightDecay = 0 }: CommonOptions,
  kind: Kind,
): Optimiser {
  if (parameters.length === 0) throw new ValueError("optimiser: there are no parameters to train.");
  positive("rate", rate);
  positive("weightDecay", weightDecay);
  if (maxNorm !== undefined) positive("maxNorm", maxNorm);
  const { engine } = parameters[0];
  const holder = "optimiser";
  const rateCell = buffer(rate, [1], holder);
  const lossCell = buffer(0, [], holder);
  const normCell = buffer(0, [], holder);
  const t = buffer(Int32Array.of(0), [1], holder);
  const moments = parameters.map((p) =>
    kind.moments.map(() => buffer(new Float32Array(p.size), p.shape, holder)),
  );
  const state: Record<string, Tensor> = { rate: rateCell, ...(kind.counts ? { t } : {}) };
  kind.moments.forEach((name, k) => {
    for (let i = 0; i < parameters.length; i++) state[`${name}.${i}`] = moments[i][k];
  });

  const set = ({ rate: next }: Changes): void => {
    if (next === undefined) return;
    if (engine.recorder === undefined) positive("rate", next);
    engine.emit("fill", rateCell, 1, next);
  };
  const apply = (gradients: readonly (Tensor | undefined)[]): void => {
    checkGradients(parameters, gradients);
    const flat = gradients.map((g) => g?.contiguous());
    const clipped = maxNorm === undefined ? flat : clip(flat, maxNorm, normCell);
    if (kind.counts) engine.emit("tick", t);
    clipped.forEach((g, i) => {
      if (g !== undefined) kind.update(parameters[i], g, moments[i], rateCell, t);
    });
  };
  const step = (loss: Tensor, changes: Changes = {}): Tensor => {
    set(changes);
    loss.backward();
    const tracking = engine.tracking;
    engine.tracking = false;
    try {
      apply(parameters.map((p) => p.grad));
      engine.emit("copy", lossCell, loss.contiguous(), 1, 1, 1, 1);
    } finally {
      engine.tracking = tracking;
      for (const p of parameters) p.grad = undefined;
    }
    if (engine.recorder === undefined) engine.endGeneration();
    return lossCell;
  };
  return Object.assign(step, { set, apply, gradientNorm: normCell, state });
}

/** Pascanu et al. 2013: g · min(1, max/(‖g‖ + 10⁻⁶)), as torch.nn.utils.clip_grad_norm_. */
function clip(
  gradients: readonly (Tensor | undefined)[],
  max: number,
  norm: Tensor,
): (Tensor | undefined)[] {
  const { engine } = norm;
  const storage = engine.allocate(1);
  const total = engine.make({
    engine,
    storage,
    offset: 0,
    shape: [],
    strides: contiguousStrides([]),
    dtype: "float32",
  });
  let first = true;
  for (const g of gradients) {
    if (g === undefined) continue;
    engine.emit("sumSquares", total, g, g.size, first ? 0 : 1);
    first = false;
  }
  const length = total.sqrt();
  engine.emit("copy", norm, length, 1, 1, 1, 1);
  const factor = minimum(length.add(1e-6).reciprocal().mul(max), 1);
  return gradients.map((g) => g?.mul(factor));
}

/** p ← p − η (g + λ p). */
export function sgd(parameters: readonly Tensor[], options: CommonOptions): Optimiser {
  const { weightDecay = 0 } = options;
  return optimiser(parameters, options, {
    moments: [],
    update: (p, g, _, rate) => p.engine.emit("sgd", p, g, p.size, rate, weightDecay),
  });
}

export interface MomentumOptions extends CommonOptions {
  /** μ, the share of the velocity that stays. */
  readonly momentum?: number;
  readonly dampening?: number;
  /** Look ahead: Nesterov's form. */
  readonly nesterov?: boolean;
}

/**
 * v ← μ v + (1 − d) g; p ← p − η v, or − η (g + μ v) in Nesterov's form (Sutskever et al. 2013), as torch.optim.SGD.
 *
 * v starts at 0. PyTorch starts it at the first gradient, which is the same unless the dampening d is other than 0.
 */
export function momentum(parameters: readonly Tensor[], options: MomentumOptions): Optimiser {
  const { momentum: mu = 0.9, dampening = 0, nesterov = false, weightDecay = 0 } = options;
  fraction("momentum", mu);
  fraction("dampening", dampening);
  return optimiser(parameters, options, {
    moments: ["velocity"],
    update: (p, g, [v], rate) =>
      p.engine.emit(
        "momentum",
        p,
        g,
        v,
        p.size,
        rate,
        mu,
        dampening,
        weightDecay,
        Number(nesterov),
      ),
  });
}

export interface RmspropOptions extends CommonOptions {
  readonly alpha?: number;
  readonly eps?: number;
  /** Divide by the deviation of the gradient instead of its root mean square. */
  readonly centred?: boolean;
}

/**
 * v ← α v + (1 − α) g²; p ← p − η g/(√v + ε). Tieleman & Hinton 2012, as torch.optim.RMSprop.
 *
 * Centred: √(v − m²) in place of √v, with m ← α m + (1 − α) g; Graves 2013 (arXiv:1308.0850), eq. 38 to 43.
 */
export function rmsprop(parameters: readonly Tensor[], options: RmspropOptions): Optimiser {
  const { alpha = 0.99, eps = 1e-8, weightDecay = 0, centred = false } = options;
  fraction("alpha", alpha);
  positive("eps", eps);
  if (centred) return centredRmsprop(parameters, options, alpha, eps);
  return optimiser(parameters, options, {
    moments: ["square"],
    update: (p, g, [v], rate) =>
      p.engine.emit("rmsprop", p, g, v, p.size, rate, alpha, eps, weightDecay),
  });
}

/** Composed of other kernels; a moving average is a step of gradient descent, m ← m − (1 − α) (m − g). */
function centredRmsprop(
  parameters: readonly Tensor[],
  options: RmspropOptions,
  alpha: number,
  eps: number,
): Optimiser {
  const { weightDecay = 0 } = options;
  const share = buffer(1 - alpha, [1], "optimiser");
  const follow = (mean: Tensor, value: Tensor): void =>
    mean.engine.emit("sgd", mean, mean.sub(value), mean.size, share, 0);
  return optimiser(parameters, options, {
    moments: ["square", "mean"],
    update(p, given, [v, m], rate) {
      const g = weightDecay === 0 ? given : given.add(p.mul(weightDecay));
      follow(v, g.square());
      follow(m, g);
      const deviation = maximum(v.sub(m.square()), 0).sqrt(); // rounding may leave v a little below m²
      p.engine.emit("sgd", p, g.div(deviation.add(eps)), p.size, rate, 0);
    },
  });
}

export interface AdamOptions extends CommonOptions {
  readonly beta1?: number;
  readonly beta2?: number;
  readonly eps?: number;
}

function adamLike(
  parameters: readonly Tensor[],
  options: AdamOptions,
  decoupled: 0 | 1,
): Optimiser {
  const { beta1 = 0.9, beta2 = 0.999, eps = 1e-8, weightDecay = 0 } = options;
  fraction("beta1", beta1);
  fraction("beta2", beta2);
  positive("eps", eps);
  return optimiser(parameters, options, {
    moments: ["m", "v"],
    counts: true,
    update: (p, g, [m, v], rate, t) =>
      p.engine.emit("adam", p, g, m, v, p.size, t, rate, beta1, beta2, eps, weightDecay, decoupled),
  });
}

/**
 * m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², p ← p − η m̂/(√v̂ + ε) with m̂ = m/(1 − β₁ᵗ), v̂ = v/(1 − β₂ᵗ).
 *
 * Kingma & Ba 2015, algorithm 1 (arXiv:1412.6980). t counts the steps of the optimiser, also those that passed a parameter
 * over because the loss did not depend on it (PyTorch counts for each parameter).
 *
 * @example
 * ```ts
 * import { parameter } from "gradus";
 * import { adam } from "gradus/nn";
 *
 * const p = parameter([1]);
 * const step = adam([p], { rate: 0.1 });
 * const loss = step(p.square().sum());
 * console.log(loss.item(), p.data[0].toFixed(4)); // the first step has the size of the rate
 * ```
 * ```text output
 * 1 0.9000
 * ```
 */
export function adam(parameters: readonly Tensor[], options: AdamOptions): Optimiser {
  return adamLike(parameters, options, 0);
}

/** Adam with decoupled decay p ← p − η λ p; Loshchilov & Hutter 2019 (arXiv:1711.05101). λ is 0.01 unless given. */
export function adamw(parameters: readonly Tensor[], options: AdamOptions): Optimiser {
  return adamLike(parameters, { weightDecay: 0.01, ...options }, 1);
}
