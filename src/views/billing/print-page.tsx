import { raw } from 'hono/html'
import type { Child } from 'hono/jsx'

type Props = {
  title: string
  /** The document's width in CSS pixels, so that a phone shows all of it. */
  width: number
  styleSheet: string
  children?: Child
}

/** A document as a separate page, for printing from the browser. */
export function PrintPage({ title, width, styleSheet, children }: Props) {
  return (
    <>
      {raw('<!doctype html>')}
      <html lang="en-IN">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content={`width=${width}`} />
          <title>{title}</title>
          <link rel="stylesheet" href={styleSheet} />
        </head>
        <body class="paper-body">
          <main>{children}</main>
        </body>
      </html>
    </>
  )
}
