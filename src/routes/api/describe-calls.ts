import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Call, FieldRow } from '../../views/api/docs-page.tsx'

export type ApiDocument = ReturnType<OpenAPIHono['getOpenAPI31Document']>

/** The parts of JSON Schema that the document uses. */
type Schema = {
  $ref?: string
  type?: string | string[]
  format?: string
  enum?: unknown[]
  description?: string
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  anyOf?: Schema[]
  allOf?: Schema[]
}

type Parameter = { name: string; in: string; required?: boolean; schema?: Schema } & Schema

/** The methods that a call can have. */
export const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const

/** The calls of the OpenAPI document as rows for the docs page, in the order of the document. */
export function describeCalls(document: ApiDocument): Call[] {
  return Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const call = item[method]
      if (!call) return []
      const [status = '', answer] = Object.entries(call.responses ?? {})[0] ?? []
      const content = answer?.content as Record<string, { schema?: Schema }> | undefined
      const request = call.requestBody as { content?: Record<string, { schema?: Schema }> }
      const fieldsOf = (media: Record<string, { schema?: Schema }> | undefined) =>
        rowsOf(document, media?.['application/json']?.schema)
      return [
        {
          id: `${method}${path.replaceAll(/[^a-z]+/g, '-')}`,
          noun: call.tags?.[0] ?? '',
          method: method.toUpperCase(),
          path,
          summary: call.summary ?? '',
          description: call.description ?? '',
          roles: (call as { 'x-roles'?: string[] })['x-roles'] ?? [],
          parameters: ((call.parameters ?? []) as Parameter[]).map(parameterRow),
          body: fieldsOf(request?.content),
          status,
          answer: fieldsOf(content),
          answers: answer?.description ?? '',
        },
      ]
    }),
  )
}

function parameterRow(parameter: Parameter): FieldRow {
  return {
    name: parameter.name,
    type: typeOf(parameter.schema ?? {}),
    isRequired: parameter.required ?? false,
    note: parameter.description ?? parameter.schema?.description ?? '',
  }
}

/** The fields of an object, including nested ones: `items[].quantity`. */
function rowsOf(document: ApiDocument, schema: Schema | undefined, prefix = ''): FieldRow[] {
  const { properties = {}, required = [] } = resolve(document, schema)
  return Object.entries(properties).flatMap(([name, property]) => {
    const field = resolve(document, property)
    const element = field.items ? resolve(document, field.items) : null
    const path = `${prefix}${name}${element ? '[]' : ''}`
    const row = {
      name: path,
      type: typeOf(element ?? field),
      isRequired: required.includes(name),
      note: field.description ?? '',
    }
    return [row, ...rowsOf(document, element ?? field, `${path}.`)]
  })
}

function resolve(document: ApiDocument, schema: Schema = {}): Schema {
  const name = schema.$ref?.split('/').at(-1)
  if (name) return resolve(document, document.components?.schemas?.[name] as Schema | undefined)
  const parts = schema.allOf ?? schema.anyOf?.filter((part) => part.type !== 'null')
  return parts?.[0] ? { ...resolve(document, parts[0]), ...schema } : schema
}

function typeOf(schema: Schema): string {
  if (schema.enum) return schema.enum.filter((value) => value !== null).join(' | ')
  const type = [schema.type ?? 'object'].flat().filter((name) => name !== 'null')[0] ?? ''
  return schema.format ?? type
}
