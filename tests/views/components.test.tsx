import { describe, expect, it } from 'vitest'
import { Button } from '../../src/views/components/button.tsx'
import { ButtonLink } from '../../src/views/components/button-link.tsx'
import { ErrorSummary } from '../../src/views/components/error-summary.tsx'
import { Field } from '../../src/views/components/field.tsx'
import { fieldId } from '../../src/views/components/field-frame.tsx'
import { Filters } from '../../src/views/components/filters.tsx'
import { Flash } from '../../src/views/components/flash.tsx'
import { Form } from '../../src/views/components/form.tsx'
import { Icon } from '../../src/views/components/icon.tsx'
import { initialsOf } from '../../src/views/components/initials.tsx'
import { Kbd } from '../../src/views/components/kbd.tsx'
import { Money } from '../../src/views/components/money.tsx'
import { Pagination } from '../../src/views/components/pagination.tsx'
import { Phone } from '../../src/views/components/phone.tsx'
import type { NavItem } from '../../src/views/components/rail.tsx'
import { safeHref } from '../../src/views/components/safe-href.ts'
import { SearchSelect } from '../../src/views/components/search-select.tsx'
import { type SessionDot, SessionDots } from '../../src/views/components/session-dots.tsx'
import { Status } from '../../src/views/components/status.tsx'
import { StockBar } from '../../src/views/components/stock-bar.tsx'
import { Table } from '../../src/views/components/table.tsx'
import { hx } from '../../src/views/hx.ts'
import { BarePage, Page } from '../../src/views/layout.tsx'
import { StyleGuide } from '../../src/views/styleguide.tsx'

async function html(element: unknown): Promise<string> {
  return String(await element)
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0
}

const assets = { url: (name: string) => `/assets/${name}` }
const actor = { name: 'Meena Joshi', role: 'receptionist' }
const nav: NavItem[] = [
  { key: 'dashboard', label: 'Dashboard', href: '/', icon: 'layout-dashboard', goKey: 't' },
  { key: 'customers', label: 'Customers', href: '/customers', icon: 'users', goKey: 'c' },
]

describe('safeHref', () => {
  it.each([
    '/customers/1?tab=files#top',
    '?page=2',
    '#phone',
    'https://wa.me/919876543210?text=Hi',
  ])('lets %s through', (address) => expect(safeHref(address)).toBe(address))

  it.each(['upi://pay?pa=linqs@upi&am=5', 'tel:+919876543210', 'mailto:priya@example.in'])(
    'lets %s through',
    (address) => expect(safeHref(address)).toBe(address),
  )

  it.each([
    'javascript:alert(1)',
    ' javascript:alert(1)',
    'java\nscript:alert(1)',
    '/\t/evil.example',
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    'https://wa.me.evil.example/',
    'data:text/html,x',
    'mailto:a@b.example?bcc=c@d.example',
    '',
  ])('refuses %j', (address) => expect(safeHref(address)).toBe('#'))
})

describe('hx', () => {
  it('writes the attributes of htmx 4, without undefined options', () => {
    expect(
      hx({ get: '/x', target: '#a', pushUrl: true, swap: undefined, disable: 'this' }),
    ).toEqual({
      'hx-get': '/x',
      'hx-target': '#a',
      'hx-push-url': 'true',
      'hx-disable': 'this',
    })
  })

  it('writes values as JSON, so that no name can become code', () => {
    expect(hx({ values: { q: 'js:alert(1)' } })).toEqual({ 'hx-vals': '{"q":"js:alert(1)"}' })
  })

  it('refuses script', () => {
    expect(() => hx({ include: 'js:x' })).toThrow(TypeError)
    expect(() => hx({ trigger: "keyup[key=='Enter']" })).toThrow(TypeError)
    expect(() => hx({ trigger: "load, keyup[key=='x'] from:body" })).toThrow(TypeError)
    expect(() => hx({ trigger: 'change from:[name=date] delay:200ms' })).not.toThrow()
  })

  it('refuses an unquoted `from:` of two words, which htmx would ignore silently', () => {
    expect(() => hx({ trigger: 'change from:closest form' })).toThrow(TypeError)
    expect(() => hx({ trigger: "change from:'closest form'" })).not.toThrow()
  })
})

