/** Largest request body in bytes: 8 MiB. */
export const BODY_BYTES_MAX = 8 * 1024 * 1024
/** Chunks of a request body: far below what a client needs that sends some hundred bytes in each. */
export const BODY_CHUNKS_MAX = 16_384
/** Longest request target (path and query) in characters. */
export const URL_LENGTH_MAX = 8 * 1024
/** All header lines of a request together with its request line, in bytes. */
export const HEADER_BYTES_MAX = 16 * 1024
export const HEADERS_MAX = 100
/** Arrays and objects within each other. */
export const JSON_DEPTH_MAX = 32
/** Arrays and objects of a request: ten for each of 10,000 architectures, and some. */
export const JSON_CONTAINERS_MAX = 101_000
/** Fields of all objects of a request: two for each of 10,000 architectures, and some. */
export const JSON_FIELDS_MAX = 21_000
/** Values of a request that have another behind them. */
export const JSON_COMMAS_MAX = 600_000
export const TRPC_CALLS_MAX = 10

/** Requests that wait on one connection for the answer before theirs. */
export const PIPELINED_MAX = 64

/** Milliseconds until the headers of a request must have come. */
export const HEADERS_TIMEOUT_MS = 10_000
/** Milliseconds until a whole request must have come. */
export const REQUEST_TIMEOUT_MS = 60_000
/** Milliseconds; longer than the idle time of usual proxies, which must be the ones to close first. */
export const KEEP_ALIVE_TIMEOUT_MS = 75_000
/** Milliseconds in which a connection with a request must move a byte. */
export const IDLE_TIMEOUT_MS = 120_000
export const CONNECTIONS_MAX = 4096
/** Those of one client. */
export const CONNECTIONS_OF_CLIENT_MAX = 256

/** Bytes of bodies and unsent answers that are in memory at the same time: 128 MiB. */
export const HELD_BYTES_MAX = 128 * 1024 * 1024
/** Those of one client: 32 MiB. */
export const HELD_BYTES_OF_CLIENT_MAX = HELD_BYTES_MAX / 4
/** Those that are kept for clients that hold no more than 1 MiB. */
export const HELD_BYTES_RESERVED = HELD_BYTES_MAX / 4
export const HELD_BYTES_OF_CLIENT_RESERVED = 1024 * 1024
/** Shorter answers are not counted: a connection has one at a time. */
export const HELD_ANSWER_BYTES_MIN = 16 * 1024

/** Milliseconds of the processor from which on an operation is heavy. */
export const HEAVY_MS = 20
/** Heavy operations that run at the same time. */
export const HEAVY_MAX = 2
/** Heavy operations that wait for their turn. */
export const HEAVY_WAITING_MAX = 32
/** Bytes of a body that makes any request a heavy operation: to parse it takes as long. */
export const HEAVY_BODY_BYTES = 384 * 1024
/** Milliseconds that a heavy operation waits for its turn. */
export const HEAVY_WAIT_MS_MAX = 10_000
/** Answers that are streamed at the same time; each goes at the speed of its client. */
export const STREAMS_MAX = 32
/** Those of one client. */
export const STREAMS_OF_CLIENT_MAX = STREAMS_MAX / 4
/** Those that are kept for clients that have none. */
export const STREAMS_RESERVED = STREAMS_MAX / 4

/** Seconds of the window that requests are counted in. */
export const RATE_WINDOW_S = 60
/** Bytes of body that count as much as a request. */
export const RATE_BODY_BYTES = 64 * 1024
/** Chunks of body that count as much as a request. */
export const RATE_BODY_CHUNKS = 1024
/** Requests that a heavy operation counts as much as, at least; one unit is a millisecond of it. */
export const RATE_HEAVY_UNITS = 20
/** Units of the dearest operation that has no size: statistics. */
export const RATE_HEAVIEST_UNITS = 700
/** Clients that are counted at the same time. */
export const RATE_CLIENTS_MAX = 65_536
/** Units a window for each client, where nothing else is set. */
export const RATE_UNITS = 60_000
/** The same for the machine itself: load tests and one's own search. */
export const RATE_UNITS_LOOPBACK = 6_000_000
