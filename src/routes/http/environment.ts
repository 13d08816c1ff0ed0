import type { Logger } from 'pino'
import type { Assets } from '../../assets.ts'
import type { Config } from '../../config.ts'
import type { Database } from '../../db/connect.ts'
import type { Notices } from '../../db/notices.ts'
import type { Actor, RequestContext } from '../../domain/access.ts'
import type { CalendarDate } from '../../domain/dates.ts'
import type { Settings } from '../../domain/settings.ts'
import type { Printer } from '../../pdf/printer.ts'
import type { Clinic } from '../../use-cases/clinic.ts'
import type { SignedIn } from '../../use-cases/signed-in.ts'

/** What the server runs on, created once at the start. */
export type AppDeps = {
  config: Config
  clinic: Clinic
  database: Database
  assets: Assets
  printer: Printer
  notices: Notices
  log: Logger
  /** The one-time code of the set-up page; null once the clinic has staff. */
  setupCode: string | null
  /** Loads the sample clinic into an empty database, for the set-up page. */
  loadSample: () => Promise<void>
}

/** What a handler finds on its context. From `actor` on, only when someone is signed in. */
export type Env = {
  Variables: {
    deps: AppDeps
    clinic: Clinic
    request: RequestContext
    actor: Actor
    settings: Settings
    initials: string
    /** The browser's login; a program with a token has none. */
    login: SignedIn['login']
    /** The clinic's local date and time when the request arrived. */
    today: CalendarDate
    timeNow: string
  }
}
