"""Which kernels the OpenBLAS of this process runs: it takes them by the processor, or by OPENBLAS_CORETYPE."""

import ctypes


def kernels():
    """The name of OpenBLAS's kernels, such as "OpenBLAS Haswell"; "BLAS" if no OpenBLAS is loaded."""
    with open("/proc/self/maps") as maps:
        loaded = sorted({line.split()[-1] for line in maps if "blas" in line and ".so" in line})
    for path in loaded:
        library = ctypes.CDLL(path)
        for name in ("openblas_get_corename", "scipy_openblas_get_corename64_", "openblas_get_corename64_"):
            core = getattr(library, name, None)
            if core is not None:
                core.restype = ctypes.c_char_p
                return f"OpenBLAS {core().decode()}"
    return "BLAS"
