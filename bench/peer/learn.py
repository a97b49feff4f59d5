"""The PyTorch contestant of learning-curves.ts: trains a GAN of networks.py on real pictures, as learner.ts does.

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

import networks

job = json.loads(sys.argv[1])
torch.set_num_threads(job["threads"])
torch.manual_seed(job["seed"])

generator, discriminator, latent, _ = getattr(networks, job["task"])(job["width"])
for module in [*generator.modules(), *discriminator.modules()]:
    if isinstance(module, (nn.Conv2d, nn.ConvTranspose2d, nn.Linear)):
        nn.init.normal_(module.weight, 0, 0.02)
        if module.bias is not None:
            nn.init.zeros_(module.bias)
    elif isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d)):
        module.eps = job["epsilon"]
step = networks.gan_step(generator, discriminator)

# [N, H, W, C] to [N, C, H, W], upside down and mirrored (see networks.py).
bytes_of = np.fromfile(job["pictures"], np.uint8).reshape(-1, *job["size"])
pictures = torch.from_numpy(bytes_of[:, ::-1, ::-1].transpose(0, 3, 1, 2).copy())
same_noise = torch.randn(job["samples"], *latent, generator=torch.Generator().manual_seed(7))


def draw(file):
    with torch.no_grad():
        made = generator(same_noise).numpy().transpose(0, 2, 3, 1)[:, ::-1, ::-1]
    np.clip(np.rint((made + 1) * 127.5), 0, 255).astype(np.uint8).tofile(file)


print(json.dumps({"version": torch.__version__, "parameters": sum(p.numel() for n in (generator, discriminator) for p in n.parameters())}), flush=True)
seconds, steps, losses = 0.0, 0, []
for line in sys.stdin:
    while seconds < float(line):
        started = time.perf_counter()
        real = pictures[torch.randint(len(pictures), (job["batch"],))].float() / 127.5 - 1
        losses = step(real, torch.randn(job["batch"], *latent))
        steps += 1
        seconds += time.perf_counter() - started
    file = f'{job["folder"]}/pytorch-{job["seed"]}-{steps}.u8'
    draw(file)
    print(json.dumps({"seconds": seconds, "steps": steps, "losses": losses, "file": file}), flush=True)
