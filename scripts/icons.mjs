import { execFileSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

/** Writes src/views/icons.ts: the SVG bodies of the lucide icons that the screens use. */
const NAMES = `
  layout-dashboard calendar-days calendar-plus users user-plus layers flask-conical
  receipt-indian-rupee chart-column shield-check settings search plus minus x check circle-check
  circle-alert octagon-alert triangle-alert info lock message-circle pencil printer download upload
  eye eye-off file-text history clock filter flag door-open ellipsis chevron-left chevron-right
  chevron-up chevron-down banknote qr-code credit-card refresh-cw wifi-off log-out menu undo-2
  trash external-link phone play
`
  .trim()
  .split(/\s+/)

const require = createRequire(import.meta.url)
const lucide = JSON.parse(
  await readFile(require.resolve('@iconify-json/lucide/icons.json'), 'utf8'),
)

function bodyOf(name) {
  const found = lucide.icons[name] ?? lucide.icons[lucide.aliases[name]?.parent]
  if (!found) throw new Error(`lucide has no icon named ${name}`)
  // components/icon.tsx sets the stroke once, on the svg element.
  return found.body
    .replaceAll(/ (fill="none"|stroke="currentColor"|stroke-width="2")/g, '')
    .replaceAll(/ stroke-line(cap|join)="round"/g, '')
    .replaceAll(/<g>|<\/g>/g, '')
}

const lines = [...NAMES].sort().map((name) => `  '${name}': '${bodyOf(name)}',`)
const file = fileURLToPath(new URL('../src/views/icons.ts', import.meta.url))

await writeFile(
  file,
  `/** Written by scripts/icons.mjs from lucide (ISC licence). To add an icon, add its name there. */
export const icons = {
${lines.join('\n')}
} as const

export type IconName = keyof typeof icons
`,
)
execFileSync(process.execPath, [
  require.resolve('@biomejs/biome/bin/biome'),
  'format',
  '--write',
  file,
])
