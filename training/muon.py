# SPDX-License-Identifier: Apache-2.0
"""Muon (K. Jordan, 2024): momentum whose step is made orthogonal, for the trunk's weights; Adam for the other ones."""
import torch

TIMES = 4  # its rate, as a multiple of Adam's
STEEPNESS = (3.4445, -4.7750, 2.0315)  # of the iteration towards singular values of one, as published with Muon
SIZE = 0.2  # root mean square of a step of rate 1, which is about that of Adam's (J. Liu et al., 2025)


def orthogonal(matrices, rounds=5):
    """Matrices of about orthonormal rows near the given ones: Newton's and Schulz's iteration on their Gram matrices."""
    a, b, c = STEEPNESS
    matrices = matrices / (matrices.norm(dim=(1, 2), keepdim=True) + 1e-12)
    gram = matrices @ matrices.transpose(1, 2)
    eye = torch.eye(gram.shape[1])
    factor = eye.expand_as(gram)
    for _ in range(rounds):
        step = a * eye + b * gram + c * (gram @ gram)
        factor, gram = step @ factor, step @ gram @ step
    return factor @ matrices


class Muon(torch.optim.Optimizer):
    """For weights of one shape, all of which have a gradient in every step."""

    def __init__(self, parameters, momentum=0.95):
        super().__init__(parameters, {"lr": 0.0, "momentum": momentum})

    @torch.no_grad()
    def step(self):
        group = self.param_groups[0]
        steps = []
        for p in group["params"]:
            slow = self.state[p].setdefault("momentum", torch.zeros_like(p))
            slow.lerp_(p.grad, 1 - group["momentum"])
            steps.append(p.grad.lerp(slow, group["momentum"]).flatten(1))
        for p, step in zip(group["params"], orthogonal(torch.stack(steps))):
            p.add_(step.view_as(p), alpha=-group["lr"] * SIZE * step.shape[1] ** 0.5)


def optimizers(net):
    """Adam for head, tails and biases, Muon for the weights of blocks and body; their rates are set before each step."""
    trunk = {f"{name}.weight" for name, layer in net.named_modules()
             if isinstance(layer, torch.nn.Conv2d) and not name.startswith(("head", "tail"))}
    named = dict(net.named_parameters())
    return [torch.optim.Adam([p for name, p in named.items() if name not in trunk], betas=(0.9, 0.99)),
            Muon([named[name] for name in named if name in trunk])]
