/** `worldHash(world, 100 000)` of every world: equal in Node 20, Node 24 and browsers. */
export const hashes = {
  "FrozenLake-v1": "5b71f31d",
  "FrozenLake8x8-v1": "2c1ba135",
  "Taxi-v4": "a16f6f8d",
  "CliffWalking-v1": "7785eb25",
  "CliffWalkingSlippery-v1": "df220445",
  "Blackjack-v1": "f36abda5",
  "CartPole-v0": "28cb82d9",
  "CartPole-v1": "28cb82d9",
  "MountainCar-v0": "7818e107",
  "MountainCarContinuous-v0": "c6fbee94",
  "Acrobot-v1": "61e4c877",
  "Pendulum-v1": "382afa11",
} as const;
