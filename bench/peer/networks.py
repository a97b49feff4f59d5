"""The GANs of models.ts in PyTorch, layer by layer, and the step of gan-step.ts, for train.py and learn.py.

The same functions as in TypeScript: `fixed` gives both languages the same numbers. Where TensorFlow's padding 'same' is
uneven it adds to the bottom and right, PyTorch's to the top and left; so the images here are upside down and mirrored,
kernels and all (`to_torch`).
"""
import numpy as np
import torch
from torch import nn
from torch.nn import functional as F


def fixed(seed, shape, scale):
    """Numbers in [-scale, scale) that tasks.ts's `fixed` gives as well: a hash of their place (MurmurHash3's finish)."""
    with np.errstate(over="ignore"):
        h = np.arange(np.prod(shape), dtype=np.uint32) + np.uint32(seed * 0x9E3779B1 & 0xFFFFFFFF)
        h = (h ^ (h >> np.uint32(16))) * np.uint32(0x85EBCA6B)
        h = (h ^ (h >> np.uint32(13))) * np.uint32(0xC2B2AE35)
        h ^= h >> np.uint32(16)
    return ((h / 2**31 - 1) * scale).astype(np.float32).reshape(shape)


def to_torch(module, tensor, features):
    """A weight in TensorFlow's layout in PyTorch's; `features` is the (C, H, W) that a dense layer reads or makes."""
    if isinstance(module, nn.Conv2d):  # [H, W, in, out]
        return tensor[::-1, ::-1].transpose(3, 2, 0, 1)
    if isinstance(module, nn.ConvTranspose2d):  # [H, W, out, in]
        return tensor[::-1, ::-1].transpose(3, 2, 0, 1)
    if tensor.ndim == 2 and features:
        c, h, w = features
        reads = tensor.shape[0] == c * h * w
        pixels = (tensor if reads else tensor.T).reshape(h, w, c, -1)[::-1, ::-1].transpose(2, 0, 1, 3).reshape(c * h * w, -1)
        return pixels.T if reads else pixels
    return tensor.T  # [in, out]


def numbered(network, features=None, seed=100):
    """Fixed weights for every layer but the normalising ones, in order: kernel, bias. `features` as in `to_torch`."""
    tensors = 0
    for module in network.modules():
        if not isinstance(module, (nn.Conv2d, nn.ConvTranspose2d, nn.Linear)):
            continue
        for parameter in (module.weight, module.bias):
            if parameter is None:
                continue
            with torch.no_grad():
                shape = tuple(parameter.shape)
                if len(shape) == 4:
                    shape = shape[2:] + ((shape[1], shape[0]))
                elif len(shape) == 2:
                    shape = shape[::-1]
                values = fixed(seed + tensors, shape, 0.05)
                parameter.copy_(torch.from_numpy(np.ascontiguousarray(to_torch(module, values, features) if len(shape) > 1 else values)))
            tensors += 1
    return network


def adam(*networks, rate=2e-4, beta2=0.999):
    parameters = [p for network in networks for p in network.parameters() if p.requires_grad]
    return torch.optim.Adam(parameters, lr=rate, betas=(0.5, beta2), eps=1e-7)


def norm(channels, kind=nn.BatchNorm2d):
    return kind(channels, eps=1e-3)


def dcgan28(w):
    generator = nn.Sequential(
        nn.Linear(100, 7 * 7 * 4 * w, bias=False), norm(7 * 7 * 4 * w, nn.BatchNorm1d), nn.ReLU(True),
        nn.Unflatten(1, (4 * w, 7, 7)),
        nn.ConvTranspose2d(4 * w, 2 * w, 5, 1, 2, bias=False), norm(2 * w), nn.ReLU(True),
        nn.ConvTranspose2d(2 * w, w, 5, 2, 2, 1, bias=False), norm(w), nn.ReLU(True),
        nn.ConvTranspose2d(w, 1, 5, 2, 2, 1, bias=False), nn.Tanh())
    discriminator = nn.Sequential(
        nn.Conv2d(1, w, 5, 2, 2), nn.LeakyReLU(0.2, True),
        nn.Conv2d(w, 2 * w, 5, 2, 2), norm(2 * w), nn.LeakyReLU(0.2, True),
        nn.Flatten(), nn.Linear(7 * 7 * 2 * w, 1))
    return numbered(generator, (4 * w, 7, 7)), numbered(discriminator, (2 * w, 7, 7), 200), (100,), (28, 28, 1)


