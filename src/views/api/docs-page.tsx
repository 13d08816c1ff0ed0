import { type AssetUrls, Document } from '../components/document.tsx'
import { Table } from '../components/table.tsx'

export type FieldRow = { name: string; type: string; isRequired: boolean; note: string }

export type Call = {
  id: string
  noun: string
  method: string
  path: string
  summary: string
  description: string
  /** Roles that may call it. Empty: no token needed. */
  roles: string[]
  parameters: FieldRow[]
  body: FieldRow[]
  status: string
  answer: FieldRow[]
  /** A description of the response. */
  answers: string
}

type Props = { about: string; calls: Call[]; assets: AssetUrls }

/** The API's documentation, generated from its OpenAPI document. */
export function DocsPage({ about, calls, assets }: Props) {
  const nouns = [...new Set(calls.map((call) => call.noun))]
  return (
    <Document title="REST API · LinqsClinic" assets={assets}>
      <main id="main" tabindex={-1} class="mx-auto max-w-[960px] px-4 py-8">
        <h1 class="text-xl">REST API</h1>
        <p class="mt-2">
          <Text text={about} />
        </p>
        <p class="mt-2">
          As an OpenAPI 3.1 document: <a href="/v1/openapi.json">/v1/openapi.json</a>
        </p>
        {nouns.map((noun) => (
          <section class="mt-8">
            <h2 class="border-b border-ink-2 text-lg">{noun}</h2>
            {calls
              .filter((call) => call.noun === noun)
              .map((call) => (
                <CallSection call={call} />
              ))}
          </section>
        ))}
      </main>
    </Document>
  )
}

function CallSection({ call }: { call: Call }) {
  return (
    <article class="mt-6" id={call.id}>
      <h3 class="text-base">{call.summary}</h3>
      <p class="mt-1">
        <code>
          {call.method} /v1{call.path}
        </code>
      </p>
      {call.description && (
        <p class="mt-1">
          <Text text={call.description} />
        </p>
      )}
      <p class="meta mt-1">
        {call.roles.length > 0 ? `For ${call.roles.join(', ')}` : 'No token needed'}
      </p>
      <Fields caption="Parameters" rows={call.parameters} />
      <Fields caption="Body" rows={call.body} />
      <p class="meta mt-2">
        {call.status}: {call.answers}
      </p>
      <Fields caption="Response" rows={call.answer} isResponse />
    </article>
  )
}

type FieldsProps = { caption: string; rows: FieldRow[]; isResponse?: boolean }

function Fields({ caption, rows, isResponse = false }: FieldsProps) {
  if (rows.length === 0) return null
  return (
    <Table
      caption={caption}
      keys={false}
      class="mt-2"
      columns={[
        { head: caption, rowHead: true, cell: (row) => <code>{row.name}</code> },
        { head: 'Type', cell: (row) => row.type },
        {
          head: isResponse ? 'Always present' : 'Required',
          cell: (row) => (row.isRequired ? 'yes' : 'no'),
        },
        { head: 'Note', cell: (row) => <Text text={row.note} /> },
      ]}
      rows={rows}
    />
  )
}

/** Shows text between backticks as code. */
function Text({ text }: { text: string }) {
  return <>{text.split('`').map((part, index) => (index % 2 === 1 ? <code>{part}</code> : part))}</>
}
