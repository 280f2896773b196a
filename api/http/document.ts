import { createHash } from 'node:crypto'
import { type AnswerInit, answer, notModified } from './answer.ts'
import { knownTag } from './etag.ts'
import type { Exchange } from './exchange.ts'

/** Answers with a text that comes with the service; its strong tag is made of what it says. */
export function answerDocument(
  exchange: Exchange,
  text: string,
  init: AnswerInit,
): Response | Promise<Response> {
  const tag = createHash('sha256').update(text).digest('base64url').slice(0, 22)
  const known = knownTag(exchange, tag)
  return known === null
    ? answer(exchange, text, { ...init, tag })
    : notModified(exchange, known, init)
}