def compact28(w, classes=0):
    generator = nn.Sequential(
        nn.Linear(100 + classes, 7 * 7 * 2 * w, bias=False), norm(7 * 7 * 2 * w, nn.BatchNorm1d), nn.ReLU(True),
        nn.Unflatten(1, (2 * w, 7, 7)),
        nn.ConvTranspose2d(2 * w, w, 4, 2, 1, bias=False), norm(w), nn.ReLU(True),
        nn.ConvTranspose2d(w, 1, 4, 2, 1), nn.Tanh())
    discriminator = nn.Sequential(
        nn.Conv2d(1 + classes, w, 4, 2, 1), nn.LeakyReLU(0.2, True),
        nn.Conv2d(w, 2 * w, 4, 2, 1, bias=False), norm(2 * w), nn.LeakyReLU(0.2, True),
        nn.Flatten(), nn.Linear(7 * 7 * 2 * w, 1))
    return numbered(generator, (2 * w, 7, 7)), numbered(discriminator, (2 * w, 7, 7), 200), (100,), (28, 28, 1)


def wgan28(w):
    generator, _, latent, data = compact28(w)
    critic = nn.Sequential(
        nn.Conv2d(1, w, 4, 2, 1), nn.LeakyReLU(0.2),
        nn.Conv2d(w, 2 * w, 4, 2, 1), nn.LeakyReLU(0.2),
        nn.Flatten(), nn.Linear(7 * 7 * 2 * w, 1))
    return generator, numbered(critic, (2 * w, 7, 7), 200), latent, data


def dcgan32(w):
    generator = nn.Sequential(
        nn.ConvTranspose2d(100, 4 * w, 4, 1, 0, bias=False), norm(4 * w), nn.ReLU(True),
        nn.ConvTranspose2d(4 * w, 2 * w, 4, 2, 1, bias=False), norm(2 * w), nn.ReLU(True),
        nn.ConvTranspose2d(2 * w, w, 4, 2, 1, bias=False), norm(w), nn.ReLU(True),
        nn.ConvTranspose2d(w, 3, 4, 2, 1, bias=False), nn.Tanh())
    discriminator = nn.Sequential(
        nn.Conv2d(3, w, 4, 2, 1, bias=False), nn.LeakyReLU(0.2, True),
        nn.Conv2d(w, 2 * w, 4, 2, 1, bias=False), norm(2 * w), nn.LeakyReLU(0.2, True),
        nn.Conv2d(2 * w, 4 * w, 4, 2, 1, bias=False), norm(4 * w), nn.LeakyReLU(0.2, True),
        nn.Conv2d(4 * w, 1, 4, 1, 0, bias=False), nn.Flatten())
    return numbered(generator), numbered(discriminator, None, 200), (100, 1, 1), (32, 32, 3)


def gan2d(w):
    generator = nn.Sequential(nn.Linear(2, w), nn.ReLU(True), nn.Linear(w, w), nn.ReLU(True), nn.Linear(w, 2))
    discriminator = nn.Sequential(nn.Linear(2, w), nn.ReLU(True), nn.Linear(w, w), nn.ReLU(True), nn.Linear(w, 1))
    return numbered(generator), numbered(discriminator, None, 200), (2,), (2,)


class Residual28(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(channels, channels, 3, 1, 1), nn.InstanceNorm2d(channels), nn.ReLU(True),
            nn.Conv2d(channels, channels, 3, 1, 1), nn.InstanceNorm2d(channels))

    def forward(self, x):
        return x + self.body(x)


def translator28(w, blocks=3):
    return nn.Sequential(
        nn.Conv2d(1, w, 7, 1, 3), nn.InstanceNorm2d(w), nn.ReLU(True),
        nn.Conv2d(w, 2 * w, 3, 2, 1), nn.InstanceNorm2d(2 * w), nn.ReLU(True),
        nn.Conv2d(2 * w, 4 * w, 3, 2, 1), nn.InstanceNorm2d(4 * w), nn.ReLU(True),
        *(Residual28(4 * w) for _ in range(blocks)),
        nn.ConvTranspose2d(4 * w, 2 * w, 3, 2, 1, 1), nn.InstanceNorm2d(2 * w), nn.ReLU(True),
        nn.ConvTranspose2d(2 * w, w, 3, 2, 1, 1), nn.InstanceNorm2d(w), nn.ReLU(True),
        nn.Conv2d(w, 1, 7, 1, 3), nn.Tanh())


def patch28(w):
    return nn.Sequential(
        nn.Conv2d(1, w, 4, 2, 1), nn.LeakyReLU(0.2, True),
        nn.Conv2d(w, 2 * w, 4, 1, 1), nn.InstanceNorm2d(2 * w), nn.LeakyReLU(0.2, True),
        nn.Conv2d(2 * w, 1, 4, 1, 1))


