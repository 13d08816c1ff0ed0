import { type Logger, pino } from 'pino'
import type { LogLevel } from './config.ts'

export type { Logger }

/** One JSON object a line on stdout, with the instant in words. */
export function createLogger(level: LogLevel): Logger {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime })
}
