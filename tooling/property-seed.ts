import fc from "fast-check";

// A run is repeatable; another seed explores: GRADIENTE_SEED=7 pnpm test
fc.configureGlobal({ seed: Number(process.env.GRADIENTE_SEED ?? 1) });
