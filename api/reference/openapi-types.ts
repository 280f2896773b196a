import type { z } from 'zod'
import type { Group, Tag } from './groups.ts'

/** The parts of an OpenAPI 3.1 document that this service has. */
export type JsonSchema = z.core.JSONSchema.BaseSchema

export type Examples = Readonly<
  Record<string, { readonly summary: string; readonly value: unknown }>
>

export interface OpenApiParameter {
  readonly name: string
  readonly in: 'path' | 'query'
  readonly required: boolean
  readonly description?: string
  readonly schema: JsonSchema
  readonly examples?: Examples
}

export interface OpenApiContent {
  readonly schema?: JsonSchema
  readonly examples?: Examples
}

export interface OpenApiResponse {
  readonly description: string
  readonly content?: Readonly<Record<string, OpenApiContent>>
}

export interface OpenApiOperation {
  readonly operationId: string
  readonly tags: readonly Group[]
  readonly summary: string
  readonly description: string
  /** Inputs, whole; the parameters and the body have the same, field by field. */
  readonly 'x-examples': Examples
  readonly parameters?: readonly OpenApiParameter[]
  readonly requestBody?: {
    readonly required: boolean
    readonly content: Readonly<Record<string, OpenApiContent>>
  }
  readonly responses: Readonly<Record<string, OpenApiResponse>>
}

export interface OpenApiDocument {
  readonly openapi: string
  readonly info: {
    readonly title: string
    readonly version: string
    readonly description: string
    readonly contact: { readonly name: string }
    readonly license: { readonly name: string; readonly identifier: string }
  }
  /** None: everybody may read everything. */
  readonly security: readonly []
  readonly tags: readonly Tag[]
  readonly servers: readonly { readonly url: string }[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> }
}
