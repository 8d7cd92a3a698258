"""The program that a Python arm runs in: one arm in one process, told what to do over file descriptor 3.

It speaks the protocol of kernel-lib/src/measure/arms/protocol.ts: lines of JSON, one command, one reply. Between commands it blocks
in read(); end of file means that the orchestrator is gone. A script of a family beside its `.ts` file defines

    def prepare(arm: str, given: dict) -> Body      # given: {"case": ..., "setup": ..., "services": {"postgres": url}}

where the body has `run(input) -> int` (does the whole work, returns the fold of its answer) and `answer(input)` (the answer, as JSON), and
perhaps `dispose()`; for scenarios

    def observe(arm: str, given: dict) -> dict      # {"figures": {metric: number}, "answer": ...}
    def serve(arm: str, given: dict) -> Server      # with `port`, on 127.0.0.1, and `close()`

where the server works in threads of its own (this one blocks in read(), which holds no lock of the interpreter).
They may raise `CannotHold(reason)`, imported by `from arm import CannotHold`: the arm is then "not measured".
The garbage collector stays as Python starts with it, hashes are seeded at random for each process.
"""

import gc
import importlib.util
import json
import math
import os
import random
import re
import sys
import threading
import time
import traceback

sys.dont_write_bytecode = True  # no __pycache__ beside this and a family's files

from wait_meter import WaitMeter  # noqa: E402

CHANNEL = 3
FRESH = 16_384  # strings cut before one stretch of the clock, as in the TypeScript arm
SHORTEST = 1_000  # a call that takes less is timed in batches, ns
BATCH = 2_000  # a batch takes at least so long, ns
FEWEST = 3
IN_CALLS = 3 / 4  # so much of the least warm-up must be spent in calls
STRETCH = 100_000  # of the inspection, ns
EMPTY_CALLS = 1_000
FEWEST_PAIRS = 14
CHANGE = 0.01  # the last five turns against the five before

clock = time.perf_counter_ns


class CannotHold(Exception):
    """This arm cannot express this case. Any other exception is a failure of the arm."""


class Wrong(Exception):
    def __init__(self, what, given, expected, got):
        super().__init__(f"{what} is wrong")
        self.reply = {"what": what, "input": given, "expected": expected, "got": shown(got)}


def shown(value):
    try:
        text = json.dumps(value)
    except (TypeError, ValueError):
        text = repr(value)
    return text if len(text) <= 500 else text[:500] + "…"


def same(got, expected):
    """Equality of JSON values: true is not 1, and 1.0 is 1."""
    if isinstance(got, bool) or isinstance(expected, bool):
        return got is expected
    if isinstance(expected, dict):
        return isinstance(got, dict) and got.keys() == expected.keys() and all(same(got[k], expected[k]) for k in expected)
    if isinstance(expected, list):
        return isinstance(got, (list, tuple)) and len(got) == len(expected) and all(map(same, got, expected))
    return got == expected


def signed(number):
    """The signed 32-bit integer that `number` is modulo 2^32."""
    number &= 0xFFFFFFFF
    return number - 0x1_0000_0000 if number & 0x8000_0000 else number


