"""The PyTorch contestant of the benchmarks: the networks of models.ts and the steps of tasks.ts.

A training step for every line on stdin, answered with its times, losses and memory (see contest.ts):

    python3 train.py TASK BATCH THREADS WIDTH

The same functions as in TypeScript, weights and data included (see networks.py).
"""
import json
import resource
import sys
import time

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from networks import adam, compact28, conditional_step, cycle_step, cyclegan28, dcgan28, dcgan32, fixed, gan2d, gan_step, numbered, wgan28, wgan_step

task_name, batch, threads, width = sys.argv[1], *map(int, sys.argv[2:5])
torch.set_num_threads(threads)


def images(seed, *shape):
    """[N, H, W, C] to [N, C, H, W], upside down and mirrored."""
    return torch.from_numpy(fixed(seed, shape, 1)[:, ::-1, ::-1].transpose(0, 3, 1, 2).copy())


class Residual(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.body = nn.Sequential(
            nn.ReflectionPad2d(1), nn.Conv2d(channels, channels, 3), nn.InstanceNorm2d(channels), nn.ReLU(True),
            nn.ReflectionPad2d(1), nn.Conv2d(channels, channels, 3), nn.InstanceNorm2d(channels))

    def forward(self, x):
        return x + self.body(x)


def resnet():
    w = width
    return numbered(nn.Sequential(
        nn.ReflectionPad2d(3), nn.Conv2d(3, w, 7), nn.InstanceNorm2d(w), nn.ReLU(True),
        nn.Conv2d(w, 2 * w, 3, 2, 1), nn.InstanceNorm2d(2 * w), nn.ReLU(True),
        nn.Conv2d(2 * w, 4 * w, 3, 2, 1), nn.InstanceNorm2d(4 * w), nn.ReLU(True),
        *(Residual(4 * w) for _ in range(6)),
        nn.ConvTranspose2d(4 * w, 2 * w, 3, 2, 1, 1), nn.InstanceNorm2d(2 * w), nn.ReLU(True),
        nn.ConvTranspose2d(2 * w, w, 3, 2, 1, 1), nn.InstanceNorm2d(w), nn.ReLU(True),
        nn.ReflectionPad2d(3), nn.Conv2d(w, 3, 7), nn.Tanh()))


class Lstm(nn.Module):
    """The last state of an LSTM, and a dense layer. TensorFlow has one bias for each gate: the other is a constant 0."""

    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(64, width, batch_first=True)
        self.dense = nn.Linear(width, 10)
        for index, (name, shape) in enumerate([("weight_ih_l0", (64, 4 * width)), ("weight_hh_l0", (width, 4 * width)), ("bias_ih_l0", (4 * width,))]):
            getattr(self.lstm, name).data = torch.from_numpy(fixed(100 + index, shape, 0.05).T.copy())
        self.lstm.bias_hh_l0.data.zero_()
        self.lstm.bias_hh_l0.requires_grad = False
        numbered(self.dense, None, 103)

    def forward(self, x):
        return self.dense(self.lstm(x)[0][:, -1])


def gan(generator, discriminator, latent, data):
    real = images(1, batch, *data) if len(data) == 3 else torch.from_numpy(fixed(1, (batch, *data), 1))
    z = torch.from_numpy(fixed(2, (batch, *latent), 1))
    step = gan_step(generator, discriminator)
    return lambda: step(real, z), [generator, discriminator]


def wgan(generator, critic, latent, data):
    real = images(1, batch, *data)
    z = torch.from_numpy(fixed(2, (batch, *latent), 1))
    t = torch.from_numpy(fixed(4, (batch,), 0.5) + 0.5).reshape(-1, 1, 1, 1)
    step = wgan_step(generator, critic)
    return lambda: step(lambda: real, lambda: z, lambda: t), [generator, critic]


def conditional(generator, discriminator, latent, data):
    real = images(1, batch, *data)
    z = torch.from_numpy(fixed(2, (batch, *latent), 1))
    labels = torch.arange(batch) % 10
    y, wrong = (F.one_hot(each % 10, 10).float() for each in (labels, labels + 1))
    step = conditional_step(generator, discriminator, 10)
    return lambda: step(real, y, wrong, z), [generator, discriminator]


def supervised(network, x, loss_of):
    optimizer = adam(network)

    def step():
        optimizer.zero_grad()
        loss = loss_of(network(x))
        loss.backward()
        optimizer.step()
        return [loss.item()]

    return step, [network]


def classes(logits):
    return F.cross_entropy(logits, torch.arange(batch) % 10)


def translation(size):
    target = images(3, batch, size, size, 3)
    return supervised(resnet(), images(1, batch, size, size, 3), lambda y: (y - target).abs().mean())


def cyclegan():
    players = cyclegan28(width)
    x, y = images(1, batch, 28, 28, 1), images(2, batch, 28, 28, 1)
    step = cycle_step(*players)
    return lambda: step(x, y), players


def mlp():
    network = nn.Sequential(nn.Linear(784, 4 * width), nn.ReLU(True), nn.Linear(4 * width, 2 * width), nn.ReLU(True), nn.Linear(2 * width, 10))
    return supervised(numbered(network), torch.from_numpy(fixed(1, (batch, 784), 1)), classes)


tasks = {
    "dcgan28": lambda: gan(*dcgan28(width)), "compact28": lambda: gan(*compact28(width)), "dcgan32": lambda: gan(*dcgan32(width)),
    "wgan28": lambda: wgan(*wgan28(width)), "cyclegan28": cyclegan,
    "conditional28": lambda: conditional(*compact28(width, 10)),
    "gan2d": lambda: gan(*gan2d(width)), "resnet32": lambda: translation(32), "resnet64": lambda: translation(64), "mlp": mlp,
    "lstm": lambda: supervised(Lstm(), torch.from_numpy(fixed(1, (batch, 32, 64), 1)), classes),
}


def resident():
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * resource.getpagesize()


step, networks = tasks[task_name]()
parameters = sum(p.numel() for network in networks for p in network.parameters() if p.requires_grad)
print(json.dumps({"version": torch.__version__, "parameters": parameters}), flush=True)
for line in sys.stdin:
    started, before = time.perf_counter(), time.process_time()
    steps = int(line)
    for _ in range(steps):
        losses = step()
    print(json.dumps({
        "wall": (time.perf_counter() - started) * 1000 / steps, "cpu": (time.process_time() - before) * 1000 / steps, "losses": losses,
        "resident": resident(), "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}), flush=True)
