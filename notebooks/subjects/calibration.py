"""The Python arm of the calibration: the integer loop of calibration.ts, with the same seeds and numbers of steps."""

from arm import CannotHold


def prepare(arm, given):
    if given["case"] != "python":
        raise CannotHold(f"there is no workload {given['case']} in Python")
    return Xorshift()


class Xorshift:
    """Marsaglia's xorshift32; Python's integers are not 32 bits wide, so each step is cut to them."""

    def run(self, given):
        x = given["seed"] & 0xFFFFFFFF
        for _ in range(given["count"]):
            x ^= (x << 13) & 0xFFFFFFFF
            x ^= x >> 17
            x ^= (x << 5) & 0xFFFFFFFF
        return x - 0x100000000 if x & 0x80000000 else x

    answer = run
