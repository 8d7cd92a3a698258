"""Makes reference.json beside it: what SciPy and NumPy say. `pip install scipy==1.17.1`, then `python reference.py`."""

import itertools
import json
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
        }
        for values in samples
    ],
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