describe('Button', () => {
  it('shows its shortcut and sets aria-keyshortcuts, without adding it to the name', async () => {
    const button = await html(<Button shortcut="Control+Enter">Save bill</Button>)
    expect(button).toContain('aria-keyshortcuts="Control+Enter"')
    expect(button).toContain('<kbd aria-hidden="true">Ctrl ↵</kbd>')
  })

  it('stays focusable when disabled, and says why', async () => {
    const button = await html(<Button disabledReason="Nothing to save">Save</Button>)
    expect(button).toContain('aria-disabled="true"')
    expect(button).toContain('title="Nothing to save"')
    expect(button).not.toMatch(/ disabled/)
  })

  it('has a name when it shows only an icon', async () => {
    const button = await html(<Button icon="chevron-left" iconLabel="Previous" shortcut="[" />)
    expect(button).toContain('aria-label="Previous"')
    expect(button).not.toContain('<kbd')
  })

  it('passes htmx attributes on', async () => {
    expect(await html(<Button {...hx({ post: '/x' })}>Go</Button>)).toContain('hx-post="/x"')
  })

  it('does not link to script', async () => {
    const script = ['javascript', 'alert(1)'].join(':')
    expect(await html(<ButtonLink href={script}>Go</ButtonLink>)).toContain('href="#"')
  })
})

describe('Phone', () => {
  it('calls the number that it shows', async () => {
    expect(await html(<Phone number="+919876543210" />)).toMatch(
      /<a [^>]*href="tel:\+919876543210">98765 43210<\/a>/,
    )
    expect(await html(<Phone number="+919876543210" withCode />)).toContain('>+91 98765 43210<')
  })
})

describe('Kbd', () => {
  it.each([
    ['b', 'B'],
    ['+', '+'],
    ['Alt+1', 'Alt 1'],
    ['Escape', 'Esc'],
  ])('prints %s as %s', async (keys, printed) => {
    expect(await html(<Kbd keys={keys} />)).toContain(`>${printed}</kbd>`)
  })
})

describe('Field', () => {
  it('connects label, hint and error to the control', async () => {
    const field = await html(
      <Field
        name="items.0.quantity"
        label="Quantity"
        hint="Whole numbers"
        error="Enter a number."
      />,
    )
    expect(field).toContain('for="items-0-quantity"')
    expect(field).toMatch(/<input[^>]* id="items-0-quantity"/)
    expect(field).toContain('aria-invalid="true"')
    expect(field).toContain('aria-describedby="items-0-quantity-error items-0-quantity-hint"')
    expect(field).toContain('id="items-0-quantity-error"')
    expect(field).toContain('id="items-0-quantity-hint"')
  })

  it('has no aria-describedby without hint or error', async () => {
    const field = await html(<Field name="name" label="Full name" />)
    expect(field).not.toContain('aria-describedby')
    expect(field).not.toContain('aria-invalid')
  })

  it('shows the typed text unchanged, escaped', async () => {
    const field = await html(<Field name="name" label="Name" value={`O'Brien <3 "x"`} />)
    expect(field).toContain('value="O&#39;Brien &lt;3 &quot;x&quot;"')
    const text = await html(
      <Field name="notes" label="Notes" control="textarea" value="</textarea><b>" />,
    )
    expect(text).toContain('&lt;/textarea&gt;&lt;b&gt;</textarea>')
  })

  it.each(['date', 'time', 'number', 'money'] as const)(
    'makes a %s one text field, and one tab stop',
    async (control) => {
      const field = await html(<Field name="when" label="When" control={control} />)
      expect(field).toContain('type="text"')
      expect(count(field, /<(input|select|button)/g)).toBe(1)
    },
  )

  it('puts the error of a choice on the group and its id on the first radio', async () => {
    const field = await html(
      <Field
        name="mode"
        label="Payment mode"
        control="segment"
        value="upi"
        error="Choose one."
        choices={[
          { value: 'cash', label: 'Cash' },
          { value: 'upi', label: 'UPI' },
        ]}
      />,
    )
    expect(field).toMatch(/role="radiogroup" aria-labelledby="mode-label" aria-invalid="true"/)
    expect(count(field, / id="mode"/g)).toBe(1)
    expect(field).toMatch(/<input[^>]*value="upi"[^>]*checked/)
    expect(field).not.toMatch(/<input[^>]*value="cash"[^>]*checked/)
  })
})

describe('SearchSelect', () => {
  it('is a combobox that posts the chosen id separately', async () => {
    const field = await html(
      <SearchSelect
        name="customer"
        label="Customer"
        source="/customers/options"
        value="42"
        text="Priya Mehta"
      />,
    )
    expect(field).toMatch(/<input[^>]*name="customer"[^>]*value="Priya Mehta"[^>]*role="combobox"/)
    expect(field).toContain('aria-controls="customer-list"')
    expect(field).toMatch(/<input type="hidden" name="customer_id" value="42"/)
  })

  it('shows the matches as radios when several match', async () => {
    const field = await html(
      <SearchSelect
        name="customer"
        label="Customer"
        source="/customers/options"
        text="priya"
        choices={[{ value: '1', label: 'Priya <3' }]}
      />,
    )
    expect(field).toMatch(/<input type="radio" name="customer_id" value="1"/)
    expect(field).not.toContain('type="hidden"')
    expect(field).toContain('Priya &lt;3')
  })
})

