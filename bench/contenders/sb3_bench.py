"""One training of Stable-Baselines3 on CartPole-v1, of SAC on Pendulum-v1: prints environment steps per processor second.

    python3 sb3_bench.py ppo-zoo|dqn-zoo|a2c|sac SEED STEPS
"""
import sys
import time

import torch

torch.set_num_threads(1)

import gymnasium as gym  # noqa: E402
from stable_baselines3 import A2C, DQN, PPO, SAC  # noqa: E402
from stable_baselines3.common.env_util import make_vec_env  # noqa: E402

name, seed, steps = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
world, count = {"dqn-zoo": ("CartPole-v1", 1), "sac": ("Pendulum-v1", 1)}.get(name, ("CartPole-v1", 8))
env = make_vec_env(world, n_envs=count, seed=seed)
if name == "ppo-zoo":
    model = PPO(
        "MlpPolicy", env, n_steps=32, batch_size=256, gae_lambda=0.8, gamma=0.98, n_epochs=20, ent_coef=0.0,
        learning_rate=lambda left: 1e-3 * left, clip_range=lambda left: 0.2 * left, seed=seed, device="cpu",
    )
elif name == "sac":
    model = SAC("MlpPolicy", env, learning_rate=1e-3, seed=seed, device="cpu")
elif name == "dqn-zoo":
    model = DQN(
        "MlpPolicy", env, learning_rate=2.3e-3, batch_size=64, buffer_size=100_000, learning_starts=1000, gamma=0.99,
        target_update_interval=10, train_freq=256, gradient_steps=128, exploration_fraction=0.16,
        exploration_final_eps=0.04, policy_kwargs=dict(net_arch=[256, 256]), seed=seed, device="cpu",
    )
else:
    model = A2C("MlpPolicy", env, ent_coef=0.0, seed=seed, device="cpu")
start = time.process_time()
model.learn(steps)
print(steps / (time.process_time() - start))
