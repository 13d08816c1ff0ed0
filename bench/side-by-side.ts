import { type Call, geometricMean, type Load, median, putLoadOn } from './load.ts'
import { processorTimes, usedBetween } from './processor.ts'

/** A server to measure, alone or in turns with others. */
export type Contender = {
  name: string
  url: string
  /** Called before each round, because a token may have expired. */
  headers(): Promise<Record<string, string>>
  /** Makes the calls of an endpoint; null if the server doesn't have it. */
  next(endpoint: string): ((n: number) => Call | null) | null
  /** The processes of the server and of its database, as far as they are known. */
  processes(): Promise<number[]>
  /** Restores the state before the last load. */
  prepare?(endpoint: string): Promise<void>
}

export type Effort = { connections: number[]; rounds: number; seconds: number }

type Round = Load & {
  /** The processor time of the contender's processes per answer, in milliseconds. */
  cpu: number
}

export type Result = Pick<Round, 'perSecond' | 'p50' | 'p99' | 'cpu' | 'refused' | 'failed'> & {
  contender: string
  endpoint: string
  connections: number
  statuses: Record<number, number>
}

export const OURS = 'LinqsClinic'

const WARM_UP_SECONDS = 0.5

/**
 * Puts the same load on every contender in turns, A B then B A, so that other work of the machine
 * affects all of them. Returns the medians of the rounds.
 */
export async function measureInTurns(
  contenders: readonly Contender[],
  endpoints: readonly string[],
  effort: Effort,
  onResults: (results: Result[]) => void,
): Promise<Result[]> {
  const all: Result[] = []
  let sent = 0
  for (const endpoint of endpoints) {
    for (const connections of effort.connections) {
      const taking = contenders.filter((contender) => contender.next(endpoint))
      const loads = new Map(taking.map(({ name }) => [name, [] as Round[]]))
      for (let round = -1; round < effort.rounds; round++) {
        const seconds = round < 0 ? WARM_UP_SECONDS : effort.seconds
        for (const contender of round % 2 === 0 ? taking : taking.toReversed()) {
          const next = contender.next(endpoint)
          if (!next) continue
          await contender.prepare?.(endpoint)
          const load = await measureRound(contender, () => next(sent++), { connections, seconds })
          if (round >= 0) loads.get(contender.name)?.push(load)
        }
      }
      const results = taking.map(({ name }) =>
        resultOf(loads.get(name) ?? [], { contender: name, endpoint, connections }),
      )
      onResults(results)
      all.push(...results)
    }
  }
  return all
}

async function measureRound(
  contender: Contender,
  next: () => Call | null,
  how: { connections: number; seconds: number },
): Promise<Round> {
  const target = { url: contender.url, headers: await contender.headers() }
  const before = await processorTimes(await contender.processes())
  const load = await putLoadOn(target, next, how)
  const used = usedBetween(before, await processorTimes(await contender.processes()))
  return { ...load, cpu: used / load.answered }
}

function resultOf(
  loads: Round[],
  what: Pick<Result, 'contender' | 'endpoint' | 'connections'>,
): Result {
  const middle = (pick: (load: Round) => number) => median(loads.map(pick))
  const sum = (pick: (load: Round) => number) =>
    loads.reduce((total, load) => total + pick(load), 0)
  const statuses: Record<number, number> = {}
  for (const load of loads) {
    for (const [status, count] of Object.entries(load.statuses)) {
      statuses[Number(status)] = (statuses[Number(status)] ?? 0) + count
    }
  }
  return {
    ...what,
    perSecond: middle((load) => load.perSecond),
    p50: middle((load) => load.p50),
    p99: middle((load) => load.p99),
    cpu: middle((load) => load.cpu),
    refused: sum((load) => load.refused),
    failed: sum((load) => load.failed),
    statuses,
  }
}

export type Ratio = { perSecond: number; p99: number; cpu: number }

/** The ratio of two contenders at an endpoint. */
export function ratioOf(
  results: readonly Result[],
  endpoint: string,
  connections: number,
  [ours, theirs]: readonly [string, string],
): Ratio | null {
  const find = (contender: string) =>
    results.find(
      (result) =>
        result.endpoint === endpoint &&
        result.connections === connections &&
        result.contender === contender,
    )
  const [a, b] = [find(ours), find(theirs)]
  if (!a || !b) return null
  return { perSecond: a.perSecond / b.perSecond, p99: a.p99 / b.p99, cpu: a.cpu / b.cpu }
}

export function meanRatio(ratios: readonly Ratio[]): Ratio {
  return {
    perSecond: geometricMean(ratios.map((ratio) => ratio.perSecond)),
    p99: geometricMean(ratios.map((ratio) => ratio.p99)),
    cpu: geometricMean(ratios.map((ratio) => ratio.cpu)),
  }
}