describe('Form', () => {
  it('has its one-time key, and works without script', async () => {
    const form = await html(<Form action="/customers" formKey="k1" hx={{ target: '#main' }} />)
    expect(form).toMatch(/<form action="\/customers" method="post"/)
    expect(form).toContain('hx-post="/customers"')
    expect(form).toContain('<input type="hidden" name="form_key" value="k1"/>')
  })
})

describe('ErrorSummary', () => {
  it('takes the focus and links to each field', async () => {
    const summary = await html(
      <ErrorSummary
        issues={[
          { path: 'phone', message: 'Phone has 9 digits.' },
          { path: 'items.0.quantity', message: 'Quantity is <0.' },
          { path: '', message: 'The day is closed.' },
        ]}
      />,
    )
    expect(summary).toContain('Fix 3 things to save')
    expect(summary).toMatch(/tabindex="-1"/)
    expect(summary).toContain('autofocus')
    expect(summary).toContain('href="#phone"')
    expect(summary).toContain(`href="#${fieldId('items.0.quantity')}"`)
    expect(summary).toContain('Quantity is &lt;0.')
    expect(count(summary, /<a /g)).toBe(2)
  })

  it('is not shown without issues', async () => {
    expect(await html(<ErrorSummary issues={[]} />)).toBe('')
  })
})

describe('SessionDots', () => {
  const sessions: SessionDot[] = [
    { number: 1, state: 'done' },
    { number: 2, state: 'done' },
    { number: 3, state: 'next', href: '/packages/sessions/3' },
    { number: 4, state: 'pending' },
  ]

  it('says how many sessions are done', async () => {
    const dots = await html(<SessionDots sessions={sessions.slice(0, 2)} />)
    expect(dots).toContain('role="img" aria-label="2 of 2 sessions done"')
  })

  it('is a group when its dots are links', async () => {
    const dots = await html(<SessionDots sessions={sessions} size="large" />)
    expect(dots).toContain('role="group" aria-label="2 of 4 sessions done"')
    expect(dots).toMatch(/href="\/packages\/sessions\/3"[^>]*aria-label="Session 3, next"/)
  })

  it('has no numbers or yellow dot when small, and shows the count', async () => {
    const dots = await html(<SessionDots sessions={sessions} size="small" />)
    expect(dots).not.toContain('next')
    expect(dots).not.toContain('<a ')
    expect(dots).toContain('2/4')
  })
})

describe('status, money and stock', () => {
  it('shows a status as a shape and a word', async () => {
    const status = await html(<Status status="no-show" />)
    expect(status).toContain('No-show')
    expect(status).toContain('aria-hidden="true"')
  })

  it('groups rupees as in India, with paise when not zero', async () => {
    expect(await html(<Money paise={12_345_650} />)).toContain('₹1,23,456.50')
    expect(await html(<Money paise={590_000} always />)).toContain('₹5,900.00')
    expect(await html(<Money paise={0} dash />)).toContain('—')
  })

  it('names a stock bar, and never draws beyond its end', async () => {
    const bar = await html(<StockBar quantity={90} threshold={5} full={30} />)
    expect(bar).toContain('aria-label="90 in stock, reorder at 5"')
    expect(bar).not.toMatch(/width="(1[1-9]\d|[2-9]\d\d)"/)
  })

  it.each([
    ['Dr. Vivek Kapoor', 'VK'],
    ['Nisha', 'N'],
    ['smt Lakshmi Devi Menon', 'LM'],
    ["Priya O'Brien <3", 'PO'],
    ['<b>Asha</b>', 'B'],
    ['<3', '<'],
    ['', ''],
  ])('makes of %j the initials %j', (name, initials) => expect(initialsOf(name)).toBe(initials))
})

describe('Icon', () => {
  it('is hidden beside text, and named when alone', async () => {
    expect(await html(<Icon name="lock" />)).toContain('aria-hidden="true"')
    expect(await html(<Icon name="lock" label="Locked" />)).toContain('aria-label="Locked"')
  })
})

