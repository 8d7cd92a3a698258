"""A second opinion on verdicts: recomputes them from the files of jobs with NumPy and SciPy, and with nothing of kernel-lib.

    python second_opinion.py FOLDER…   (or folder names, one a line, on stdin)

Each FOLDER is a job (`results/jobs/<hash>`): plan.json, rounds.jsonl, and where they are there lent.jsonl and state.json; `.jsonl` files may be packed
(`.jsonl.gz`). Prints one JSON document: for each job its sentinels and ratios.

The rule, as written in the measuring notes and read here a second time:
- A turn is work and pauses (the process's garbage collections). y of a round is the log of (time a call of one arm / of the other), where time is the mean of the work in
  the laps that are left without the twentieth of them with the largest and the twentieth with the smallest ratio of work, and the mean of
  all pauses. Where pauses are not known of both: the plain mean of all turns.
- The companion has two turns' work whose ratio is the median over laps, with the same geometric centre, in place of the means, and the same pauses.
- The mean pause of a turn is of all its calls and those of the lead-ins together.
- What another process had the core for is left out where it is known of both; of a turn's pauses as large a part as of the turn.
- Looks are taken at the first K rounds; a look may spend its share of 0.05 / m. The first decision stands.
- The margin of a look is the planned one, or the floor that the kind's sentinel had shown in its own first K rounds if that is wider: the
  further end of the distribution-free 95 % interval of the median of log(again / base), as a fraction; none before two rounds.
- faster, slower: Student's interval lies wholly beyond the margin; no difference: the mean lies within the margin, the interval within twice
  the margin, if that is at most twice the planned one. Companion and the sign-flip test of the shifted y must say the same, and the 99 %
  interval of the plain means of all turns must share something with the side of the margin, or the inside of it, that is said.
- A sentinel fails if, at 99.9 %, the arm against itself is decided different, or the interval of its known ratio misses it, or it has too few rounds;
  nothing of its kind is then decided.

Where two answers are right: above 20 rounds the sign-flip p-value in force is an upper bound from sums on a grid of 65,536 steps. How wide
that may be is known (n / 2 steps for the rounding, as much again for the allowance), so here a lower and an upper bound are computed; where alpha lies
between the two, both answers are followed and `possible` lists what each leads to. Elsewhere it lists one.
"""

import gzip
import json
import math
import pathlib
import sys
from statistics import fmean, median

import numpy
from scipy import stats

FAMILY_WISE = 0.05
SENTINEL_ALPHA = 0.001
PLAIN_ALPHA = 0.01
LEFT_OUT = 0.05
MOST_PAUSE = 0.999
FLOOR_ALPHA = 0.05
GRID_IN_FORCE = 65_536
ENUMERATED = 20
OWN_GRID = 2**18
LARGEST, SMALLEST = sys.float_info.max, 5e-324


def read_lines(folder, name):
    packed = folder / f"{name}.gz"
    plain = folder / name
    if packed.exists():
        data = gzip.decompress(packed.read_bytes())
    elif plain.exists():
        data = plain.read_bytes()
    else:
        return []
    # What follows the last line end is what a crash left of a line.
    return [json.loads(line) for line in data[: data.rfind(b"\n") + 1].splitlines()]


# Statistics


def student(values, alpha):
    """(point, low, high) of the mean."""
    n = len(values)
    point = numpy.mean(values)
    half = stats.t.isf(alpha / 2, n - 1) * numpy.std(values, ddof=1) / math.sqrt(n)
    return point, point - half, point + half


