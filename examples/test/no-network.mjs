// Preloaded by tests that must not go out: every request fails as it does without a network.
globalThis.fetch = async () => {
  throw new TypeError("fetch failed", { cause: new Error("getaddrinfo ENOTFOUND") });
};
