import type { Space } from '../../space/space.ts'
import type { Context, Served } from '../operations/context.ts'
import type { ReleaseView } from '../operations/release-view.ts'
import type { Releases } from '../operations/releases.ts'
import { charge } from './charge.ts'
import type { Exchange } from './exchange.ts'
import type { Log } from './log.ts'
import type { Service } from './service.ts'

/** The context of one request; a class, because a closure a request costs more than all of it. */
export class RequestContext implements Context {
  readonly space: Space
  readonly release: ReleaseView
  readonly releases: Releases | undefined
  readonly preparation: Served['preparation']
  readonly log: Log
  readonly requestId: string
  readonly service: Service
  readonly #exchange: Exchange

  constructor(
    served: Served,
    exchange: Exchange,
    { log, service }: Pick<Context, 'log' | 'service'>,
  ) {
    this.space = served.space
    this.release = served.release
    this.releases = served.releases
    this.preparation = served.preparation
    this.log = log
    this.requestId = exchange.requestId
    this.service = service
    this.#exchange = exchange
  }

  charge(units: number): void {
    charge(this.#exchange, units)
  }

  hasLeft(): boolean {
    return this.#exchange.hasLeft()
  }
}
