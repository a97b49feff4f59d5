"""The PyTorch contestant of learning-curves.ts: trains a model on real pictures, as learner.ts does.

Every line on stdin is a number of seconds of training in all; it trains until then, draws samples and answers with a
line of JSON. The seconds spent on samples don't count.

    python3 learn.py JOB        JOB as in learner.ts
"""
import json
import sys
import time

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

import networks

job = json.loads(sys.argv[1])
torch.set_num_threads(job["threads"])
torch.manual_seed(job["seed"])


# The models of learners.ts: networks, a step on pictures and their classes, and pictures from the same noise as ever.


def plain():
    generator, discriminator, latent, _ = getattr(networks, job["task"])(job["width"])
    step = networks.gan_step(generator, discriminator, job["rate"])
    noise = same_noise(*latent)
    return (generator, discriminator), lambda batch: step(batch()[0], torch.randn(job["batch"], *latent)), lambda: generator(noise)


def wasserstein():
    generator, critic, latent, _ = networks.wgan28(job["width"])
    step = networks.wgan_step(generator, critic, job["rate"])
    noise = same_noise(*latent)

    def learn(batch):
        return step(lambda: batch()[0], lambda: torch.randn(job["batch"], *latent), lambda: torch.rand(job["batch"], 1, 1, 1))

    return (generator, critic), learn, lambda: generator(noise)


def conditional(classes=10):
    generator, discriminator, latent, _ = networks.compact28(job["width"], classes)
    step = networks.conditional_step(generator, discriminator, classes, job["rate"])
    wish = lambda labels: F.one_hot(labels, classes).float()
    asked = torch.cat([same_noise(*latent), wish(torch.arange(job["samples"]) % classes)], 1)

    def learn(batch):
        real, labels = batch()
        wrong = (labels + torch.randint(1, classes, labels.shape)) % classes
        return step(real, wish(labels), wish(wrong), torch.randn(len(real), *latent))

    return (generator, discriminator), learn, lambda: generator(asked)


def same_noise(*latent):
    return torch.randn(job["samples"], *latent, generator=torch.Generator().manual_seed(7))


parts, step, made = {"conditional28": conditional, "wgan28": wasserstein}.get(job["task"], plain)()
for module in [module for network in parts for module in network.modules()]:
    if isinstance(module, (nn.Conv2d, nn.ConvTranspose2d, nn.Linear)):
        nn.init.normal_(module.weight, 0, 0.02)
        if module.bias is not None:
            nn.init.zeros_(module.bias)
    elif isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d)):
        module.eps = job["epsilon"]
if job["task"] == "wgan28":
    for module in parts[1].modules():
        if isinstance(module, (nn.Conv2d, nn.Linear)):
            nn.init.kaiming_normal_(module.weight, nonlinearity="relu")

# [N, H, W, C] to [N, C, H, W], upside down and mirrored (see networks.py).
bytes_of = np.fromfile(job["pictures"], np.uint8).reshape(-1, *job["size"])
pictures = torch.from_numpy(bytes_of[:, ::-1, ::-1].transpose(0, 3, 1, 2).copy())
classes = torch.from_numpy(np.fromfile(job["labels"], np.uint8).astype(np.int64))


def batch():
    places = torch.randint(len(pictures), (job["batch"],))
    return pictures[places].float() / 127.5 - 1, classes[places]


def draw(file):
    with torch.no_grad():
        values = made().numpy().transpose(0, 2, 3, 1)[:, ::-1, ::-1]
    np.clip(np.rint((values + 1) * 127.5), 0, 255).astype(np.uint8).tofile(file)


print(json.dumps({"version": torch.__version__, "parameters": sum(p.numel() for n in parts for p in n.parameters())}), flush=True)
seconds, steps, losses = 0.0, 0, []
for line in sys.stdin:
    while seconds < float(line):
        started = time.perf_counter()
        losses = step(batch)
        steps += 1
        seconds += time.perf_counter() - started
    file = f'{job["folder"]}/pytorch-{job["seed"]}-{steps}.u8'
    draw(file)
    print(json.dumps({"seconds": seconds, "steps": steps, "losses": losses, "file": file}), flush=True)
