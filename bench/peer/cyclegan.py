"""The PyTorch contestant of cyclegan.ts: trains Lab 12's CycleGAN on real pictures, as cyclegan-learner.ts does.

Every line on stdin is a number of seconds of training in all; it trains until then, translates the unseen pictures and
answers with a line of JSON. The seconds spent on those don't count.

    python3 cyclegan.py JOB        JOB as in cyclegan.ts
"""
import json
import random
import sys
import time

import numpy as np
import torch
from torch import nn

from networks import cycle_step, cyclegan28

job = json.loads(sys.argv[1])
torch.set_num_threads(job["threads"])
torch.manual_seed(job["seed"])
random.seed(job["seed"])


def pictures(file):
    """[N, H, W, 1] to [N, 1, H, W] in [-1, 1], upside down and mirrored (see networks.py)."""
    images = np.fromfile(file, np.uint8).reshape(-1, 28, 28, 1)
    return torch.from_numpy(images[:, ::-1, ::-1].transpose(0, 3, 1, 2).copy()).float() / 127.5 - 1


class Pool:
    """Shows, once it is full, one of 50 earlier pictures in place of every second fresh one."""

    def __init__(self):
        self.pictures = []

    def __call__(self, fresh):
        shown = []
        for picture in fresh:
            if len(self.pictures) < 50:
                self.pictures.append(picture)
            elif random.random() < 0.5:
                place = random.randrange(50)
                self.pictures[place], picture = picture, self.pictures[place]
            shown.append(picture)
        return torch.stack(shown)


x, y, hidden_x, hidden_y = (pictures(job[name]) for name in ("x", "y", "hiddenX", "hiddenY"))
networks = cyclegan28(job["width"])
for module in (module for network in networks for module in network.modules()):
    if isinstance(module, (nn.Conv2d, nn.ConvTranspose2d)):
        nn.init.normal_(module.weight, 0, 0.02)
        nn.init.zeros_(module.bias)
pools = {"x": Pool(), "y": Pool()}
step = cycle_step(*networks, rate=job["learningRate"], weight=job["lambda"], identity=job["identity"], shown=lambda domain, fresh: pools[domain](fresh))


def batch(data):
    return data[torch.randint(len(data), (job["batch"],))]


def translate(file):
    g, f = networks[:2]
    with torch.no_grad():
        made_y, made_x = g(hidden_x), f(hidden_y)
        made = torch.cat([made_y, f(made_y), made_x, g(made_x)]).numpy().transpose(0, 2, 3, 1)[:, ::-1, ::-1]
    np.clip(np.rint((made + 1) * 127.5), 0, 255).astype(np.uint8).tofile(file)


print(json.dumps({"version": torch.__version__, "parameters": sum(p.numel() for network in networks for p in network.parameters())}), flush=True)
seconds, steps, losses = 0.0, 0, []
for line in sys.stdin:
    while seconds < float(line):
        started = time.perf_counter()
        losses = step(batch(x), batch(y))
        steps += 1
        seconds += time.perf_counter() - started
    file = f'{job["folder"]}/pytorch-{job["seed"]}-{steps}.u8'
    translate(file)
    print(json.dumps({"seconds": seconds, "steps": steps, "losses": losses, "file": file}), flush=True)
