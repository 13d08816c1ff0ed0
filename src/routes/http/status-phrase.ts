import { STATUS_CODES } from 'node:http'

/** The phrases that RFC 9110 has changed. */
const CHANGED: Readonly<Record<number, string>> = {
  413: 'Content Too Large',
  422: 'Unprocessable Content',
}

/** The phrase of an HTTP status, such as `Not Found` (RFC 9110, section 15). */
export function statusPhrase(status: number): string {
  return CHANGED[status] ?? STATUS_CODES[status] ?? 'Error'
}
