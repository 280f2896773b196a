/** To the bare server: what to answer. It says its address. */
export interface BareRequest {
  readonly answer: object
}

export interface BareReply {
  readonly url: string
}

/** To the load generator: ask these over and over. */
export interface Load {
  readonly url: string
  /** Whole HTTP/1.1 requests. */
  readonly requests: readonly Uint8Array[]
  /** At the same time, each with one request under way. */
  readonly connections: number
  readonly durationMs: number
}

/** From the load generator. */
export interface LoadFigures {
  readonly requests: number
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** Of bodies, without headers. */
  readonly bytes: number
}
