"""Makes reference.json beside it: what SciPy and NumPy say. `python reference.py` with the packages of test/requirements.lock."""

import itertools
import json
import math
import pathlib

import numpy
import scipy
from scipy import stats

chance = numpy.random.default_rng(1)
samples = [chance.normal(0.3, 1, size).tolist() for size in (2, 3, 7, 15, 20)]
degrees = [1, 2, 5, 14, 19, 26, 39, 134]
tails = [0.05, 0.01, 0.001, 0.05 * 0.1 / 24, 0.05 * 0.1 / 60]


def sign_flip(values):
    observed = abs(sum(values)) - 1e-12
    signs = itertools.product((1, -1), repeat=len(values))
    return sum(abs(numpy.dot(sign, values)) >= observed for sign in signs) / 2 ** len(values)


def interval(values):
    low, high = stats.t.interval(0.95, len(values) - 1, numpy.mean(values), stats.sem(values))
    return [low, high]


def sign_flip_interval(values, alpha):
    """By Hartigan's theorem: the ends are means of subsets, the m-th from either side, where m = floor(alpha * 2^(n-1))."""
    means = sorted(
        numpy.mean(subset) for size in range(1, len(values) + 1) for subset in itertools.combinations(values, size)
    )
    place = math.floor(alpha * 2 ** (len(values) - 1))
    return [means[place - 1], means[-place]] if place > 0 else None


