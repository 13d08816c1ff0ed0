import { type Logger, pino } from 'pino'
import type { LogLevel } from './config.ts'

export type { Logger }

/** Logs to stdout, one JSON object per line, with ISO 8601 times. */
export function createLogger(level: LogLevel): Logger {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime })
}
