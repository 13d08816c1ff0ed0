import { html } from 'hono/html'
import type { Child } from 'hono/jsx'

export type AssetUrls = { url(name: string): string }

type Props = {
  title: string
  assets: AssetUrls
  /** Adds widgets.js, for the type-ahead and the lines of a bill. */
  widgets?: boolean | undefined
  shortcutsEnabled?: boolean | undefined
  class?: string | undefined
  children?: Child
}

/**
 * A 422 response is swapped in, to show the form with its errors; a 500 is not. The indicator
 * styles that come with htmx are off.
 */
const HTMX_CONFIG = JSON.stringify({
  includeIndicatorCSS: false,
  defaultTimeout: 15_000,
  noSwap: [204, 304, '5xx'],
})

export function Document(props: Props) {
  const { title, assets, widgets, shortcutsEnabled = true, children } = props
  return html`<!doctype html>${(
    <html lang="en-IN">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light" />
        <meta name="htmx-config" content={HTMX_CONFIG} />
        <title>{title}</title>
        <link rel="icon" href={assets.url('favicon.svg')} type="image/svg+xml" />
        <link
          rel="preload"
          href={assets.url('mukta-latin-400.woff2')}
          as="font"
          type="font/woff2"
          crossorigin="anonymous"
        />
        <link rel="stylesheet" href={assets.url('app.css')} />
        <script defer src={assets.url('app.js')} />
        {widgets && <script defer src={assets.url('widgets.js')} />}
      </head>
      <body
        class={props.class}
        data-shortcuts={shortcutsEnabled ? 'on' : 'off'}
        data-drafts={assets.url('drafts.js')}
        data-moves={assets.url('move.js')}
        data-page-keys={assets.url('page-keys.js')}
      >
        <a class="skip" href="#main">
          Skip to content
        </a>
        {children}
      </body>
    </html>
  )}`
}