def median_interval(values, alpha):
    """Order statistics: of rank k + 1 from either end, k the largest number of signs that the sign test still refuses."""
    n = len(values)
    k = int(stats.binom.ppf(alpha / 2, n, 0.5))
    # ppf is the smallest k with P(X <= k) >= alpha / 2: ranks up to k have P(X < rank) below it, and rank k + 1 if it is met exactly.
    rank = k + 1 if stats.binom.cdf(k, n, 0.5) <= alpha / 2 else k
    rank = min(max(rank, 1), (n + 1) // 2)
    ordered = numpy.sort(values)
    return ordered[rank - 1], ordered[n - rank]


def sign_flip_bounds(values):
    """Bounds (lower, upper) between which the sign-flip p-value in force lies."""
    sizes = numpy.abs(values)
    sizes = sizes[sizes > 0]
    total = float(numpy.sum(sizes))
    observed = abs(float(numpy.sum(values)))
    if observed == 0:
        return 1.0, 1.0
    if len(sizes) <= ENUMERATED:
        # All sums, the first sign fixed: the others mirror them.
        sums = sizes[:1]
        for size in sizes[1:]:
            sums = numpy.concatenate([sums + size, sums - size])
        sums = numpy.abs(sums)
        # Equal on paper is equal within 1e-9 of the total, in force; whether a sum is just there may be a matter of rounding.
        return numpy.mean(sums >= observed - 0.9e-9 * total), numpy.mean(sums >= observed - 1.1e-9 * total)
    step = total / OWN_GRID
    steps = numpy.rint(sizes / step).astype(int)
    # Chance of each sum of a random subset; by symmetry sum = 2 * subset - all.
    chance = numpy.zeros(int(numpy.sum(steps)) + 1)
    chance[0] = 1
    top = 0
    for size in steps:
        chance[: top + size + 1] = _halves(chance, top, size)
        top += size
    sums = numpy.abs(2 * numpy.arange(top + 1) - top) * step
    error = len(sizes) / 2 * step
    allowance = len(sizes) * total / GRID_IN_FORCE
    lower = numpy.sum(chance[sums >= observed + error])
    upper = numpy.sum(chance[sums >= observed - allowance - error - 1e-9 * total])
    return lower, min(1.0, upper)


def _halves(chance, top, size):
    added = numpy.zeros(top + size + 1)
    added[: top + 1] = chance[: top + 1] / 2
    added[size:] += chance[: top + 1] / 2
    return added


# The rule


def logs_of(rounds, arm, against):
    """Log ratios, three a round in which both took part: of the primary, of its companion, and of plain means."""
    logs = []
    for each in rounds:
        by_id = {}
        for contestant in each["contestants"]:
            by_id.setdefault(contestant["id"], contestant)
        if arm in by_id and against in by_id:
            logs.append(_logs_of_pair(by_id[arm], by_id[against]))
    return numpy.array(logs).reshape(-1, 3).T


def _logs_of_pair(one, other):
    net = all(each.get("waits") is not None for each in (one, other))
    told = all(each.get("pauses") is not None for each in (one, other))
    (ours, our_pauses, pause), (theirs, their_pauses, other_pause) = (_parts(each, net, told) for each in (one, other))
    calls = math.log(one["calls"] / other["calls"])
    ratios = ours / theirs
    cut = int(len(ratios) * LEFT_OUT) if told else 0
    kept = numpy.argsort(ratios, kind="stable")[cut : len(ratios) - cut]
    work, other_work = fmean(ours[kept]), fmean(theirs[kept])
    # Two typical turns: the median lap's ratio apart, the means' geometric centre between them.
    lap = math.exp(median(numpy.log(ratios)))
    typical, other_typical = math.sqrt(work * other_work * lap), math.sqrt(work * other_work / lap)
    whole = fmean(ours + our_pauses) / fmean(theirs + their_pauses)
    of_means, of_typical = (work + pause) / (other_work + other_pause), (typical + pause) / (other_typical + other_pause)
    return [math.log(each) - calls for each in (of_means, of_typical, whole)]


def _parts(contestant, net, told):
    """Work and pauses of each turn, and the mean pause of as many calls as a turn has."""
    turns = numpy.array(contestant["turns"], dtype=float)
    counted = turns - numpy.array(contestant["waits"]) if net else turns
    if not told:
        return counted, numpy.zeros_like(counted), 0
    paused = counted * numpy.minimum(MOST_PAUSE, numpy.array(contestant["pauses"]) / turns)
    before = contestant.get("leadInPauses") or {"calls": 0, "nanoseconds": 0}
    every = math.fsum(paused) + before["nanoseconds"] * math.fsum(counted) / math.fsum(turns)
    return counted - paused, paused, every / (len(turns) + before["calls"] / contestant["calls"])


def sentinel_of(plan, kind, rounds, lent):
    """The logs of a kind's planned sentinel, or of the lent one where more rounds of it were lent, and its known ratio."""
    ids, theirs = _sentinel_rounds(plan, kind, rounds, lent)
    return {
        "known": ids["known"],
        "same": logs_of(theirs, ids["again"], ids["base"])[0],
        "plus": logs_of(theirs, ids["plus"], ids["base"])[0],
    }


def _sentinel_rounds(plan, kind, rounds, lent):
    for sentinel in plan["sentinels"]:
        if sentinel["kind"] != kind:
            continue
        needed = {sentinel["base"], sentinel["again"]}
        own = [
            each
            for each in rounds
            if each["group"] == sentinel["group"] and needed <= {contestant["id"] for contestant in each["contestants"]}
        ]
        borrowed = [each for each in lent if each["kind"] == kind]
        if len(borrowed) > len(own):
            return borrowed[0]["sentinel"], [each["round"] for each in borrowed]
        return sentinel, own
    raise ValueError(f"no sentinel of kind {kind} is planned")


def floor_at(sentinel, count):
    if sentinel is None:
        return None
    same = sentinel["same"][:count]
    if len(same) < 2:
        return None
    low, high = median_interval(same, FLOOR_ALPHA)
    return min(_expm1(max(abs(low), abs(high))), LARGEST)


def _expm1(value):
    try:
        return math.expm1(value)
    except OverflowError:
        return math.inf


def judge_sentinel(kind, sentinel, planned_margin, first_look):
    same, plus = sentinel["same"], sentinel["plus"]
    if len(same) < 2 or len(plus) < 2:
        return None
    _, low, high = student(same, SENTINEL_ALPHA)
    _, plus_low, plus_high = student(plus, SENTINEL_ALPHA)
    bound = math.log1p(planned_margin)
    passed = not (low > bound or high < -bound)
    passed = passed and plus_low <= math.log(sentinel["known"]) <= plus_high and len(same) >= first_look
    return {
        "kind": kind,
        "passed": bool(passed),
        "same": [ratio(low), ratio(high)],
        "plus": [ratio(plus_low), ratio(plus_high)],
        "floor": floor_at(sentinel, len(same)),
        "rounds": len(same),
    }


def rule(interval, bound):
    point, low, high = interval
    if high < -bound:
        return "faster"
    if low > bound:
        return "slower"
    return "no difference" if abs(point) < bound and -2 * bound < low and high < 2 * bound else None


def allows(interval, decision, bound):
    _, low, high = interval
    return {"faster": low < -bound, "slower": high > bound, "no difference": low < bound and high > -bound}[decision]


def decisions(means, medians, wholes, margin, alpha, planned_margin):
    """What a look may say: one answer, or two where the sign-flip test is on the edge. None: left open."""
    bound = math.log1p(margin)
    primary = rule(student(means, alpha), bound)
    if primary is None or rule(student(medians, alpha), bound) != primary:
        return [None]
    if primary == "no difference" and margin > 2 * planned_margin:
        return [None]
    if not allows(student(wholes, PLAIN_ALPHA), primary, bound):
        return [None]
    centres = {"faster": [-bound], "slower": [bound], "no difference": [2 * bound, -2 * bound]}[primary]
    bounds = [sign_flip_bounds(means - centre) for centre in centres]
    if all(upper <= alpha for _, upper in bounds):
        return [primary]
    if any(lower > alpha for lower, _ in bounds):
        return [None]
    return [primary, None]


def ratio(log):
    if log > 709.7:
        return LARGEST
    return min(max(math.exp(log), SMALLEST), LARGEST)


def judge_ratio(planned, profile, rounds, sentinel, sentinel_passed, missing):
    own = [each for each in rounds if each["group"] == planned["group"]]
    means, medians, wholes = logs_of(own, planned["arm"], planned["against"])
    margin_at = lambda count: max(planned["margin"], floor_at(sentinel, count) or 0)  # noqa: E731
    alpha_at = lambda place: profile["spending"][place] * FAMILY_WISE / profile["claims"]  # noqa: E731

    endings = []  # (decision, look, rounds, alpha, margin)
    last = (0, len(means), alpha_at(0), margin_at(len(means)))
    open_end = True
    for place, count in enumerate(profile["looks"] if profile["decides"] else []):
        if len(means) < count:
            break
        alpha, margin = alpha_at(place), margin_at(count)
        last = (place + 1, len(means), alpha, margin)
        said = decisions(means[:count], medians[:count], wholes[:count], margin, alpha, planned["margin"])
        endings += [(each, place + 1, count, alpha, margin) for each in said if each is not None]
        if None not in said:
            open_end = False
            break
    if open_end:
        endings.append((None, *last))

    def outcome(decision, look, count, alpha, margin):
        stands = decision is not None and sentinel_passed and not missing
        names = ("ratio", "low", "high", "level", "interval95", "companion", "plain")
        shown = dict.fromkeys(names)
        if count >= 2 and not missing:
            point, low, high = student(means[:count], alpha)
            _, low95, high95 = student(means[:count], 0.05)
            plain, plain_low, plain_high = student(wholes[:count], PLAIN_ALPHA)
            shown = {
                "ratio": ratio(point),
                "low": ratio(low),
                "high": ratio(high),
                "level": 1 - alpha,
                "interval95": {"low": ratio(low95), "high": ratio(high95)},
                "companion": ratio(numpy.mean(medians[:count])),
                "plain": {"ratio": ratio(plain), "low": ratio(plain_low), "high": ratio(plain_high)},
            }
        verdict = "not measured" if missing else decision if stands else "undecided"
        return {"verdict": verdict, "look": look, "rounds": count, "margin": margin, **shown}

    return {"claim": planned["claim"], "possible": [outcome(*each) for each in endings]}


def is_missing(plan, planned, not_measured):
    contestants = next(group["contestants"] for group in plan["groups"] if group["name"] == planned["group"])
    asked = [(each["arm"], each["case"]) for each in contestants if each["id"] in (planned["arm"], planned["against"])]
    gone = {(each["arm"], each["case"]) for each in not_measured}
    return any((arm, case) in gone or (arm, "*") in gone for arm, case in asked)


def judge_job(folder):
    plan = json.loads((folder / "plan.json").read_text())
    state = folder / "state.json"
    not_measured = plan["notMeasured"] + (json.loads(state.read_text())["notMeasured"] if state.exists() else [])
    rounds = read_lines(folder, "rounds.jsonl")
    lent = read_lines(folder, "lent.jsonl")
    profile = plan["profile"]
    kind_of = {case["name"]: case["kind"] for case in plan["cases"]}
    # The smallest difference of interest of each kind, as a fraction.
    margins = {"cpu": 0.01, "allocation": 0.03, "database": 0.05, "server": 0.05}
    kinds = list(dict.fromkeys(sentinel["kind"] for sentinel in plan["sentinels"]))
    sentinels = {kind: sentinel_of(plan, kind, rounds, lent) for kind in kinds}
    judged = {
        kind: judge_sentinel(kind, sentinel, margins[kind], profile["looks"][0]) for kind, sentinel in sentinels.items()
    }
    passed = {kind for kind, each in judged.items() if each is not None and each["passed"]}
    return {
        "job": plan["hash"],
        "sentinels": [each for each in judged.values() if each is not None],
        "ratios": [
            judge_ratio(
                planned,
                profile,
                rounds,
                sentinels.get(kind_of[planned["case"]]),
                kind_of[planned["case"]] in passed,
                is_missing(plan, planned, not_measured),
            )
            for planned in plan["ratios"]
        ],
    }


if __name__ == "__main__":
    folders = sys.argv[1:] or sys.stdin.read().split("\n")
    json.dump({"jobs": [judge_job(pathlib.Path(folder)) for folder in folders if folder]}, sys.stdout)
    sys.stdout.write("\n")
