import type { Context, ErrorHandler, NotFoundHandler } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { isDatabaseAway } from '../../db/failures.ts'
import {
  Conflict,
  Forbidden,
  Invalid,
  type Issue,
  NotFound,
  TooMany,
  Unavailable,
} from '../../domain/errors.ts'
import { ErrorNotice, ErrorPage } from '../../views/error-page.tsx'
import type { Env } from './environment.ts'
import { render, targetOf } from './render.tsx'
import { statusPhrase } from './status-phrase.ts'

type Problem = {
  status: ContentfulStatusCode
  title: string
  detail: string
  retryAfterSecs?: number
  errors?: Issue[]
  conflict?: Record<string, unknown>
}

/** Answers every error that no form has shown, with the status of its kind. */
export const answerError: ErrorHandler<Env> = (error, c) => {
  const problem = problemOf(error)
  if (problem.status === 500) {
    c.var.deps.log.error({ id: c.var.request.id, error: loggable(error) }, 'bug')
  }
  return answerProblem(c, problem)
}

export const answerNotFound: NotFoundHandler<Env> = (c) => {
  const { pathname, search } = new URL(c.req.url)
  const withoutSlashes = pathname.replace(/\/+$/, '')
  const isPage = ['GET', 'HEAD'].includes(c.req.method) && c.var.request.door === 'page'
  // An address that starts with two slashes would lead to another site.
  if (isPage && withoutSlashes !== pathname && /^\/[^/\\]/.test(withoutSlashes)) {
    return c.redirect(withoutSlashes + search, 301)
  }
  return answerProblem(c, NO_SUCH_PAGE)
}

const NO_SUCH_PAGE: Problem = { status: 404, title: 'Not found', detail: 'There is no such page.' }

export function answerProblem(c: Context<Env>, problem: Problem): Response | Promise<Response> {
  const { status, title, detail, retryAfterSecs } = problem
  if (retryAfterSecs) c.header('Retry-After', String(retryAfterSecs))
  if (c.var.request.door === 'api') {
    const { retryAfterSecs: _, ...body } = problem
    c.header('Content-Type', 'application/problem+json')
    // The title of `about:blank` is the phrase of the status (RFC 9457, section 4.2.1).
    const blank = { type: 'about:blank', ...body, title: statusPhrase(status) }
    return c.body(JSON.stringify(blank), status)
  }
  const { deps, actor, settings } = c.var
  if (actor && settings && status < 500) {
    const content = () => <ErrorNotice title={title} detail={detail} />
    const target = targetOf(c)
    const fragments = target ? { [target]: content } : {}
    return render(c, { title, current: null, status, content, fragments })
  }
  return c.html(
    <ErrorPage
      title={title}
      detail={detail}
      requestId={status === 500 ? c.var.request.id : null}
      isSignedIn={actor !== undefined}
      clinicName={settings?.clinicName}
      assets={deps.assets}
    />,
    status,
  )
}

function problemOf(error: unknown): Problem {
  if (error instanceof NotFound) return { status: 404, title: 'Not found', detail: error.message }
  if (error instanceof Forbidden)
    return { status: 403, title: 'Not allowed', detail: error.message }
  if (error instanceof Conflict) {
    const conflict = { code: error.code, ...error.conflict }
    return { status: 409, title: 'Conflict', detail: error.message, conflict }
  }
  if (error instanceof Invalid) {
    return { status: 422, title: 'Not valid', detail: error.message, errors: error.issues }
  }
  if (error instanceof TooMany) {
    const { retryAfterSecs } = error
    return { status: 429, title: 'Too many tries', detail: error.message, retryAfterSecs }
  }
  if (error instanceof Unavailable) {
    const { retryAfterSecs } = error
    return { status: 503, title: 'Not available now', detail: error.message, retryAfterSecs }
  }
  if (isDatabaseAway(error)) {
    const detail = 'The database can’t be reached. Nothing was saved; try again in a moment.'
    return { status: 503, title: 'Not available now', detail, retryAfterSecs: 5 }
  }
  if (error instanceof HTTPException && error.status < 500) {
    return { status: error.status as ContentfulStatusCode, title: 'Refused', detail: error.message }
  }
  return {
    status: 500,
    title: 'Something went wrong on our side',
    detail: 'Nothing was saved. Try again in a moment.',
  }
}

/** What to log: message and stack, without the values that a database error carries. */
function loggable(error: unknown) {
  if (!(error instanceof Error)) return { message: String(error) }
  const { code, constraint, table } = error as {
    code?: string
    constraint?: string
    table?: string
  }
  return { name: error.name, message: error.message, code, constraint, table, stack: error.stack }
}
