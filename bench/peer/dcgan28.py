"""The PyTorch contestant of bench/train.ts: the networks of models.ts and the step of gan-step.ts.

A training step for every line on stdin, answered with its milliseconds, by the clock and of all processors:

    python3 dcgan28.py MODEL BATCH THREADS
"""
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F


def dcgan28():
    generator = nn.Sequential(
        nn.Linear(100, 7 * 7 * 256, bias=False), nn.BatchNorm1d(7 * 7 * 256), nn.ReLU(True),
        nn.Unflatten(1, (256, 7, 7)),
        nn.ConvTranspose2d(256, 128, 5, 1, 2, bias=False), nn.BatchNorm2d(128), nn.ReLU(True),
        nn.ConvTranspose2d(128, 64, 5, 2, 2, 1, bias=False), nn.BatchNorm2d(64), nn.ReLU(True),
        nn.ConvTranspose2d(64, 1, 5, 2, 2, 1, bias=False), nn.Tanh())
    discriminator = nn.Sequential(
        nn.Conv2d(1, 64, 5, 2, 2), nn.LeakyReLU(0.2, True),
        nn.Conv2d(64, 128, 5, 2, 2), nn.BatchNorm2d(128), nn.LeakyReLU(0.2, True),
        nn.Flatten(), nn.Linear(7 * 7 * 128, 1))
    return generator, discriminator


def compact28():
    generator = nn.Sequential(
        nn.Linear(100, 7 * 7 * 128, bias=False), nn.BatchNorm1d(7 * 7 * 128), nn.ReLU(True),
        nn.Unflatten(1, (128, 7, 7)),
        nn.ConvTranspose2d(128, 64, 4, 2, 1, bias=False), nn.BatchNorm2d(64), nn.ReLU(True),
        nn.ConvTranspose2d(64, 1, 4, 2, 1), nn.Tanh())
    discriminator = nn.Sequential(
        nn.Conv2d(1, 64, 4, 2, 1), nn.LeakyReLU(0.2, True),
        nn.Conv2d(64, 128, 4, 2, 1, bias=False), nn.BatchNorm2d(128), nn.LeakyReLU(0.2, True),
        nn.Flatten(), nn.Linear(7 * 7 * 128, 1))
    return generator, discriminator


def main():
    model, batch, threads = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    torch.set_num_threads(threads)
    generator, discriminator = {"dcgan28": dcgan28, "compact28": compact28}[model]()
    adam_g = torch.optim.Adam(generator.parameters(), lr=2e-4, betas=(0.5, 0.999))
    adam_d = torch.optim.Adam(discriminator.parameters(), lr=2e-4, betas=(0.5, 0.999))
    real = torch.rand(batch, 1, 28, 28) * 2 - 1

    def bce(logits, target):
        return F.binary_cross_entropy_with_logits(logits, torch.full_like(logits, target))

    def step():
        fake = generator(torch.randn(batch, 100))
        adam_d.zero_grad()
        (bce(discriminator(real), 1.0) + bce(discriminator(fake.detach()), 0.0)).backward()
        adam_d.step()
        adam_g.zero_grad()
        bce(discriminator(fake), 1.0).backward()
        adam_g.step()

    print("ready", flush=True)
    for _ in sys.stdin:
        started, before = time.perf_counter(), time.process_time()
        step()
        print((time.perf_counter() - started) * 1000, (time.process_time() - before) * 1000, flush=True)


main()
