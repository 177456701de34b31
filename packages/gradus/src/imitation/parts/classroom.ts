/** Where the learner acts and the expert watches: episodes of a mixture of both, in which every state gets the expert's action. */
import type { PolicyNetwork } from "../../agents/parts/policy.ts";
import type { Rng, RngState } from "../../core/random.ts";
import { rng } from "../../core/random.ts";
import { flatArray, type Numbers } from "../../env/space.ts";
import { VectorEnv, type VectorState } from "../../env/vector.ts";
import type { AnyWorld } from "../../env/world.ts";
import type { MomentsState } from "../../env/wrappers/moments.ts";
import { type Captured, capture } from "../../tensor/capture.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { Demonstrations, type DemonstrationsState } from "./demonstrations.ts";
import { asked, type Expert } from "./expert.ts";

/** Of the episodes of a round. */
export interface RoundFigures {
  /** Environment steps, episodes since the beginning. */
  readonly steps: number;
  readonly episodes: number;
  /** Mean over those that ended in the round; null if none did. */
  readonly episodeReturn: number | null;
  /** How far the learner's best actions were from the expert's. */
  readonly newMistakes: number;
}

interface ClassroomState {
  readonly env: VectorState<unknown>;
  readonly normaliser: MomentsState | null;
  readonly demonstrations: DemonstrationsState;
  readonly coins: RngState;
  readonly steps: number;
  readonly episodes: number;
}

type Env = VectorEnv<unknown, AnyWorld["observationSpace"], AnyWorld["actionSpace"]>;
type Act = Captured<[Tensor, ...Tensor[]], Tensor>;

export class Classroom {
  /** Everything that the expert ever said. */
  readonly D: Demonstrations;
  /** Since the beginning. */
  steps = 0;
  episodes = 0;
  private readonly net: PolicyNetwork;
  private readonly env: Env;
  private readonly expert: Expert;
  private readonly ask: Expert["act"];
  private readonly act: Act;
  private coins: Rng;
  private readonly seen: Float32Array;
  private readonly told: Float32Array;
  private readonly worldActions: Numbers;

  constructor(world: AnyWorld, net: PolicyNetwork, expert: Expert, random: Rng) {
    this.D = new Demonstrations(world, net);
    this.net = net;
    this.env = new VectorEnv(world, 1);
    this.env.reset(random.integer(2 ** 31)); // its streams
    this.expert = expert;
    this.ask = asked(expert, world);
    this.coins = random.split();
    this.seen = new Float32Array(net.encoder.width);
    this.told = new Float32Array(net.head.width);
    this.worldActions = flatArray(world.actionSpace);
    this.act = capture(
      (seen: Tensor, ...[mask]: Tensor[]) =>
        net.policy(seen.reshape(1, -1), mask?.reshape(1, net.head.choices)).mode(),
      { name: "π̂(s)" },
    );
  }

  /**
   * Plays from a first state on, episode after episode; the expert decides a share β of the steps, and what it would do in each is
   * written down.
   *
   * @param steps the episode in which they are used up is given up
   */
  play(steps: number, beta: number): RoundFigures {
    const { env, net, D, seen, told, worldActions } = this;
    let [ended, total, mistakes] = [0, 0, 0];
    env.reset();
    this.expert.begin?.();
    for (let t = 0; t < steps; t++) {
      const action = this.ask(env.observations, env.masks);
      D.add(env.observations, action, env.masks);
      net.encoder.encode(env.observations, seen, true);
      const isMasked = env.masks !== undefined && net.head.choices > 0;
      const own = this.act(seen, ...(isMasked ? [env.masks as Uint8Array] : [])).data;
      net.head.fromWorld(action, told);
      mistakes += distance(own, told, net.head.maxEntropy);
      if (beta >= 1 || (beta > 0 && this.coins.random() < beta)) env.step(action);
      else {
        net.head.toWorld(own, worldActions);
        env.step(worldActions);
      }
      if ((env.terminated[0] | env.truncated[0]) === 0) continue;
      ended++;
      total += env.finalReturns[0];
      this.expert.begin?.();
    }
    this.steps += steps;
    this.episodes += ended;
    return {
      steps: this.steps,
      episodes: this.episodes,
      episodeReturn: ended === 0 ? null : total / ended,
      newMistakes: mistakes / steps,
    };
  }

  state(): ClassroomState {
    return {
      env: this.env.state(),
      normaliser: this.net.encoder.normaliser?.state() ?? null,
      demonstrations: this.D.state(),
      coins: this.coins.state(),
      steps: this.steps,
      episodes: this.episodes,
    };
  }

  restore(saved: ClassroomState): void {
    this.env.restore(saved.env);
    if (saved.normaliser !== null) this.net.encoder.normaliser?.restore(saved.normaliser);
    this.D.restore(saved.demonstrations);
    this.coins = rng.from(saved.coins);
    this.steps = saved.steps;
    this.episodes = saved.episodes;
  }
}

/** As `mistakes` of losses.ts, for one row. */
function distance(own: ArrayLike<number>, told: Float32Array, maxEntropy: number): number {
  let sum = 0;
  for (let k = 0; k < told.length; k++) {
    const difference = own[k] - told[k];
    if (maxEntropy === Number.POSITIVE_INFINITY) sum += difference * difference;
    else if (Math.abs(difference) > 0.5) sum++;
  }
  return sum / told.length;
}
