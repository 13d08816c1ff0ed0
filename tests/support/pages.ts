import type { LongClinic } from './long-clinic.ts'

/**
 * Every address that draws a page, by its route. A new page is added here; the layout test opens it
 * for each role, at each width, and on paper.
 */
export const PAGES: Record<string, (ids: LongClinic) => string[]> = {
  '/': () => ['/'],
  '/appointments': () => [
    '/appointments',
    '/appointments?view=day',
    '/appointments?view=day&by=room',
    '/appointments?view=list',
  ],
  '/appointments/:id': ({ openVisitId, finishedVisitId }) => [
    `/appointments/${openVisitId}`,
    `/appointments/${finishedVisitId}`,
  ],
  '/appointments/:id/close': ({ openVisitId, finishedVisitId }) => [
    `/appointments/${openVisitId}/close`,
    `/appointments/${finishedVisitId}/close`,
  ],
  '/appointments/:id/edit': ({ openVisitId }) => [`/appointments/${openVisitId}/edit`],
  '/appointments/leave': () => ['/appointments/leave'],
  '/appointments/leave/:id': ({ leaveId }) => [`/appointments/leave/${leaveId}`],
  '/appointments/new': ({ customerId }) => [
    '/appointments/new',
    `/appointments/new?customer_id=${customerId}&date=2026-03-03&time=11:30`,
  ],
  '/appointments/to-confirm': () => ['/appointments/to-confirm'],
  '/appointments/waiting': () => ['/appointments/waiting'],
  '/billing': () => ['/billing'],
  '/billing/:id': ({ openBillId, paidBillId }) => [
    `/billing/${openBillId}`,
    `/billing/${paidBillId}`,
  ],
  '/billing/new': ({ customerId, openVisitId }) => [
    `/billing/new?customer_id=${customerId}`,
    `/billing/new?appointment_id=${openVisitId}`,
  ],
  '/customers': () => ['/customers', '/customers?search=zzz'],
  '/customers/:id': ({ customerId }) => [
    `/customers/${customerId}`,
    `/customers/${customerId}?tab=packages`,
    `/customers/${customerId}?tab=appointments`,
    `/customers/${customerId}?tab=invoices`,
  ],
  '/customers/:id/edit': ({ customerId }) => [`/customers/${customerId}/edit`],
  '/customers/:id/packages/:enrollment_id/course': ({ customerId, enrollmentId }) => [
    `/customers/${customerId}/packages/${enrollmentId}/course`,
  ],
  '/customers/new': () => ['/customers/new'],
  '/find': () => ['/find?q=pri'],
  '/inventory/:id/stock-in': ({ itemId }) => [`/inventory/${itemId}/stock-in`],
  '/you': () => ['/you'],
}

/** Pages for nobody who is signed in, papers, parts of pages, and what isn't a page. */
export const OTHER_ROUTES = [
  '/appointments/:id/close/draft',
  '/assets/*',
  '/assets/paper/a4.css',
  '/assets/paper/a5.css',
  '/assets/paper/preview.css',
  '/assets/paper/receipt.css',
  '/billing/:id/invoice.pdf',
  '/billing/:id/messages',
  '/billing/:id/payments',
  '/billing/:id/print',
  '/billing/items',
  '/billing/new/lines',
  '/billing/new/totals',
  '/customers/options',
  '/events',
  '/favicon.ico',
  '/healthz',
  '/readyz',
  '/setup',
  '/sign-in',
  '/styleguide',
]
