import { raw } from 'hono/html'
import type { Child } from 'hono/jsx'

type Props = {
  title: string
  /** The paper's own width in CSS pixels: a telephone shows all of it. */
  width: number
  styleSheet: string
  children?: Child
}

/** A paper as a page of its own, to be printed by whoever reads it. */
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
