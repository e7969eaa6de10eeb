"""Calls of jax.scipy."""

from calls import A, D, Table

scipy = Table()

SPD = D([4.0, 1.0, 0.5, 1.0, 3.0, 0.2, 0.5, 0.2, 2.0], [3, 3])
SPECIAL = D([0.0, -0.0, 1.0, -1.0, 30.0, -30.0, "NaN"])

scipy("scipy.linalg.solveTriangular", A(3, 3), A(3))
scipy("scipy.linalg.solveTriangular", A(3, 3), A(3), lower=True, trans=1)
scipy("scipy.linalg.solveTriangular", A(2, 3, 3), A(2, 3, 2), lower=True, unitDiagonal=True)
scipy("scipy.linalg.cholesky", SPD)
scipy("scipy.linalg.cholesky", SPD, lower=True)
scipy("scipy.linalg.choSolve", [SPD, True], A(3))
scipy("scipy.linalg.choSolve", [SPD, False], A(3, 2))
scipy("scipy.linalg.solve", SPD, A(3))
scipy("scipy.linalg.solve", SPD, A(3, 2), assumeA="pos")
scipy("scipy.linalg.inv", A(3, 3))
scipy("scipy.linalg.det", A(3, 3))
scipy("scipy.linalg.expm", A(3, 3, low=-0.5, high=0.5))
scipy("scipy.linalg.expm", A(2, 2, 2))
scipy("scipy.linalg.expm", D([0.0, 1.0, 0.0, 0.0], [2, 2]), upperTriangular=True)
for name in "erf erfc expit ndtr logNdtr i0 i1 i0e i1e".split():
    scipy(f"scipy.special.{name}", A(2, 4, low=-9, high=9))
    scipy(f"scipy.special.{name}", SPECIAL)
for name in "gammaln digamma entr".split():
    scipy(f"scipy.special.{name}", A(4, low=0.1, high=20))
scipy("scipy.special.entr", SPECIAL)
scipy("scipy.special.gammaln", D([-0.5, 0.0, 1.0, 2.0, "Infinity"]))
scipy("scipy.special.logNdtr", D([-1e3, -100.0, -21.0, -19.0, 7.0, 9.0, "Infinity"]))
for name in "ndtri logit".split():
    scipy(f"scipy.special.{name}", A(4, low=0.1, high=0.9))
    scipy(f"scipy.special.{name}", D([0.0, 1.0, 0.5, 1e-12, 1e-200, 1 - 1e-9]))
scipy("scipy.special.erfinv", A(4, low=-0.9, high=0.9))
scipy("scipy.special.erfinv", D([-1.0, 0.0, 1.0]))
scipy("scipy.special.logsumexp", A(3, 4), axis=0)
scipy("scipy.special.xlogy", D([0.0, 1.0, 2.0, 0.0, 0.0]), D([0.0, 2.0, 3.0, "NaN", -1.0]))
scipy("scipy.special.xlog1py", D([0.0, 1.0, 2.0, 0.0, 0.0]), D([-1.0, 2.0, 3.0, "NaN", -2.0]))
scipy("scipy.special.betaln", A(4, low=0.5), A(4, low=0.5))
scipy("scipy.special.betaln", D([0.5, 3.0, 7.5]), D([1.5, 4.0, 0.1]))
scipy("scipy.special.polygamma", D([0, 1, 2, 3], dtype="int32"), D([1.5, 1.5, 2.5, 0.5]))
scipy("scipy.special.polygamma", 1, A(3, low=0.5, high=9))
for name in "pdf logpdf cdf logcdf sf logsf".split():
    scipy(f"scipy.stats.norm.{name}", A(4))
    scipy(f"scipy.stats.norm.{name}", A(4), loc=A(4), scale=A(low=0.5, high=2))
for name in "ppf isf".split():
    scipy(f"scipy.stats.norm.{name}", A(4, low=0.1, high=0.9), loc=A(4), scale=A(low=0.5, high=2))
