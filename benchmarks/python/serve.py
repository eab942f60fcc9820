"""The process of a Python contender: answers requests on standard input, one line of JSON each, as child/serve.ts."""

import importlib
import json
import os
import sys
import time

import numpy as np

CHECKED_STEPS = 5
CHECKED_VALUES = 64
SHORTEST_SAMPLE = 0.02


def load(stored):
    return {
        name: np.fromfile(entry["file"], dtype="<f4" if entry["type"] == "float32" else "<i4").reshape(entry["shape"])
        for name, entry in stored.items()
    }


def resident():
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


class Timer:
    """Times one function, several times over: as the package `benchmark` does."""

    def __init__(self, run):
        self.run = run
        self.runs = 1

    def once(self):
        run, runs = self.run, self.runs
        start = time.perf_counter()
        for _ in range(runs):
            run()
        return time.perf_counter() - start

    def measure(self, seconds):
        samples = []
        begun = time.perf_counter()
        while not samples or time.perf_counter() - begun < seconds:
            elapsed = self.once()
            if elapsed < SHORTEST_SAMPLE:
                self.runs += int(np.ceil((SHORTEST_SAMPLE - elapsed) / (elapsed / self.runs)))
                continue
            samples.append(elapsed / self.runs)
        return samples


class Server:
    def __init__(self, contender):
        self.contender = contender
        self.prepared = {}

    def start(self, _):
        return self.contender.describe()

    def prepare(self, request):
        problem, data = request["problem"], load(request["data"])
        if problem["kind"] in ("training", "network"):
            make = getattr(self.contender, {"training": "train"}.get(problem["kind"], problem["kind"]), None)
            if make is None:
                raise NotImplementedError("not written for this library, which has no such modules")
            trainer = make(problem, data)
            trainer.reset()
            self.prepared[request["key"]] = Timer(trainer.step), trainer.reset
            return {"check": [float(trainer.step()) for _ in range(CHECKED_STEPS)]}
        compute = getattr(self.contender, problem["kind"])(problem, data)
        self.prepared[request["key"]] = Timer(compute), lambda: None
        values = np.asarray(compute()).reshape(-1)
        count = min(values.size, CHECKED_VALUES)
        return {"check": [float(values[i * values.size // count]) for i in range(count)]}

    def measure(self, request):
        timer, reset = self.prepared[request["key"]]
        reset()
        return {"samples": timer.measure(request["seconds"])}

    def memory(self, request):
        trainer = self.contender.train(request["training"], load(request["data"]))
        trainer.reset()
        deadline = time.perf_counter() + request["seconds"]
        settled, done = None, 0
        while done < request["steps"] and time.perf_counter() < deadline:
            trainer.step()
            done += 1
            if done == request["settled"]:
                settled = resident()
        return {"steps": done, "settled": settled, "end": resident()}


def main():
    answers, sys.stdout = sys.stdout, sys.stderr
    server = Server(importlib.import_module(sys.argv[1] + "_contender"))
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = {"gives": getattr(server, request["request"])(request)}
        except Exception as error:  # whatever it is, it is the answer
            answer = {"error": f"{type(error).__name__}: {error}"}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


main()
