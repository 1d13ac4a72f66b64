# SPDX-License-Identifier: Apache-2.0
"""Trains or fine-tunes the network on a folder of photographs. See README.md for the commands that were used."""
import argparse
import copy
import json
import math
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import torch

import data
import degrade
import muon
import weights
import winograd
from measure import psnr, to_pictures, to_tensor
from model import Edsr, from_state

CONDITIONS = {"clean": (None,), "archive": (None, 90, 40)}


def parser():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--photos", required=True, help="folder of photographs")
    p.add_argument("--skip", default="", help="comma-separated name patterns to leave out")
    p.add_argument("--rendered", help="folder of pages drawn by rendered.py, to train on besides; never held out")
    p.add_argument("--from", dest="start", nargs="*", default=[], help="weights to begin with: one .pt, or .onnx files")
    p.add_argument("--out", required=True, help="folder for checkpoints and the log; training resumes from it")
    p.add_argument("--scales", default="2,3,4")
    p.add_argument("--mix", choices=sorted(degrade.MIXES), default="clean")
    p.add_argument("--steps", type=int, default=20000)
    p.add_argument("--until", help="HH:MM UTC: the schedule ends here if the steps have not been done by then")
    p.add_argument("--batch", type=int, default=9)
    p.add_argument("--patch", type=int, default=64, help="side of a small patch in pixels")
    p.add_argument("--lr", type=float, default=1e-4, help="rate of Adam; Muon's, for the trunk, is four times as high")
    p.add_argument("--hold", type=float, default=0.0, help="part of the schedule at full rate before the cosine")
    p.add_argument("--clip", type=float, default=0.5, help="greatest norm of the gradient")
    p.add_argument("--ema", type=float, default=0.998)
    p.add_argument("--check", type=float, default=300, help="seconds of work between looks at the held-out crops")
    p.add_argument("--threads", type=int, default=2)
    p.add_argument("--loss", choices=("l1", "l2", "psnr"), default="l1", help="l2, psnr: a last fine-tuning towards PSNR")
    p.add_argument("--winograd", action="store_true", help="in f32, for processors without bf16; needs g++, AVX2")
    p.add_argument("--seed", type=int, default=1)
    return p


class Clock:
    """How far the schedule is: by steps, or by the time of day where that is further, so that it always ends."""

    def __init__(self, steps, until, done=0.0):
        self.steps, self.began, self.done, self.count, self.end = steps, time.time(), done, 0, None
        if until:
            now = datetime.now(timezone.utc)
            hour, minute = map(int, until.split(":"))
            end = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
            self.end = (end if end > now else end + timedelta(days=1)).timestamp()

    def progress(self):
        parts = [self.count / self.steps]
        if self.end:
            parts.append((time.time() - self.began) / (self.end - self.began))
        return min(1.0, self.done + (1 - self.done) * max(parts))


def rate(args, progress, step):
    """Short warm-up, then full rate for `hold` of the way, then a cosine to zero."""
    fall = max(0.0, (progress - args.hold) / (1 - args.hold))
    return args.lr * min(1.0, (step + 1) / 50) * 0.5 * (1 + math.cos(math.pi * fall))


def batch(photos, args, scale, rng):
    pairs = [degrade.pair(photos, scale, args.patch, args.mix, rng) for _ in range(args.batch)]
    return tuple(to_tensor(side) for side in zip(*pairs))


def loss_of(output, sharp, kind):
    """Mean difference (l1) or mean square (l2) of B, G and R, and once more of their brightness; or PSNR by patch."""
    error = (output - sharp) / 255
    y = 0.114 * error[:, 0] + 0.587 * error[:, 1] + 0.299 * error[:, 2]
    if kind == "l1":
        return error.abs().mean() + y.abs().mean()
    square = error.square().mean((1, 2, 3)) + 3 * y.square().mean((1, 2))
    # A patch counts by its decibels, like a picture in the tables. 1e-5 of all four terms is 56 dB, beyond which nothing
    # is to be learned
    return 30 * square.mean() if kind == "l2" else 0.01 * (square + 1e-5).log().mean()


def bf16(net, small, scale):
    with torch.autocast("cpu", dtype=torch.bfloat16):
        return net(small.contiguous(memory_format=torch.channels_last), scale)


@torch.no_grad()
def check(net, photos, scales, conditions, forward=bf16):
    """PSNR on Y of the held-out crops for every scale and quality."""
    result = {}
    for scale in scales:
        for quality in conditions:
            small = [degrade.resize(p, scale) for p in photos.held_out]
            small = [degrade.jpeg(p, quality) for p in small] if quality else small
            values = []
            for one, sharp in zip(small, photos.held_out):
                output = forward(net, to_tensor([one]), scale)
                values.append(psnr(to_pictures(output)[0], sharp, scale))
            result[f"x{scale}" + (f" q{quality}" if quality else "")] = round(float(np.mean(values)), 3)
    return result


