/** Largest request body in bytes: 8 MiB. */
export const BODY_BYTES_MAX = 8 * 1024 * 1024
/** Longest request target (path and query) in characters. */
export const URL_LENGTH_MAX = 8 * 1024
/** All header lines of a request together with its request line, in bytes. */
export const HEADER_BYTES_MAX = 16 * 1024
export const HEADERS_MAX = 100
/** Arrays and objects within each other. */
export const JSON_DEPTH_MAX = 32
export const TRPC_CALLS_MAX = 10

/** Milliseconds until the headers of a request must have come. */
export const HEADERS_TIMEOUT_MS = 10_000
/** Milliseconds until a whole request must have come. */
export const REQUEST_TIMEOUT_MS = 60_000
/** Milliseconds; longer than the idle time of usual proxies, which must be the ones to close first. */
export const KEEP_ALIVE_TIMEOUT_MS = 75_000
/** Milliseconds in which a connection with a request must move a byte. */
export const IDLE_TIMEOUT_MS = 120_000
export const CONNECTIONS_MAX = 8192

/** Heavy operations that run at the same time. */
export const HEAVY_MAX = 2
/** Heavy operations that wait for their turn. */
export const HEAVY_WAITING_MAX = 32
/** Milliseconds that a heavy operation waits for its turn. */
export const HEAVY_WAIT_MS_MAX = 10_000
/** Answers that are streamed at the same time; each goes at the speed of its client. */
export const STREAMS_MAX = 32
/** Those of one client. */
export const STREAMS_OF_CLIENT_MAX = STREAMS_MAX / 4

/** Seconds of the window that requests are counted in. */
export const RATE_WINDOW_S = 60
/** Bytes of body that count as much as a request. */
export const RATE_BODY_BYTES = 64 * 1024
/** Requests that a heavy operation counts as much as. */
export const RATE_HEAVY_UNITS = 20
/** Clients that are counted at the same time. */
export const RATE_CLIENTS_MAX = 65_536
/** Units a window for each client, where nothing else is set. */
export const RATE_UNITS = 60_000
/** The same for the machine itself: load tests and one's own search. */
export const RATE_UNITS_LOOPBACK = 6_000_000
