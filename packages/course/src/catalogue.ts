/**
 * The ten resources of the reading list, in its order, as data.
 *
 * `judgement`, `gives`, `lacks` are the author's, in our words, as of 30 June 2020. What has changed since is ours and stands
 * in `since`; where the post is wrong, `correction` says so.
 */
import { unknownName } from "gradus/core";

export type ResourceKind =
  | "online book"
  | "book"
  | "online courses"
  | "lectures"
  | "lectures and labs"
  | "documentation and code"
  | "podcast";

export interface Link {
  readonly text: string;
  readonly url: string;
}

export interface CatalogueEntry {
  /** "01-nielsen": the folder of the station. */
  readonly id: string;
  readonly order: number;
  readonly title: string;
  readonly authors: string;
  readonly kind: ResourceKind;
  readonly links: readonly Link[];
  /** What should be known before. */
  readonly requires: readonly string[];
  /** Stations to take before this one, by id. */
  readonly after: readonly string[];
  /** Stations that may be taken at the same time. */
  readonly parallel?: readonly string[];
  /** Stations after which this one comes too early. */
  readonly notRightAfter?: readonly string[];
  /** The author's liking, 5 … 1. */
  readonly liking: 1 | 2 | 3 | 4 | 5;
  /** The author's judgement in one sentence. */
  readonly judgement: string;
  readonly gives: readonly string[];
  readonly lacks: readonly string[];
  /** The date of the author's claims. */
  readonly asOf: "2020-06-30";
  /** What has changed since then: ours. */
  readonly since?: string;
  readonly correction?: string;
}

const asOf = "2020-06-30";