class Training:
    """One run: its networks, optimizers, schedule and files. A subclass may change the pairs, the loss, the measure."""

    def __init__(self, args):
        self.args, self.out = args, Path(args.out)
        self.out.mkdir(parents=True, exist_ok=True)
        self.scales = [int(s) for s in args.scales.split(",")]
        self.photos = self.load_photos([s for s in args.skip.split(",") if s])
        self.net = from_state(weights.load(args.start), self.scales) if args.start else Edsr(self.scales)
        self.forward = winograd.Forward() if args.winograd else bf16
        self.ema = copy.deepcopy(self.net)
        self.optimizers = muon.optimizers(self.net)
        self.step, self.best, done = 0, -1.0, 0.0
        if (self.out / "last.pt").exists():
            done = self.resume()
        self.clock = Clock(args.steps - self.step, args.until, done)
        self.say(f"{len(self.photos.pictures)} pictures, {self.photos.megapixels():.0f} megapixels, "
                 f"{len(self.photos.held_out)} held-out crops, from step {self.step}; {vars(args)}")

    def load_photos(self, skip):
        return data.Photos(self.args.photos, skip, self.args.rendered)

    def pairs(self, scale, rng):
        return batch(self.photos, self.args, scale, rng)

    def loss(self, output, sharp):
        return loss_of(output, sharp, self.args.loss)

    def say(self, text):
        line = f"{datetime.now(timezone.utc):%H:%M:%S} cpu {time.process_time():.0f}s {text}"
        print(line, flush=True)
        with open(self.out / "log.txt", "a") as log:
            log.write(line + "\n")

    def resume(self):
        saved = torch.load(self.out / "last.pt")
        self.net.load_state_dict(saved["net"])
        self.ema.load_state_dict(saved["ema"])
        for optimizer, state in zip(self.optimizers, saved["optimizers"]):
            optimizer.load_state_dict(state)
        self.step = saved["step"]
        # Measured anew: other --photos, --skip or --rendered mean other held-out crops, and decibels of another height
        self.best = self.measure(from_state(torch.load(self.out / "best.pt"), self.scales))[0]
        return saved["progress"]

    def save(self):
        torch.save({"net": self.net.state_dict(), "ema": self.ema.state_dict(), "step": self.step,
                    "optimizers": [o.state_dict() for o in self.optimizers],
                    "progress": self.clock.progress()}, self.out / "last.pt")

    def measure(self, net):
        result = check(net, self.photos, self.scales, CONDITIONS[self.args.mix], self.forward)
        return float(np.mean(list(result.values()))), result

    def look(self):
        """Measures the averaged weights (at the end the raw ones too) on the held-out crops and keeps the best."""
        candidates = {"average": self.ema} if self.clock.progress() < 1 else {"average": self.ema, "raw": self.net}
        for name, net in candidates.items():
            mean, result = self.measure(net)
            self.say(f"HELD-OUT {self.step} {name} mean {mean:.3f} {json.dumps(result)}")
            if mean > self.best:
                self.best = mean
                torch.save(net.state_dict(), self.out / "best.pt")
        self.save()

    def one_step(self, rng):
        scale = self.scales[self.step % len(self.scales)]
        small, sharp = self.pairs(scale, rng)
        lr = rate(self.args, self.clock.progress(), self.step)
        loss = self.loss(self.forward(self.net, small, scale), sharp)
        self.net.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.net.parameters(), self.args.clip)
        for optimizer, times in zip(self.optimizers, (1, muon.TIMES)):
            optimizer.param_groups[0]["lr"] = times * lr
            optimizer.step()
        decay = min(self.args.ema, self.step / (self.step + 10))
        for slow, fast in zip(self.ema.parameters(), self.net.parameters()):
            slow.data.lerp_(fast.data, 1 - decay)
        self.step, self.clock.count = self.step + 1, self.clock.count + 1
        return float(loss.detach()), lr

    def run(self):
        rng = np.random.default_rng(self.args.seed + self.step)
        self.look()
        losses, looked = [], time.process_time()
        while self.clock.progress() < 1:
            loss, lr = self.one_step(rng)
            losses.append(loss)
            if self.step % 100 == 0:
                self.say(f"step {self.step} loss {np.mean(losses):.4f} lr {lr:.2e} at {self.clock.progress():.1%}")
                losses = []
                self.save()
            if time.process_time() - looked > self.args.check * self.args.threads:
                self.look()
                looked = time.process_time()
        self.look()


if __name__ == "__main__":
    options = parser().parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    Training(options).run()