def import_script(path):
    # The script finds this very module under the name "arm", so that CannotHold is one class.
    sys.modules.setdefault("arm", sys.modules[__name__])
    sys.path.insert(0, os.path.dirname(path))
    name = re.sub(r"\W", "_", os.path.splitext(os.path.basename(path))[0])
    spec = importlib.util.spec_from_file_location(f"family_{name}", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def loop(run, batch):
    """The timed loop: the inputs lie ready in a list."""
    total = 0
    for given in batch:
        total += run(given)
    return total


def cutting_loop(run, buffer, bounds, encoding):
    """The timed loop where the string is cut inside."""
    total = 0
    for start, end in bounds:
        total += run(buffer[start:end].decode(encoding))
    return total


class Case:
    """One body and the inputs of its case, delivered as the case asks."""

    def __init__(self, body, file):
        self.body = body
        self.file = file
        self.inputs = file["inputs"]
        self.folds = file["folds"]
        self.delivery = file["delivery"]
        self.most = FRESH if self.delivery == "fresh" else sys.maxsize
        self.before = [0]
        for fold in self.folds:
            self.before.append(self.before[-1] + fold)
        if self.delivery != "as-is":
            self.encoding = "latin-1" if all(text.isascii() for text in self.inputs) else "utf-8"
            parts = [text.encode(self.encoding) for text in self.inputs]
            self.buffer = b"".join(parts)
            ends = [0]
            for part in parts:
                ends.append(ends[-1] + len(part))
            self.bounds = list(zip(ends, ends[1:]))

    def input(self, place):
        if self.delivery == "as-is":
            return self.inputs[place]
        start, end = self.bounds[place]
        return self.buffer[start:end].decode(self.encoding)

    def expected(self, start, calls):
        return signed(self._up_to(start + calls) - self._up_to(start))

    def _up_to(self, calls):
        walks, rest = divmod(calls, len(self.folds))
        return walks * self.before[-1] + self.before[rest]

    def piece(self, start, calls):
        """Makes the inputs of these calls ready, outside the clock; returns what does them."""
        count = len(self.inputs)
        places = [(start + call) % count for call in range(calls)]
        if self.delivery == "cut":
            bounds = [self.bounds[place] for place in places]
            return cutting_loop, (self.body.run, self.buffer, bounds, self.encoding)
        if self.delivery == "fresh":
            return loop, (self.body.run, [self.input(place) for place in places])
        return loop, (self.body.run, [self.inputs[place] for place in places])

    def check(self):
        for place, expected in enumerate(self.file["expected"]):
            got = self.body.answer(self.input(place))
            if not same(got, expected):
                raise Wrong("answer", self.inputs[place], expected, got)
        for place, expected in enumerate(self.folds):
            got = self.body.run(self.input(place))
            if type(got) is not int or signed(got) != expected:
                raise Wrong("run", self.inputs[place], expected, got)

    def stretch(self, start, calls):
        """Does calls and compares the sum of their folds with the oracle's; nanoseconds."""
        return self.stretch_with_waits(start, calls, None)[0]

    def stretch_with_waits(self, start, calls, meter):
        """The same, with those nanoseconds in which another process had the core; None where nothing tells."""
        total = 0
        spent = 0
        waited = None if meter is None else 0
        done = 0
        while done < calls:
            count = min(self.most, calls - done)
            work, given = self.piece(start + done, count)
            if meter is not None:
                meter.start()
            began = clock()
            part = work(*given)
            timed = clock() - began
            spent += timed
            if meter is not None:
                waited += meter.stop(timed)
            total += part
            done += count
        expected = self.expected(start, calls)
        if signed(total) != expected:
            raise Wrong("checksum", f"{calls} calls from {start}", expected, signed(total))
        return spent, waited


def middle(values):
    return sorted(values)[len(values) // 2] if values else 0


class Collections:
    """Garbage collections since the last reset, told by the interpreter as they begin and end."""

    def __init__(self):
        self.count = 0
        self.nanoseconds = 0
        self._began = 0
        gc.callbacks.append(self._note)

    def _note(self, phase, info):
        if phase == "start":
            self._began = clock()
        else:
            self.count += 1
            self.nanoseconds += clock() - self._began

    def reset(self):
        self.count = 0
        self.nanoseconds = 0

    def seen(self):
        return {"count": self.count, "milliseconds": self.nanoseconds / 1e6}


def resident():
    """The resident set, bytes; the largest so far where the platform does not tell the present one."""
    try:
        with open("/proc/self/statm", encoding="ascii") as statm:
            return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        import resource

        largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return largest if sys.platform == "darwin" else largest * 1024


class Empty:
    """A body that does nothing."""

    def run(self, given):
        return 0


class Arm:
    def __init__(self):
        self.module = None
        self.case = None
        self.data = None
        self.server = None
        self.calls = 0
        self.collections = Collections()
        self.turns = []
        self.idle_cpu = 0
        self.idle_wall = 0
        self.asleep = None
        self.working = False
        self.meter = WaitMeter.of_platform()

    def ask(self, function, command):
        """Calls a function of the family's script with what the arm is given; its answer and the data file."""
        if self.module is None:
            self.module = import_script(command["family"])
        with open(command["data"], encoding="utf-8") as data:
            file = json.load(data)
        given = {"case": file["case"], "setup": file["setup"], "services": command["services"]}
        return getattr(self.module, function)(command["arm"], given), file

    def prepare(self, command):
        self.dispose()
        body, file = self.ask("prepare", command)
        self.case = Case(body, file)
        self.data = command["data"]
        self.calls = 0
        return {}

    def dispose(self):
        server, self.server = self.server, None
        if server is not None:
            server.close()
        case, self.case = self.case, None
        if case is not None and hasattr(case.body, "dispose"):
            case.body.dispose()

    def observe(self, command):
        observed, file = self.ask("observe", command)
        answer, figures = observed.get("answer"), observed.get("figures", {})
        if not same(answer, file["expected"]):
            raise Wrong("answer", file["case"], file["expected"], answer)
        metrics = command["metrics"]
        if sorted(figures) != sorted(metrics):
            raise Wrong("figures", file["case"], metrics, list(figures))
        for name in metrics:
            value = figures[name]
            if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
                raise Wrong("figures", file["case"], metrics, f"{name}: {value}")
        return {"figures": {name: figures[name] for name in metrics}}

    def serve(self, command):
        self.server, _ = self.ask("serve", command)
        return {"port": self.server.port}

    def usage(self, _command):
        return {"cpu": time.process_time_ns() / 1e6, "rss": resident()}

    def check(self, _command):
        self.case.check()
        return {}

    def warm_up(self, command):
        turn = command["turn"] * 1e6
        began = clock()
        per_call = []
        calls = 1
        start = 0
        worked = 0
        while True:
            spent = self.case.stretch(start, calls)
            start += calls
            worked += spent / 1e6
            if spent < turn / 2:
                calls *= 2
            else:
                per_call.append(spent / calls)
                calls = max(1, round(turn / per_call[-1]))
            passed = (clock() - began) / 1e6
            steady = len(per_call) >= 10 and abs(middle(per_call[-5:]) / middle(per_call[-10:-5]) - 1) < CHANGE
            enough = passed >= command["atLeast"] and worked >= IN_CALLS * command["atLeast"]
            if per_call and ((steady and enough) or worked >= command["atMost"] or passed >= 2 * command["atMost"]):
                return {"milliseconds": passed, "steady": steady, "perCall": min(per_call[-5:]), "tier": None}

    def turn(self, command):
        self.working = True
        self.collections.reset()
        lead_in = self.case.stretch(self.calls, command["leadIn"])
        self.calls += command["leadIn"]
        before = self.collections.seen()
        self.collections.reset()
        counted, waited = self.case.stretch_with_waits(self.calls, command["calls"], self.meter)
        self.calls += command["calls"]
        self.turns.append({"leadIn": before, "counted": self.collections.seen()})
        return {"leadIn": lead_in, "counted": counted, "waited": waited}

    def collect(self, _command):
        # No litter: Python collects after some hundred objects, so that no turn can keep in step with it.
        gc.collect()
        return {"collections": self.turns_since()}

    def inspect(self, command):
        """The TypeScript arm's guards, as far as they make sense here: twice the calls, an empty body, how the process runs."""
        return {
            "times": self.stretch_times(command),
            "copies": None,
            "visits": None,
            "drains": [],
            "memory": None,
            "changedInputs": self.changed_inputs(),
            "changedBody": False,
            "replaced": [] if time.perf_counter_ns is clock else ["time.perf_counter_ns"],
            "helpers": {"threads": threading.active_count() - 1, "processes": 0},
            "runtime": {
                "python": sys.version,
                "python flags": " ".join(sys.orig_argv[1:-1]),
                "PYTHONHASHSEED": os.environ.get("PYTHONHASHSEED", ""),
                "garbage collection": f"{gc.isenabled()} {gc.get_threshold()}",
                "priority": str(os.nice(0)) if hasattr(os, "nice") else "",
                "directory": os.getcwd(),
            },
        }

    def stretch_times(self, command):
        """Two stretches of n calls, one of 2n and one of an empty body, in laps of random order; see take-times.ts, whose numbers these are."""
        per_call, file = command["perCall"], self.case.file
        chance = random.Random(command["seed"])
        places = list(range(len(file["inputs"])))
        chance.shuffle(places)
        chosen = places[: max(1, int(STRETCH / per_call))]
        few = {**file, **{key: [file[key][place] for place in chosen] for key in ("inputs", "expected", "folds")}}
        case = Case(self.case.body, few)
        empty = Case(Empty(), {**few, "folds": [0] * len(few["folds"])})
        count = len(few["inputs"])
        calls = count * max(1, round(STRETCH / per_call / count))
        laps = min(80, int(command["milliseconds"] * 1e6 / (5 * max(STRETCH, calls * per_call))))
        if laps < FEWEST_PAIRS:
            return None
        times = {"halves": [0] * laps, "whole": [], "empty": []}
        for lap in range(laps):
            for part in chance.sample(["half", "half", "whole", "empty"], 4):
                if part == "half":
                    times["halves"][lap] += case.stretch(0, calls)
                elif part == "whole":
                    times["whole"].append(case.stretch(0, 2 * calls))
                else:
                    times["empty"].append(empty.stretch(0, EMPTY_CALLS) / EMPTY_CALLS)
        return {"dearCalls": True, "calls": calls, **times}

    def changed_inputs(self):
        with open(self.data, encoding="utf-8") as data:
            pristine = json.load(data)["inputs"]
        for place, given in enumerate(pristine):
            if self.case.inputs[place] != given:
                return [f"calls have changed input {place}: later calls are given something else than the first"]
        return []

    def source(self, command):
        """The TypeScript arm's source lane: one call a sample, or a batch where a call is under 1 µs."""
        case = self.case
        # The fastest of five stretches of half a millisecond sizes the batches: in a slower one another process ran.
        calls = 1
        while case.stretch(0, calls) < 5e5:
            calls *= 2
        per_call = min(case.stretch(0, calls) for _ in range(5)) / calls
        batch = 1
        if per_call < SHORTEST:
            while batch * per_call < BATCH:
                batch *= 2
            batch = min(batch, case.most)
        affordable = int(command["cap"] * 1e6 / (per_call * batch))
        for start in range(max(1, min(-(-command["warmUp"] // batch), affordable))):
            case.stretch(start * batch, batch)
        self.collections.reset()
        times = []
        for sample in range(max(FEWEST, min(command["iterations"], affordable))):
            times.append(case.stretch(sample * batch, batch) / batch)
        return {"batch": batch, "times": times, "collections": self.collections.seen()}

    def finish(self, _command):
        self.dispose()
        try:
            import resource

            switches = resource.getrusage(resource.RUSAGE_SELF).ru_nivcsw
        except ImportError:  # Windows has no such count
            switches = None
        return {
            "cpu": time.process_time_ns() / 1e6,
            "involuntarySwitches": switches,
            "idleCpu": self.idle_cpu / self.idle_wall if self.idle_wall > 0 else 0,
            "collections": self.turns_since(),
            "tier": None,
        }

    def turns_since(self):
        """The collections in each turn since the last time that this was told."""
        seen, self.turns = self.turns, []
        return seen

    def wake(self):
        if self.working and self.asleep:
            self.idle_cpu += time.process_time_ns() - self.asleep[0]
            self.idle_wall += clock() - self.asleep[1]

    def sleep(self):
        self.asleep = (time.process_time_ns(), clock())

    def obey(self, command):
        try:
            reply = {"ok": getattr(self, command["do"].replace("-", "_"))(command)}
        except CannotHold as error:
            reply = {"cannotHold": str(error)}
        except Wrong as error:
            reply = {"wrong": error.reply}
        except Exception as error:
            reply = {"failed": {"name": type(error).__name__, "message": str(error), "stack": traceback.format_exc()}}
        return reply


def listen():
    arm = Arm()
    rest = b""
    while True:
        chunk = os.read(CHANNEL, 65_536)
        if not chunk:
            return
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            arm.wake()
            command = json.loads(line)
            message = (json.dumps(arm.obey(command)) + "\n").encode()
            while message:
                message = message[os.write(CHANNEL, message) :]
            if command["do"] == "finish":
                return
            arm.sleep()


if __name__ == "__main__":
    listen()
    if threading.active_count() > 1:  # a thread that a server left behind must not keep the process
        sys.stdout.flush()
        os._exit(0)