def cyclegan28(w):
    """G, F, D_X, D_Y of Lab 12."""
    networks = [translator28(w), translator28(w), patch28(2 * w), patch28(2 * w)]
    return [numbered(network, None, 100 * (i + 1)) for i, network in enumerate(networks)]


def cycle_step(g, f, dx, dy, rate=2e-4, weight=10.0, identity=0.5, shown=lambda domain, fresh: fresh):
    """A round on a batch of each domain, as CycleGAN's authors play it; `shown` is the image pool. Gives its losses."""
    adam_g, adam_d = adam(g, f, rate=rate), adam(dx, dy, rate=rate)

    def step(x, y):
        for discriminator in (dx, dy):
            discriminator.requires_grad_(False)
        fake_y, fake_x = g(x), f(y)
        adversarial = (dy(fake_y) - 1).square().mean() + (dx(fake_x) - 1).square().mean()
        cycle = F.l1_loss(f(fake_y), x) + F.l1_loss(g(fake_x), y)
        total = adversarial + weight * cycle
        if identity:
            total = total + weight * identity * (F.l1_loss(g(y), y) + F.l1_loss(f(x), x))
        adam_g.zero_grad()
        total.backward()
        adam_g.step()
        for discriminator in (dx, dy):
            discriminator.requires_grad_(True)
        old_x, old_y = shown("x", fake_x.detach()), shown("y", fake_y.detach())
        loss = sum(((d(real) - 1).square().mean() + d(old).square().mean()) / 2 for d, real, old in ((dx, x, old_x), (dy, y, old_y)))
        adam_d.zero_grad()
        loss.backward()
        adam_d.step()
        return [adversarial.item(), cycle.item(), loss.item()]

    return step


def bce(logits, target):
    return F.binary_cross_entropy_with_logits(logits, torch.full_like(logits, target))


def gan_step(generator, discriminator, rate=2e-4):
    """A step on a batch of data, from noise z; gives the losses of D and G."""
    adam_g, adam_d = adam(generator, rate=rate), adam(discriminator, rate=rate)

    def step(real, z):
        fake = generator(z)
        adam_d.zero_grad()
        loss_d = bce(discriminator(real), 1.0) + bce(discriminator(fake.detach()), 0.0)
        loss_d.backward()
        adam_d.step()
        adam_g.zero_grad()
        loss_g = bce(discriminator(fake), 1.0)
        loss_g.backward()
        adam_g.step()
        return [loss_d.item(), loss_g.item()]

    return step


def gradient_penalty(critic, points):
    points.requires_grad_()
    slopes, = torch.autograd.grad(critic(points).sum(), points, create_graph=True)
    return ((slopes.flatten(1).square().sum(1) + 1e-12).sqrt() - 1).square().mean()


def wgan_step(generator, critic, rate=2e-4, moves=3, weight=10):
    """A round of wgan-step.ts, from functions that give a batch of data, noise, and shares [N, 1, 1, 1]; gives the losses of the last moves."""
    adam_g, adam_d = adam(generator, rate=rate, beta2=0.9), adam(critic, rate=rate, beta2=0.9)

    def step(real, noise, shares):
        for _ in range(moves):
            data = real()
            with torch.no_grad():
                fake = generator(noise())
            t = shares()
            adam_d.zero_grad()
            of_data, of_fake = critic(torch.cat([data, fake])).chunk(2)
            loss_d = of_fake.mean() - of_data.mean() + weight * gradient_penalty(critic, t * data + (1 - t) * fake)
            loss_d.backward()
            adam_d.step()
        adam_g.zero_grad()
        loss_g = -critic(generator(noise())).mean()
        loss_g.backward()
        adam_g.step()
        return [loss_d.item(), loss_g.item()]

    return step


def conditional_step(generator, discriminator, classes, rate=2e-4, share=0.5):
    """conditional-step.ts: D on right, made and wrong pairs of a picture and a class, then G through the updated D."""
    adam_g, adam_d = adam(generator, rate=rate), adam(discriminator, rate=rate)

    def judge(pictures, y):
        maps = y[:, :, None, None].expand(-1, -1, *pictures.shape[2:])
        return discriminator(torch.cat([pictures, maps], 1))

    def step(real, y, wrong, z):
        fake = generator(torch.cat([z, y], 1))
        adam_d.zero_grad()
        loss_d = bce(judge(real, y), 1.0) + (1 - share) * bce(judge(fake.detach(), y), 0.0) + share * bce(judge(real, wrong), 0.0)
        loss_d.backward()
        adam_d.step()
        adam_g.zero_grad()
        loss_g = bce(judge(fake, y), 1.0)
        loss_g.backward()
        adam_g.step()
        return [loss_d.item(), loss_g.item()]

    return step
