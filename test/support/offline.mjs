// Preloaded into a process that is to find no network.
globalThis.fetch = () => Promise.reject(new TypeError('fetch failed: this process is offline'))