export const catalogue: readonly CatalogueEntry[] = [
  {
    id: "01-nielsen",
    order: 1,
    title: "Neural Networks and Deep Learning",
    authors: "Michael Nielsen",
    kind: "online book",
    links: [
      { text: "The book", url: "http://neuralnetworksanddeeplearning.com" },
      { text: "Keras, a high-level library, for afterwards", url: "https://keras.io" },
    ],
    requires: ["linear algebra", "calculus", "programming"],
    after: [],
    liking: 5,
    judgement: "By far the best place to start.",
    gives: [
      "the way from knowing nothing to “neural networks are simple, what is next?”",
      "one problem, handwritten digits, refined step by step until near the state of the art",
      "Python code, explained; even what a derivative is",
      "the reason to implement back-propagation from scratch once in your life",
    ],
    lacks: ["breadth: one problem in depth", "a modern library, which one uses ever after"],
    asOf,
    since:
      "The code of the book is Python 2 with Theano and no longer runs as it is; every experiment of it runs here.",
  },
  {
    id: "02-deep-learning-specialization",
    order: 2,
    title: "Deep Learning specialization",
    authors: "Andrew Ng, deeplearning.ai",
    kind: "online courses",
    links: [
      { text: "The specialization", url: "https://www.coursera.org/specializations/deep-learning" },
    ],
    requires: ["programming"],
    after: ["01-nielsen"],
    liking: 5,
    judgement: "The best next step once one roughly knows what a neural network is.",
    gives: [
      "breadth: all major topics",
      "pointers to the seminal papers",
      "the ability to read papers afterwards",
    ],
    lacks: ["depth in each topic", "details, which are left to the papers"],
    asOf,
    since: "A week on transformers joined the fifth course in April 2021.",
    correction: "The post counts four courses; there are five.",
  },
  {
    id: "03-deepmind-deep-learning",
    order: 3,
    title: "Deep Learning lecture series 2020",
    authors: "DeepMind and UCL",
    kind: "lectures",
    links: [
      {
        text: "The lectures",
        url: "https://www.youtube.com/playlist?list=PLqYmG7hTraZCDxZ44o4p3N5Anz3lLRVZF",
      },
    ],
    requires: ["the basics of deep learning"],
    after: ["02-deep-learning-specialization"],
    notRightAfter: ["01-nielsen"],
    liking: 5,
    judgement: "An overview of recent topics, on a par with station 2.",
    gives: [
      "attention, transformers, AlphaZero",
      "many references",
      "a different researcher for each lecture",
    ],
    lacks: ["an introduction for beginners", "assignments"],
    asOf,
    since:
      "What was recent then, attention above all, has become the ground that most of the field stands on.",
  },
  {
    id: "04-sutton-barto",
    order: 4,
    title: "Reinforcement Learning: an Introduction, 2nd edition",
    authors: "Richard Sutton, Andrew Barto",
    kind: "book",
    links: [
      {
        text: "The book",
        url: "https://mitpress.mit.edu/books/reinforcement-learning-second-edition",
      },
    ],
    requires: ["probability", "programming"],
    after: [],
    liking: 5,
    judgement: "The only starting point for reinforcement learning.",
    gives: [
      "the foundations from before the deep-learning revolution",
      "clarity",
      "readiness for research papers",
    ],
    lacks: ["a broad overview of modern methods"],
    asOf,
    since: "It is still the latest edition. Its authors received the Turing Award for 2024.",
  },
  {
    id: "05-ucl-reinforcement-learning",
    order: 5,
    title: "Reinforcement Learning",
    authors: "Hado van Hasselt, DeepMind and UCL; an earlier version by David Silver",
    kind: "lectures",
    links: [
      {
        text: "The lectures of Hado van Hasselt",
        url: "https://www.youtube.com/playlist?list=PLqYmG7hTraZBKeNJ-JE_eyJHZ7XgBoAyb",
      },
      {
        text: "The lectures of David Silver",
        url: "https://www.youtube.com/playlist?list=PLqYmG7hTraZBiG_XpjnPrSNw-1XQaM_gB",
      },
    ],
    requires: ["probability"],
    after: [],
    parallel: ["04-sutton-barto"],
    liking: 4,
    judgement: "Follows the book of station 4: at the same time, or afterwards as a review.",
    gives: ["AlphaZero and the variants of DQN at the end"],
    lacks: ["good slides"],
    asOf,
    since: "A newer series, by van Hasselt and two colleagues, appeared in 2021.",
  },
  {
    id: "06-deep-rl-bootcamp",
    order: 6,
    title: "Deep RL Bootcamp",
    authors: "Berkeley",
    kind: "lectures and labs",
    links: [
      { text: "Lectures and labs", url: "https://sites.google.com/view/deep-rl-bootcamp/lectures" },
    ],
    requires: ["reinforcement learning as in station 4", "deep learning as in station 2"],
    after: ["04-sutton-barto"],
    liking: 5,
    judgement: "A practical introduction to modern deep reinforcement learning.",
    gives: [
      "DQN and PPO",
      "inverse reinforcement learning, robotics",
      "John Schulman's lecture on the nuts and bolts, invaluable",
    ],
    lacks: [],
    asOf,
    since: "Its labs stand on Gym, which became Gymnasium in 2022.",
  },
  {
    id: "07-spinning-up",
    order: 7,
    title: "Spinning Up in Deep RL, and libraries",
    authors: "OpenAI; the TF-Agents, Baselines and Stable Baselines authors",
    kind: "documentation and code",
    links: [
      { text: "Spinning Up", url: "https://spinningup.openai.com" },
      { text: "TF-Agents", url: "https://github.com/tensorflow/agents" },
      { text: "Baselines", url: "https://github.com/openai/baselines" },
      { text: "Stable Baselines", url: "https://stable-baselines.readthedocs.io" },
    ],
    requires: ["deep reinforcement learning as in station 6"],
    after: ["06-deep-rl-bootcamp"],
    liking: 5,
    judgement:
      "Adapt their code to a problem of your own; then use a library (TF-Agents preferred: modular, documented, maintained).",
    gives: ["self-contained implementations written to be read", "algorithms ready to use"],
    lacks: ["low-level work is the way to understand, not what one wants to do for ever"],
    asOf,
    since:
      "Baselines and Spinning Up have had no commits since early 2020, as the author expected; Stable Baselines became Stable-Baselines3, which is maintained, and so is TF-Agents.",
  },
  {
    id: "08-aima",
    order: 8,
    title: "Artificial Intelligence: a Modern Approach",
    authors: "Stuart Russell, Peter Norvig",
    kind: "book",
    links: [{ text: "The book", url: "http://aima.cs.berkeley.edu" }],
    requires: ["logic", "probability"],
    after: [],
    liking: 2,
    judgement: "Liked less: a classic, extremely well written, worth it for research.",
    gives: ["the artificial intelligence of the 20th century"],
    lacks: ["a quick way into deep learning", "brevity"],
    asOf,
    since: "The 4th edition (2020) brought the chapter on deep learning that was promised.",
  },
  {
    id: "09-goodfellow",
    order: 9,
    title: "Deep Learning",
    authors: "Ian Goodfellow, Yoshua Bengio, Aaron Courville",
    kind: "book",
    links: [{ text: "The book", url: "https://www.deeplearningbook.org" }],
    requires: ["linear algebra", "probability"],
    after: [],
    liking: 2,
    judgement: "Liked less: a popular textbook that the author did not fall in love with.",
    gives: [],
    lacks: [],
    asOf,
    since: "The text is still that of 2016.",
  },
  {
    id: "10-podcast",
    order: 10,
    title: "Artificial Intelligence Podcast",
    authors: "Lex Fridman",
    kind: "podcast",
    links: [
      {
        text: "The episodes",
        url: "https://www.youtube.com/playlist?list=PLrAXtmErZgOdP_8GztsuKi9nrraNbKKp4",
      },
    ],
    requires: [],
    after: [],
    liking: 5,
    judgement: "On a different note: inspiration, and a huge source of it.",
    gives: ["general culture", "familiarity with the cutting edge"],
    lacks: ["skills"],
    asOf,
    since: "It has become the Lex Fridman Podcast, and its subjects have widened.",
  },
];

/** The step above the ten resources: the problem that the author of the list works on. Ours, and planned: nothing of it runs yet. */
export const capstone = {
  id: "capstone",
  title: "Teach an agent to correct a quantum computer",
  about:
    "The problem the author of the list works on. A code of 25 qubits, errors you cannot see, only their traces. Everything below is used here.",
  after: ["07-spinning-up"],
  state: "planned",
} as const;

/** @throws UnknownNameError with the closest ids */
export function findStation(id: string): CatalogueEntry {
  const found = catalogue.find((entry) => entry.id === id || entry.id.startsWith(`${id}-`));
  if (found) return found;
  throw unknownName(
    "station",
    id,
    catalogue.map((entry) => entry.id),
  );
}