describe('lists', () => {
  it('labels the search exactly, keeps the filters and needs no script', async () => {
    const bar = await html(
      <Filters
        label="Filter"
        search={{ action: '/customers', value: 'priya', keep: { tab: 'due' } }}
      />,
    )
    expect(bar).toMatch(/<label class="sr-only" for="search">Search…<\/label>/)
    expect(bar).toContain('aria-keyshortcuts="/"')
    expect(bar).toMatch(/<form action="\/customers" method="get"/)
    expect(bar).toContain('<input type="hidden" name="tab" value="due"/>')
  })

  it('pages by links with bracket keys', async () => {
    const pages = await html(
      <Pagination page={1} limit={17} total={48} hrefOf={(page) => `?page=${page}`} />,
    )
    expect(pages).toContain('1–17 of 48')
    expect(pages).toMatch(/href="\?page=2"[^>]*aria-keyshortcuts="]"/)
    expect(pages).toContain('This is the first page')
  })

  it('names a table, its rows and its sorted column', async () => {
    const table = await html(
      <Table
        caption="Customers"
        rows={[{ id: 'r1', name: '<b>Priya</b>' }]}
        rowId={(row) => row.id}
        columns={[
          {
            head: 'Customer',
            rowHead: true,
            sort: { href: '?sort=name', direction: 'descending' },
            cell: (row) => row.name,
          },
          { head: 'Balance', right: true, cell: () => '₹0' },
        ]}
      />,
    )
    expect(table).toContain('<caption>Customers</caption>')
    expect(table).toContain('aria-sort="descending"')
    expect(table).toContain('<tr id="r1" data-row="true">')
    expect(table).toContain('<th scope="row">&lt;b&gt;Priya&lt;/b&gt;</th>')
    expect(table).toContain('<td class="num">')
  })
})

describe('Flash', () => {
  it('has undo as a separate form', async () => {
    const toast = await html(
      <Flash
        message={{
          text: '<20> added',
          actions: [
            { label: 'Undo', action: '/inventory/undo', formKey: 'k', fields: { id: '7' } },
          ],
        }}
      />,
    )
    expect(toast).toContain('&lt;20&gt; added')
    expect(toast).toMatch(/<form method="post" action="\/inventory\/undo"/)
    expect(toast).toContain('name="form_key" value="k"')
  })
})

describe('Page', () => {
  const page = (props: { hasErrors?: boolean; shortcutsEnabled?: boolean } = {}) =>
    html(
      <Page
        title="Customers"
        clinicName="Linqs"
        actor={actor}
        staffId={null}
        nav={nav}
        current="customers"
        assets={assets}
        {...props}
      >
        <h1>Customers</h1>
      </Page>,
    )

  it('is a complete document with a language, one main, and the skip link first', async () => {
    const document = await page()
    expect(document).toMatch(/^<!doctype html><html lang="en-IN">/)
    expect(count(document, /<main/g)).toBe(1)
    expect(document).toMatch(/<body[^>]*><a class="skip" href="#main">Skip to content<\/a>/)
    expect(document).toContain('<title>Customers · Linqs</title>')
  })

  it('shows the screens of the role and marks the current one', async () => {
    const document = await page()
    expect(document).toMatch(/href="\/customers" class="rail-nav" aria-current="page" data-go="c"/)
    expect(document).not.toContain('href="/billing"')
  })

  it('signs out by a form', async () => {
    expect(await page()).toMatch(
      /<form method="post" action="\/sign-out"><button type="submit"[^>]*aria-label="Sign out"/,
    )
  })

  it('starts the title with Error when something is wrong', async () => {
    expect(await page({ hasErrors: true })).toContain('<title>Error: Customers · Linqs</title>')
  })

  it('can have single-key shortcuts off', async () => {
    expect(await page({ shortcutsEnabled: false })).toContain('data-shortcuts="off"')
  })

  it('loads the widgets only on pages that use them', async () => {
    expect(await page()).not.toContain('widgets.js')
  })
})

describe('content security policy', () => {
  it('finds no inline style, script or handler in any component', async () => {
    const pages = [
      await html(<StyleGuide assets={assets} nav={nav} actor={actor} />),
      await html(<BarePage title="Sign in" assets={assets} />),
    ]
    for (const document of pages) {
      expect(document).not.toMatch(/<[^>]* style=/)
      expect(document).not.toMatch(/<[^>]* on\w+=/)
      expect(document).not.toMatch(/<script(?![^>]* src=)/)
      expect(document).not.toContain('hx-on')
    }
  })

  it('has no duplicate ids', async () => {
    const document = await html(<StyleGuide assets={assets} nav={nav} actor={actor} />)
    const ids = [...document.matchAll(/ id="([^"]+)"/g)].map((match) => match[1])
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([])
  })
})
