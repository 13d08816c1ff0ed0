import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { Context } from 'hono'

type Encoding = 'br' | 'gzip'

type Asset = {
  type: string
  etag: string
  plain: Uint8Array<ArrayBuffer>
  encoded: Map<Encoding, Uint8Array<ArrayBuffer>>
}

export type Assets = {
  /** `app.css` → `/assets/app.0af9beee71.css`. Throws for a name that was not built. */
  url(name: string): string
  /** Answers `/assets/*`. */
  serve(c: Context): Response | Promise<Response>
  /** Answers `/favicon.ico`, which browsers request when a page names no icon. */
  favicon(c: Context): Response
}

const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}
const FORMS: [Encoding, string][] = [
  ['br', '.br'],
  ['gzip', '.gz'],
]

/** Reads the files that scripts/build.mjs built. They are under a megabyte and stay in memory. */
export async function loadAssets(folder: string): Promise<Assets> {
  const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'))
  const names = new Map<string, string>(Object.entries(manifest))
  const present = new Set(await readdir(folder))
  const files = new Map<string, Asset>()
  for (const hashed of names.values()) files.set(hashed, await readAsset(folder, hashed, present))

  function url(name: string): string {
    const hashed = names.get(name)
    if (!hashed) throw new Error(`There is no asset named ${name}.`)
    return `/assets/${hashed}`
  }

  function serve(c: Context): Response | Promise<Response> {
    const asset = files.get(c.req.path.slice('/assets/'.length))
    return asset ? answer(c, asset) : c.notFound()
  }

  return { url, serve, favicon: (c) => c.redirect(url('favicon.svg'), 302) }
}

async function readAsset(folder: string, name: string, present: Set<string>): Promise<Asset> {
  const encoded: Asset['encoded'] = new Map()
  for (const [encoding, extension] of FORMS) {
    if (!present.has(name + extension)) continue
    encoded.set(encoding, new Uint8Array(await readFile(join(folder, name + extension))))
  }
  return {
    type: TYPES[extname(name)] ?? 'application/octet-stream',
    etag: `"${name}"`,
    plain: new Uint8Array(await readFile(join(folder, name))),
    encoded,
  }
}

/** The name has a digest of the content in it, so browsers can cache the file for a year. */
function answer(c: Context, asset: Asset): Response {
  const encoding = FORMS.map(([name]) => name).find(
    (name) => asset.encoded.has(name) && accepts(c.req.header('accept-encoding') ?? '', name),
  )
  const etag = encoding ? asset.etag.replace(/"$/, `-${encoding}"`) : asset.etag
  const headers: Record<string, string> = {
    'Cache-Control': 'public, max-age=31536000, immutable',
    ETag: etag,
    Vary: 'Accept-Encoding',
    'Content-Type': asset.type,
    'X-Content-Type-Options': 'nosniff',
  }
  if (c.req.header('if-none-match')?.includes(etag)) return c.body(null, 304, headers)
  const body = (encoding && asset.encoded.get(encoding)) ?? asset.plain
  if (encoding) headers['Content-Encoding'] = encoding
  headers['Content-Length'] = String(body.byteLength)
  return c.body(body, 200, headers)
}

function accepts(header: string, encoding: Encoding): boolean {
  return header.split(',').some((part) => {
    const [name, ...parameters] = part
      .trim()
      .toLowerCase()
      .split(/\s*;\s*/)
    return name === encoding && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter))
  })
}
