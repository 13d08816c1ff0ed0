import type { Child } from 'hono/jsx'
import { Cover } from './components/cover.tsx'
import { type AssetUrls, Document } from './components/document.tsx'
import { Flash, type FlashMessage, Toasts } from './components/flash.tsx'
import { HelpDialog } from './components/help-dialog.tsx'
import { type Hint, HintBar } from './components/hint-bar.tsx'
import { Mark } from './components/mark.tsx'
import { Palette } from './components/palette.tsx'
import { type NavItem, type NavKey, Rail } from './components/rail.tsx'
import { TabBar } from './components/tab-bar.tsx'

export const mainId = 'main'
/** Where the sign-in opens when the login has ended under an open page. */
export const signInAgainId = 'again'
/** Holds who the page was drawn for, since another person may sign in over it. */
export const signedInAsId = 'signed-in-as'

export type Act = { label: string; href: string; key: string }

type PageProps = {
  /** The text of the browser tab. The h1 comes from `PageHead`. */
  title: string
  clinicName: string
  actor: { name: string; role: string }
  staffId: string | null
  /** Only the screens that the role may use. */
  nav: NavItem[]
  current: NavKey | null
  assets: AssetUrls
  flash?: FlashMessage | FlashMessage[] | null | undefined
  /** True while a panel is open beside the page. */
  narrowRail?: boolean | undefined
  widgets?: boolean | undefined
  /** Each person can turn single-key shortcuts off (WCAG 2.1.4). */
  shortcutsEnabled?: boolean | undefined
  /** Action of the form that turns them on and off. */
  shortcutsAction?: string | undefined
  hints?: Hint[] | undefined
  /** Shortcuts that work on every page, unless the page has its own meaning for the key. */
  acts?: Act[] | undefined
  /** Puts "Error: " in front of the title. */
  hasErrors?: boolean | undefined
  children?: Child
}

type PageTitle = { title: string; clinicName: string; hasErrors?: boolean | undefined }

export function titleOf(page: PageTitle): string {
  return `${page.hasErrors ? 'Error: ' : ''}${page.title} · ${page.clinicName}`
}

export function Page(props: PageProps) {
  const { clinicName, flash, narrowRail, hints = [], acts = [], shortcutsEnabled = true } = props
  const messages = flash ? [flash].flat() : []
  return (
    <Document
      title={titleOf(props)}
      assets={props.assets}
      widgets={props.widgets}
      shortcutsEnabled={shortcutsEnabled}
    >
      <div class="progress" aria-hidden="true" />
      <p class="offline on-dark" id="offline" role="alert" hidden>
        <span>
          <b>
            Connection lost at <span data-lost-at="true" />.
          </b>{' '}
          This page may be out of date.{' '}
        </span>
        <span aria-hidden="true" data-countdown="true" />
        <button type="button">Try now</button>
      </p>
      <p class="offline on-dark" id="not-live" role="status" hidden>
        Not live: changes of other desks are missing here. Reconnecting…
      </p>
      <div class={narrowRail ? 'shell shell-narrow' : 'shell'} id="shell">
        <Rail nav={props.nav} current={props.current} actor={props.actor} clinicName={clinicName} />
        <div class="flex min-h-screen min-w-0 flex-col">
          <main id={mainId} class="flex-1" tabindex={-1}>
            <p class="hidden px-4 text-xs print:block">{clinicName}</p>
            {props.children}
          </main>
          <HintBar hints={hints} />
        </div>
      </div>
      <TabBar nav={props.nav} current={props.current} />
      <GlobalShortcuts acts={acts} />
      <Toasts>
        {messages.map((message) => (
          <Flash message={message} />
        ))}
      </Toasts>
      <Palette />
      <HelpDialog
        isOn={shortcutsEnabled}
        action={props.shortcutsAction}
        nav={props.nav}
        acts={acts}
      />
      <input type="hidden" id={signedInAsId} name="was" value={props.staffId ?? ''} />
      <div id={signInAgainId} />
    </Document>
  )
}

/**
 * Hidden links that give a key the same meaning on every page: `b` books, `i` bills, `c` adds a
 * customer.
 */
function GlobalShortcuts({ acts }: { acts: Act[] }) {
  return (
    <div class="sr-only" aria-hidden="true">
      {acts.map((act) => (
        <a href={act.href} tabindex={-1} aria-keyshortcuts={act.key}>
          {act.label}
        </a>
      ))}
    </div>
  )
}

type BarePageProps = {
  title: string
  clinicName?: string | undefined
  /** The clinic's address, shown with its name. */
  place?: string | undefined
  assets: AssetUrls
  /** A wider column, for set-up. */
  wide?: boolean | undefined
  hasErrors?: boolean | undefined
  children?: Child
}

/** A page without navigation, for sign-in, set-up and errors. */
export function BarePage(props: BarePageProps) {
  const { clinicName = 'LinqsClinic', place, wide, children } = props
  return (
    <Document title={titleOf({ ...props, clinicName })} assets={props.assets} class="bare">
      <Cover clinicName={clinicName} place={place} />
      <main
        id="main"
        tabindex={-1}
        class={wide ? 'bare-main max-w-[720px]' : 'bare-main max-w-[424px]'}
      >
        <span class="mb-8 inline-flex items-center gap-2 rounded bg-neem-900 px-3 py-1.5 font-semibold text-white md:hidden">
          <Mark /> Linqs
        </span>
        {children}
      </main>
    </Document>
  )
}
