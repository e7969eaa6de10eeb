"""A peer's side of bench/support/peer.ts: JSON lines on stdin and stdout."""
import json
import sys
import time

EPOCH = 200
COMPARED = 10


def sample(values):
    """At most 4096 values, evenly spread."""
    flat = values.ravel()
    return flat[:: max(1, flat.size // 4096)][:4096].tolist()


class Training:
    """A call is one step on the state of the one before, which it may take over; every 200 steps it starts afresh."""

    def __init__(self, step, start):
        self.step, self.start, self.state, self.count = step, start, start(), 0

    def __call__(self):
        if self.count % EPOCH == 0:
            self.state = self.start()
        self.count += 1
        self.state, loss = self.step(self.state)
        return loss

    def value(self):
        self.count = 0
        return [self() for _ in range(COMPARED)]


def serve(cases):
    """`cases` maps names to functions that make a case: a pair of the call to time and its numbers."""
    made = {}
    for line in sys.stdin:
        request = json.loads(line)
        name = request["name"]
        try:
            if name not in cases:
                reply = {"error": "no such case"}
            else:
                call, value = made[name] = made.get(name) or cases[name]()
                if "calls" in request:
                    start = time.perf_counter()
                    for _ in range(request["calls"]):
                        call()
                    reply = {"ms": (time.perf_counter() - start) * 1e3}
                else:
                    reply = {"value": [float(x) for x in value()]}
        except Exception as error:
            reply = {"error": repr(error)}
        print(json.dumps(reply), flush=True)