def median_interval(values, alpha):
    n = len(values)
    ranks = [rank for rank in range(1, (n + 1) // 2 + 1) if 2 * stats.binom.cdf(rank - 1, n, 0.5) <= alpha]
    rank = max(ranks, default=1)
    ordered = sorted(values)
    return [ordered[rank - 1], ordered[n - rank], 1 - 2 * stats.binom.cdf(rank - 1, n, 0.5)]


def welch(a, b):
    result = stats.ttest_ind(a, b, equal_var=False)
    ends = [result.confidence_interval(1 - alpha) for alpha in (0.05, 0.001)]
    return {
        "a": a,
        "b": b,
        "t": result.statistic,
        "degrees": result.df,
        "p": result.pvalue,
        "intervals": [[0.05, *ends[0]], [0.001, *ends[1]]],
    }


def fieller(a, b, alpha):
    """The roots of (mean(a) - r mean(b))^2 = t^2 var(a - r b) / n, as a quadratic in r."""
    n = len(a)
    squared = stats.t.isf(alpha / 2, n - 1) ** 2 / n
    (aa, ab), (_, bb) = numpy.cov(a, b)
    quadratic = [
        numpy.mean(b) ** 2 - squared * bb,
        -2 * (numpy.mean(a) * numpy.mean(b) - squared * ab),
        numpy.mean(a) ** 2 - squared * aa,
    ]
    return sorted(numpy.roots(quadratic).real)


def autocorrelation(values, lag):
    centred = numpy.asarray(values) - numpy.mean(values)
    return numpy.dot(centred[lag:], centred[: len(values) - lag]) / numpy.dot(centred, centred)


def trend(values, method):
    """Kendall's tau against the places; with ties SciPy's normal approximation is without continuity correction, so here by hand."""
    n = len(values)
    s = sum(numpy.sign(values[late] - values[early]) for late in range(n) for early in range(late))
    if method == "exact":
        return [values, s, stats.kendalltau(range(n), values, method="exact").pvalue]
    counts = numpy.unique(values, return_counts=True)[1]
    variance = (n * (n - 1) * (2 * n + 5) - sum(counts * (counts - 1) * (2 * counts + 5))) / 18
    return [values, s, 2 * stats.norm.sf((abs(s) - 1) / variance**0.5)]


def clusters(values):
    """Every split tried."""
    ordered = numpy.sort(values)
    squares = {cut: sum(numpy.var(part) * len(part) for part in (ordered[:cut], ordered[cut:])) for cut in range(1, len(ordered))}
    cut = min(squares, key=squares.get)
    return {
        "values": values,
        "low": [numpy.mean(ordered[:cut]), cut],
        "high": [numpy.mean(ordered[cut:]), len(ordered) - cut],
        "spread": (squares[cut] / (len(ordered) - 2)) ** 0.5,
        "gap": ordered[cut] - ordered[cut - 1],
    }


def paired_trimmed(a, b, share):
    """The pairs sorted by ratio, in a list."""
    pairs = sorted(zip(a, b), key=lambda pair: pair[0] / pair[1])
    cut = int(len(pairs) * share)
    kept = pairs[cut : len(pairs) - cut]
    return [numpy.mean([one for one, _ in kept]), numpy.mean([other for _, other in kept])]


def noise(values):
    return stats.median_abs_deviation(numpy.diff(values), center=lambda *_, **__: 0, scale="normal") / 2**0.5


paired = [(chance.normal(3, 0.5, size).tolist(), chance.normal(2, 0.2, size).tolist()) for size in (4, 15, 40)]
trends = [(chance.normal(0, 1, size) + slope * numpy.arange(size)).tolist() for size, slope in ((4, 0), (12, 0.2), (33, 0.1), (60, 0))]
ties = [chance.integers(0, 6, size).tolist() for size in (12, 40)] + [[1, 1, 1, 2]]
mixtures = [
    (chance.normal(0, 0.02, size) + numpy.where(chance.random(size) < 0.3, 0.64, 0)).tolist() for size in (5, 15, 60)
]

x = [1.0, 2.0, 3.0, 4.0, 5.5]
y = [2.1, 3.9, 6.2, 7.8, 11.4]
line = stats.linregress(x, y)
half = stats.t.ppf(0.975, len(x) - 2) * line.stderr

reference = {
    "made": {"scipy": scipy.__version__, "numpy": numpy.__version__},
    "critical": [[tail, df, stats.t.isf(tail / 2, df)] for tail in tails for df in degrees],
    "samples": [
        {
            "values": values,
            "mean": numpy.mean(values),
            "median": numpy.median(values),
            "quantiles": [[p, numpy.quantile(values, p)] for p in (0, 0.05, 0.25, 0.5, 0.95, 0.99, 1)],
            "deviation": numpy.std(values, ddof=1),
            "geometric": stats.gmean(numpy.exp(values)),
            "interval95": interval(values),
            "signFlip": sign_flip(values) if len(values) <= 15 else None,
            "signFlipInterval": sign_flip_interval(values, 0.05) if len(values) <= 15 else None,
            "medianIntervals": [[alpha, *median_interval(values, alpha)] for alpha in (0.05, 0.001, 0.4)],
            "autocorrelations": [autocorrelation(values, lag) for lag in range(min(6, len(values)))],
            "noise": noise(values),
            "trimmed": [[share, stats.trim_mean(values, share)] for share in (0, 0.05, 0.1, 0.25, 0.49)],
        }
        for values in samples
    ],
    "fractional": [
        [tail, df, stats.t.isf(tail / 2, df), 2 * stats.t.sf(2.5, df), stats.t.cdf(-1.25, df), stats.t.cdf(1.25, df)]
        for tail in (0.9, 0.6, 0.05, 0.001, 1e-6)
        for df in (0.7, 1.5, 3.25, 17.9, 133.01)
    ],
    "shares": [
        [successes, trials, alpha, *stats.binomtest(successes, trials).proportion_ci(1 - alpha, "exact")]
        for successes, trials in ((0, 1), (1, 1), (0, 100), (3, 100), (50, 100), (100, 100), (1, 1000), (999, 1000), (11, 4000))
        for alpha in (0.05, 0.001)
    ],
    "welch": [welch(*pair) for pair in paired] + [welch(paired[0][0], paired[2][1]), welch(paired[1][0], [1.0, 1.5])],
    "ratiosOfMeans": [[*pair, numpy.mean(pair[0]) / numpy.mean(pair[1]), *fieller(*pair, 0.05)] for pair in paired],
    "pairedTrimmed": [[*pair, share, *paired_trimmed(*pair, share)] for pair in paired for share in (0, 0.05, 0.3)],
    "trends": [trend(values, "exact") for values in trends] + [trend(values, "normal") for values in ties],
    "clusters": [clusters(values) for values in mixtures + samples[2:]],
    "line": {
        "x": x,
        "y": y,
        "slope": line.slope,
        "intercept": line.intercept,
        "low": line.slope - half,
        "high": line.slope + half,
    },
}
pathlib.Path(__file__).with_name("reference.json").write_text(json.dumps(reference, default=float) + "\n")
